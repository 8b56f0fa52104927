//! What bytes go through: TCP, TLS over it, DEFLATE over either.

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Write};
use std::net::{IpAddr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// How long a server may be silent while it is waited for.
const SILENCE: Duration = Duration::from_secs(120);

trait Both: Read + Write {}

impl<T: Read + Write> Both for T {}

/// A stream that a layer can be put over.
#[derive(Clone)]
pub(crate) struct Stream(Rc<RefCell<dyn Both>>);

impl Stream {
    pub(crate) fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(SILENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(Rc::new(RefCell::new(stream)))
    }

    /// TLS over this, with a server at a loopback address whose certificate is the one in the file.
    pub(crate) fn tls(self, certificate: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::IpAddress(IpAddr::from([127, 0, 0, 1]).into());
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        Self(Rc::new(RefCell::new(StreamOwned::new(connection, self))))
    }

    /// DEFLATE over this, where the server's first compressed bytes have been read already.
    pub(crate) fn deflate(self, read: Vec<u8>) -> Self {
        let reader = DeflateDecoder::new(Cursor::new(read).chain(self.clone()));
        let writer = DeflateEncoder::new(self, Compression::fast());
        Self(Rc::new(RefCell::new(Deflate { reader, writer })))
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(into)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

struct Deflate {
    reader: DeflateDecoder<io::Chain<Cursor<Vec<u8>>, Stream>>,
    writer: DeflateEncoder<Stream>,
}

impl Read for Deflate {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.reader.read(into)
    }
}

impl Write for Deflate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

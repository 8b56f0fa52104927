//! What is below the session: TLS, compression, long messages, clients that are refused.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::{TestServer, Wire};

#[test]
fn passwords_wait_for_tls() {
    let path = std::env::temp_dir().join(format!("tokio_server-{}.pem", std::process::id()));
    let server = TestServer::start(&format!("--write-cert {}", path.display()));
    let cert = CertificateDer::from_pem_file(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let mut wire = server.connect();
    wire.play(
        "C: a CAPABILITY
         S: * CAPABILITY …STARTTLS AUTH=SCRAM-SHA-256 LOGINDISABLED
         S: a OK …
         C: b LOGIN alice pass
         S: b NO [PRIVACYREQUIRED] …
         C: c AUTHENTICATE PLAIN AGFsaWNlAHBhc3M=
         S: c NO [PRIVACYREQUIRED] …
         C: d STARTTLS
         S: d OK …",
    );
    let mut roots = RootCertStore::empty();
    roots.add(cert).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut wire = Wire::new(StreamOwned::new(tls, wire.into_stream()));
    wire.play(
        "C: e CAPABILITY
         S: * CAPABILITY …AUTH=PLAIN AUTH=LOGIN
         S: e OK …
         C: f AUTHENTICATE PLAIN AGFsaWNlAHdyb25n
         S: f NO [AUTHENTICATIONFAILED] …
         C: g AUTHENTICATE LOGIN
         S: + VXNlcm5hbWU6
         C: YWxpY2U=
         S: + UGFzc3dvcmQ6
         C: cGFzcw==
         S: g OK [CAPABILITY …
         C: h COMPRESS DEFLATE
         S: h OK …",
    );
    // Compression is below the session and above TLS.
    let mut wire = Wire::new(Deflated::new(wire.into_stream()));
    wire.play(
        "C: i NOOP
         S: i OK …
         C: j COMPRESS DEFLATE
         S: j NO [COMPRESSIONACTIVE] …
         C: k LOGOUT
         S: * BYE …
         S: k OK …",
    );
}

#[test]
fn a_long_message_comes_back_as_it_went_with_compression_and_without() {
    let server = TestServer::plain();
    let mut message = b"Subject: long\r\n\r\n".to_vec();
    while message.len() < 8 << 20 {
        let line = format!("line {} ){{5}}\r\na OK\r\n", message.len().wrapping_mul(2_654_435_761));
        message.extend_from_slice(line.as_bytes());
    }
    let mut plain = server.log_in("SELECT INBOX");
    there_and_back(&mut plain, &message);
    plain.play("C: z COMPRESS DEFLATE\nS: z OK …");
    there_and_back(&mut Wire::new(Deflated::new(plain.into_stream())), &message);
}

fn there_and_back<S: Read + Write>(wire: &mut Wire<S>, message: &[u8]) {
    wire.send(&format!("a APPEND INBOX {{{}}}\r\n", message.len()));
    wire.play("S: + …");
    wire.write(message);
    wire.send("\r\n");
    wire.until("a OK");
    wire.send("b FETCH * BODY.PEEK[]\r\n");
    let head = wire.line();
    assert!(head.ends_with(&format!("FETCH (BODY[] {{{}}}", message.len())), "{head}");
    let mut came = vec![0; message.len()];
    wire.stream.read_exact(&mut came).unwrap();
    assert!(came == message, "the same octets");
    wire.play("S: )\nS: b OK …");
}

#[test]
fn a_client_whose_compression_breaks_hears_why_the_server_ends() {
    let server = TestServer::plain();
    let mut plain = server.log_in("SELECT INBOX");
    plain.play("C: z COMPRESS DEFLATE\nS: z OK …");
    let mut stream = plain.into_stream();
    stream.write_all(&[0xff; 20]).unwrap();
    Wire::new(Deflated::new(stream)).play("S: * BYE broken compression");
}

#[test]
fn what_has_no_room_is_refused_before_it_is_sent() {
    let server = TestServer::start("--plain --quota 100");
    let mut one = server.log_in("SELECT INBOX");
    one.play(
        "C: a APPEND INBOX {101}
         S: a NO [OVERQUOTA] …
         C: b APPEND Nowhere {5}
         S: b NO [TRYCREATE] …
         C: c APPEND INBOX {99999999999}
         S: c NO [TOOBIG] …
         C: d APPEND INBOX {60}
         S: + …
         C: Subject: x
         C:
         C: 0123456789012345678901234567890123456789123
         C:
         S: * 1 EXISTS
         S: * 1 RECENT
         S: d OK [APPENDUID …
         C: e COPY 1 Sent
         S: e NO [OVERQUOTA] …
         C: f APPEND INBOX {5} 
         S: f BAD …",
    );
    // A client that does not wait is read to the end of what it sends.
    let long = "x".repeat(200_000);
    one.send(&format!("g APPEND INBOX {{200000+}}\r\n{long}\r\nh NOOP\r\n"));
    one.play("S: g NO [OVERQUOTA] …\nS: h OK …");
}

#[test]
fn several_messages_come_together_or_not_at_all() {
    let server = TestServer::start("--plain --quota 100");
    let mut one = server.log_in("");
    one.play(
        "C: a APPEND INBOX {60+}
         C: Subject: x
         C:
         C: 01234567890123456789012345678901234567890123
         C:  {60}
         S: a NO [OVERQUOTA] …
         C: b STATUS INBOX (MESSAGES)
         S: * STATUS INBOX (MESSAGES 0)
         S: b OK …
         C: c APPEND INBOX (\\Seen) {1+}
         C: x (\\Draft) {1+}
         C: y
         S: c OK [APPENDUID … 1:2] …",
    );
}

#[test]
fn a_client_that_does_not_read_holds_nobody_up() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    let message = format!("Subject: x\r\n\r\n{}\r\n", "y".repeat(1 << 20));
    one.append("INBOX", &message);
    for number in 0..100 {
        one.send(&format!("f{number} FETCH 1 BODY.PEEK[]\r\n"));
    }
    let mut two = server.log_in("SELECT INBOX");
    two.play("C: a NOOP\nS: a OK …");
    assert_eq!(one.until("f99 OK").iter().filter(|line| line.starts_with("* 1 FETCH")).count(), 100);
}

#[test]
fn the_server_says_good_bye() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX");
    drop(server);
    one.play("S: * BYE the server ends");
    assert_eq!(one.stream.read(&mut [0]).unwrap(), 0);

    let server = TestServer::start("--plain --timeout 1 --preauth bob");
    let stream = TcpStream::connect(server.address).unwrap();
    Wire::new(stream).play("S: * PREAUTH …\nS: * BYE too long silent");
}

#[test]
fn who_does_not_log_in_is_sent_away_whatever_is_said_meanwhile() {
    let server = TestServer::start("--plain --timeout 1");
    let mut nobody = server.connect();
    let is_sent_away = (0..1_000_000).any(|number| {
        nobody.send(&format!("{number} NOOP\r\n"));
        let line = nobody.line();
        assert!(line.ends_with(" OK done") || line.starts_with("* BYE too long"), "{line}");
        line.starts_with("* BYE")
    });
    assert!(is_sent_away);
    let mut somebody = server.log_in("");
    somebody.play("C: a NOOP\nS: a OK done");
}

/// A client's side of COMPRESS.
struct Deflated<S> {
    stream: S,
    inflater: Decompress,
    deflater: Compress,
    /// What has come and is not inflated yet.
    input: Vec<u8>,
}

impl<S> Deflated<S> {
    fn new(stream: S) -> Self {
        let (inflater, deflater) = (Decompress::new(false), Compress::new(Compression::default(), false));
        Self { stream, inflater, deflater, input: Vec::new() }
    }
}

impl<S: Read> Read for Deflated<S> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let (read, given) = (self.inflater.total_in(), self.inflater.total_out());
            self.inflater.decompress(&self.input, into, FlushDecompress::Sync)?;
            self.input.drain(..(self.inflater.total_in() - read) as usize);
            let n = (self.inflater.total_out() - given) as usize;
            if n > 0 {
                return Ok(n);
            }
            let mut came = [0; 4096];
            match self.stream.read(&mut came)? {
                0 => return Ok(0),
                n => self.input.extend_from_slice(&came[..n]),
            }
        }
    }
}

impl<S: Write> Write for Deflated<S> {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        let mut out = Vec::with_capacity(octets.len() + 1024);
        self.deflater.compress_vec(octets, &mut out, FlushCompress::Sync)?;
        self.stream.write_all(&out)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.stream.flush()
    }
}

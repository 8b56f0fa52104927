//! TLS by the crate rustls: whom to trust, the layer, and what went wrong in words.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme, StreamOwned,
};

use crate::failure::{self, Failure};

/// Whom to trust.
pub(crate) struct Config(Arc<ClientConfig>);

impl Config {
    /// The certificates in a file, or else those that the system trusts.
    pub(crate) fn new(ca: Option<&Path>) -> Result<Self, Failure> {
        let (mut roots, mut named) = (RootCertStore::empty(), Vec::new());
        match ca {
            Some(file) => {
                let wrong = |why: String| Failure::File(format!("{}: {why}", file.display()));
                let unread = |error| {
                    wrong(match error {
                        pem::Error::Io(error) => failure::words(&error),
                        pem::Error::NoItemsFound => "there is no certificate in it".into(),
                        _ => "this is no PEM file".into(),
                    })
                };
                for certificate in CertificateDer::pem_file_iter(file).map_err(unread)? {
                    let certificate = certificate.map_err(unread)?;
                    named.push(certificate.clone());
                    let unfit = |_| wrong("a certificate in it cannot be read".into());
                    roots.add(certificate).map_err(unfit)?;
                }
                if roots.is_empty() {
                    return Err(wrong("there is no certificate in it".into()));
                }
            }
            None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
        }
        if roots.is_empty() {
            return Err(Failure::File("there are no certificates to trust: name some by --ca".into()));
        }
        let chains = WebPkiServerVerifier::builder(Arc::new(roots)).build().map_err(Failure::connection)?;
        let verifier = Arc::new(Verifier { named, chains });
        let config = ClientConfig::builder().dangerous().with_custom_certificate_verifier(verifier);
        Ok(Self(Arc::new(config.with_no_client_auth())))
    }

    /// TLS over a stream, with a server of this name. The handshake is part of the first write or read, and whether
    /// the server is to be trusted comes out there.
    pub(crate) fn over<S: Read + Write>(
        &self,
        below: S,
        host: &str,
    ) -> Result<StreamOwned<ClientConnection, S>, Failure> {
        let unfit = |_| Failure::Connection(format!("{host}: no certificate can be for such a name"));
        let name = ServerName::try_from(host.to_owned()).map_err(unfit)?;
        let tls = ClientConnection::new(Arc::clone(&self.0), name).map_err(Failure::connection)?;
        Ok(StreamOwned::new(tls, below))
    }
}

/// Trusts what authorities have signed, and the very certificates that were named by the user. That is for the usual kind
/// of certificate that one makes for oneself, `openssl req -x509`: it says that it is an authority's, and often names no
/// host, so that no chain can be built with it. Who has its key is the one whom the user means.
#[derive(Debug)]
struct Verifier {
    named: Vec<CertificateDer<'static>>,
    chains: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.named.contains(certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        self.chains.verify_server_cert(certificate, between, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}

/// What has broken a connection, in words: an error of rustls may show the names of its types.
pub(crate) fn words(error: &io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(why)) => format!("the server's certificate {}", certificate(why)),
        Some(Error::InvalidMessage(_)) => {
            "what the server says is not TLS: if it begins in the clear, use imap://, with --starttls".into()
        }
        Some(Error::AlertReceived(alert)) => format!("the server does not want TLS: {}", spaced(alert)),
        Some(Error::PeerIncompatible(why)) => format!("no common way of TLS: {}", spaced(why)),
        Some(Error::PeerMisbehaved(why)) => format!("the server breaks TLS: {}", spaced(why)),
        Some(error) => error.to_string(),
        None => failure::words(error),
    }
}

fn certificate(why: &CertificateError) -> String {
    use CertificateError as E;
    match why {
        E::Expired | E::ExpiredContext { .. } => "has expired".into(),
        E::NotValidYet | E::NotValidYetContext { .. } => "is not valid yet: is the clock right?".into(),
        E::NotValidForName | E::NotValidForNameContext { .. } => "is for another name".into(),
        E::UnknownIssuer => "is signed by nobody who is trusted: --ca names whom to trust".into(),
        E::BadSignature => "is not signed by whom it says".into(),
        E::BadEncoding => "cannot be read".into(),
        E::Revoked => "has been revoked".into(),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => "is not one for servers".into(),
        // Of webpki, an authority's where a server's is due among them.
        _ => "is not fit for a server: --ca can name this very one".into(),
    }
}

/// `BadRecordMac` as "bad record mac".
fn spaced(name: &impl std::fmt::Debug) -> String {
    let mut words = String::new();
    for char in format!("{name:?}").chars() {
        if char.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(char.to_lowercase());
    }
    words
}

//! The server's certificate: given, or made for this run.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::Config;

pub(crate) fn acceptor(config: &Config) -> Result<TlsAcceptor, Box<dyn Error>> {
    let (cert, key) = match &config.cert {
        Some((cert, key)) => (read(cert)?, read(key)?),
        None => {
            let names = ["localhost".into(), "127.0.0.1".into(), "::1".into()];
            let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
            (cert.pem(), signing_key.serialize_pem())
        }
    };
    if let Some(path) = &config.write_cert {
        fs::write(path, &cert)?;
    }
    let chain = CertificateDer::pem_slice_iter(cert.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(tls)))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

//! TLS by the crate rustls: whom to trust, and the layer.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::failure::Failure;

/// Whom to trust.
pub(crate) struct Config(Arc<ClientConfig>);

impl Config {
    /// The certificates in a file, or else those that the system trusts.
    pub(crate) fn new(ca: Option<&Path>) -> Result<Self, Failure> {
        let mut roots = RootCertStore::empty();
        match ca {
            Some(file) => {
                let wrong =
                    |error: &dyn std::fmt::Display| Failure::File(format!("{}: {error}", file.display()));
                let certificates = CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))?;
                for certificate in certificates {
                    let certificate = certificate.map_err(|error| wrong(&error))?;
                    roots.add(certificate).map_err(|error| wrong(&error))?;
                }
            }
            None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
        }
        if roots.is_empty() {
            return Err(Failure::File("there are no certificates to trust: name some by --ca".into()));
        }
        Ok(Self(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())))
    }

    /// TLS over a stream, with a server of this name. The handshake is part of the first write or read, and whether
    /// the server is to be trusted comes out there.
    pub(crate) fn over<S: Read + Write>(
        &self,
        below: S,
        host: &str,
    ) -> Result<StreamOwned<ClientConnection, S>, Failure> {
        let name = ServerName::try_from(host.to_owned()).map_err(Failure::connection)?;
        let tls = ClientConnection::new(Arc::clone(&self.0), name).map_err(Failure::connection)?;
        Ok(StreamOwned::new(tls, below))
    }
}

//! TLS of the service's own: a certificate that is taken anew when its files change (N1).

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::rights;

/// Why a certificate cannot be served with.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The certificate's file.
    #[error("tls.certificate names {path}, which cannot be read: {reason}. It has to be a PEM file with the certificate first")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The key's file.
    #[error("tls.key names {path}, which cannot be read: {reason}. It has to be a PEM file with one private key")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The key's file, open to others than its owner.
    #[error(
        "tls.key names {path}, which is open to others than its owner. Take that right away: chmod 0600 {path} (or 0640, where root owns it and its group is to read it)"
    )]
    KeyIsOpen {
        /// The file.
        path: PathBuf,
    },
    /// Two files that are no pair.
    #[error("the certificate {certificate} and the key {key} are no pair that can be served with: {reason}")]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong with them.
        reason: rustls::Error,
    },
}

/// A certificate that is served with, shared by all connections.
#[derive(Clone)]
pub struct Certificate {
    files: Arc<Files>,
    current: Arc<Current>,
    acceptor: TlsAcceptor,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// What tells that a file is another one than before.
pub type Seen = [Option<(SystemTime, u64)>; 2];

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Certificate {
    /// Reads a certificate with the chain to its root, and its key.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let files = Files { certificate: certificate.to_owned(), key: key.to_owned() };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let pair = files.read(&provider)?;
        let current = Arc::new(Current(RwLock::new(Arc::new(pair))));
        let versions = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|reason| files.no_pair(reason))?;
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(&current) as Arc<dyn ResolvesServerCert>;
        let mut config = versions.with_no_client_auth().with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { files: Arc::new(files), current, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// Shakes hands with a peer.
    ///
    /// # Errors
    /// What the peer or its connection did wrong.
    pub async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }

    /// What the files are like now, to notice that they change.
    #[must_use]
    pub fn look(&self) -> Seen {
        [&self.files.certificate, &self.files.key].map(|path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
    }

    /// Reads the files again. Connections to come get the new certificate; those that stand keep theirs.
    ///
    /// # Errors
    /// [`CertificateError`]; the old one is served with then.
    pub fn renew(&self) -> Result<(), CertificateError> {
        let pair = self.files.read(&aws_lc_rs::default_provider())?;
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
        Ok(())
    }
}

impl Files {
    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, CertificateError> {
        let unreadable = |reason: String| CertificateError::Certificate { path: self.certificate.clone(), reason };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(|chain| chain.collect::<Result<Vec<_>, _>>())
            .map_err(|error| unreadable(error.to_string()))?;
        if chain.is_empty() {
            return Err(unreadable("there is no certificate in it".to_owned()));
        }
        let unreadable = |error: &dyn std::fmt::Display| CertificateError::Key { path: self.key.clone(), reason: error.to_string() };
        if rights::is_open_beyond_its_group(&std::fs::metadata(&self.key).map_err(|error| unreadable(&error))?) {
            return Err(CertificateError::KeyIsOpen { path: self.key.clone() });
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unreadable(&error))?;
        CertifiedKey::from_der(chain, key, provider).map_err(|reason| self.no_pair(reason))
    }

    fn no_pair(&self, reason: rustls::Error) -> CertificateError {
        CertificateError::Pair { certificate: self.certificate.clone(), key: self.key.clone(), reason }
    }
}

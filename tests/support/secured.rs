//! TLS in front of a provider: certificates of a CA of the test's own, good and bad, and servers that do not speak it, or only as
//! it was once.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_engine::{AddedCa, Enclosed};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{DEFAULT_VERSIONS, ServerConfig};

use crate::fake_provider::FakeProvider;

/// Each has a name of its own: two of one name would be taken for one another.
static NAMED: AtomicUsize = AtomicUsize::new(0);

/// A CA that no computer trusts by itself.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

/// What a server shows, and its key.
pub struct Served {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new one, with its certificate in a file.
    #[must_use]
    pub fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, format!("Authority {}", NAMED.fetch_add(1, Ordering::Relaxed)));
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    /// The file of its certificate.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Its certificate, as a person gives it.
    #[must_use]
    pub fn read(&self) -> AddedCa {
        AddedCa::read("ca.pem", self.issuer.pem().as_bytes()).unwrap()
    }

    /// What goes with a provider that is added with it.
    #[must_use]
    pub fn enclosed(&self) -> Enclosed {
        Enclosed { ca: Some(self.read()), ..Enclosed::default() }
    }

    /// The SHA-256 of its certificate, as other programs write it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.issuer.der()).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// Its own key, which is no certificate.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// A good certificate for these names.
    #[must_use]
    pub fn certificate(&self, names: &[&str]) -> Served {
        self.issue(names, |_| {})
    }

    /// Its own, as a server shows it that was given no other.
    #[must_use]
    pub fn own_certificate(&self) -> Served {
        let key = PrivateKeyDer::try_from(self.issuer.key().serialize_der()).unwrap();
        Served { chain: vec![self.issuer.der().clone()], key }
    }

    /// One that ended long ago.
    #[must_use]
    pub fn expired(&self, names: &[&str]) -> Served {
        self.issue(names, |parameters| {
            (parameters.not_before, parameters.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
        })
    }

    /// One that begins long from now.
    #[must_use]
    pub fn not_yet(&self, names: &[&str]) -> Served {
        self.issue(names, |parameters| {
            (parameters.not_before, parameters.not_after) = (date_time_ymd(3000, 1, 1), date_time_ymd(3001, 1, 1));
        })
    }

    fn issue(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Served {
        let mut parameters = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        Served { chain: vec![certificate.der().clone()], key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }
}

/// Serves a provider by TLS as well; gives the port. It ends with the test's runtime, as all of these do.
pub async fn secured(fake: &FakeProvider, served: &Served) -> u16 {
    let config =
        ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider())).with_protocol_versions(DEFAULT_VERSIONS).unwrap();
    let config = config.with_no_client_auth().with_single_cert(served.chain.clone(), served.key.clone_key()).unwrap();
    let (acceptor, behind) = (TlsAcceptor::from(Arc::new(config)), fake.authority().to_owned());
    listen(move |stream| {
        let (acceptor, behind) = (acceptor.clone(), behind.clone());
        async move {
            // A client that does not like the certificate goes away here.
            let Ok(mut secured) = acceptor.accept(stream).await else { return };
            let mut plain = TcpStream::connect(behind).await.unwrap();
            let _gone = copy_bidirectional(&mut secured, &mut plain).await;
        }
    })
    .await
}

/// A server that answers every greeting with one of TLS 1.1 (RFC 4346 §7.4.1.3); gives the port.
pub async fn old_tls() -> u16 {
    // ServerHello: version 3.2, random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let mut hello = vec![2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    let mut record = vec![22, 3, 2, 0, u8::try_from(hello.len()).unwrap()];
    record.extend(hello);
    answers_all_with(record).await
}

/// The same of one that says so, by the alert `protocol_version` (RFC 8446 §6).
pub async fn old_tls_that_says_so() -> u16 {
    answers_all_with(vec![21, 3, 2, 0, 2, 2, 70]).await
}

/// A server that speaks plain HTTP where TLS is asked for; gives the port.
pub async fn plain_http() -> u16 {
    answers_all_with(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec()).await
}

async fn answers_all_with(answer: Vec<u8>) -> u16 {
    listen(move |mut stream| {
        let answer = answer.clone();
        async move {
            let _greeting = stream.read(&mut [0; 4096]).await;
            let _sent = stream.write_all(&answer).await;
            let _no_more = stream.shutdown().await;
        }
    })
    .await
}

/// Listens at a port that is free.
async fn listen<F: Future<Output = ()> + Send + 'static>(converse: impl Fn(TcpStream) -> F + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream));
        }
    });
    port
}

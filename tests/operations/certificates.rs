//! TLS of the service's own (N1): what it speaks, and how it comes to a new certificate.

use std::path::Path;
use std::time::Duration;

use rcgen::generate_simple_self_signed;
use support::client::Client;
use support::process::{Folder, Serving, write_private};
use support::service::{PASSWORD, Service, ada, web_app};
use support::visitor::Visitor;
use support::wait;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A certificate for this computer, and its key, as PEM.
struct Pair {
    certificate: String,
    key: String,
}

impl Pair {
    fn new() -> Self {
        let made = generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        Self { certificate: made.cert.pem(), key: made.signing_key.serialize_pem() }
    }

    fn put(&self, folder: &Path) {
        write_private(&folder.join("key.pem"), self.key.as_bytes());
        write_private(&folder.join("certificate.pem"), self.certificate.as_bytes());
    }

    /// A client that trusts this certificate and no other.
    fn client(&self) -> reqwest::Client {
        let root = reqwest::Certificate::from_pem(self.certificate.as_bytes()).unwrap();
        reqwest::Client::builder()
            .tls_certs_only([root])
            .redirect(reqwest::redirect::Policy::none())
            .timeout(wait::LIMIT)
            .no_proxy()
            .build()
            .unwrap()
    }
}

fn tls(folder: &Path) -> countersign_accounts::config::Tls {
    countersign_accounts::config::Tls { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") }
}

async fn with_tls(pair: &Pair, change: impl FnOnce(&mut countersign_accounts::Config)) -> (Service, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    pair.put(folder.path());
    let tls = tls(folder.path());
    let service = Service::start_with(|config| {
        config.tls = Some(tls);
        change(config);
    });
    (service.await, folder)
}

#[tokio::test]
async fn a_sign_in_over_tls_has_an_https_issuer_and_a_host_cookie() {
    let pair = Pair::new();
    let (service, _folder) = with_tls(&pair, |_| {}).await;
    service.add_person(ada()).await;
    assert_eq!(service.issuer(), format!("https://{}", service.running.local_addr()));
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::through(pair.client());
    let page = visitor.visit(&client.authorize("profile")).await;
    let form = page.form_with("password").with("email", "ada@harbour.example").with("password", PASSWORD);
    let signed_in = visitor.submit_and_follow(&page, &form).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.body);
    assert!(visitor.cookies.keys().any(|name| name.starts_with("__Host-")), "{:?}", visitor.cookies.keys());
}

#[tokio::test]
async fn plain_http_gets_no_answer_at_a_tls_port_and_others_do_meanwhile() {
    let pair = Pair::new();
    let (service, _folder) = with_tls(&pair, |config| config.limits.headers_within = Duration::from_millis(400)).await;
    let mut plain = TcpStream::connect(service.running.local_addr()).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    // One who says nothing, and one who begins a handshake and leaves it there: a record of 512 bytes, of which 3 come.
    let mut silent = TcpStream::connect(service.running.local_addr()).await.unwrap();
    let mut stuck = TcpStream::connect(service.running.local_addr()).await.unwrap();
    stuck.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01]).await.unwrap();
    // On a busy computer a handshake may take longer than this service waits: who is refused for that comes again.
    let client = pair.client();
    let healthy = wait::until_some("an answer", || async { client.get(service.url("/healthz")).send().await.ok() }).await;
    assert_eq!((healthy.status().as_u16(), healthy.version()), (200, reqwest::Version::HTTP_11));
    for stream in [&mut plain, &mut silent, &mut stuck] {
        let mut said = Vec::new();
        let _ = tokio::time::timeout(wait::LIMIT, stream.read_to_end(&mut said)).await.expect("the service closes the connection");
        assert!(!said.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&said));
    }
}

#[tokio::test]
async fn tls_1_1_is_refused_with_an_alert() {
    let pair = Pair::new();
    let (service, _folder) = with_tls(&pair, |_| {}).await;
    // A ClientHello of version 3.2 with one suite and no extension (RFC 4346 §7.4.1.2).
    let mut hello = vec![0x03, 0x02];
    hello.extend([7; 32]);
    hello.extend([0x00, 0x00, 0x02, 0xc0, 0x13, 0x01, 0x00]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![0x16, 0x03, 0x01, 0x00, length + 4, 0x01, 0x00, 0x00, length];
    record.extend(hello);
    let mut stream = TcpStream::connect(service.running.local_addr()).await.unwrap();
    stream.write_all(&record).await.unwrap();
    let mut said = Vec::new();
    tokio::time::timeout(wait::LIMIT, stream.read_to_end(&mut said)).await.expect("the connection ends").unwrap();
    assert_eq!((said.len(), said[0], said[5]), (7, 0x15, 2), "a fatal alert and nothing else: {said:?}");
}

#[tokio::test]
async fn stopping_ends_connections_over_tls_that_wait() {
    let pair = Pair::new();
    let (service, _folder) = with_tls(&pair, |_| {}).await;
    let client = pair.client();
    assert_eq!(client.get(service.url("/healthz")).send().await.unwrap().status(), 200);
    let url = service.url("/healthz");
    tokio::time::timeout(wait::LIMIT, service.running.stop()).await.expect("it stops although a client keeps its connection");
    assert!(client.get(url).send().await.is_err());
}

/// Signs in over TLS as somebody whom nobody knows; gives the status.
async fn unknown_name(http: reqwest::Client, authorize: String) -> u16 {
    let mut visitor = Visitor::through(http);
    let page = visitor.visit(&authorize).await;
    let form = page.form_with("password").with("email", "nobody@test.com").with("password", "not the password");
    visitor.submit(&page, &form).await.status
}

#[tokio::test]
async fn a_request_under_way_over_tls_is_answered_before_the_service_stops() {
    let pair = Pair::new();
    // One password at a time, and each dear: while one is hashed, the other is seen to wait.
    let (service, _folder) = with_tls(&pair, |config| {
        config.metrics = Some(([127, 0, 0, 1], 0).into());
        config.password_cost = countersign_accounts::people::password::Cost::new(19 * 1024, 30, 1).unwrap();
        config.password_bounds.threads = 1;
        config.limits.stop_within = wait::LIMIT;
    })
    .await;
    let client = Client::add(&service, web_app()).await;
    let asked: Vec<_> = (0..2).map(|_| tokio::spawn(unknown_name(pair.client(), client.authorize("profile")))).collect();
    let metrics = format!("http://{}/metrics", service.running.metrics_addr().unwrap());
    wait::until_some("both to be under way", async || {
        let shown = support::service::http().get(&metrics).send().await.unwrap().text().await.unwrap();
        shown.contains("hashing_queue_length 1").then_some(())
    })
    .await;
    service.running.stop().await;
    for answer in asked {
        assert_eq!(answer.await.unwrap(), 422);
    }
}

#[test]
fn a_pair_that_is_none_is_refused_at_the_start_with_the_key_of_the_setting() {
    let folder = Folder::new();
    let (one, other) = (Pair::new(), Pair::new());
    let file = folder.write("accounts.toml", "[tls]\ncertificate = 'certificate.pem'\nkey = 'key.pem'\n");
    let told = || support::process::refused(&folder.run(&["serve", "--config", file.to_str().unwrap()]));
    assert!(told().contains("tls.certificate names"));
    folder.write("certificate.pem", &one.certificate);
    assert!(told().contains("tls.key names"));
    folder.write("key.pem", &other.key);
    assert!(told().contains("are no pair"));
    folder.write("key.pem", &one.key);
    for mode in [0o660, 0o604] {
        std::fs::set_permissions(folder.path("key.pem"), std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        assert!(told().contains("chmod 0600"), "{mode:o}");
    }
}

#[test]
fn a_key_that_its_group_may_read_is_taken_from_root_alone() {
    let folder = Folder::new();
    Pair::new().put(&folder.path(""));
    let key = folder.path("key.pem");
    let file = folder.write("accounts.toml", "[tls]\ncertificate = 'certificate.pem'\nkey = 'key.pem'\n");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let belongs_to_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&key).unwrap()) == 0;
    if belongs_to_root {
        assert!(Serving::start(&folder, &["--config", file.to_str().unwrap()]).stop().success());
        std::os::unix::fs::chown(&key, Some(1), None).unwrap();
    }
    let told = support::process::refused(&folder.run(&["serve", "--config", file.to_str().unwrap()]));
    assert!(told.contains("open to others than its owner"), "{told}");
}

#[tokio::test]
async fn a_new_certificate_is_served_when_its_files_change_and_a_bad_one_is_not() {
    let folder = Folder::new();
    let (first, second, third) = (Pair::new(), Pair::new(), Pair::new());
    first.put(&folder.path(""));
    let file = folder.write("accounts.toml", "[tls]\ncertificate = 'certificate.pem'\nkey = 'key.pem'\n");
    let serving = Serving::start(&folder, &["--config", file.to_str().unwrap()]);
    let url = format!("{}/healthz", serving.issuer());
    assert!(url.starts_with("https://"), "{url}");
    let served = async |pair: &Pair| pair.client().get(&url).send().await.is_ok();
    assert!(served(&first).await);
    assert!(!served(&second).await);

    // The key alone is other: no pair.
    folder.write("key.pem", &second.key);
    serving.signal("HUP");
    serving.logs("are no pair");
    assert!(served(&first).await, "the old one stays");

    folder.write("certificate.pem", &second.certificate);
    wait::until_some("the second certificate", async || served(&second).await.then_some(())).await;

    third.put(&folder.path(""));
    serving.signal("HUP");
    wait::until_some("the third certificate", async || served(&third).await.then_some(())).await;
    assert!(!served(&first).await);
    assert!(serving.stop().success(), "SIGTERM ends it well");
}

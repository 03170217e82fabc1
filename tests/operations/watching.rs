//! What whoever watches the service sees: health, metrics, logs.

use support::client::{Client, VERIFIER, challenge, member};
use support::process::{Folder, Serving, answered};
use support::service::{PASSWORD, Service, http, web_app};
use support::visitor::{Answer, Visitor};
use support::wait;

async fn get(url: &str) -> Answer {
    Answer::to(http().get(url)).await
}

#[tokio::test]
async fn the_process_lives_though_the_database_cannot_be_written() {
    let service = Service::start().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'disk full'); END").unwrap();
    let (alive, ready) = (get(&service.url("/healthz")).await, get(&service.url("/readyz")).await);
    assert_eq!((alive.status, alive.body.as_str()), (200, r#"{"alive":true}"#));
    assert_eq!((ready.status, ready.body.as_str()), (503, r#"{"ready":false}"#));
}

#[tokio::test]
async fn metrics_count_what_is_done_and_name_nobody() {
    let service = Service::start_with(|config| config.metrics = Some(([127, 0, 0, 1], 0).into())).await;
    service.add_person(support::service::ada()).await;
    let client = Client::add(&service, web_app()).await;
    let wrong = {
        let mut visitor = Visitor::new();
        let page = visitor.visit(&client.authorize("profile")).await;
        let form = page.form_with("password").with("email", "ada@harbour.example").with("password", "not the password");
        visitor.submit(&page, &form).await
    };
    assert_ne!(wrong.status, 303);
    let tokens = client.tokens_for("ada@harbour.example", "profile offline_access").await;
    client.refresh(&tokens.refresh_token.unwrap()).await;
    for path in ["/nowhere/canary-path", "/oauth/userinfo?canary-query=1"] {
        get(&service.url(path)).await;
    }
    assert_eq!(client.user_info(&tokens.access_token).await.status, 200);

    let metrics = format!("http://{}/metrics", service.running.metrics_addr().unwrap());
    // The service writes now and then by itself, and a write may wait in the very moment of the question.
    let shown = wait::until_some("nothing to wait to be written", async || {
        Some(get(&metrics).await).filter(|shown| shown.body.contains("countersign_accounts_writer_queue_length 0\n"))
    })
    .await;
    assert!(shown.header("content-type").starts_with("application/openmetrics-text"), "{:?}", shown.headers);
    for line in [
        "countersign_accounts_sign_ins_total{outcome=\"wrong\"} 1",
        "countersign_accounts_sign_ins_total{outcome=\"right\"} 1",
        "countersign_accounts_tokens_issued_total{grant_type=\"authorization_code\"} 1",
        "countersign_accounts_tokens_issued_total{grant_type=\"refresh_token\"} 1",
        "countersign_accounts_requests_total{route=\"/oauth/userinfo\",status=\"2xx\"} 1",
        "countersign_accounts_requests_total{route=\"/oauth/userinfo\",status=\"4xx\"} 1",
        "countersign_accounts_requests_total{route=\"none\",status=\"4xx\"} 1",
        "countersign_accounts_request_duration_seconds_count{route=\"/sign-in\"} 2",
        "countersign_accounts_hashing_queue_length 0",
        "countersign_accounts_build_info{version=",
    ] {
        assert!(shown.body.contains(line), "{line} is not in\n{}", shown.body);
    }
    for word in ["canary", "ada", "harbour", &client.id, "127.0.0.1"] {
        assert!(!shown.body.contains(word), "{word} is in\n{}", shown.body);
    }
    assert_eq!(get(&service.url("/metrics")).await.status, 404, "not where everybody is");
}

#[test]
fn systemd_is_told_when_it_is_ready_and_when_it_stops() {
    let folder = Folder::new();
    let address = folder.path("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&address).unwrap();
    socket.set_read_timeout(Some(support::wait::LIMIT)).unwrap();
    let told = || {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    };
    let database = format!("sqlite:{}", folder.database().display());
    let serving = Serving::start_with(&folder, &["--database", &database], &[("NOTIFY_SOCKET", address.to_str().unwrap())]);
    assert_eq!(told(), "READY=1");
    assert!(serving.stop().success());
    assert_eq!(told(), "STOPPING=1");
}

#[tokio::test]
async fn no_secret_is_in_the_log_though_everything_is_told() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let app = answered(&folder.run(&[
        "apps",
        "add",
        "--name",
        "Harbour",
        "--kind",
        "web",
        "--redirect-uri",
        "https://harbour.example/cb",
        "--scope",
        "profile",
        "--scope",
        "offline_access",
        "--json",
    ]));
    let (client_id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let file = folder.write("accounts.toml", "[log]\nformat = 'json'\nlevel = 'trace'\n[metrics]\nlisten = '127.0.0.1:0'\n");
    let serving = Serving::start(&folder, &["--config", file.to_str().unwrap()]);
    let issuer = serving.issuer().to_owned();

    let redirect = form_urlencoded::byte_serialize(b"https://harbour.example/cb").collect::<String>();
    let authorize = format!(
        "{issuer}/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri={redirect}&scope=profile+offline_access\
         &state=canary-state&code_challenge={}&code_challenge_method=S256",
        challenge(VERIFIER)
    );
    let mut visitor = Visitor::new();
    let page = visitor.visit(&authorize).await;
    let form = page.form_with("password").with("email", "ada@harbour.example").with("password", "canary-password");
    visitor.submit(&page, &form).await;
    let code = visitor.accept(&authorize, "ada@harbour.example").await.redirected_with().remove("code").unwrap();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://harbour.example/cb"),
        ("client_id", client_id),
        ("client_secret", secret),
        ("code_verifier", VERIFIER),
    ];
    let answer = support::client::send(http().post(format!("{issuer}/oauth/token")).form(&pairs)).await;
    let (access, refresh) = (member(&answer, "access_token"), member(&answer, "refresh_token"));
    assert_eq!(http().get(format!("{issuer}/oauth/userinfo")).bearer_auth(&access).send().await.unwrap().status(), 200);
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let renewed = http().post(format!("{issuer}/oauth/token")).basic_auth(client_id, Some(secret)).form(&pairs);
    let renewed = support::client::send(renewed).await;
    let (access_2, refresh_2) = (member(&renewed, "access_token"), member(&renewed, "refresh_token"));
    http().post(format!("{issuer}/oauth/token")).basic_auth(client_id, Some("canary-secret")).form(&pairs).send().await.unwrap();
    http().get(format!("{issuer}/oauth/userinfo")).bearer_auth("canary-token").send().await.unwrap();

    serving.logs(r#""route":"/oauth/userinfo""#);
    let log = serving.log();
    let lines = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    let told = lines.filter(|line| line["message"] == "answered" && line["route"] == "/oauth/token").collect::<Vec<_>>();
    assert_eq!(
        (told[0]["method"].as_str(), told[0]["status"].as_u64(), told[0]["level"].as_str()),
        (Some("POST"), Some(200), Some("DEBUG"))
    );
    let cookies: Vec<&str> = visitor.cookies.values().map(String::as_str).collect();
    assert!(!cookies.is_empty());
    for word in [PASSWORD, "canary", &code, secret, &access, &refresh, &access_2, &refresh_2, VERIFIER].into_iter().chain(cookies) {
        assert!(!log.contains(word), "{word} is in the log");
        let encoded = form_urlencoded::byte_serialize(word.as_bytes()).collect::<String>();
        assert!(!log.contains(&encoded), "{encoded} is in the log");
    }
}

//! Requests that are left at the service before the browser comes (RFC 9126).

use countersign_engine::Secret;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInStarted;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, PAR, Reply};
use support::ports::Deaf;

use crate::stage::{Stage, request};

/// A service that takes requests beforehand, and one that knows no other way.
async fn offering() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.takes_pushed_requests(false);
    stage.add("work", &fake).await;
    (stage, fake)
}

async fn requiring() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.takes_pushed_requests(true);
    stage.add("work", &fake).await;
    (stage, fake)
}

fn names(started: &SignInStarted) -> Vec<String> {
    Asked::of(&started.authorize_url).pairs.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn c3_the_browser_carries_the_name_of_the_request_and_nothing_of_it() {
    let (stage, fake) = offering().await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(names(&started), ["client_id", "request_uri"]);
    assert_eq!(Asked::of(&started.authorize_url).get("client_id"), "till");
    assert!(started.warnings.is_empty(), "{:?}", started.warnings);
    let pushed = &fake.seen(PAR)[0];
    assert_eq!((pushed.method.as_str(), pushed.form("response_type").as_str()), ("POST", "code"));
    assert_eq!((pushed.form("code_challenge_method").as_str(), pushed.form("state").len()), ("S256", 43));
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(account.subject.as_deref(), Some("person-1"));
}

#[tokio::test]
async fn c3_what_is_pushed_is_what_the_browser_would_carry() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    // An address with a query of its own keeps it, and pushes nothing of it.
    fake.metadata(|doc| doc["authorization_endpoint"] = format!("{}?tenant=a%20b", fake.url("/authorize")).into());
    stage.add("plain", &fake).await;
    fake.takes_pushed_requests(false);
    stage.add("pushing", &fake).await;
    let plain = stage.start("plain", ReturnPath::DeepLink).await;
    let pushing = stage.start("pushing", ReturnPath::DeepLink).await;
    let carried: Vec<String> = names(&plain).split_off(1);
    let mut pushed = fake.seen(PAR)[0].form_names();
    pushed.sort();
    assert_eq!(pushed, {
        let mut carried = carried;
        carried.sort();
        carried
    });
    assert_eq!(names(&pushing), ["tenant", "client_id", "request_uri"]);
}

#[tokio::test]
async fn c11_a_request_that_is_left_proves_the_app_and_names_it_in_any_case() {
    for (method, secret) in [("client_secret_basic", Some("s:1")), ("client_secret_post", Some("s:1")), ("none", None)] {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        fake.takes_pushed_requests(true);
        fake.metadata(|doc| doc["token_endpoint_auth_methods_supported"] = json!([method]));
        let draft =
            ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() };
        stage.engine.add_provider(draft, secret.map(Secret::new)).await.unwrap();
        stage.sign_in("work", &fake).await;
        let (pushed, token) = (&fake.seen(PAR)[0], &fake.seen("/token")[0]);
        assert_eq!(pushed.header("authorization"), token.header("authorization"), "{method}");
        assert_eq!(pushed.form("client_secret"), token.form("client_secret"), "{method}");
        assert_eq!(pushed.form_names().iter().filter(|name| *name == "client_id").count(), 1, "{method}");
    }
}

#[tokio::test]
async fn a_service_that_cannot_take_the_request_just_now_gets_it_by_the_browser_and_that_is_told() {
    for cannot in [
        Reply::json(503, json!({})),
        Reply::json(429, json!({})),
        Reply::json(404, json!({"error": "not_found"})),
        Reply::body(405, "text/plain", "no"),
        Reply::json(201, json!({})).cut_at(20),
        // It takes no public app here; whether it takes one at all, its page will say.
        Reply::json(401, json!({"error": "invalid_client"})),
    ] {
        let (stage, fake) = offering().await;
        fake.always(PAR, cannot.clone());
        let started = stage.start("work", ReturnPath::DeepLink).await;
        assert!(names(&started).contains(&"code_challenge".to_owned()), "{cannot:?}");
        assert!(started.warnings.len() == 1 && started.warnings[0].contains("went with the browser"), "{cannot:?}: {:?}", started.warnings);
        stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();

        let (stage, fake) = requiring().await;
        fake.always(PAR, cannot.clone());
        stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
        assert!(stage.browser.opened().is_empty() && stage.engine.pending_sign_ins().await.unwrap().is_empty(), "{cannot:?}");
    }
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_there_gets_the_request_by_the_browser() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.takes_pushed_requests(false);
    let nobody = Deaf::new();
    fake.metadata(|doc| doc["pushed_authorization_request_endpoint"] = format!("http://{}/par", nobody.address()).into());
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert!(started.warnings[0].contains("cannot be reached"), "{:?}", started.warnings);
}

#[tokio::test]
async fn what_the_service_refuses_is_told_with_its_reason_however_it_takes_requests() {
    for (stage, fake) in [offering().await, requiring().await] {
        fake.always(PAR, Reply::json(400, json!({"error": "invalid_scope", "error_description": "no such scope"})));
        let error = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Refused);
        assert!(error.message.contains("invalid_scope: no such scope"), "{error}");
        assert!(stage.browser.opened().is_empty() && stage.engine.pending_sign_ins().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn c10_an_answer_that_is_none_starts_nothing_and_says_what_is_wrong_with_it() {
    let name = "urn:ietf:params:oauth:request_uri:1";
    let answers = [
        (Reply::json(200, json!({"request_uri": name, "expires_in": 60})), "status 200 instead of 201"),
        (Reply::body(201, "text/html", "<p>welcome"), "not the JSON"),
        (Reply::body(201, "application/json", "[]"), "not the JSON"),
        (Reply::body(201, "application/json", "\u{feff}{}"), "not the JSON"),
        (Reply::json(201, json!({"expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": "", "expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": 7, "expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": "a b", "expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": "urn:\u{0}", "expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": "x".repeat(2049), "expires_in": 60})), "request_uri"),
        (Reply::json(201, json!({"request_uri": name})), "expires_in"),
        (Reply::json(201, json!({"request_uri": name, "expires_in": "60"})), "expires_in"),
        (Reply::json(201, json!({"request_uri": name, "expires_in": -1})), "expires_in"),
        (Reply::json(201, json!({"request_uri": name, "expires_in": 0})), "over already"),
        (Reply::redirect(302, "https://evil.example/par"), "redirect"),
        (Reply::json(201, json!({"request_uri": "x".repeat(70_000), "expires_in": 60})), "64 KiB"),
    ];
    let (stage, fake) = offering().await;
    for (answer, wrong) in answers {
        fake.next(PAR, answer);
        let error = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadAnswer, "{wrong}: {error}");
        assert!(error.message.contains(wrong) && error.message.contains("127.0.0.1"), "{wrong}: {error}");
    }
    assert!(stage.browser.opened().is_empty() && stage.engine.pending_sign_ins().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_request_that_is_kept_for_a_moment_only_is_told() {
    let (stage, fake) = offering().await;
    for (lifetime, told) in [(5, 1), (60, 0), (4_000_000_000_u64, 0)] {
        fake.next(PAR, Reply::json(201, json!({"request_uri": "urn:x", "expires_in": lifetime})));
        let started = stage.start("work", ReturnPath::DeepLink).await;
        assert_eq!(started.warnings.len(), told, "{:?}", started.warnings);
    }
}

#[tokio::test]
async fn opening_the_page_again_leaves_the_same_request_anew() {
    let (stage, fake) = requiring().await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.open_again(&started.attempt).await.unwrap();
    // An earlier start of the app may have begun it.
    stage.another_process().await.open_again(&started.attempt).await.unwrap();
    let opened = stage.browser.opened();
    assert_eq!(opened.len(), 3);
    assert!(opened[1] != opened[0] && opened[2] != opened[1]);
    let pushed = fake.seen(PAR);
    assert!(pushed.iter().all(|seen| seen.body == pushed[0].body));
    stage.engine.receive_callback(fake.accept(&opened[2]).as_bytes()).await.unwrap();
}

#[tokio::test]
async fn d4_another_process_finishes_what_was_pushed() {
    let (stage, fake) = requiring().await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let other = stage.another_process().await;
    other.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
}

//! One service's answer must not pass for another's (C4, C5).

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, by_hand};

#[tokio::test]
async fn c4_no_answer_passes_at_another_providers_address() {
    let stage = Stage::new().await;
    let mut fakes = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let fake = FakeProvider::start().await;
        let added = stage.add_by_hand(name, &fake, None).await;
        assert_eq!(added.redirect_uris, [format!("app.countersign.desktop:/callback/{name}"), format!("http://127.0.0.1/callback/{name}")]);
        fakes.push((name, fake));
    }
    for (asked_at, fake) in &fakes {
        for (came_to, _) in &fakes {
            let started = stage.start(asked_at, ReturnPath::DeepLink).await;
            let asked = Asked::of(&started.authorize_url);
            let code = fake.code_for(&started.authorize_url);
            let callback = format!("app.countersign.desktop:/callback/{came_to}?code={code}&state={}", asked.get("state"));
            let before: usize = fakes.iter().map(|(_, fake)| fake.seen("/token").len()).sum();
            let result = stage.engine.receive_callback(callback.as_bytes()).await;
            let after: usize = fakes.iter().map(|(_, fake)| fake.seen("/token").len()).sum();
            if asked_at == came_to {
                assert_eq!((result.unwrap().provider.as_str(), after), (*asked_at, before + 1));
            } else {
                assert_eq!((result.unwrap_err().code, after), (ErrorCode::CallbackRefused, before), "{asked_at} → {came_to}");
            }
        }
    }
}

#[tokio::test]
async fn c4_anything_but_the_query_makes_it_another_address() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("a", &fake, None).await;
    for other in [
        "app.countersign.desktop:/callback/a/",
        "app.countersign.desktop:/callback/A",
        "app.countersign.desktop:/callback/%61",
        "app.countersign.desktop:/callback/../callback/a",
        "app.countersign.desktop:callback/a",
        "app.countersign.desktop://callback/a",
        "APP.countersign.desktop:/callback/a",
        "http://127.0.0.1/callback/a",
        "https://a.example/callback/a",
    ] {
        let started = stage.start("a", ReturnPath::DeepLink).await;
        let callback = format!("{other}?code=c&state={}", Asked::of(&started.authorize_url).get("state"));
        let error = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CallbackRefused, "{other}");
    }
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn c4_two_services_that_share_an_address_are_warned_of() {
    let stage = Stage::new().await;
    let (one, two) = (FakeProvider::start().await, FakeProvider::start().await);
    for (name, fake) in [("a", &one), ("b", &two)] {
        let mut draft = by_hand(name, fake);
        draft.redirect_uris = vec!["app.countersign.desktop:/callback/shared".into()];
        let warned = !stage.engine.add_provider(draft, None).await.unwrap().warnings.is_empty();
        assert_eq!(warned, name == "b");
    }
}

#[tokio::test]
async fn c5_rp_08_the_issuer_of_an_answer_is_compared_byte_for_byte() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let others = [format!("{}/", fake.issuer), fake.issuer.replace("http:", "https:"), fake.issuer.to_uppercase(), "x".into()];
    for other in &others {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let right = fake.accept(&started.authorize_url);
        let (before, _) = right.rsplit_once("iss=").unwrap();
        let error = stage.engine.receive_callback(format!("{before}iss={other}").as_bytes()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CallbackRefused, "{other}");
        assert!(error.message.contains(&fake.issuer), "{error}");
    }
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn c5_rp_08_an_issuer_that_was_promised_and_is_missing_is_refused_in_errors_too() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for answer in ["code=c", "error=access_denied"] {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let asked = Asked::of(&started.authorize_url);
        let callback = format!("{}?{answer}&state={}", asked.get("redirect_uri"), asked.get("state"));
        assert_eq!(stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err().code, ErrorCode::CallbackRefused);
    }
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn c5_an_issuer_that_was_not_promised_may_be_missing_and_is_checked_where_it_is_there() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["authorization_response_iss_parameter_supported"] = false.into());
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let right = fake.accept(&started.authorize_url);
    let (without, _) = right.split_once("&iss=").unwrap();
    stage.engine.receive_callback(without.as_bytes()).await.unwrap();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let right = fake.accept(&started.authorize_url);
    let (without, _) = right.split_once("&iss=").unwrap();
    let error = stage.engine.receive_callback(format!("{without}&iss=https://evil.example").as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CallbackRefused);
}

/// RFC 9700 §4.4.1: the person starts at the attacker, who sends them on to the honest service with this client's own
/// request, and waits for the honest code at its token endpoint.
#[tokio::test]
async fn c5_an_attacker_between_two_services_never_gets_the_honest_code() {
    let (stage, honest, attacker) = (Stage::new().await, FakeProvider::start().await, FakeProvider::start().await);
    stage.add("honest", &honest).await;
    stage.add("attacker", &attacker).await;
    stage.add_by_hand("attacker by hand", &attacker, None).await;
    for name in ["attacker", "attacker by hand"] {
        let started = stage.start(name, ReturnPath::DeepLink).await;
        // The attacker's redirect: the same request, at the honest service.
        let forwarded = started.authorize_url.replace(&attacker.issuer, &honest.issuer);
        let callback = honest.accept(&forwarded);
        let error = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CallbackRefused, "{name}");
    }
    assert!(attacker.seen("/token").is_empty() && honest.seen("/token").is_empty());
}

#[tokio::test]
async fn c5_the_token_endpoint_is_the_one_pinned_at_the_start() {
    let (stage, fake, other) = (Stage::new().await, FakeProvider::start().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    // The service's document changes, and the provider of that name becomes another one.
    fake.metadata(|doc| doc["token_endpoint"] = other.url("/token").into());
    stage.engine.remove_provider("work").await.unwrap();
    stage.add("work", &fake).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!((fake.seen("/token").len(), other.seen("/token").len()), (1, 0));
}

//! An app that is registered by the way (RFC 7591), and its end (RFC 7592).

use countersign_engine::{Enclosed, Secret};
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::service::BEGINNING;

use crate::stage::Stage;

/// A service that takes new apps of people without a secret.
async fn open() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|document| {
        document["registration_endpoint"] = fake.url("/register").into();
        document["token_endpoint_auth_methods_supported"] = json!(["none", "client_secret_basic", "client_secret_post"]);
    });
    fake.always("/register/app-1", Reply::body(204, "text/plain", ""));
    (stage, fake)
}

fn draft(fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), ..Default::default() }
}

/// What a service that takes everything as it is answers.
fn registered(fake: &FakeProvider, change: impl FnOnce(&mut Value)) -> Reply {
    let mut answer = json!({
        "client_id": "app-1", "client_id_issued_at": 1_778_749_620,
        "registration_access_token": "canary-manage", "registration_client_uri": fake.url("/register/app-1"),
        "redirect_uris": ["app.countersign.desktop:/callback/work", "http://127.0.0.1/callback/work"],
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "token_endpoint_auth_method": "none",
        "scope": "profile email offline_access",
    });
    change(&mut answer);
    Reply::json(201, answer)
}

#[tokio::test]
async fn an_app_is_registered_where_nobody_names_one_and_it_signs_in() {
    let (stage, fake) = open().await;
    fake.next("/register", registered(&fake, |_| {}));
    let added = stage.engine.add_provider(draft(&fake), None).await.unwrap();
    assert_eq!((added.client_id.as_str(), added.is_registered, added.has_client_secret), ("app-1", true, false));
    assert!(added.warnings.is_empty(), "{:?}", added.warnings);
    let sent = &fake.seen("/register")[0];
    assert_eq!((sent.header("content-type"), sent.header("authorization")), ("application/json", ""));
    let wish: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(wish["redirect_uris"], json!(["app.countersign.desktop:/callback/work", "http://127.0.0.1/callback/work"]));
    assert_eq!((&wish["token_endpoint_auth_method"], &wish["application_type"]), (&json!("none"), &json!("native")));
    assert_eq!((&wish["scope"], &wish["response_types"]), (&json!("profile email offline_access"), &json!(["code"])));
    let account = stage.sign_in("work", &fake).await;
    assert_eq!(fake.seen("/token")[0].form("client_id"), "app-1");
    stage.engine.sign_out(&account.id).await.unwrap();
}

#[tokio::test]
async fn the_initial_access_token_is_sent_where_there_is_one() {
    let (stage, fake) = open().await;
    fake.next("/register", registered(&fake, |_| {}));
    let enclosed = Enclosed { registration_token: Some(Secret::new("canary-initial")), ..Enclosed::default() };
    stage.engine.add_provider(draft(&fake), enclosed).await.unwrap();
    assert_eq!(fake.seen("/register")[0].header("authorization"), "Bearer canary-initial");
    let shown = format!("{:?} {:?}", stage.engine, stage.engine.providers().await.unwrap());
    assert!(!shown.contains("canary"));
    assert!(!stage.files().windows(6).any(|window| window == b"canary"));
}

#[tokio::test]
async fn removing_the_provider_deletes_the_app_there_or_tells_that_it_stays() {
    let (stage, fake) = open().await;
    for (reply, left) in [
        (None, false),
        (Some(Reply::json(404, json!({}))), false),
        (Some(Reply::json(403, json!({}))), true),
        (Some(Reply::json(503, json!({}))), true),
    ] {
        fake.next("/register", registered(&fake, |_| {}));
        stage.engine.add_provider(draft(&fake), None).await.unwrap();
        fake.forget_seen();
        if let Some(reply) = reply {
            fake.next("/register/app-1", reply);
        }
        let told = stage.engine.remove_provider("work").await.unwrap();
        assert_eq!(!told.is_empty(), left, "{told:?}");
        assert!(told.iter().all(|told| told.contains("app-1")), "{told:?}");
        let sent = &fake.seen("/register/app-1")[0];
        assert_eq!((sent.method.as_str(), sent.header("authorization")), ("DELETE", "Bearer canary-manage"));
        assert!(stage.engine.providers().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_named_app_is_used_and_none_is_registered() {
    let (stage, fake) = open().await;
    let named = ProviderDraft { client_id: Some("till".into()), ..draft(&fake) };
    assert!(!stage.engine.add_provider(named, None).await.unwrap().is_registered);
    assert!(fake.seen("/register").is_empty());
    fake.metadata(|document| drop(document.as_object_mut().unwrap().remove("registration_endpoint")));
    let error = stage.engine.add_provider(ProviderDraft { name: "other".into(), ..draft(&fake) }, None).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("client_id")));
}

#[tokio::test]
async fn what_the_service_changed_counts_and_is_told() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 5] = [
        (|answer| answer["redirect_uris"] = json!(["http://127.0.0.1/callback/work"]), "app.countersign.desktop:/callback/work"),
        (|answer| answer["grant_types"] = json!(["authorization_code"]), "may not be renewed"),
        (|answer| answer["scope"] = "profile".into(), "email offline_access"),
        (
            |answer| {
                answer["token_endpoint_auth_method"] = "client_secret_post".into();
                answer["client_secret"] = "s3cret".into();
            },
            "client_secret_post instead of none",
        ),
        (
            |answer| {
                answer["token_endpoint_auth_method"] = "client_secret_basic".into();
                answer["client_secret"] = "s3cret".into();
                answer["client_secret_expires_at"] = 1_900_000_000.into();
            },
            "ends one day",
        ),
    ];
    for (change, says) in cases {
        let (stage, fake) = open().await;
        fake.next("/register", registered(&fake, change));
        let added = stage.engine.add_provider(draft(&fake), None).await.unwrap();
        assert!(added.warnings.iter().any(|warning| warning.contains(says)), "{says}: {:?}", added.warnings);
        if says.starts_with("app.") {
            assert_eq!(added.return_paths, [ReturnPath::Loopback, ReturnPath::Paste]);
        } else if says.starts_with("email") {
            assert_eq!(added.scopes.to_wire(), "profile");
        } else if says.starts_with("client_secret_post") {
            stage.sign_in("work", &fake).await;
            assert_eq!(fake.seen("/token")[0].form("client_secret"), "s3cret");
        }
    }
}

#[tokio::test]
async fn a_secret_that_ends_is_told_of_a_week_before_and_one_that_never_does_is_not() {
    const DAY: i64 = 24 * 3600;
    for ends_in in [10 * DAY, 0] {
        let (stage, fake) = open().await;
        let end = if ends_in == 0 { 0 } else { BEGINNING + ends_in };
        let answer = registered(&fake, |answer| {
            answer["token_endpoint_auth_method"] = "client_secret_basic".into();
            answer["client_secret"] = "s3cret".into();
            answer["client_secret_expires_at"] = end.into();
        });
        fake.next("/register", answer);
        stage.engine.add_provider(draft(&fake), None).await.unwrap();
        let mut told = Vec::new();
        for _ in 0..3 {
            let ending = stage.engine.providers_whose_secret_ends().await.unwrap();
            told.push(ending.into_iter().map(|provider| (provider.name, provider.client_secret_ends_at)).collect::<Vec<_>>());
            stage.clock.advance(4 * DAY);
        }
        let ending = if ends_in == 0 { vec![] } else { vec![("work".to_owned(), Some(end))] };
        assert_eq!(told, [vec![], ending.clone(), ending], "ten, six and two days before");
    }
}

#[tokio::test]
async fn an_app_that_is_of_no_use_is_taken_back_and_nothing_is_stored() {
    type Change = fn(&mut Value);
    let cases: [Change; 6] = [
        |answer| answer["redirect_uris"] = json!([]),
        |answer| answer["redirect_uris"] = json!(["https://evil.example/cb"]),
        |answer| answer["grant_types"] = json!(["client_credentials"]),
        |answer| answer["token_endpoint_auth_method"] = "tls_client_auth".into(),
        |answer| answer["token_endpoint_auth_method"] = "client_secret_basic".into(),
        |answer| answer["client_id"] = "".into(),
    ];
    for change in cases {
        let (stage, fake) = open().await;
        fake.next("/register", registered(&fake, change));
        let error = stage.engine.add_provider(draft(&fake), None).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains("nobody could sign in with"), "{error}");
        assert_eq!(fake.seen("/register/app-1")[0].method, "DELETE");
        assert!(stage.engine.providers().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_refusal_is_a_sentence_and_nothing_is_stored() {
    let (stage, fake) = open().await;
    let error = |code: &str| json!({"error": code, "error_description": "As said."});
    for (reply, with_token, code, field, says) in [
        (Reply::json(400, error("invalid_redirect_uri")), false, ErrorCode::Refused, "redirect_uris", "http://127.0.0.1/callback/work"),
        (Reply::json(400, error("invalid_client_metadata")), false, ErrorCode::Refused, "client_id", "As said."),
        (Reply::json(400, error("unapproved_software_statement")), false, ErrorCode::Refused, "client_id", "As said."),
        (Reply::json(401, json!({})), false, ErrorCode::Refused, "registration_token", "initial access token"),
        (Reply::json(401, error("invalid_token")), true, ErrorCode::Refused, "registration_token", "used up or too old"),
        (Reply::json(403, json!({})), true, ErrorCode::Refused, "registration_token", "used up or too old"),
        (Reply::body(403, "text/html", "<html>"), false, ErrorCode::Refused, "client_id", "does not register apps"),
        (Reply::json(404, json!({})), false, ErrorCode::Refused, "client_id", "status 404"),
        (Reply::json(503, json!({})), false, ErrorCode::Busy, "issuer", "wait"),
        (Reply::redirect(307, "https://evil.example/"), false, ErrorCode::BadAnswer, "issuer", "redirect"),
        (Reply::body(201, "application/json", "{\"client_id\":\"canary"), false, ErrorCode::BadAnswer, "client_id", "does not read"),
        (Reply::json(201, json!({"client_secret": "canary"})), false, ErrorCode::BadAnswer, "client_id", "does not read"),
        (Reply::json(201, json!({"client_id": ["canary"]})), false, ErrorCode::BadAnswer, "client_id", "does not read"),
        (Reply::body(201, "text/html", "<html>"), false, ErrorCode::BadAnswer, "client_id", "does not read"),
    ] {
        fake.next("/register", reply.clone());
        let token = with_token.then(|| Secret::new("canary-initial"));
        let enclosed = Enclosed { registration_token: token, ..Enclosed::default() };
        let error = stage.engine.add_provider(draft(&fake), enclosed).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (code, Some(field)), "{reply:?}: {error}");
        assert!(error.message.contains(says) && !error.message.contains("canary"), "{error}");
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_app_that_cannot_be_kept_is_taken_back() {
    let (stage, fake) = open().await;
    fake.next("/register", registered(&fake, |_| {}));
    fake.when_asked("/register", stage.break_the_disk());
    assert_eq!(stage.engine.add_provider(draft(&fake), None).await.unwrap_err().code, ErrorCode::Vault);
    assert_eq!(fake.seen("/register/app-1")[0].method, "DELETE");
    stage.mend_the_disk();
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn c13_what_looks_after_the_app_is_sent_nowhere_else_than_a_service_may_name() {
    for uri in ["http://evil.example/app-1", "javascript:1", "", "/register/app-1"] {
        let (stage, fake) = open().await;
        fake.next("/register", registered(&fake, |answer| answer["registration_client_uri"] = uri.into()));
        assert!(!stage.engine.add_provider(draft(&fake), None).await.unwrap().is_registered, "{uri}");
        assert!(stage.engine.remove_provider("work").await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_realm_of_keycloak_takes_an_app_of_its_own_by_the_way() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let realm = fake.url("/realms/staff");
    let document = json!({
        "issuer": realm, "authorization_endpoint": format!("{realm}/auth"), "token_endpoint": format!("{realm}/token"),
        "registration_endpoint": format!("{realm}/clients-registrations/openid-connect"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    });
    fake.always("/realms/staff/.well-known/openid-configuration", Reply::json(200, document));
    let answer = json!({
        "client_id": "0b1c", "client_secret": "s3cret", "client_secret_expires_at": 0, "token_endpoint_auth_method": "client_secret_basic",
        "redirect_uris": ["app.countersign.desktop:/callback/staff", "http://127.0.0.1/callback/staff"],
        "grant_types": ["authorization_code", "refresh_token"], "registration_client_uri": format!("{realm}/clients-registrations/openid-connect/0b1c"),
        "registration_access_token": "t",
    });
    fake.next("/realms/staff/clients-registrations/openid-connect", Reply::json(201, answer));
    let draft = ProviderDraft { name: "staff".into(), preset: Some("keycloak".into()), base_url: Some(realm), ..Default::default() };
    let added = stage.engine.add_provider(draft, None).await.unwrap();
    assert!(added.is_registered && added.has_client_secret && added.warnings.is_empty(), "{:?}", added.warnings);
    let started = stage.start("staff", ReturnPath::DeepLink).await.authorize_url;
    assert_eq!(Asked::of(&started).get("client_id"), "0b1c");
}

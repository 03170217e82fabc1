//! The documented services, from the client's side: INB, GEN, INT and III.

use countersign_engine::Secret;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, Reply};

use super::{Replay, draft};
use crate::stage::Stage;

fn intandem_token() -> Value {
    let token = "0f".repeat(32);
    json!({"access_token": token, "token_type": "bearer", "expires_in": 631_152_000_i64, "created_at": 1_778_749_620})
}

fn intandem_person() -> Value {
    json!({
        "sub": "u1", "type": "user", "role": "admin", "email": "michael@test.com", "business_id": "b1", "business_uid": "b1",
        "business_name": "Harbour Café", "directory_uid": "d", "brand_host": "h", "brand_theme": {"locale": "es", "logo": null, "name": "inTandem"},
    })
}

#[tokio::test]
async fn int_04_int_06_the_code_is_exchanged_with_json() {
    let replay = Replay::of("intandem").await;
    let started = replay.started().await;
    assert!(started.starts_with(&replay.fake.url("/app/oauth/authorize?")), "{started}");
    assert_eq!((Asked::of(&started).get("response_type"), Asked::of(&started).get("scope")), ("code", ""));
    replay.signed_in(("/oauth/token", intandem_token()), ("/oauth/userinfo", intandem_person())).await;
    let sent = &replay.fake.seen("/oauth/token")[0];
    assert_eq!((sent.header("content-type"), sent.header("authorization")), ("application/json", ""));
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri"]);
    assert_eq!(
        (&body["client_secret"], &body["grant_type"], &body["code"]),
        (&json!("1bc8::"), &json!("authorization_code"), &json!("c1"))
    );
}

#[tokio::test]
async fn int_07_a_token_of_twenty_years_without_renewal() {
    let replay = Replay::of("intandem").await;
    let (account, _) = replay.signed_in(("/oauth/token", intandem_token()), ("/oauth/userinfo", intandem_person())).await;
    assert_eq!((account.expires_at, account.can_refresh), (Some(crate::stage::BEGINNING + 631_152_000), false));
    assert!(account.deviations.is_empty(), "{:?}", account.deviations);
    let token = replay.stage.engine.access_token(&account.id, std::time::Duration::from_secs(60)).await.unwrap();
    assert_eq!(token.token.expose(), "0f".repeat(32));
}

#[tokio::test]
async fn int_07_the_scope_openid_brings_no_id_token_and_the_person_is_who_the_service_describes() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let draft = ProviderDraft { scopes: vec!["openid".into()], ..draft("intandem", &fake) };
    stage.engine.add_provider(draft, Some(Secret::new("s"))).await.unwrap();
    let replay = Replay { stage, fake, preset: "intandem" };
    assert_eq!(Asked::of(&replay.started().await).get("scope"), "openid");
    let (account, profile) = replay.signed_in(("/oauth/token", intandem_token()), ("/oauth/userinfo", intandem_person())).await;
    assert_eq!((account.subject.as_deref(), profile.business.as_deref()), (Some("u1"), Some("Harbour Café")));
    assert!(account.deviations.len() == 1 && account.deviations[0].contains("no ID token"), "{:?}", account.deviations);
}

#[tokio::test]
async fn int_08_int_09_the_profile_names_the_business_that_the_token_acts_for() {
    let replay = Replay::of("intandem").await;
    let (account, profile) = replay.signed_in(("/oauth/token", intandem_token()), ("/oauth/userinfo", intandem_person())).await;
    assert_eq!(replay.fake.seen("/oauth/userinfo")[0].header("authorization"), format!("Bearer {}", "0f".repeat(32)));
    assert_eq!(account.subject.as_deref(), Some("u1"));
    assert_eq!((profile.business.as_deref(), profile.locale.as_deref(), profile.timezone), (Some("Harbour Café"), Some("es"), None));
    // A person whose business has no name, and one who belongs to none.
    for (name, id, told) in [(json!(null), json!(17), Some("17")), (json!(""), json!("b2"), Some("b2")), (json!(null), json!(null), None)] {
        let mut person = intandem_person();
        person["business_name"] = name;
        person["business_id"] = id;
        replay.fake.next("/oauth/userinfo", Reply::json(200, person));
        assert_eq!(replay.stage.engine.read_profile(&account.id).await.unwrap().business.as_deref(), told);
    }
}

#[tokio::test]
async fn int_05_its_refusals_say_why_in_every_shape_they_come_in() {
    let replay = Replay::of("intandem").await;
    for (status, body, code, says) in [
        (400, json!({"error": "invalid_request", "error_description": "Missing code."}), ErrorCode::Refused, "Missing code."),
        (
            401,
            json!({"error": "invalid_client", "error_description": "Unknown."}),
            ErrorCode::Refused,
            "Check the client id, and its secret or key",
        ),
        (401, json!({"error": "invalid_grant", "error_description": "Too late."}), ErrorCode::CodeExpired, "The code expired"),
        (401, json!({"status": "Error", "error": "Unauthorized access"}), ErrorCode::Refused, "Unauthorized access"),
        (401, json!({"status": "Error", "errors": [{"message": "no such app"}]}), ErrorCode::Refused, "no such app"),
        (401, json!({"message": "unauthorized"}), ErrorCode::Refused, "unauthorized"),
        (401, json!(["unauthorized"]), ErrorCode::Refused, "status 401"),
        (403, json!({}), ErrorCode::Refused, "status 403"),
    ] {
        replay.fake.next("/oauth/token", Reply::json(status, body.clone()));
        let error = replay.returned().await.unwrap_err();
        assert!(error.code == code && error.message.contains(says), "{body}: {error:?}");
    }
    replay.fake.next("/oauth/token", Reply::body(401, "text/html", "<html>no"));
    assert!(replay.returned().await.unwrap_err().message.contains("status 401"));
}

fn iiniit_token(refresh: &str) -> Value {
    json!({"access_token": "a1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": refresh, "scope": "user:read"})
}

fn iiniit_person() -> Value {
    json!({
        "id": "p1", "username": "micha", "name": null, "email": "michael@test.com", "avatar_url": null, "bio": null, "location": null,
        "website": null, "created_at": "2026-05-14T09:07:00Z", "updated_at": "2026-05-14T09:07:00Z",
    })
}

#[tokio::test]
async fn iii_01_codes_and_refresh_tokens_go_to_two_addresses_in_two_ways() {
    let replay = Replay::of("iiniit").await;
    let started = replay.started().await;
    assert!(started.starts_with(&replay.fake.url("/auth/login?response_type=code")), "{started}");
    let (account, _) = replay.signed_in(("/oauth2/authorize", iiniit_token("r1")), ("/v1/user/profile", iiniit_person())).await;
    let sent = &replay.fake.seen("/oauth2/authorize")[0];
    assert_eq!((sent.header("content-type"), sent.form("grant_type").as_str()), ("application/json", "authorization_code"));
    assert_eq!(sent.form("client_secret"), "1bc8::");
    for (presented, next) in [("r1", "r2"), ("r2", "r3")] {
        replay.fake.next("/oauth2/token", Reply::json(200, iiniit_token(next)));
        replay.stage.engine.refresh(&account.id).await.unwrap();
        let sent = replay.fake.seen("/oauth2/token").pop().unwrap();
        assert_eq!((sent.header("content-type"), sent.form("refresh_token").as_str()), ("application/x-www-form-urlencoded", presented));
    }
    assert_eq!(replay.fake.seen("/oauth2/authorize").len(), 1);
}

#[tokio::test]
async fn iii_02_user_read_reads_the_basic_profile() {
    let replay = Replay::of("iiniit").await;
    assert_eq!(Asked::of(&replay.started().await).get("scope"), "user:read");
    let (account, profile) = replay.signed_in(("/oauth2/authorize", iiniit_token("r1")), ("/v1/user/profile", iiniit_person())).await;
    assert_eq!((account.subject.as_deref(), account.can_refresh), (Some("p1"), true));
    assert_eq!((profile.name.as_deref(), profile.email.as_deref()), (Some("micha"), Some("michael@test.com")));
}

#[tokio::test]
async fn iii_06_what_was_asked_and_what_was_granted_are_both_shown_by_one_vocabulary() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let scopes = ["user:read", "user:write"].map(str::to_owned).to_vec();
    stage.engine.add_provider(ProviderDraft { scopes, ..draft("iiniit", &fake) }, Some(Secret::new("s"))).await.unwrap();
    let replay = Replay { stage, fake, preset: "iiniit" };
    for (said, granted) in [
        (json!("user:read"), "user:read"),
        (json!("read:user profile:write"), "user:read user:write"),
        (json!(["profile", "email"]), "user:read"),
    ] {
        let mut token = iiniit_token("r1");
        token["scope"] = said;
        let (account, profile) = replay.signed_in(("/oauth2/authorize", token), ("/v1/user/profile", iiniit_person())).await;
        assert_eq!(account.scopes.to_wire(), granted);
        assert_eq!(
            (profile.scopes.requested.to_wire().as_str(), profile.scopes.granted.to_wire().as_str()),
            ("user:read user:write", granted)
        );
    }
}

#[tokio::test]
async fn iii_04_a_session_that_was_revoked_there_is_over_here() {
    let replay = Replay::of("iiniit").await;
    let (account, _) = replay.signed_in(("/oauth2/authorize", iiniit_token("r1")), ("/v1/user/profile", iiniit_person())).await;
    replay.fake.always("/v1/user/profile", Reply::json(401, json!({"error": "invalid_token"})));
    replay.fake.next("/oauth2/token", Reply::json(401, json!({"error": "invalid_grant"})));
    assert_eq!(replay.stage.engine.read_profile(&account.id).await.unwrap_err().code, ErrorCode::SignInAgain);
}

#[tokio::test]
async fn gen_01_to_gen_05_a_service_that_publishes_nothing_is_at_the_general_paths() {
    let replay = Replay::of("other").await;
    assert_eq!(replay.fake.seen("/.well-known/openid-configuration").len(), 0, "its RFC 8414 document names its own endpoints");
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.always("/.well-known/oauth-authorization-server", Reply::json(404, json!({})));
    let added = stage.engine.add_provider(draft("other", &fake), Some(Secret::new("1bc8::"))).await.unwrap();
    assert_eq!((added.issuer, added.preset.as_deref(), added.scopes.to_wire().as_str()), (None, Some("other"), "read_write"));
    let replay = Replay { stage, fake, preset: "other" };
    let started = replay.started().await;
    assert!(started.starts_with(&replay.fake.url("/oauth/authorize?")), "{started}");
    assert_eq!(Asked::of(&started).get("scope"), "read_write");
    let token = json!({"access_token": "a1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r1"});
    let person = json!({"id": "p1", "name": "Michael", "email": "m@test.com", "locale": "en", "timezone": "Europe/Madrid"});
    let (account, profile) = replay.signed_in(("/oauth/token", token.clone()), ("/oauth/userinfo", person)).await;
    let sent = &replay.fake.seen("/oauth/token")[0];
    let asked = Asked::of(&started);
    assert_eq!((sent.form("client_secret").as_str(), sent.form("redirect_uri").as_str()), ("1bc8::", asked.get("redirect_uri")));
    assert_eq!((account.subject.as_deref(), profile.timezone.as_deref()), (Some("p1"), Some("Europe/Madrid")));
    replay.fake.next("/oauth/token", Reply::json(200, token));
    replay.stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(replay.fake.seen("/oauth/token")[1].form("refresh_token"), "r1");
}

#[tokio::test]
async fn gen_02_an_answer_without_its_state_ends_nothing_and_asks_nothing() {
    let replay = Replay::of("other").await;
    let asked = Asked::of(&replay.started().await);
    for state in ["", "&state=", "&state=another"] {
        let callback = format!("{}?code=c1{state}", asked.get("redirect_uri"));
        assert!(replay.stage.engine.receive_callback(callback.as_bytes()).await.is_err());
    }
    assert_eq!((replay.fake.seen("/token").len(), replay.fake.seen("/oauth/token").len()), (0, 0));
}

#[tokio::test]
async fn gen_06_another_machine_is_asked_over_https_only() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let plain = ProviderDraft { base_url: Some("http://api.example.com".into()), ..draft("other", &fake) };
    let error = stage.engine.add_provider(plain, None).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("base_url")));
}

#[tokio::test]
async fn inb_07_no_renewal_and_scope_only_where_less_was_granted() {
    let replay = Replay::of("inbenta").await;
    let token = |scope: Option<&str>| {
        let mut token = json!({"access_token": "a1", "token_type": "bearer", "expires_in": 3600});
        if let Some(scope) = scope {
            token["scope"] = scope.into();
        }
        ("/v1/oauth/tokens", token)
    };
    let person = || ("/v1/oauth/user-information", json!({"id": "p1"}));
    let (account, profile) = replay.signed_in(token(None), person()).await;
    assert_eq!((account.scopes.to_wire().as_str(), account.can_refresh), ("personal_information personal_configuration", false));
    assert_eq!((profile.name, profile.timezone), (None, None), "inb_10: without the scope the fields are left out");
    assert_eq!(replay.signed_in(token(Some("personal_information")), person()).await.0.scopes.to_wire(), "personal_information");
}

#[tokio::test]
async fn inb_13_the_gateways_refusal_is_told_by_its_own_words() {
    let replay = Replay::of("inbenta").await;
    let gateway = json!({"Message": "User is not authorized to access this resource with an explicit deny"});
    replay.fake.next("/v1/oauth/tokens", Reply::json(403, gateway));
    let error = replay.returned().await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("explicit deny"), "{error}");
}

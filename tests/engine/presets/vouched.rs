//! GitLab, Google and Microsoft as they vouch for who signed in: by their own issuers, keys and names of scopes.

use std::time::Duration;

use countersign_engine::Secret;
use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, IdTokens, Reply};

use super::draft;
use crate::stage::{Stage, browser};

const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The person accepts; the answer has a code and `state` alone, as those services give it.
fn answered(fake: &FakeProvider, authorize_url: &str) -> String {
    let asked = Asked::of(authorize_url);
    format!("{}?code={}&state={}", asked.get("redirect_uri"), fake.code_for(authorize_url), asked.get("state"))
}

async fn sign_in(stage: &Stage, preset: &str, fake: &FakeProvider) -> Result<AccountView, UserError> {
    let started = stage.start(preset, ReturnPath::DeepLink).await;
    stage.engine.receive_callback(answered(fake, &started.authorize_url).as_bytes()).await
}

/// The refresh tokens that were presented at a path.
fn presented(fake: &FakeProvider, path: &str) -> Vec<String> {
    fake.seen(path).iter().map(|seen| seen.form("refresh_token")).filter(|token| !token.is_empty()).collect()
}

#[tokio::test]
async fn gitlab_vouches_as_its_own_base_address_and_rotates_refresh_tokens() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.is_laid_out_as("/oauth/token", "/oauth/userinfo", "/oauth/discovery/keys");
    stage.engine.add_provider(draft("gitlab", &fake), None).await.unwrap();
    let account = sign_in(&stage, "gitlab", &fake).await.unwrap();
    assert_eq!((account.subject.as_deref(), account.name.as_deref()), (Some("person-1"), Some("Michael")));
    assert_eq!((account.scopes.to_wire().as_str(), account.deviations.len()), ("openid profile email", 0));
    stage.engine.refresh(&account.id).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(presented(&fake, "/oauth/token"), ["refresh-2", "refresh-3"]);
    // Whoever is no GitLab at that address vouches for nobody.
    fake.id_tokens(|it| it.say("iss", json!("https://gitlab.com")));
    let error = sign_in(&stage, "gitlab", &fake).await.unwrap_err();
    assert!(error.code == ErrorCode::BadAnswer && error.message.contains("(iss)"), "{error}");
}

#[tokio::test]
async fn google_calls_scopes_by_addresses_and_keeps_its_refresh_token() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.is_laid_out_as("/token", "/v1/userinfo", "/oauth2/v3/certs");
    let draft = ProviderDraft { redirect_uris: Vec::new(), ..draft("google", &fake) };
    stage.engine.add_provider(draft, Some(Secret::new("GOCSPX-1"))).await.unwrap();
    let by_addresses = "openid https://www.googleapis.com/auth/userinfo.profile https://www.googleapis.com/auth/userinfo.email";
    fake.next("/token", Reply::good().saying(move |answer| answer["scope"] = by_addresses.into()));
    let started = stage.start("google", ReturnPath::Loopback).await;
    assert_eq!(browser().get(answered(&fake, &started.authorize_url)).send().await.unwrap().status(), 200);
    let account = stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap();
    assert_eq!((account.subject.as_deref(), account.scopes.to_wire().as_str()), (Some("person-1"), "openid profile email"));
    assert!(account.deviations.is_empty(), "{:?}", account.deviations);
    fake.without_rotation();
    stage.engine.refresh(&account.id).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(presented(&fake, "/token"), ["refresh-2", "refresh-2"]);
}

#[tokio::test]
async fn c9_microsoft_vouches_by_the_issuer_of_the_tenant_that_its_id_token_names() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.is_laid_out_as("/common/oauth2/v2.0/token", "/oidc/userinfo", "/common/discovery/v2.0/keys");
    stage.engine.add_provider(draft("microsoft", &fake), None).await.unwrap();
    let of_a_tenant = |it: &mut IdTokens| {
        it.behave();
        it.say("iss", json!(fake.url(&format!("/{TENANT}/v2.0"))));
        it.say("tid", json!(TENANT));
    };
    fake.id_tokens(of_a_tenant);
    // `offline_access` is in no answer's scope.
    fake.next("/common/oauth2/v2.0/token", Reply::good().saying(|answer| answer["scope"] = "openid profile email".into()));
    let account = sign_in(&stage, "microsoft", &fake).await.unwrap();
    assert_eq!((account.subject.as_deref(), account.can_refresh), (Some("person-1"), true));
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(presented(&fake, "/common/oauth2/v2.0/token"), ["refresh-2"]);
    // Of another tenant than it says, of none, and of the template itself.
    type Change = fn(&mut IdTokens);
    let cases: [(&str, Change); 3] = [
        ("another tenant", |it| it.say("tid", json!("f8cdef31-a31e-4b4a-93e4-5f571e91255a"))),
        ("no tenant", |it| it.leave_out("tid")),
        ("the template", |it| it.say("tid", json!("{tenantid}"))),
    ];
    for (what, change) in cases {
        fake.id_tokens(|it| {
            of_a_tenant(it);
            change(it);
        });
        let error = sign_in(&stage, "microsoft", &fake).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadAnswer, "{what}: {error}");
    }
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 1);
}

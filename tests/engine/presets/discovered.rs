//! A base address that leads to metadata, or to none.

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};

use super::draft;
use crate::stage::Stage;

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

fn document(fake: &FakeProvider, path: &str) -> Value {
    json!({
        "issuer": fake.issuer, "authorization_endpoint": fake.url(&format!("{path}/authorize")), "token_endpoint": fake.url(&format!("{path}/token")),
        "code_challenge_methods_supported": ["S256"],
    })
}

fn by_issuer(fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft { issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() }
}

async fn authorize_path(stage: &Stage, name: &str) -> String {
    let request = crate::stage::request(name, countersign_wire::provider::ReturnPath::DeepLink);
    let started = stage.engine.start_sign_in(request).await.unwrap();
    url::Url::parse(&started.authorize_url).unwrap().path().to_owned()
}

#[tokio::test]
async fn c9_rfc_8414_first_then_openid_connect_and_only_then_the_paths_of_the_preset() {
    let html = || Reply::body(200, "text/html", "<html>");
    for (oauth, openid, path) in [
        (None, None, "/one/authorize"),
        (Some(Reply::json(404, json!({}))), None, "/two/authorize"),
        (Some(html()), None, "/two/authorize"),
        (Some(Reply::redirect(302, "/sign-in")), None, "/two/authorize"),
        (Some(Reply::json(404, json!({}))), Some(Reply::json(404, json!({}))), "/oauth/authorize"),
        (Some(html()), Some(html()), "/oauth/authorize"),
        (Some(Reply::redirect(302, "/sign-in")), Some(Reply::redirect(302, "/sign-in")), "/oauth/authorize"),
    ] {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        fake.always(OAUTH, oauth.unwrap_or_else(|| Reply::json(200, document(&fake, "/one"))));
        fake.always(OPENID, openid.unwrap_or_else(|| Reply::json(200, document(&fake, "/two"))));
        stage.engine.add_provider(draft("other", &fake), None).await.unwrap();
        assert_eq!(authorize_path(&stage, "other").await, path);
    }
}

#[tokio::test]
async fn c9_openid_connects_document_serves_an_issuer_as_well() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.always(OAUTH, Reply::json(404, json!({})));
    fake.always(OPENID, Reply::json(200, document(&fake, "/two")));
    let added = stage.engine.add_provider(by_issuer(&fake), None).await.unwrap();
    assert_eq!(added.issuer.as_deref(), Some(fake.issuer.as_str()));
    assert_eq!(stage.engine.discover(&fake.issuer, None).await.unwrap().authorization_path, "/two/authorize");
}

#[tokio::test]
async fn c9_rp_04_a_document_that_lies_is_not_passed_over_for_the_next_one() {
    for preset in [true, false] {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        let mut lie = document(&fake, "/one");
        lie["issuer"] = "https://evil.example".into();
        fake.always(OAUTH, Reply::json(200, lie));
        fake.always(OPENID, Reply::json(200, document(&fake, "/two")));
        let draft = if preset { draft("other", &fake) } else { by_issuer(&fake) };
        assert_eq!(stage.engine.add_provider(draft, None).await.unwrap_err().code, ErrorCode::IssuerMismatch);
        assert!(fake.seen(OPENID).is_empty() && stage.engine.providers().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn c9_where_there_is_neither_both_places_are_named() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.always(OAUTH, Reply::json(404, json!({})));
    let error = stage.engine.add_provider(by_issuer(&fake), None).await.unwrap_err();
    assert!(error.code == ErrorCode::NotFound && error.message.contains(OAUTH) && error.message.contains(OPENID), "{error}");
}

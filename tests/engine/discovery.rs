//! A service by its issuer (C9).

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::Stage;

const DOCUMENT: &str = "/.well-known/oauth-authorization-server";

fn by_issuer(issuer: &str) -> ProviderDraft {
    ProviderDraft { issuer: Some(issuer.into()), client_id: Some("till".into()), ..Default::default() }
}

#[tokio::test]
async fn c9_an_address_leads_to_the_issuer_with_or_without_scheme_and_slash() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let bare = fake.issuer.trim_start_matches("http://");
    for address in [fake.issuer.clone(), format!("{}/", fake.issuer), bare.to_owned(), format!(" {bare}/ ")] {
        let found = stage.engine.discover(&address, None).await.unwrap();
        assert_eq!((found.issuer.as_str(), found.pkce, found.is_accounts_service), (fake.issuer.as_str(), true, false), "{address}");
        assert_eq!((found.title.as_str(), found.authorization_path.as_str()), (bare, "/authorize"));
    }
}

#[tokio::test]
async fn c9_rp_04_the_issuer_is_compared_byte_for_byte_and_a_mismatch_names_the_other() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let others = [format!("{}/", fake.issuer), fake.issuer.replace("http", "HTTP"), "https://evil.example".into(), fake.url("/tenant")];
    for named in &others {
        fake.metadata(|doc| doc["issuer"] = named.as_str().into());
        let error = stage.engine.add_provider(by_issuer(&fake.issuer), None).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::IssuerMismatch, Some("issuer")), "{named}");
        assert!(error.message.contains(named.as_str()), "{error}");
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
    // The one with the slash is an issuer of its own, if the person chooses it.
    fake.metadata(|doc| doc["issuer"] = others[0].as_str().into());
    assert_eq!(stage.engine.add_provider(by_issuer(&others[0]), None).await.unwrap().issuer.as_deref(), Some(others[0].as_str()));
}

#[tokio::test]
async fn c9_only_https_or_this_computer() {
    let stage = Stage::new().await;
    for (issuer, says) in [
        ("http://accounts.example.com", "plain http"),
        ("ftp://x", "not an address"),
        ("https://a b", "not an address"),
        ("", "exactly one way"),
    ] {
        let error = stage.engine.add_provider(by_issuer(issuer), None).await.unwrap_err();
        assert!(error.code == ErrorCode::InvalidInput && error.message.contains(says), "{issuer}: {error}");
    }
}

#[tokio::test]
async fn c9_endpoints_that_may_not_be_asked_are_refused_by_name() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for (member, role) in [("token_endpoint", "token"), ("authorization_endpoint", "authorization"), ("revocation_endpoint", "revocation")]
    {
        let fresh = FakeProvider::start().await;
        fresh.metadata(|doc| doc[member] = "http://evil.example/x".into());
        let error = stage.engine.add_provider(by_issuer(&fresh.issuer), None).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains(role), "{error}");
    }
    for endpoint in ["javascript:alert(1)", "https://u@x.example/t", "/token", "https://x.example/t#f", ""] {
        fake.metadata(|doc| doc["token_endpoint"] = endpoint.into());
        assert_eq!(stage.engine.add_provider(by_issuer(&fake.issuer), None).await.unwrap_err().code, ErrorCode::BadAnswer, "{endpoint}");
    }
}

#[tokio::test]
async fn c9_documents_that_do_not_read_are_clear_errors() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for (reply, code) in [
        (Reply::json(404, json!({})), ErrorCode::NotFound),
        (Reply::body(200, "text/html", "<html>"), ErrorCode::BadAnswer),
        (Reply::body(200, "application/json", "{"), ErrorCode::BadAnswer),
        (Reply::body(200, "application/json", "[]"), ErrorCode::BadAnswer),
        (Reply::json(200, json!({"issuer": fake.issuer})), ErrorCode::BadAnswer),
        (Reply::json(200, json!({"issuer": 5, "authorization_endpoint": [], "token_endpoint": null})), ErrorCode::BadAnswer),
        (Reply::redirect(302, "https://evil.example/"), ErrorCode::BadAnswer),
        (Reply::json(503, json!({})).header("Retry-After", "7"), ErrorCode::Busy),
        (Reply::body(200, "application/json", " ".repeat(65 * 1024)), ErrorCode::BadAnswer),
        (Reply::json(200, json!({})).cut_at(20), ErrorCode::Network),
    ] {
        fake.next(DOCUMENT, reply.clone());
        let error = stage.engine.discover(&fake.issuer, None).await.unwrap_err();
        assert_eq!(error.code, code, "{reply:?}: {error}");
    }
    assert_eq!(stage.engine.discover("127.0.0.1:1", None).await.unwrap_err().code, ErrorCode::Network);
}

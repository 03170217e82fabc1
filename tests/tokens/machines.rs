//! Apps that act for themselves (RFC 6749 §4.4).

use countersign_wire::app::{AppSettings, OAuthAppDraft, TokenSettings};
use serde_json::Value;
use support::client::{Client, member};
use support::service::{Service, native_app, web_app};

use crate::scene::{add_machine, machine_app};

async fn ask(client: &Client, more: &[(&str, &str)]) -> support::visitor::Answer {
    let mut pairs = vec![("grant_type", "client_credentials"), ("client_id", client.id.as_str())];
    pairs.extend(client.secret.as_deref().map(|secret| ("client_secret", secret)));
    pairs.extend(more);
    client.token(&pairs, None).await
}

#[tokio::test]
async fn an_app_of_its_own_gets_a_token_without_anything_to_renew() {
    let service = Service::start().await;
    let client = add_machine(&service, machine_app()).await;
    let answer = ask(&client, &[]).await.json();
    assert_eq!((answer["token_type"].as_str(), answer["expires_in"].as_i64()), (Some("Bearer"), Some(3600)));
    assert_eq!(answer["scope"], "jobs:read jobs:write");
    assert_eq!((answer.get("refresh_token"), answer.get("id_token")), (None, None));
    assert_eq!(ask(&client, &[("scope", "jobs:read")]).await.json()["scope"], "jobs:read");
    for wider in ["jobs:read jobs:delete", "openid", "jobs:read\"", "accounts:admin"] {
        assert_eq!(ask(&client, &[("scope", wider)]).await.json()["error"], "invalid_scope", "{wider}");
    }
}

#[tokio::test]
async fn an_app_that_acts_for_people_gets_no_token_of_its_own() {
    let service = Service::start().await;
    for draft in [web_app(), native_app(), OAuthAppDraft { trusted: true, ..web_app() }] {
        let client = Client::add(&service, draft).await;
        let refused = ask(&client, &[]).await;
        assert_eq!((refused.status, refused.json()["error"].as_str()), (400, Some("unauthorized_client")));
    }
}

#[tokio::test]
async fn every_token_is_there_before_it_is_answered_and_ends_with_its_app() {
    let service = Service::start().await;
    let client = add_machine(&service, machine_app()).await;
    let token = member(&ask(&client, &[]).await, "access_token");
    let kept = |service: &Service| -> i64 {
        let raw = rusqlite::Connection::open(service.database()).unwrap();
        raw.query_row("SELECT count(*) FROM access_tokens", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(kept(&service), 1);
    let service = service.restart().await;
    let again = Client::of(&service, &client.id, client.secret.as_deref(), "");
    assert_eq!(again.user_info(&token).await.status, 403, "it is known after a restart");
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.pragma_update(None, "foreign_keys", true).unwrap();
    raw.execute("DELETE FROM apps WHERE client_id = ?1", [&client.id]).unwrap();
    assert_eq!((kept(&service), again.user_info(&token).await.status), (0, 401));
}

#[tokio::test]
async fn a_crowd_gets_a_token_each() {
    let service = Service::start().await;
    let client = add_machine(&service, machine_app()).await;
    let answers = futures_util::future::join_all((0..64).map(|_| ask(&client, &[]))).await;
    let tokens: std::collections::HashSet<String> = answers.iter().map(|answer| member(answer, "access_token")).collect();
    assert_eq!(tokens.len(), 64);
}

#[tokio::test]
async fn a_resource_is_one_that_the_app_was_registered_with() {
    let service = Service::start().await;
    let tokens = TokenSettings { resources: vec!["https://a.example".into(), "https://b.example/api".into()], ..TokenSettings::default() };
    let draft = OAuthAppDraft { settings: AppSettings { tokens, ..AppSettings::default() }, ..machine_app() };
    let client = add_machine(&service, draft).await;
    for (resource, refused) in [
        ("https://a.example", None),
        ("https://b.example/api", None),
        ("https://c.example", Some("invalid_target")),
        ("https://a.example/", Some("invalid_target")),
    ] {
        let answer = ask(&client, &[("resource", resource)]).await.json();
        assert_eq!(answer.get("error").and_then(Value::as_str), refused, "{resource}");
    }
    let both = ask(&client, &[("resource", "https://a.example"), ("resource", "https://b.example/api")]).await;
    assert_eq!(both.status, 200, "it may be given more than once (RFC 8707 §2)");
}

//! Apps that run in a browser: which scripts may read what (CORS).

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft};
use reqwest::Method;
use support::client::{Client, send};
use support::service::{Service, http, web_app};
use support::visitor::Answer;

use crate::scene::MICHAEL;

const ORIGIN: &str = "https://till.harbour.example";
const OTHER: &str = "https://other.harbour.example";
const NOBODY: &str = "https://nobody.example";

fn spa(origin: &str) -> OAuthAppDraft {
    OAuthAppDraft { kind: AppKind::Spa, settings: AppSettings { origins: vec![origin.into()], ..AppSettings::default() }, ..web_app() }
}

fn allowed(answer: &Answer) -> &str {
    answer.header("access-control-allow-origin")
}

async fn preflight(service: &Service, path: &str, origin: &str) -> Answer {
    let request = http().request(Method::OPTIONS, service.url(path)).header("origin", origin);
    send(request.header("access-control-request-method", "POST").header("access-control-request-headers", "authorization")).await
}

async fn post(client: &Client, service: &Service, path: &str, pairs: &[(&str, &str)], origin: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).extend_pairs([("client_id", &client.id)]).finish();
    let request = http().post(service.url(path)).header("content-type", "application/x-www-form-urlencoded");
    send(request.header("origin", origin).body(body)).await
}

#[tokio::test]
async fn a_script_of_a_named_origin_signs_in_reads_and_signs_out() {
    let service = Service::with_people().await;
    let client = Client::add(&service, spa(ORIGIN)).await;
    for path in ["/oauth/token", "/oauth/userinfo", "/oauth/revoke"] {
        let first = preflight(&service, path, ORIGIN).await;
        assert_eq!((first.status, allowed(&first)), (204, ORIGIN), "{path}");
        assert!(first.header("access-control-allow-headers").contains("Authorization"));
        assert_eq!(first.header("vary"), "Origin");
    }
    let code = client.code(MICHAEL, "profile").await;
    let mut pairs = client.exchange_pairs(&code);
    pairs.retain(|(name, _)| *name != "client_id");
    let answer = post(&client, &service, "/oauth/token", &pairs, ORIGIN).await;
    assert_eq!((answer.status, allowed(&answer)), (200, ORIGIN));
    assert_eq!(answer.header("access-control-allow-credentials"), "", "no cookie is ever taken");
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let told = send(http().get(service.url("/oauth/userinfo")).bearer_auth(&token).header("origin", ORIGIN)).await;
    assert_eq!((told.status, allowed(&told)), (200, ORIGIN));
    let ended = post(&client, &service, "/oauth/revoke", &[("token", &token)], ORIGIN).await;
    assert_eq!((ended.status, allowed(&ended)), (200, ORIGIN));
    let refused = send(http().get(service.url("/oauth/userinfo")).bearer_auth(&token).header("origin", ORIGIN)).await;
    assert_eq!((refused.status, allowed(&refused)), (401, ORIGIN), "a script learns that its token has ended");
}

#[tokio::test]
async fn an_origin_that_was_not_named_for_this_app_reads_nothing() {
    let service = Service::with_people().await;
    let client = Client::add(&service, spa(ORIGIN)).await;
    Client::add(&service, spa(OTHER)).await;
    let refusal = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let token = client.tokens_for(MICHAEL, "profile").await.access_token;
    for origin in [OTHER, NOBODY, "null", "https://till.harbour.example.evil.example", "http://till.harbour.example"] {
        assert_eq!(allowed(&post(&client, &service, "/oauth/token", &refusal, origin).await), "", "{origin}");
        let told = send(http().get(service.url("/oauth/userinfo")).bearer_auth(&token).header("origin", origin)).await;
        assert_eq!(allowed(&told), "", "{origin}");
    }
    assert_eq!(allowed(&preflight(&service, "/oauth/token", NOBODY).await), "");
    assert_eq!(allowed(&post(&client, &service, "/oauth/token", &refusal, ORIGIN).await), ORIGIN, "a refusal is read too");
}

#[tokio::test]
async fn an_app_on_a_server_has_no_origins_and_a_disabled_one_has_none_left() {
    let service = Service::with_people().await;
    // No face lets one have origins; this one has them all the same.
    let web = Client::add(&service, web_app()).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let changed = raw.execute("UPDATE apps SET settings = json_object('origins', json_array(?1)) WHERE client_id = ?2", [ORIGIN, &web.id]);
    assert_eq!(changed.unwrap(), 1);
    Client::add(&service, OAuthAppDraft { enabled: false, ..spa(OTHER) }).await;
    for origin in [ORIGIN, OTHER] {
        assert_eq!(allowed(&preflight(&service, "/oauth/token", origin).await), "", "{origin}");
    }
    let token = web.tokens_for(MICHAEL, "profile").await.access_token;
    let told = send(http().get(service.url("/oauth/userinfo")).bearer_auth(&token).header("origin", ORIGIN)).await;
    assert_eq!(allowed(&told), "");
}

#[tokio::test]
async fn a9_no_script_of_another_origin_reads_authorization_or_a_page() {
    let service = Service::with_people().await;
    let client = Client::add(&service, spa(ORIGIN)).await;
    for path in [client.authorize("profile").replace(service.issuer(), ""), "/".into(), "/sign-in".into(), "/oauth/introspect".into()] {
        let read = send(http().get(service.url(&path)).header("origin", ORIGIN)).await;
        assert_eq!(allowed(&read), "", "{path}");
        assert_eq!(allowed(&preflight(&service, &path, ORIGIN).await), "", "{path}");
    }
}

#[tokio::test]
async fn without_an_origin_an_answer_says_nothing_of_origins() {
    let service = Service::start().await;
    let asked = send(http().request(Method::OPTIONS, service.url("/oauth/token"))).await;
    assert_eq!((asked.status, asked.header("vary"), allowed(&asked)), (405, "", ""));
}

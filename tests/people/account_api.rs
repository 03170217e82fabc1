//! The account as JSON, for the service's own app.

use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{PASSWORD, Service, http, michael, web_app};
use support::visitor::{Answer, Visitor};

/// What the service's own app asks for.
const SCOPES: &str = "profile offline_access";

async fn ask(service: &Service, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let mut request = http().request(method, service.url(&format!("/account/v1{path}"))).bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    send(request).await
}

#[tokio::test]
async fn only_the_services_own_app_looks_after_an_account() {
    let service = Service::with_people().await;
    let other = Client::add(&service, web_app()).await.tokens_for(&michael().email, "profile").await.access_token;
    for path in ["/profile", "/sessions", "/apps"] {
        assert_eq!(send(http().get(service.url(&format!("/account/v1{path}")))).await.status, 401, "{path}");
        assert_eq!(ask(&service, &other, Method::GET, path, None).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_profile_is_changed_in_part() {
    let service = Service::with_people().await;
    let token = Client::built_in(&service).tokens_for(&michael().email, "profile").await.access_token;
    let changed = ask(&service, &token, Method::PATCH, "/profile", Some(json!({ "details": { "bio": " Boats " } }))).await;
    assert_eq!((changed.status, changed.json()["details"]["bio"].as_str()), (200, Some("Boats")), "{}", changed.body);
    assert_eq!(changed.json()["name"], "Michael");
    for wrong in [json!({ "name": "" }), json!({ "details": { "website": "http://x" } }), json!({ "role": "administrator" })] {
        assert_eq!(ask(&service, &token, Method::PATCH, "/profile", Some(wrong.clone())).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_new_password_wants_the_old_one() {
    let service = Service::with_people().await;
    let token = Client::built_in(&service).tokens_for(&michael().email, "profile").await.access_token;
    let change = |old: &str| Some(json!({ "old": old, "new": "another horse entirely" }));
    assert_eq!(ask(&service, &token, Method::POST, "/password", change("wrong")).await.status, 403);
    assert_eq!(ask(&service, &token, Method::POST, "/password", change(PASSWORD)).await.status, 204);
    assert_eq!(Visitor::new().sign_in(&service.url("/account"), &michael().email).await.status, 422);
}

#[tokio::test]
async fn a10_a_new_password_ends_every_browser_and_app_but_the_one_that_asked_for_it() {
    let service = Service::with_people().await;
    let own = Client::built_in(&service);
    let (asking, other) = (own.tokens_for(&michael().email, SCOPES).await, own.tokens_for(&michael().email, SCOPES).await);
    let client = Client::add(&service, web_app()).await;
    let theirs = client.tokens_for(&michael().email, "profile offline_access").await;
    let mut visitor = Visitor::new();
    assert_eq!(visitor.sign_in(&service.url("/account"), &michael().email).await.status, 200);
    let change = Some(json!({ "old": PASSWORD, "new": "another horse entirely" }));
    assert_eq!(ask(&service, &asking.access_token, Method::POST, "/password", change).await.status, 204);
    assert_eq!(visitor.open(&service.url("/account")).await.status, 303);
    for (client, tokens) in [(&own, &other), (&client, &theirs)] {
        assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
        assert_eq!(client.refresh(tokens.refresh_token.as_ref().unwrap()).await.status, 400);
    }
    assert_eq!(ask(&service, &asking.access_token, Method::GET, "/profile", None).await.status, 200);
    assert_eq!(own.refresh(&asking.refresh_token.unwrap()).await.status, 200);
}

#[tokio::test]
async fn sessions_and_apps_are_listed_and_ended() {
    let service = Service::with_people().await;
    let own = Client::built_in(&service).tokens_for(&michael().email, "profile").await.access_token;
    let client = Client::add(&service, web_app()).await;
    let theirs = client.tokens_for(&michael().email, "profile").await.access_token;
    let sessions = ask(&service, &own, Method::GET, "/sessions", None).await.json();
    let first = sessions["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/sessions/{first}"), None).await.status, 204);
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/sessions/{first}"), None).await.status, 404);
    let apps = ask(&service, &own, Method::GET, "/apps", None).await.json();
    assert_eq!(apps["items"].as_array().unwrap().len(), 2);
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/apps/{}", client.id), None).await.status, 204);
    assert_eq!(client.user_info(&theirs).await.status, 401);
}

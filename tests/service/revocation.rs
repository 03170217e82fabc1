//! Revocation (RFC 7009).

use insta::assert_snapshot;
use support::client::{Client, member};
use support::service::{MICHAEL, Service, inbenta_app, native_app, web_app};
use support::shown::shown;

#[tokio::test]
async fn a_revoked_refresh_token_takes_its_access_tokens_along() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    let (access, refresh) = (member(&answer, "access_token"), member(&answer, "refresh_token"));
    assert_snapshot!(shown(&client.revoke(&refresh).await), @r#"
    POST /oauth/revoke
    200
    cache-control: no-store
    "#);
    assert_eq!(client.user_info(&access).await.status, 401);
    assert_eq!(client.refresh(&refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_revoked_access_token_is_dead_at_once_and_the_sign_in_can_still_be_renewed() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    let access = member(&answer, "access_token");
    assert_eq!(client.revoke(&access).await.status, 200);
    assert_eq!(client.user_info(&access).await.status, 401);
    assert_eq!(client.refresh(&member(&answer, "refresh_token")).await.status, 200);
}

#[tokio::test]
async fn an_app_cannot_revoke_what_is_another_apps_and_learns_nothing() {
    let service = Service::with_people().await;
    let (client, other) = (Client::add(&service, native_app()).await, Client::add(&service, inbenta_app()).await);
    let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    let unknown = other.revoke("not-a-token").await;
    for name in ["access_token", "refresh_token"] {
        assert_eq!(shown(&other.revoke(&member(&answer, name)).await), shown(&unknown));
    }
    assert_eq!(unknown.status, 200);
    assert_eq!(client.user_info(&member(&answer, "access_token")).await.status, 200);
    assert_eq!(client.refresh(&member(&answer, "refresh_token")).await.status, 200);
}

#[tokio::test]
async fn a_hint_that_is_wrong_or_unknown_does_no_harm() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    for hint in ["access_token", "nonsense"] {
        let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
        let refresh = member(&answer, "refresh_token");
        let pairs = [("token", refresh.as_str()), ("token_type_hint", hint), ("client_id", &client.id)];
        assert_eq!(client.post(&service.url("/oauth/revoke"), &pairs, None).await.status, 200);
        assert_eq!(client.refresh(&refresh).await.json()["error"], "invalid_grant", "{hint}");
    }
}

#[tokio::test]
async fn it_asks_who_asks_and_for_what() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let anonymous = client.post(&service.url("/oauth/revoke"), &[("token", "x")], None).await;
    assert_eq!((anonymous.status, anonymous.json()["error"].as_str()), (401, Some("invalid_client")));
    let wrong =
        client.post(&service.url("/oauth/revoke"), &[("token", "x"), ("client_id", &client.id), ("client_secret", "x")], None).await;
    assert_eq!(wrong.status, 401);
    let secret = client.secret.as_deref().unwrap();
    let nothing = client.post(&service.url("/oauth/revoke"), &[("client_id", &client.id), ("client_secret", secret)], None).await;
    assert_eq!((nothing.status, nothing.json()["error"].as_str()), (400, Some("invalid_request")));
}

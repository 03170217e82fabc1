//! The endpoints for apps: token, revocation, introspection.

use countersign_wire::app::{AppKind, OAuthAppDraft};
use insta::assert_snapshot;
use support::client::{Client, member, scene};
use support::service::{MICHAEL, Service, iiniit_app, inbenta_app, native_app, web_app};
use support::shown::shown;
use support::visitor::Answer;

/// A form of an app that proves itself, to an address.
async fn post(service: &Service, client: &Client, path: &str, more: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("client_id", client.id.as_str())];
    pairs.extend(client.secret.as_deref().map(|secret| ("client_secret", secret)));
    pairs.extend(more);
    client.post(&service.url(path), &pairs, None).await
}

#[tokio::test]
async fn what_a_token_request_lacks_is_told() {
    let (service, client) = scene(web_app()).await;
    let ask = async |more: &[(&str, &str)]| shown(&post(&service, &client, "/oauth/token", more).await);
    assert_snapshot!(ask(&[]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "grant_type is missing."
    }
    "#);
    assert_snapshot!(ask(&[("grant_type", "password")]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "unsupported_grant_type",
      "error_description": "The grant_type is authorization_code, refresh_token or client_credentials."
    }
    "#);
    assert_snapshot!(ask(&[("grant_type", "client_credentials")]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "unauthorized_client",
      "error_description": "This client acts for people. Only an app that was made to act for itself gets a token of its own."
    }
    "#);
    assert_snapshot!(ask(&[("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "https://x.example")]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The code is not known, or is not for this client."
    }
    "#);
    assert_snapshot!(ask(&[("grant_type", "refresh_token"), ("refresh_token", "x")]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The refresh token is not known, has ended, or is not for this client."
    }
    "#);
    assert_snapshot!(ask(&[("grant_type", "refresh_token"), ("grant_type", "refresh_token")]).await, @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "A parameter is given more than once."
    }
    "#);
}

#[tokio::test]
async fn a_renewal_for_more_than_was_granted_is_refused() {
    let (_service, client) = scene(web_app()).await;
    let refresh = client.tokens_for(MICHAEL, "profile offline_access").await.refresh_token.unwrap();
    assert_snapshot!(shown(&client.refresh_with(&refresh, &[("scope", "email")]).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_scope",
      "error_description": "A renewal cannot ask for more than was granted, and the client may still have."
    }
    "#);
    assert_snapshot!(shown(&client.refresh_with(&refresh, &[("resource", "https://elsewhere.example")]).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_target",
      "error_description": "The resource is not one that was granted."
    }
    "#);
}

#[tokio::test]
async fn an_app_that_is_not_known_is_challenged() {
    let service = Service::start().await;
    let nobody = Client::of(&service, "nobody", Some("x"), "https://x.example");
    assert_snapshot!(shown(&nobody.refresh("x").await), @r#"
    POST /oauth/token
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Basic realm="apps", charset="UTF-8"

    {
      "error": "invalid_client",
      "error_description": "The client is not known here, or its secret is wrong."
    }
    "#);
}

#[tokio::test]
async fn an_app_gets_a_token_of_its_own() {
    let service = Service::start().await;
    let machine = OAuthAppDraft { kind: AppKind::Machine, redirect_uris: Vec::new(), scopes: vec!["jobs:read".into()], ..web_app() };
    let added = service.add_app(machine).await;
    let client = Client::of(&service, &added.client_id, added.secret.as_ref().map(|secret| secret.expose()), "");
    let given = post(&service, &client, "/oauth/token", &[("grant_type", "client_credentials")]).await;
    assert_snapshot!(shown(&given), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "scope": "jobs:read",
      "token_type": "Bearer"
    }
    "#);
    assert_snapshot!(shown(&client.user_info(&member(&given, "access_token")).await), @r#"
    GET /oauth/userinfo
    403
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="accounts", error="insufficient_scope"

    {
      "error": "insufficient_scope",
      "error_description": "This token is the app's own, not a person's. Use one that a person's sign-in gave."
    }
    "#);
}

#[tokio::test]
async fn the_addresses_of_the_real_services_answer_in_their_own_words() {
    let (service, inbenta) = scene(inbenta_app()).await;
    assert_snapshot!(shown(&inbenta.refresh("x").await), @r#"
    POST /v1/oauth/tokens
    400
    cache-control: no-store
    content-type: application/json;charset=UTF-8

    {
      "error": "invalid_grant",
      "error_description": "The refresh token is not known, has ended, or is not for this client."
    }
    "#);
    let iiniit = Client::add(&service, iiniit_app()).await;
    let renewal = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    assert_snapshot!(shown(&post(&service, &iiniit, "/oauth2/token", &renewal).await), @r#"
    POST /oauth2/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The refresh token is not known, has ended, or is not for this client."
    }
    "#);
    assert_snapshot!(shown(&post(&service, &iiniit, "/oauth2/authorize", &renewal).await), @r#"
    POST /oauth2/authorize
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The refresh token is not known, has ended, or is not for this client."
    }
    "#);
}

#[tokio::test]
async fn revocation_asks_who_asks_and_for_what() {
    let (service, client) = scene(web_app()).await;
    assert_snapshot!(shown(&post(&service, &client, "/oauth/revoke", &[]).await), @r#"
    POST /oauth/revoke
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "token is missing."
    }
    "#);
    assert_snapshot!(shown(&post(&service, &client, "/oauth/revoke", &[("token", "x")]).await), @r#"
    POST /oauth/revoke
    200
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&client.post(&service.url("/oauth/revoke"), &[("token", "x")], None).await), @r#"
    POST /oauth/revoke
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Basic realm="apps", charset="UTF-8"

    {
      "error": "invalid_client",
      "error_description": "The request does not say which client it comes from."
    }
    "#);
}

#[tokio::test]
async fn introspection_tells_those_whom_it_concerns() {
    let (service, client) = scene(web_app()).await;
    let token = client.tokens_for(MICHAEL, "profile").await.access_token;
    assert_snapshot!(shown(&post(&service, &client, "/oauth/introspect", &[("token", &token)]).await), @r#"
    POST /oauth/introspect
    200
    cache-control: no-store
    content-type: application/json

    {
      "active": true,
      "aud": "http://127.0.0.1:PORT",
      "client_id": "CLIENT",
      "exp": 1778753220,
      "iat": 1778749620,
      "iss": "http://127.0.0.1:PORT",
      "jti": "JTI",
      "scope": "profile",
      "sub": "PERSON",
      "token_type": "Bearer",
      "username": "michael@test.com"
    }
    "#);
    assert_snapshot!(shown(&post(&service, &client, "/oauth/introspect", &[("token", "x")]).await), @r#"
    POST /oauth/introspect
    200
    cache-control: no-store
    content-type: application/json

    {
      "active": false
    }
    "#);
    assert_snapshot!(shown(&post(&service, &client, "/oauth/introspect", &[]).await), @r#"
    POST /oauth/introspect
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "token is missing."
    }
    "#);
    let public = Client::add(&service, native_app()).await;
    assert_snapshot!(shown(&post(&service, &public, "/oauth/introspect", &[("token", &token)]).await), @r#"
    POST /oauth/introspect
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Basic realm="apps", charset="UTF-8"

    {
      "error": "invalid_client",
      "error_description": "Only a client that proves who it is may inspect tokens."
    }
    "#);
}

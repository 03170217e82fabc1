//! What the service publishes, and what any endpoint refuses before it looks.

use insta::assert_snapshot;
use reqwest::Method;
use support::client::send;
use support::service::{Service, http};
use support::shown::shown;
use support::visitor::Visitor;

#[tokio::test]
async fn what_is_published_may_be_kept_for_a_while() {
    let service = Service::start().await;
    let mut metadata = Visitor::new().open(&service.url("/.well-known/openid-configuration")).await;
    metadata.body = String::new();
    assert_snapshot!(shown(&metadata), @r#"
    GET /.well-known/openid-configuration
    200
    access-control-allow-origin: *
    cache-control: public, max-age=900
    content-type: application/json
    "#);
    let mut jwks = Visitor::new().open(&service.url("/oauth/jwks")).await;
    let mut keys = jwks.json();
    keys["keys"].as_array_mut().unwrap().sort_by_key(|key| key["alg"].to_string());
    jwks.body = keys.to_string();
    assert_snapshot!(shown(&jwks), @r#"
    GET /oauth/jwks
    200
    access-control-allow-origin: *
    cache-control: public, max-age=900
    content-type: application/json

    {
      "keys": [
        {
          "alg": "ES256",
          "crv": "P-256",
          "kid": "TOKEN",
          "kty": "EC",
          "use": "sig",
          "x": "TOKEN",
          "y": "TOKEN"
        },
        {
          "alg": "Ed25519",
          "crv": "Ed25519",
          "kid": "TOKEN",
          "kty": "OKP",
          "use": "sig",
          "x": "TOKEN"
        },
        {
          "alg": "EdDSA",
          "crv": "Ed25519",
          "kid": "TOKEN",
          "kty": "OKP",
          "use": "sig",
          "x": "TOKEN"
        },
        {
          "alg": "RS256",
          "e": "AQAB",
          "kid": "TOKEN",
          "kty": "RSA",
          "n": "KEY",
          "use": "sig"
        }
      ]
    }
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/.well-known/nothing")).await), @r#"
    GET /.well-known/nothing
    404
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "There is nothing at this address. The endpoints are told at /.well-known/oauth-authorization-server."
    }
    "#);
}

#[tokio::test]
async fn a_method_that_an_endpoint_does_not_take_is_told_to_a_program() {
    let service = Service::start().await;
    let ask =
        async |method: Method, path: &str| shown(&send(http().request(method, service.url(path)).header("accept", "text/html")).await);
    assert_snapshot!(ask(Method::GET, "/oauth/introspect").await, @r#"
    GET /oauth/introspect
    405
    allow: POST
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "This address does not answer that method. Allow names those that it does."
    }
    "#);
    assert_snapshot!(ask(Method::DELETE, "/oauth/jwks").await, @r#"
    DELETE /oauth/jwks
    405
    access-control-allow-origin: *
    allow: GET,HEAD
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "This address does not answer that method. Allow names those that it does."
    }
    "#);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let service = Service::start().await;
    assert_snapshot!(shown(&send(http().post(service.url("/oauth/token")).body("x".repeat(20 * 1024))).await), @r#"
    POST /oauth/token
    413
    cache-control: no-store
    content-type: text/plain; charset=utf-8

    The body is too large. Send less.
    "#);
    assert_snapshot!(shown(&send(http().get(service.url(&format!("/?{}", "x".repeat(9 * 1024))))).await), @r#"
    GET /
    414
    cache-control: no-store
    content-type: text/plain; charset=utf-8

    The address is too long. Shorten it and try again.
    "#);
}

//! What the product APIs' addresses answer and refuse with, in Inbenta's words.

use insta::assert_snapshot;
use reqwest::Method;
use support::client::{member, send};
use support::service::http;
use support::shown::shown;

use super::{Said, Scene};

#[tokio::test]
async fn inb_14_a_token_is_renewed_and_the_apis_are_told() {
    let scene = Scene::open().await;
    let given = member(&scene.auth(&scene.said("product_apis").await).await, "accessToken");
    assert_snapshot!(shown(&scene.renew(&given).await), @r#"
    POST /v1/refreshToken
    200
    cache-control: no-store
    content-type: application/json

    {
      "accessToken": "TOKEN",
      "expiration": 1778750820,
      "expires_in": 1200
    }
    "#);
    assert_snapshot!(shown(&scene.apis(&given).await), @r#"
    GET /v1/apis
    200
    cache-control: no-store
    content-type: application/json

    {
      "apis": {
        "chatbot": "http://127.0.0.1:PORT/apis/chatbot/v1",
        "knowledge": "http://127.0.0.1:PORT/apis/knowledge/v1"
      }
    }
    "#);
}

#[tokio::test]
async fn whatever_does_not_hold_is_told_in_the_words_of_the_gateway() {
    let scene = Scene::open().await;
    assert_snapshot!(shown(&scene.renew("x").await), @r#"
    POST /v1/refreshToken
    403
    cache-control: no-store
    content-type: application/json

    {
      "Message": "User is not authorized to access this resource with an explicit deny"
    }
    "#);
}

#[tokio::test]
async fn inb_15_a_token_without_a_scope_for_it_is_told_which_it_needs() {
    let scene = Scene::open().await;
    assert_snapshot!(shown(&scene.auth(&scene.said("").await).await), @r#"
    POST /v1/auth
    403
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 403,
        "message": "The OAuth token has no scope for this. It needs product_apis, km_editor_api or reporting_api."
      }
    }
    "#);
}

#[tokio::test]
async fn a_body_that_is_none_is_told_what_to_send() {
    let scene = Scene::open().await;
    let post = |kind: &'static str, body: &'static str| http().post(scene.service.url("/v1/auth")).header("content-type", kind).body(body);
    assert_snapshot!(shown(&send(post("application/json", "{}")).await), @r#"
    POST /v1/auth
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 400,
        "message": "The body has no secret. Send {\"secret\": \"…\"}."
      }
    }
    "#);
    assert_snapshot!(shown(&send(post("application/json", "[]")).await), @r#"
    POST /v1/auth
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 400,
        "message": "The body has to be one JSON object whose members are text, with nothing after it."
      }
    }
    "#);
    assert_snapshot!(shown(&send(post("application/x-www-form-urlencoded", "secret=x")).await), @r#"
    POST /v1/auth
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 400,
        "message": "Send the body as JSON, with Content-Type: application/json."
      }
    }
    "#);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_told_in_its_words() {
    let scene = Scene::open().await;
    assert_snapshot!(shown(&send(http().request(Method::GET, scene.service.url("/v1/refreshToken"))).await), @r#"
    GET /v1/refreshToken
    405
    allow: POST
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 405,
        "message": "This address does not answer that method. Allow names those that it does."
      }
    }
    "#);
}

#[tokio::test]
async fn a_database_that_fails_is_told_without_its_words() {
    let scene = Scene::open().await;
    let raw = rusqlite::Connection::open(scene.service.database()).unwrap();
    raw.execute_batch("ALTER TABLE api_keys RENAME TO lost").unwrap();
    let said = Said { key: scene.key.clone(), secret: scene.secret.clone(), token: "x".into() };
    assert_snapshot!(shown(&scene.auth(&said).await), @r#"
    POST /v1/auth
    500
    cache-control: no-store
    content-type: application/json

    {
      "error": {
        "code": 500,
        "message": "The service could not finish the request. Its log says why."
      }
    }
    "#);
}

//! What the API refuses whatever it is about: each code once.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::send;
use support::service::ADA;
use support::shown::shown;

use crate::desk::{Caller, raw, service};

use super::answered;

#[tokio::test]
async fn without_a_token_the_challenge_names_no_error() {
    let service = service().await;
    assert_snapshot!(shown(&Caller::nobody(&service).get("/apps").await), @r#"
    GET /admin/v1/apps
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="administration"

    {
      "code": "unauthorized",
      "message": "The access token is missing, unknown, over or for another service. Sign in again."
    }
    "#);
}

#[tokio::test]
async fn a_token_that_nobody_was_given_is_an_invalid_token() {
    let service = service().await;
    assert_snapshot!(shown(&Caller::with_a_guess(&service).get("/apps").await), @r#"
    GET /admin/v1/apps
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="administration", error="invalid_token"

    {
      "code": "unauthorized",
      "message": "The access token is missing, unknown, over or for another service. Sign in again."
    }
    "#);
}

#[tokio::test]
async fn whoever_may_not_is_told_whom_to_ask() {
    let service = service().await;
    assert_snapshot!(shown(&Caller::of(&service, ADA, "profile").await.get("/apps").await), @r#"
    GET /admin/v1/apps
    403
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="administration", error="insufficient_scope", scope="accounts:admin"

    {
      "code": "forbidden",
      "message": "This needs an administrator's sign-in with the scope accounts:admin. Ask an administrator, or sign in with that scope."
    }
    "#);
}

#[tokio::test]
async fn a_token_in_the_address_is_refused() {
    assert_snapshot!(shown(&answered(Method::GET, "/apps?access_token=x", Value::Null, None).await), @r#"
    GET /admin/v1/apps
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "A token does not belong in the address; send it in the Authorization header."
    }
    "#);
}

#[tokio::test]
async fn a_word_that_is_there_twice_is_refused() {
    assert_snapshot!(shown(&answered(Method::GET, "/apps?search=a&search=b", Value::Null, None).await), @r#"
    GET /admin/v1/apps
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "search is there twice; send it once."
    }
    "#);
}

#[tokio::test]
async fn a_cursor_that_was_not_given_out_is_refused() {
    assert_snapshot!(shown(&answered(Method::GET, "/people?cursor=x", Value::Null, None).await), @r#"
    GET /admin/v1/people
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "This cursor is not one that was given out. Begin again without it."
    }
    "#);
}

#[tokio::test]
async fn a_body_that_is_something_else_is_told_where() {
    assert_snapshot!(shown(&answered(Method::POST, "/organisations", json!({ "name": 1 }), None).await), @r#"
    POST /admin/v1/organisations
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "The body is not what this address reads: invalid type: integer `1`, expected a string at line 1 column 9."
    }
    "#);
}

#[tokio::test]
async fn what_is_not_valid_is_told_by_field() {
    let wrong = json!({ "name": "", "kind": "web", "redirect_uris": ["http://b.example/"], "scopes": ["nothing"] });
    assert_snapshot!(shown(&answered(Method::POST, "/apps", wrong, None).await), @r#"
    POST /admin/v1/apps
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "Give the app a name of 1 to 80 characters; people see it when they are asked for access.",
      "problems": [
        {
          "field": "name",
          "message": "Give the app a name of 1 to 80 characters; people see it when they are asked for access.",
          "row": null
        },
        {
          "field": "redirect_uris",
          "message": "Plain http is for this computer only: use https, or http://127.0.0.1.",
          "row": 0
        },
        {
          "field": "scopes",
          "message": "“nothing” is not a scope of the standard dialect. It has openid, profile, email, address, phone, offline_access, accounts:admin.",
          "row": 0
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_body_of_another_kind_is_told_which_to_send() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&send(administrator.request(Method::POST, "/apps").body("{}")).await), @r#"
    POST /admin/v1/apps
    415
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "Send the body as JSON, with Content-Type: application/json."
    }
    "#);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&send(administrator.request(Method::POST, "/apps").body(" ".repeat(20 * 1024))).await), @r#"
    POST /admin/v1/apps
    413
    cache-control: no-store
    content-type: text/plain; charset=utf-8

    The body is too large. Send less.
    "#);
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    assert_snapshot!(shown(&answered(Method::GET, "/apps/nobodys", Value::Null, None).await), @r#"
    GET /admin/v1/apps/nobodys
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "There is no app with this client id. It may have been deleted."
    }
    "#);
}

#[tokio::test]
async fn an_address_that_is_none_leads_to_one_that_is() {
    assert_snapshot!(shown(&answered(Method::GET, "/nothing", Value::Null, None).await), @r#"
    GET /admin/v1/nothing
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "There is nothing at this address. The apps are at /admin/v1/apps."
    }
    "#);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_told() {
    assert_snapshot!(shown(&answered(Method::PATCH, "/apps", Value::Null, None).await), @r#"
    PATCH /admin/v1/apps
    405
    allow: GET,HEAD,POST
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "This address does not answer that method. Allow names those that it does."
    }
    "#);
}

#[tokio::test]
async fn a_database_that_fails_is_told_without_its_words() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    raw(&service).execute_batch("ALTER TABLE access_tokens RENAME TO lost").unwrap();
    assert_snapshot!(shown(&administrator.get("/apps").await), @r#"
    GET /admin/v1/apps
    500
    cache-control: no-store
    content-type: application/json

    {
      "code": "internal",
      "message": "The service could not finish the request. Its log says why."
    }
    "#);
}

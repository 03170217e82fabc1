//! What the API refuses with: each code once, as it is told whatever it is about.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::send;
use support::service::{ADA, native_app, web_app};
use support::shown::shown;
use support::visitor::Answer;

use crate::desk::{Caller, HARBOUR, raw, service};

/// What an administrator is answered.
async fn answered(method: Method, path: &str, body: Value, version: Option<i64>) -> Answer {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    administrator.send(method, path, Some(&body).filter(|body| !body.is_null()), version).await
}

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
      "message": "The access token is missing, unknown or over. Sign in again."
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
      "message": "The access token is missing, unknown or over. Sign in again."
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
      "message": "This address does not answer that method."
    }
    "#);
}

#[tokio::test]
async fn a_change_without_a_version_is_told_how_to_name_it() {
    let path = format!("/organisations/{HARBOUR}");
    assert_snapshot!(shown(&answered(Method::PUT, &path, json!({ "name": "Port" }), None).await), @r#"
    PUT /admin/v1/organisations/org-harbour
    428
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "Say which version you change, with If-Match: \"VERSION\", as it was read."
    }
    "#);
}

#[tokio::test]
async fn a_change_at_an_old_version_is_told_the_new_one() {
    let path = format!("/organisations/{HARBOUR}");
    assert_snapshot!(shown(&answered(Method::PUT, &path, json!({ "name": "Port" }), Some(9)).await), @r#"
    PUT /admin/v1/organisations/org-harbour
    412
    cache-control: no-store
    content-type: application/json

    {
      "code": "conflict",
      "message": "Somebody changed this organisation meanwhile; it is at version 1 now. Read it again, then change it."
    }
    "#);
}

#[tokio::test]
async fn what_is_somebody_elses_is_told_by_field() {
    assert_snapshot!(shown(&answered(Method::POST, "/people", json!({ "email": ADA, "name": "X" }), None).await), @r#"
    POST /admin/v1/people
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "already_exists",
      "message": "Somebody has this e-mail address already. Look for them among the people, or use another address.",
      "problems": [
        {
          "field": "email",
          "message": "Somebody has this e-mail address already. Look for them among the people, or use another address.",
          "row": null
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn an_organisation_that_is_not_empty_stays() {
    assert_snapshot!(shown(&answered(Method::DELETE, &format!("/organisations/{HARBOUR}"), Value::Null, None).await), @r#"
    DELETE /admin/v1/organisations/org-harbour
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_empty",
      "message": "It still has people (1) and apps (0). Move or delete them first."
    }
    "#);
}

#[tokio::test]
async fn the_app_that_the_service_carries_stays() {
    assert_snapshot!(shown(&answered(Method::DELETE, "/apps/countersign", Value::Null, None).await), @r#"
    DELETE /admin/v1/apps/countersign
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "built_in",
      "message": "The service carries this app by itself, for Countersign. It cannot be changed or deleted."
    }
    "#);
}

/// The id of somebody.
fn id_of(service: &support::service::Service, email: &str) -> String {
    raw(service).query_row("SELECT id FROM people WHERE email = ?1", [email], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let path = format!("/people/{}", id_of(&service, ADA));
    assert_snapshot!(shown(&administrator.send(Method::DELETE, &path, None, None).await), @r#"
    DELETE /admin/v1/people/PERSON
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "last_administrator",
      "message": "This is the last administrator who can sign in. Make somebody else one first."
    }
    "#);
}

#[tokio::test]
async fn a_link_goes_by_no_mail_where_none_is_sent() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let path = format!("/people/{}/link", id_of(&service, ADA));
    assert_snapshot!(shown(&administrator.post(&path, &json!({ "mail": true })).await), @r#"
    POST /admin/v1/people/PERSON/link
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "no_mail",
      "message": "No mail can be sent. Ask for the link with {\"mail\": false}, and hand it over yourself."
    }
    "#);
}

#[tokio::test]
async fn somebody_who_is_disabled_gets_no_link() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let id = id_of(&service, support::service::MICHAEL);
    raw(&service).execute("UPDATE people SET enabled = 0 WHERE id = ?1", [&id]).unwrap();
    assert_snapshot!(shown(&administrator.post(&format!("/people/{id}/link"), &json!({})).await), @r#"
    POST /admin/v1/people/PERSON/link
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "disabled",
      "message": "A disabled person gets no link. Enable them first."
    }
    "#);
}

#[tokio::test]
async fn an_app_that_keeps_no_secret_gets_none() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&native_app()).await.app.client_id;
    assert_snapshot!(shown(&administrator.post(&format!("/apps/{app}/secrets"), &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/secrets
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "This app runs where no secret can be kept, so it has none. Make an app of kind web, or a native one with a secret."
    }
    "#);
}

#[tokio::test]
async fn a_secret_that_was_retired_too_long_ago_is_not_taken_back() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await.app;
    let secret = &app.secrets[0].id;
    raw(&service).execute("UPDATE app_secrets SET retired_at = 1 WHERE id = ?1", [secret]).unwrap();
    let back = format!("/apps/{}/secrets/{secret}/restoration", app.client_id);
    assert_snapshot!(shown(&administrator.post(&back, &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/secrets/ID/restoration
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "too_late",
      "message": "This secret was retired more than 7 days ago, or two others work already. Retire one of them, or make a new one."
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
      "message": "The service could not read or write its database. Its log says why."
    }
    "#);
}

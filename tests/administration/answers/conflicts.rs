//! What the API refuses as things stand: each code once.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::service::{ADA, native_app, web_app};
use support::shown::shown;

use crate::desk::{Caller, HARBOUR, raw, service};

use super::answered;

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
      "message": "It still has people (1), apps (0) and API keys (0). Move or delete them first."
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
      "message": "No mail can be sent, or too much of it waits. Ask for the link with {\"mail\": false}, and hand it over yourself."
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
      "message": "This secret was retired more than 7 days ago. Make a new one."
    }
    "#);
}

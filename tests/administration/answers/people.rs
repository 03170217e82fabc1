//! People, and what belongs to them.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::Client;
use support::service::{MICHAEL, Service, web_app};
use support::shown::shown;
use support::visitor::Visitor;

use crate::desk::{Caller, HARBOUR, raw, service};

/// The address of Michael.
fn michael(service: &Service) -> String {
    let sql = "SELECT id FROM people WHERE email = ?1";
    format!("/people/{}", raw(service).query_row(sql, [MICHAEL], |row| row.get::<_, String>(0)).unwrap())
}

#[tokio::test]
async fn people_are_listed_with_what_they_are() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/people?role=member").await), @r#"
    GET /admin/v1/people
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "created_at": 1778749620,
          "details": {},
          "email": "michael@test.com",
          "email_verified": false,
          "enabled": true,
          "formats": {
            "dates": {
              "format": "DD-MM-YYYY",
              "smart": "off"
            },
            "locale": "en",
            "number_separators": {
              "decimal": ",",
              "thousands": "."
            },
            "timezone": "Europe/Madrid"
          },
          "id": "PERSON",
          "invited": false,
          "name": "Michael",
          "organisation": null,
          "role": "member",
          "second_factor": false,
          "updated_at": 1778749620,
          "version": 1
        }
      ],
      "next_cursor": null,
      "total": 1
    }
    "#);
}

#[tokio::test]
async fn somebody_is_invited_by_a_link_that_is_shown_where_no_mail_is_sent() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let draft = json!({ "email": "new@harbour.example", "name": "New", "role": "app-manager", "organisation": HARBOUR });
    assert_snapshot!(shown(&administrator.post("/people", &draft).await), @r#"
    POST /admin/v1/people
    201
    cache-control: no-store
    content-type: application/json

    {
      "link": {
        "expires_at": 1779354420,
        "mailed": false,
        "purpose": "invitation",
        "url": "http://127.0.0.1:PORT/account/link?code=TOKEN"
      },
      "person": {
        "created_at": 1778749620,
        "details": {},
        "email": "new@harbour.example",
        "email_verified": false,
        "enabled": true,
        "formats": {
          "dates": {
            "format": null,
            "smart": null
          },
          "locale": null,
          "number_separators": {
            "decimal": null,
            "thousands": null
          },
          "timezone": null
        },
        "id": "PERSON",
        "invited": true,
        "name": "New",
        "organisation": "org-harbour",
        "role": "app-manager",
        "second_factor": false,
        "updated_at": 1778749620,
        "version": 1
      }
    }
    "#);
}

#[tokio::test]
async fn somebody_is_read_and_changed_at_a_version() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let path = michael(&service);
    assert_snapshot!(shown(&administrator.get(&path).await), @r#"
    GET /admin/v1/people/PERSON
    200
    cache-control: no-store
    content-type: application/json
    etag: "1"

    {
      "created_at": 1778749620,
      "details": {},
      "email": "michael@test.com",
      "email_verified": false,
      "enabled": true,
      "formats": {
        "dates": {
          "format": "DD-MM-YYYY",
          "smart": "off"
        },
        "locale": "en",
        "number_separators": {
          "decimal": ",",
          "thousands": "."
        },
        "timezone": "Europe/Madrid"
      },
      "id": "PERSON",
      "invited": false,
      "name": "Michael",
      "organisation": null,
      "role": "member",
      "second_factor": false,
      "updated_at": 1778749620,
      "version": 1
    }
    "#);
    let draft = json!({ "email": MICHAEL, "name": "Mike" });
    assert_snapshot!(shown(&administrator.send(Method::PUT, &path, Some(&draft), Some(1)).await), @r#"
    PUT /admin/v1/people/PERSON
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

    {
      "created_at": 1778749620,
      "details": {},
      "email": "michael@test.com",
      "email_verified": false,
      "enabled": true,
      "formats": {
        "dates": {
          "format": null,
          "smart": null
        },
        "locale": null,
        "number_separators": {
          "decimal": null,
          "thousands": null
        },
        "timezone": null
      },
      "id": "PERSON",
      "invited": false,
      "name": "Mike",
      "organisation": null,
      "role": "member",
      "second_factor": false,
      "updated_at": 1778749620,
      "version": 2
    }
    "#);
}

#[tokio::test]
async fn what_goes_with_somebody_is_told_before_they_are_deleted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let path = michael(&service);
    assert_snapshot!(shown(&administrator.get(&format!("{path}/deletion")).await), @r#"
    GET /admin/v1/people/PERSON/deletion
    200
    cache-control: no-store
    content-type: application/json

    {
      "connected_apps": 0,
      "last_administrator": false,
      "sessions": 0
    }
    "#);
    assert_snapshot!(shown(&administrator.delete(&path).await), @r#"
    DELETE /admin/v1/people/PERSON
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn somebody_who_has_forgotten_their_password_gets_a_link() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.post(&format!("{}/link", michael(&service)), &json!({})).await), @r#"
    POST /admin/v1/people/PERSON/link
    201
    cache-control: no-store
    content-type: application/json

    {
      "expires_at": 1778751420,
      "mailed": false,
      "purpose": "reset",
      "url": "http://127.0.0.1:PORT/account/link?code=TOKEN"
    }
    "#);
}

#[tokio::test]
async fn the_browsers_of_somebody_are_listed_and_signed_out() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    Visitor::new().sign_in(&service.url("/account"), MICHAEL).await;
    let sessions = format!("{}/sessions", michael(&service));
    let listed = administrator.get(&sessions).await;
    assert_snapshot!(shown(&listed), @r#"
    GET /admin/v1/people/PERSON/sessions
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "address": "127.0.0.1",
          "amr": "pwd",
          "authenticated_at": 1778749620,
          "created_at": 1778749620,
          "expires_at": 1778792820,
          "id": "ID",
          "seen_at": 1778749620,
          "user_agent": null
        }
      ]
    }
    "#);
    let one = listed.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(shown(&administrator.delete(&format!("{sessions}/{one}")).await), @r#"
    DELETE /admin/v1/people/PERSON/sessions/ID
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&administrator.delete(&sessions).await), @r#"
    DELETE /admin/v1/people/PERSON/sessions
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn a_second_factor_is_taken_away() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let path = michael(&service);
    let id = path.rsplit('/').next().unwrap();
    let sql = "INSERT INTO second_factors (person, secret, created_at, confirmed_at) VALUES (?1, x'00', 0, 0)";
    raw(&service).execute(sql, [id]).unwrap();
    assert_snapshot!(shown(&administrator.delete(&format!("{path}/second-factor")).await), @r#"
    DELETE /admin/v1/people/PERSON/second-factor
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn how_mail_stands_is_told() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/mail").await), @r#"
    GET /admin/v1/mail
    200
    cache-control: no-store
    content-type: application/json

    {
      "failed_at": null,
      "reason": null,
      "sends": false
    }
    "#);
}

#[tokio::test]
async fn what_somebody_let_apps_do_is_listed_and_ended() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let client = Client::add(&service, web_app()).await;
    client.tokens_for(MICHAEL, "profile").await;
    service.clock.advance(1);
    client.tokens_for(MICHAEL, "email").await;
    let grants = format!("{}/grants", michael(&service));
    let listed = administrator.get(&format!("{grants}?limit=1")).await;
    let one = listed.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(shown(&administrator.get(&grants).await), @r#"
    GET /admin/v1/people/PERSON/grants
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "app_name": "Harbour Desk",
          "client_id": "CLIENT",
          "id": "ID",
          "person": {
            "email": "michael@test.com",
            "id": "PERSON",
            "name": "Michael"
          },
          "scopes": [
            "email"
          ],
          "since": 1778749621,
          "tokens": 1
        },
        {
          "app_name": "Harbour Desk",
          "client_id": "CLIENT",
          "id": "ID",
          "person": {
            "email": "michael@test.com",
            "id": "PERSON",
            "name": "Michael"
          },
          "scopes": [
            "profile"
          ],
          "since": 1778749620,
          "tokens": 1
        }
      ],
      "next_cursor": null
    }
    "#);
    assert_snapshot!(shown(&administrator.delete(&format!("{grants}/{one}")).await), @r#"
    DELETE /admin/v1/people/PERSON/grants/ID
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&administrator.delete(&grants).await), @r#"
    DELETE /admin/v1/people/PERSON/grants
    200
    cache-control: no-store
    content-type: application/json

    {
      "revoked": 1
    }
    "#);
}

#[tokio::test]
async fn nobody_let_apps_do_nothing() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/people/nobodys/grants").await), @r#"
    GET /admin/v1/people/nobodys/grants
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "There is no person with this id. It may have been deleted."
    }
    "#);
    assert_eq!(administrator.delete("/people/nobodys/grants").await.status, 404);
    assert_eq!(administrator.get("/audit?deed=grants_revoked").await.json()["items"], json!([]), "nothing was done");
}

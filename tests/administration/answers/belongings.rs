//! What belongs to one app: its logo, its secrets, its grants, its days.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::{Client, send};
use support::service::{MICHAEL, Service, web_app};
use support::shown::shown;
use support::visitor::Answer;

use crate::desk::{Caller, raw, service};
use crate::logo::PIXEL;

use super::app;

#[tokio::test]
async fn a_logo_is_set_read_and_taken_away() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let logo = format!("{}/logo", app(&administrator).await);
    assert_snapshot!(shown(&send(administrator.request(Method::PUT, &logo).body(PIXEL.to_vec())).await), @r#"
    PUT /admin/v1/apps/CLIENT/logo
    204
    cache-control: no-store
    "#);
    let read = send(administrator.request(Method::GET, &logo)).await;
    assert_snapshot!(shown(&Answer { body: String::new(), ..read }), @r#"
    GET /admin/v1/apps/CLIENT/logo
    200
    cache-control: no-store
    content-type: image/png
    "#);
    assert_snapshot!(shown(&administrator.delete(&logo).await), @r#"
    DELETE /admin/v1/apps/CLIENT/logo
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn a_secret_is_made_listed_retired_and_taken_back() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let created = administrator.create(&web_app()).await.app;
    let secrets = format!("/apps/{}/secrets", created.client_id);
    assert_snapshot!(shown(&administrator.post(&secrets, &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/secrets
    201
    cache-control: no-store
    content-type: application/json

    {
      "client_id": "CLIENT",
      "client_secret": "TOKEN",
      "retired": null
    }
    "#);
    let first = format!("{secrets}/{}", created.secrets[0].id);
    assert_snapshot!(shown(&administrator.delete(&first).await), @r#"
    DELETE /admin/v1/apps/CLIENT/secrets/ID
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&administrator.get(&secrets).await), @r#"
    GET /admin/v1/apps/CLIENT/secrets
    200
    cache-control: no-store
    content-type: application/json

    {
      "secrets": [
        {
          "created_at": 1778749620,
          "id": "ID",
          "retired_at": 1778749620
        },
        {
          "created_at": 1778749620,
          "id": "ID"
        }
      ]
    }
    "#);
    assert_snapshot!(shown(&administrator.post(&format!("{first}/restoration"), &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/secrets/ID/restoration
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn the_grants_of_an_app_are_listed_and_ended() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let client = Client::add(&service, web_app()).await;
    client.tokens_for(MICHAEL, "profile").await;
    let grants = format!("/apps/{}/grants", client.id);
    let listed = administrator.get(&grants).await;
    assert_snapshot!(shown(&listed), @r#"
    GET /admin/v1/apps/CLIENT/grants
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
            "profile"
          ],
          "since": 1778749620,
          "tokens": 1
        }
      ],
      "next_cursor": null
    }
    "#);
    let one = listed.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(shown(&administrator.delete(&format!("{grants}/{one}")).await), @r#"
    DELETE /admin/v1/apps/CLIENT/grants/ID
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&administrator.delete(&grants).await), @r#"
    DELETE /admin/v1/apps/CLIENT/grants
    200
    cache-control: no-store
    content-type: application/json

    {
      "revoked": 0
    }
    "#);
}

#[tokio::test]
async fn the_days_of_an_app_are_counted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let usage = format!("{}/usage?days=1", app(&administrator).await);
    assert_snapshot!(shown(&administrator.get(&usage).await), @r#"
    GET /admin/v1/apps/CLIENT/usage
    200
    cache-control: no-store
    content-type: application/json

    {
      "days": [
        {
          "date": "2026-05-14",
          "refreshes": 0,
          "refusals": {},
          "sign_ins": 0,
          "tokens": 0
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn return_addresses_that_were_asked_for_in_vain_are_listed() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = app(&administrator).await;
    asked_in_vain(&service, &app);
    assert_snapshot!(shown(&administrator.get(&format!("{app}/redirect-uri-mismatches")).await), @r#"
    GET /admin/v1/apps/CLIENT/redirect-uri-mismatches
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "first_at": 5,
          "last_at": 6,
          "nearest": "https://harbour.example/callback",
          "redirect_uri": "https://harbour.example/call",
          "times": 2
        }
      ]
    }
    "#);
}

fn asked_in_vain(service: &Service, app: &str) {
    let sql = "INSERT INTO redirect_uri_mismatches (app, redirect_uri, times, first_at, last_at) VALUES (?1, ?2, 2, 5, 6)";
    raw(service).execute(sql, [app.rsplit('/').next().unwrap(), "https://harbour.example/call"]).unwrap();
}

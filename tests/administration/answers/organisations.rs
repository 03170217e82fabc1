//! Organisations.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::member;
use support::shown::shown;

use crate::desk::{Caller, HARBOUR, service};

#[tokio::test]
async fn organisations_are_listed_by_name() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/organisations?limit=1&search=h").await), @r#"
    GET /admin/v1/organisations
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "apps": 0,
          "created_at": 0,
          "id": "org-harbour",
          "name": "Harbour",
          "people": 1,
          "version": 1
        }
      ],
      "next_cursor": null,
      "total": 1
    }
    "#);
}

#[tokio::test]
async fn an_organisation_is_added_renamed_and_deleted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let added = administrator.post("/organisations", &json!({ "name": "Boatyard" })).await;
    assert_snapshot!(shown(&added), @r#"
    POST /admin/v1/organisations
    201
    cache-control: no-store
    content-type: application/json

    {
      "apps": 0,
      "created_at": 1778749620,
      "id": "ID",
      "name": "Boatyard",
      "people": 0,
      "version": 1
    }
    "#);
    let path = format!("/organisations/{}", member(&added, "id"));
    assert_snapshot!(shown(&administrator.get(&path).await), @r#"
    GET /admin/v1/organisations/ID
    200
    cache-control: no-store
    content-type: application/json
    etag: "1"

    {
      "apps": 0,
      "created_at": 1778749620,
      "id": "ID",
      "name": "Boatyard",
      "people": 0,
      "version": 1
    }
    "#);
    assert_snapshot!(shown(&administrator.send(Method::PUT, &path, Some(&json!({ "name": "Shipyard" })), Some(1)).await), @r#"
    PUT /admin/v1/organisations/ID
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

    {
      "apps": 0,
      "created_at": 1778749620,
      "id": "ID",
      "name": "Shipyard",
      "people": 0,
      "version": 2
    }
    "#);
    assert_snapshot!(shown(&administrator.send(Method::DELETE, &path, None, None).await), @r#"
    DELETE /admin/v1/organisations/ID
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn the_people_of_an_organisation_are_listed() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get(&format!("/organisations/{HARBOUR}/members")).await), @r#"
    GET /admin/v1/organisations/org-harbour/members
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "created_at": 1778749620,
          "details": {},
          "email": "manu@harbour.example",
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
          "organisation": "org-harbour",
          "role": "app-manager",
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

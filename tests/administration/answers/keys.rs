//! Keys of the product APIs.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::member;
use support::shown::shown;

use crate::desk::{Caller, service};

#[tokio::test]
async fn a_key_is_made_listed_read_changed_and_deleted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let made = administrator.post("/api-keys", &json!({ "name": "Chat" })).await;
    assert_snapshot!(shown(&made), @r#"
    POST /admin/v1/api-keys
    201
    cache-control: no-store
    content-type: application/json

    {
      "created_at": 1778749620,
      "created_by": "PERSON",
      "enabled": true,
      "key": "ID",
      "name": "Chat",
      "secret": "TOKEN",
      "secrets": [
        {
          "created_at": 1778749620,
          "id": "ID"
        }
      ],
      "version": 1
    }
    "#);
    assert_snapshot!(shown(&administrator.get("/api-keys").await), @r#"
    GET /admin/v1/api-keys
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "created_at": 1778749620,
          "created_by": "PERSON",
          "enabled": true,
          "key": "ID",
          "name": "Chat",
          "secrets": [
            {
              "created_at": 1778749620,
              "id": "ID"
            }
          ],
          "version": 1
        }
      ],
      "next_cursor": null,
      "total": 1
    }
    "#);
    let path = format!("/api-keys/{}", member(&made, "key"));
    assert_snapshot!(shown(&administrator.get(&path).await), @r#"
    GET /admin/v1/api-keys/ID
    200
    cache-control: no-store
    content-type: application/json
    etag: "1"

    {
      "created_at": 1778749620,
      "created_by": "PERSON",
      "enabled": true,
      "key": "ID",
      "name": "Chat",
      "secrets": [
        {
          "created_at": 1778749620,
          "id": "ID"
        }
      ],
      "version": 1
    }
    "#);
    let off = json!({ "name": "Chat of the harbour", "enabled": false });
    assert_snapshot!(shown(&administrator.send(Method::PUT, &path, Some(&off), Some(1)).await), @r#"
    PUT /admin/v1/api-keys/ID
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

    {
      "created_at": 1778749620,
      "created_by": "PERSON",
      "enabled": false,
      "key": "ID",
      "name": "Chat of the harbour",
      "secrets": [
        {
          "created_at": 1778749620,
          "id": "ID"
        }
      ],
      "version": 2
    }
    "#);
    assert_snapshot!(shown(&administrator.send(Method::DELETE, &path, None, None).await), @r#"
    DELETE /admin/v1/api-keys/ID
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn a_secret_of_a_key_is_made_and_retired() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let made = administrator.post("/api-keys", &json!({ "name": "Chat" })).await;
    let secrets = format!("/api-keys/{}/secrets", member(&made, "key"));
    assert_snapshot!(shown(&administrator.post(&secrets, &json!({})).await), @r#"
    POST /admin/v1/api-keys/ID/secrets
    201
    cache-control: no-store
    content-type: application/json

    {
      "key": "ID",
      "retired": null,
      "secret": "TOKEN"
    }
    "#);
    let first = made.json()["secrets"][0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(shown(&administrator.send(Method::DELETE, &format!("{secrets}/{first}"), None, None).await), @r#"
    DELETE /admin/v1/api-keys/ID/secrets/ID
    204
    cache-control: no-store
    "#);
}

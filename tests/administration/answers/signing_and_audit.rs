//! Signing keys, and the audit.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::send;
use support::service::http;
use support::shown::shown;

use crate::desk::{Caller, service};

#[tokio::test]
async fn a_signing_key_is_published_and_promoted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    // The keys are made when they are first needed: whoever verifies asks for them.
    assert_eq!(send(http().get(service.url("/oauth/jwks"))).await.status, 200);
    assert_snapshot!(shown(&administrator.get("/signing-keys").await), @r#"
    GET /admin/v1/signing-keys
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "alg": "ES256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "Ed25519",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "EdDSA",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "RS256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        }
      ]
    }
    "#);
    service.clock.advance(1);
    let published = administrator.post("/signing-keys", &json!({ "alg": "ES256" })).await;
    assert_snapshot!(shown(&published), @r#"
    POST /admin/v1/signing-keys
    201
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "alg": "ES256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "Ed25519",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "EdDSA",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "RS256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "ES256",
          "created_at": 1778749621,
          "kid": "TOKEN",
          "signing_at": null,
          "state": "published"
        }
      ]
    }
    "#);
    let keys = published.json();
    let waits = |key: &&Value| key["state"] == "published" && key["alg"] == "ES256";
    let kid = keys["items"].as_array().unwrap().iter().find(waits).unwrap()["kid"].as_str().unwrap().to_owned();
    assert_snapshot!(shown(&administrator.post(&format!("/signing-keys/{kid}/promotion"), &json!({})).await), @r#"
    POST /admin/v1/signing-keys/TOKEN/promotion
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "alg": "ES256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "retired"
        },
        {
          "alg": "Ed25519",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "EdDSA",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "RS256",
          "created_at": 1778749620,
          "kid": "TOKEN",
          "signing_at": 1778749620,
          "state": "signing"
        },
        {
          "alg": "ES256",
          "created_at": 1778749621,
          "kid": "TOKEN",
          "signing_at": 1778749621,
          "state": "signing"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_signing_key_is_removed_unless_it_signs() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    administrator.post("/signing-keys", &json!({ "alg": "ES256" })).await;
    let kid = async |state: &str| {
        let keys = administrator.get("/signing-keys").await.json();
        let found = keys["items"].as_array().unwrap().iter().find(|key| key["state"] == state && key["alg"] == "ES256").cloned();
        found.unwrap()["kid"].as_str().unwrap().to_owned()
    };
    let remove = async |kid: &str| shown(&administrator.send(Method::DELETE, &format!("/signing-keys/{kid}"), None, None).await);
    assert_snapshot!(remove(&kid("published").await).await, @r#"
    DELETE /admin/v1/signing-keys/TOKEN
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": []
    }
    "#);
    assert_snapshot!(remove("nobodys").await, @r#"
    DELETE /admin/v1/signing-keys/nobodys
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "There is no signing key with this kid. It may have been deleted."
    }
    "#);
    assert_eq!(send(http().get(service.url("/oauth/jwks"))).await.status, 200);
    assert_snapshot!(remove(&kid("signing").await).await, @r#"
    DELETE /admin/v1/signing-keys/TOKEN
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "signs",
      "message": "This key signs. Publish another one and have it sign first, then remove this one."
    }
    "#);
}

#[tokio::test]
async fn the_audit_is_listed_exported_and_verified() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/audit?deed=signed_in").await), @r#"
    GET /admin/v1/audit
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "actor": "PERSON",
          "address": "127.0.0.1",
          "app": null,
          "at": 1778749620,
          "deed": "signed_in",
          "detail": null,
          "id": 6,
          "subject": null
        }
      ],
      "next_cursor": null
    }
    "#);
    assert_snapshot!(shown(&administrator.get("/audit/export?deed=signed_in").await), @r#"
    GET /admin/v1/audit/export
    200
    cache-control: no-store
    content-disposition: attachment; filename="audit.jsonl"
    content-type: application/x-ndjson

    {
      "actor": "PERSON",
      "address": "127.0.0.1",
      "app": null,
      "at": 1778749620,
      "deed": "signed_in",
      "detail": null,
      "id": 6,
      "subject": null
    }
    "#);
    assert_snapshot!(shown(&administrator.get("/audit/verification").await), @r#"
    GET /admin/v1/audit/verification
    200
    cache-control: no-store
    content-type: application/json

    {
      "rows": 7,
      "trouble": null,
      "whole": true
    }
    "#);
}

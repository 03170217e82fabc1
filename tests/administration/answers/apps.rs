//! Apps, as many.

use insta::assert_snapshot;
use serde_json::json;
use support::service::web_app;
use support::shown::shown;

use crate::desk::{Caller, named, service};

#[tokio::test]
async fn an_app_is_created_and_its_secret_shown_this_once() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.post("/apps", &json!(web_app())).await), @r#"
    POST /admin/v1/apps
    201
    cache-control: no-store
    content-type: application/json

    {
      "about": {},
      "built_in": false,
      "client_id": "CLIENT",
      "client_keys": {},
      "client_secret": "TOKEN",
      "created_at": 1778749620,
      "created_by": "PERSON",
      "dialect": "standard",
      "enabled": true,
      "kind": "web",
      "name": "Harbour Desk",
      "openid": {
        "id_token_alg": "RS256"
      },
      "pkce": "required",
      "redirect_uris": [
        "https://harbour.example/callback"
      ],
      "scopes": [
        "profile",
        "email",
        "offline_access"
      ],
      "secrets": [
        {
          "created_at": 1778749620,
          "id": "ID"
        }
      ],
      "tokens": {
        "access_token_format": "opaque"
      },
      "trusted": false,
      "version": 1
    }
    "#);
}

#[tokio::test]
async fn apps_are_listed_page_by_page() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    for name in ["Crane", "Quay"] {
        administrator.create(&named(name)).await;
    }
    assert_snapshot!(shown(&administrator.get("/apps?search=cra&kind=web&limit=1").await), @r#"
    GET /admin/v1/apps
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "about": {},
          "built_in": false,
          "client_id": "CLIENT",
          "client_keys": {},
          "created_at": 1778749620,
          "created_by": "PERSON",
          "dialect": "standard",
          "enabled": true,
          "kind": "web",
          "name": "Crane",
          "openid": {
            "id_token_alg": "RS256"
          },
          "pkce": "required",
          "redirect_uris": [
            "https://harbour.example/callback"
          ],
          "scopes": [
            "profile",
            "email",
            "offline_access"
          ],
          "secrets": [
            {
              "created_at": 1778749620,
              "id": "ID"
            }
          ],
          "tokens": {
            "access_token_format": "opaque"
          },
          "trusted": false,
          "version": 1
        }
      ],
      "next_cursor": null,
      "total": 1
    }
    "#);
}

#[tokio::test]
async fn apps_are_counted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    assert_snapshot!(shown(&administrator.get("/apps/facets").await), @r#"
    GET /admin/v1/apps/facets
    200
    cache-control: no-store
    content-type: application/json

    {
      "created_by": [],
      "dialect": [
        {
          "count": 1,
          "value": "standard"
        }
      ],
      "enabled": [
        {
          "count": 1,
          "value": "true"
        }
      ],
      "kind": [
        {
          "count": 1,
          "value": "native"
        }
      ],
      "last_used": [
        {
          "count": 1,
          "value": "never"
        }
      ],
      "organisation": [],
      "redirect_host": [
        {
          "count": 1,
          "value": "127.0.0.1"
        }
      ],
      "scope": [
        {
          "count": 1,
          "value": "account"
        },
        {
          "count": 1,
          "value": "accounts:admin"
        },
        {
          "count": 1,
          "value": "address"
        },
        {
          "count": 1,
          "value": "email"
        },
        {
          "count": 1,
          "value": "offline_access"
        },
        {
          "count": 1,
          "value": "openid"
        },
        {
          "count": 1,
          "value": "phone"
        },
        {
          "count": 1,
          "value": "profile"
        }
      ],
      "total": 1,
      "trusted": [
        {
          "count": 1,
          "value": "false"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn apps_are_changed_together() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let ids = ["countersign", "nobodys"];
    assert_snapshot!(shown(&administrator.post("/apps/bulk", &json!({ "client_ids": ids, "action": "disable" })).await), @r#"
    POST /admin/v1/apps/bulk
    200
    cache-control: no-store
    content-type: application/json

    {
      "results": [
        {
          "client_id": "countersign",
          "code": "built_in",
          "done": false,
          "message": "The service carries this app by itself, for Countersign. It cannot be changed or deleted."
        },
        {
          "client_id": "nobodys",
          "code": "not_found",
          "done": false,
          "message": "There is no app with this client id. It may have been deleted."
        }
      ]
    }
    "#);
}

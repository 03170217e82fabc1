//! One app.

use countersign_wire::app::OAuthAppDraft;
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::service::web_app;
use support::shown::shown;

use crate::desk::{Caller, HARBOUR, service};

use super::app;

#[tokio::test]
async fn an_app_is_read_and_changed_at_a_version() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = app(&administrator).await;
    assert_snapshot!(shown(&administrator.get(&app).await), @r#"
    GET /admin/v1/apps/CLIENT
    200
    cache-control: no-store
    content-type: application/json
    etag: "1"

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
    let renamed = json!(OAuthAppDraft { name: "Harbour Office".into(), ..web_app() });
    assert_snapshot!(shown(&administrator.send(Method::PUT, &app, Some(&renamed), Some(1)).await), @r#"
    PUT /admin/v1/apps/CLIENT
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

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
      "name": "Harbour Office",
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
      "version": 2
    }
    "#);
}

#[tokio::test]
async fn an_app_is_disabled_and_enabled() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = app(&administrator).await;
    assert_snapshot!(shown(&administrator.post(&format!("{app}/disable"), &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/disable
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

    {
      "about": {},
      "built_in": false,
      "client_id": "CLIENT",
      "client_keys": {},
      "created_at": 1778749620,
      "created_by": "PERSON",
      "dialect": "standard",
      "enabled": false,
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
      "version": 2
    }
    "#);
    assert_snapshot!(shown(&administrator.post(&format!("{app}/enable"), &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/enable
    200
    cache-control: no-store
    content-type: application/json
    etag: "3"

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
      "version": 3
    }
    "#);
}

#[tokio::test]
async fn an_app_is_given_to_an_organisation() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let transfer = format!("{}/transfer", app(&administrator).await);
    assert_snapshot!(shown(&administrator.post(&transfer, &json!({ "organisation": HARBOUR })).await), @r#"
    POST /admin/v1/apps/CLIENT/transfer
    200
    cache-control: no-store
    content-type: application/json
    etag: "2"

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
      "name": "Harbour Desk",
      "openid": {
        "id_token_alg": "RS256"
      },
      "organisation": "org-harbour",
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
      "version": 2
    }
    "#);
}

#[tokio::test]
async fn what_deleting_an_app_breaks_is_told_before_it_is_deleted() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = app(&administrator).await;
    assert_snapshot!(shown(&administrator.get(&format!("{app}/impact")).await), @r#"
    GET /admin/v1/apps/CLIENT/impact
    200
    cache-control: no-store
    content-type: application/json

    {
      "grants": 0,
      "people": 0,
      "tokens": 0
    }
    "#);
    assert_snapshot!(shown(&administrator.delete(&app).await), @r#"
    DELETE /admin/v1/apps/CLIENT
    204
    cache-control: no-store
    "#);
}

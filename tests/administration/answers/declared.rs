//! Apps as a file.

use insta::assert_snapshot;
use serde_json::json;
use support::shown::shown;

use crate::desk::{Caller, service};

const FILE: &str = "[[app]]\ncode_name = \"crane\"\nname = \"Crane\"\nkind = \"web\"\nscopes = [\"profile\"]\nredirect_uris = [\"https://crane.example/cb\"]\n";

#[tokio::test]
async fn apps_are_written_as_a_file_planned_and_applied() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let planned = administrator.post("/apps/plan", &json!({ "file": FILE })).await;
    assert_snapshot!(shown(&planned), @r#"
    POST /admin/v1/apps/plan
    200
    cache-control: no-store
    content-type: application/json

    {
      "changes": [
        {
          "action": "add",
          "code_name": "crane",
          "fields": [
            {
              "after": "crane",
              "field": "code_name"
            },
            {
              "after": "standard",
              "field": "dialect"
            },
            {
              "after": true,
              "field": "enabled"
            },
            {
              "after": "web",
              "field": "kind"
            },
            {
              "after": "Crane",
              "field": "name"
            },
            {
              "after": "RS256",
              "field": "openid.id_token_alg"
            },
            {
              "after": "required",
              "field": "pkce"
            },
            {
              "after": [
                "https://crane.example/cb"
              ],
              "field": "redirect_uris"
            },
            {
              "after": [
                "profile"
              ],
              "field": "scopes"
            },
            {
              "after": "opaque",
              "field": "tokens.access_token_format"
            },
            {
              "after": false,
              "field": "trusted"
            },
            {
              "after": false,
              "field": "with_secret"
            }
          ],
          "name": "Crane"
        }
      ],
      "unchanged": 0
    }
    "#);
    let wish = json!({ "file": FILE, "plan": planned.json() });
    assert_snapshot!(shown(&administrator.post("/apps/apply", &wish).await), @r#"
    POST /admin/v1/apps/apply
    200
    cache-control: no-store
    content-type: application/json

    {
      "added": [
        {
          "client_id": "CLIENT",
          "client_secret": "TOKEN",
          "name": "Crane"
        }
      ],
      "plan": {
        "changes": [
          {
            "action": "add",
            "code_name": "crane",
            "fields": [
              {
                "after": "crane",
                "field": "code_name"
              },
              {
                "after": "standard",
                "field": "dialect"
              },
              {
                "after": true,
                "field": "enabled"
              },
              {
                "after": "web",
                "field": "kind"
              },
              {
                "after": "Crane",
                "field": "name"
              },
              {
                "after": "RS256",
                "field": "openid.id_token_alg"
              },
              {
                "after": "required",
                "field": "pkce"
              },
              {
                "after": [
                  "https://crane.example/cb"
                ],
                "field": "redirect_uris"
              },
              {
                "after": [
                  "profile"
                ],
                "field": "scopes"
              },
              {
                "after": "opaque",
                "field": "tokens.access_token_format"
              },
              {
                "after": false,
                "field": "trusted"
              },
              {
                "after": false,
                "field": "with_secret"
              }
            ],
            "name": "Crane"
          }
        ],
        "unchanged": 0
      }
    }
    "#);
    assert_snapshot!(shown(&administrator.get("/apps/export").await), @r#"
    GET /admin/v1/apps/export
    200
    cache-control: no-store
    content-type: application/toml

    # OAuth apps, without secrets. `countersign-accounts apps plan FILE` shows what this file would change.
    [[app]]
    client_id = "CLIENT"
    name = "Crane"
    kind = "web"
    dialect = "standard"
    redirect_uris = ["https://crane.example/cb"]
    scopes = ["profile"]
    trusted = false
    enabled = true
    pkce = "required"
    with_secret = false
    code_name = "crane"
    [app.about]
    [app.openid]
    id_token_alg = "RS256"
    [app.tokens]
    access_token_format = "opaque"
    [app.client_keys]
    "#);
    assert_snapshot!(shown(&administrator.post("/apps/apply", &wish).await), @r#"
    POST /admin/v1/apps/apply
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "plan_changed",
      "message": "Something was changed since the plan was made. Nothing was done. Look at the new plan, and apply that.",
      "plan": {
        "changes": [],
        "unchanged": 1
      }
    }
    "#);
}

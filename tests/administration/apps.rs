//! Apps: changed alone and together, given to others, never more than they may be.

use countersign_wire::app::{AppSettings, OAuthAppDraft, TokenSettings};
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, member};
use support::service::web_app;

use crate::desk::{Caller, HARBOUR, MARKET, named, of_the_harbour, of_the_market, raw, service, told};

#[tokio::test]
async fn several_are_changed_together_and_each_says_what_came_of_it() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let one = administrator.create(&named("Crane")).await.app.client_id;
    let answer = administrator.post("/apps/bulk", &json!({ "client_ids": [one, "countersign", "nobodys"], "action": "disable" })).await;
    let mut result = answer.json();
    assert_eq!(result["results"][0]["client_id"].take(), json!(one));
    assert_json_snapshot!(result, @r#"
    {
      "results": [
        {
          "client_id": null,
          "done": true
        },
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
    assert_eq!(administrator.get(&format!("/apps/{one}")).await.json()["enabled"], false);
    let harbour = of_the_harbour(&service).await;
    let theirs = harbour.post("/apps/bulk", &json!({ "client_ids": [one], "action": "delete" })).await.json();
    assert_eq!(theirs["results"][0]["code"], "not_found", "another organisation's app is not there for them");
    let done = administrator.post("/apps/bulk", &json!({ "client_ids": [one], "action": "delete" })).await.json();
    assert_eq!(done["results"][0]["done"], true);
    let deeds = "SELECT group_concat(deed) FROM (SELECT deed FROM audit WHERE app = ?1 ORDER BY id)";
    let deeds: String = raw(&service).query_row(deeds, [&one], |row| row.get(0)).unwrap();
    assert_eq!(deeds, "app_added,app_disabled,app_deleted");
    for wrong in [json!([]), json!(["a", "a"]), json!((0..201).map(|number| number.to_string()).collect::<Vec<_>>())] {
        let answer = administrator.post("/apps/bulk", &json!({ "client_ids": wrong, "action": "enable" })).await;
        assert_eq!(told(&answer), (400, "invalid_input".into()));
    }
}

#[tokio::test]
async fn settings_are_checked_stored_and_given_back() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let wish = json!({
        "name": "Harbour", "kind": "web", "redirect_uris": ["https://harbour.example/cb"], "scopes": ["openid"],
        "about": { "description": "Plans the berths.", "homepage_url": "https://harbour.example" },
        "openid": { "id_token_alg": "ES256", "post_logout_redirect_uris": ["https://harbour.example/out"] },
        "tokens": { "access_token_format": "jwt", "access_lifetime": 600, "resources": ["https://api.example"] },
        "organisation": HARBOUR, "code_name": "harbour1",
    });
    let created = administrator.post("/apps", &wish).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let app = administrator.get(&format!("/apps/{}", member(&created, "client_id"))).await.json();
    for field in ["about", "openid", "tokens", "organisation", "code_name"] {
        assert_eq!(app[field], wish[field], "{field}");
    }
    let taken = administrator.post("/apps", &wish).await;
    assert_eq!((told(&taken), &taken.json()["problems"][0]["field"]), ((409, "already_exists".into()), &json!("code_name")));
    let refused = async |change: Value| {
        let mut wish = wish.clone();
        wish["code_name"] = Value::Null;
        wish.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = administrator.post("/apps", &wish).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        answer.json()["problems"][0]["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(json!({ "organisation": "nobodys" })).await, "organisation");
    assert_eq!(refused(json!({ "tokens": { "access_lifetime": 1 } })).await, "access_lifetime");
    assert_eq!(refused(json!({ "client_keys": { "jwks": { "keys": [{ "kty": "OKP", "crv": "Ed25519", "d": "x" }] } } })).await, "jwks");
}

#[tokio::test]
async fn an_app_on_a_server_never_becomes_public_when_its_keys_are_taken_away() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "x".repeat(43) });
    let mut wish = json!(web_app());
    wish["client_keys"] = json!({ "jwks": { "keys": [key] } });
    let created = administrator.post("/apps", &wish).await;
    assert!(created.json()["client_secret"].is_null(), "it signs, and has no secret");
    let id = member(&created, "client_id");
    let changed = administrator.send(Method::PUT, &format!("/apps/{id}"), Some(&json!(web_app())), Some(1)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let refused = Client::of(&service, &id, None, &web_app().redirect_uris[0])
        .token(&[("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", &id)], None)
        .await;
    assert_eq!(refused.json()["error"], "invalid_client");
    assert_eq!(administrator.post(&format!("/apps/{id}/secrets"), &json!({})).await.status, 201);
}

#[tokio::test]
async fn an_app_goes_from_one_organisation_to_another() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let harbour = of_the_harbour(&service).await;
    let id = harbour.create(&named("Crane")).await.app.client_id;
    let transfer = format!("/apps/{id}/transfer");
    assert_eq!(told(&harbour.post(&transfer, &json!({ "organisation": MARKET })).await), (403, "forbidden".into()));
    assert_eq!(told(&administrator.post(&transfer, &json!({ "organisation": "nobodys" })).await), (400, "invalid_input".into()));
    assert_eq!(administrator.post(&transfer, &json!({ "organisation": MARKET })).await.json()["organisation"], MARKET);
    assert_eq!(harbour.get(&format!("/apps/{id}")).await.status, 404);
    assert_eq!(of_the_market(&service).await.get(&format!("/apps/{id}")).await.status, 200);
}

#[tokio::test]
async fn lifetimes_out_of_bounds_and_unknown_dialects_never_reach_the_store() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let tokens = TokenSettings { refresh_idle: Some(600), refresh_absolute: Some(300), ..TokenSettings::default() };
    let settings = AppSettings { tokens, ..AppSettings::default() };
    let answer = administrator.post("/apps", &json!(OAuthAppDraft { settings, ..web_app() })).await;
    assert_eq!((answer.status, &answer.json()["problems"][0]["field"]), (400, &json!("refresh_absolute")));
    let wish = json!({ "name": "X", "kind": "web", "dialect": "klingon" });
    assert_eq!(told(&administrator.post("/apps", &wish).await), (400, "invalid_input".into()));
}

//! What there is to know about an app: what it was given, what happened to it, what it asked for in vain.

use countersign_wire::app::OAuthAppDraft;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::Client;
use support::service::{MICHAEL, ada, web_app};

use crate::desk::{Caller, raw, service, told};

#[tokio::test]
async fn grants_are_listed_and_ended_one_by_one_or_all() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let client = Client::add(&service, web_app()).await;
    let mut tokens = Vec::new();
    for email in [MICHAEL, MICHAEL, &ada().email] {
        tokens.push(client.tokens_for(email, "profile").await.access_token);
        service.clock.advance(1);
    }
    let grants = format!("/apps/{}/grants", client.id);
    let first = administrator.get(&format!("{grants}?limit=2")).await.json();
    let rest = administrator.get(&format!("{grants}?cursor={}", first["next_cursor"].as_str().unwrap())).await.json();
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
    assert!(rest["next_cursor"].is_null());
    let latest = &first["items"][0];
    assert_eq!((&latest["person"]["name"], &latest["scopes"], &latest["tokens"]), (&json!("Ada Ruiz"), &json!(["profile"]), &json!(1)));
    let end = async |path: &str| administrator.send(Method::DELETE, path, None, None).await;
    assert_eq!(end(&format!("{grants}/{}", latest["id"].as_str().unwrap())).await.status, 204);
    assert_eq!(client.user_info(&tokens[2]).await.status, 401);
    assert_eq!(client.user_info(&tokens[0]).await.status, 200);
    let person = rest["items"][0]["person"]["id"].as_str().unwrap().to_owned();
    let theirs = administrator.get(&format!("/people/{person}/grants")).await.json();
    assert_eq!((theirs["items"].as_array().unwrap().len(), &theirs["items"][0]["app_name"]), (2, &json!("Harbour Desk")));
    assert_eq!(end(&format!("/people/{person}/grants")).await.json(), json!({ "revoked": 2 }));
    assert_eq!(client.user_info(&tokens[0]).await.status, 401);
    assert_eq!(end(&grants).await.json(), json!({ "revoked": 0 }));
    assert_eq!(told(&end(&format!("{grants}/nobodys")).await), (404, "not_found".into()));
}

#[tokio::test]
async fn usage_has_every_day_and_refusals_by_their_reason() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let id = administrator.create(&web_app()).await.app.client_id;
    let today = support::service::BEGINNING / 86_400;
    for (day, event, reason, times) in
        [(today, "sign_in", "", 3), (today, "refusal", "invalid_grant", 2), (today - 1, "refresh", "", 5), (today - 9, "sign_in", "", 9)]
    {
        let sql = "INSERT INTO usage (app, day, event, reason, times) VALUES (?1, ?2, ?3, ?4, ?5)";
        raw(&service).execute(sql, rusqlite::params![id, day, event, reason, times]).unwrap();
    }
    assert_json_snapshot!(administrator.get(&format!("/apps/{id}/usage?days=2")).await.json(), @r#"
    {
      "days": [
        {
          "date": "2026-05-13",
          "refreshes": 5,
          "refusals": {},
          "sign_ins": 0,
          "tokens": 0
        },
        {
          "date": "2026-05-14",
          "refreshes": 0,
          "refusals": {
            "invalid_grant": 2
          },
          "sign_ins": 3,
          "tokens": 0
        }
      ]
    }
    "#);
    for wrong in ["0", "367", "x"] {
        assert_eq!(told(&administrator.get(&format!("/apps/{id}/usage?days={wrong}")).await), (400, "invalid_input".into()));
    }
}

#[tokio::test]
async fn an_address_that_was_refused_is_told_with_the_registered_one_most_like_it() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let uris = vec!["https://harbour.example/callback".to_owned(), "https://quay.example/in".to_owned()];
    let id = administrator.create(&OAuthAppDraft { redirect_uris: uris, ..web_app() }).await.app.client_id;
    let sql = "INSERT INTO redirect_uri_mismatches (app, redirect_uri, times, first_at, last_at) VALUES (?1, ?2, 2, 5, 6)";
    raw(&service).execute(sql, [&id, "https://harbour.example/callback/"]).unwrap();
    let told = administrator.get(&format!("/apps/{id}/redirect-uri-mismatches")).await.json();
    assert_json_snapshot!(told, @r#"
    {
      "items": [
        {
          "first_at": 5,
          "last_at": 6,
          "nearest": "https://harbour.example/callback",
          "redirect_uri": "https://harbour.example/callback/",
          "times": 2
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn what_deleting_would_break_is_told_and_the_name_can_be_asked_for() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let client = Client::add(&service, web_app()).await;
    client.tokens_for(MICHAEL, "profile offline_access").await;
    client.tokens_for(MICHAEL, "profile").await;
    client.tokens_for(&ada().email, "profile").await;
    let one = format!("/apps/{}", client.id);
    let mut impact = administrator.get(&format!("{one}/impact")).await.json();
    impact.as_object_mut().unwrap().remove("last_used_at");
    assert_eq!(impact, json!({ "people": 2, "grants": 3, "tokens": 3 }));
    let delete = async |query: &str| administrator.send(Method::DELETE, &format!("{one}{query}"), None, None).await.status;
    assert_eq!(delete("?confirm=Harbour").await, 400);
    assert_eq!(delete("?confirm=Harbour%20Desk").await, 204);
}

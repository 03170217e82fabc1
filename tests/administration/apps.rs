//! Apps: found, counted, changed together, given to others, and what there is to know about one.

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft, TokenSettings};
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, member};
use support::service::{Service, ada, web_app};

use crate::desk::{Caller, HARBOUR, MARKET, service, told};

const MICHAEL: &str = "michael@test.com";

fn named(name: &str) -> OAuthAppDraft {
    OAuthAppDraft { name: name.into(), ..web_app() }
}

async fn names(caller: &Caller<'_>, query: &str) -> Vec<String> {
    let answer = caller.get(&format!("/apps?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    let page = answer.json();
    let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|app| app["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(page["total"], names.len(), "{query}");
    names
}

fn raw(service: &Service) -> rusqlite::Connection {
    rusqlite::Connection::open(service.database()).unwrap()
}

#[tokio::test]
async fn apps_are_found_by_parts_of_what_they_are_called_and_where_they_return_to() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let crane = administrator.create(&OAuthAppDraft { redirect_uris: vec!["https://lift.example/cb".into()], ..named("Crane") }).await;
    administrator.create(&named("Quay \"North\" 100%")).await;
    for (search, found) in [
        ("RAN", vec!["Crane"]),
        ("lift.exam", vec!["Crane"]),
        ("%22North%22", vec!["Quay \"North\" 100%"]),
        ("100%25", vec!["Quay \"North\" 100%"]),
        ("q", vec!["Quay \"North\" 100%"]),
        ("an", vec![]),
        ("\" OR 1", vec![]),
        ("***", vec![]),
    ] {
        assert_eq!(names(&administrator, &format!("search={search}")).await, found, "{search}");
    }
    assert_eq!(names(&administrator, &format!("search={}", &crane.app.client_id[4..20])).await, ["Crane"]);
    let one = format!("/apps/{}", crane.app.client_id);
    administrator.send(Method::PUT, &one, Some(&json!(named("Winch"))), Some(1)).await;
    assert_eq!(names(&administrator, "search=crane").await, Vec::<String>::new(), "a name that was changed is found no more");
    assert_eq!(names(&administrator, "search=winch").await, ["Winch"]);
    administrator.send(Method::DELETE, &one, None, None).await;
    assert_eq!(names(&administrator, "search=winch").await, Vec::<String>::new());
}

#[tokio::test]
async fn apps_are_chosen_and_counted_by_what_they_are() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let of = |organisation: &str| AppSettings { organisation: Some(organisation.into()), ..AppSettings::default() };
    administrator.create(&OAuthAppDraft { trusted: true, settings: of(HARBOUR), ..named("Crane") }).await;
    let quay = administrator.create(&OAuthAppDraft { enabled: false, settings: of(MARKET), ..named("Quay") }).await.app;
    let till = OAuthAppDraft {
        kind: AppKind::Native,
        redirect_uris: vec!["com.example.till:/callback".into()],
        scopes: vec!["openid".into()],
        ..named("Till")
    };
    administrator.create(&till).await;
    let now = support::service::BEGINNING;
    raw(&service)
        .execute("UPDATE apps SET last_used_at = ?2 WHERE client_id = ?1", rusqlite::params![quay.client_id, now - 8 * 86_400])
        .unwrap();
    for (query, found) in [
        ("enabled=false", vec!["Quay"]),
        ("trusted=true", vec!["Crane"]),
        ("kind=native", vec!["Countersign", "Till"]),
        ("scope=offline_access&kind=web", vec!["Crane", "Quay"]),
        ("redirect_host=harbour.example", vec!["Crane", "Quay"]),
        ("organisation=org-harbour", vec!["Crane"]),
        ("last_used=30d", vec!["Quay"]),
        ("last_used=7d", vec![]),
        ("last_used=never&kind=web", vec!["Crane"]),
        ("sort=last_used&kind=web", vec!["Quay", "Crane"]),
    ] {
        assert_eq!(names(&administrator, query).await, found, "{query}");
    }
    let mut facets = administrator.get("/apps/facets?redirect_host=harbour.example").await.json();
    assert_eq!(facets["created_by"].take()[0]["count"], 2);
    assert_json_snapshot!(facets, @r#"
    {
      "created_by": null,
      "dialect": [
        {
          "count": 2,
          "value": "standard"
        }
      ],
      "enabled": [
        {
          "count": 1,
          "value": "false"
        },
        {
          "count": 1,
          "value": "true"
        }
      ],
      "kind": [
        {
          "count": 2,
          "value": "web"
        }
      ],
      "last_used": [
        {
          "count": 1,
          "value": "30d"
        },
        {
          "count": 1,
          "value": "never"
        }
      ],
      "organisation": [
        {
          "count": 1,
          "value": "org-harbour"
        },
        {
          "count": 1,
          "value": "org-market"
        }
      ],
      "redirect_host": [
        {
          "count": 2,
          "value": "harbour.example"
        }
      ],
      "scope": [
        {
          "count": 2,
          "value": "email"
        },
        {
          "count": 2,
          "value": "offline_access"
        },
        {
          "count": 2,
          "value": "profile"
        }
      ],
      "total": 2,
      "trusted": [
        {
          "count": 1,
          "value": "false"
        },
        {
          "count": 1,
          "value": "true"
        }
      ]
    }
    "#);
    let theirs = Caller::of_the_harbour(&service).await.get("/apps/facets").await.json();
    assert_eq!((&theirs["total"], &theirs["organisation"][0]["value"]), (&json!(1), &json!(HARBOUR)), "their own only");
}

#[tokio::test]
async fn every_order_goes_page_by_page_without_a_gap() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    for number in 0..5 {
        administrator.create(&named(&format!("App {number}"))).await;
        service.clock.advance(i64::from(number % 2));
    }
    raw(&service).execute("UPDATE apps SET last_used_at = created_at WHERE name < 'App 3'", []).unwrap();
    for sort in ["name", "created", "last_used"] {
        let (mut seen, mut cursor) = (std::collections::BTreeSet::new(), String::new());
        loop {
            let page = administrator.get(&format!("/apps?sort={sort}&limit=2{cursor}")).await.json();
            for app in page["items"].as_array().unwrap() {
                assert!(seen.insert(app["client_id"].to_string()), "{sort}: an app is there twice");
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 6, "{sort}");
    }
    let by_name = member(&administrator.get("/apps?limit=2").await, "next_cursor");
    assert_eq!(told(&administrator.get(&format!("/apps?sort=created&cursor={by_name}")).await), (400, "invalid_input".into()));
}

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
    let harbour = Caller::of_the_harbour(&service).await;
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
    let harbour = Caller::of_the_harbour(&service).await;
    let id = harbour.create(&named("Crane")).await.app.client_id;
    let transfer = format!("/apps/{id}/transfer");
    assert_eq!(told(&harbour.post(&transfer, &json!({ "organisation": MARKET })).await), (403, "forbidden".into()));
    assert_eq!(told(&administrator.post(&transfer, &json!({ "organisation": "nobodys" })).await), (400, "invalid_input".into()));
    assert_eq!(administrator.post(&transfer, &json!({ "organisation": MARKET })).await.json()["organisation"], MARKET);
    assert_eq!(harbour.get(&format!("/apps/{id}")).await.status, 404);
    assert_eq!(Caller::of_the_market(&service).await.get(&format!("/apps/{id}")).await.status, 200);
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

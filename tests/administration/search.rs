//! Apps: found, chosen, counted, in every order.

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft};
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;
use support::client::member;

use crate::desk::{Caller, HARBOUR, MARKET, named, of_the_harbour, raw, service, told};

async fn names(caller: &Caller<'_>, query: &str) -> Vec<String> {
    let answer = caller.get(&format!("/apps?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    let page = answer.json();
    let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|app| app["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(page["total"], names.len(), "{query}");
    names
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
    let theirs = of_the_harbour(&service).await.get("/apps/facets").await.json();
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

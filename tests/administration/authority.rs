//! Who may come (A17): every route of the document, and everybody who might.

use countersign_wire::app::{AppSettings, OAuthAppDraft};
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::send;
use support::service::{ada, web_app};
use support::shown::shown;

use crate::desk::{Caller, HARBOUR, of_the_harbour, of_the_market, service, told};

/// An operation of the document.
struct Operation {
    method: Method,
    path: String,
    /// `administrator` or `app_manager`.
    for_whom: String,
    fresh: bool,
}

async fn operations(caller: &Caller<'_>) -> Vec<Operation> {
    let document = caller.get("/openapi.json").await.json();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let whom = operation["security"][0].as_object().unwrap_or_else(|| panic!("{method} {path} says nobody"));
            found.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                for_whom: whom.keys().next().unwrap().clone(),
                fresh: operation["x-fresh-sign-in"] == 300,
            });
        }
    }
    assert!(found.len() >= 6);
    found
}

/// The operation's address, about this app; what else it is about is nobody's.
fn about(operation: &Operation, client_id: &str) -> String {
    let mut path = operation.path.replace("{client_id}", client_id);
    while let Some((before, rest)) = path.split_once('{') {
        path = format!("{before}nobodys{}", rest.split_once('}').unwrap().1);
    }
    path
}

async fn ask(caller: &Caller<'_>, operation: &Operation, client_id: &str) -> (u16, String) {
    let request = caller.request_at(operation.method.clone(), &about(operation, client_id)).header("if-match", "\"1\"");
    let reads = [Method::GET, Method::DELETE].contains(&operation.method);
    told(&send(if reads { request } else { request.json(&json!({})) }).await)
}

#[tokio::test]
async fn a17_every_route_denies_everybody_but_whom_it_names() {
    let service = service().await;
    let nobody = Caller::nobody(&service);
    let member = Caller::of(&service, "michael@test.com", "profile").await;
    let unscoped = Caller::of(&service, &ada().email, "profile").await;
    let stale = Caller::administrator(&service).await;
    service.clock.advance(301);
    let administrator = Caller::administrator(&service).await;
    let (harbour, market) = (of_the_harbour(&service).await, of_the_market(&service).await);
    let settings = AppSettings { organisation: Some(HARBOUR.into()), ..AppSettings::default() };
    let app = administrator.create(&OAuthAppDraft { settings, ..web_app() }).await.app.client_id;
    for operation in operations(&nobody).await {
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(ask(&nobody, &operation, &app).await, (401, "unauthorized".into()), "{name}");
        assert_eq!(ask(&member, &operation, &app).await, (403, "forbidden".into()), "{name}");
        assert_eq!(ask(&unscoped, &operation, &app).await, (403, "forbidden".into()), "{name}");
        let theirs = ask(&market, &operation, &app).await;
        match operation.for_whom.as_str() {
            "administrator" => {
                assert_eq!(theirs, (403, "forbidden".into()), "{name}");
                assert_eq!(ask(&harbour, &operation, &app).await, (403, "forbidden".into()), "{name}");
            }
            "app_manager" if operation.path.contains("{client_id}") => {
                assert!([400, 404].contains(&theirs.0), "{name}: another organisation's manager got {theirs:?}");
                assert!(administrator.get(&format!("/apps/{app}")).await.json()["version"] == 1, "{name} changed an app of others");
            }
            "app_manager" => {}
            other => panic!("{name} is for {other}"),
        }
        if operation.fresh {
            assert_eq!(ask(&stale, &operation, &app).await, (401, "fresh_sign_in_needed".into()), "{name}");
        }
        if operation.method != Method::DELETE {
            let answer = ask(&administrator, &operation, "nobodys").await;
            assert!(![401, 403, 500].contains(&answer.0), "{name}: a fresh administrator got {answer:?}");
        }
    }
}

#[tokio::test]
async fn a17_the_routes_are_for_whom_they_should_be() {
    let service = service().await;
    let nobody = Caller::nobody(&service);
    let lines: Vec<_> = operations(&nobody)
        .await
        .iter()
        .map(|one| {
            let path = one.path.strip_prefix("/admin/v1").unwrap_or(&one.path);
            format!("{} {path} {}{}", one.method, one.for_whom, if one.fresh { ", fresh" } else { "" })
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
    GET /api-keys administrator
    POST /api-keys administrator, fresh
    DELETE /api-keys/{key} administrator
    GET /api-keys/{key} administrator
    PUT /api-keys/{key} administrator
    POST /api-keys/{key}/secrets administrator, fresh
    DELETE /api-keys/{key}/secrets/{secret} administrator
    GET /apps app_manager
    POST /apps app_manager, fresh
    POST /apps/apply administrator, fresh
    POST /apps/bulk app_manager
    GET /apps/export administrator
    GET /apps/facets app_manager
    POST /apps/plan administrator
    DELETE /apps/{client_id} app_manager
    GET /apps/{client_id} app_manager
    PUT /apps/{client_id} app_manager
    POST /apps/{client_id}/disable app_manager
    POST /apps/{client_id}/enable app_manager
    DELETE /apps/{client_id}/grants app_manager
    GET /apps/{client_id}/grants app_manager
    DELETE /apps/{client_id}/grants/{grant} app_manager
    GET /apps/{client_id}/impact app_manager
    DELETE /apps/{client_id}/logo app_manager
    GET /apps/{client_id}/logo app_manager
    PUT /apps/{client_id}/logo app_manager
    GET /apps/{client_id}/redirect-uri-mismatches app_manager
    GET /apps/{client_id}/secrets app_manager
    POST /apps/{client_id}/secrets app_manager, fresh
    DELETE /apps/{client_id}/secrets/{secret} app_manager, fresh
    POST /apps/{client_id}/secrets/{secret}/restoration app_manager, fresh
    POST /apps/{client_id}/transfer administrator
    GET /apps/{client_id}/usage app_manager
    GET /audit administrator
    GET /audit/export administrator
    GET /audit/verification administrator
    GET /mail administrator
    GET /organisations administrator
    POST /organisations administrator
    DELETE /organisations/{id} administrator
    GET /organisations/{id} administrator
    PUT /organisations/{id} administrator
    GET /organisations/{id}/members administrator
    GET /people administrator
    POST /people administrator, fresh
    DELETE /people/{id} administrator, fresh
    GET /people/{id} administrator
    PUT /people/{id} administrator
    GET /people/{id}/deletion administrator
    POST /people/{id}/link administrator, fresh
    DELETE /people/{id}/second-factor administrator, fresh
    DELETE /people/{id}/sessions administrator
    GET /people/{id}/sessions administrator
    DELETE /people/{id}/sessions/{session} administrator
    DELETE /people/{person}/grants administrator
    GET /people/{person}/grants administrator
    DELETE /people/{person}/grants/{grant} administrator
    GET /signing-keys administrator
    POST /signing-keys administrator, fresh
    POST /signing-keys/{kid}/promotion administrator, fresh
    POST /platform/v1/apps app_manager, fresh
    "#);
}

#[tokio::test]
async fn a17_a_sign_in_of_six_minutes_ago_is_challenged_where_it_would_give_a_secret() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await.app.client_id;
    service.clock.advance(300);
    let secrets = format!("/apps/{app}/secrets");
    assert_eq!(administrator.post(&secrets, &json!({})).await.status, 201, "five minutes are fresh");
    service.clock.advance(1);
    assert_snapshot!(shown(&administrator.post(&secrets, &json!({})).await), @r#"
    POST /admin/v1/apps/CLIENT/secrets
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="administration", error="insufficient_user_authentication", max_age="300"

    {
      "code": "fresh_sign_in_needed",
      "message": "This needs a sign-in of the last five minutes. Sign in again, then try once more."
    }
    "#);
    assert_eq!(administrator.get("/apps").await.status, 200, "reading needs no fresh sign-in");
}

#[tokio::test]
async fn a17_an_old_sign_in_may_rename_an_app_and_not_redirect_it() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await.app.client_id;
    service.clock.advance(301);
    let change = async |draft: OAuthAppDraft, version| {
        told(&administrator.send(Method::PUT, &format!("/apps/{app}"), Some(&json!(draft)), Some(version)).await)
    };
    let stale = (401, "fresh_sign_in_needed".to_owned());
    assert_eq!(change(OAuthAppDraft { name: "Renamed".into(), ..web_app() }, 1).await.0, 200);
    let elsewhere = vec!["https://elsewhere.example/callback".to_owned()];
    assert_eq!(change(OAuthAppDraft { redirect_uris: elsewhere, ..web_app() }, 2).await, stale);
    assert_eq!(change(OAuthAppDraft { trusted: true, ..web_app() }, 2).await, stale);
}

#[tokio::test]
async fn a17_an_app_manager_sees_and_makes_the_apps_of_their_organisation_only() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    administrator.create(&web_app()).await;
    let harbour = of_the_harbour(&service).await;
    let own = harbour.create(&OAuthAppDraft { name: "Crane".into(), ..web_app() }).await.app;
    assert_eq!(own.settings.organisation.as_deref(), Some(HARBOUR));
    let page = harbour.get("/apps?organisation=org-market").await.json();
    let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|app| app["name"].clone()).collect();
    assert_eq!((names, &page["total"]), (vec![Value::from("Crane")], &json!(1)));
    assert_eq!(harbour.get("/apps/countersign").await.status, 404);
    assert_eq!(of_the_market(&service).await.get(&format!("/apps/{}", own.client_id)).await.status, 404);
    for (field, draft) in [
        ("trusted", json!(OAuthAppDraft { trusted: true, ..web_app() })),
        ("scopes", json!(OAuthAppDraft { scopes: vec!["accounts:admin".into()], ..web_app() })),
        ("organisation", {
            let settings = AppSettings { organisation: Some("org-market".into()), ..AppSettings::default() };
            json!(OAuthAppDraft { settings, ..web_app() })
        }),
    ] {
        let answer = harbour.post("/apps", &draft).await;
        assert_eq!((answer.status, &answer.json()["problems"][0]["field"]), (400, &json!(field)));
    }
}

#[tokio::test]
async fn a17_a_token_for_another_resource_is_refused() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let with = async |resources: &str| {
        raw.execute("UPDATE access_tokens SET resources = ?1", [resources]).unwrap();
        administrator.get("/apps").await.status
    };
    let own = format!("{}/admin/v1", service.issuer());
    assert_eq!(with("https://elsewhere.example").await, 403);
    assert_eq!(with(&format!("https://elsewhere.example {own}")).await, 200);
    assert_eq!(with(service.issuer()).await, 200);
    assert_eq!(with("").await, 200);
}

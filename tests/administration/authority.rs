//! Who may come (A17): every route of the document, and everybody who might.

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft, Pkce, TokenSettings};
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{ada, web_app};
use support::shown::shown;

use crate::desk::{Caller, HARBOUR, of_the_harbour, of_the_market, service, told};
use crate::logo::PIXEL;

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
    let harbour = of_the_harbour(&service).await;
    let settings = AppSettings { organisation: Some(HARBOUR.into()), ..AppSettings::default() };
    let app = administrator.create(&OAuthAppDraft { settings, ..web_app() }).await.app.client_id;
    for operation in operations(&nobody).await {
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(ask(&nobody, &operation, &app).await, (401, "unauthorized".into()), "{name}");
        assert_eq!(ask(&member, &operation, &app).await, (403, "forbidden".into()), "{name}");
        assert_eq!(ask(&unscoped, &operation, &app).await, (403, "forbidden".into()), "{name}");
        match operation.for_whom.as_str() {
            "administrator" => assert_eq!(ask(&harbour, &operation, &app).await, (403, "forbidden".into()), "{name}"),
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

/// An app of the harbour that has everything a route may be about: where it is, and the address of the operation at it.
async fn at_an_app(harbour: &Caller<'_>, operation: &Operation) -> (String, String) {
    let created = harbour.create(&web_app()).await;
    let app = format!("/apps/{}", created.app.client_id);
    if operation.path.contains("/logo") {
        harbour.request(Method::PUT, &format!("{app}/logo")).body(PIXEL).send().await.unwrap();
    }
    let secret = &created.app.secrets[0].id;
    if operation.path.ends_with("/restoration") {
        assert_eq!(harbour.send(Method::DELETE, &format!("{app}/secrets/{secret}"), None, None).await.status, 204);
    }
    if operation.path.ends_with("/enable") {
        assert_eq!(harbour.post(&format!("{app}/disable"), &json!({})).await.status, 200);
    }
    let mut grant = String::new();
    if operation.path.contains("{grant}") {
        let client = Client::of(harbour.service, &created.app.client_id, created.client_secret.as_deref(), &web_app().redirect_uris[0]);
        client.tokens_for("michael@test.com", "profile").await;
        grant = harbour.get(&format!("{app}/grants")).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    }
    let path = operation.path.replace("/apps/{client_id}", &app).replace("{secret}", secret).replace("{grant}", &grant);
    (app, path)
}

/// Asks as somebody would who means it.
async fn mean(caller: &Caller<'_>, operation: &Operation, path: &str, version: i64) -> (u16, String) {
    let request = caller.request_at(operation.method.clone(), path).header("if-match", format!("\"{version}\""));
    let request = match (operation.method.as_str(), operation.path.as_str()) {
        ("PUT", "/admin/v1/apps/{client_id}/logo") => request.body(PIXEL),
        ("PUT", _) => request.json(&OAuthAppDraft { redirect_uris: vec!["https://elsewhere.example/cb".into()], ..web_app() }),
        ("POST", _) => request.json(&json!({})),
        _ => request,
    };
    told(&send(request).await)
}

#[tokio::test]
async fn a17_an_app_is_not_there_for_the_manager_of_others_and_does_what_its_own_says() {
    let service = service().await;
    let (harbour, market) = (of_the_harbour(&service).await, of_the_market(&service).await);
    let administrator = Caller::administrator(&service).await;
    let all = operations(&Caller::nobody(&service)).await;
    let about_an_app = all.iter().filter(|one| one.for_whom == "app_manager" && one.path.contains("{client_id}"));
    for operation in about_an_app {
        let name = format!("{} {}", operation.method, operation.path);
        let (app, path) = at_an_app(&harbour, operation).await;
        let before = administrator.get(&app).await.json();
        let version = before["version"].as_i64().unwrap();
        assert_eq!(mean(&market, operation, &path, version).await, (404, "not_found".into()), "{name}");
        assert_eq!(administrator.get(&app).await.json(), before, "{name} changed an app of others");
        let own = mean(&harbour, operation, &path, version).await;
        assert!((200..300).contains(&own.0), "{name}: its own manager got {own:?}");
    }
}

#[tokio::test]
async fn a17_which_apis_tokens_are_for_is_an_administrators() {
    let service = service().await;
    let (administrator, harbour) = (Caller::administrator(&service).await, of_the_harbour(&service).await);
    let api = |scopes: &[&str]| {
        let mut draft = OAuthAppDraft { kind: AppKind::Machine, redirect_uris: Vec::new(), ..web_app() };
        draft.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        draft.settings.organisation = Some(HARBOUR.into());
        draft.settings.tokens.resources = vec!["https://api.market.example".into()];
        draft
    };
    let without = |draft: OAuthAppDraft| {
        let tokens = TokenSettings::default();
        OAuthAppDraft { settings: AppSettings { tokens, ..draft.settings }, ..draft }
    };
    let refused = async |caller: &Caller<'_>, draft: &OAuthAppDraft| {
        let answer = caller.post("/apps", &json!(draft)).await;
        (answer.status, answer.json()["problems"][0]["field"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused(&harbour, &api(&[])).await, (400, "resources".into()));
    assert_eq!(refused(&harbour, &without(api(&["payments:write"]))).await, (400, "scopes".into()));
    assert_eq!(refused(&harbour, &without(api(&[]))).await.0, 201);
    for own in ["", "/admin/v1", "/account/v1"] {
        let mut draft = api(&[]);
        draft.settings.tokens.resources = vec![service.url(own)];
        assert_eq!(refused(&administrator, &draft).await, (400, "resources".into()), "{own}");
    }
    let given = administrator.create(&api(&["payments:read"])).await.app.client_id;
    let change = async |draft: OAuthAppDraft, version| {
        told(&harbour.send(Method::PUT, &format!("/apps/{given}"), Some(&json!(draft)), Some(version)).await).0
    };
    assert_eq!(change(api(&["payments:read", "payments:write"]), 1).await, 400, "a scope more");
    assert_eq!(change(OAuthAppDraft { name: "Cashier".into(), ..api(&["payments:read"]) }, 1).await, 200, "what was given stays");
    assert_eq!(change(without(api(&["payments:read"])), 2).await, 200, "and can be given up");
    assert_eq!(change(api(&["payments:read"]), 3).await, 400, "and not be taken back");
}

#[tokio::test]
async fn a17_an_app_manager_gets_no_secret_of_an_app_that_can_do_more_than_they() {
    let service = service().await;
    let (administrator, harbour) = (Caller::administrator(&service).await, of_the_harbour(&service).await);
    let of_the_harbour = |change: &dyn Fn(&mut OAuthAppDraft)| {
        let mut draft = web_app();
        draft.settings.organisation = Some(HARBOUR.into());
        change(&mut draft);
        draft
    };
    let over: [&dyn Fn(&mut OAuthAppDraft); 2] = [&|draft| draft.trusted = true, &|draft| draft.scopes.push("accounts:admin".into())];
    let forbidden = (403, "forbidden".to_owned());
    for change in over {
        let made = administrator.create(&of_the_harbour(change)).await.app;
        let (app, secret) = (format!("/apps/{}", made.client_id), &made.secrets[0].id);
        assert_eq!(told(&harbour.post(&format!("{app}/secrets"), &json!({})).await), forbidden);
        let described = of_the_harbour(&|draft| draft.settings.about.description = Some("Ours".into()));
        assert_eq!(told(&harbour.send(Method::PUT, &app, Some(&json!(described)), Some(1)).await), forbidden);
        // What takes something away is theirs to do, and not to take back.
        assert_eq!(harbour.send(Method::DELETE, &format!("{app}/secrets/{secret}"), None, None).await.status, 204);
        assert_eq!(told(&harbour.post(&format!("{app}/secrets/{secret}/restoration"), &json!({})).await), forbidden);
        assert_eq!(harbour.post(&format!("{app}/disable"), &json!({})).await.status, 200);
    }
}

#[tokio::test]
async fn a17_what_an_administrator_switched_off_an_app_manager_does_not_switch_on() {
    let service = service().await;
    let (administrator, harbour) = (Caller::administrator(&service).await, of_the_harbour(&service).await);
    let app = harbour.create(&web_app()).await.app.client_id;
    let path = |action: &str| format!("/apps/{app}/{action}");
    for action in ["disable", "enable"] {
        assert_eq!(harbour.post(&path(action), &json!({})).await.status, 200, "what they switched off themselves, {action}");
    }
    assert_eq!(administrator.post(&path("disable"), &json!({})).await.status, 200);
    assert_eq!(told(&harbour.post(&path("enable"), &json!({})).await), (403, "forbidden".into()));
    let bulk = harbour.post("/apps/bulk", &json!({ "action": "enable", "client_ids": [app] })).await.json();
    assert_eq!((&bulk["results"][0]["done"], &bulk["results"][0]["code"]), (&json!(false), &json!("forbidden")));
    let put = harbour.send(Method::PUT, &format!("/apps/{app}"), Some(&json!(web_app())), Some(4)).await;
    assert_eq!(told(&put), (403, "forbidden".into()));
    assert_eq!(administrator.post(&path("enable"), &json!({})).await.status, 200);
    assert_eq!(harbour.post(&path("disable"), &json!({})).await.status, 200);
    assert_eq!(harbour.post(&path("enable"), &json!({})).await.status, 200, "it is theirs again");
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
    DELETE /api-keys/{key}/secrets/{secret} administrator, fresh
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
    POST /apps/{client_id}/enable app_manager, fresh
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
    POST /apps/{client_id}/transfer administrator, fresh
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
    DELETE /signing-keys/{kid} administrator, fresh
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
    let more = OAuthAppDraft { scopes: vec!["profile".into(), "accounts:admin".into()], ..web_app() };
    assert_eq!(change(more, 2).await, stale, "a scope more");
    assert_eq!(change(OAuthAppDraft { pkce: Some(Pkce::Optional), ..web_app() }, 2).await, stale);
    let mut elsewhere = web_app();
    elsewhere.settings.organisation = Some(HARBOUR.into());
    assert_eq!(change(elsewhere, 2).await, stale, "another organisation");
    let mut for_an_api = web_app();
    for_an_api.settings.tokens.resources = vec!["https://api.example".into()];
    assert_eq!(change(for_an_api, 2).await, stale);
    let mut for_longer = web_app();
    for_longer.settings.tokens.access_lifetime = Some(2_000_000);
    assert_eq!(change(for_longer, 2).await, stale, "tokens that last longer");
    let fewer = OAuthAppDraft { scopes: vec!["profile".into()], enabled: false, ..web_app() };
    assert_eq!(change(fewer.clone(), 2).await.0, 200, "less is no danger");
    assert_eq!(change(OAuthAppDraft { enabled: true, ..fewer }, 3).await, stale, "enabled again");
    let bulk = json!({ "action": "enable", "client_ids": [app] });
    assert_eq!(told(&administrator.post("/apps/bulk", &bulk).await), stale);
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
    assert_eq!(with("https://elsewhere.example").await, 401, "it is no token here (RFC 6750 §3.1)");
    assert_eq!(with(&format!("https://elsewhere.example {own}")).await, 200);
    assert_eq!(with(service.issuer()).await, 200);
    assert_eq!(with("").await, 200);
}

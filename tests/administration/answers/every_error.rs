//! Each route of the document is led into each error that the document says of it, and into no other.
//!
//! Busy (503) is the one that is not: the same function answers it for every route, and a queue of writes has to be full.

use std::collections::{BTreeMap, BTreeSet};

use countersign_wire::app::{AppSettings, OAuthAppDraft};
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{ADA, MICHAEL, Service, http, native_app, web_app};
use support::snapshots;
use support::visitor::Answer;

use crate::desk::{Caller, HARBOUR, raw, service};
use crate::logo::PIXEL;

/// An operation of the document.
struct Operation {
    method: Method,
    path: String,
    /// The statuses of its errors.
    errors: BTreeSet<u16>,
    /// The media type of its body.
    takes: Option<String>,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Its address, about things that are nobody's.
    fn nobodys(&self) -> String {
        self.path.split('/').map(|part| if part.starts_with('{') { "nobodys" } else { part }).collect::<Vec<_>>().join("/")
    }

    /// A body that nothing stands against.
    fn body(&self) -> Option<Value> {
        self.takes.as_ref().map(|_| match self.path.rsplit('/').next().unwrap() {
            "{client_id}" => json!(web_app()),
            "{key}" => json!({ "name": "Chat", "enabled": true }),
            "organisations" => json!({ "name": "Harbour" }),
            _ if self.path == "/admin/v1/organisations/{id}" => json!({ "name": "Boatyard" }),
            _ if self.path == "/admin/v1/people/{id}" => json!({ "email": "x@test.com", "name": "X" }),
            _ => json!({}),
        })
    }
}

async fn document(service: &Service) -> Value {
    send(http().get(service.url("/admin/v1/openapi.json"))).await.json()
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys().map(|status| status.parse::<u16>().unwrap());
            found.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                errors: statuses.filter(|status| *status >= 400 && *status != 503).collect(),
                takes: operation["requestBody"]["content"].as_object().map(|kinds| kinds.keys().next().unwrap().clone()),
            });
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// What was answered, by operation: the status and, where there is one, the code.
#[derive(Default)]
struct Told(BTreeMap<String, BTreeSet<(u16, String)>>);

impl Told {
    fn add(&mut self, operation: &str, answer: &Answer) {
        let code = serde_json::from_str::<Value>(&answer.body).ok().and_then(|body| Some(body["code"].as_str()?.to_owned()));
        self.0.entry(operation.to_owned()).or_default().insert((answer.status, code.unwrap_or_default()));
    }
}

fn request(service: &Service, method: &Method, path: &str, token: Option<&str>) -> reqwest::RequestBuilder {
    let request = http().request(method.clone(), service.url(path));
    token.map_or(request.try_clone().unwrap(), |token| request.bearer_auth(token))
}

/// The errors that any route can be led into without knowing what it is about.
async fn by_the_request_alone(service: &Service, operation: &Operation, tokens: (&str, &str), told: &mut Told) {
    let (administrator, member) = tokens;
    let (name, path) = (operation.name(), operation.nobodys());
    let ask = |token| request(service, &operation.method, &path, token).header("if-match", "\"1\"");
    let with_body = |request: reqwest::RequestBuilder| match operation.body() {
        Some(body) => request.json(&body),
        None => request,
    };
    told.add(&name, &send(with_body(ask(None))).await);
    told.add(&name, &send(with_body(ask(Some(member)))).await);
    if operation.path.contains('{') && operation.takes.as_deref() != Some("application/octet-stream") {
        told.add(&name, &send(with_body(ask(Some(administrator)))).await);
    }
    let is_json = operation.takes.as_deref() == Some("application/json");
    if is_json {
        let typed = |kind: &'static str, body: String| ask(Some(administrator)).header("content-type", kind).body(body);
        told.add(&name, &send(typed("application/json", "{".into())).await);
        told.add(&name, &send(typed("text/plain", "{}".into())).await);
    } else {
        let address = format!("{path}?access_token=x");
        told.add(&name, &send(request(service, &operation.method, &address, Some(administrator))).await);
    }
    if operation.takes.is_some() {
        told.add(&name, &send(ask(None).header("content-type", "application/json").body(" ".repeat(20 * 1024))).await);
    }
    if operation.method == Method::PUT && is_json {
        told.add(&name, &send(with_body(request(service, &operation.method, &path, Some(administrator)))).await);
    }
}

/// What is there to be changed, by its id.
struct Things {
    app: String,
    key: String,
    michael: String,
    ada: String,
}

async fn things(service: &Service, administrator: &Caller<'_>) -> Things {
    let settings = AppSettings { code_name: Some("taken".into()), ..AppSettings::default() };
    let app = administrator.create(&OAuthAppDraft { settings, ..web_app() }).await.app.client_id;
    let key = service.operator().add_api_key("Chat").await.unwrap().key;
    let person = |email: &str| {
        let sql = "SELECT id FROM people WHERE email = ?1";
        raw(service).query_row(sql, [email], |row| row.get::<_, String>(0)).unwrap()
    };
    Things { app, key, michael: person(MICHAEL), ada: person(ADA) }
}

/// What stands in the way of what: an operation, its address, and a body (409).
fn in_the_way(things: &Things) -> Vec<(&'static str, &'static str, String, Value)> {
    let one = |path: &str| path.replace("{client_id}", "countersign").replace("{secret}", "x");
    let mut all: Vec<_> = [
        ("DELETE", "/admin/v1/apps/{client_id}"),
        ("POST", "/admin/v1/apps/{client_id}/enable"),
        ("POST", "/admin/v1/apps/{client_id}/disable"),
        ("POST", "/admin/v1/apps/{client_id}/secrets"),
        ("DELETE", "/admin/v1/apps/{client_id}/secrets/{secret}"),
        ("POST", "/admin/v1/apps/{client_id}/secrets/{secret}/restoration"),
        ("DELETE", "/admin/v1/apps/{client_id}/logo"),
    ]
    .map(|(method, path)| (method, path, one(path), Value::Null))
    .into();
    let people = |id: &str| format!("/admin/v1/people/{id}");
    let taken = json!({ "email": ADA, "name": "X" });
    let again = json!({ "name": "Booking", "app_code_name": "taken", "redirect_uri": "https://booking.example/cb" });
    let draft = json!(OAuthAppDraft { settings: AppSettings { code_name: Some("taken".into()), ..AppSettings::default() }, ..web_app() });
    all.extend([
        ("PUT", "/admin/v1/apps/{client_id}", one("/admin/v1/apps/{client_id}"), json!(native_app())),
        ("POST", "/admin/v1/apps/{client_id}/transfer", one("/admin/v1/apps/{client_id}/transfer"), json!({ "organisation": null })),
        ("POST", "/admin/v1/apps", "/admin/v1/apps".into(), draft),
        ("POST", "/admin/v1/apps/apply", "/admin/v1/apps/apply".into(), json!({ "file": "", "plan": { "changes": [], "unchanged": 99 } })),
        ("POST", "/platform/v1/apps", "/platform/v1/apps".into(), again),
        ("POST", "/admin/v1/organisations", "/admin/v1/organisations".into(), json!({ "name": "harbour" })),
        ("PUT", "/admin/v1/organisations/{id}", format!("/admin/v1/organisations/{HARBOUR}"), json!({ "name": "Market" })),
        ("DELETE", "/admin/v1/organisations/{id}", format!("/admin/v1/organisations/{HARBOUR}"), Value::Null),
        ("POST", "/admin/v1/people", "/admin/v1/people".into(), taken.clone()),
        ("PUT", "/admin/v1/people/{id}", people(&things.michael), taken),
        ("DELETE", "/admin/v1/people/{id}", people(&things.ada), Value::Null),
        ("POST", "/admin/v1/people/{id}/link", format!("{}/link", people(&things.michael)), json!({ "mail": true })),
    ]);
    all
}

async fn by_what_is_there(service: &Service, administrator: &Caller<'_>, things: &Things, told: &mut Told) {
    let token = administrator.token.as_deref();
    for (method, template, path, body) in in_the_way(things) {
        let asked = request(service, &method.parse().unwrap(), &path, token).header("if-match", "\"1\"");
        let asked = if body.is_null() { asked } else { asked.json(&body) };
        told.add(&format!("{method} {template}"), &send(asked).await);
    }
    let versions = [
        ("/admin/v1/apps/{client_id}", format!("/admin/v1/apps/{}", things.app), json!(web_app())),
        ("/admin/v1/api-keys/{key}", format!("/admin/v1/api-keys/{}", things.key), json!({ "name": "Chat", "enabled": true })),
        ("/admin/v1/organisations/{id}", format!("/admin/v1/organisations/{HARBOUR}"), json!({ "name": "Port" })),
        ("/admin/v1/people/{id}", format!("/admin/v1/people/{}", things.michael), json!({ "email": MICHAEL, "name": "Mike" })),
    ];
    for (template, path, body) in versions {
        let asked = request(service, &Method::PUT, &path, token).header("if-match", "\"99\"").json(&body);
        told.add(&format!("PUT {template}"), &send(asked).await);
    }
    for (about, bytes) in [("nobodys", PIXEL), ("countersign", PIXEL), (things.app.as_str(), b"no picture".as_slice())] {
        let asked = request(service, &Method::PUT, &format!("/admin/v1/apps/{about}/logo"), token).body(bytes.to_vec());
        told.add("PUT /admin/v1/apps/{client_id}/logo", &send(asked).await);
    }
}

#[tokio::test]
async fn every_error_that_the_document_says_of_a_route_is_one_that_it_answers_and_has_its_snapshot() {
    let service = service().await;
    let member = Client::built_in(&service).tokens_for(ADA, "profile").await.access_token;
    let administrator = Caller::administrator(&service).await;
    let things = things(&service, &administrator).await;
    let operations = operations(&document(&service).await);
    let (mut told, token) = (Told::default(), administrator.token.as_deref().unwrap());
    let guarded = || operations.iter().filter(|operation| !operation.errors.is_empty());
    for operation in guarded() {
        by_the_request_alone(&service, operation, (token, member.as_str()), &mut told).await;
    }
    by_what_is_there(&service, &administrator, &things, &mut told).await;
    raw(&service).execute_batch("ALTER TABLE access_tokens RENAME TO lost").unwrap();
    for operation in guarded() {
        told.add(&operation.name(), &send(request(&service, &operation.method, &operation.nobodys(), Some(token))).await);
    }
    let snapshots = snapshots::all();
    for operation in guarded() {
        let name = operation.name();
        let answered: BTreeSet<_> = told.0[&name].iter().map(|(status, _)| *status).collect();
        assert_eq!(answered.iter().copied().filter(|status| *status >= 400).collect::<BTreeSet<_>>(), operation.errors, "{name}");
        let shown = |status: u16| snapshots.iter().any(|one| one.status == status && one.is_of(operation.method.as_str(), &operation.path));
        assert!((200..300).any(shown), "{name} has no snapshot of its own answer");
    }
    for (status, code) in told.0.values().flatten().filter(|(status, _)| *status >= 400).collect::<BTreeSet<_>>() {
        let word = if code.is_empty() { String::new() } else { format!("\"code\": \"{code}\"") };
        let shown = |one: &&snapshots::Snapshot| one.path.starts_with("/admin/v1") && one.status == *status && one.rest.contains(&word);
        assert!(snapshots.iter().any(|one| shown(&one)), "{status} {code} has no snapshot");
    }
}

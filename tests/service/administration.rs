//! The administration API for OAuth apps.

use reqwest::Method;
use serde_json::{Value, json};
use support::caller::Caller;
use support::client::{Client, send};
use support::service::{Service, ada, http, michael, native_app, web_app};
use support::visitor::Answer;

/// A service, and an administrator's access token.
struct Desk {
    service: Service,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let service = Service::with_people().await;
        let token = Client::built_in(&service).tokens_for(&ada().email, "accounts:admin").await.access_token;
        Self { service, token }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.ask_at(method, path, body, None).await
    }

    async fn ask_at(&self, method: Method, path: &str, body: Option<Value>, version: Option<i64>) -> Answer {
        Caller::with(&self.service, &self.token).send(method, path, body.as_ref(), version).await
    }

    async fn create(&self, draft: Value) -> Value {
        let answer = self.ask(Method::POST, "/apps", Some(draft)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()
    }
}

fn draft(name: &str) -> Value {
    json!({ "name": name, "kind": "web", "redirect_uris": ["https://a.example/callback"], "scopes": ["profile"] })
}

#[tokio::test]
async fn an_app_is_created_with_its_secret_shown_once() {
    let desk = Desk::open().await;
    let mut created = desk.create(draft("Harbour")).await;
    let (id, secret) = (created["client_id"].take(), created["client_secret"].take());
    assert_eq!(secret.as_str().unwrap().len(), 43);
    let read = desk.ask(Method::GET, &format!("/apps/{}", id.as_str().unwrap()), None).await;
    assert!(!read.body.contains(secret.as_str().unwrap()));
    let mut read = read.json();
    assert_eq!(read["client_id"].take(), id);
    assert_eq!(read["secrets"].take().as_array().unwrap().len(), 1);
    assert!(read["created_by"].take().is_string());
    insta::assert_json_snapshot!(read, @r#"
    {
      "about": {},
      "built_in": false,
      "client_id": null,
      "client_keys": {},
      "created_at": 1778749620,
      "created_by": null,
      "dialect": "standard",
      "enabled": true,
      "kind": "web",
      "name": "Harbour",
      "openid": {
        "id_token_alg": "RS256"
      },
      "pkce": "required",
      "redirect_uris": [
        "https://a.example/callback"
      ],
      "scopes": [
        "profile"
      ],
      "secrets": null,
      "tokens": {
        "access_token_format": "opaque"
      },
      "trusted": false,
      "version": 1
    }
    "#);
}

#[tokio::test]
async fn inb_01_an_app_that_an_administrator_created_signs_people_in_at_once() {
    let desk = Desk::open().await;
    let created = desk
        .create(json!({
            "name": "Chat Desk", "kind": "web", "dialect": "inbenta", "redirect_uris": ["https://my-application.com"],
            "scopes": ["personal_information"],
        }))
        .await;
    let client_id = created["client_id"].as_str().unwrap();
    assert!(created["client_secret"].is_string());
    let authorize = format!(
        "{}?response_type=code&client_id={client_id}&redirect_uri=https://my-application.com&scope=personal_information",
        desk.service.url("/v1/oauth/sign-in")
    );
    let answer = support::visitor::Visitor::new().accept(&authorize, &michael().email).await;
    assert!(answer.location().unwrap().starts_with("https://my-application.com?code="), "{answer:?}");
}

#[tokio::test]
async fn a17_whoever_is_no_administrator_is_refused_on_every_route() {
    let service = Service::with_people().await;
    let app = service.add_app(web_app()).await;
    let built_in = Client::built_in(&service);
    let member = built_in.tokens_for(&michael().email, "accounts:admin profile").await;
    assert_eq!(member.answer["scope"], "profile", "the scope is left off for a member, and the answer says so");
    let without_scope = built_in.tokens_for(&ada().email, "profile").await;
    for (token, status) in
        [(Some(member.access_token), 403), (Some(without_scope.access_token), 403), (Some("unknown".into()), 401), (None, 401)]
    {
        for (method, path) in [
            (Method::GET, "/apps".to_owned()),
            (Method::POST, "/apps".to_owned()),
            (Method::GET, format!("/apps/{}", app.client_id)),
            (Method::PUT, format!("/apps/{}", app.client_id)),
            (Method::DELETE, format!("/apps/{}", app.client_id)),
            (Method::POST, format!("/apps/{}/secrets", app.client_id)),
        ] {
            let mut request = http().request(method.clone(), service.url(&format!("/admin/v1{path}"))).json(&draft("x"));
            if let Some(token) = &token {
                request = request.bearer_auth(token);
            }
            let answer = send(request).await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_list_is_paged_by_cursor_and_searched_without_regard_to_case() {
    let desk = Desk::open().await;
    for name in ["Cookbook", "booking kiosk", "Till", "Logbook"] {
        desk.create(draft(name)).await;
    }
    let names =
        |answer: &Value| answer["items"].as_array().unwrap().iter().map(|app| app["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let first = desk.ask(Method::GET, "/apps?search=BOOK&limit=2", None).await.json();
    assert_eq!(names(&first), ["booking kiosk", "Cookbook"]);
    assert_eq!(first["total"], 3);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = desk.ask(Method::GET, &format!("/apps?search=BOOK&limit=2&cursor={cursor}"), None).await.json();
    assert_eq!(names(&second), ["Logbook"]);
    assert!(second["next_cursor"].is_null());
    for wrong in ["?limit=0", "?limit=201", "?cursor=nonsense", "?search=a&search=b"] {
        let answer = desk.ask(Method::GET, &format!("/apps{wrong}"), None).await;
        assert_eq!((answer.status, answer.json()["code"].clone()), (400, json!("invalid_input")), "{wrong}");
    }
}

#[tokio::test]
async fn an_update_names_the_version_that_was_read_and_a_conflict_overwrites_nothing() {
    let desk = Desk::open().await;
    let path = format!("/apps/{}", desk.create(draft("Harbour")).await["client_id"].as_str().unwrap());
    let renamed = desk.ask_at(Method::PUT, &path, Some(draft("Harbour Desk")), Some(1)).await;
    assert_eq!((renamed.status, renamed.json()["version"].clone(), renamed.header("etag")), (200, json!(2), "\"2\""));
    let late = desk.ask_at(Method::PUT, &path, Some(draft("Something else")), Some(1)).await;
    assert_eq!((late.status, late.json()["code"].clone()), (412, json!("conflict")));
    assert_eq!(desk.ask(Method::GET, &path, None).await.json()["name"], "Harbour Desk");
    assert_eq!(desk.ask(Method::PUT, &path, Some(draft("x"))).await.status, 428);
    let moved = json!({ "name": "x", "kind": "native", "redirect_uris": ["com.example:/a"], "scopes": [] });
    assert_eq!(desk.ask_at(Method::PUT, &path, Some(moved), Some(2)).await.status, 400);
}

#[tokio::test]
async fn what_a_draft_gets_wrong_is_told_by_field_and_row() {
    let desk = Desk::open().await;
    let wrong = json!({ "name": "", "kind": "web", "redirect_uris": ["https://a.example/", "http://b.example/"], "scopes": ["nothing"] });
    let answer = desk.ask(Method::POST, "/apps", Some(wrong)).await;
    assert_eq!(answer.status, 400);
    let problems: Vec<_> =
        answer.json()["problems"].as_array().unwrap().iter().map(|problem| (problem["field"].clone(), problem["row"].clone())).collect();
    assert_eq!(problems, [(json!("name"), json!(null)), (json!("redirect_uris"), json!(1)), (json!("scopes"), json!(0))]);
}

#[tokio::test]
async fn a_body_that_is_no_app_is_answered_with_what_was_wrong() {
    let desk = Desk::open().await;
    let post = |kind: &'static str, body: &'static str| {
        send(http().post(desk.service.url("/admin/v1/apps")).bearer_auth(&desk.token).header("content-type", kind).body(body))
    };
    assert_eq!(post("application/json", "{").await.status, 400);
    assert_eq!(post("application/json", "{\"name\": 1}").await.status, 400);
    assert_eq!(post("text/plain", "{}").await.status, 415);
}

#[tokio::test]
async fn a7_a_third_secret_retires_the_oldest_and_the_answer_names_it() {
    let desk = Desk::open().await;
    let created = desk.create(draft("Harbour")).await;
    let id = created["client_id"].as_str().unwrap();
    let first = created["secrets"][0]["id"].clone();
    let path = format!("/apps/{id}/secrets");
    let second = desk.ask(Method::POST, &path, None).await;
    assert_eq!((second.status, second.json()["retired"].clone()), (201, Value::Null));
    assert_eq!(desk.ask(Method::POST, &path, None).await.json()["retired"], first);
    let app = desk.ask(Method::GET, &format!("/apps/{id}"), None).await.json();
    assert_eq!(app["secrets"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_app_without_secrets_gets_none() {
    let desk = Desk::open().await;
    let app = desk.service.add_app(native_app()).await;
    assert_eq!(desk.ask(Method::POST, &format!("/apps/{}/secrets", app.client_id), None).await.status, 409);
}

#[tokio::test]
async fn deleting_an_app_ends_its_tokens_at_once() {
    let desk = Desk::open().await;
    let app = desk.service.add_app(native_app()).await;
    let client = Client::of(&desk.service, &app.client_id, None, "http://127.0.0.1:5000/callback");
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    assert_eq!(client.user_info(&tokens.access_token).await.status, 200);
    let path = format!("/apps/{}", app.client_id);
    assert_eq!(desk.ask(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.json()["error"], "invalid_client");
    assert_eq!(desk.ask(Method::DELETE, &path, None).await.status, 404);
}

#[tokio::test]
async fn disabling_an_app_ends_its_tokens_and_its_sign_ins() {
    let desk = Desk::open().await;
    let app = desk.service.add_app(native_app()).await;
    let client = Client::of(&desk.service, &app.client_id, None, "http://127.0.0.1:5000/callback");
    let tokens = client.tokens_for(&michael().email, "profile").await;
    let mut off = serde_json::to_value(native_app()).unwrap();
    off["enabled"] = json!(false);
    assert_eq!(desk.ask_at(Method::PUT, &format!("/apps/{}", app.client_id), Some(off), Some(1)).await.status, 200);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    let page = support::visitor::Visitor::new().visit(&client.authorize("profile")).await;
    assert!(page.status >= 400 && page.location().is_none(), "{page:?}");
}

#[tokio::test]
async fn the_app_that_the_service_carries_cannot_be_changed_or_deleted() {
    let desk = Desk::open().await;
    let app = desk.ask(Method::GET, "/apps/countersign", None).await.json();
    assert_eq!(
        (app["built_in"].clone(), app["redirect_uris"].clone()),
        (json!(true), json!(["app.countersign.desktop:/callback", "http://127.0.0.1/callback"]))
    );
    for answer in [
        desk.ask(Method::DELETE, "/apps/countersign", None).await,
        desk.ask_at(Method::PUT, "/apps/countersign", Some(draft("x")), Some(1)).await,
        desk.ask(Method::POST, "/apps/countersign/secrets", None).await,
    ] {
        assert_eq!((answer.status, answer.json()["code"].clone()), (409, json!("built_in")));
    }
}

#[tokio::test]
async fn an_address_or_a_method_that_is_not_there_is_answered_in_json() {
    let desk = Desk::open().await;
    assert_eq!(desk.ask(Method::GET, "/nothing", None).await.json()["code"], "not_found");
    assert_eq!(desk.ask(Method::PATCH, "/apps", None).await.status, 405);
    for name in ["/apps/%ff", "/apps/%c3%28", "/apps/%00"] {
        let answer = desk.ask(Method::GET, name, None).await;
        assert_eq!((answer.status, answer.json()["code"].clone()), (404, json!("not_found")), "{name}");
    }
}

#[tokio::test]
async fn a1_localhost_with_its_port_is_registered_with_a_warning() {
    let desk = Desk::open().await;
    let mut app = draft("Local");
    app["redirect_uris"] = json!(["https://a.example/callback", "http://localhost:4242/callback"]);
    let created = desk.create(app).await;
    assert_eq!(created["warnings"][0]["row"], 1);
    assert!(created["warnings"][0]["message"].as_str().unwrap().contains("http://127.0.0.1"), "{created}");
    let read = desk.ask(Method::GET, &format!("/apps/{}", created["client_id"].as_str().unwrap()), None).await;
    assert_eq!(read.json()["warnings"], created["warnings"]);
}

#[tokio::test]
async fn an_app_without_a_return_address_can_be_made_and_says_so() {
    let desk = Desk::open().await;
    let created = desk.create(json!({ "name": "Later", "kind": "web" })).await;
    assert!(created["warnings"][0]["message"].as_str().unwrap().contains("nobody can sign in"), "{created}");
}

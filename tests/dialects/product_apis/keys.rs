//! API keys: issued, listed, switched, rotated, deleted (INB-17).

use reqwest::Method;
use serde_json::{Value, json};
use support::caller::Caller;
use support::client::{Client, member};
use support::service::{BEGINNING, MICHAEL};
use support::visitor::Answer;

use super::{Said, Scene, assert_not_authorized};

/// The administration API, with an administrator's token.
struct Desk {
    scene: Scene,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let scene = Scene::open().await;
        let token = Client::built_in(&scene.service).tokens_for("ada@harbour.example", "accounts:admin").await.access_token;
        Self { scene, token }
    }

    async fn ask(&self, method: Method, path: &str, version: Option<i64>, body: Option<Value>) -> Answer {
        let path = format!("/api-keys{path}");
        Caller::with(&self.scene.service, &self.token).send(method, &path, body.as_ref(), version).await
    }
}

#[tokio::test]
async fn inb_17_two_secrets_work_at_a_time_and_a_third_retires_the_oldest() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let operator = scene.service.operator();
    let second = operator.rotate_api_key(&scene.key).await.unwrap();
    assert_eq!(second.retired, None);
    let works = |secret: String| async { scene.auth(&Said { secret, ..said.clone() }).await.status == 200 };
    assert!(works(scene.secret.clone()).await && works(second.secret.expose().to_owned()).await);
    let third = operator.rotate_api_key(&scene.key).await.unwrap();
    assert!(third.retired.is_some());
    let of = [scene.secret.clone(), second.secret.expose().to_owned(), third.secret.expose().to_owned()];
    let [first, second, third] = of;
    assert_eq!([works(first).await, works(second).await, works(third).await], [false, true, true]);
}

#[tokio::test]
async fn inb_17_a_key_that_is_switched_on_again_does_not_bring_back_what_it_had_given() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let given = member(&scene.auth(&said).await, "accessToken");
    let operator = scene.service.operator();
    operator.switch_api_key(&scene.key, false).await.unwrap();
    operator.switch_api_key(&scene.key, true).await.unwrap();
    assert_not_authorized(&scene.apis(&given).await, "it was given before");
    assert_eq!(scene.auth(&said).await.status, 200);
}

#[tokio::test]
async fn inb_17_an_operator_sees_when_a_key_was_last_used_and_never_its_secret() {
    let scene = Scene::open().await;
    assert!(scene.service.operator().api_keys().await.unwrap()[0].last_use.is_none());
    scene.service.clock.advance(5);
    scene.auth(&scene.said("product_apis").await).await;
    let keys = scene.service.operator().api_keys().await.unwrap();
    assert_eq!(keys[0].last_use, Some((BEGINNING + 5, "127.0.0.1".to_owned())));
    assert!(!format!("{keys:?}").contains(&scene.secret));
}

#[tokio::test]
async fn inb_17_an_administrator_issues_a_key_whose_secret_is_shown_once_and_works_at_once() {
    let desk = Desk::open().await;
    let made = desk.ask(Method::POST, "", None, Some(json!({ "name": "Help centre" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (key, secret) = (member(&made, "key"), member(&made, "secret"));
    let read = desk.ask(Method::GET, &format!("/{key}"), None, None).await;
    assert!(!read.body.contains(&secret));
    assert_eq!((read.header("etag"), read.json()["name"].clone()), ("\"1\"", json!("Help centre")));
    let said = Said { key, secret, token: desk.scene.token("product_apis").await };
    assert_eq!(desk.scene.auth(&said).await.status, 200);
}

#[tokio::test]
async fn inb_17_keys_are_listed_by_name_page_by_page() {
    let desk = Desk::open().await;
    for name in ["beta", "Alpha"] {
        desk.ask(Method::POST, "", None, Some(json!({ "name": name }))).await;
    }
    let names = |page: &Value| page["items"].as_array().unwrap().iter().map(|key| key["name"].clone()).collect::<Vec<_>>();
    let first = desk.ask(Method::GET, "?limit=2", None, None).await.json();
    assert_eq!((names(&first), first["total"].clone()), (vec![json!("Alpha"), json!("beta")], json!(3)));
    let second = desk.ask(Method::GET, &format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap()), None, None).await.json();
    assert_eq!((names(&second), second["next_cursor"].clone()), (vec![json!("Chat desk")], Value::Null));
    let found = desk.ask(Method::GET, "?search=ALP", None, None).await.json();
    assert_eq!(names(&found), [json!("Alpha")]);
}

#[tokio::test]
async fn inb_17_a_key_is_renamed_and_switched_at_the_version_that_was_read() {
    let desk = Desk::open().await;
    let path = format!("/{}", desk.scene.key);
    let off = json!({ "name": "Chat", "enabled": false });
    assert_eq!(desk.ask(Method::PUT, &path, None, Some(off.clone())).await.status, 428);
    let changed = desk.ask(Method::PUT, &path, Some(1), Some(off.clone())).await;
    assert_eq!((changed.status, changed.json()["enabled"].clone(), changed.header("etag")), (200, json!(false), "\"2\""));
    assert_eq!(desk.ask(Method::PUT, &path, Some(1), Some(off)).await.status, 412);
    assert_not_authorized(&desk.scene.auth(&desk.scene.said("product_apis").await).await, "it is switched off");
    assert_eq!(desk.ask(Method::PUT, &path, Some(2), Some(json!({ "name": "", "enabled": true }))).await.status, 400);
}

#[tokio::test]
async fn inb_17_a_secret_is_rotated_and_retired_and_a_key_is_deleted() {
    let desk = Desk::open().await;
    let path = format!("/{}", desk.scene.key);
    let made = desk.ask(Method::POST, &format!("{path}/secrets"), None, None).await;
    assert_eq!((made.status, made.json()["retired"].clone()), (201, Value::Null));
    let old = desk.ask(Method::GET, &path, None, None).await.json()["secrets"][0]["id"].as_str().unwrap().to_owned();
    let said = desk.scene.said("product_apis").await;
    let given = member(&desk.scene.auth(&said).await, "accessToken");
    assert_eq!(desk.ask(Method::DELETE, &format!("{path}/secrets/{old}"), None, None).await.status, 204);
    assert_not_authorized(&desk.scene.auth(&said).await, "the secret is retired");
    assert_not_authorized(&desk.scene.apis(&given).await, "what was given for it has ended");
    let new = Said { secret: member(&made, "secret"), ..said };
    assert_eq!(desk.scene.auth(&new).await.status, 200);
    assert_eq!(desk.ask(Method::DELETE, &format!("{path}/secrets/{old}"), None, None).await.status, 404);
    assert_eq!(desk.ask(Method::DELETE, &path, None, None).await.status, 204);
    assert_not_authorized(&desk.scene.auth(&new).await, "the key is gone");
    assert_eq!(desk.ask(Method::GET, &path, None, None).await.status, 404);
}

#[tokio::test]
async fn inb_17_a_key_of_an_organisation_that_is_not_there_is_not_made() {
    let desk = Desk::open().await;
    let answer = desk.ask(Method::POST, "", None, Some(json!({ "name": "x", "organisation": "nowhere" }))).await;
    assert_eq!((answer.status, answer.json()["problems"][0]["field"].clone()), (400, json!("organisation")));
}

#[tokio::test]
async fn inb_17_a_key_of_an_organisation_serves_its_people_alone() {
    let desk = Desk::open().await;
    let database = rusqlite::Connection::open(desk.scene.service.database()).unwrap();
    let sql = "INSERT INTO organisations (id, name, name_key, created_at, version) VALUES ('harbour', 'Harbour', 'harbour', 0, 1)";
    database.execute(sql, []).unwrap();
    let made = desk.ask(Method::POST, "", None, Some(json!({ "name": "Harbour", "organisation": "harbour" }))).await;
    let said = Said { key: member(&made, "key"), secret: member(&made, "secret"), token: desk.scene.token("product_apis").await };
    assert_not_authorized(&desk.scene.auth(&said).await, "Michael belongs to none");
    database.execute("UPDATE people SET organisation = 'harbour' WHERE email = ?1", [MICHAEL]).unwrap();
    assert_eq!(desk.scene.auth(&said).await.status, 200);
}

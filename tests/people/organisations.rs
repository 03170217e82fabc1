//! The administration API for organisations.

use reqwest::Method;
use serde_json::{Value, json};
use support::service::michael;

use crate::desk::Desk;

async fn add(desk: &Desk, name: &str) -> Value {
    let added = desk.ask(Method::POST, "/organisations", Some(json!({ "name": name }))).await;
    assert_eq!(added.status, 201, "{}", added.body);
    added.json()
}

#[tokio::test]
async fn an_organisation_has_people_and_goes_when_it_has_none() {
    let desk = Desk::open().await;
    let id = add(&desk, "Harbour").await["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.change(&michael().email, "organisation", json!(id)).await.status, 200);
    let members = desk.ask(Method::GET, &format!("/organisations/{id}/members"), None).await.json();
    assert_eq!((members["total"].as_u64(), members["items"][0]["name"].as_str()), (Some(1), Some("Michael")));
    let refused = desk.ask(Method::DELETE, &format!("/organisations/{id}"), None).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("not_empty")));
    assert!(refused.body.contains("people (1)"), "{}", refused.body);
    assert_eq!(desk.change(&michael().email, "organisation", Value::Null).await.status, 200);
    let key = desk.ask(Method::POST, "/api-keys", Some(json!({ "name": "Products", "organisation": id }))).await.json();
    let refused = desk.ask(Method::DELETE, &format!("/organisations/{id}"), None).await;
    assert!(refused.status == 409 && refused.body.contains("API keys (1)"), "{}", refused.body);
    assert_eq!(desk.ask(Method::DELETE, &format!("/api-keys/{}", key["key"].as_str().unwrap()), None).await.status, 204);
    assert_eq!(desk.ask(Method::DELETE, &format!("/organisations/{id}"), None).await.status, 204);
    assert_eq!(desk.ask(Method::GET, &format!("/organisations/{id}"), None).await.status, 404);
}

#[tokio::test]
async fn a_name_is_one_organisations_and_is_changed_at_its_version() {
    let desk = Desk::open().await;
    let harbour = add(&desk, "Harbour").await;
    add(&desk, "Boatyard").await;
    assert_eq!(desk.ask(Method::POST, "/organisations", Some(json!({ "name": "HARBOUR" }))).await.status, 409);
    let path = format!("/organisations/{}", harbour["id"].as_str().unwrap());
    let to = |name: &str| Some(json!({ "name": name }));
    assert_eq!(desk.ask_at(Method::PUT, &path, to("Boatyard"), Some(1)).await.status, 409);
    assert_eq!(desk.ask_at(Method::PUT, &path, to("Port"), Some(1)).await.json()["name"], "Port");
    assert_eq!(desk.ask_at(Method::PUT, &path, to("Quay"), Some(1)).await.status, 412);
    let page = desk.ask(Method::GET, "/organisations?search=p", None).await.json();
    assert_eq!((page["total"].as_u64(), page["items"][0]["name"].as_str()), (Some(1), Some("Port")));
}

#[tokio::test]
async fn an_app_manager_needs_an_organisation_that_is_there() {
    let desk = Desk::open().await;
    let refused = desk.change(&michael().email, "role", json!("app-manager")).await;
    assert_eq!((refused.status, refused.json()["problems"][0]["field"].as_str()), (400, Some("organisation")));
    let refused = desk.change(&michael().email, "organisation", json!("nowhere")).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
}

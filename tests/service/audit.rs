//! The audit, as administrators and operators read it.

use serde_json::{Value, json};
use support::client::{Client, send};
use support::programs::program;
use support::service::{Service, ada, http, michael};
use support::visitor::Answer;

async fn ask(service: &Service, token: &str, path: &str) -> Answer {
    send(http().get(service.url(&format!("/admin/v1{path}"))).bearer_auth(token)).await
}

async fn token(service: &Service, email: &str, scope: &str) -> String {
    Client::built_in(service).tokens_for(email, scope).await.access_token
}

fn deeds(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["deed"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_page_tells_the_latest_first_and_leads_to_the_next() {
    let service = Service::with_people().await;
    let token = token(&service, &ada().email, "accounts:admin").await;
    let first = ask(&service, &token, "/audit?limit=2").await.json();
    assert_eq!(deeds(first["items"].as_array().unwrap()), ["consent_given", "signed_in"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = ask(&service, &token, &format!("/audit?cursor={cursor}")).await.json();
    assert_eq!(deeds(rest["items"].as_array().unwrap()), ["person_added", "person_added", "app_added"]);
    assert_eq!(rest["next_cursor"], Value::Null);
}

#[tokio::test]
async fn an_export_is_one_json_value_a_line_of_what_was_asked_for() {
    let service = Service::with_people().await;
    let token = token(&service, &ada().email, "accounts:admin").await;
    let export = ask(&service, &token, "/audit/export?deed=person_added").await;
    assert_eq!(export.headers["content-type"], "application/x-ndjson");
    let rows: Vec<Value> = export.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(deeds(&rows), ["person_added", "person_added"]);
}

#[tokio::test]
async fn a18_who_tampers_with_the_file_is_found_out_by_both_faces() {
    let service = Service::with_people().await;
    let token = token(&service, &ada().email, "accounts:admin").await;
    assert_eq!(ask(&service, &token, "/audit/verification").await.json(), json!({ "whole": true, "rows": 5, "trouble": null }));
    assert!(verify(&service).status.success());
    rusqlite::Connection::open(service.database()).unwrap().execute("UPDATE audit SET actor = 'eve' WHERE id = 4", []).unwrap();
    let verdict = ask(&service, &token, "/audit/verification").await.json();
    assert_eq!((&verdict["whole"], &verdict["trouble"]), (&json!(false), &json!("row 4 of the audit is not as it was written")));
    let told = verify(&service);
    assert!(!told.status.success() && String::from_utf8_lossy(&told.stderr).contains("row 4"), "{told:?}");
}

#[tokio::test]
async fn a18_whoever_verifies_does_not_mend() {
    let service = Service::with_people().await;
    let unsealed = "UPDATE audit SET actor = 'eve' WHERE id = 2; UPDATE audit SET seal = NULL; DELETE FROM facts WHERE name = 'audit head'";
    rusqlite::Connection::open(service.database()).unwrap().execute_batch(unsealed).unwrap();
    for time in ["first", "second"] {
        assert!(!verify(&service).status.success(), "the {time} time");
    }
    let service = service.restart().await;
    let token = token(&service, &ada().email, "accounts:admin").await;
    assert_eq!(ask(&service, &token, "/audit/verification").await.json()["whole"], false);
}

#[tokio::test]
async fn a18_what_was_done_to_somebody_is_found_with_what_was_changed() {
    let service = Service::with_people().await;
    let token = token(&service, &ada().email, "accounts:admin").await;
    let people = ask(&service, &token, "/people?search=michael").await.json();
    let (id, version) = (people["items"][0]["id"].as_str().unwrap(), &people["items"][0]["version"]);
    let draft = json!({ "email": "m@test.com", "name": "Michael", "role": "administrator", "enabled": false });
    let path = service.url(&format!("/admin/v1/people/{id}"));
    let changed = send(http().put(path).bearer_auth(&token).header("if-match", format!("\"{version}\"")).json(&draft)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let rows = ask(&service, &token, &format!("/audit?subject=person:{id}")).await.json();
    let rows = rows["items"].as_array().unwrap();
    assert_eq!(deeds(rows), ["person_changed", "person_added"]);
    let told = rows[0]["detail"].as_str().unwrap();
    assert!(told.starts_with("email michael@test.com to m@test.com; role member to administrator; enabled true to false"), "{told}");
    for wrong in ["deed=signed", "subject=king:1", "subject=person"] {
        let answer = ask(&service, &token, &format!("/audit?{wrong}")).await;
        assert_eq!((answer.status, &answer.json()["code"]), (400, &json!("invalid_input")), "{wrong}");
    }
}

fn verify(service: &Service) -> std::process::Output {
    let database = format!("sqlite:{}", service.database().display());
    std::process::Command::new(program("countersign-accounts")).args(["audit", "verify", "--database", &database]).output().unwrap()
}

#[tokio::test]
async fn a17_the_audit_is_for_administrators() {
    let service = Service::with_people().await;
    let token = token(&service, &michael().email, "profile").await;
    for path in ["/audit", "/audit/export", "/audit/verification"] {
        assert_eq!(ask(&service, &token, path).await.status, 403, "{path}");
    }
}

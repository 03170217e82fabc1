//! The administration API for people.

use reqwest::Method;
use serde_json::json;
use support::client::{Client, send};
use support::service::{ada, http, michael, web_app};
use support::visitor::Visitor;

use crate::desk::Desk;

#[tokio::test]
async fn people_are_found_by_a_part_of_their_name_or_address() {
    let desk = Desk::open().await;
    for (query, found) in [
        ("", vec!["Ada Ruiz", "Michael"]),
        ("?search=MICH", vec!["Michael"]),
        ("?search=ada@h", vec!["Ada Ruiz"]),
        ("?role=administrator", vec!["Ada Ruiz"]),
        ("?enabled=false", vec![]),
        ("?search=ruiz", vec!["Ada Ruiz"]),
        ("?search=BOUR.EX", vec!["Ada Ruiz"]),
        ("?search=da", vec![]),
        ("?search=uri", vec![]),
    ] {
        let page = desk.ask(Method::GET, &format!("/people{query}"), None).await.json();
        let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
        assert_eq!(names, found, "{query}");
        assert_eq!(page["total"], found.len(), "{query}");
    }
}

#[tokio::test]
async fn a20_pages_follow_each_other_without_a_gap() {
    let desk = Desk::open().await;
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.ask(Method::GET, &format!("/people?limit=1{cursor}"), None).await.json();
        names.extend(page["items"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["Ada Ruiz", "Michael"]);
    assert_eq!(desk.ask(Method::GET, "/people?limit=201", None).await.status, 400);
}

#[tokio::test]
async fn a17_people_are_administered_by_administrators_alone() {
    let desk = Desk::open().await;
    let member = Client::built_in(&desk.service).tokens_for(&michael().email, "profile").await.access_token;
    for path in ["/people", "/people/x", "/people/x/deletion", "/people/x/sessions", "/organisations", "/organisations/x/members", "/mail"]
    {
        let address = desk.service.url(&format!("/admin/v1{path}"));
        assert_eq!(send(http().get(&address)).await.status, 401, "{path}");
        assert_eq!(send(http().get(&address).bearer_auth(&member)).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a17_another_role_needs_a_fresh_sign_in_and_another_name_does_not() {
    let desk = Desk::open().await;
    desk.service.clock.advance(301);
    let refused = desk.change(&michael().email, "role", json!("administrator")).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (401, Some("fresh_sign_in_needed")), "{}", refused.body);
    let renamed = desk.change(&michael().email, "name", json!("Michael B.")).await;
    assert_eq!((renamed.status, renamed.json()["name"].as_str()), (200, Some("Michael B.")), "{}", renamed.body);
}

#[tokio::test]
async fn a17_a_change_to_another_version_than_was_read_is_refused() {
    let desk = Desk::open().await;
    let person = desk.person(&michael().email).await;
    assert_eq!(desk.change(&michael().email, "name", json!("M.")).await.status, 200);
    let path = format!("/people/{}", person["id"].as_str().unwrap());
    let draft = json!({ "email": "michael@test.com", "name": "Mike" });
    let stale = desk.ask_at(Method::PUT, &path, Some(draft.clone()), person["version"].as_i64()).await;
    assert_eq!((stale.status, stale.json()["code"].as_str()), (412, Some("conflict")));
    assert_eq!(desk.ask(Method::PUT, &path, Some(draft)).await.status, 428);
    assert_eq!(desk.person(&michael().email).await["name"], "M.");
}

#[tokio::test]
async fn a17_the_last_administrator_stays() {
    let desk = Desk::open().await;
    for (member, value) in [("role", json!("member")), ("enabled", json!(false))] {
        let refused = desk.change(&ada().email, member, value).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("last_administrator")), "{}", refused.body);
    }
    let id = desk.person(&ada().email).await["id"].as_str().unwrap().to_owned();
    let told = desk.ask(Method::GET, &format!("/people/{id}/deletion"), None).await.json();
    assert_eq!(told["last_administrator"], true);
    assert_eq!(desk.ask(Method::DELETE, &format!("/people/{id}"), None).await.status, 409);
    assert_eq!(desk.ask(Method::GET, "/people", None).await.status, 200);
}

#[tokio::test]
async fn a17_of_two_administrators_who_take_each_others_role_at_once_one_stays() {
    let desk = Desk::open().await;
    assert_eq!(desk.change(&michael().email, "role", json!("administrator")).await.status, 200);
    let (one, other) = (ada().email, michael().email);
    let both = tokio::join!(desk.change(&one, "role", json!("member")), desk.change(&other, "role", json!("member")));
    // Whoever is second may have lost the role before the request was looked at.
    let done = [both.0.status, both.1.status].iter().filter(|status| **status == 200).count();
    assert_eq!(done, 1, "{} {}", both.0.body, both.1.body);
}

#[tokio::test]
async fn an_invited_administrator_who_has_no_password_yet_does_not_count_as_the_one_who_stays() {
    let desk = Desk::open().await;
    let draft = json!({ "email": "new@harbour.example", "name": "New", "role": "administrator" });
    assert_eq!(desk.ask(Method::POST, "/people", Some(draft)).await.status, 201);
    assert_eq!(desk.change(&ada().email, "role", json!("member")).await.status, 409);
}

#[tokio::test]
async fn whoever_is_disabled_is_signed_out_everywhere_at_once_and_cannot_sign_in() {
    let desk = Desk::open().await;
    let client = Client::add(&desk.service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    let code = client.code(&michael().email, "profile").await;
    let mut visitor = Visitor::new();
    visitor.sign_in(&desk.service.url("/account"), &michael().email).await;
    assert_eq!(desk.change(&michael().email, "enabled", json!(false)).await.status, 200);

    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.status, 400);
    assert_eq!(client.exchange(&code).await.status, 400);
    assert_eq!(visitor.open(&desk.service.url("/account")).await.status, 303);

    assert_eq!(desk.change(&michael().email, "enabled", json!(true)).await.status, 200);
    assert_eq!(client.refresh("gone").await.status, 400);
    assert_eq!(visitor.open(&desk.service.url("/account")).await.status, 303, "what was ended stays ended");
}

#[tokio::test]
async fn a14_whoever_is_disabled_or_invited_is_answered_like_a_wrong_password() {
    let desk = Desk::open().await;
    let draft = json!({ "email": "invited@test.com", "name": "Invited" });
    assert_eq!(desk.ask(Method::POST, "/people", Some(draft)).await.status, 201);
    assert_eq!(desk.change(&michael().email, "enabled", json!(false)).await.status, 200);
    let mut answers = Vec::new();
    for email in [michael().email.as_str(), "invited@test.com", "nobody@test.com"] {
        let answer = Visitor::new().sign_in(&desk.service.url("/account"), email).await;
        let alike: String = answer.body.lines().filter(|line| !line.contains("nonce=") && !line.contains("csrf")).collect();
        answers.push((answer.status, alike.replace(email, "")));
    }
    assert_eq!(answers[0].0, 422);
    assert!(answers.iter().all(|answer| *answer == answers[2]), "{answers:?}");
}

#[tokio::test]
async fn whoever_is_deleted_is_gone_with_what_was_told_before() {
    let desk = Desk::open().await;
    let client = Client::add(&desk.service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    let told = desk.ask(Method::GET, &format!("/people/{id}/deletion"), None).await.json();
    assert_eq!(told, json!({ "sessions": 1, "connected_apps": 1, "last_administrator": false }));
    assert_eq!(desk.ask(Method::DELETE, &format!("/people/{id}"), None).await.status, 204);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    assert_eq!(desk.ask(Method::GET, &format!("/people/{id}"), None).await.status, 404);
}

#[tokio::test]
async fn an_address_is_one_persons_whatever_its_case() {
    let desk = Desk::open().await;
    let taken = desk.ask(Method::POST, "/people", Some(json!({ "email": "ADA@harbour.example", "name": "Other" }))).await;
    assert_eq!((taken.status, taken.json()["code"].as_str()), (409, Some("already_exists")));
    let taken = desk.change(&michael().email, "email", json!("Ada@harbour.example")).await;
    assert_eq!((taken.status, taken.json()["problems"][0]["field"].as_str()), (409, Some("email")));
}

#[tokio::test]
async fn an_administrator_signs_somebody_out() {
    let desk = Desk::open().await;
    let (mut one, mut other) = (Visitor::new(), Visitor::new());
    for visitor in [&mut one, &mut other] {
        assert_eq!(visitor.sign_in(&desk.service.url("/account"), &michael().email).await.status, 200);
    }
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    let sessions = desk.ask(Method::GET, &format!("/people/{id}/sessions"), None).await.json();
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let ended = desk.ask(Method::DELETE, &format!("/people/{id}/sessions/{}", sessions[0]["id"].as_str().unwrap()), None).await;
    assert_eq!(ended.status, 204);
    let ended = desk.ask(Method::DELETE, &format!("/people/{id}/sessions"), None).await;
    assert_eq!(ended.status, 204);
    for visitor in [&mut one, &mut other] {
        assert_eq!(visitor.open(&desk.service.url("/account")).await.status, 303);
    }
}

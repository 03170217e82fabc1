//! `countersign people`, as an administrator uses it.

use serde_json::json;

use crate::apps::administration;
use crate::scene::Scene;

fn add_ada(scene: &Scene) -> serde_json::Value {
    scene.json(&["people", "add", "--email", "ada@one.example", "--name", "Ada Ruiz", "--locale", "en"]).value()
}

#[tokio::test]
async fn somebody_is_added_with_an_invitation_and_found() {
    let scene = administration().await;
    let added = add_ada(&scene);
    assert_eq!((&added["person"]["invited"], &added["link"]["purpose"]), (&json!(true), &json!("invitation")));
    assert!(added["link"]["url"].as_str().unwrap().starts_with(&scene.issuer), "{added}");
    assert_eq!(scene.json(&["people", "list", "--search", "ruiz"]).value(), added["person"]);
    assert_eq!(scene.json(&["people", "show", "ADA@one.example"]).value(), added["person"]);
    assert_eq!(scene.json(&["people", "list", "--role", "administrator"]).value()["email"], "anna@one.example");
}

#[tokio::test]
async fn a_change_leaves_what_is_not_named() {
    let scene = administration().await;
    let ada = add_ada(&scene)["person"].clone();
    scene.json(&["organisations", "add", "--name", "Harbour"]).value();
    let changed = scene.json(&["people", "update", "ada@one.example", "--role", "app-manager", "--organisation", "Harbour"]).value();
    assert_eq!((&changed["name"], &changed["role"], &changed["formats"]), (&ada["name"], &json!("app-manager"), &ada["formats"]));
    let (exit, code, _) = scene.json(&["people", "update", "ada@one.example", "--name", "A", "--if-version", "1"]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"));
}

#[tokio::test]
async fn somebody_is_switched_off_and_on_and_deleted() {
    let scene = administration().await;
    add_ada(&scene);
    assert_eq!(scene.json(&["people", "disable", "ada@one.example"]).value()["enabled"], false);
    assert_eq!(scene.json(&["people", "enable", "ada@one.example"]).value()["enabled"], true);
    assert_eq!(scene.json(&["people", "delete", "ada@one.example"]).value()["deleted"], true);
    let (exit, code, message) = scene.json(&["people", "show", "ana@one.example"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
    assert!(message.contains("Did you mean anna@one.example"), "{message}");
    let (exit, code, message) = scene.json(&["people", "delete", "anna@one.example"]).error();
    assert_eq!((exit, code.as_str()), (4, "refused"));
    assert!(message.contains("last administrator"), "in the service's own words: {message}");
}

#[tokio::test]
async fn a_link_is_made_for_what_it_is_asked_for() {
    let scene = administration().await;
    add_ada(&scene);
    assert_eq!(scene.json(&["people", "invite", "ada@one.example"]).value()["purpose"], "invitation");
    let reset = scene.json(&["people", "reset", "anna@one.example", "--no-mail"]).value();
    assert_eq!((&reset["purpose"], &reset["mailed"]), (&json!("reset"), &json!(false)));
    for (typed, instead) in [(["people", "reset", "ada@one.example"], "invite"), (["people", "invite", "anna@one.example"], "reset")] {
        let (exit, code, message) = scene.json(&typed).error();
        assert_eq!((exit, code.as_str()), (4, "refused"));
        assert!(message.contains(&format!("people {instead}")), "{message}");
    }
}

#[tokio::test]
async fn browsers_are_listed_and_signed_out() {
    let scene = administration().await;
    assert_eq!(scene.json(&["people", "sessions", "anna@one.example"]).values().len(), 1);
    assert_eq!(scene.json(&["people", "sign-out", "anna@one.example"]).value()["ended"], "sessions");
    let (exit, _, message) = scene.json(&["people", "remove-second-factor", "anna@one.example"]).error();
    assert_eq!(exit, 3, "{message}");
}

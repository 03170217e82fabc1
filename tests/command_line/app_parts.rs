//! What belongs to an app: its secrets, refused return addresses, grants and use.

use serde_json::{Value, json};
use support::visitor::Visitor;

use crate::apps::{add_harbour, administration};
use crate::scene::{PROVIDER, Scene};

fn id_of(app: &Value) -> String {
    app["client_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_secret_is_rotated_without_a_gap_and_a_retiring_is_taken_back() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    let first = scene.json(&["apps", "secrets", "list", &id]).value();
    scene.json(&["apps", "new-secret", &id]).value();
    let old = first["id"].as_str().unwrap();
    assert_eq!(scene.json(&["apps", "secrets", "retire", &id, old]).value(), json!({ "client_id": id, "secret": old, "works": false }));
    let retired = scene.json(&["apps", "secrets", "list", &id]).values().into_iter().find(|secret| secret["id"] == old).unwrap();
    assert!(retired["retired_at"].is_number(), "{retired}");
    assert_eq!(scene.json(&["apps", "secrets", "roll-back", &id, old]).value()["works"], true);
    let listed = scene.json(&["apps", "secrets", "list", &id]);
    assert_eq!(listed.values().len(), 2);
    assert!(listed.values().iter().all(|secret| secret.get("retired_at").is_none()), "{listed:?}");
}

#[tokio::test]
async fn a_return_address_that_was_refused_is_shown_with_what_it_is_like() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    let asked = format!("{}/oauth/authorize?response_type=code&client_id={id}&redirect_uri=https://harbour.example/calback", scene.issuer);
    assert_eq!(Visitor::new().open(&asked).await.status, 400);
    // What is only told is written every few seconds.
    let mut refused = Vec::new();
    support::wait::until("the refusal to be written", || {
        refused = scene.json(&["apps", "redirects", "mismatches", &id]).values();
        !refused.is_empty()
    });
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (&refused[0]["redirect_uri"], &refused[0]["nearest"], &refused[0]["times"]),
        (&json!("https://harbour.example/calback"), &json!("https://harbour.example/callback"), &json!(1))
    );
    let shown = scene.run(&["apps", "show", &id]).out;
    assert!(shown.contains("Refused lately") && shown.contains("https://harbour.example/calback"), "{shown}");
    assert_eq!(scene.json(&["apps", "show", &id, "--details"]).value()["mismatches"], json!(refused));
}

/// Cleo lets Countersign's own app read her profile; gives what that app was given.
async fn granted(scene: &Scene) -> Vec<Value> {
    let cleo = scene.add_person("cleo@one.example", "Cleo", "");
    scene.signs_in(&cleo, PROVIDER, &["profile"]).await;
    scene.json(&["apps", "grants", "list", "countersign"]).values()
}

#[tokio::test]
async fn a_grant_is_listed_with_its_person_and_ended() {
    let scene = administration().await;
    let grants = granted(&scene).await;
    let last = grants.iter().find(|grant| grant["person"]["email"] == "cleo@one.example").unwrap_or_else(|| panic!("{grants:?}"));
    assert_eq!((&last["scopes"], &last["tokens"]), (&json!(["profile"]), &json!(1)));
    let grant = last["id"].as_str().unwrap();
    assert_eq!(
        scene.json(&["apps", "grants", "revoke", "countersign", grant]).value(),
        json!({ "client_id": "countersign", "grant": grant, "revoked": true })
    );
    let left = scene.json(&["apps", "grants", "list", "countersign"]).values();
    assert!(!left.iter().any(|one| one["id"] == grant), "{left:?}");
}

#[tokio::test]
async fn all_that_an_app_was_given_ends_at_once() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    assert_eq!(scene.json(&["apps", "grants", "revoke-all", &id]).value(), json!({ "revoked": 0 }));
}

#[tokio::test]
async fn the_use_of_an_app_is_told_day_by_day() {
    let scene = administration().await;
    let usage = scene.json(&["apps", "usage", "countersign", "--days", "3"]).value();
    let days = usage["days"].as_array().unwrap();
    assert_eq!(days.len(), 3);
    let told = scene.run(&["apps", "usage", "countersign", "--days", "3"]).out;
    assert_eq!(told.lines().count(), 4, "a head and three days: {told}");
    assert!(told.contains(days[2]["date"].as_str().unwrap()), "{told}");
}

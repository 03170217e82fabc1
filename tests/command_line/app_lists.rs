//! Finding apps among many.

use serde_json::{Value, json};

use crate::apps::administration;
use crate::scene::Scene;

async fn fleet() -> Scene {
    let scene = administration().await;
    for typed in [
        "--name Anchor --kind web --redirect-uri https://anchor.example/cb --scope profile",
        "--name Buoy --kind native --redirect-uri http://127.0.0.1/cb --scope profile --scope email",
        "--name Crane --kind machine --scope cranes:move",
        "--name Dock --kind web --dialect inbenta --redirect-uri https://dock.example/cb --scope personal_information --disabled",
    ] {
        scene.json(&["apps", "add"].into_iter().chain(typed.split(' ')).collect::<Vec<_>>()).value();
    }
    scene
}

fn names(scene: &Scene, typed: &str) -> Vec<String> {
    let listed = scene.json(&["apps", "list"].into_iter().chain(typed.split_whitespace()).collect::<Vec<_>>()).values();
    listed.iter().filter_map(|app| Some(app.get("name")?.as_str()?.to_owned())).filter(|name| !name.starts_with("Countersign")).collect()
}

#[tokio::test]
async fn apps_are_found_by_each_thing_they_are_chosen_by() {
    let scene = fleet().await;
    assert_eq!(names(&scene, ""), ["Anchor", "Buoy", "Crane", "Dock"]);
    for (typed, found) in [
        ("--search buo", vec!["Buoy"]),
        ("--kind web", vec!["Anchor", "Dock"]),
        ("--dialect inbenta", vec!["Dock"]),
        ("--enabled off", vec!["Dock"]),
        ("--trusted on", vec![]),
        ("--scope email", vec!["Buoy"]),
        ("--redirect-host anchor.example", vec!["Anchor"]),
        ("--kind web --enabled on", vec!["Anchor"]),
        ("--last-used 7d --kind web", vec![]),
    ] {
        assert_eq!(names(&scene, typed), found, "{typed}");
    }
}

#[tokio::test]
async fn a_page_ends_with_where_the_next_begins() {
    let scene = fleet().await;
    let (mut typed, mut found) = (vec!["apps", "list", "--limit", "2"], Vec::new());
    let mut cursor;
    loop {
        let mut rows = scene.json(&typed).values();
        let end = rows.pop().unwrap();
        assert!(rows.len() <= 2);
        found.extend(rows.into_iter().map(|app| app["name"].clone()));
        assert_eq!(end["total"], 5, "with the service's own");
        cursor = end["next_cursor"].clone();
        if cursor == Value::Null {
            break;
        }
        typed = vec!["apps", "list", "--limit", "2", "--cursor", cursor.as_str().unwrap()];
    }
    assert_eq!(found.len(), 5);
    let told = scene.run(&["apps", "list", "--limit", "2"]);
    assert!(told.err.contains("--cursor "), "{told:?}");
}

#[tokio::test]
async fn facets_count_what_matches() {
    let scene = fleet().await;
    let facets = scene.json(&["apps", "list", "--facets", "--enabled", "on"]).value();
    assert_eq!(facets["total"], 4);
    assert!(facets["kind"].as_array().unwrap().contains(&json!({ "value": "web", "count": 1 })), "{facets}");
    let told = scene.run(&["apps", "list", "--facets"]).out;
    assert!(told.contains("--kind") && told.contains("web"), "{told}");
}

//! Apps as a file.

use serde_json::{Value, json};
use support::programs::program;

use crate::apps::{add_harbour, administration};
use crate::scene::{Scene, done};

const FILE: &str = r#"
[[app]]
name = "Quay"
kind = "web"
code_name = "quay1"
redirect_uris = ["https://quay.example/cb"]
scopes = ["profile"]
"#;

fn written(scene: &Scene, name: &str, text: &str) -> String {
    let path = scene.session.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_exported_changes_nothing() {
    let scene = administration().await;
    add_harbour(&scene);
    let exported = scene.run(&["apps", "export"]);
    assert!(exported.out.contains("Harbour") && !exported.out.contains("client_secret"), "{exported:?}");
    assert_eq!(scene.json(&["apps", "export"]).value(), json!({ "text": exported.out }));
    let file = written(&scene, "apps.toml", &exported.out);
    let plan = scene.json(&["apps", "plan", &file]).value();
    assert_eq!(plan["changes"], json!([]));
    let told = scene.run(&["apps", "plan", &file]);
    assert!(told.out.starts_with("Nothing to do"), "{told:?}");
}

#[tokio::test]
async fn a_plan_is_shown_kept_and_done_exactly() {
    let scene = administration().await;
    let file = written(&scene, "apps.toml", FILE);
    let kept = scene.session.path().join("apps.plan");
    let shown = scene.run(&["apps", "plan", &file, "--save", kept.to_str().unwrap()]).out;
    assert!(shown.starts_with("+ Quay (quay1)") && !shown.contains('\u{1b}'), "{shown}");
    let applied = scene.json(&["apps", "apply", &file, "--plan", kept.to_str().unwrap()]).value();
    assert_eq!((&applied["changed"], &applied["added"][0]["name"]), (&json!(1), &json!("Quay")));
    assert!(applied["added"][0]["client_secret"].as_str().unwrap().len() >= 43);
    assert_eq!(scene.json(&["apps", "plan", &file]).value()["changes"], json!([]));
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_said_and_nothing_is_done() {
    let scene = administration().await;
    let id = add_harbour(&scene)["client_id"].as_str().unwrap().to_owned();
    let exported = scene.run(&["apps", "export"]).out.replace("\"Harbour\"", "\"Old Harbour\"");
    let file = written(&scene, "apps.toml", &exported);
    let kept = scene.session.path().join("apps.plan");
    scene.json(&["apps", "plan", &file, "--save", kept.to_str().unwrap()]).value();
    scene.json(&["apps", "update", &id, "--description", "Ships."]).value();
    let (exit, code, message) = scene.json(&["apps", "apply", &file, "--plan", kept.to_str().unwrap()]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"), "{message}");
    assert_eq!(scene.json(&["apps", "show", &id]).value()["name"], "Harbour");
    let told = scene.run(&["apps", "apply", &file, "--plan", kept.to_str().unwrap()]);
    assert!(told.err.contains("~ Harbour") && told.err.contains("description"), "the new plan is shown: {told:?}");
}

#[tokio::test]
async fn new_secrets_go_into_a_file_that_only_the_person_reads() {
    use std::os::unix::fs::PermissionsExt;
    let scene = administration().await;
    let file = written(&scene, "apps.toml", FILE);
    let place = scene.session.path().join("new.json");
    let typed = ["apps", "apply", &file, "--secrets-file", place.to_str().unwrap()];
    let applied = scene.json(&typed).value();
    assert!(applied["added"][0].get("client_secret").is_none(), "{applied}");
    assert_eq!(place.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let secrets: Value = serde_json::from_str(&std::fs::read_to_string(&place).unwrap()).unwrap();
    assert!(secrets[0]["client_secret"].is_string(), "{secrets}");
    let (exit, _, message) = scene.json(&typed).error();
    assert_eq!(exit, 2, "a file that is there is not written over: {message}");
}

#[tokio::test]
async fn secrets_that_their_file_does_not_take_are_shown_as_without_it() {
    let scene = administration().await;
    let file = written(&scene, "apps.toml", FILE);
    let place = scene.session.path().join("new.json");
    // Files may be made, and nothing may be written to one.
    let mut command = scene.session.command("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]).arg(program("countersign"));
    command.args(["apps", "apply", &file, "--secrets-file", place.to_str().unwrap(), "--json"]);
    let told = done(command.output().unwrap());
    let answer: Value = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{told:?}"));
    assert!(answer["added"][0]["client_secret"].as_str().unwrap().len() >= 43, "{answer}");
    let error: Value = serde_json::from_str(told.err.lines().last().unwrap()).unwrap();
    assert!(error["error"]["message"].as_str().unwrap().contains("new.json"), "{told:?}");
    assert_eq!(told.code, 1, "{told:?}");
    assert!(!place.exists(), "half a file is no secret");
}

#[tokio::test]
async fn a_file_that_is_wrong_says_where() {
    let scene = administration().await;
    let file = written(&scene, "apps.toml", &FILE.replace("kind", "kidn"));
    let (exit, code, message) = scene.json(&["apps", "plan", &file]).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"));
    assert!(message.contains("kidn"), "{message}");
    let (exit, code, _) = scene.json(&["apps", "plan", "/nowhere/apps.toml"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
}

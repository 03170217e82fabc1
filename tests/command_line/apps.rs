//! `countersign apps`, as an administrator uses it.

use serde_json::{Value, json};
use support::session::Keyring;

use crate::scene::{Done, PROVIDER, Scene, keys};

const APP_KEYS: [&str; 9] = ["client_id", "dialect", "enabled", "kind", "name", "redirect_uris", "scopes", "trusted", "version"];

/// Anna has signed in, and may administer.
pub(crate) async fn administration() -> Scene {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access", "accounts:admin"]).await;
    assert!(account["scopes"].as_array().unwrap().contains(&json!("accounts:admin")), "{account}");
    scene
}

/// Registers a web app.
pub(crate) fn add_harbour(scene: &Scene) -> Value {
    scene
        .json(&[
            "apps",
            "add",
            "--name",
            "Harbour",
            "--kind",
            "web",
            "--redirect-uri",
            "https://harbour.example/callback",
            "--scope",
            "profile",
        ])
        .value()
}

#[tokio::test]
async fn an_app_from_its_registration_to_its_end() {
    let scene = administration().await;
    let mut added = add_harbour(&scene);
    let secret = added.as_object_mut().unwrap().remove("client_secret").unwrap();
    assert!(secret.as_str().unwrap().len() >= 43, "256 bits");
    assert_eq!(keys(&added), APP_KEYS);
    let id = added["client_id"].as_str().unwrap();
    assert_eq!(
        added,
        json!({
            "client_id": id, "name": "Harbour", "kind": "web", "dialect": "standard", "redirect_uris": ["https://harbour.example/callback"],
            "scopes": ["profile"], "trusted": false, "enabled": true, "version": added["version"],
        })
    );
    assert_eq!(scene.json(&["apps", "show", id]).value(), added, "its secret is not shown again");
    let listed = scene.json(&["apps", "list"]).values();
    assert!(listed.contains(&added));
    assert!(listed.iter().any(|app| app["client_id"] == "countersign"));
    assert_eq!(scene.json(&["apps", "list", "--search", "arbou"]).values(), [added.clone()]);

    let updated = scene
        .json(&[
            "apps",
            "update",
            id,
            "--name",
            "Harbour Two",
            "--scope",
            "profile",
            "--scope",
            "email",
            "--trusted",
            "on",
            "--if-version",
            &added["version"].to_string(),
        ])
        .value();
    assert_eq!(keys(&updated), APP_KEYS);
    assert_eq!(
        (&updated["name"], &updated["scopes"], &updated["trusted"]),
        (&json!("Harbour Two"), &json!(["profile", "email"]), &json!(true))
    );
    assert_eq!(updated["redirect_uris"], added["redirect_uris"], "what was not named stays");
    assert_ne!(updated["version"], added["version"]);
    let cleared = scene.json(&["apps", "update", id, "--no-scopes", "--enabled", "off"]).value();
    assert_eq!((&cleared["scopes"], &cleared["enabled"]), (&json!([]), &json!(false)));

    let (exit, code, _) = scene.json(&["apps", "update", id, "--name", "x", "--if-version", &added["version"].to_string()]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"));

    assert_eq!(scene.json(&["apps", "delete", id]).value(), json!({ "client_id": id, "deleted": true }));
    for verb in ["show", "delete", "new-secret"] {
        assert_eq!(scene.json(&["apps", verb, id]).error().0, 3, "{verb}");
    }
}

#[tokio::test]
async fn a_third_secret_retires_the_oldest_and_names_it() {
    let scene = administration().await;
    let added = add_harbour(&scene);
    let id = added["client_id"].as_str().unwrap();
    let second = scene.json(&["apps", "new-secret", id]).value();
    assert_eq!((&second["client_id"], &second["retired"]), (&json!(id), &Value::Null));
    let third = scene.json(&["apps", "new-secret", id]).value();
    assert!(third["retired"].is_string(), "{third}");
    assert_ne!(second["client_secret"], third["client_secret"]);
    let words = scene.run(&["apps", "new-secret", id]).out;
    assert!(words.contains("(shown this once)") && words.contains("Retired"), "{words}");
}

#[tokio::test]
async fn an_app_that_was_just_added_can_be_used_at_once() {
    let scene = administration().await;
    let redirect = "http://127.0.0.1/callback";
    let app = scene.json(&["apps", "add", "--name", "Boat", "--kind", "native", "--redirect-uri", redirect, "--scope", "email"]).value();
    assert_eq!(keys(&app), APP_KEYS, "a public app has no secret");
    let id = app["client_id"].as_str().unwrap();
    scene
        .json(&[
            "providers",
            "add",
            "--name",
            "boat",
            "--issuer",
            &scene.issuer,
            "--client-id",
            id,
            "--redirect-uri",
            redirect,
            "--scope",
            "email",
        ])
        .value();
    let account = scene.signs_in(&scene.anna, "boat", &[]).await;
    let account = account["id"].as_str().unwrap();
    let token = scene.token(account);
    assert_eq!(scene.user_info(&token).await.0, 200);
    scene.json(&["apps", "delete", id]).value();
    assert_eq!(scene.user_info(&token).await.0, 401, "its tokens die with it");
}

#[tokio::test]
async fn what_is_wrong_with_an_app_is_said_and_nothing_is_stored() {
    let scene = administration().await;
    let count = scene.json(&["apps", "list"]).values().len();
    for (typed, said) in [
        (&["--name", "x", "--kind", "web", "--redirect-uri", "http://a.example/"][..], "https"),
        (&["--name", "x", "--kind", "native", "--redirect-uri", "myapp:/cb"], "domain name"),
        (&["--name", "x", "--kind", "native", "--trusted", "--redirect-uri", "http://127.0.0.1/cb"], "consent"),
        (&["--name", " ", "--kind", "web", "--redirect-uri", "https://a.example/"], "name"),
        (
            &["--name", "x", "--kind", "web", "--redirect-uri", "https://a.example/", "--scope", "personal_information"],
            "personal_information",
        ),
    ] {
        let (exit, code, message) = scene.json(&[&["apps", "add"], typed].concat()).error();
        assert_eq!((exit, code.as_str()), (2, "invalid_input"), "{typed:?}: {message}");
        assert!(message.contains(said), "{typed:?}: {message}");
    }
    assert_eq!(scene.json(&["apps", "list"]).values().len(), count);
    for typed in [&["apps", "delete", "countersign"][..], &["apps", "update", "countersign", "--name", "Mine"]] {
        assert_eq!(scene.json(typed).error().0, 4, "the service's own app stays: {typed:?}");
    }
}

#[tokio::test]
async fn with_two_administrators_the_account_has_to_be_named() {
    let scene = administration().await;
    let dora = scene.add_person("dora@one.example", "Dora", "--role administrator");
    let account = scene.signs_in(&dora, PROVIDER, &["accounts:admin"]).await;
    let (exit, code, message) = scene.json(&["apps", "list"]).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"), "{message}");
    let listed: Done = scene.json(&["apps", "list", "--account", account["id"].as_str().unwrap()]);
    assert_eq!(listed.value()["client_id"], "countersign");
}

#[tokio::test]
async fn without_an_administrator_it_says_how_to_become_one() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    scene.signed_in(&["profile"]).await;
    let (exit, _, message) = scene.json(&["apps", "list"]).error();
    assert!(exit == 3 || exit == 4, "{exit}: {message}");
    assert!(message.contains("accounts:admin") || message.contains("dministr"), "{message}");
}

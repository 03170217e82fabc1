//! `countersign api-keys` and `signing-keys`.

use serde_json::json;

use crate::apps::administration;

#[tokio::test]
async fn an_api_key_from_its_secret_to_its_end() {
    let scene = administration().await;
    let added = scene.json(&["api-keys", "add", "--name", "Chat"]).value();
    assert!(added["secret"].is_string(), "{added}");
    let key = added["key"].as_str().unwrap();
    let rotated = scene.json(&["api-keys", "rotate", key]).value();
    assert_ne!(rotated["secret"], added["secret"]);
    let listed = scene.json(&["api-keys", "list", "--search", "cha"]).value();
    assert_eq!((&listed["key"], listed["secrets"].as_array().unwrap().len()), (&json!(key), 2));
    let old = listed["secrets"][0]["id"].as_str().unwrap();
    assert_eq!(scene.json(&["api-keys", "retire", key, old]).value(), json!({ "key": key, "secret": old, "retired": true }));
    assert_eq!(scene.json(&["api-keys", "disable", key]).value()["enabled"], false);
    assert_eq!(scene.json(&["api-keys", "enable", key]).value()["enabled"], true);
    assert_eq!(scene.json(&["api-keys", "delete", key]).value(), json!({ "id": key, "deleted": true }));
    assert_eq!(scene.json(&["api-keys", "list"]).out, "");
}

#[tokio::test]
async fn a_signing_key_is_published_signs_and_the_one_before_is_removed() {
    let scene = administration().await;
    let before = scene.json(&["signing-keys", "publish", "--alg", "ES256"]).values();
    let next = before.iter().rev().find(|key| key["alg"] == "ES256" && key["state"] != "signing");
    let kid = next.unwrap_or_else(|| panic!("{before:?}"))["kid"].as_str().unwrap();
    let after = scene.json(&["signing-keys", "promote", kid]).values();
    assert!(after.iter().any(|key| key["kid"] == kid && key["state"] == "signing"), "{after:?}");
    let (exit, code, message) = scene.json(&["signing-keys", "remove", kid]).error();
    assert_eq!((exit, code.as_str()), (4, "refused"), "{message}");
    assert_eq!(scene.json(&["signing-keys", "list"]).values(), after);
    if let Some(old) = after.iter().find(|key| key["state"] == "retired") {
        let left = scene.json(&["signing-keys", "remove", old["kid"].as_str().unwrap()]).values();
        assert!(!left.contains(old));
    }
}

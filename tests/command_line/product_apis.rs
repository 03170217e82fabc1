//! The product APIs of a service, from the key to the token.

use serde_json::json;
use support::session::Keyring;

use crate::scene::{Scene, keys};

const RETURN: &str = "http://127.0.0.1/callback/inbenta";

#[tokio::test]
async fn inb_14_a_token_of_the_product_apis_is_got_with_a_key_and_shown_to_whoever_asks() {
    let scene = Scene::new(Keyring::Unlocked);
    let app =
        scene.add_app(&format!("--name Desk --kind native --with-secret --dialect inbenta --redirect-uri {RETURN} --scope product_apis"));
    let file = scene.secret_file("client", app["client_secret"].as_str().unwrap());
    let added = scene.json(&[
        "providers",
        "add",
        "--name",
        "desk",
        "--preset",
        "inbenta",
        "--base-url",
        &scene.issuer,
        "--client-id",
        app["client_id"].as_str().unwrap(),
        "--client-secret-file",
        file.to_str().unwrap(),
        "--redirect-uri",
        RETURN,
    ]);
    assert_eq!(added.code, 0, "{added:?}");
    let account = scene.signs_in(&scene.anna, "desk", &["product_apis"]).await;
    let id = account["id"].as_str().unwrap();

    let (code, word, message) = scene.json(&["product-apis", "show", id]).error();
    assert_eq!((code, word.as_str()), (2, "invalid_input"));
    assert!(message.contains("of “desk” want") && message.contains("countersign product-apis key PROVIDER"), "{message}");

    let (key, secret) = scene.add_api_key("Chat desk");
    let file = scene.secret_file("key", &secret);
    let kept = scene.json(&["product-apis", "key", "desk", "--key", &key, "--secret-file", file.to_str().unwrap()]).value();
    assert_eq!(kept, json!({"provider": "desk", "key": key}));
    assert_eq!(scene.json(&["product-apis", "keys"]).value(), kept);

    let access = scene.json(&["product-apis", "show", id]).value();
    assert_eq!(keys(&access), ["account", "apis", "expires_at", "impersonates"]);
    assert_eq!((&access["account"], &access["impersonates"]), (&account["id"], &json!([])));
    let token = scene.json(&["product-apis", "token", id]).value();
    assert_eq!(keys(&token), ["access_token", "expires_at", "key", "key_header", "token_type"]);
    assert_eq!((&token["key"], &token["key_header"]), (&json!(key), &json!("x-inbenta-key")));
    let bare = scene.run(&["product-apis", "token", id]);
    assert_eq!(bare.out, format!("{}\n", token["access_token"].as_str().unwrap()));

    assert_eq!(scene.json(&["product-apis", "forget-key", "desk"]).value(), json!({"provider": "desk", "forgotten": true}));
    assert_eq!(scene.json(&["product-apis", "token", id]).error().0, 2);
    assert_eq!(scene.json(&["product-apis", "forget-key", "desk"]).error().0, 3);
}

#[tokio::test]
async fn a_service_without_product_apis_does_not_offer_them_whatever_was_typed() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile"]).await;
    let (code, word, message) = scene.json(&["product-apis", "show", account["id"].as_str().unwrap()]).error();
    assert_eq!((code, word.as_str()), (4, "refused"), "{message}");
}

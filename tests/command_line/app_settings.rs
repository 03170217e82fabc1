//! What an app can be, beyond its name and its return addresses.

use serde_json::{Value, json};

use crate::apps::{add_harbour, administration};
use crate::scene::Scene;

fn details(scene: &Scene, id: &str) -> Value {
    scene.json(&["apps", "show", id, "--details"]).value()
}

fn id_of(app: &Value) -> String {
    app["client_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn all_that_an_app_can_be_is_said_when_it_is_added() {
    let scene = administration().await;
    let organisation = scene.json(&["organisations", "add", "--name", "Harbour Works"]).value()["id"].clone();
    let typed = [
        "apps add --name Till --kind web --redirect-uri https://till.example/cb --scope openid --homepage https://till.example",
        "--policy https://till.example/privacy --terms https://till.example/terms --access-lifetime 30m --refresh-idle 24h",
        "--refresh-absolute 720h --access-token-format jwt --resource https://api.till.example --id-token-alg ES256",
        "--post-logout-redirect-uri https://till.example/bye --backchannel-logout-uri https://till.example/out --code-name till1",
    ]
    .join(" ");
    let typed: Vec<&str> = typed.split(' ').chain(["--description", "Sells tickets.", "--organisation", "harbour works"]).collect();
    let app = details(&scene, &id_of(&scene.json(&typed).value()));
    assert_eq!(
        app["about"],
        json!({
            "description": "Sells tickets.", "homepage_url": "https://till.example", "policy_url": "https://till.example/privacy",
            "terms_url": "https://till.example/terms",
        })
    );
    assert_eq!(
        app["tokens"],
        json!({
            "access_token_format": "jwt", "access_lifetime": 1800, "refresh_idle": 86_400, "refresh_absolute": 2_592_000,
            "resources": ["https://api.till.example"],
        })
    );
    assert_eq!(
        app["openid"],
        json!({
            "id_token_alg": "ES256", "post_logout_redirect_uris": ["https://till.example/bye"],
            "backchannel_logout_uri": "https://till.example/out",
        })
    );
    assert_eq!((&app["organisation"], &app["code_name"]), (&organisation, &json!("till1")));
}

#[tokio::test]
async fn an_app_of_every_kind_and_dialect_can_be_added() {
    let scene = administration().await;
    for (kind, dialect, rest) in [
        ("native", "standard", "--redirect-uri http://127.0.0.1/cb --with-secret"),
        ("web", "inbenta", "--redirect-uri https://a.example/cb --scope personal_information"),
        ("web", "general", "--redirect-uri https://a.example/cb --scope read_write"),
        ("web", "intandem", "--redirect-uri https://a.example/cb --scope openid"),
        ("web", "iiniit", "--redirect-uri https://a.example/cb --scope user:read"),
        ("spa", "standard", "--redirect-uri https://a.example/cb --origin https://a.example"),
        ("machine", "standard", "--scope reports:read"),
    ] {
        let typed = format!("apps add --name {dialect} --kind {kind} --dialect {dialect} {rest}");
        let added = scene.json(&typed.split(' ').collect::<Vec<_>>()).value();
        assert_eq!((&added["kind"], &added["dialect"]), (&json!(kind), &json!(dialect)));
        assert_eq!(added.get("client_secret").is_some(), kind != "spa", "{added}");
    }
}

#[tokio::test]
async fn an_app_that_signs_its_requests_has_keys_and_no_secret() {
    let scene = administration().await;
    let keys = scene.session.path().join("keys.json");
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "one" });
    std::fs::write(&keys, json!({ "keys": [key] }).to_string()).unwrap();
    let add = ["apps", "add", "--name", "Reports", "--kind", "machine", "--scope", "reports:read", "--jwks-file"];
    let added = scene.json(&[&add[..], &[keys.to_str().unwrap()]].concat()).value();
    assert!(added.get("client_secret").is_none(), "{added}");
    assert_eq!(details(&scene, &id_of(&added))["client_keys"]["jwks"]["keys"][0]["kid"], "one");

    std::fs::write(&keys, "not keys").unwrap();
    let (exit, code, message) = scene.json(&[&add[..], &[keys.to_str().unwrap()]].concat()).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"));
    assert!(message.contains("not a JWK set"), "{message}");
}

#[tokio::test]
async fn a_change_leaves_what_is_not_named_and_takes_away_what_is_cleared() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    let change = ["apps", "update", &id, "--description", "Ships.", "--access-lifetime", "10m", "--homepage", "https://harbour.example"];
    scene.json(&change).value();
    let before = details(&scene, &id);
    scene.json(&["apps", "update", &id, "--clear", "description", "--clear", "access-lifetime", "--name", "Quay"]).value();
    let after = details(&scene, &id);
    assert_eq!((&after["name"], &after["about"]), (&json!("Quay"), &json!({ "homepage_url": "https://harbour.example" })));
    assert_eq!((&before["tokens"]["access_lifetime"], after["tokens"].get("access_lifetime")), (&json!(600), None));
    assert_eq!((&after["redirect_uris"], &after["scopes"]), (&before["redirect_uris"], &before["scopes"]));
}

#[tokio::test]
async fn an_app_is_switched_off_and_on() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    assert_eq!(scene.json(&["apps", "disable", &id]).value()["enabled"], false);
    assert_eq!(scene.json(&["apps", "enable", &id]).value()["enabled"], true);
}

#[tokio::test]
async fn an_app_goes_to_an_organisation_and_leaves_it() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    let organisation = scene.json(&["organisations", "add", "--name", "Harbour Works"]).value()["id"].clone();
    scene.json(&["apps", "transfer", &id, "--to", "Harbour Works"]).value();
    assert_eq!(details(&scene, &id)["organisation"], organisation);
    scene.json(&["apps", "transfer", &id, "--to-none"]).value();
    assert_eq!(details(&scene, &id).get("organisation"), None);
    let (exit, code, message) = scene.json(&["apps", "transfer", &id, "--to", "Harbor Works"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
    assert!(message.contains("Did you mean") && message.contains("Harbour Works"), "{message}");
}

#[tokio::test]
async fn a_logo_is_set_and_taken_away_and_what_is_no_picture_is_refused() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    let file = scene.session.path().join("logo.png");
    image::RgbImage::from_pixel(64, 64, image::Rgb([20, 90, 160])).save(&file).unwrap();
    scene.json(&["apps", "update", &id, "--logo", file.to_str().unwrap()]).value();
    scene.json(&["apps", "update", &id, "--clear", "logo"]).value();
    std::fs::write(&file, "no picture").unwrap();
    let (exit, code, message) = scene.json(&["apps", "update", &id, "--logo", file.to_str().unwrap()]).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"), "{message}");
    let (exit, code, _) = scene.json(&["apps", "update", &id, "--logo", "/nowhere/logo.png"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
}

#[tokio::test]
async fn an_unknown_app_is_named_by_what_is_like_it() {
    let scene = administration().await;
    let id = id_of(&add_harbour(&scene));
    for wanted in [&id[..8], "Harbor", "harbour"] {
        let (exit, code, message) = scene.json(&["apps", "show", wanted]).error();
        assert_eq!((exit, code.as_str()), (3, "not_found"));
        assert!(message.ends_with(&format!("Did you mean {id} (Harbour)?")), "{message}");
    }
    let (_, _, message) = scene.json(&["apps", "secrets", "retire", &id, "no-secret"]).error();
    assert!(!message.contains("Did you mean"), "the app is there, its secret is not: {message}");
}

//! The documented services by their presets, against the service that speaks as they do.

use serde_json::{Value, json};
use support::session::Keyring;

use crate::scene::{Scene, keys, words};

const BACK: &str = "http://127.0.0.1/callback";

/// An app at the service, and the provider for it by its preset; gives what `providers add` says.
fn added(scene: &Scene, preset: &str, app: &str, more: &str) -> Value {
    let app = scene.add_app(&format!("--name Harbour --kind native --with-secret --redirect-uri {BACK} {app}"));
    let (client_id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let (issuer, file) = (&scene.issuer, scene.secret_file(preset, secret));
    scene
        .json(&words(&format!(
            "providers add --name {preset} --preset {preset} --base-url {issuer} --client-id {client_id} --client-secret-file {} --redirect-uri {BACK} {more}",
            file.display()
        )))
        .value()
}

fn profile(scene: &Scene, account: &Value) -> Value {
    scene.json(&["profile", account["id"].as_str().unwrap()]).value()
}

#[tokio::test]
async fn gen_01_to_gen_05_the_general_service_by_its_base_address_alone() {
    let scene = Scene::new(Keyring::Unlocked);
    let added = added(&scene, "other", "--dialect general --scope read_write", "");
    assert_eq!((&added["preset"], &added["scopes"]), (&json!("other"), &json!(["read_write"])));
    let account = scene.signs_in(&scene.anna, "other", &[]).await;
    assert_eq!((&account["scopes"], &account["can_refresh"]), (&json!(["read_write"]), &json!(true)));
    let shown = profile(&scene, &account);
    assert_eq!((&shown["name"], &shown["timezone"]), (&json!("Anna Örn"), &json!("Europe/Madrid")));
    let id = account["id"].as_str().unwrap();
    let first = scene.token(id);
    assert_eq!(keys(&scene.json(&["refresh", id]).value()), ["expires_at"]);
    assert_ne!(scene.token(id), first);
}

#[tokio::test]
async fn int_06_to_int_08_intandem_takes_json_and_gives_twenty_years() {
    let scene = Scene::new(Keyring::Unlocked);
    added(&scene, "intandem", "--dialect intandem", "");
    let account = scene.signs_in(&scene.anna, "intandem", &[]).await;
    assert_eq!((&account["can_refresh"], &account["state"]), (&json!(false), &json!("active")));
    assert!(account["expires_at"].as_i64().unwrap() > 2_300_000_000, "{account}");
    let shown = profile(&scene, &account);
    assert_eq!((&shown["email"], &shown["locale"]), (&json!("anna@one.example"), &json!("es-ES")));
    let token = scene.token(account["id"].as_str().unwrap());
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(scene.json(&["refresh", account["id"].as_str().unwrap()]).error().0, 4);
}

#[tokio::test]
async fn iii_01_iii_02_iiniit_exchanges_and_renews_at_two_addresses() {
    let scene = Scene::new(Keyring::Unlocked);
    added(&scene, "iiniit", "--dialect iiniit --scope user:read --scope user:write", "--scope read:user");
    let account = scene.signs_in(&scene.anna, "iiniit", &[]).await;
    assert_eq!((&account["scopes"], &account["can_refresh"]), (&json!(["user:read"]), &json!(true)));
    assert_eq!(profile(&scene, &account)["email"], "anna@one.example");
    let id = account["id"].as_str().unwrap();
    let first = scene.token(id);
    assert_eq!(scene.json(&["refresh", id]).code, 0);
    assert_ne!(scene.token(id), first);
}

#[tokio::test]
async fn inb_06_to_inb_12_inbenta_in_the_body_and_without_renewal() {
    let scene = Scene::new(Keyring::Unlocked);
    added(&scene, "inbenta", "--dialect inbenta --scope personal_information --scope personal_configuration", "");
    let account = scene.signs_in(&scene.anna, "inbenta", &[]).await;
    assert_eq!((&account["scopes"], &account["can_refresh"]), (&json!(["personal_information", "personal_configuration"]), &json!(false)));
    let shown = profile(&scene, &account);
    assert_eq!((&shown["dates"]["format"], &shown["number_separators"]["decimal"]), (&json!("DD-MM-YYYY"), &json!(",")));
}

#[test]
fn presets_are_listed_with_what_has_to_be_registered() {
    let scene = Scene::bare(Keyring::Unlocked);
    let lines = scene.json(&["providers", "presets"]).values();
    let names: Vec<&str> = lines.iter().map(|line| line["preset"].as_str().unwrap()).collect();
    assert_eq!(names, ["inbenta", "intandem", "iiniit", "github", "gitlab", "google", "microsoft", "keycloak", "other"]);
    assert_eq!(
        (&lines[3]["register_at"], &lines[3]["register_as"]),
        (&json!("https://github.com/settings/developers"), &json!("OAuth app"))
    );
    assert_eq!((&lines[7]["host"], &lines[7]["needs_base_url"]), (&Value::Null, &json!(true)));
    let table = scene.run(&["providers", "presets"]).out;
    assert!(table.starts_with("PRESET") && table.contains("https://console.cloud.google.com/auth/clients"), "{table}");
    let error = scene.json(&["providers", "add", "--name", "x", "--preset", "nobody", "--client-id", "i"]).error();
    assert!(error.0 == 2 && error.2.contains("microsoft"), "{error:?}");
}

#[test]
fn presets_of_ones_own_are_checked_with_their_line() {
    let scene = Scene::bare(Keyring::Unlocked);
    let file = scene.session.path().join("mine.toml");
    let text = "[[preset]]\nid = \"harbour\"\ntitle = \"Harbour\"\nbase_url = \"https://harbour.example\"\n[preset.paths]\nauthorization = \"/a\"\ntoken = \"/t\"\n";
    std::fs::write(&file, text).unwrap();
    let add = || {
        let path = file.to_str().unwrap();
        scene.json(&[
            "providers",
            "add",
            "--name",
            "own",
            "--preset",
            "harbour",
            "--preset-file",
            path,
            "--client-id",
            "i",
            "--allow",
            "scope-with-commas",
        ])
    };
    assert_eq!(add().value()["preset"], "harbour");
    std::fs::write(&file, text.replace("token =", "tokens =")).unwrap();
    let listed = scene.json(&["providers", "list"]).value();
    assert_eq!((&listed["name"], &listed["tolerates"]), (&json!("own"), &json!(["scope-with-commas"])), "what was added stays");
    assert_eq!(scene.json(&["providers", "remove", "own"]).code, 0);
    let error = add().error();
    assert!(error.0 == 2 && error.2.contains("mine.toml") && error.2.contains("line 7") && error.2.contains("“token”"), "{error:?}");

    let home = scene.session.data_home().join("app.countersign.desktop");
    std::fs::write(home.join("presets.toml"), "[[preset]]\nidd = \"x\"\n").unwrap();
    let listed = scene.run(&["providers", "presets"]);
    assert!(listed.code == 0 && listed.out.contains("inbenta") && listed.err.contains("line 2"), "{listed:?}");
}

#[test]
fn a_deviation_is_allowed_by_its_name_and_listed() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let allowed = scene.json(&["providers", "allow", "work", "missing-token-type"]).value();
    assert_eq!((&allowed["name"], &allowed["tolerates"]), (&json!("work"), &json!(["missing-token-type"])));
    assert!(scene.run(&["providers", "list"]).out.contains("missing-token-type"));
    let unknown = scene.json(&["providers", "allow", "work", "anything"]).error();
    assert!(unknown.0 == 2 && unknown.2.contains("scope-as-array"), "{unknown:?}");
    assert_eq!(scene.json(&["providers", "allow", "nobody", "missing-iss"]).error().0, 3);
}

#[test]
fn a_resource_is_asked_for_in_the_address() {
    let scene = Scene::new(Keyring::Unlocked);
    let resource = format!("{}/admin/v1", scene.issuer);
    let added = scene.json(&["providers", "add", "--name", "work", "--issuer", &scene.issuer, "--resource", &resource]).value();
    assert_eq!(added["resources"], json!([resource]));
    let mut waiting = scene.start_sign_in("work", &[]);
    assert_eq!(crate::scene::query(&waiting.authorize_url, "resource"), resource);
    waiting.child.kill().unwrap();
    waiting.child.wait().unwrap();
}

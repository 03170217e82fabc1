//! From adding a provider to a revoked token, and every key on the way.

use serde_json::{Value, json};
use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{PROVIDER, Scene, keys, words};

const ACCOUNT_KEYS: [&str; 8] = ["can_refresh", "expires_at", "id", "name", "provider", "scopes", "state", "subject"];

#[tokio::test]
async fn a_session_from_the_first_command_to_the_last() {
    let scene = Scene::new(Keyring::Unlocked);
    let added = scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer]).value();
    assert_eq!(keys(&added), ["client_id", "issuer", "name", "preset", "redirect_uris", "scopes"]);
    assert_eq!((&added["name"], &added["issuer"], &added["client_id"]), (&json!(PROVIDER), &json!(scene.issuer), &json!("countersign")));
    assert_eq!(scene.json(&["providers", "list"]).value(), added);

    let account = scene.signed_in(&["profile", "email", "offline_access"]).await;
    assert_eq!(keys(&account), ACCOUNT_KEYS);
    assert_eq!(account["provider"], PROVIDER);
    assert_eq!(account["name"], "Anna Örn");
    assert_eq!(account["state"], "active");
    assert_eq!(account["can_refresh"], true);
    assert_eq!(account["scopes"], json!(["profile", "email", "offline_access"]));
    assert!(account["expires_at"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(scene.json(&["accounts"]).value(), account);
    let id = account["id"].as_str().unwrap();

    let first = scene.token(id);
    assert_eq!(scene.run(&["token", id]).out, format!("{first}\n"), "the token alone, and the same while it is good");
    let line = scene.json(&["token", id]).value();
    assert_eq!(keys(&line), ["access_token", "expires_at", "token_type"]);
    assert_eq!(line["token_type"], "Bearer");
    let (status, claims) = scene.user_info(&first).await;
    assert_eq!((status, &claims["sub"]), (200, &account["subject"]));

    let renewed = scene.json(&["refresh", id]).value();
    assert_eq!(keys(&renewed), ["expires_at"]);
    let second = scene.token(id);
    assert_ne!(first, second);
    assert_eq!(scene.user_info(&second).await.0, 200);

    let receipt = scene.json(&["sign-out", id]).value();
    assert_eq!(receipt, json!({ "revoked": receipt["revoked"], "forgotten": [], "pending": [] }));
    let mut revoked: Vec<&str> = receipt["revoked"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    revoked.sort_unstable();
    assert_eq!(revoked, ["access_token", "refresh_token"]);
    assert_eq!(scene.user_info(&second).await.0, 401, "the service refuses it now");
    assert_eq!(scene.json(&["accounts"]).value()["state"], "signed_out");
    assert_eq!(scene.json(&["token", id]).error().0, 4);
}

#[tokio::test]
async fn a_token_that_is_not_good_for_long_enough_is_renewed_first() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["offline_access"]).await;
    let id = account["id"].as_str().unwrap();
    let first = scene.token(id);
    assert_eq!(scene.json(&["token", id, "--min-validity", "50m"]).value()["access_token"], first.as_str());
    let renewed = scene.json(&["token", id, "--min-validity", "61m"]).value();
    assert_ne!(renewed["access_token"], first.as_str());
}

#[tokio::test]
async fn two_people_have_two_profiles_in_their_own_formats() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let bela = scene.add_person(
        "bela@one.example",
        "Béla \"Q\" <b>",
        "--locale en --timezone Asia/Kolkata --date-format YYYY/MM/DD --smart-dates off --thousands , --decimal .",
    );
    let anna = scene.signed_in(&["profile", "email"]).await;
    let bela = scene.signs_in(&bela, PROVIDER, &["profile"]).await;
    assert_ne!(anna["id"], bela["id"]);

    let profile = |account: &Value| scene.json(&["profile", account["id"].as_str().unwrap()]).value();
    let (of_anna, of_bela) = (profile(&anna), profile(&bela));
    assert_eq!(
        of_anna,
        json!({
            "id": anna["id"], "name": "Anna Örn", "email": "anna@one.example", "locale": "es-ES", "timezone": "Europe/Madrid",
            "dates": { "format": "DD-MM-YYYY", "smart": "on" }, "number_separators": { "thousands": ".", "decimal": "," },
            "business": null, "scopes": { "requested": ["profile", "email"], "granted": ["profile", "email"] },
            "read_at": of_anna["read_at"],
        })
    );
    assert_eq!(
        of_bela,
        json!({
            "id": bela["id"], "name": "Béla \"Q\" <b>", "email": null, "locale": "en", "timezone": "Asia/Kolkata",
            "dates": { "format": "YYYY/MM/DD", "smart": "off" }, "number_separators": { "thousands": ",", "decimal": "." },
            "business": null, "scopes": { "requested": ["profile"], "granted": ["profile"] },
            "read_at": of_bela["read_at"],
        })
    );
    assert!(of_anna["read_at"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(scene.json(&["accounts"]).values().len(), 2);
}

#[tokio::test]
async fn without_print_url_the_browser_is_opened() {
    let mut scene = Scene::with_provider(Keyring::Unlocked);
    let opened = scene.browser_that_notes();
    let child = scene.command(&["sign-in", PROVIDER, "--json"]).spawn().unwrap();
    support::wait::until("the browser to be opened", || opened.exists());
    let address = std::fs::read_to_string(&opened).unwrap();
    assert!(address.starts_with(&format!("{}/oauth/authorize?", scene.issuer)), "{address}");
    let (status, _) = scene.anna.comes_back(&address, Answer::Accept).await;
    assert_eq!(status, 200);
    let done = crate::scene::done(child.wait_with_output().unwrap());
    assert_eq!(keys(&done.value()), ACCOUNT_KEYS);
}

#[tokio::test]
async fn people_read_tables_and_sentences() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    assert_eq!(scene.run(&["accounts"]).out, "");
    assert!(scene.run(&["accounts"]).err.starts_with("Nobody is signed in. Sign in with: "));
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let id = account["id"].as_str().unwrap();

    let table = scene.run(&["accounts"]).out;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    let column = lines[0].find("NAME").unwrap();
    assert_eq!(&lines[1][column..column + "Anna Örn".len()], "Anna Örn");
    assert!(lines[1].starts_with(id) && lines[1].contains("active"), "{table}");

    let profile = scene.run(&["profile", id]).out;
    assert!(profile.lines().any(|line| line.split_whitespace().collect::<Vec<_>>() == ["Time", "zone", "Europe/Madrid"]), "{profile}");
    assert!(!profile.contains("E-mail"), "what no scope reveals is left out:\n{profile}");
    assert!(scene.run(&["refresh", id]).out.starts_with("Renewed; the token ends at "));
    let receipt = scene.run(&["sign-out", id]).out;
    assert!(receipt.contains("Ended at the service") && !receipt.contains("Not told yet"), "{receipt}");
}

#[tokio::test]
async fn a_provider_can_be_removed_and_two_homes_know_nothing_of_each_other() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let other = scene.session.path().join("other home");
    let other = other.to_str().unwrap();
    assert_eq!(scene.run(&["--json", "--home", other, "providers", "list"]).out, "");
    let added = scene.run(&["--home", other, "providers", "add", "--json", "--name", "there", "--issuer", &scene.issuer]).value();
    assert_eq!(added["name"], "there");
    assert_eq!(scene.json(&["providers", "list"]).value()["name"], PROVIDER);
    assert_eq!(scene.json(&["providers", "list", "--home", other]).value()["name"], "there");

    assert_eq!(scene.json(&["providers", "remove", PROVIDER]).value(), json!({ "name": PROVIDER, "removed": true }));
    assert_eq!(scene.json(&["providers", "list"]).out, "");
    assert_eq!(scene.json(&["providers", "remove", PROVIDER]).error().0, 3);
}

#[tokio::test]
async fn a_documented_service_by_its_preset_and_by_its_addresses() {
    let scene = Scene::new(Keyring::Unlocked);
    let redirect = "http://127.0.0.1/callback";
    let app = scene.add_app(
        "--name Harbour --kind native --with-secret --dialect inbenta --redirect-uri http://127.0.0.1/callback \
         --scope personal_information --scope personal_configuration",
    );
    let (client_id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let (issuer, file) = (&scene.issuer, scene.secret_file("secret", secret));
    let added = scene.json(&words(&format!(
        "providers add --name inbenta --preset inbenta --base-url {issuer} --client-id {client_id} --client-secret-file {} --redirect-uri {redirect}",
        file.display()
    )));
    let added = added.value();
    assert_eq!((&added["preset"], &added["issuer"], &added["client_id"]), (&json!("inbenta"), &Value::Null, &json!(client_id)));
    let account = scene.signs_in(&scene.anna, "inbenta", &[]).await;
    let profile = scene.json(&["profile", account["id"].as_str().unwrap()]).value();
    assert_eq!((&profile["name"], &profile["timezone"]), (&json!("Anna Örn"), &json!("Europe/Madrid")));

    let by_hand = scene.json(&words(&format!(
        "providers add --name by-hand --authorize-url {issuer}/oauth/authorize --token-url {issuer}/oauth/token \
         --userinfo-url {issuer}/oauth/userinfo --revoke-url {issuer}/oauth/revoke --client-id countersign --redirect-uri {redirect} --scope profile"
    )));
    let by_hand = by_hand.value();
    assert_eq!((&by_hand["preset"], &by_hand["issuer"]), (&Value::Null, &Value::Null));
    let account = scene.signs_in(&scene.anna, "by-hand", &[]).await;
    assert_eq!(account["scopes"], json!(["profile"]));
    assert_eq!(scene.json(&["profile", account["id"].as_str().unwrap()]).value()["name"], "Anna Örn");
}

//! A vault with a passphrase, where there is no keychain (S2), and accounts taken elsewhere.

use serde_json::json;
use support::session::Keyring;

use crate::scene::{PROVIDER, Scene};

const WORDS: &str = "a passphrase of many words";

fn with<'a>(arguments: &[&'a str], file: &'a str) -> Vec<&'a str> {
    [arguments, &["--vault", "passphrase", "--passphrase-file", file]].concat()
}

#[tokio::test]
async fn s2_without_a_keychain_a_passphrase_keeps_a_session() {
    let scene = Scene::new(Keyring::NoBus);
    let file = scene.secret_file("passphrase", WORDS);
    let file = file.to_str().unwrap();
    let added = scene.json(&with(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer], file));
    assert_eq!(added.code, 0, "{added:?}");
    let waiting = scene.start(&with(&["sign-in", PROVIDER, "--scope", "profile", "--scope", "offline_access"], file));
    let (status, page) = scene.anna.comes_back(&waiting.authorize_url, crate::person::Answer::Accept).await;
    assert_eq!(status, 200, "{page}");
    let account = waiting.end().value();
    let id = account["id"].as_str().unwrap();
    assert!(scene.json(&with(&["token", id], file)).value()["access_token"].is_string());

    let (code, word, message) = scene.json(&["accounts"]).error();
    assert_eq!((code, word.as_str()), (5, "keychain_absent"), "{message}");
    let other = scene.secret_file("other", "another one of many words");
    let (code, _, message) = scene.json(&with(&["accounts"], other.to_str().unwrap())).error();
    assert_eq!(code, 5);
    assert!(message.contains("not the one of this vault"), "{message}");
}

#[test]
fn s2_a_vault_says_what_opens_it() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let file = scene.secret_file("passphrase", WORDS);
    let (code, _, message) = scene.json(&with(&["providers", "list"], file.to_str().unwrap())).error();
    assert_eq!(code, 5);
    assert!(message.contains("with the keychain and not with a passphrase"), "{message}");

    let home = scene.session.path().join("elsewhere");
    let home = home.to_str().unwrap();
    let add = ["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer, "--home", home];
    assert_eq!(scene.json(&with(&add, file.to_str().unwrap())).code, 0);
    let (code, _, message) = scene.json(&["providers", "list", "--home", home]).error();
    assert_eq!(code, 5);
    assert!(message.contains("--vault passphrase --passphrase-file FILE"), "{message}");
}

#[test]
fn s2_another_passphrase_opens_what_the_first_one_kept() {
    let scene = Scene::new(Keyring::NoBus);
    let (first, second) = (scene.secret_file("first", WORDS), scene.secret_file("second", "another one of many words"));
    let (first, second) = (first.to_str().unwrap(), second.to_str().unwrap());
    assert_eq!(scene.json(&with(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer], first)).code, 0);
    let changed = scene.json(&with(&["vault", "change-passphrase", "--new-passphrase-file", second], first)).value();
    assert_eq!(changed, json!({"changed": true}));
    assert_eq!(scene.json(&with(&["providers", "list"], second)).value()["name"], PROVIDER);
    assert_eq!(scene.json(&with(&["providers", "list"], first)).error().0, 5);
}

#[test]
fn s2_a_passphrase_is_chosen_whole_or_not_at_all() {
    let scene = Scene::bare(Keyring::NoBus);
    let (words, short) = (scene.secret_file("words", WORDS), scene.secret_file("short", "too short"));
    for (arguments, says) in [
        (vec!["accounts", "--vault", "passphrase"], "--passphrase-file"),
        (vec!["accounts", "--passphrase-file", words.to_str().unwrap()], "--vault passphrase"),
        (with(&["accounts"], "/nowhere"), "cannot be read"),
        (with(&["accounts"], short.to_str().unwrap()), "at least 12 characters"),
    ] {
        let (code, _, message) = scene.json(&arguments).error();
        assert_eq!(code, 2, "{arguments:?}");
        assert!(message.contains(says), "{message}");
    }
}

#[tokio::test]
async fn accounts_are_moved_to_another_folder() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let (words, sealed) = (scene.secret_file("words", WORDS), scene.session.path().join("accounts.sealed"));
    let (words, sealed) = (words.to_str().unwrap(), sealed.to_str().unwrap());
    // By its name alone, in the folder where the command is given.
    let mut export = scene.command(&["vault", "export", "accounts.sealed", "--export-passphrase-file", words, "--move", "--json"]);
    let done = export.current_dir(scene.session.path()).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let exported: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(exported, json!({"accounts": [account["id"]], "providers": [PROVIDER], "moved": true, "warnings": []}));
    assert!(scene.json(&["accounts"]).values().is_empty());
    let home = scene.session.path().join("elsewhere");
    let home = ["--home", home.to_str().unwrap()];
    let imported = scene.json(&[&["vault", "import", sealed, "--export-passphrase-file", words][..], &home].concat()).value();
    assert_eq!(imported, json!({"accounts": [account["id"]], "providers": [PROVIDER], "skipped": []}));
    let token = scene.json(&[&["token", account["id"].as_str().unwrap()][..], &home].concat()).value();
    assert_eq!(scene.user_info(token["access_token"].as_str().unwrap()).await.0, 200);
}

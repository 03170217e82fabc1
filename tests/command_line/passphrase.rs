//! A vault with a passphrase, where there is no keychain (S2).

use serde_json::json;
use support::session::Keyring;

use crate::scene::{PROVIDER, Scene};

const WORDS: &str = "a passphrase of many words";
const OPTIONS: &str = "--vault passphrase --passphrase-file FILE";

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

    let home = scene.session.data_home().join("app.countersign.desktop");
    assert!(home.join("vault.passphrase").exists() && !home.join("vault-round-trip.passphrase").exists());
    for verb in [&["accounts"][..], &["sign-in", PROVIDER, "--print-url"], &["vault", "change-passphrase", "--new-passphrase-file", file]] {
        let (code, word, message) = scene.json(verb).error();
        assert_eq!((code, word.as_str()), (5, "key_missing"), "{message}");
        assert!(message.contains("opened with a passphrase") && message.contains(OPTIONS), "{message}");
    }
    let told = scene.run(&["doctor", "--offline"]);
    assert!(told.out.contains("this vault is opened with a passphrase") && told.out.contains(OPTIONS), "{told:?}");
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
    assert!(message.contains(OPTIONS), "{message}");
    let (code, _, message) = scene.json(&["vault", "change-passphrase", "--new-passphrase-file", file.to_str().unwrap()]).error();
    assert_eq!(code, 1);
    assert!(message.contains("has no passphrase that could be changed"), "{message}");
}

#[test]
fn s2_without_a_keychain_the_passphrase_is_named_where_nothing_is_kept_yet() {
    let scene = Scene::new(Keyring::NoBus);
    let (code, word, message) = scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer]).error();
    assert_eq!((code, word.as_str()), (5, "keychain_absent"));
    assert!(message.contains(OPTIONS), "{message}");
}

#[test]
fn s3_a_locked_keychain_is_not_what_a_vault_with_a_passphrase_waits_for() {
    let scene = Scene::new(Keyring::Locked);
    let file = scene.secret_file("passphrase", WORDS);
    let add = ["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer];
    assert_eq!(scene.json(&with(&add, file.to_str().unwrap())).code, 0);
    let (code, word, message) = scene.json(&["providers", "list"]).error();
    assert_eq!((code, word.as_str()), (5, "key_missing"));
    assert!(message.contains(OPTIONS), "{message}");
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
    for (arguments, exit, says) in [
        (vec!["accounts", "--vault", "passphrase"], 2, "--passphrase-file"),
        (vec!["accounts", "--passphrase-file", words.to_str().unwrap()], 2, "--vault passphrase"),
        (with(&["accounts"], "/nowhere"), 3, "cannot be read"),
        (with(&["accounts"], short.to_str().unwrap()), 2, "at least 12 characters"),
    ] {
        let (code, _, message) = scene.json(&arguments).error();
        assert_eq!(code, exit, "{arguments:?}");
        assert!(message.contains(says), "{message}");
    }
}

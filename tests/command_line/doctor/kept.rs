//! The keychain, and the vault that it opens.

use std::os::unix::fs::PermissionsExt as _;

use support::session::Keyring;

use super::doctor;
use crate::scene::Scene;

#[test]
fn s3_a_locked_keychain_is_told_from_an_absent_one_and_each_says_what_to_do() {
    for (keyring, words) in [
        (Keyring::Locked, ["locked", "Unlock it"]),
        (Keyring::NoProvider, ["no keychain", "--vault passphrase"]),
        (Keyring::NoBus, ["no keychain", "--vault passphrase"]),
    ] {
        let scene = Scene::bare(keyring);
        let found = doctor(&scene, &[]);
        assert_eq!((found.code, found.states("keychain"), found.states("vault")), (1, vec!["failed"], vec!["unknown"]), "{keyring:?}");
        found.says("keychain", &words);
    }
}

#[test]
fn s2_a_vault_with_a_passphrase_is_looked_at_as_one() {
    let scene = Scene::bare(Keyring::NoBus);
    let file = scene.secret_file("passphrase", "a passphrase of many words");
    let with = ["--vault", "passphrase", "--passphrase-file", file.to_str().unwrap()];
    let add = ["providers", "add", "--name", "p", "--authorize-url", "http://127.0.0.1:9/a", "--token-url", "http://127.0.0.1:9/t"];
    assert_eq!(scene.json(&[&add[..], &["--client-id", "x"], &with].concat()).code, 0);
    let found = doctor(&scene, &[&["--offline"], &with[..]].concat());
    assert_eq!((found.code, found.states("keychain"), found.states("vault")), (0, vec!["ok"], vec!["ok"]), "{:?}", found.all);
    found.says("keychain", &["passphrase"]);

    let other = scene.secret_file("other", "another one of many words");
    let found = doctor(&scene, &["--offline", "--vault", "passphrase", "--passphrase-file", other.to_str().unwrap()]);
    assert_eq!(found.code, 1, "{:?}", found.all);
    assert!(format!("{}{}", found.words("keychain"), found.words("vault")).contains("not the one of this vault"), "{:?}", found.all);
}

#[test]
fn s1_a_damaged_vault_stays_as_it_is_until_it_is_repaired() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    scene.json(&["providers", "add", "--name", "second", "--issuer", &scene.issuer]).value();
    let home = scene.session.data_home().join("app.countersign.desktop");
    let file = home.join("vault.sealed");
    std::fs::write(&file, b"torn").unwrap();
    let found = doctor(&scene, &["--offline"]);
    assert_eq!((found.code, found.states("vault")), (1, vec!["failed"]), "{:?}", found.all);
    found.says("vault", &["damaged", "The copy before it opens", "--repair"]);
    assert_eq!(std::fs::read(&file).unwrap(), b"torn", "looking changes nothing");

    let repaired = scene.run(&["doctor", "--offline", "--repair"]);
    assert_eq!(repaired.code, 0, "{repaired:?}");
    assert!(repaired.out.contains("vault.sealed.unreadable-1"), "it is told: {repaired:?}");
    assert_eq!(doctor(&scene, &["--offline"]).states("vault"), ["ok"]);
    assert_eq!(std::fs::read(home.join("vault.sealed.unreadable-1")).unwrap(), b"torn");
    assert_eq!(scene.json(&["providers", "list"]).value()["name"], "work");
}

#[test]
fn s1_a_vault_without_any_good_copy_says_so() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let home = scene.session.data_home().join("app.countersign.desktop");
    std::fs::write(home.join("vault.sealed"), b"torn").unwrap();
    let found = doctor(&scene, &["--offline", "--repair"]);
    assert_eq!((found.code, found.states("vault")), (1, vec!["failed"]), "{:?}", found.all);
    found.says("vault", &["damaged", "Nothing was deleted"]);
}

#[test]
fn s1_a_vault_of_another_key_and_one_of_a_passphrase_are_told_apart() {
    let (scene, other) = (Scene::with_provider(Keyring::Unlocked), Scene::with_provider(Keyring::Unlocked));
    let file = |scene: &Scene| scene.session.data_home().join("app.countersign.desktop/vault.sealed");
    std::fs::copy(file(&other), file(&scene)).unwrap();
    let found = doctor(&scene, &["--offline"]);
    assert_eq!(found.code, 1);
    found.says("vault", &["another key"]);
}

#[test]
fn s1_files_that_others_may_read_are_told_and_taken_back() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let home = scene.session.data_home().join("app.countersign.desktop");
    let file = home.join("vault.sealed");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, open) in [(&home, 0o755), (&file, 0o644)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(open)).unwrap();
    }
    let found = doctor(&scene, &["--offline"]);
    assert_eq!((found.code, found.states("vault")), (0, vec!["warning", "warning", "ok"]), "{:?}", found.all);
    found.says("vault", &["755", "644", "chmod 600", "chmod 700"]);
    assert_eq!((mode(&home), mode(&file)), (0o755, 0o644), "looking changes nothing");
    assert_eq!(doctor(&scene, &["--offline", "--repair"]).states("vault"), ["ok", "ok", "ok"]);
    assert_eq!((mode(&home), mode(&file)), (0o700, 0o600));
}

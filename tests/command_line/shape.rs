//! Help, pipes and what stands where.

use std::process::Stdio;

use support::session::Keyring;

use crate::scene::Scene;

#[test]
fn every_verb_has_help_with_an_example() {
    let scene = Scene::bare(Keyring::NoBus);
    for verb in [
        &["providers", "add"][..],
        &["providers", "list"],
        &["providers", "presets"],
        &["providers", "allow"],
        &["providers", "remove"],
        &["sign-in"],
        &["accounts"],
        &["profile"],
        &["token"],
        &["headers"],
        &["refresh"],
        &["sign-out"],
        &["agent"],
        &["agent", "approvals", "list"],
        &["agent", "approvals", "allow"],
        &["agent", "approvals", "revoke"],
        &["agent", "log"],
        &["git-credential", "bind"],
        &["apps", "list"],
        &["apps", "show"],
        &["apps", "add"],
        &["apps", "update"],
        &["apps", "delete"],
        &["apps", "new-secret"],
    ] {
        let help = scene.run(&[verb, &["--help"]].concat());
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{verb:?}");
        assert!(help.out.contains(&format!("Example:\n  countersign {}", verb.join(" "))), "{verb:?}:\n{}", help.out);
    }
}

#[test]
fn a_reader_who_has_read_enough_is_no_failure() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let mut child = scene.command(&["providers", "list", "--json"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = scene.command(&["providers", "list", "--json"]).stdout(Stdio::from(full)).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("could not be written"));
}

#[test]
fn the_first_command_that_keeps_something_makes_a_folder_for_the_person_only() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::bare(Keyring::Unlocked);
    let home = scene.session.data_home().join("app.countersign.desktop");
    assert_eq!(scene.json(&["accounts"]).code, 0);
    assert!(!home.exists());
    let (authorize, token) = ("https://a.example/authorize", "https://a.example/token");
    let add = ["providers", "add", "--name", "n", "--client-id", "a", "--authorize-url", authorize, "--token-url", token];
    assert_eq!(scene.json(&add).code, 0);
    assert_eq!(home.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_damaged_vault_is_kept_aside_told_and_replaced_by_the_copy_before() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    scene.json(&["providers", "add", "--name", "second", "--issuer", &scene.issuer]).value();
    let home = scene.session.data_home().join("app.countersign.desktop");
    std::fs::write(home.join("vault.sealed"), b"torn").unwrap();
    let listed = scene.run(&["providers", "list"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    assert!(listed.out.contains("work") && !listed.out.contains("second"), "{listed:?}");
    assert!(listed.err.contains("vault.sealed.unreadable-1"), "it is told: {listed:?}");
    assert_eq!(std::fs::read(home.join("vault.sealed.unreadable-1")).unwrap(), b"torn");
    assert_eq!(scene.run(&["providers", "list"]).err, "", "once");
}

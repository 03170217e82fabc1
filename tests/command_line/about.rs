//! What the program says about itself: help, completions, the manual, exit codes, the schema.

use serde_json::Value;
use support::session::Keyring;

use crate::scene::Scene;

/// Every verb, as its own help lists those within it.
fn verbs(scene: &Scene, path: &[String], found: &mut Vec<Vec<String>>) {
    let words: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let help = scene.run(&words);
    assert_eq!((help.code, help.err.as_str()), (0, ""), "{path:?}");
    let within = help.out.split("Commands:\n").nth(1).unwrap_or_default().lines().take_while(|line| !line.is_empty());
    let names = within.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    found.push(path.to_vec());
    for name in names.filter(|name| *name != "help") {
        verbs(scene, &[path, &[name.to_owned()]].concat(), found);
    }
}

#[test]
fn the_help_of_every_verb_is_as_it_was() {
    let scene = Scene::bare(Keyring::NoBus);
    let mut found = Vec::new();
    verbs(&scene, &[], &mut found);
    assert!(found.len() > 60, "{found:?}");
    for path in found {
        let help = scene.run(&path.iter().map(String::as_str).chain(["--help"]).collect::<Vec<_>>()).out;
        insta::assert_snapshot!([&["help".to_owned()], &path[..]].concat().join("-"), help);
    }
}

#[test]
fn help_has_no_colour_in_a_pipe_and_has_where_it_is_forced() {
    let scene = Scene::bare(Keyring::NoBus);
    let help = |name: &str, value: &str| {
        let output = scene.command(&["--help"]).env(name, value).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!help("TERM", "xterm").contains('\u{1b}'));
    assert!(help("CLICOLOR_FORCE", "1").contains('\u{1b}'));
}

#[test]
fn every_shell_gets_completions_of_every_verb_without_a_folder_or_a_keychain() {
    let scene = Scene::bare(Keyring::NoBus);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = scene.run(&["completions", shell]);
        assert_eq!(script.code, 0, "{shell}");
        for word in ["roll-back", "revoke-all", "signing-keys", "--print-url"] {
            assert!(script.out.contains(word.trim_start_matches('-')), "{shell}: {word}");
        }
    }
    assert!(!scene.session.data_home().join("app.countersign.desktop").exists());
}

#[test]
fn bash_reads_its_completions_and_completes_a_verb() {
    let scene = Scene::bare(Keyring::NoBus);
    let script = scene.session.path().join("completions");
    std::fs::write(&script, scene.run(&["completions", "bash"]).out).unwrap();
    let line = format!(
        ". {} && COMP_WORDS=(countersign apps sec) COMP_CWORD=2 && _countersign countersign sec apps && echo \"${{COMPREPLY[@]}}\"",
        script.display()
    );
    let output = scene.session.command("bash").args(["--norc", "-c", &line]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "secrets\n", "{output:?}");
}

#[test]
fn the_manual_has_a_page_for_every_verb() {
    let scene = Scene::bare(Keyring::NoBus);
    assert!(scene.run(&["man"]).out.contains(".TH countersign 1"));
    let folder = scene.session.path().join("man");
    let written = scene.json(&["man", "--out", folder.to_str().unwrap()]).value();
    let page = std::fs::read_to_string(folder.join("countersign-apps-secrets-roll-back.1")).unwrap();
    assert!(page.contains(".SH SYNOPSIS\ncountersign apps secrets roll\\-back ") && !page.contains(".SH EXTRA"), "{page}");
    assert!(page.contains("Take the retiring of a secret back"), "{page}");
    assert_eq!(written["pages"].as_u64().unwrap(), std::fs::read_dir(&folder).unwrap().count() as u64);
}

#[test]
fn the_exit_codes_are_told() {
    let scene = Scene::bare(Keyring::NoBus);
    for typed in [&["help", "exit-codes"][..], &["exit-codes"]] {
        let told = scene.run(typed).out;
        for line in ["0  done", "3  not found", "5  the keychain", "7  timed out"] {
            assert!(told.contains(line), "{typed:?}: {told}");
        }
    }
}

#[test]
fn the_schema_in_the_documents_is_the_one_that_is_printed() {
    let scene = Scene::bare(Keyring::NoBus);
    let printed: Value = serde_json::from_str(&scene.run(&["schema"]).out).unwrap();
    let kept: Value = serde_json::from_str(include_str!("../../docs/command-line.schema.json")).unwrap();
    assert!(printed == kept, "write it anew: countersign schema > docs/command-line.schema.json");
}

//! Who receives links, and where pages open.

use std::path::{Path, PathBuf};

use support::programs::write_script;
use support::session::Keyring;

use super::doctor;
use crate::scene::Scene;

const OWN: &str = "app.countersign.desktop.desktop";

fn entry(scene: &Scene, name: &str, exec: &str, kind: &str) {
    let folder = scene.session.data_home().join("applications");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!("[Desktop Entry]\nType=Application\nName=Some\nExec={exec} %u\nMimeType={kind};\n");
    std::fs::write(folder.join(name), text).unwrap();
}

fn default(scene: &Scene, kind: &str, entry: &str) {
    let list = scene.session.config_home().join("mimeapps.list");
    let before = std::fs::read_to_string(&list).unwrap_or_else(|_| "[Default Applications]\n".into());
    std::fs::write(list, format!("{before}{kind}={entry}\n")).unwrap();
}

fn takes_links(scene: &Scene, name: &str, exec: &str) {
    entry(scene, name, exec, "x-scheme-handler/app.countersign.desktop");
    default(scene, "x-scheme-handler/app.countersign.desktop", name);
}

fn program(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    write_script(&path, "");
    path
}

#[test]
fn d2_the_entry_that_receives_links_is_named_with_what_it_starts() {
    let scene = Scene::bare(Keyring::Unlocked);
    let app = program(scene.session.path(), "app");
    takes_links(&scene, OWN, app.to_str().unwrap());
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (0, vec!["ok"]), "{:?}", found.all);
    found.says("scheme", &[OWN, app.to_str().unwrap()]);
}

#[test]
fn d2_a_rival_is_named_with_the_list_that_names_it_and_repaired_away() {
    let scene = Scene::bare(Keyring::Unlocked);
    takes_links(&scene, "rival.desktop", "true");
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (1, vec!["failed"]));
    found.says("scheme", &["rival.desktop", "/true", "mimeapps.list", "--repair", "loopback"]);

    // The app is where its own entry of an earlier start says.
    let app = program(scene.session.path(), "app");
    entry(&scene, OWN, app.to_str().unwrap(), "x-scheme-handler/app.countersign.desktop");
    let found = doctor(&scene, &["--repair"]);
    assert_eq!((found.code, found.states("scheme")), (0, vec!["ok"]), "{:?}", found.all);
    found.says("scheme", &[OWN, "rival.desktop would too"]);
    let query = ["query", "default", "x-scheme-handler/app.countersign.desktop"];
    let asked = scene.session.command("xdg-mime").args(query).output().unwrap();
    assert_eq!(String::from_utf8(asked.stdout).unwrap().trim(), OWN, "the system agrees");
}

#[test]
fn d2_an_entry_whose_program_is_gone_is_told() {
    let scene = Scene::bare(Keyring::Unlocked);
    takes_links(&scene, OWN, "/nowhere/countersign-desktop");
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (1, vec!["failed"]), "{:?}", found.all);
    found.says("scheme", &[OWN, "gone"]);
}

#[test]
fn d2_a_list_that_names_an_entry_which_is_gone_is_told() {
    let scene = Scene::bare(Keyring::Unlocked);
    default(&scene, "x-scheme-handler/app.countersign.desktop", OWN);
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (1, vec!["failed"]), "{:?}", found.all);
    found.says("scheme", &[OWN, "mimeapps.list", "gone"]);
}

#[test]
fn d2_a_quoted_program_is_warned_of_where_no_desktop_environment_reads_it() {
    let mut scene = Scene::bare(Keyring::Unlocked);
    let folder = scene.session.path().join("a folder");
    std::fs::create_dir(&folder).unwrap();
    let app = program(&folder, "app");
    takes_links(&scene, OWN, &format!("\"{}\"", app.display()));
    let found = doctor(&scene, &[]);
    assert!(found.words("scheme").contains("in quotes") || found.words("scheme").contains("gone"), "{:?}", found.all);
    assert_ne!(found.states("scheme"), ["ok"]);
    scene.session.set("XDG_CURRENT_DESKTOP", "GNOME");
    let found = doctor(&scene, &[]);
    assert!(!found.words("scheme").contains("in quotes"), "{:?}", found.all);
}

#[test]
fn d2_links_that_go_to_another_state_folder_are_told() {
    let scene = Scene::bare(Keyring::Unlocked);
    let app = program(scene.session.path(), "app");
    takes_links(&scene, OWN, app.to_str().unwrap());
    let home = scene.session.path().join("another");
    let found = doctor(&scene, &["--home", home.to_str().unwrap()]);
    assert_eq!(found.states("scheme"), ["warning"], "{:?}", found.all);
    found.says("scheme", &["another state folder", OWN]);
}

#[test]
fn d2_without_any_handler_it_is_said_how_one_comes_to_be() {
    let scene = Scene::bare(Keyring::Unlocked);
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (0, vec!["warning"]));
    found.says("scheme", &["Start the Countersign app once"]);
}

#[test]
fn d2_a_system_that_is_too_slow_to_tell_is_not_taken_for_one_on_which_nobody_receives_links() {
    let mut scene = Scene::bare(Keyring::Unlocked);
    takes_links(&scene, "rival.desktop", "true");
    let folder = scene.session.path().join("slow");
    std::fs::create_dir(&folder).unwrap();
    write_script(&folder.join("xdg-mime"), "case \"$3\" in *countersign*) exec sleep 600;; esac");
    let path = std::env::var("PATH").unwrap();
    scene.session.set("PATH", format!("{}:{path}", folder.display()));
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("scheme")), (0, vec!["unknown"]), "{:?}", found.all);
    found.says("scheme", &["did not answer", "rival.desktop"]);
}

#[test]
fn a_browser_that_is_gone_is_told_and_so_is_an_opener_that_never_was() {
    let mut scene = Scene::bare(Keyring::Unlocked);
    let wrapper = program(scene.session.path(), "wrapper");
    let kinds = ["x-scheme-handler/https", "x-scheme-handler/http"];
    entry(&scene, "mine.desktop", wrapper.to_str().unwrap(), &kinds.join(";"));
    kinds.iter().for_each(|kind| default(&scene, kind, "mine.desktop"));
    let found = doctor(&scene, &[]);
    assert_eq!(found.states("browser"), ["ok"], "{:?}", found.all);
    found.says("browser", &["mine.desktop", wrapper.to_str().unwrap()]);

    std::fs::remove_file(&wrapper).unwrap();
    let found = doctor(&scene, &[]);
    assert_ne!(found.states("browser"), ["ok"], "{:?}", found.all);
    found.says("browser", &["mine.desktop", "gone", "xdg-settings"]);

    let empty = scene.session.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    scene.session.set("PATH", &empty);
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("browser")), (1, vec!["failed"]));
    found.says("browser", &["xdg-open", "--return device"]);
}

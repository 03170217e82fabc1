//! Where a database is, whose it is, and what happens where it cannot be written.

use std::process::Command;

use support::process::{Folder, Serving, answered, refused};
use support::visitor::Visitor;

#[test]
fn a_key_whose_database_is_gone_is_refused_until_a_copy_is_put_back() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    answered(&folder.run(&["backup", copy.to_str().unwrap()]));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path(&format!("accounts.db{ending}")));
    }
    let key = std::fs::read(folder.path("accounts.db.key")).unwrap();
    for words in [&["serve"][..], &["signing-keys", "list"], &["migrate"]] {
        let told = refused(&folder.run(words));
        assert!(told.contains("restore") && told.contains("what it sealed is lost"), "{words:?}: {told}");
        assert!(!folder.database().exists());
    }
    answered(&folder.run(&["restore", copy.to_str().unwrap()]));
    assert!(answered(&folder.run(&["check"]))["ok"].as_bool().unwrap());
    let kept = std::fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.into_iter().find(|path| path.to_str().unwrap().contains(".before-")).unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), key, "the key that was there may open a database that is found yet");
}

#[test]
fn a_command_that_reads_makes_no_database_of_a_wrong_name() {
    let folder = Folder::new();
    let apps = folder.write("apps.toml", "");
    let plan = ["apps", "plan", apps.to_str().unwrap(), "--prune"];
    let reading: [&[&str]; 7] = [
        &["apps", "export"],
        &plan,
        &["signing-keys", "list"],
        &["signing-keys", "promote", "k"],
        &["api-keys", "list"],
        &["audit", "verify"],
        &["audit", "export"],
    ];
    for words in reading {
        let told = refused(&folder.run(words));
        assert!(told.contains("there is no database"), "{words:?}: {told}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["apps.toml"]);
}

#[test]
fn an_empty_file_of_apps_that_prunes_says_that_every_app_goes() {
    let folder = Folder::new();
    let words = ["apps", "add", "--name", "Harbour", "--kind", "web", "--redirect-uri", "https://harbour.example/cb"];
    answered(&folder.run(&words));
    let apps = folder.write("apps.toml", "");
    let plan = answered(&folder.run(&["apps", "plan", apps.to_str().unwrap(), "--prune", "--json"]));
    assert_eq!(plan["warnings"][0], "The file names no app: every app is removed.");
}

#[test]
fn a_second_service_is_refused_with_who_has_the_database_and_a_kill_leaves_nothing_behind() {
    let folder = Folder::new();
    let first = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    let told = refused(&folder.run(&["serve"]));
    assert!(told.contains(first.issuer()) && told.contains("process "), "{told}");
    folder.add_person("ada@harbour.example");
    first.signal("KILL");
    drop(first);
    drop(Serving::start(&folder, &["--listen", "127.0.0.1:0"]));
}

#[test]
fn a_port_that_is_taken_is_found_out_before_anything_is_made() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let told = refused(&folder.run(&["serve", "--listen", &taken.local_addr().unwrap().to_string()]));
    assert!(told.contains("cannot listen on"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 0);
}

/// What a process may write from now on: `0` is a full disk, `unlimited` one with room.
fn room(serving: &Serving, bytes: &str) {
    let process = serving.process().to_string();
    assert!(Command::new("prlimit").args(["--pid", &process, &format!("--fsize={bytes}:")]).status().unwrap().success());
}

#[tokio::test]
async fn on_a_full_disk_pages_and_apis_say_when_to_come_again_and_reading_goes_on() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let serving = Serving::start_ignoring(&folder, "XFSZ", &["--listen", "127.0.0.1:0"]);
    let place = format!("{}/account/sign-in", serving.issuer());
    let sign_in = async || {
        let mut visitor = Visitor::new();
        let page = visitor.open(&place).await;
        assert_eq!(page.status, 200, "reading goes on");
        let form = page.form_with("password").with("email", "ada@harbour.example").with("password", "a password that is wrong");
        visitor.submit(&page, &form).await
    };
    room(&serving, "0");
    let answer = sign_in().await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(answer.body.contains("cannot write to its disk"), "{}", answer.body);
    room(&serving, "unlimited");
    assert_ne!(sign_in().await.status, 503, "with room it goes on by itself");
}

//! Copies of a database, putting one back (A22), and whether a database is whole.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use support::client::{Client, Tokens};
use support::process::{Folder, Serving, answered, refused};
use support::service::{Service, ada, web_app};

fn count(folder: &Folder, table: &str) -> i64 {
    folder.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn a_copy_is_made_beside_a_running_service_and_is_whole_and_private() {
    let folder = Folder::new();
    let _serving = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    let done = answered(&folder.run(&["backup", copy.to_str().unwrap()]));
    assert_eq!((done["backup"].as_str(), done["schema"].as_i64()), (copy.to_str(), Some(2)));
    for name in ["copy.db", "copy.db.key"] {
        let metadata = std::fs::metadata(folder.path(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(std::fs::read(folder.path("copy.db.key")).unwrap(), std::fs::read(folder.path("accounts.db.key")).unwrap());
    let raw = rusqlite::Connection::open(&copy).unwrap();
    let people: i64 = raw.query_row("SELECT count(*) FROM people", [], |row| row.get(0)).unwrap();
    assert_eq!(people, 1, "what was written a moment ago is in it");

    let before = std::fs::read(&copy).unwrap();
    let told = refused(&folder.run(&["backup", copy.to_str().unwrap()]));
    assert!(told.contains("there already") && told.contains("--force"), "{told}");
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    folder.add_person("grace@harbour.example");
    answered(&folder.run(&["backup", copy.to_str().unwrap(), "--force"]));
    let database = folder.database();
    assert!(refused(&folder.run(&["backup", database.to_str().unwrap(), "--force"])).contains("the database itself"));
    assert!(refused(&folder.run(&["backup", "/nowhere/copy.db"])).contains("cannot be written"));
}

#[test]
fn a_command_that_looks_makes_no_database() {
    let folder = Folder::new();
    for words in [&["check"][..], &["backup", "copy.db"]] {
        let told = refused(&folder.run(words));
        assert!(told.contains("there is no database"), "{told}");
        assert!(!folder.database().exists() && !folder.path("accounts.db.key").exists());
    }
}

#[test]
fn files_that_others_may_have_are_told_and_a_key_of_that_kind_is_refused() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let open_up = |name: &str| std::fs::set_permissions(folder.path(name), std::fs::Permissions::from_mode(0o640)).unwrap();
    open_up("accounts.db");
    let serving = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    serving.logs("the database is open to others than its owner");
    drop(serving);
    open_up("accounts.db.key");
    assert!(refused(&folder.run(&["migrate"])).contains("chmod 0600"));
    let told: Value = serde_json::from_slice(&folder.run(&["check"]).stdout).unwrap();
    let rights = told["problems"].as_array().unwrap().iter().filter(|problem| problem["check"] == "rights").count();
    assert_eq!((told["ok"].as_bool(), rights), (Some(false), 2), "{told}");
}

/// A service whose app has tokens, and a copy of its database from then.
async fn copied() -> (Service, Client, Tokens, tempfile::TempDir) {
    let service = Service::start().await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    let tokens = client.tokens_for("ada@harbour.example", "profile offline_access").await;
    let folder = tempfile::tempdir().unwrap();
    countersign_accounts::operations::backup::backup(&service.database(), &folder.path().join("copy.db"), false).unwrap();
    (service, client, tokens, folder)
}

async fn put_back(service: Service, copy: &tempfile::TempDir) -> Service {
    let (database, clock) = (service.database(), service.clock.clone());
    service
        .restart_after(async || {
            let entropy = std::sync::Arc::new(countersign_accounts::entropy::SystemEntropy);
            countersign_accounts::operations::restore::restore(&database, &copy.path().join("copy.db"), false, clock, entropy)
                .await
                .unwrap();
        })
        .await
}

#[tokio::test]
async fn a22_a_used_refresh_token_and_a_revoked_access_token_stay_dead_after_a_restore() {
    let (service, client, tokens, copy) = copied().await;
    let refresh = tokens.refresh_token.as_deref().unwrap();
    let renewed = client.refresh(refresh).await;
    assert_eq!(renewed.status, 200);
    client.revoke(&tokens.access_token).await;
    let (id, secret, redirect) = (client.id.clone(), client.secret.clone(), client.redirect_uri.clone());

    let service = put_back(service, &copy).await;
    let client = Client::of(&service, &id, secret.as_deref(), &redirect);
    let refused = client.refresh(refresh).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (400, Some("invalid_grant")));
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    // People and apps are those of the copy: a new sign-in works.
    let tokens = client.tokens_for("ada@harbour.example", "profile").await;
    assert_eq!(client.user_info(&tokens.access_token).await.status, 200);
}

#[tokio::test]
async fn a22_a_code_that_was_used_after_the_copy_is_no_code_after_a_restore() {
    let service = Service::start().await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    let code = client.code("ada@harbour.example", "profile").await;
    let copy = tempfile::tempdir().unwrap();
    countersign_accounts::operations::backup::backup(&service.database(), &copy.path().join("copy.db"), false).unwrap();
    assert_eq!(client.exchange(&code).await.status, 200);
    let (id, secret, redirect) = (client.id.clone(), client.secret.clone(), client.redirect_uri.clone());
    let service = put_back(service, &copy).await;
    let client = Client::of(&service, &id, secret.as_deref(), &redirect);
    assert_eq!(client.exchange(&code).await.json()["error"], "invalid_grant");
}

#[test]
fn a_restore_keeps_what_was_there_and_refuses_while_somebody_works_with_it() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    let copy = copy.to_str().unwrap();
    answered(&folder.run(&["backup", copy]));
    folder.add_person("grace@harbour.example");

    let serving = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    assert!(refused(&folder.run(&["restore", copy])).contains("Stop it"));
    assert_eq!(count(&folder, "people"), 2);
    assert!(serving.stop().success());

    let done = answered(&folder.run(&["restore", copy]));
    assert_eq!((&done["schema"], done["ended"]["sessions"].as_i64()), (&json!({ "from": 2, "to": 2 }), Some(0)));
    assert_eq!(count(&folder, "people"), 1);
    assert_eq!(count(&folder, "audit WHERE deed = 'restored'"), 1);
    let kept = rusqlite::Connection::open(done["kept"].as_str().unwrap()).unwrap();
    let people: i64 = kept.query_row("SELECT count(*) FROM people", [], |row| row.get(0)).unwrap();
    assert_eq!(people, 2, "what was there is beside it");
    let rights = std::fs::metadata(folder.database()).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights, 0o600);
    assert_eq!(answered(&folder.run(&["check"]))["ok"], true);
}

#[test]
fn a22_a_restore_that_is_done_again_at_once_keeps_both_of_what_was_there() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    answered(&folder.run(&["backup", copy.to_str().unwrap()]));
    let kept: std::collections::BTreeSet<String> =
        (0..3).map(|_| answered(&folder.run(&["restore", copy.to_str().unwrap()]))["kept"].as_str().unwrap().to_owned()).collect();
    assert!(kept.len() == 3 && kept.iter().all(|file| std::path::Path::new(file).is_file()), "{kept:?}");
}

#[test]
fn a22_what_a_killed_service_left_in_its_log_alone_is_in_the_database_that_a_restore_keeps() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    answered(&folder.run(&["backup", copy.to_str().unwrap()]));
    let serving = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    folder.add_person("grace@harbour.example");
    serving.signal("KILL");
    drop(serving);
    assert!(std::fs::metadata(folder.path("accounts.db-wal")).unwrap().len() > 0, "the log is there");
    let done = answered(&folder.run(&["restore", copy.to_str().unwrap()]));
    let kept = done["kept"].as_str().unwrap();
    assert!(!std::path::Path::new(&format!("{kept}-wal")).exists(), "nothing is left in a log");
    let raw = rusqlite::Connection::open(kept).unwrap();
    assert_eq!(raw.query_row("SELECT count(*) FROM people", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
}

#[test]
fn a_copy_is_put_where_nothing_was() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let copy = folder.path("copy.db");
    answered(&folder.run(&["backup", copy.to_str().unwrap()]));
    let elsewhere = Folder::new();
    let done = answered(&elsewhere.run(&["restore", copy.to_str().unwrap()]));
    assert_eq!(done["kept"], Value::Null);
    assert_eq!(count(&elsewhere, "people"), 1);
    let left: Vec<_> =
        std::fs::read_dir(elsewhere.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| name.starts_with("accounts.db")), "nothing of the work is left: {left:?}");
}

#[test]
fn what_a_copy_has_in_a_log_alone_is_put_back_with_it() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let serving = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    folder.add_person("grace@harbour.example");
    serving.signal("KILL");
    drop(serving);
    assert!(std::fs::metadata(folder.path("accounts.db-wal")).unwrap().len() > 0, "the log is there");
    let elsewhere = Folder::new();
    let done = elsewhere.run(&["restore", folder.database().to_str().unwrap()]);
    assert_eq!(answered(&done)["kept"], Value::Null);
    assert_eq!(count(&elsewhere, "people"), 2);
    assert_eq!(answered(&elsewhere.run(&["check"]))["ok"], true);
}

#[test]
fn a18_a_copy_whose_audit_was_tampered_with_is_put_back_only_for_whoever_says_so() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    folder.add_person("grace@harbour.example");
    let path = folder.path("copy.db");
    let copy = path.to_str().unwrap();
    answered(&folder.run(&["backup", copy]));
    rusqlite::Connection::open(&path).unwrap().execute("DELETE FROM audit WHERE id = 1", []).unwrap();
    let told = refused(&folder.run(&["restore", copy]));
    assert!(told.contains("row 1 of the audit is missing") && told.contains("--even-if-tampered"), "{told}");
    assert_eq!(count(&folder, "audit WHERE deed = 'restored'"), 0, "nothing was changed");

    let done = folder.run(&["restore", copy, "--even-if-tampered"]);
    assert!(String::from_utf8_lossy(&done.stderr).contains("tampered with"), "a person sees it");
    assert_eq!(answered(&done)["tampered"], "row 1 of the audit is missing", "a program does");
    let told = count(&folder, "audit WHERE deed = 'restored' AND detail LIKE 'tampered with: row 1 %'");
    assert_eq!(told, 1, "and whoever reads the audit later");
    assert_eq!(answered(&folder.run(&["restore", &done_kept(&done)]))["tampered"], Value::Null);
}

fn done_kept(output: &std::process::Output) -> String {
    answered(output)["kept"].as_str().unwrap().to_owned()
}

#[test]
fn a_copy_that_is_not_there_is_told_as_the_copy() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let told = refused(&folder.run(&["restore", "/nowhere/copy.db"]));
    assert!(told.contains("there is no copy /nowhere/copy.db") && told.matches("othing was changed").count() == 1, "{told}");
}

#[test]
fn a_copy_that_is_damaged_or_has_another_key_is_not_put_back() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let path = folder.path("copy.db");
    let copy = path.to_str().unwrap();
    answered(&folder.run(&["backup", copy]));
    let key = std::fs::read(folder.path("copy.db.key")).unwrap();
    folder.write("copy.db.key", [7; 32]);
    assert!(refused(&folder.run(&["restore", copy])).contains("belongs to another database"));
    std::fs::remove_file(folder.path("copy.db.key")).unwrap();
    let told = refused(&folder.run(&["restore", copy]));
    assert!(told.contains("is missing") && told.matches("othing was changed").count() == 1, "{told}");
    folder.write("copy.db.key", key);
    let whole = std::fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    let at = damaged.len() / 2;
    damaged[at..].fill(0x5a);
    std::fs::write(&path, damaged).unwrap();
    assert!(refused(&folder.run(&["restore", copy])).contains("othing was changed"));
    assert_eq!(count(&folder, "people"), 1);
    std::fs::write(&path, whole).unwrap();
    answered(&folder.run(&["restore", copy]));
}

#[test]
fn a_look_finds_what_is_wrong_and_says_so_by_its_exit() {
    let folder = Folder::new();
    folder.add_person("ada@harbour.example");
    let found = |folder: &Folder| {
        let output = folder.run(&["check"]);
        let said = String::from_utf8_lossy(&output.stderr);
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
        assert_eq!(output.status.success(), told["ok"] == true);
        told["problems"].as_array().unwrap().iter().map(|problem| problem["check"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&folder), Vec::<String>::new());

    let raw = folder.raw();
    raw.execute_batch("PRAGMA foreign_keys = off; INSERT INTO recovery_codes (person, hash) VALUES ('nobody', x'00')").unwrap();
    assert_eq!(found(&folder), ["references"]);
    raw.execute_batch("DELETE FROM recovery_codes").unwrap();

    let key = std::fs::read(folder.path("accounts.db.key")).unwrap();
    folder.write("accounts.db.key", [7; 32]);
    assert_eq!(found(&folder), ["key"]);
    std::fs::remove_file(folder.path("accounts.db.key")).unwrap();
    assert_eq!(found(&folder), ["key"]);
    folder.write("accounts.db.key", key);

    raw.execute_batch("UPDATE audit SET detail = 'somebody else' WHERE id = 1").unwrap();
    assert_eq!(found(&folder), ["audit"]);
    raw.execute_batch("UPDATE audit SET detail = NULL WHERE id = 1").unwrap();
    assert_eq!(found(&folder), Vec::<String>::new());

    raw.execute_batch("UPDATE refinery_schema_history SET version = 1000 WHERE version = 2").unwrap();
    assert_eq!(found(&folder), ["schema"]);
    raw.execute_batch("UPDATE refinery_schema_history SET version = 2 WHERE version = 1000").unwrap();

    raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(raw);
    let mut bytes = std::fs::read(folder.database()).unwrap();
    let at = bytes.len() / 2;
    bytes[at..].fill(0x5a);
    std::fs::write(folder.database(), bytes).unwrap();
    assert!(found(&folder).iter().any(|check| ["opening", "integrity"].contains(&check.as_str())));
}

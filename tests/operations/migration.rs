//! Bringing a schema forward (A23).

use std::process::{Command, Stdio};

use serde_json::json;
use support::process::{Folder, answered, refused};
use support::programs::program;
use support::wait;

const FIRST: &str = include_str!("../../crates/accounts/migrations/V1__first.sql");

/// A database of the first schema with so many people.
fn old(people: usize) -> Folder {
    let folder = Folder::new();
    folder.write("accounts.db.key", [7; 32]);
    let mut raw = folder.raw();
    raw.pragma_update(None, "journal_mode", "wal").unwrap();
    let first = refinery::Migration::unapplied("V1__first", FIRST).unwrap();
    refinery::Runner::new(&[first]).run(&mut raw).unwrap();
    let writing = raw.transaction().unwrap();
    for number in 0..people {
        let sql = "INSERT INTO people (id, email, email_key, name, role, password, created_at, updated_at) \
                   VALUES (?1, ?1, ?1, 'Ada', 'member', 'hash', 1, 1)";
        writing.execute(sql, [format!("p{number}@test.com")]).unwrap();
    }
    writing.commit().unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    folder
}

/// The schema, whether it is that whole and nothing of another, and the people.
fn state(folder: &Folder) -> (i64, bool, usize) {
    let raw = folder.raw();
    let number = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let schema = number("SELECT max(version) FROM refinery_schema_history");
    let of_second = number(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('organisations', 'people_2', 'grants_2', 'audit_of_deed', 'people_by_name')",
    );
    let whole = of_second == if schema == 1 { 0 } else { 3 };
    (schema, whole, usize::try_from(number("SELECT count(*) FROM people")).unwrap())
}

#[test]
fn a23_a_database_is_brought_forward_once_and_says_from_where_to_where() {
    let folder = old(3);
    assert_eq!(answered(&folder.run(&["migrate"])), json!({ "from": 1, "to": 2 }));
    assert_eq!(answered(&folder.run(&["migrate"])), json!({ "from": 2, "to": 2 }));
    assert_eq!(state(&folder), (2, true, 3));
    assert_eq!(answered(&Folder::new().run(&["migrate"])), json!({ "from": 0, "to": 2 }));
}

#[test]
fn a23_a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = old(1);
    answered(&folder.run(&["migrate"]));
    let raw = folder.raw();
    raw.execute("INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (99, 'later', '', '1')", []).unwrap();
    let told = refused(&folder.run(&["migrate"]));
    assert!(told.contains("newer version") && told.contains("99"), "{told}");
    assert_eq!(state(&folder).2, 1);
}

#[test]
fn a23_a_migration_that_was_changed_is_refused() {
    let folder = old(1);
    folder.raw().execute("UPDATE refinery_schema_history SET checksum = '1'", []).unwrap();
    assert!(refused(&folder.run(&["migrate"])).contains("could not be brought up to date"));
    assert_eq!(state(&folder), (1, true, 1));
}

#[test]
fn a23_a_step_that_fails_at_its_last_statement_leaves_nothing_of_itself() {
    let folder = old(3);
    // The last thing that the second schema makes is there already.
    folder.raw().execute_batch("CREATE INDEX audit_of_deed ON audit (deed, id)").unwrap();
    refused(&folder.run(&["migrate"]));
    folder.raw().execute_batch("DROP INDEX audit_of_deed").unwrap();
    assert_eq!(state(&folder), (1, true, 3));
    answered(&folder.run(&["migrate"]));
    assert_eq!(state(&folder), (2, true, 3));
}

#[test]
fn a23_killed_at_any_point_it_has_the_old_schema_or_the_new_one_whole() {
    const PEOPLE: usize = 20_000;
    let original = old(PEOPLE);
    let bytes = std::fs::read(original.database()).unwrap();
    let mut interrupted = 0;
    // Further on each time, told by how much of the new tables is in the log.
    for written in [0, 100_000, 400_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000] {
        let folder = Folder::new();
        folder.write("accounts.db", &bytes);
        folder.write("accounts.db.key", [7; 32]);
        let mut child = Command::new(program("countersign-accounts"))
            .args(["migrate", "--database", &format!("sqlite:{}", folder.database().display())])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let log = folder.path("accounts.db-wal");
        let mut ended = false;
        wait::until("the migration to get there, or to end", || {
            ended = child.try_wait().unwrap().is_some();
            ended || std::fs::metadata(&log).is_ok_and(|log| log.len() >= written)
        });
        child.kill().unwrap();
        child.wait().unwrap();
        let (schema, whole, people) = state(&folder);
        assert!(whole && people == PEOPLE, "killed at {written}: schema {schema}, {people} people");
        interrupted += usize::from(schema == 1);
        assert_eq!(answered(&folder.run(&["migrate"])), json!({ "from": schema, "to": 2 }));
        assert_eq!(state(&folder), (2, true, PEOPLE));
    }
    assert!(interrupted > 0, "none was killed before its end");
}

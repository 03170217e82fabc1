use std::sync::Arc;

use super::*;
use crate::audit::chain::Verdict;
use crate::audit::{Deed, Entry};
use crate::entropy::SystemEntropy;
use crate::key::KeyFile;
use crate::store::rows::{NewPerson, PasswordText, Person, Role};
use crate::store::{Apps as _, Audit as _, Directory as _, Grants as _, People as _, Sessions as _};
use countersign_wire::person::{Details, Formats, PeopleQuery};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn open(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("accounts.db"), &SystemEntropy).unwrap().0
}

fn somebody(number: usize) -> NewPerson {
    NewPerson {
        person: Person {
            id: format!("person-{number}"),
            email: format!("p{number}@test.com"),
            name: "Michael".into(),
            email_verified: false,
            role: Role::Member,
            organisation: None,
            enabled: true,
            formats: Formats::default(),
            details: Details::default(),
            created_at: 0,
            updated_at: 0,
            version: 1,
        },
        password: Some(PasswordText(zeroize::Zeroizing::new("hash".into()))),
    }
}

fn entry() -> Entry {
    Entry::of(Deed::PersonAdded, 0)
}

#[tokio::test]
async fn a21_every_connection_reads_back_wal_full_foreign_keys_and_a_busy_timeout() {
    let folder = folder();
    let store = open(&folder);
    let pragmas = |connection: &Connection| {
        let number = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).unwrap();
        let journal: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        Ok((journal, number("synchronous"), number("foreign_keys"), number("busy_timeout"), number("query_only")))
    };
    assert_eq!(store.read(pragmas).unwrap(), ("wal".to_owned(), 2, 1, 5000, 1));
    assert_eq!(store.writer.write(pragmas).await.unwrap(), ("wal".to_owned(), 2, 1, 5000, 0));
}

#[tokio::test]
async fn a21_a_write_holds_the_write_lock_from_its_beginning() {
    let folder = folder();
    let store = open(&folder);
    let path = folder.path().join("accounts.db");
    let refused = store
        .writer
        .write(move |_| {
            // Nothing was written yet: under a deferred transaction another writer could begin now.
            let other = Connection::open(path)?;
            other.busy_timeout(std::time::Duration::ZERO)?;
            Ok(other.execute_batch("BEGIN IMMEDIATE").is_err())
        })
        .await;
    assert!(refused.unwrap());
}

#[tokio::test]
async fn writes_that_wait_together_share_a_commit_and_one_that_fails_undoes_only_itself() {
    let folder = folder();
    let store = open(&folder);
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let blocked = store.writer.write(move |_| {
        let _ = held.recv();
        Ok(())
    });
    let writes = async {
        let answers = (0..20).map(|number| {
            let writer = Arc::clone(&store.writer);
            async move {
                writer
                    .write(move |connection| {
                        super::run(connection, "INSERT INTO facts (name, value) VALUES (?1, x'00')", [number.to_string()])?;
                        if number % 2 == 0 { Err(StoreError::Unreadable("on purpose".into())) } else { Ok(()) }
                    })
                    .await
            }
        });
        let answers = futures_util::future::join_all(answers);
        hold.send(()).unwrap();
        answers.await
    };
    let (first, answers) = futures_util::future::join(blocked, writes).await;
    first.unwrap();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    let stored = store.read(|c| {
        Ok(c.query_row("SELECT count(*) FROM facts WHERE name NOT IN ('key fingerprint', 'audit head')", [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(stored.unwrap(), 10);
}

#[tokio::test]
async fn a25_a_panic_in_a_write_ends_that_write_alone() {
    let folder = folder();
    let store = open(&folder);
    let ended = store.writer.write::<()>(|_| panic!("on purpose")).await;
    assert!(matches!(ended, Err(StoreError::Database(_))), "{ended:?}");
    assert!(store.add_person(somebody(1), entry()).await.unwrap());
}

#[tokio::test]
async fn while_another_program_holds_the_database_writes_are_told_to_come_back() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    let (connection, key, lock) = open::open(&path, &SystemEntropy).unwrap();
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let (readers, searchers) = (Readers::of_rows(&path), Readers::of_searches(&path));
    let store = SqliteStore::over(Writer::start(connection).unwrap(), readers, searchers, key, lock);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(store.add_person(somebody(1), entry()).await, Err(StoreError::Busy)));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store.add_person(somebody(1), entry()).await.unwrap());
}

#[tokio::test]
async fn a18_a_write_and_its_row_of_the_audit_stand_or_fall_together() {
    let folder = folder();
    let store = open(&folder);
    store.writer.write(|c| Ok(c.execute_batch("DROP TABLE audit")?)).await.unwrap();
    assert!(store.add_person(somebody(1), entry()).await.is_err());
    assert!(store.note(entry()).await.is_err());
    assert!(!store.has_people().await.unwrap());
}

#[tokio::test]
async fn two_processes_that_create_one_database_at_once_both_succeed() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    let opened: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || SqliteStore::open(&path, &SystemEntropy).map(|(_, key)| key.fingerprint()))
        })
        .collect();
    let keys: Vec<_> = opened.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a23_a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    drop(open(&folder));
    let raw = Connection::open(&path).unwrap();
    raw.execute(
        "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum FROM refinery_schema_history WHERE version = 1",
        [],
    )
    .unwrap();
    drop(raw);
    let refused = SqliteStore::open(&path, &SystemEntropy).unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 99, .. }), "{refused}");
}

#[tokio::test]
async fn a_lost_key_or_another_ones_key_is_told_and_nothing_is_made_anew() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    let key = folder.path().join("accounts.db.key");
    drop(open(&folder));
    std::fs::remove_file(&key).unwrap();
    assert!(matches!(SqliteStore::open(&path, &SystemEntropy), Err(OpenError::KeyMissing { .. })));
    assert_eq!(std::fs::read(&key).unwrap_or_default(), b"");
    std::fs::write(&key, [7; 32]).unwrap();
    assert!(matches!(SqliteStore::open(&path, &SystemEntropy), Err(OpenError::KeyOfAnother { .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let store = open(&folder);
    store.add_person(somebody(1), entry()).await.unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn a_database_is_a_sqlite_file_and_postgresql_is_told_to_be_absent() {
    assert_eq!(file_of("sqlite:/tmp/a.db"), Ok(PathBuf::from("/tmp/a.db")));
    for address in ["", "a.db", "sqlite:", "sqlite://host/a.db"] {
        assert!(file_of(address).unwrap_err().contains("sqlite:FILE"), "{address}");
    }
    assert!(file_of("postgres://localhost/a").unwrap_err().contains("not in this version"));
}

/// A database as the first schema left it: somebody with a session, an app, a grant and its tokens.
fn first_schema(path: &std::path::Path) {
    let connection = Connection::open(path).unwrap();
    let migrations = [refinery::Migration::unapplied("V1__first", include_str!("../../../migrations/V1__first.sql")).unwrap()];
    let mut connection = connection;
    refinery::Runner::new(&migrations).run(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO people VALUES ('p', 'Ada@test.com', 'ada@test.com', 'Ada', 'administrator', 'hash', 'en', NULL, NULL, 'off', NULL, NULL, 5, 6);
             INSERT INTO sessions VALUES (x'01', 'p', 7, 90);
             INSERT INTO apps VALUES ('a', 'Desk', 'desk', 'desk', 'web', 'standard', '[]', 'profile', 0, 1, 'required', 1, 0, 8, 3);
             INSERT INTO apps VALUES ('countersign', 'Countersign', 'c', 'c', 'native', 'standard', '[]', 'profile', 0, 1, 'required', 0, 1, 8, 1);
             INSERT INTO grants VALUES ('g', 'a', 'p', 'profile', 9, 99);
             INSERT INTO access_tokens VALUES (zeroblob(32), 'g', 'profile', 80);
             INSERT INTO refresh_tokens VALUES (zeroblob(32), 'g', 99, NULL);
             INSERT INTO codes VALUES (zeroblob(32), 'a', 'p', 'https://a.example', NULL, 'profile', 'profile', 60, 10, 'g');
             INSERT INTO audit (at, deed) VALUES (1, 'person_added');",
        )
        .unwrap();
}

#[tokio::test]
async fn a23_the_second_schema_keeps_everything_of_the_first() {
    let folder = folder();
    first_schema(&folder.path().join("accounts.db"));
    KeyFile::beside(&folder.path().join("accounts.db")).unwrap().create(&SystemEntropy).unwrap();
    let store = open(&folder);
    let access = store.access(Digest::from_stored([0; 32]), 70).await.unwrap().unwrap();
    assert_eq!((access.client_id.as_str(), access.issued_at, access.authentication.at), ("a", 9, 9));
    let person = access.person.unwrap();
    assert_eq!((person.role, person.enabled, person.version, person.updated_at), (Role::Administrator, true, 1, 6));
    assert!(store.refresh_token(Digest::from_stored([0; 32]), 70).await.unwrap().is_some());
    assert_eq!(store.code(Digest::from_stored([0; 32])).await.unwrap().unwrap().client_id, "a");
    let search = PeopleQuery { search: Some("@test".into()), ..PeopleQuery::default() };
    for query in [search, PeopleQuery::default()] {
        let page = store.people(query, None).await.unwrap();
        assert_eq!((page.total, page.items.len()), (1, 1));
    }
    let sessions = "SELECT sid IS NOT NULL AND authenticated_at = 7 FROM sessions";
    assert!(store.read(|c| Ok(c.query_row(sessions, [], |row| row.get::<_, bool>(0))?)).unwrap());
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Whole { rows: 1 });
    let own = store.app("countersign").await.unwrap().unwrap();
    assert!(own.scopes.contains("openid"), "{own:?}");
}

#[tokio::test]
async fn a23_a_migration_that_would_leave_rows_that_refer_to_nothing_is_undone() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    first_schema(&path);
    KeyFile::beside(&path).unwrap().create(&SystemEntropy).unwrap();
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO sessions VALUES (x'02', 'nobody', 7, 90)").unwrap();
    let refused = SqliteStore::open(&path, &SystemEntropy).unwrap_err();
    assert!(matches!(refused, OpenError::Migration(_)), "{refused}");
    assert!(refused.to_string().contains("1 rows refer to something that is not there"), "{refused}");
    let of_second = "SELECT count(*) FROM sqlite_schema WHERE name IN ('organisations', 'people_2', 'people_found')";
    let counted = raw.query_row(of_second, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((open::schema(&raw).unwrap(), counted), (1, 0), "it is as it was before");
    raw.execute_batch("DELETE FROM sessions WHERE person = 'nobody'").unwrap();
    assert!(SqliteStore::open(&path, &SystemEntropy).is_ok());
}

#[tokio::test]
async fn what_has_ended_goes_in_batches_until_none_is_left() {
    let folder = folder();
    let store = open(&folder);
    let fill = |connection: &Connection| {
        connection.execute_batch(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200) \
             INSERT INTO set_ups (code, expires_at) SELECT randomblob(32), CASE WHEN n <= 1100 THEN 99 ELSE 100 END FROM numbers",
        )?;
        Ok(())
    };
    store.writer.write(fill).await.unwrap();
    let left =
        || store.read(|connection| Ok(connection.query_row("SELECT count(*) FROM set_ups", [], |row| row.get::<_, i64>(0))?)).unwrap();
    let mut seen = vec![left()];
    while store.sweep(100).await.unwrap() {
        seen.push(left());
    }
    assert_eq!((seen, left()), (vec![1200, 700, 200], 100));
}

#[tokio::test]
async fn a_key_without_its_database_is_refused_and_nothing_is_made_anew() {
    for leave in [None, Some(&b""[..])] {
        let folder = folder();
        let (path, key) = (folder.path().join("accounts.db"), folder.path().join("accounts.db.key"));
        drop(open(&folder));
        let sealed_with = std::fs::read(&key).unwrap();
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("accounts.db{ending}")));
        }
        if let Some(bytes) = leave {
            std::fs::write(&path, bytes).unwrap();
        }
        for opened in [SqliteStore::open(&path, &SystemEntropy), SqliteStore::open_existing(&path, &SystemEntropy)] {
            let told = opened.unwrap_err().to_string();
            assert!(told.contains("backup") && told.contains("take the key file away") && told.contains("lost"), "{told}");
        }
        assert_eq!(std::fs::read(&path).ok().as_deref(), leave);
        assert_eq!(std::fs::read(&key).unwrap(), sealed_with);
        std::fs::remove_file(&key).unwrap();
        open(&folder);
    }
}

#[tokio::test]
async fn a_beginning_that_was_cut_off_before_its_key_goes_on() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    drop(open(&folder));
    std::fs::write(folder.path().join("accounts.db.key"), b"").unwrap();
    Connection::open(&path).unwrap().execute("DELETE FROM facts WHERE name = 'key fingerprint'", []).unwrap();
    open(&folder);
    assert_eq!(std::fs::read(folder.path().join("accounts.db.key")).unwrap().len(), 32);
}

#[tokio::test]
async fn what_reads_makes_no_database() {
    let folder = folder();
    let refused = SqliteStore::open_existing(&folder.path().join("accounts.db"), &SystemEntropy).unwrap_err();
    assert!(matches!(refused, OpenError::Absent { .. }), "{refused}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_database_has_one_service_and_commands_beside_it() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    let (_store, _, mut serving) = SqliteStore::open_to_serve(&path, &SystemEntropy).unwrap();
    serving.tell("process 1 at http://127.0.0.1:8400").unwrap();
    let told = SqliteStore::open_to_serve(&path, &SystemEntropy).unwrap_err().to_string();
    assert!(told.contains("Stop that service first"), "{told}");
    #[cfg(unix)]
    assert!(told.contains("process 1 at http://127.0.0.1:8400"), "{told}");
    assert!(SqliteStore::open(&path, &SystemEntropy).is_ok());
    drop(serving);
    assert!(SqliteStore::open_to_serve(&path, &SystemEntropy).is_ok());
}

#[tokio::test]
async fn on_a_full_disk_a_write_says_so_and_what_is_stored_can_be_read() {
    let folder = folder();
    let store = open(&folder);
    assert!(store.add_person(somebody(1), entry()).await.unwrap());
    let full = |connection: &Connection| Ok(connection.pragma_update(None, "max_page_count", 1)?);
    store.writer.write(full).await.unwrap();
    let mut writes = Vec::new();
    for number in 2..200 {
        let (store, person) = (store.clone(), somebody(number));
        writes.push(tokio::spawn(async move { store.add_person(person, entry()).await }));
    }
    let mut stored = 1;
    let mut refused = 0;
    for write in writes {
        match write.await.unwrap() {
            Ok(added) => stored += i64::from(added),
            Err(StoreError::Unwritable(why)) => refused += i64::from(why.contains("full")),
            Err(other) => panic!("{other}"),
        }
    }
    let count = || store.read(|c| Ok(c.query_row("SELECT count(*) FROM people", [], |row| row.get::<_, i64>(0))?)).unwrap();
    assert!(refused > 0);
    assert_eq!((count(), stored + refused), (stored, 199), "what was said to be stored is there, and nothing else");
    store.writer.write(|connection| Ok(connection.pragma_update(None, "max_page_count", 1_000_000)?)).await.unwrap();
    assert!(store.add_person(somebody(500), entry()).await.unwrap(), "with room it goes on");
}

#[test]
fn a_read_that_the_disk_failed_is_no_full_disk() {
    let failed = |code| StoreError::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
    assert!(matches!(failed(rusqlite::ffi::SQLITE_IOERR_READ), StoreError::Database(_)));
    assert!(matches!(failed(rusqlite::ffi::SQLITE_IOERR_SHORT_READ), StoreError::Database(_)));
    assert!(matches!(failed(rusqlite::ffi::SQLITE_IOERR_WRITE), StoreError::Unwritable(_)));
}

use std::sync::Arc;

use super::*;
use crate::audit::{Deed, Entry};
use crate::entropy::SystemEntropy;
use crate::store::rows::{NewPerson, PasswordText, Person, Role};
use crate::store::{People as _, Sessions as _};
use countersign_wire::person::Formats;

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
            role: Role::Member,
            formats: Formats::default(),
            updated_at: 0,
        },
        password: PasswordText(zeroize::Zeroizing::new("hash".into())),
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
    let stored =
        store.read(|c| Ok(c.query_row("SELECT count(*) FROM facts WHERE name != 'key fingerprint'", [], |row| row.get::<_, i64>(0))?));
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
async fn what_one_process_wrote_another_sees_at_once() {
    let folder = folder();
    let (one, other) = (open(&folder), open(&folder));
    assert!(!other.has_people().await.unwrap());
    assert!(one.add_person(somebody(1), entry()).await.unwrap());
    assert!(other.has_people().await.unwrap());
    assert!(!other.add_person(somebody(1), entry()).await.unwrap());
}

#[tokio::test]
async fn a23_a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = folder();
    let path = folder.path().join("accounts.db");
    drop(open(&folder));
    let raw = Connection::open(&path).unwrap();
    raw.execute("INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum FROM refinery_schema_history LIMIT 1", [])
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

use super::*;
use crate::audit::Deed;
use crate::audit::chain::Break;
use crate::entropy::SystemEntropy;
use crate::store::contract::given;
use crate::store::{Apps as _, Sessions as _};

/// A store with `rows` rows in its audit.
async fn written(folder: &tempfile::TempDir, rows: i64) -> SqliteStore {
    let store = SqliteStore::open(&folder.path().join("accounts.db"), &SystemEntropy).unwrap().0;
    for at in 1..=rows {
        store.note(Entry::of(Deed::SignedIn, at).by("ada").about("desk").saying("line\nend")).await.unwrap();
    }
    store
}

/// What the look over a chain of five rows says after somebody with the file alone did `tampering`.
async fn after(tampering: &str) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    let store = written(&folder, 5).await;
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Whole { rows: 5 });
    Connection::open(folder.path().join("accounts.db")).unwrap().execute_batch(tampering).unwrap();
    store.verify_audit().await.unwrap()
}

#[tokio::test]
async fn a18_a_row_that_was_changed_is_found() {
    for column in [
        "at = 9",
        "deed = 'app_deleted'",
        "actor = 'eve'",
        "actor = NULL",
        "app = ''",
        "subject = 'person:eve'",
        "address = '::1'",
        "detail = 'x'",
        "seal = x'00'",
    ] {
        assert_eq!(after(&format!("UPDATE audit SET {column} WHERE id = 3")).await, Verdict::Broken(Break::Changed(3)), "{column}");
    }
}

#[tokio::test]
async fn a18_a_row_that_was_deleted_is_found() {
    assert_eq!(after("DELETE FROM audit WHERE id = 2").await, Verdict::Broken(Break::Missing(2)));
    let closed_up = "DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2";
    assert_eq!(after(closed_up).await, Verdict::Broken(Break::Changed(2)));
}

#[tokio::test]
async fn a18_rows_in_another_order_are_found() {
    let swapped = "UPDATE audit SET id = 90 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 90";
    assert_eq!(after(swapped).await, Verdict::Broken(Break::Changed(2)));
}

#[tokio::test]
async fn a18_an_end_that_was_cut_off_is_found() {
    assert_eq!(after("DELETE FROM audit WHERE id > 3").await, Verdict::Broken(Break::CutOff { found: 3, last: 5 }));
    assert_eq!(after("DELETE FROM audit").await, Verdict::Broken(Break::CutOff { found: 0, last: 5 }));
}

#[tokio::test]
async fn a18_a_note_of_the_last_row_that_was_forged_or_taken_away_is_found() {
    let head = |change: &str| format!("DELETE FROM audit WHERE id > 3; {change}");
    assert_eq!(after(&head("DELETE FROM facts WHERE name = 'audit head'")).await, Verdict::Broken(Break::Head));
    assert_eq!(after(&head("UPDATE facts SET value = zeroblob(72) WHERE name = 'audit head'")).await, Verdict::Broken(Break::Head));
}

/// What the look says once the service was opened anew after `tampering` with the audit of one in which an app is, and wrote
/// another row.
async fn opened_after(tampering: &str) -> [Verdict; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let store = written(&folder, 5).await;
    let app = Entry::of(Deed::AppAdded, 6).on_app("countersign");
    store.add_app(given::app("desk", given::web("desk")), app).await.unwrap().unwrap();
    drop(store);
    Connection::open(&path).unwrap().execute_batch(tampering).unwrap();
    let store = SqliteStore::open(&path, &SystemEntropy).unwrap().0;
    let first = store.verify_audit().await.unwrap();
    store.note(Entry::of(Deed::SignedIn, 7)).await.unwrap();
    [first, store.verify_audit().await.unwrap()]
}

#[tokio::test]
async fn a18_the_service_never_seals_what_somebody_unsealed() {
    let unseal = "UPDATE audit SET detail = 'x' WHERE id = 3; UPDATE audit SET seal = NULL";
    for note in ["", "DELETE FROM facts WHERE name = 'audit head'"] {
        assert_eq!(opened_after(&format!("{unseal}; {note}")).await, [1, 1].map(|row| Verdict::Broken(Break::Changed(row))), "{note}");
    }
}

#[tokio::test]
async fn a18_an_audit_that_is_gone_whole_is_found() {
    let gone = "DELETE FROM audit; DELETE FROM facts WHERE name = 'audit head'";
    assert_eq!(opened_after(gone).await, [Verdict::Broken(Break::Head), Verdict::Broken(Break::Changed(1))]);
    let as_if_new = format!("{gone}; DELETE FROM facts; DELETE FROM sqlite_sequence");
    assert_eq!(opened_after(&as_if_new).await[0], Verdict::Broken(Break::Head));
}

#[tokio::test]
async fn a18_what_is_written_after_a_forged_note_does_not_heal_the_chain() {
    let forged = "DELETE FROM audit WHERE id > 3; UPDATE facts SET value = unhex('0000000000000003' || \
                  (SELECT hex(seal) FROM audit WHERE id = 3) || hex(zeroblob(32))) WHERE name = 'audit head'";
    assert_eq!(opened_after(forged).await, [Verdict::Broken(Break::Head), Verdict::Broken(Break::Changed(4))]);
}

#[tokio::test]
async fn a18_tampering_does_not_stop_the_service_and_stays_to_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let store = written(&folder, 3).await;
    Connection::open(folder.path().join("accounts.db")).unwrap().execute_batch("DELETE FROM facts WHERE name = 'audit head'").unwrap();
    store.note(Entry::of(Deed::SignedIn, 4)).await.unwrap();
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Broken(Break::Changed(4)));
}

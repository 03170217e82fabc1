use super::*;
use crate::audit::Deed;
use crate::audit::chain::Break;
use crate::entropy::SystemEntropy;
use crate::store::Sessions as _;

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
    for column in
        ["at = 9", "deed = 'app_deleted'", "actor = 'eve'", "actor = NULL", "app = ''", "address = '::1'", "detail = 'x'", "seal = x'00'"]
    {
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

#[tokio::test]
async fn a18_tampering_does_not_stop_the_service_and_stays_to_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let store = written(&folder, 3).await;
    Connection::open(folder.path().join("accounts.db")).unwrap().execute_batch("DELETE FROM facts WHERE name = 'audit head'").unwrap();
    store.note(Entry::of(Deed::SignedIn, 4)).await.unwrap();
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Broken(Break::Changed(4)));
}

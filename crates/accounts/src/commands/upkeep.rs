//! Looking after a database: one line of what was done, and no success where something is wrong.

use std::sync::Arc;

use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operations::{backup as copying, check as looking, migration, restore as restoring};
use serde_json::{Map, Value, json};

use super::{Failure, print};
use crate::args::{Backup, Database, Existing, Restore};

/// Copies the database.
pub(crate) fn backup(backup: &Backup) -> Result<(), Failure> {
    let done = copying::backup(&backup.database.file, &backup.copy, backup.force)?;
    print(&json!({ "backup": done.file, "key": done.key, "bytes": done.bytes, "schema": done.schema }))
}

/// Puts a copy back.
pub(crate) async fn restore(restore: Restore) -> Result<(), Failure> {
    let database = restore.database.file;
    let done =
        restoring::restore(&database, &restore.copy, restore.even_if_tampered, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    let ended: Map<String, Value> = done.ended.iter().map(|(table, rows)| ((*table).to_owned(), json!(rows))).collect();
    let (from, to) = done.schema;
    let tampered = done.tampered.map(|how| how.to_string());
    if let Some(how) = &tampered {
        eprintln!("countersign-accounts: the audit of the copy was tampered with: {how}. It was put back all the same, as asked");
    }
    print(&json!({
        "restored": database,
        "from": restore.copy,
        "schema": { "from": from, "to": to },
        "kept": done.kept,
        "ended": ended,
        "tampered": tampered,
    }))
}

/// Looks whether the database is whole.
pub(crate) fn check(database: &Existing) -> Result<(), Failure> {
    let checked = looking::check(&database.file)?;
    print(&serde_json::to_value(&checked)?)?;
    if checked.ok { Ok(()) } else { Err("the database is not whole; stdout says what was found".into()) }
}

/// Brings the schema forward.
pub(crate) fn migrate(database: &Database) -> Result<(), Failure> {
    let done = migration::migrate(&database.file, &SystemEntropy)?;
    print(&json!({ "from": done.from, "to": done.to }))
}

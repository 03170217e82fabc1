//! What is only told: last uses and counts.

use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, run};
use crate::store::rows::{RedirectMismatch, UsageBatch};
use crate::store::{Answer, Told};

/// How many unregistered return addresses are kept of an app: the latest.
const MISMATCHES_OF_APP: i64 = 20;

impl Told for SqliteStore {
    fn tell(&self, batch: UsageBatch) -> Answer<'_, ()> {
        self.writing(move |connection| {
            for secret in &batch.secrets {
                let sql = "UPDATE app_secrets SET last_used_at = ?2, last_used_from = ?3 WHERE id = ?1";
                run(connection, sql, params![secret.id, secret.at, secret.from])?;
            }
            for (app, at) in &batch.apps {
                run(connection, "UPDATE apps SET last_used_at = ?2 WHERE client_id = ?1", params![app, at])?;
            }
            for (grant, at) in &batch.grants {
                run(connection, "UPDATE grants SET last_used_at = ?2 WHERE id = ?1", params![grant, at])?;
            }
            for count in &batch.counts {
                run(
                    connection,
                    "INSERT INTO usage (app, day, event, reason, times) SELECT client_id, ?2, ?3, ?4, ?5 FROM apps WHERE client_id = ?1 \
                     ON CONFLICT (app, day, event, reason) DO UPDATE SET times = times + excluded.times",
                    params![count.app, count.day, count.event, count.reason, count.times],
                )?;
            }
            batch.mismatches.iter().try_for_each(|mismatch| keep_mismatch(connection, mismatch))
        })
    }
}

fn keep_mismatch(connection: &Connection, mismatch: &RedirectMismatch) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO redirect_uri_mismatches (app, redirect_uri, times, first_at, last_at) \
         SELECT client_id, ?2, ?3, ?4, ?5 FROM apps WHERE client_id = ?1 \
         ON CONFLICT (app, redirect_uri) DO UPDATE SET times = times + excluded.times, last_at = excluded.last_at",
        params![mismatch.app, mismatch.redirect_uri, mismatch.times, mismatch.first_at, mismatch.last_at],
    )?;
    run(
        connection,
        "DELETE FROM redirect_uri_mismatches WHERE app = ?1 AND redirect_uri NOT IN \
         (SELECT redirect_uri FROM redirect_uri_mismatches WHERE app = ?1 ORDER BY last_at DESC, redirect_uri LIMIT ?2)",
        params![mismatch.app, MISMATCHES_OF_APP],
    )?;
    Ok(())
}

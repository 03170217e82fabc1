//! What is only told: last uses and counts.

use rusqlite::{Connection, params};

use super::grants::SWEPT;
use super::{SqliteStore, StoreError, run};
use crate::store::rows::{RedirectMismatch, UsageBatch};
use crate::store::{Answer, Told};

/// How many unregistered return addresses are kept of an app: the latest.
const MISMATCHES_OF_APP: i64 = 20;

impl Told for SqliteStore {
    fn tell(&self, batch: UsageBatch) -> Answer<'_, ()> {
        self.writing(move |connection| {
            for secret in &batch.secrets {
                let sql = "UPDATE app_secrets SET last_used_at = ?2, last_used_from = ?3 \
                           WHERE id = ?1 AND coalesce(last_used_at, 0) <= ?2";
                run(connection, sql, params![secret.id, secret.at, secret.from])?;
            }
            for (sql, uses) in [
                ("UPDATE apps SET last_used_at = ?2 WHERE client_id = ?1 AND coalesce(last_used_at, 0) < ?2", &batch.apps),
                ("UPDATE grants SET last_used_at = ?2 WHERE id = ?1 AND coalesce(last_used_at, 0) < ?2", &batch.grants),
                ("UPDATE sessions SET seen_at = ?2 WHERE sid = ?1 AND seen_at < ?2", &batch.sessions),
            ] {
                for (id, at) in uses {
                    run(connection, sql, params![id, at])?;
                }
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

    fn sweep_told(&self, day: i64) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let counts = format!(
                "DELETE FROM usage WHERE (app, day, event, reason) IN \
                 (SELECT app, day, event, reason FROM usage WHERE day < ?1 LIMIT {SWEPT})"
            );
            let mismatches = format!(
                "DELETE FROM redirect_uri_mismatches WHERE (app, redirect_uri) IN \
                 (SELECT app, redirect_uri FROM redirect_uri_mismatches WHERE last_at < ?1 LIMIT {SWEPT})"
            );
            let counts = run(connection, &counts, [day])?;
            let mismatches = run(connection, &mismatches, [day.saturating_mul(24 * 3600)])?;
            Ok(counts == SWEPT || mismatches == SWEPT)
        })
    }
}

fn keep_mismatch(connection: &Connection, mismatch: &RedirectMismatch) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO redirect_uri_mismatches (app, redirect_uri, times, first_at, last_at) \
         SELECT client_id, ?2, ?3, ?4, ?5 FROM apps WHERE client_id = ?1 \
         ON CONFLICT (app, redirect_uri) DO UPDATE SET times = times + excluded.times, \
         first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)",
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

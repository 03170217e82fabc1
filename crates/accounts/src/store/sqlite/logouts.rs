//! Sessions that end before their time, and the apps that are to be told.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, audit, first, run};
use crate::audit::Entry;
use crate::store::rows::LogoutDelivery;
use crate::store::{Answer, Logouts};
use crate::token::Digest;

/// Grants of a session that gave the app an ID token: of the standard dialect, with `openid`.
const WITH_ID_TOKEN: &str = "FROM grants JOIN apps ON apps.client_id = grants.app \
     WHERE grants.session = ?1 AND apps.dialect = 'standard' AND instr(' ' || grants.scopes || ' ', ' openid ') > 0";

/// Ends a session, by what others know it by: apps that have ID tokens of it are to be told, its codes are void, and refresh
/// tokens that were not meant to outlast it end (Back-Channel Logout §2.7). Every way to end a session before its time
/// leads here. False where it had ended.
pub(super) fn end(connection: &Connection, sid: &str, now: UnixSeconds) -> Result<bool, StoreError> {
    let sql = "DELETE FROM sessions WHERE sid = ?1 RETURNING person";
    let Some(person) = first(connection, sql, [sid], |row| Ok(row.get::<_, String>("person")?))? else { return Ok(false) };
    let sql = format!(
        "INSERT INTO logout_deliveries (app, person, session, created_at, next_at) SELECT DISTINCT grants.app, ?2, ?1, ?3, ?3 \
         {WITH_ID_TOKEN} AND json_extract(apps.settings, '$.openid.backchannel_logout_uri') IS NOT NULL"
    );
    run(connection, &sql, params![sid, person, now])?;
    let sql = format!(
        "UPDATE grants SET renewable = 0 WHERE id IN (SELECT grants.id {WITH_ID_TOKEN} \
         AND instr(' ' || grants.scopes || ' ', ' offline_access ') = 0)"
    );
    run(connection, &sql, [sid])?;
    let sql = "DELETE FROM codes WHERE person = ?2 AND session = ?1 AND used_at IS NULL \
               AND instr(' ' || granted || ' ', ' openid ') > 0";
    run(connection, sql, params![sid, person])?;
    Ok(true)
}

impl Logouts for SqliteStore {
    fn sign_out(&self, session: Digest, now: UnixSeconds, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "SELECT sid FROM sessions WHERE id = ?1";
            let Some(sid) = first(connection, sql, [session.as_bytes()], |row| Ok(row.get::<_, String>("sid")?))? else {
                return Ok(false);
            };
            audit::write(connection, &entry)?;
            end(connection, &sid, now)
        })
    }

    fn take_due_logouts(&self, now: UnixSeconds, until: UnixSeconds, most: u32) -> Answer<'_, Vec<LogoutDelivery>> {
        self.writing(move |connection| {
            let sql = "UPDATE logout_deliveries SET next_at = ?2, attempts = attempts + 1 WHERE id IN \
                       (SELECT id FROM logout_deliveries WHERE next_at <= ?1 ORDER BY next_at LIMIT ?3) \
                       RETURNING id, app, person, session, created_at, attempts";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![now, until, most])?;
            let mut taken = Vec::new();
            while let Some(row) = rows.next()? {
                taken.push(LogoutDelivery {
                    id: row.get("id")?,
                    client_id: row.get("app")?,
                    person: row.get("person")?,
                    session: row.get("session")?,
                    created_at: row.get("created_at")?,
                    attempts: row.get("attempts")?,
                });
            }
            Ok(taken)
        })
    }

    fn put_logout_off(&self, id: i64, next_at: UnixSeconds, trouble: &str) -> Answer<'_, ()> {
        let trouble = trouble.to_owned();
        self.writing(move |connection| {
            let sql = "UPDATE logout_deliveries SET next_at = ?2, trouble = ?3 WHERE id = ?1";
            run(connection, sql, params![id, next_at, trouble])?;
            Ok(())
        })
    }

    fn settle_logout(&self, id: i64, entry: Option<Entry>) -> Answer<'_, ()> {
        self.writing(move |connection| {
            let settled = run(connection, "DELETE FROM logout_deliveries WHERE id = ?1", [id])?;
            if let Some(entry) = entry.filter(|_| settled == 1) {
                audit::write(connection, &entry)?;
            }
            Ok(())
        })
    }
}

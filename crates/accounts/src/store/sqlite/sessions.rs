//! Browser sessions.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, Row, params};

use super::people::{PERSON, person};
use super::{SqliteStore, StoreError, audit, first, logouts, run};
use crate::audit::Entry;
use crate::store::rows::{Authentication, NewSession, PasswordText, Session};
use crate::store::{Answer, Sessions};
use crate::token::Digest;

/// How somebody showed who they are, from a row of a session, a code or a grant.
pub(super) fn authentication(row: &Row<'_>, sid: &str) -> Result<Authentication, StoreError> {
    Ok(Authentication { at: row.get("authenticated_at")?, amr: row.get("amr")?, sid: row.get(sid)? })
}

/// Ends the session that another one takes the place of. Where it is of the same person, gives its `sid`: to the apps that
/// know it, that person is still signed in.
fn replaced(connection: &Connection, old: &Digest, new: &NewSession) -> Result<Option<String>, StoreError> {
    let sql = "SELECT sid, person FROM sessions WHERE id = ?1";
    let found = first(connection, sql, [old.as_bytes()], |row| Ok((row.get::<_, String>("sid")?, row.get::<_, String>("person")?)))?;
    let Some((sid, person)) = found else { return Ok(None) };
    if person == new.person {
        run(connection, "DELETE FROM sessions WHERE id = ?1", [old.as_bytes()])?;
        return Ok(Some(sid));
    }
    logouts::end(connection, &sid, new.created_at)?;
    Ok(None)
}

/// Keeps a session in the place of another one: see [`replaced`].
pub(super) fn insert(connection: &Connection, session: &NewSession, replaces: Option<&Digest>) -> Result<(), StoreError> {
    let sid = match replaces {
        Some(old) => replaced(connection, old, session)?,
        None => None,
    };
    run(
        connection,
        "INSERT INTO sessions (id, sid, person, amr, created_at, authenticated_at, seen_at, expires_at, address, user_agent) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, ?6, ?7, ?8)",
        params![
            session.id.as_bytes(),
            sid.as_ref().unwrap_or(&session.sid),
            session.person,
            session.amr,
            session.created_at,
            session.expires_at,
            session.address,
            session.user_agent,
        ],
    )?;
    Ok(())
}

impl Sessions for SqliteStore {
    fn open_session(&self, session: NewSession, password: PasswordText, replaces: Option<Digest>, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            // Asked in the transaction of the write: checking a password takes its time, and what was ended meanwhile, with
            // a new password or with the account, must not begin anew.
            let sql = "SELECT 1 FROM people WHERE id = ?1 AND enabled AND password = ?2 AND NOT EXISTS \
                       (SELECT 1 FROM second_factors WHERE second_factors.person = people.id AND confirmed_at IS NOT NULL)";
            if first(connection, sql, params![session.person, password.0.as_str()], |_| Ok(()))?.is_none() {
                return Ok(false);
            }
            insert(connection, &session, replaces.as_ref())?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn session(&self, id: Digest, now: UnixSeconds) -> Answer<'_, Option<Session>> {
        self.reading(move |connection| {
            let sql = format!(
                "SELECT {PERSON}, sessions.sid, sessions.authenticated_at, sessions.amr FROM sessions \
                 JOIN people ON people.id = sessions.person WHERE sessions.id = ?1 AND sessions.expires_at > ?2 AND people.enabled"
            );
            first(connection, &sql, params![id.as_bytes(), now], |row| {
                Ok(Session { id, person: person(row)?, authentication: authentication(row, "sid")? })
            })
        })
    }

    fn note(&self, entry: Entry) -> Answer<'_, ()> {
        self.writing(move |connection| audit::write(connection, &entry))
    }
}

//! Browser sessions.

use countersign_wire::UnixSeconds;
use rusqlite::params;

use super::people::{PERSON, person};
use super::{SqliteStore, audit, first, run};
use crate::audit::Entry;
use crate::store::rows::{NewSession, Session};
use crate::store::{Answer, Sessions};
use crate::token::Digest;

impl Sessions for SqliteStore {
    fn open_session(&self, session: NewSession, replaces: Option<Digest>, entry: Entry) -> Answer<'_, ()> {
        self.writing(move |connection| {
            if let Some(old) = replaces {
                run(connection, "DELETE FROM sessions WHERE id = ?1", [old.as_bytes()])?;
            }
            run(
                connection,
                "INSERT INTO sessions (id, person, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                params![session.id.as_bytes(), session.person, session.created_at, session.expires_at],
            )?;
            audit::write(connection, &entry)
        })
    }

    fn session(&self, id: Digest, now: UnixSeconds) -> Answer<'_, Option<Session>> {
        self.reading(move |connection| {
            let sql = format!(
                "SELECT {PERSON} FROM sessions JOIN people ON people.id = sessions.person WHERE sessions.id = ?1 AND sessions.expires_at > ?2"
            );
            first(connection, &sql, params![id.as_bytes(), now], |row| Ok(Session { id, person: person(row)? }))
        })
    }

    fn note(&self, entry: Entry) -> Answer<'_, ()> {
        self.writing(move |connection| audit::write(connection, &entry))
    }
}

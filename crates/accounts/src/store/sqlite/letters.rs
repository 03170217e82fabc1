//! Letters that are still to be sent.

use countersign_wire::UnixSeconds;
use countersign_wire::person::LinkPurpose;
use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, digest, first, run, word};
use crate::store::rows::{DueLetter, NewLink};
use crate::store::{Answer, Letters};
use crate::token::Digest;

/// Letters that may wait: a server that takes none for a week does not fill the disk.
const MOST: i64 = 1000;

/// Whether there is no room for a letter more.
pub(super) fn are_too_many(connection: &Connection) -> Result<bool, StoreError> {
    let waiting = first(connection, "SELECT count(*) AS number FROM letters", [], |row| Ok(row.get::<_, i64>("number")?))?;
    Ok(waiting >= Some(MOST))
}

/// Keeps the letter of a link that was just kept, if it goes in one.
pub(super) fn keep(connection: &Connection, link: &NewLink) -> Result<(), StoreError> {
    if let Some(sealed) = &link.letter {
        let sql = "INSERT INTO letters (link, sealed, next_at) VALUES (?1, ?2, ?3)";
        run(connection, sql, params![link.hash.as_bytes(), sealed, link.created_at])?;
    }
    Ok(())
}

/// A letter has arrived, or is given up.
pub(super) fn drop_of(connection: &Connection, link: &Digest) -> Result<(), StoreError> {
    run(connection, "DELETE FROM letters WHERE link = ?1", [link.as_bytes()])?;
    Ok(())
}

impl Letters for SqliteStore {
    fn take_due_letters(&self, now: UnixSeconds, until: UnixSeconds, most: u32) -> Answer<'_, Vec<DueLetter>> {
        Box::pin(async move {
            // Nearly always nothing is due; a look keeps nobody who writes waiting.
            let due = |connection: &Connection| first(connection, "SELECT 1 FROM letters WHERE next_at <= ?1 LIMIT 1", [now], |_| Ok(()));
            if self.read(due)?.is_none() {
                return Ok(Vec::new());
            }
            self.writer.write(move |connection| take(connection, now, until, most)).await
        })
    }

    fn put_letter_off(&self, link: Digest, next_at: UnixSeconds) -> Answer<'_, ()> {
        self.writing(move |connection| {
            run(connection, "UPDATE letters SET next_at = ?2 WHERE link = ?1", params![link.as_bytes(), next_at])?;
            Ok(())
        })
    }

    fn settle_letter(&self, link: Digest) -> Answer<'_, ()> {
        self.writing(move |connection| drop_of(connection, &link))
    }
}

fn take(connection: &Connection, now: UnixSeconds, until: UnixSeconds, most: u32) -> Result<Vec<DueLetter>, StoreError> {
    let sql = "SELECT letters.link, letters.sealed, letters.attempts, one_time_links.purpose, one_time_links.expires_at, people.email, \
               people.name, people.locale FROM letters JOIN one_time_links ON one_time_links.hash = letters.link \
               JOIN people ON people.id = one_time_links.person WHERE letters.next_at <= ?1 ORDER BY letters.next_at LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![now, most])?;
    let mut taken = Vec::new();
    while let Some(row) = rows.next()? {
        taken.push(DueLetter {
            link: digest(row, "link")?,
            sealed: row.get("sealed")?,
            purpose: word(row, "purpose", LinkPurpose::parse)?,
            expires_at: row.get("expires_at")?,
            to: row.get("email")?,
            name: row.get("name")?,
            locale: row.get("locale")?,
            attempts: row.get::<_, u32>("attempts")?.saturating_add(1),
        });
    }
    for DueLetter { link, .. } in &taken {
        run(connection, "UPDATE letters SET next_at = ?2, attempts = attempts + 1 WHERE link = ?1", params![link.as_bytes(), until])?;
    }
    Ok(taken)
}

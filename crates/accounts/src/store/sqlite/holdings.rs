//! What an account has open: browser sessions, and apps that have access.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{ConnectedApp, SessionView};
use countersign_wire::scope::ScopeSet;
use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, audit, first, logouts, run, scopes};
use crate::audit::Entry;
use crate::store::rows::Kept;
use crate::store::{Answer, Holdings};
use crate::token::Digest;

/// Ends all that somebody has open: sessions, sign-ins on their way, links, and what apps were given.
pub(super) fn end_all(connection: &Connection, person: &str, now: UnixSeconds) -> Result<(), StoreError> {
    end_sessions(connection, person, None, now)?;
    for table in ["grants", "codes", "first_steps", "one_time_links"] {
        run(connection, &format!("DELETE FROM {table} WHERE person = ?1"), [person])?;
    }
    Ok(())
}

/// The same, but for what somebody does it with. A refresh token that was not meant to outlast its session ends with that
/// session, also one of the grant that is kept.
pub(super) fn end_but(connection: &Connection, person: &str, kept: Kept, now: UnixSeconds) -> Result<(), StoreError> {
    let (session, token) = match kept {
        Kept::Session(cookie) => (Some(cookie), None),
        Kept::GrantOf(token) => (None, Some(token)),
    };
    end_sessions(connection, person, session.as_ref(), now)?;
    let sql = "DELETE FROM grants WHERE person = ?1 AND id IS NOT (SELECT under FROM access_tokens WHERE hash = ?2)";
    run(connection, sql, params![person, token.as_ref().map(Digest::as_bytes)])?;
    // One that was used is kept: it is still known as one, should somebody show it again.
    run(connection, "DELETE FROM codes WHERE person = ?1 AND used_at IS NULL", [person])?;
    for table in ["first_steps", "one_time_links"] {
        run(connection, &format!("DELETE FROM {table} WHERE person = ?1"), [person])?;
    }
    Ok(())
}

/// Ends the sessions of somebody, but for one, and says how many. Apps that know them are told (Back-Channel Logout).
pub(super) fn end_sessions(connection: &Connection, person: &str, but: Option<&Digest>, now: UnixSeconds) -> Result<usize, StoreError> {
    let kept = but.map(Digest::as_bytes);
    let mut statement = connection.prepare_cached("SELECT sid FROM sessions WHERE person = ?1 AND (?2 IS NULL OR id <> ?2)")?;
    let sids: Vec<String> = statement.query_map(params![person, kept], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for sid in &sids {
        logouts::end(connection, sid, now)?;
    }
    Ok(sids.len())
}

impl Holdings for SqliteStore {
    fn sessions_of(&self, person: &str, now: UnixSeconds) -> Answer<'_, Vec<SessionView>> {
        let person = person.to_owned();
        self.reading(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT sid, created_at, authenticated_at, seen_at, expires_at, amr, address, user_agent FROM sessions \
                 WHERE person = ?1 AND expires_at > ?2 ORDER BY created_at DESC, sid LIMIT 200",
            )?;
            let rows = statement.query_map(params![person, now], |row| {
                Ok(SessionView {
                    id: row.get("sid")?,
                    created_at: row.get("created_at")?,
                    authenticated_at: row.get("authenticated_at")?,
                    seen_at: row.get("seen_at")?,
                    expires_at: row.get("expires_at")?,
                    amr: row.get("amr")?,
                    address: row.get("address")?,
                    user_agent: row.get("user_agent")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn end_session(&self, person: &str, sid: &str, entry: Entry) -> Answer<'_, bool> {
        let (person, sid) = (person.to_owned(), sid.to_owned());
        self.writing(move |connection| {
            let theirs = first(connection, "SELECT 1 FROM sessions WHERE person = ?1 AND sid = ?2", params![person, sid], |_| Ok(()))?;
            let ended = theirs.is_some();
            if ended {
                logouts::end(connection, &sid, entry.at)?;
                audit::write(connection, &entry)?;
            }
            Ok(ended)
        })
    }

    fn end_sessions(&self, person: &str, but: Option<Digest>, entry: Entry) -> Answer<'_, usize> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let ended = end_sessions(connection, &person, but.as_ref(), entry.at)?;
            if ended > 0 {
                audit::write(connection, &entry)?;
            }
            Ok(ended)
        })
    }

    fn connected_apps(&self, person: &str, now: UnixSeconds) -> Answer<'_, Vec<ConnectedApp>> {
        let person = person.to_owned();
        self.reading(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT apps.client_id, apps.name, grants.scopes, grants.created_at, grants.last_used_at FROM grants \
                 JOIN apps ON apps.client_id = grants.app WHERE grants.person = ?1 AND grants.ends_at > ?2 \
                 ORDER BY apps.name_key, apps.client_id, grants.created_at",
            )?;
            let mut rows = statement.query(params![person, now])?;
            let mut apps: Vec<(ConnectedApp, ScopeSet)> = Vec::new();
            while let Some(row) = rows.next()? {
                let client_id: String = row.get("client_id")?;
                let (granted, last_used_at) = (scopes(row, "scopes")?, row.get::<_, Option<UnixSeconds>>("last_used_at")?);
                // One row for an app, whatever number of sign-ins it has.
                if let Some((app, all)) = apps.last_mut().filter(|(app, _)| app.client_id == client_id) {
                    *all = all.iter().chain(granted.iter()).cloned().collect();
                    app.last_used_at = app.last_used_at.max(last_used_at);
                    continue;
                }
                let (name, since) = (row.get("name")?, row.get("created_at")?);
                apps.push((ConnectedApp { client_id, name, scopes: Vec::new(), since, last_used_at }, granted));
            }
            let told = |(app, all): (ConnectedApp, ScopeSet)| ConnectedApp {
                scopes: all.iter().map(|scope| scope.as_str().to_owned()).collect(),
                ..app
            };
            Ok(apps.into_iter().map(told).collect())
        })
    }

    fn disconnect(&self, person: &str, client_id: &str, entry: Entry) -> Answer<'_, bool> {
        let (person, client_id) = (person.to_owned(), client_id.to_owned());
        self.writing(move |connection| {
            let mut ended = 0;
            for table in ["grants", "codes", "consents"] {
                ended += run(connection, &format!("DELETE FROM {table} WHERE person = ?1 AND app = ?2"), params![person, client_id])?;
            }
            if ended > 0 {
                audit::write(connection, &entry)?;
            }
            Ok(ended > 0)
        })
    }
}

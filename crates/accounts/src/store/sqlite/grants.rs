//! Codes, grants and tokens.

use countersign_wire::UnixSeconds;
use countersign_wire::app::DialectName;
use rusqlite::{Connection, params};

use super::people::{PERSON, person};
use super::sessions::authentication;
use super::{SqliteStore, StoreError, audit, consents, first, inspection, run, scopes, word, words};
use crate::audit::Entry;
use crate::store::rows::{Access, Code, Inspected, NewCode, NewMachineToken, NewTokens, Redeemed, Refresh, Renewal, Rotated};
use crate::store::{Answer, Grants};
use crate::token::Digest;

/// Rows of one table that are thrown away at once: some milliseconds of the writer.
pub(super) const SWEPT: usize = 500;

impl Grants for SqliteStore {
    fn add_code(&self, new: NewCode, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let NewCode { hash, code, remembered } = new;
            // All have to be there still: the page with the question may have been open for an hour, and whoever ends a
            // session ends what it is about to give.
            let added = run(
                connection,
                "INSERT INTO codes (hash, app, person, redirect_uri, challenge, requested, granted, expires_at, session, \
                 authenticated_at, amr, nonce, claims, resources) \
                 SELECT ?1, apps.client_id, people.id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM apps, people \
                 WHERE apps.client_id = ?2 AND apps.enabled AND people.id = ?3 AND people.enabled \
                 AND (?9 IS NULL OR EXISTS (SELECT 1 FROM sessions WHERE sid = ?9 AND person = ?3))",
                params![
                    hash.as_bytes(),
                    code.client_id,
                    code.person,
                    code.redirect_uri,
                    code.challenge,
                    code.requested.to_wire(),
                    code.granted.to_wire(),
                    code.expires_at,
                    code.authentication.sid,
                    code.authentication.at,
                    code.authentication.amr,
                    code.nonce,
                    code.claims,
                    code.resources.join(" "),
                ],
            )?;
            if added == 1 {
                if let Some(consent) = &remembered {
                    consents::remember(connection, &code.client_id, &code.person, consent, entry.at)?;
                }
                audit::write(connection, &entry)?;
            }
            Ok(added == 1)
        })
    }

    fn code(&self, hash: Digest) -> Answer<'_, Option<Code>> {
        self.reading(move |connection| {
            first(connection, "SELECT * FROM codes WHERE hash = ?1", [hash.as_bytes()], |row| {
                Ok(Code {
                    client_id: row.get("app")?,
                    person: row.get("person")?,
                    redirect_uri: row.get("redirect_uri")?,
                    challenge: row.get("challenge")?,
                    requested: scopes(row, "requested")?,
                    granted: scopes(row, "granted")?,
                    authentication: authentication(row, "session")?,
                    nonce: row.get("nonce")?,
                    claims: row.get("claims")?,
                    resources: words(row, "resources")?,
                    expires_at: row.get("expires_at")?,
                })
            })
        })
    }

    fn redeem(&self, code: Digest, tokens: NewTokens, now: UnixSeconds, replay: Entry) -> Answer<'_, Redeemed> {
        self.writing(move |connection| {
            let taken = run(
                connection,
                "UPDATE codes SET used_at = ?2, gave = ?3 WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2",
                params![code.as_bytes(), now, tokens.grant],
            )?;
            if taken == 1 {
                issue(connection, &code, &tokens, now)?;
                return Ok(Redeemed::First);
            }
            let sql = "SELECT gave FROM codes WHERE hash = ?1 AND used_at IS NOT NULL";
            let Some(gave) = first(connection, sql, [code.as_bytes()], |row| Ok(row.get::<_, Option<String>>("gave")?))? else {
                return Ok(Redeemed::Gone);
            };
            // Only the first replay ends something, and only it is written down.
            if run(connection, "DELETE FROM grants WHERE id = ?1", [gave])? == 1 {
                audit::write(connection, &replay)?;
            }
            Ok(Redeemed::Replayed)
        })
    }

    fn refresh_token(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Refresh>> {
        self.reading(move |connection| {
            let sql = "SELECT grants.app, grants.person, grants.scopes, grants.session, grants.authenticated_at, grants.amr, grants.claims, \
                       grants.resources, grants.id, grants.ends_at FROM refresh_tokens JOIN grants ON grants.id = refresh_tokens.under \
                       JOIN people ON people.id = grants.person \
                       WHERE refresh_tokens.hash = ?1 AND grants.ends_at > ?2 AND grants.renewable AND people.enabled";
            first(connection, sql, params![hash.as_bytes(), now], |row| {
                Ok(Refresh {
                    client_id: row.get("app")?,
                    person: row.get("person")?,
                    scopes: scopes(row, "scopes")?,
                    authentication: authentication(row, "session")?,
                    claims: row.get("claims")?,
                    resources: words(row, "resources")?,
                    grant: row.get("id")?,
                    ends_at: row.get("ends_at")?,
                })
            })
        })
    }

    fn rotate(&self, renewal: Renewal, reuse: Entry) -> Answer<'_, Rotated> {
        self.writing(move |connection| rotate(connection, &renewal, &reuse))
    }

    fn add_machine_token(&self, token: NewMachineToken) -> Answer<'_, bool> {
        self.writing(move |connection| add_machine_token(connection, &token))
    }

    fn use_assertion(&self, assertion: Digest, until: UnixSeconds) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "INSERT INTO used_assertions (hash, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            Ok(run(connection, sql, params![assertion.as_bytes(), until])? == 1)
        })
    }

    fn inspect(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Inspected>> {
        self.reading(move |connection| inspection::inspect(connection, &hash, now))
    }

    fn access(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Access>> {
        self.reading(move |connection| access(connection, &hash, now))
    }

    fn revoke(&self, hash: Digest, client_id: &str, entry: Entry) -> Answer<'_, bool> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let family = run(
                connection,
                "DELETE FROM grants WHERE app = ?2 AND id = (SELECT under FROM refresh_tokens WHERE hash = ?1)",
                params![hash.as_bytes(), client_id],
            )?;
            let access = run(
                connection,
                "DELETE FROM access_tokens WHERE hash = ?1 AND under IN (SELECT id FROM grants WHERE app = ?2)",
                params![hash.as_bytes(), client_id],
            )?;
            if family + access > 0 {
                audit::write(connection, &entry)?;
            }
            Ok(family + access > 0)
        })
    }

    fn sweep(&self, before: UnixSeconds) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let mut more = false;
            for (table, key, end) in [
                ("access_tokens", "hash", "expires_at"),
                ("refresh_tokens", "hash", "idle_until"),
                ("product_tokens", "hash", "expires_at"),
                ("grants", "id", "ends_at"),
                ("codes", "hash", "expires_at"),
                ("sessions", "id", "expires_at"),
                ("set_ups", "code", "expires_at"),
                ("one_time_links", "hash", "expires_at"),
                ("first_steps", "id", "expires_at"),
                ("used_assertions", "hash", "expires_at"),
            ] {
                let sql = format!("DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {end} < ?1 LIMIT {SWEPT})");
                more |= run(connection, &sql, [before])? == SWEPT;
            }
            Ok(more)
        })
    }
}

/// What an access token opens, as person and app are now.
pub(super) fn access(connection: &Connection, hash: &Digest, now: UnixSeconds) -> Result<Option<Access>, StoreError> {
    let sql = format!(
        "SELECT {PERSON}, access_tokens.scopes AS given, access_tokens.resources, access_tokens.issued_at, \
         access_tokens.expires_at, grants.id AS under, grants.session, grants.authenticated_at, grants.amr, grants.claims, \
         grants.person, apps.scopes AS allowed, apps.client_id, apps.dialect FROM access_tokens \
         JOIN grants ON grants.id = access_tokens.under JOIN apps ON apps.client_id = grants.app \
         LEFT JOIN people ON people.id = grants.person \
         WHERE access_tokens.hash = ?1 AND access_tokens.expires_at > ?2 AND apps.enabled \
         AND (grants.person IS NULL OR people.enabled)"
    );
    first(connection, &sql, params![hash.as_bytes(), now], |row| {
        let acts_for_itself = row.get::<_, Option<String>>("person")?.is_none();
        Ok(Access {
            grant: row.get("under")?,
            client_id: row.get("client_id")?,
            dialect: word(row, "dialect", DialectName::parse)?,
            person: if acts_for_itself { None } else { Some(person(row)?) },
            authentication: authentication(row, "session")?,
            scopes: scopes(row, "given")?.intersection(&scopes(row, "allowed")?),
            claims: row.get("claims")?,
            resources: words(row, "resources")?,
            issued_at: row.get("issued_at")?,
            expires_at: row.get("expires_at")?,
        })
    })
}

/// Keeps what a code gives. The code's row says for whom and what.
fn issue(connection: &Connection, code: &Digest, tokens: &NewTokens, now: UnixSeconds) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO grants (id, app, person, scopes, created_at, ends_at, session, authenticated_at, amr, nonce, claims, resources) \
         SELECT ?2, app, person, granted, ?3, ?4, session, authenticated_at, amr, nonce, claims, resources FROM codes WHERE hash = ?1",
        params![code.as_bytes(), tokens.grant, now, tokens.grant_ends_at],
    )?;
    run(
        connection,
        "INSERT INTO access_tokens (hash, under, scopes, resources, issued_at, expires_at) \
         SELECT ?2, id, scopes, ?4, ?5, ?3 FROM grants WHERE id = ?1",
        params![tokens.grant, tokens.access.as_bytes(), tokens.access_ends_at, tokens.resources.join(" "), now],
    )?;
    if let Some((refresh, idle_until)) = &tokens.refresh {
        keep_refresh(connection, refresh, &tokens.grant, *idle_until)?;
    }
    Ok(())
}

fn keep_refresh(connection: &Connection, hash: &Digest, grant: &str, idle_until: UnixSeconds) -> Result<(), StoreError> {
    let sql = "INSERT INTO refresh_tokens (hash, under, idle_until) VALUES (?1, ?2, ?3)";
    run(connection, sql, params![hash.as_bytes(), grant, idle_until])?;
    Ok(())
}

/// A token of an app's own, under the one grant that the app has for them. That is made with the first, and anew after the
/// app was switched off and on.
fn add_machine_token(connection: &Connection, token: &NewMachineToken) -> Result<bool, StoreError> {
    let grant = format!("machine:{}", token.client_id);
    let add = || {
        run(
            connection,
            "INSERT INTO access_tokens (hash, under, scopes, resources, issued_at, expires_at) \
             SELECT ?1, id, ?3, ?4, ?5, ?6 FROM grants WHERE id = ?2",
            params![token.access.as_bytes(), grant, token.scopes.to_wire(), token.resources.join(" "), token.issued_at, token.ends_at],
        )
    };
    if add()? == 1 {
        return Ok(true);
    }
    let made = run(
        connection,
        "INSERT INTO grants (id, app, person, scopes, created_at, ends_at, authenticated_at) \
         SELECT ?1, client_id, NULL, scopes, ?3, ?4, ?3 FROM apps WHERE client_id = ?2 AND enabled",
        params![grant, token.client_id, token.issued_at, i64::MAX],
    )?;
    Ok(made == 1 && add()? == 1)
}

fn rotate(connection: &Connection, renewal: &Renewal, reuse: &Entry) -> Result<Rotated, StoreError> {
    let sql = "SELECT grants.id, grants.ends_at FROM refresh_tokens JOIN grants ON grants.id = refresh_tokens.under \
               WHERE refresh_tokens.hash = ?1 AND grants.ends_at > ?2 AND grants.renewable";
    let found = first(connection, sql, params![renewal.presented.as_bytes(), renewal.now], |row| {
        Ok((row.get::<_, String>("id")?, row.get::<_, UnixSeconds>("ends_at")?))
    })?;
    let Some((grant, ends_at)) = found else { return Ok(Rotated::Gone) };
    let first_use = run(
        connection,
        "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL AND idle_until > ?2",
        params![renewal.presented.as_bytes(), renewal.now],
    )?;
    if first_use == 1 {
        keep_refresh(connection, &renewal.successor, &grant, renewal.idle_until.min(ends_at))?;
    } else {
        match standing(connection, renewal)? {
            Standing::LostAnswer => {}
            Standing::Lapsed => return Ok(Rotated::Gone),
            Standing::Reused => {
                run(connection, "DELETE FROM grants WHERE id = ?1", [&grant])?;
                audit::write(connection, reuse)?;
                return Ok(Rotated::Reused);
            }
        }
    }
    let until = renewal.access_ends_at.min(ends_at);
    run(
        connection,
        "INSERT INTO access_tokens (hash, under, scopes, resources, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![renewal.access.as_bytes(), grant, renewal.scopes.to_wire(), renewal.resources.join(" "), renewal.now, until],
    )?;
    Ok(Rotated::Until(until))
}

/// How a refresh token stands that could not be used.
enum Standing {
    /// It lay unused for too long.
    Lapsed,
    /// It was used a moment ago, and what it gave was not used yet.
    LostAnswer,
    /// It was used, and that is over.
    Reused,
}

fn standing(connection: &Connection, renewal: &Renewal) -> Result<Standing, StoreError> {
    let used_at = |hash: &Digest| {
        first(connection, "SELECT used_at FROM refresh_tokens WHERE hash = ?1", [hash.as_bytes()], |row| {
            Ok(row.get::<_, Option<UnixSeconds>>("used_at")?)
        })
    };
    let Some(Some(used)) = used_at(&renewal.presented)? else { return Ok(Standing::Lapsed) };
    let fresh = renewal.now.saturating_sub(used) <= renewal.grace;
    let waiting = matches!(used_at(&renewal.successor)?, Some(None));
    Ok(if fresh && waiting { Standing::LostAnswer } else { Standing::Reused })
}

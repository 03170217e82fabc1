//! What there is to tell of a token (RFC 7662): narrow and by keys, as resource servers ask for it with every request.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, Row, params};

use super::{StoreError, first, scopes, words};
use crate::store::rows::{Inspected, TokenKind};
use crate::token::Digest;

/// Who may be told about: the same rule as for what a token opens.
const ALIVE: &str = "JOIN grants ON grants.id = under JOIN apps ON apps.client_id = grants.app LEFT JOIN people ON people.id = grants.person \
     WHERE hash = ?1 AND apps.enabled AND (grants.person IS NULL OR people.enabled)";

pub(super) fn inspect(connection: &Connection, hash: &Digest, now: UnixSeconds) -> Result<Option<Inspected>, StoreError> {
    let access = format!(
        "SELECT grants.app, grants.person, people.email, access_tokens.scopes, apps.scopes AS allowed, access_tokens.resources, \
         issued_at AS since, expires_at AS until FROM access_tokens {ALIVE} AND expires_at > ?2"
    );
    let of = |kind| move |row: &Row<'_>| inspected(row, kind);
    if let Some(found) = first(connection, &access, params![hash.as_bytes(), now], of(TokenKind::Access))? {
        return Ok(Some(found));
    }
    let refresh = format!(
        "SELECT grants.app, grants.person, people.email, grants.scopes, apps.scopes AS allowed, grants.resources, \
         grants.created_at AS since, min(idle_until, ends_at) AS until FROM refresh_tokens {ALIVE} \
         AND used_at IS NULL AND idle_until > ?2 AND ends_at > ?2 AND renewable"
    );
    first(connection, &refresh, params![hash.as_bytes(), now], of(TokenKind::Refresh))
}

fn inspected(row: &Row<'_>, kind: TokenKind) -> Result<Inspected, StoreError> {
    let person: Option<String> = row.get("person")?;
    Ok(Inspected {
        kind,
        client_id: row.get("app")?,
        person: person.zip(row.get("email")?),
        scopes: scopes(row, "scopes")?.intersection(&scopes(row, "allowed")?),
        resources: words(row, "resources")?,
        issued_at: row.get("since")?,
        ends_at: row.get("until")?,
    })
}

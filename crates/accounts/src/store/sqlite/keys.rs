//! Signing keys.

use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;
use rusqlite::params;

use super::{SqliteStore, audit, first, run, word};
use crate::audit::{Entry, Subject};
use crate::store::rows::{KeyRemoved, KeyState, SigningKey};
use crate::store::{Answer, SigningKeys};

impl SigningKeys for SqliteStore {
    fn signing_keys(&self) -> Answer<'_, Vec<SigningKey>> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM signing_keys ORDER BY created_at, kid")?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(SigningKey {
                    kid: row.get("kid")?,
                    alg: word(row, "alg", SigningAlg::parse)?,
                    state: word(row, "state", KeyState::parse)?,
                    private: row.get("private")?,
                    public: row.get("public")?,
                    created_at: row.get("created_at")?,
                    signing_at: row.get("signing_at")?,
                });
            }
            Ok(found)
        })
    }

    fn add_signing_key(&self, key: SigningKey, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let added = run(
                connection,
                "INSERT INTO signing_keys (kid, alg, state, private, public, created_at, signing_at) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE alg = ?2 AND state = ?3)",
                params![key.kid, key.alg.as_str(), key.state.as_str(), key.private, key.public, key.created_at, key.signing_at],
            )?;
            if added == 1 {
                audit::write(connection, &entry)?;
            }
            Ok(added == 1)
        })
    }

    fn promote_signing_key(&self, kid: &str, now: UnixSeconds, entry: Entry) -> Answer<'_, bool> {
        let kid = kid.to_owned();
        self.writing(move |connection| {
            run(
                connection,
                "UPDATE signing_keys SET state = 'retired', retired_at = ?2 WHERE state = 'signing' \
                 AND alg = (SELECT alg FROM signing_keys WHERE kid = ?1 AND state = 'published')",
                params![kid, now],
            )?;
            let sql = "UPDATE signing_keys SET state = 'signing', signing_at = ?2 WHERE kid = ?1 AND state = 'published'";
            let promoted = run(connection, sql, params![kid, now])? == 1;
            if promoted {
                audit::write(connection, &entry)?;
            }
            Ok(promoted)
        })
    }

    fn remove_signing_key(&self, kid: &str, entry: Entry) -> Answer<'_, KeyRemoved> {
        let kid = kid.to_owned();
        self.writing(move |connection| {
            let sql = "SELECT state FROM signing_keys WHERE kid = ?1";
            let Some(state) = first(connection, sql, [&kid], |row| word(row, "state", KeyState::parse))? else {
                return Ok(KeyRemoved::NotFound);
            };
            if run(connection, "DELETE FROM signing_keys WHERE kid = ?1 AND state <> 'signing'", [&kid])? == 0 {
                return Ok(KeyRemoved::Signs);
            }
            audit::write(connection, &entry.saying(state.as_str()).on(Subject::SigningKey(kid)))?;
            Ok(KeyRemoved::Gone(state))
        })
    }

    fn drop_retired_keys(&self, before: UnixSeconds, entry: Entry) -> Answer<'_, ()> {
        self.writing(move |connection| {
            let sql = "DELETE FROM signing_keys WHERE state = 'retired' AND retired_at <= ?1 RETURNING kid";
            let dropped: Vec<String> = connection.prepare_cached(sql)?.query_map([before], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for kid in dropped {
                audit::write(connection, &entry.clone().on(Subject::SigningKey(kid)))?;
            }
            Ok(())
        })
    }
}

//! Sessions that end before their time, and the apps that are to be told.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, audit, first, run};
use crate::audit::Entry;
use crate::store::rows::{DueLogouts, LogoutDelivery};
use crate::store::{Answer, Logouts};
use crate::token::Digest;

/// Grants of a session that gave the app an ID token: of the standard dialect, with `openid`.
const WITH_ID_TOKEN: &str = "FROM grants JOIN apps ON apps.client_id = grants.app \
     WHERE grants.session = ?1 AND apps.dialect = 'standard' AND instr(' ' || grants.scopes || ' ', ' openid ') > 0";

/// The apps that are to be told of something now. It goes from app to app along the index, however much waits for each.
const DUE: &str = "WITH RECURSIVE waiting (app) AS (SELECT min(app) FROM logout_deliveries UNION ALL \
     SELECT (SELECT min(app) FROM logout_deliveries WHERE app > waiting.app) FROM waiting WHERE waiting.app IS NOT NULL), \
     next AS (SELECT app, \
     (SELECT min(next_at) FROM logout_deliveries AS new WHERE new.app = waiting.app AND (new.attempts > 0) = 0) AS new, \
     (SELECT min(next_at) FROM logout_deliveries AS tried WHERE tried.app = waiting.app AND (tried.attempts > 0) = 1) AS tried \
     FROM waiting WHERE app IS NOT NULL) \
     SELECT client_id, json_extract(settings, '$.openid.backchannel_logout_uri') AS address FROM next \
     JOIN apps ON apps.client_id = next.app WHERE new <= ?1 OR tried <= ?1 \
     ORDER BY new IS NULL OR new > ?1, min(ifnull(new, tried), ifnull(tried, new))";

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

    fn due_logouts(&self, now: UnixSeconds) -> Answer<'_, Vec<DueLogouts>> {
        self.reading(move |connection| {
            let mut statement = connection.prepare_cached(DUE)?;
            let mut rows = statement.query([now])?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                due.push(DueLogouts { client_id: row.get("client_id")?, address: row.get("address")? });
            }
            Ok(due)
        })
    }

    fn take_due_logout(&self, client_id: &str, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, Option<LogoutDelivery>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let sql = "UPDATE logout_deliveries SET next_at = ?3, attempts = attempts + 1 WHERE id = \
                       (SELECT id FROM logout_deliveries WHERE app = ?1 AND next_at <= ?2 ORDER BY attempts > 0, next_at LIMIT 1) \
                       RETURNING id, app, person, session, created_at, attempts";
            first(connection, sql, params![client_id, now, until], |row| {
                Ok(LogoutDelivery {
                    id: row.get("id")?,
                    client_id: row.get("app")?,
                    person: row.get("person")?,
                    session: row.get("session")?,
                    created_at: row.get("created_at")?,
                    attempts: row.get("attempts")?,
                })
            })
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

#[cfg(test)]
mod tests {
    use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, OpenIdSettings};

    use super::*;
    use crate::audit::Deed;
    use crate::entropy::SystemEntropy;
    use crate::store::Apps as _;
    use crate::store::rows::NewApp;

    /// A store with the apps `a`, `b` and `c`, and what they are to be told: the app, the session, when it is due, and how
    /// often it was tried.
    async fn waiting(rows: &[(&str, &str, i64, u32)]) -> (tempfile::TempDir, SqliteStore) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let (store, _) = SqliteStore::open(&file, &SystemEntropy).unwrap();
        for client_id in ["a", "b", "c"] {
            let backchannel_logout_uri = Some(format!("https://{client_id}.example/out"));
            let draft = OAuthAppDraft {
                name: client_id.into(),
                kind: AppKind::Web,
                dialect: DialectName::Standard,
                redirect_uris: Vec::new(),
                scopes: Vec::new(),
                trusted: false,
                enabled: true,
                pkce: None,
                with_secret: false,
                settings: AppSettings {
                    openid: OpenIdSettings { backchannel_logout_uri, ..OpenIdSettings::default() },
                    ..AppSettings::default()
                },
            };
            let new = NewApp { client_id: client_id.into(), draft, secret: None, built_in: false, created_by: None, created_at: 0 };
            store.add_app(new, Entry::of(Deed::AppAdded, 0)).await.unwrap().unwrap();
        }
        let raw = Connection::open(&file).unwrap();
        let sql = "INSERT INTO logout_deliveries (app, person, session, created_at, next_at, attempts) VALUES (?1, 'p', ?2, 0, ?3, ?4)";
        for (app, session, next_at, attempts) in rows {
            raw.execute(sql, params![app, session, next_at, attempts]).unwrap();
        }
        (folder, store)
    }

    #[tokio::test]
    async fn lo_04_what_was_not_tried_yet_goes_before_what_was() {
        let rows = [("a", "tried", 1, 3), ("b", "new", 9, 0), ("c", "later", 11, 1), ("a", "new", 8, 0), ("b", "tried", 2, 1)];
        let (_folder, store) = waiting(&rows).await;
        let due: Vec<_> = store.due_logouts(10).await.unwrap().into_iter().map(|due| (due.client_id, due.address)).collect();
        let of = |app: &str| (app.to_owned(), Some(format!("https://{app}.example/out")));
        assert_eq!(due, [of("a"), of("b")], "and what is put off waits");
        let mut taken = Vec::new();
        while let Some(next) = store.take_due_logout("a", 10, 70).await.unwrap() {
            taken.push((next.session, next.attempts));
        }
        assert_eq!(taken, [("new".to_owned(), 1), ("tried".to_owned(), 4)], "each once");
        let (_folder, store) = waiting(&[("a", "tried", 1, 3), ("b", "new", 9, 0)]).await;
        let due: Vec<_> = store.due_logouts(10).await.unwrap().into_iter().map(|due| due.client_id).collect();
        assert_eq!(due, ["b", "a"]);
    }

    #[tokio::test]
    async fn however_much_waits_for_an_app_it_is_found_by_the_index() {
        let (_folder, store) = waiting(&[]).await;
        let plan = store.read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {DUE}"))?;
            let rows = statement.query_map([10], |row| row.get::<_, String>("detail"))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        });
        let plan = plan.unwrap();
        let of_table: Vec<_> = plan
            .iter()
            .filter(|step| ["logout_deliveries", "new", "tried"].iter().any(|name| step.contains(&format!(" {name} "))))
            .collect();
        assert!(of_table.len() >= 4 && of_table.iter().all(|step| step.starts_with("SEARCH")), "{plan:#?}");
    }
}

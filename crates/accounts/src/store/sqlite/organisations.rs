//! Organisations.

use countersign_wire::person::Organisation;
use rusqlite::{Connection, Row, params};

use super::{SqliteStore, StoreError, audit, count, first, run};
use crate::audit::Entry;
use crate::store::rows::{NewOrganisation, OrganisationSaved, OrganisationsPage};
use crate::store::{Answer, Organisations};

/// The columns that [`organisation`] reads.
const ORGANISATION: &str = "organisations.id, organisations.name, organisations.name_key, organisations.created_at, organisations.version, \
     (SELECT count(*) FROM people WHERE people.organisation = organisations.id) AS people, \
     (SELECT count(*) FROM apps WHERE apps.organisation = organisations.id) AS apps";

/// How many API keys are for the people of an organisation.
const API_KEYS: &str = "SELECT count(*) AS number FROM api_keys WHERE organisation = ?1";

fn organisation(row: &Row<'_>) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: row.get("id")?,
        name: row.get("name")?,
        people: count(row, "people")?,
        apps: count(row, "apps")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
    })
}

fn find(connection: &Connection, id: &str) -> Result<Option<Organisation>, StoreError> {
    first(connection, &format!("SELECT {ORGANISATION} FROM organisations WHERE id = ?1"), [id], organisation)
}

impl Organisations for SqliteStore {
    fn add_organisation(&self, new: NewOrganisation, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "INSERT INTO organisations (id, name, name_key, created_at, version) VALUES (?1, ?2, ?3, ?4, 1) \
                       ON CONFLICT (name_key) DO NOTHING";
            let added = run(connection, sql, params![new.id, new.name, new.name.to_lowercase(), new.created_at])? == 1;
            if added {
                audit::write(connection, &entry)?;
            }
            Ok(added)
        })
    }

    fn organisation(&self, id_or_name: &str) -> Answer<'_, Option<Organisation>> {
        let asked = id_or_name.to_owned();
        self.reading(move |connection| {
            let by_id = find(connection, &asked)?;
            if by_id.is_some() {
                return Ok(by_id);
            }
            let sql = format!("SELECT {ORGANISATION} FROM organisations WHERE name_key = ?1");
            first(connection, &sql, [asked.trim().to_lowercase()], organisation)
        })
    }

    fn organisations(&self, search: Option<String>, after: Option<(String, String)>, limit: u32) -> Answer<'_, OrganisationsPage> {
        self.searching(move |connection| {
            let from = search.unwrap_or_default().trim().to_lowercase();
            let to = format!("{from}\u{10ffff}");
            let counted = "SELECT count(*) AS rows FROM organisations WHERE name_key >= ?1 AND name_key < ?2";
            let total = connection.prepare_cached(counted)?.query_row(params![from, to], |row| count(row, "rows"))?;
            let sql = format!(
                "SELECT {ORGANISATION} FROM organisations WHERE name_key >= ?1 AND name_key < ?2 AND name_key > ?3 \
                 ORDER BY name_key LIMIT ?4"
            );
            let after = after.map(|(name, _)| name).unwrap_or_default();
            let rows = usize::try_from(limit).unwrap_or(50);
            let mut statement = connection.prepare_cached(&sql)?;
            let mut found = statement.query(params![from, to, after, limit + 1])?;
            let (mut items, mut next) = (Vec::new(), None);
            while let Some(row) = found.next()? {
                if items.len() == rows {
                    return Ok(OrganisationsPage { items, next, total });
                }
                let one = organisation(row)?;
                next = Some((row.get("name_key")?, one.id.clone()));
                items.push(one);
            }
            Ok(OrganisationsPage { items, next: None, total })
        })
    }

    fn rename_organisation(&self, id: &str, name: &str, version: i64, entry: Entry) -> Answer<'_, OrganisationSaved<Organisation>> {
        let (id, name) = (id.to_owned(), name.to_owned());
        self.writing(move |connection| {
            let key = name.to_lowercase();
            let taken = "SELECT 1 FROM organisations WHERE name_key = ?1 AND id <> ?2";
            if first(connection, taken, params![key, id], |_| Ok(()))?.is_some() {
                return Ok(OrganisationSaved::NameTaken);
            }
            let sql = "UPDATE organisations SET name = ?3, name_key = ?4, version = version + 1 WHERE id = ?1 AND version = ?2";
            let renamed = run(connection, sql, params![id, version, name, key])? == 1;
            let Some(now) = find(connection, &id)? else { return Ok(OrganisationSaved::NotFound) };
            if !renamed {
                return Ok(OrganisationSaved::Conflict(now.version));
            }
            audit::write(connection, &entry)?;
            Ok(OrganisationSaved::Done(now))
        })
    }

    fn delete_organisation(&self, id: &str, entry: Entry) -> Answer<'_, OrganisationSaved<()>> {
        let id = id.to_owned();
        self.writing(move |connection| {
            let sql = "DELETE FROM organisations WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM people WHERE organisation = ?1) \
                       AND NOT EXISTS (SELECT 1 FROM apps WHERE organisation = ?1) \
                       AND NOT EXISTS (SELECT 1 FROM api_keys WHERE organisation = ?1)";
            if run(connection, sql, [&id])? == 0 {
                let Some(Organisation { people, apps, .. }) = find(connection, &id)? else { return Ok(OrganisationSaved::NotFound) };
                let api_keys = first(connection, API_KEYS, [&id], |row| Ok(count(row, "number")?))?.unwrap_or_default();
                return Ok(OrganisationSaved::NotEmpty { people, apps, api_keys });
            }
            audit::write(connection, &entry)?;
            Ok(OrganisationSaved::Done(()))
        })
    }
}

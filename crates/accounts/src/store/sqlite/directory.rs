//! People as they are administered, and as they change themselves.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{Formats, PeopleQuery, PersonDeletion, PersonDraft, SmartDates};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::holdings::end_all;
use super::people::{PERSON, person};
use super::sought::Sought;
use super::{SqliteStore, StoreError, audit, count, first, run, to_json, whole};
use crate::audit::{Entry, changes};
use crate::store::rows::{PeoplePage, PersonSaved, Profile, Registered, Role};
use crate::store::{Answer, Directory};

/// What [`registered`] reads besides the columns of a person.
const REGISTERED: &str = "people.password IS NOT NULL AS has_password, \
     EXISTS (SELECT 1 FROM second_factors WHERE second_factors.person = people.id AND confirmed_at IS NOT NULL) AS second_factor";

/// Whether somebody else could administer: one who is enabled and has a password to come in with.
const ANOTHER_ADMINISTRATOR: &str = "EXISTS (SELECT 1 FROM people AS other WHERE other.role = 'administrator' AND other.id <> people.id \
     AND other.enabled AND other.password IS NOT NULL)";

fn registered(row: &Row<'_>) -> Result<Registered, StoreError> {
    Ok(Registered { person: person(row)?, has_password: row.get("has_password")?, second_factor: row.get("second_factor")? })
}

fn find(connection: &Connection, id: &str) -> Result<Option<Registered>, StoreError> {
    first(connection, &format!("SELECT {PERSON}, {REGISTERED} FROM people WHERE people.id = ?1"), [id], registered)
}

impl Directory for SqliteStore {
    fn people(&self, query: PeopleQuery, after: Option<(String, String)>) -> Answer<'_, PeoplePage> {
        self.searching(move |connection| page(connection, &query, after))
    }

    fn person(&self, id: &str) -> Answer<'_, Option<Registered>> {
        let id = id.to_owned();
        self.reading(move |connection| find(connection, &id))
    }

    fn change_person(&self, id: &str, draft: PersonDraft, version: i64, entry: Entry) -> Answer<'_, PersonSaved<Registered>> {
        let id = id.to_owned();
        self.writing(move |connection| change(connection, &id, &draft, version, &entry))
    }

    fn change_profile(&self, id: &str, profile: Profile, version: i64, entry: Entry) -> Answer<'_, PersonSaved<Registered>> {
        let id = id.to_owned();
        self.writing(move |connection| {
            if !set_profile(connection, &id, &profile, version, entry.at)? {
                return Ok(find(connection, &id)?.map_or(PersonSaved::NotFound, |now| PersonSaved::Conflict(now.person.version)));
            }
            audit::write(connection, &entry)?;
            Ok(find(connection, &id)?.map_or(PersonSaved::NotFound, PersonSaved::Done))
        })
    }

    fn person_deletion(&self, id: &str, now: UnixSeconds) -> Answer<'_, Option<PersonDeletion>> {
        let id = id.to_owned();
        self.reading(move |connection| {
            let sql = format!(
                "SELECT (SELECT count(*) FROM sessions WHERE sessions.person = people.id AND expires_at > ?2) AS sessions, \
                 (SELECT count(DISTINCT app) FROM grants WHERE grants.person = people.id AND ends_at > ?2) AS apps, \
                 people.role = 'administrator' AND people.enabled AND NOT {ANOTHER_ADMINISTRATOR} AS last FROM people WHERE people.id = ?1"
            );
            first(connection, &sql, params![id, now], |row| {
                Ok(PersonDeletion {
                    sessions: count(row, "sessions")?,
                    connected_apps: count(row, "apps")?,
                    last_administrator: row.get("last")?,
                })
            })
        })
    }

    fn delete_person(&self, id: &str, entry: Entry) -> Answer<'_, PersonSaved<()>> {
        let id = id.to_owned();
        self.writing(move |connection| {
            let deleted = whole(connection, || {
                // The sessions first: apps that know them are told. The rest goes with the row (ON DELETE CASCADE).
                end_all(connection, &id, entry.at)?;
                let sql =
                    format!("DELETE FROM people WHERE id = ?1 AND (role <> 'administrator' OR NOT enabled OR {ANOTHER_ADMINISTRATOR})");
                Ok(if run(connection, &sql, [&id])? == 1 { Ok(()) } else { Err(()) })
            })?;
            if deleted.is_ok() {
                audit::write(connection, &entry)?;
                return Ok(PersonSaved::Done(()));
            }
            let there = find(connection, &id)?.is_some();
            Ok(if there { PersonSaved::LastAdministrator } else { PersonSaved::NotFound })
        })
    }
}

fn change(
    connection: &Connection,
    id: &str,
    draft: &PersonDraft,
    version: i64,
    entry: &Entry,
) -> Result<PersonSaved<Registered>, StoreError> {
    let Some(before) = find(connection, id)? else { return Ok(PersonSaved::NotFound) };
    if before.person.version != version {
        return Ok(PersonSaved::Conflict(before.person.version));
    }
    let taken = "SELECT 1 FROM people WHERE email_key = ?1 AND id <> ?2";
    if first(connection, taken, params![draft.email.to_lowercase(), id], |_| Ok(()))?.is_some() {
        return Ok(PersonSaved::EmailTaken);
    }
    if let Some(organisation) = &draft.organisation
        && first(connection, "SELECT 1 FROM organisations WHERE id = ?1", [organisation], |_| Ok(()))?.is_none()
    {
        return Ok(PersonSaved::NoSuchOrganisation);
    }
    let stays = draft.role == Role::Administrator && draft.enabled;
    let sql = format!(
        "UPDATE people SET email = ?3, email_key = ?4, email_verified = email_verified AND email_key = ?4, role = ?5, organisation = ?6, \
         enabled = ?7 WHERE id = ?1 AND version = ?2 AND (?8 OR role <> 'administrator' OR NOT enabled OR {ANOTHER_ADMINISTRATOR})"
    );
    let key = draft.email.to_lowercase();
    let set = params![id, version, draft.email, key, draft.role.as_str(), draft.organisation, draft.enabled, stays];
    if run(connection, &sql, set)? == 0 {
        return Ok(PersonSaved::LastAdministrator);
    }
    let profile = Profile { name: draft.name.clone(), formats: draft.formats.clone(), details: draft.details.clone() };
    set_profile(connection, id, &profile, version, entry.at)?;
    if before.person.email.to_lowercase() != key {
        // Mail that is on its way to the old address opens nothing any more.
        run(connection, "DELETE FROM one_time_links WHERE person = ?1", [id])?;
    }
    if !draft.enabled {
        end_all(connection, id, entry.at)?;
    }
    audit::write(connection, &entry.clone().saying(&changes::of_person(&before.person.as_draft(), draft)))?;
    Ok(find(connection, id)?.map_or(PersonSaved::NotFound, PersonSaved::Done))
}

/// Sets what people may change of themselves, and counts the version up. False where they have another version.
fn set_profile(connection: &Connection, id: &str, profile: &Profile, version: i64, now: UnixSeconds) -> Result<bool, StoreError> {
    let Profile { name, formats, details } = profile;
    let Formats { locale, timezone, dates, number_separators } = formats;
    let set = run(
        connection,
        "UPDATE people SET name = ?3, name_key = ?4, locale = ?5, timezone = ?6, date_format = ?7, smart_dates = ?8, thousands = ?9, \
         decimal_sign = ?10, details = ?11, updated_at = ?12, version = version + 1 WHERE id = ?1 AND version = ?2",
        params![
            id,
            version,
            name,
            name.to_lowercase(),
            locale,
            timezone,
            dates.format,
            dates.smart.map(SmartDates::as_str),
            number_separators.thousands,
            number_separators.decimal,
            to_json(details)?,
            now,
        ],
    )?;
    Ok(set == 1)
}

/// The conditions of a query, with their values. Each is met by an index.
fn conditions(query: &PeopleQuery) -> (Vec<&'static str>, Vec<Value>) {
    let mut wheres = Vec::new();
    let mut values = Vec::new();
    match Sought::of(query.search.as_deref()) {
        Sought::Nothing => {}
        Sought::Beginning(bounds) => {
            wheres.push("(people.name_key BETWEEN ? AND ? OR people.email_key BETWEEN ? AND ?)");
            values.extend(bounds.iter().chain(&bounds).cloned().map(Value::Text));
        }
        Sought::Part(phrase) => {
            wheres.push("people.number IN (SELECT rowid FROM people_found WHERE people_found MATCH ?)");
            values.push(Value::Text(phrase));
        }
    }
    if let Some(role) = query.role {
        wheres.push("people.role = ?");
        values.push(Value::Text(role.as_str().to_owned()));
    }
    if let Some(organisation) = &query.organisation {
        wheres.push("people.organisation = ?");
        values.push(Value::Text(organisation.clone()));
    }
    if let Some(enabled) = query.enabled {
        wheres.push("people.enabled = ?");
        values.push(Value::from(enabled));
    }
    (wheres, values)
}

/// How many people a query finds. Only one that asks for something looks at them: how many there are in all is kept by
/// triggers.
fn total(connection: &Connection, wheres: &[&str], values: &[Value]) -> Result<u64, StoreError> {
    let sql = match wheres.is_empty() {
        true => "SELECT number AS rows FROM totals WHERE of = 'people'".to_owned(),
        false => format!("SELECT count(*) AS rows FROM people WHERE {}", wheres.join(" AND ")),
    };
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| count(row, "rows"))?)
}

fn page(connection: &Connection, query: &PeopleQuery, after: Option<(String, String)>) -> Result<PeoplePage, StoreError> {
    let (mut wheres, mut values) = conditions(query);
    let total = total(connection, &wheres, &values)?;
    if let Some((name, id)) = after {
        wheres.push("(people.name_key, people.id) > (?, ?)");
        values.extend([name, id].map(Value::Text));
    }
    let rows = query.limit.unwrap_or(50).clamp(1, 200);
    values.push(Value::from(rows + 1));
    let matching = if wheres.is_empty() { "1".to_owned() } else { wheres.join(" AND ") };
    let sql =
        format!("SELECT {PERSON}, {REGISTERED}, people.name_key FROM people WHERE {matching} ORDER BY people.name_key, people.id LIMIT ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(params_from_iter(&values))?;
    let mut items = Vec::new();
    let mut last = None;
    while let Some(row) = found.next()? {
        if items.len() == rows as usize {
            return Ok(PeoplePage { items, next: last, total });
        }
        let one = registered(row)?;
        last = Some((row.get::<_, String>("name_key")?, one.person.id.clone()));
        items.push(one);
    }
    Ok(PeoplePage { items, next: None, total })
}

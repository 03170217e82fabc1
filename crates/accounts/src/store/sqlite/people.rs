//! People and set-up.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{DateFormats, Details, Formats, NumberSeparators, SmartDates};
use rusqlite::{Connection, Row, params};
use zeroize::Zeroizing;

use super::{SqliteStore, StoreError, audit, first, json, run, to_json, word};
use crate::audit::Entry;
use crate::store::rows::{NewPerson, PasswordText, Person, Role};
use crate::store::{Answer, People};
use crate::token::Digest;

/// The columns that [`person`] reads.
pub(super) const PERSON: &str = "people.id, people.email, people.email_verified, people.name, people.role, people.organisation, \
     people.enabled, people.locale, people.timezone, people.date_format, people.smart_dates, people.thousands, people.decimal_sign, \
     people.details, people.created_at, people.updated_at, people.version";

pub(super) fn person(row: &Row<'_>) -> Result<Person, StoreError> {
    let smart: Option<String> = row.get("smart_dates")?;
    Ok(Person {
        id: row.get("id")?,
        email: row.get("email")?,
        email_verified: row.get("email_verified")?,
        name: row.get("name")?,
        role: word(row, "role", Role::parse)?,
        organisation: row.get("organisation")?,
        enabled: row.get("enabled")?,
        formats: Formats {
            locale: row.get("locale")?,
            timezone: row.get("timezone")?,
            dates: DateFormats {
                format: row.get("date_format")?,
                smart: smart.map(|word| if word == "on" { SmartDates::On } else { SmartDates::Off }),
            },
            number_separators: NumberSeparators { thousands: row.get("thousands")?, decimal: row.get("decimal_sign")? },
        },
        details: json::<Details>(row, "details")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

fn has_people(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM people)")?.query_row([], |row| row.get(0))?)
}

/// Adds somebody; false where the e-mail address is taken.
pub(super) fn insert(connection: &Connection, new: &NewPerson) -> Result<bool, StoreError> {
    let NewPerson { person, password } = new;
    let formats = &person.formats;
    let added = run(
        connection,
        "INSERT INTO people (id, email, email_key, name, name_key, role, password, locale, timezone, date_format, smart_dates, thousands, \
         decimal_sign, created_at, updated_at, email_verified, organisation, enabled, details) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?19, ?14, ?15, ?16, ?17, ?18) \
         ON CONFLICT (email_key) DO NOTHING",
        params![
            person.id,
            person.email,
            person.email.to_lowercase(),
            person.name,
            person.name.to_lowercase(),
            person.role.as_str(),
            password.as_ref().map(|text| text.0.as_str()),
            formats.locale,
            formats.timezone,
            formats.dates.format,
            formats.dates.smart.map(SmartDates::as_str),
            formats.number_separators.thousands,
            formats.number_separators.decimal,
            person.updated_at,
            person.email_verified,
            person.organisation,
            person.enabled,
            to_json(&person.details)?,
            person.created_at,
        ],
    )?;
    Ok(added == 1)
}

impl People for SqliteStore {
    fn has_people(&self) -> Answer<'_, bool> {
        self.reading(has_people)
    }

    fn add_person(&self, new: NewPerson, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let added = insert(connection, &new)?;
            if added {
                audit::write(connection, &entry)?;
                run(connection, "DELETE FROM set_ups", [])?;
            }
            Ok(added)
        })
    }

    fn add_first_person(&self, new: NewPerson, cookie: Digest, now: UnixSeconds, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let good = is_good(connection, &cookie, now)?;
            if !good || has_people(connection)? || !insert(connection, &new)? {
                return Ok(false);
            }
            run(connection, "DELETE FROM set_ups", [])?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn person_by_email(&self, email: &str) -> Answer<'_, Option<(Person, Option<PasswordText>)>> {
        let key = email.to_lowercase();
        self.reading(move |connection| {
            first(connection, &format!("SELECT {PERSON}, password FROM people WHERE email_key = ?1"), [key], |row| {
                let password: Option<String> = row.get("password")?;
                Ok((person(row)?, password.map(|text| PasswordText(Zeroizing::new(text)))))
            })
        })
    }

    fn replace_password(&self, person: &str, old: PasswordText, new: PasswordText) -> Answer<'_, ()> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let sql = "UPDATE people SET password = ?3 WHERE id = ?1 AND password = ?2";
            run(connection, sql, params![person, old.0.as_str(), new.0.as_str()])?;
            Ok(())
        })
    }

    fn open_set_up(&self, code: Digest, expires_at: UnixSeconds) -> Answer<'_, bool> {
        self.writing(move |connection| {
            if has_people(connection)? {
                return Ok(false);
            }
            run(connection, "INSERT INTO set_ups (code, expires_at) VALUES (?1, ?2)", params![code.as_bytes(), expires_at])?;
            Ok(true)
        })
    }

    fn exchange_set_up(&self, code: Digest, cookie: Digest, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "UPDATE set_ups SET cookie = ?2, expires_at = ?4 WHERE code = ?1 AND cookie IS NULL AND expires_at > ?3";
            Ok(run(connection, sql, params![code.as_bytes(), cookie.as_bytes(), now, until])? == 1 && !has_people(connection)?)
        })
    }

    fn is_set_up_cookie(&self, cookie: Digest, now: UnixSeconds) -> Answer<'_, bool> {
        self.reading(move |connection| is_good(connection, &cookie, now))
    }
}

fn is_good(connection: &Connection, cookie: &Digest, now: UnixSeconds) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM set_ups WHERE cookie = ?1 AND expires_at > ?2";
    Ok(first(connection, sql, params![cookie.as_bytes(), now], |_| Ok(()))?.is_some())
}

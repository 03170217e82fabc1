//! Passwords that are chosen, one-time links, second factors.

use countersign_wire::UnixSeconds;
use countersign_wire::person::LinkPurpose;
use rusqlite::{Connection, params};
use zeroize::Zeroizing;

use super::holdings::{end_all, end_but};
use super::people::{PERSON, person};
use super::sessions::insert as insert_session;
use super::{SqliteStore, StoreError, audit, first, letters, people, run, word};
use crate::audit::Entry;
use crate::store::rows::{
    FirstStep, Invited, Kept, Link, LinkKept, NewFirstStep, NewLink, NewPerson, NewSession, PasswordText, SecondFactor, SecondStep,
};
use crate::store::{Answer, Credentials, SecondFactors};
use crate::token::Digest;

/// Links that strangers may ask for, for one person within an hour: nobody's mailbox is filled from here (A14).
const ASKED_AN_HOUR: i64 = 3;
const HOUR: i64 = 3600;

impl Credentials for SqliteStore {
    fn password_of(&self, person: &str) -> Answer<'_, Option<PasswordText>> {
        let person = person.to_owned();
        self.reading(move |connection| {
            let found =
                first(connection, "SELECT password FROM people WHERE id = ?1", [person], |row| Ok(row.get::<_, Option<String>>(0)?))?;
            Ok(found.flatten().map(|text| PasswordText(Zeroizing::new(text))))
        })
    }

    fn invite(&self, person: NewPerson, link: NewLink, added: Entry, invited: Entry) -> Answer<'_, Invited> {
        self.writing(move |connection| {
            if link.letter.is_some() && letters::are_too_many(connection)? {
                return Ok(Invited::TooManyLetters);
            }
            if !people::insert(connection, &person)? {
                return Ok(Invited::EmailTaken);
            }
            audit::write(connection, &added)?;
            insert_link(connection, &link)?;
            audit::write(connection, &invited)?;
            run(connection, "DELETE FROM set_ups", [])?;
            Ok(Invited::Done)
        })
    }

    fn add_link(&self, link: NewLink, entry: Entry) -> Answer<'_, LinkKept> {
        self.writing(move |connection| {
            let kept = add_link(connection, &link)?;
            if kept == LinkKept::Done {
                audit::write(connection, &entry)?;
            }
            Ok(kept)
        })
    }

    fn exchange_link(&self, hash: Digest, cookie: Digest, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "UPDATE one_time_links SET cookie = ?2, expires_at = ?4 WHERE hash = ?1 AND cookie IS NULL AND expires_at > ?3";
            let exchanged = run(connection, sql, params![hash.as_bytes(), cookie.as_bytes(), now, until])? == 1;
            if exchanged {
                letters::drop_of(connection, &hash)?;
            }
            Ok(exchanged)
        })
    }

    fn link(&self, cookie: Digest, now: UnixSeconds) -> Answer<'_, Option<Link>> {
        self.reading(move |connection| {
            let sql = format!(
                "SELECT {PERSON}, purpose FROM one_time_links JOIN people ON people.id = one_time_links.person \
                 WHERE cookie = ?1 AND expires_at > ?2 AND people.enabled"
            );
            first(connection, &sql, params![cookie.as_bytes(), now], |row| {
                Ok(Link { person: person(row)?, purpose: word(row, "purpose", LinkPurpose::parse)? })
            })
        })
    }

    fn choose_password(&self, cookie: Digest, password: PasswordText, entry: Entry) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "DELETE FROM one_time_links WHERE cookie = ?1 AND expires_at > ?2 RETURNING person, mailed";
            let spent = first(connection, sql, params![cookie.as_bytes(), entry.at], |row| {
                Ok((row.get::<_, String>("person")?, row.get::<_, bool>("mailed")?))
            })?;
            let Some((person, mailed)) = spent else { return Ok(false) };
            let set = run(
                connection,
                "UPDATE people SET password = ?2, email_verified = email_verified OR ?3, updated_at = ?4, version = version + 1 \
                 WHERE id = ?1 AND enabled",
                params![person, password.0.as_str(), mailed, entry.at],
            )?;
            if set == 0 {
                return Ok(false);
            }
            // Whoever knew the old password may have signed in with it: nothing of that stays.
            end_all(connection, &person, entry.at)?;
            audit::write(connection, &entry.by(&person))?;
            Ok(true)
        })
    }

    fn change_password(&self, person: &str, old: PasswordText, new: PasswordText, kept: Kept, entry: Entry) -> Answer<'_, bool> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let sql = "UPDATE people SET password = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1 AND password = ?2";
            if run(connection, sql, params![person, old.0.as_str(), new.0.as_str(), entry.at])? == 0 {
                return Ok(false);
            }
            end_but(connection, &person, kept, entry.at)?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }
}

fn add_link(connection: &Connection, link: &NewLink) -> Result<LinkKept, StoreError> {
    if link.letter.is_some() && letters::are_too_many(connection)? {
        return Ok(LinkKept::TooManyLetters);
    }
    let word = link.purpose.as_str();
    if link.asked {
        let sql = "SELECT count(*) AS number FROM one_time_links WHERE person = ?1 AND asked AND created_at > ?2";
        let since = link.created_at.saturating_sub(HOUR);
        if first(connection, sql, params![link.person, since], |row| Ok(row.get::<_, i64>("number")?))? >= Some(ASKED_AN_HOUR) {
            return Ok(LinkKept::Enough);
        }
    } else {
        run(connection, "DELETE FROM one_time_links WHERE person = ?1 AND purpose = ?2", params![link.person, word])?;
    }
    Ok(if insert_link(connection, link)? { LinkKept::Done } else { LinkKept::Gone })
}

/// Keeps a link with its letter. False where the person is gone or disabled.
fn insert_link(connection: &Connection, link: &NewLink) -> Result<bool, StoreError> {
    let (word, mailed) = (link.purpose.as_str(), link.letter.is_some());
    let added = run(
        connection,
        "INSERT INTO one_time_links (hash, person, purpose, mailed, asked, created_at, expires_at) \
         SELECT ?1, id, ?3, ?4, ?5, ?6, ?7 FROM people WHERE id = ?2 AND enabled",
        params![link.hash.as_bytes(), link.person, word, mailed, link.asked, link.created_at, link.expires_at],
    )?;
    if added == 1 {
        letters::keep(connection, link)?;
    }
    Ok(added == 1)
}

impl SecondFactors for SqliteStore {
    fn second_factor(&self, person: &str) -> Answer<'_, Option<SecondFactor>> {
        let person = person.to_owned();
        self.reading(move |connection| {
            let sql = "SELECT secret, confirmed_at, last_step, \
                       (SELECT count(*) FROM recovery_codes WHERE recovery_codes.person = ?1 AND used_at IS NULL) AS left \
                       FROM second_factors WHERE person = ?1";
            first(connection, sql, [person], |row| {
                Ok(SecondFactor {
                    secret: row.get("secret")?,
                    confirmed_at: row.get("confirmed_at")?,
                    last_step: row.get("last_step")?,
                    recovery_codes: row.get("left")?,
                })
            })
        })
    }

    fn begin_second_factor(&self, person: &str, secret: Vec<u8>, now: UnixSeconds) -> Answer<'_, bool> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let sql = "INSERT INTO second_factors (person, secret, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (person) DO UPDATE \
                       SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0 WHERE confirmed_at IS NULL";
            Ok(run(connection, sql, params![person, secret, now])? == 1)
        })
    }

    fn confirm_second_factor(&self, person: &str, secret: Vec<u8>, step: i64, codes: Vec<Digest>, entry: Entry) -> Answer<'_, bool> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let sql =
                "UPDATE second_factors SET confirmed_at = ?4, last_step = ?3 WHERE person = ?1 AND secret = ?2 AND confirmed_at IS NULL";
            if run(connection, sql, params![person, secret, step, entry.at])? == 0 {
                return Ok(false);
            }
            replace_codes(connection, &person, &codes)?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn renew_recovery_codes(&self, person: &str, codes: Vec<Digest>, entry: Entry) -> Answer<'_, bool> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let sql = "SELECT 1 FROM second_factors WHERE person = ?1 AND confirmed_at IS NOT NULL";
            if first(connection, sql, [&person], |_| Ok(()))?.is_none() {
                return Ok(false);
            }
            replace_codes(connection, &person, &codes)?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn remove_second_factor(&self, person: &str, entry: Entry) -> Answer<'_, bool> {
        let person = person.to_owned();
        self.writing(move |connection| {
            let removed = run(connection, "DELETE FROM second_factors WHERE person = ?1", [&person])? == 1;
            run(connection, "DELETE FROM recovery_codes WHERE person = ?1", [&person])?;
            if removed {
                audit::write(connection, &entry)?;
            }
            Ok(removed)
        })
    }

    fn open_first_step(&self, step: NewFirstStep, password: PasswordText) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "INSERT INTO first_steps (id, person, target, expires_at) \
                       SELECT ?1, id, ?3, ?4 FROM people WHERE id = ?2 AND enabled AND password = ?5";
            let values = params![step.id.as_bytes(), step.person, step.target, step.expires_at, password.0.as_str()];
            Ok(run(connection, sql, values)? == 1)
        })
    }

    fn first_step(&self, id: Digest, now: UnixSeconds) -> Answer<'_, Option<FirstStep>> {
        self.reading(move |connection| {
            let sql = format!(
                "SELECT {PERSON}, target FROM first_steps JOIN people ON people.id = first_steps.person \
                 WHERE first_steps.id = ?1 AND first_steps.expires_at > ?2 AND people.enabled"
            );
            first(connection, &sql, params![id.as_bytes(), now], |row| Ok(FirstStep { person: person(row)?, target: row.get("target")? }))
        })
    }

    fn pass_second_step(
        &self,
        step: Digest,
        shown: SecondStep,
        session: NewSession,
        replaces: Option<Digest>,
        entry: Entry,
    ) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let sql = "SELECT 1 FROM first_steps WHERE id = ?1 AND person = ?2 AND expires_at > ?3";
            if first(connection, sql, params![step.as_bytes(), session.person, entry.at], |_| Ok(()))?.is_none() {
                return Ok(false);
            }
            let used = match shown {
                SecondStep::Step(number) => {
                    let sql = "UPDATE second_factors SET last_step = ?2 WHERE person = ?1 AND confirmed_at IS NOT NULL AND last_step < ?2";
                    run(connection, sql, params![session.person, number])?
                }
                SecondStep::Recovery(code) => {
                    let sql = "UPDATE recovery_codes SET used_at = ?3 WHERE person = ?1 AND hash = ?2 AND used_at IS NULL";
                    run(connection, sql, params![session.person, code.as_bytes(), entry.at])?
                }
            };
            if used == 0 {
                return Ok(false);
            }
            run(connection, "DELETE FROM first_steps WHERE id = ?1", [step.as_bytes()])?;
            insert_session(connection, &session, replaces.as_ref())?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }
}

fn replace_codes(connection: &Connection, person: &str, codes: &[Digest]) -> Result<(), StoreError> {
    run(connection, "DELETE FROM recovery_codes WHERE person = ?1", [person])?;
    for code in codes {
        run(connection, "INSERT INTO recovery_codes (person, hash) VALUES (?1, ?2)", params![person, code.as_bytes()])?;
    }
    Ok(())
}

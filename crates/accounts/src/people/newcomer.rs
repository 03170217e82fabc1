//! Somebody to be added: what is asked of them, whoever adds them.

use countersign_wire::UnixSeconds;
use countersign_wire::app::FieldProblem;
use countersign_wire::person::{Details, Formats, PersonDraft, Role};

use super::password::{Password, PasswordHash};
use crate::entropy::Entropy;
use crate::store::rows::{NewPerson, PasswordText, Person};
use crate::token::identifier;

/// Somebody to be added, as they were described.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The e-mail address that they sign in with.
    pub email: String,
    /// The full name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The id of the organisation they belong to.
    pub organisation: Option<String>,
    /// Locale, time zone and formats.
    pub formats: Formats,
}

impl Newcomer {
    /// Checks what was described, and the password; every problem is told, by field.
    ///
    /// # Errors
    /// The problems, in the order of the fields.
    pub fn validate(&self, password: String) -> Result<Password, Vec<FieldProblem>> {
        let mut problems = self.draft().validate();
        let password = Password::chosen(password);
        if let Err(problem) = &password {
            problems.push(FieldProblem { field: "password".to_owned(), row: None, message: problem.to_string() });
        }
        match password {
            Ok(password) if problems.is_empty() => Ok(password),
            _ => Err(problems),
        }
    }

    fn draft(&self) -> PersonDraft {
        PersonDraft {
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            organisation: self.organisation.clone(),
            enabled: true,
            formats: self.formats.clone(),
            details: Details::default(),
        }
    }

    /// The person, with an id of their own.
    #[must_use]
    pub fn into_person(self, password: &PasswordHash, entropy: &dyn Entropy, now: UnixSeconds) -> NewPerson {
        let password = Some(PasswordText::from(password));
        NewPerson { person: person_of(self.draft(), entropy, now), password }
    }
}

/// Somebody who is invited: without a password, which they choose when they come.
#[must_use]
pub fn invited(draft: PersonDraft, entropy: &dyn Entropy, now: UnixSeconds) -> NewPerson {
    NewPerson { person: person_of(draft, entropy, now), password: None }
}

fn person_of(draft: PersonDraft, entropy: &dyn Entropy, now: UnixSeconds) -> Person {
    let draft = tidy(draft);
    Person {
        id: identifier::<12>(entropy),
        email: draft.email,
        name: draft.name,
        email_verified: false,
        role: draft.role,
        organisation: draft.organisation,
        enabled: draft.enabled,
        formats: draft.formats,
        details: draft.details,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// The same without spaces round it and without what is empty.
#[must_use]
pub fn tidy(draft: PersonDraft) -> PersonDraft {
    let (email, name) = (draft.email.trim().to_owned(), draft.name.trim().to_owned());
    PersonDraft { email, name, details: draft.details.tidy(), ..draft }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newcomer() -> Newcomer {
        Newcomer {
            email: "ada@example.com".into(),
            name: "Ada Ruiz".into(),
            role: Role::Member,
            organisation: None,
            formats: Formats::default(),
        }
    }

    #[test]
    fn every_field_is_told() {
        let wrong = Newcomer {
            email: "ada".into(),
            name: " ".into(),
            formats: Formats { timezone: Some("Mars/Olympus".into()), ..Formats::default() },
            ..newcomer()
        };
        let told: Vec<_> = wrong.validate("short".into()).unwrap_err().into_iter().map(|problem| problem.field).collect();
        assert_eq!(told, ["email", "name", "timezone", "password"]);
    }

    #[test]
    fn a12_a_password_has_12_to_256_characters() {
        assert!(newcomer().validate("a".repeat(11)).is_err());
        assert!(newcomer().validate("a".repeat(12)).is_ok());
        assert!(newcomer().validate("é".repeat(256)).is_ok());
        assert!(newcomer().validate("a".repeat(257)).is_err());
    }
}

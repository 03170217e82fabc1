//! Somebody to be added: what is asked of them, whoever adds them.

use countersign_wire::UnixSeconds;
use countersign_wire::app::FieldProblem;
use countersign_wire::person::{Details, FormatProblem, Formats, is_email};

use super::password::{Password, PasswordHash, PasswordProblem};
use crate::entropy::Entropy;
use crate::store::rows::{NewPerson, PasswordText, Person, Role};
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
    /// Locale, time zone and formats.
    pub formats: Formats,
}

impl Newcomer {
    /// Checks what was described, and the password; every problem is told, by field.
    ///
    /// # Errors
    /// The problems, in the order of the fields.
    pub fn validate(&self, password: String) -> Result<Password, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut tell = |field: &str, message: String| problems.push(FieldProblem { field: field.to_owned(), row: None, message });
        if !is_email(&self.email) {
            tell("email", "Give an e-mail address, such as ada@example.com. It is the name to sign in with.".to_owned());
        }
        let length = self.name.trim().chars().count();
        if length == 0 || length > 120 || self.name.chars().any(char::is_control) {
            tell("name", "Give a name of 1 to 120 characters, without control characters.".to_owned());
        }
        if let Err(problem) = self.formats.validate() {
            tell(field_of(&problem), capitalised(&problem.to_string()));
        }
        let password = Password::chosen(password);
        if let Err(problem @ (PasswordProblem::TooShort | PasswordProblem::TooLong)) = &password {
            tell("password", problem.to_string());
        }
        match password {
            Ok(password) if problems.is_empty() => Ok(password),
            _ => Err(problems),
        }
    }

    /// The person, with an id of their own.
    #[must_use]
    pub fn into_person(self, password: &PasswordHash, entropy: &dyn Entropy, now: UnixSeconds) -> NewPerson {
        let person = Person {
            id: identifier::<12>(entropy),
            email: self.email.trim().to_owned(),
            name: self.name.trim().to_owned(),
            email_verified: false,
            role: self.role,
            organisation: None,
            enabled: true,
            formats: self.formats,
            details: Details::default(),
            created_at: now,
            updated_at: now,
            version: 1,
        };
        NewPerson { person, password: Some(PasswordText(password.expose().to_owned().into())) }
    }
}

/// The field that a problem is about, as forms and flags call it.
fn field_of(problem: &FormatProblem) -> &'static str {
    match problem {
        FormatProblem::Locale(_) => "locale",
        FormatProblem::TimeZone(_) => "timezone",
        FormatProblem::DateFormat(_) => "date_format",
        FormatProblem::Thousands => "thousands",
        FormatProblem::Decimal | FormatProblem::SameSeparators => "decimal",
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newcomer() -> Newcomer {
        Newcomer { email: "ada@example.com".into(), name: "Ada Ruiz".into(), role: Role::Member, formats: Formats::default() }
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

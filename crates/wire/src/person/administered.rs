//! People and organisations as an administrator sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Details, Formats, SessionView, is_email};
use crate::UnixSeconds;
use crate::app::FieldProblem;

/// What somebody may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Signs in.
    #[default]
    Member,
    /// Signs in, and manages the apps of their organisation.
    AppManager,
    /// Signs in and administers everything.
    Administrator,
}

impl Role {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::AppManager => "app-manager",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Member, Self::AppManager, Self::Administrator].into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody, as an administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonView {
    /// The id that apps see.
    pub id: String,
    /// The e-mail address that they sign in with.
    pub email: String,
    /// Whether mail to that address has reached them.
    pub email_verified: bool,
    /// The full name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The id of their organisation.
    pub organisation: Option<String>,
    /// Whether they may sign in.
    pub enabled: bool,
    /// Whether they were invited and have not chosen a password yet.
    pub invited: bool,
    /// Whether they sign in with a second factor.
    pub second_factor: bool,
    /// Locale, time zone and formats.
    pub formats: Formats,
    /// What else they say of themselves.
    pub details: Details,
    /// When they were added.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// When something of this was last changed.
    #[ts(type = "number")]
    pub updated_at: UnixSeconds,
    /// Counts up with each change; send it back with an update.
    #[ts(type = "number")]
    pub version: i64,
}

/// Somebody to invite, or the whole of what an update sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonDraft {
    /// The e-mail address that they sign in with.
    #[schema(example = "grace@harbour.example")]
    pub email: String,
    /// The full name.
    #[schema(example = "Grace Hopper")]
    pub name: String,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
    /// The id of their organisation.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Whether they may sign in.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Locale, time zone and formats.
    #[serde(default)]
    pub formats: Formats,
    /// What else there is to say of them.
    #[serde(default)]
    pub details: Details,
}

fn yes() -> bool {
    true
}

impl PersonDraft {
    /// The most characters of a name.
    pub const LONGEST_NAME: usize = 120;

    /// Everything that stands against it: what administration decides, then the profile; empty when nothing does.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut tell =
            |field: &str, message: &str| problems.push(FieldProblem { field: field.to_owned(), row: None, message: message.to_owned() });
        if !is_email(self.email.trim()) {
            tell("email", "Give an e-mail address, such as ada@example.com. It is the name to sign in with.");
        }
        if self.role == Role::AppManager && self.organisation.is_none() {
            tell("organisation", "An app manager manages the apps of an organisation: say which one.");
        }
        problems.extend(profile_problems(&self.name, &self.formats, &self.details));
        problems
    }
}

/// Everything that stands against what people may change of themselves, in the order of the fields; empty when nothing does.
#[must_use]
pub fn profile_problems(name: &str, formats: &Formats, details: &Details) -> Vec<FieldProblem> {
    name_problem(name).into_iter().chain(formats_problem(formats)).chain(details.validate()).collect()
}

/// What stands against a name.
pub(super) fn name_problem(name: &str) -> Option<FieldProblem> {
    let message = "Give a name of 1 to 120 characters, without control characters.";
    (!is_name(name, PersonDraft::LONGEST_NAME)).then(|| problem("name", message.to_owned()))
}

/// The first thing that stands against settings.
pub(super) fn formats_problem(formats: &Formats) -> Option<FieldProblem> {
    formats.validate().err().map(|wrong| problem(wrong.field(), sentence(&wrong.to_string())))
}

fn problem(field: &str, message: String) -> FieldProblem {
    FieldProblem { field: field.to_owned(), row: None, message }
}

/// Whether a text can be a name.
fn is_name(text: &str, most: usize) -> bool {
    let length = text.trim().chars().count();
    length > 0 && length <= most && !text.chars().any(char::is_control)
}

/// The same as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// Which people are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name or an e-mail address; without regard to case. Of one or two signs: the beginning of either.
    pub search: Option<String>,
    /// Only those of this role.
    pub role: Option<Role>,
    /// Only those of this organisation.
    pub organisation: Option<String>,
    /// Only those who may sign in, or only those who may not.
    pub enabled: Option<bool>,
    /// Where a page before ended.
    pub cursor: Option<String>,
    /// How many rows, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// One page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonPage {
    /// The people, by name.
    pub items: Vec<PersonView>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
    /// How many match in all.
    #[ts(type = "number")]
    pub total: u64,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Somebody new chooses their first password.
    Invitation,
    /// Somebody chooses a new password.
    Reset,
}

impl LinkPurpose {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// A one-time link that was made. Who has it is who it was made for: it is sent by mail, or shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NewOneTimeLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The address, to be handed over, where it was not sent by mail. It is not shown again.
    pub url: Option<String>,
    /// When it ends.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
    /// Whether it is on its way to the person by mail. Then nobody else sees it.
    pub mailed: bool,
}

/// How a one-time link is to reach somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LinkWish {
    /// By mail, or shown to the administrator; absent: by mail where the service sends any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mail: Option<bool>,
}

impl std::fmt::Debug for NewOneTimeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewOneTimeLink").field("purpose", &self.purpose).field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonCreated {
    /// The person.
    pub person: PersonView,
    /// Their invitation.
    pub link: NewOneTimeLink,
}

/// What goes with somebody who is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonDeletion {
    /// Browsers that they are signed in with.
    #[ts(type = "number")]
    pub sessions: u64,
    /// Apps that have access to their account.
    #[ts(type = "number")]
    pub connected_apps: u64,
    /// Whether nobody would be left to administer: then it is refused.
    pub last_administrator: bool,
}

/// How mail stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailState {
    /// Whether the service sends mail.
    pub sends: bool,
    /// When a letter last failed to go, since the service started.
    #[ts(type = "number | null")]
    pub failed_at: Option<UnixSeconds>,
    /// Why.
    pub reason: Option<String>,
}

/// Where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionList {
    /// The browsers, the latest first.
    pub items: Vec<SessionView>,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Organisation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many people belong to it.
    #[ts(type = "number")]
    pub people: u64,
    /// How many apps belong to it.
    #[ts(type = "number")]
    pub apps: u64,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// Counts up with each change; send it back with an update.
    #[ts(type = "number")]
    pub version: i64,
}

/// An organisation to make, or the whole of what an update sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OrganisationDraft {
    /// Its name; no two have the same.
    #[schema(example = "Harbour")]
    pub name: String,
}

impl OrganisationDraft {
    /// Everything that stands against it.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldProblem> {
        if is_name(&self.name, 120) {
            return Vec::new();
        }
        let message = "Give a name of 1 to 120 characters, without control characters.".to_owned();
        vec![FieldProblem { field: "name".to_owned(), row: None, message }]
    }
}

/// One page of organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OrganisationPage {
    /// The organisations, by name.
    pub items: Vec<Organisation>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
    /// How many match in all.
    #[ts(type = "number")]
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_manager_needs_an_organisation() {
        let draft: PersonDraft = serde_json::from_str(r#"{"email": "ada@example.com", "name": "Ada", "role": "app-manager"}"#).unwrap();
        assert_eq!(draft.validate().len(), 1);
        assert_eq!(PersonDraft { organisation: Some("o1".into()), ..draft }.validate(), []);
    }

    #[test]
    fn every_field_is_told() {
        let draft: PersonDraft =
            serde_json::from_str(r#"{"email": "ada", "name": " ", "details": {"website": "x"}, "formats": {"locale": "?", "dates": {}, "number_separators": {}}}"#)
                .unwrap();
        let told: Vec<String> = draft.validate().into_iter().map(|problem| problem.field).collect();
        assert_eq!(told, ["email", "name", "locale", "website"]);
    }
}

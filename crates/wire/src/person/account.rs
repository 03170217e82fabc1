//! What people see and change of their own account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::administered::{formats_problem, name_problem};
use super::{Details, Formats};
use crate::UnixSeconds;
use crate::app::FieldProblem;

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionView {
    /// What it is known by; it opens nothing.
    pub id: String,
    /// When it was opened.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// When the person last showed who they are in it.
    #[ts(type = "number")]
    pub authenticated_at: UnixSeconds,
    /// When it was last used, to within seconds.
    #[ts(type = "number")]
    pub seen_at: UnixSeconds,
    /// When it ends by itself.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
    /// How they showed it, in the words of RFC 8176, such as `pwd otp`.
    pub amr: String,
    /// The address it was opened from.
    pub address: Option<String>,
    /// What the browser says of itself, cut short.
    pub user_agent: Option<String>,
}

/// A browser in which somebody is signed in, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnSession {
    /// The session.
    #[serde(flatten)]
    #[ts(flatten)]
    pub session: SessionView,
    /// Whether the app that asks was let in by it. A service of an earlier version does not say.
    #[serde(default)]
    pub current: bool,
}

/// An app that has access to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ConnectedApp {
    /// Its client id.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// What it was granted, in all.
    pub scopes: Vec<String>,
    /// Since when.
    #[ts(type = "number")]
    pub since: UnixSeconds,
    /// When it last used what it was given, to within seconds; absent where that is not known.
    #[ts(type = "number | null")]
    pub last_used_at: Option<UnixSeconds>,
}

/// What people may change of themselves. As a change, what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OwnProfile {
    /// The full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Locale, time zone and formats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub formats: Option<Formats>,
    /// What else they say of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub details: Option<Details>,
    /// Which state of it this is. A change that names one is made only while it is that; a service that counts none names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub version: Option<i64>,
}

impl OwnProfile {
    /// Everything that stands against what it says, in the order of the fields; nothing stands against what is absent.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldProblem> {
        let name = self.name.as_deref().and_then(name_problem);
        let formats = self.formats.as_ref().and_then(formats_problem);
        let details = self.details.iter().flat_map(Details::validate);
        name.into_iter().chain(formats).chain(details).collect()
    }
}

/// A new password, with the old one. It is written by people and never answered.
#[derive(Clone, Deserialize)]
pub struct PasswordChange {
    /// The password until now.
    pub old: String,
    /// The one from now on.
    pub new: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordChange(…)")
    }
}

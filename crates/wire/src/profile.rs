//! What a service says about a person, whatever words it uses for it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;
use crate::person::{DateFormats, NumberSeparators};
use crate::scope::ScopeSet;

/// What was asked for and what was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Access {
    /// The scopes of the authorization request.
    pub requested: ScopeSet,
    /// The scopes of the token.
    pub granted: ScopeSet,
}

/// One person at one service. What a service does not say, or a scope does not reveal, is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Profile {
    /// The account's id on this computer, not at the service.
    pub id: String,
    /// The service's id for the person (`sub`, `id`).
    pub subject: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// A BCP 47 language tag.
    pub locale: Option<String>,
    /// A name of the IANA time zone database (`timezone`, `zoneinfo`).
    pub timezone: Option<String>,
    /// How dates are written.
    pub dates: DateFormats,
    /// How numbers are written.
    pub number_separators: NumberSeparators,
    /// The business that the token acts for, where the service has such a thing.
    pub business: Option<String>,
    /// What was asked for and what was given.
    pub scopes: Access,
    /// When the service was last asked.
    #[ts(type = "number")]
    pub read_at: UnixSeconds,
}

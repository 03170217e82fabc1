//! What a service says about a person: whatever words it uses, one [`Profile`] comes out.
//!
//! Where each field stands is data in the preset ([`crate::provider::catalog::ProfileMap`]), as JSON pointers.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::person::{DateFormats, NumberSeparators, SmartDates};
use countersign_wire::profile::{Access, Profile};
use reqwest::StatusCode;
use serde_json::Value;

use crate::core::Core;
use crate::http::{Ask, HttpError};
use crate::id_token::said_by;
use crate::provider::Provider;
use crate::provider::catalog::ProfileMap;
use crate::session::{AccessToken, Account, sign_in_again};
use crate::stored::Stored;

/// Why there is no profile.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfileError {
    #[error(transparent)]
    Http(#[from] HttpError),
    /// 401: the token is not good, whatever its time says.
    #[error("The service does not accept the session's token any more. Sign in again.")]
    NotAccepted,
    /// 403 and its kin.
    #[error("The service refused to show the profile (status {0}). The granted scopes may not allow it.")]
    Refused(u16),
    #[error("The service answered the question for the profile with something that is no profile. Try again, or ask whoever runs it.")]
    Shape,
    /// OpenID Connect Core §5.3.2 has the same rule for the same reason: a substituted token.
    #[error("The service now names another person than the one who signed in. Nothing was changed. Sign out, and sign in again.")]
    AnotherPerson,
    /// OpenID Connect Core §5.3.2: it always has to say.
    #[error("The service's answer does not say whose profile it is (sub), so it is not used. Ask whoever runs it.")]
    Nobody,
}

impl From<ProfileError> for UserError {
    fn from(error: ProfileError) -> Self {
        let code = match &error {
            ProfileError::Http(error) => error.code(),
            ProfileError::NotAccepted => ErrorCode::SignInAgain,
            ProfileError::Refused(_) => ErrorCode::Forbidden,
            ProfileError::Shape | ProfileError::AnotherPerson | ProfileError::Nobody => ErrorCode::BadAnswer,
        };
        Self::new(code, error.to_string())
    }
}

impl Core {
    /// Asks the service who the person is. A service without such an address says nothing, and nothing is made up.
    pub(crate) async fn fetch_profile(&self, provider: &Provider, token: &AccessToken, account: &Account) -> Result<Profile, ProfileError> {
        let said = match &provider.userinfo_endpoint {
            // What the ID token says of the person is all there is.
            None => account.tokens().and_then(|tokens| tokens.id_token.as_ref()).map_or(Value::Null, said_by),
            Some(endpoint) => {
                let answer = self.ask_with(token, Ask::get(endpoint)).await?;
                match answer.status {
                    StatusCode::UNAUTHORIZED => return Err(ProfileError::NotAccepted),
                    status if !status.is_success() => return Err(ProfileError::Refused(status.as_u16())),
                    _ => {}
                }
                let said: Value = answer.json(endpoint)?;
                if !said.is_object() {
                    return Err(ProfileError::Shape);
                }
                said
            }
        };
        let mut profile = read(&provider.profile, &said, account, self.now());
        // Of one whom an ID token named, user information has to name the same, and may not leave it out (RP-03).
        let has_to_name = account.vouched_by.is_some() && provider.profile.subject.is_some() && provider.userinfo_endpoint.is_some();
        match (&account.subject, &profile.subject) {
            (Some(known), Some(named)) if known != named => return Err(ProfileError::AnotherPerson),
            (Some(_), None) if has_to_name => return Err(ProfileError::Nobody),
            (Some(known), None) if account.vouched_by.is_some() => profile.subject = Some(known.clone()),
            _ => {}
        }
        Ok(profile)
    }

    /// Reads the profile of a session anew, and keeps it.
    pub(crate) async fn read_profile(self: &Arc<Self>, id: &str) -> Result<Profile, UserError> {
        let token = self.own_access_token(id).await?;
        let account = self.load_account(id).await?;
        let provider = self.provider_of(&account).await?;
        let profile = match self.fetch_profile(&provider, &token, &account).await {
            // The service may have ended the access token early; a renewal tells whether the session lives.
            Err(ProfileError::NotAccepted) if account.tokens().is_some_and(|tokens| tokens.refresh.is_some()) => {
                self.refresh(id).await?;
                let token = self.own_access_token(id).await?;
                self.fetch_profile(&provider, &token, &account).await?
            }
            Err(ProfileError::NotAccepted) => return Err(sign_in_again(&account)),
            fetched => fetched?,
        };
        let changed = self
            .vault
            .write(|records| {
                let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
                account.take_profile(profile.clone());
                account.store(records)?;
                Ok(Some(account))
            })
            .await?;
        if let Some(account) = changed {
            self.tell(Event::AccountChanged(self.view(&account)));
        }
        Ok(profile)
    }
}

/// Longest text of a profile that is kept.
const LONGEST: usize = 1024;

fn read(map: &ProfileMap, said: &Value, account: &Account, now: UnixSeconds) -> Profile {
    let at = |pointer: &Option<String>| pointer.as_deref().and_then(|pointer| said.pointer(pointer));
    // A separator may be a space, or nothing at all: texts are not trimmed, and only absent is absent.
    let raw = |pointer: &Option<String>| {
        at(pointer).and_then(Value::as_str).map(|text| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>())
    };
    let text = |pointer: &Option<String>| raw(pointer).filter(|text| !text.trim().is_empty());
    let subject = match at(&map.subject) {
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => text(&map.subject),
    };
    let smart = match at(&map.smart_dates) {
        Some(Value::Bool(on)) => Some(if *on { SmartDates::On } else { SmartDates::Off }),
        Some(Value::String(word)) if word.eq_ignore_ascii_case("on") => Some(SmartDates::On),
        Some(Value::String(word)) if word.eq_ignore_ascii_case("off") => Some(SmartDates::Off),
        _ => None,
    };
    Profile {
        id: account.id.clone(),
        subject,
        name: text(&map.name),
        email: text(&map.email),
        locale: text(&map.locale),
        timezone: text(&map.timezone),
        dates: DateFormats { format: text(&map.date_format), smart },
        number_separators: NumberSeparators { thousands: raw(&map.thousands), decimal: text(&map.decimal) },
        business: None,
        scopes: Access { requested: account.requested.clone(), granted: account.granted.clone() },
        read_at: now,
    }
}

//! What a service says about a person: whatever words it uses, one [`Profile`] comes out.
//!
//! Where each field stands is data in the preset ([`ProfileMap`]), as JSON pointers.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::person::{DateFormats, NumberSeparators, SmartDates};
use countersign_wire::profile::{Access, Profile};
use countersign_wire::trace::TraceStep;
use reqwest::StatusCode;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::core::Core;
use crate::http::{Answer, Ask, HttpError};
use crate::id_token::said_by;
use crate::provider::Provider;
use crate::provider::quirks::{Places, ProfileMap};
use crate::recording;
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
                let answer = self.ask_about_person(endpoint, provider, token).await?;
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
        if provider.userinfo_endpoint.is_some() {
            recording::step(TraceStep::ProfileRead);
        }
        let mut profile = read(&provider.profile, &said, account, self.now());
        // Of one whom an ID token named, user information has to name the same, and may not leave it out (RP-03).
        let has_to_name = account.vouched_by.is_some() && !provider.profile.subject.is_empty() && provider.userinfo_endpoint.is_some();
        match (&account.subject, &profile.subject) {
            (Some(known), Some(named)) if known != named => return Err(ProfileError::AnotherPerson),
            (Some(_), None) if has_to_name => return Err(ProfileError::Nobody),
            (Some(known), None) if account.vouched_by.is_some() => profile.subject = Some(known.clone()),
            _ => {}
        }
        Ok(profile)
    }

    /// The token travels in `Authorization`, or in the header of the preset (C13).
    async fn ask_about_person(&self, endpoint: &str, provider: &Provider, token: &AccessToken) -> Result<Answer, ProfileError> {
        let mut ask = Ask::get(endpoint).within(&provider.reach());
        for (name, value) in &provider.quirks.user_info_headers {
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                ask.headers.insert(name, value);
            }
        }
        let Some(header) = &provider.quirks.token_header else { return Ok(self.ask_with(token, ask).await?) };
        let text = zeroize::Zeroizing::new(format!("Bearer {}", token.token.expose()));
        let (Ok(header), Ok(mut value)) = (HeaderName::from_bytes(header.as_bytes()), HeaderValue::from_str(&text)) else {
            return Err(ProfileError::Shape);
        };
        value.set_sensitive(true);
        ask.headers.insert(header, value);
        Ok(self.http.send(ask).await?)
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

impl Core {
    /// The profile now; where the service cannot be reached or wants to be left alone, the last one, and why.
    pub(crate) async fn last_known_profile(self: &Arc<Self>, id: &str) -> Result<(Profile, Option<UserError>), UserError> {
        match self.read_profile(id).await {
            Ok(profile) => Ok((profile, None)),
            Err(error) if matches!(error.code, ErrorCode::Network | ErrorCode::Busy) => match self.load_account(id).await?.profile {
                Some(profile) => Ok((profile, Some(error))),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

/// Longest text of a profile that is kept.
const LONGEST: usize = 1024;

fn read(map: &ProfileMap, said: &Value, account: &Account, now: UnixSeconds) -> Profile {
    // A separator may be a space, or nothing at all: texts are not trimmed, and only absent is absent.
    let cut = |text: &str| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>();
    let raw = |places: &Places| places.all(said).find_map(Value::as_str).map(cut);
    let full = |text: &String| !text.trim().is_empty();
    let text = |places: &Places| places.all(said).filter_map(Value::as_str).map(cut).find(full);
    // An id may be a number.
    let id = |places: &Places| {
        let told = |value: &Value| match value {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) => Some(cut(text)).filter(full),
            _ => None,
        };
        places.all(said).find_map(told)
    };
    let smart = map.smart_dates.all(said).find_map(|value| match value {
        Value::Bool(on) => Some(if *on { SmartDates::On } else { SmartDates::Off }),
        Value::String(word) if word.eq_ignore_ascii_case("on") => Some(SmartDates::On),
        Value::String(word) if word.eq_ignore_ascii_case("off") => Some(SmartDates::Off),
        _ => None,
    });
    Profile {
        id: account.id.clone(),
        subject: id(&map.subject),
        name: text(&map.name),
        email: text(&map.email),
        locale: text(&map.locale),
        timezone: text(&map.timezone),
        dates: DateFormats { format: text(&map.date_format), smart },
        number_separators: NumberSeparators { thousands: raw(&map.thousands), decimal: text(&map.decimal) },
        business: id(&map.business),
        scopes: Access { requested: account.requested.clone(), granted: account.granted.clone() },
        read_at: now,
    }
}

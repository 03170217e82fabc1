//! Name and password become a browser session (A10, A12, A14).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::password::{HashingError, Password, PasswordHash, PasswordHasher};
use super::throttle::{Outcome, RetryAfter, Throttle};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::store::rows::{NewSession, PasswordText};
use crate::store::{Store, StoreError};
use crate::token::{Digest, Token, identifier};

/// How long a browser session lasts: a working day.
const SESSION_SECONDS: i64 = 12 * 3600;

/// What checks passwords and opens sessions.
#[derive(Debug)]
pub struct SigningIn {
    /// Where people and sessions are kept.
    pub store: Arc<dyn Store>,
    /// What checks passwords.
    pub hasher: PasswordHasher,
    /// What slows guessing.
    pub throttle: Throttle,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// The name or the password is wrong; which of them is not said.
    #[error("the name or the password is wrong")]
    Wrong,
    /// Too many failures.
    #[error(transparent)]
    TooManyTries(#[from] RetryAfter),
    /// More sign-ins at once than can be checked.
    #[error("too many people sign in at once")]
    Busy(Duration),
    /// A hash that cannot be read, or a store that does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HashingError> for NotSignedIn {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy { retry_after } => Self::Busy(retry_after),
            HashingError::Unreadable | HashingError::Stopped => Self::Store(StoreError::Database(error.to_string())),
        }
    }
}

impl SigningIn {
    /// Signs somebody in. The session has a new id, whatever cookie the browser came with, and ends the one of that
    /// cookie (A10).
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn sign_in(&self, email: &str, password: Password, from: IpAddr, before: Option<Digest>) -> Result<Token, NotSignedIn> {
        let email = email.trim();
        self.throttle.check(email, from, self.clock.now())?;
        let found = self.store.person_by_email(email).await?;
        let (person, stored) = found.unzip();
        let stored = stored.flatten();
        let hash = stored.as_ref().map(|text| PasswordHash::stored(text.0.as_str().to_owned()));
        let verified = self.hasher.verify(password, hash).await?;
        let now = self.clock.now();
        let outcome = if verified.matches { Outcome::Right } else { Outcome::Wrong };
        self.throttle.settle(email, from, outcome, now)?;
        let (Some(person), Some(stored), Outcome::Right) = (person, stored, outcome) else {
            // The name is not written down: people type passwords into the wrong field.
            self.store.note(Entry::of(Deed::SignInRefused, now).from(from)).await?;
            return Err(NotSignedIn::Wrong);
        };
        if let Some(dearer) = verified.rehashed {
            let dearer = PasswordText(Zeroizing::new(dearer.expose().to_owned()));
            self.store.replace_password(&person.id, stored, dearer).await?;
        }
        let cookie = Token::mint(self.entropy.as_ref());
        let session = NewSession {
            id: cookie.digest(),
            sid: identifier::<16>(self.entropy.as_ref()),
            person: person.id.clone(),
            amr: "pwd".to_owned(),
            created_at: now,
            expires_at: now.saturating_add(SESSION_SECONDS),
            address: Some(from.to_string()),
            user_agent: None,
        };
        self.store.open_session(session, before, Entry::of(Deed::SignedIn, now).by(&person.id).from(from)).await?;
        Ok(cookie)
    }
}

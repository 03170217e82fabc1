//! Name and password become a browser session (A10, A12, A14).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;

use super::new_password::NotSet;
use super::password::{HashingError, Password, PasswordHash, PasswordHasher};
use super::throttle::{Outcome, RetryAfter, Throttle};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::store::rows::{NewSession, PasswordText, Person};
use crate::store::{Store, StoreError};
use crate::token::{Digest, Token, identifier};

/// How long a browser session lasts: a working day.
const SESSION_SECONDS: i64 = 12 * 3600;
/// Characters that are kept of what a browser says of itself.
const LONGEST_USER_AGENT: usize = 200;

/// What checks passwords and opens sessions.
#[derive(Debug)]
pub struct SigningIn {
    /// Where people and sessions are kept.
    pub store: Arc<dyn Store>,
    /// What checks passwords.
    pub hasher: PasswordHasher,
    /// What slows guessing.
    pub throttle: Throttle,
    /// What opens the secrets of second factors.
    pub key: SealingKey,
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
        match NotSet::from(error) {
            NotSet::Busy(wait) => Self::Busy(wait),
            NotSet::Store(error) => Self::Store(error),
        }
    }
}

/// Where a try comes from, and what it is about.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address.
    pub address: IpAddr,
    /// What the browser says of itself.
    pub user_agent: Option<String>,
    /// The session that the browser has until now. A new one takes its place (A10).
    pub before: Option<Digest>,
}

/// What became of a right password.
#[derive(Debug)]
pub enum SignedIn {
    /// A session; this is its cookie.
    Session(Token),
    /// A code of the second factor is still to come; this cookie stands for the first step.
    CodeWanted(Token),
}

impl SigningIn {
    /// Signs somebody in, on their way to `target`. The session has a new id, whatever cookie the browser came with, and
    /// ends the one of that cookie (A10). Somebody with a second factor gets no session yet; nobody learns of it before
    /// the password is right.
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn sign_in(&self, email: &str, password: Password, origin: &Origin, target: &str) -> Result<SignedIn, NotSignedIn> {
        // While a password is checked it may be set anew, or hashed anew by another sign-in. Then the one of now counts.
        for password in [password.clone(), password] {
            if let Some(signed_in) = self.try_to_sign_in(email.trim(), password, origin, target).await? {
                return Ok(signed_in);
            }
        }
        self.refused(origin, None).await
    }

    /// One look at a password. `None` where the account was changed while it was checked, and nothing was opened.
    async fn try_to_sign_in(
        &self,
        email: &str,
        password: Password,
        origin: &Origin,
        target: &str,
    ) -> Result<Option<SignedIn>, NotSignedIn> {
        self.throttle.check(email, origin.address, self.clock.now())?;
        // Who may not sign in is as if they were not there.
        let found = self.store.person_by_email(email).await?.filter(|(person, _)| person.enabled);
        let (person, stored) = found.unzip();
        let stored = stored.flatten();
        let shown = self.verify(email, password, stored.as_ref(), person.as_ref(), origin.address).await?;
        let Some(shown) = shown else { return self.refused(origin, person.as_ref()).await };
        let Some(person) = person else { return self.refused(origin, None).await };
        let factor = self.store.second_factor(&person.id).await?;
        if factor.is_some_and(|factor| factor.confirmed_at.is_some()) {
            return Ok(self.open_first_step(&person.id, shown, target).await?.map(SignedIn::CodeWanted));
        }
        let now = self.clock.now();
        let (cookie, session) = self.new_session(&person.id, "pwd", origin, now);
        let entry = Entry::of(Deed::SignedIn, now).by(&person.id).from(origin.address);
        let opened = self.store.open_session(session, shown, origin.before, entry).await?;
        Ok(opened.then_some(SignedIn::Session(cookie)))
    }

    /// Writes a refusal down, with the person whose name was typed. What was typed is not, where it is nobody's: people type
    /// passwords into the wrong field.
    async fn refused<T>(&self, origin: &Origin, person: Option<&Person>) -> Result<T, NotSignedIn> {
        let entry = Entry::of(Deed::SignInRefused, self.clock.now()).from(origin.address);
        let entry = match person {
            Some(person) => entry.on_person(&person.id),
            None => entry,
        };
        self.store.note(entry).await?;
        Err(NotSignedIn::Wrong)
    }

    /// Whether somebody who is signed in knows their password; gives what is stored of it. Slowed like a sign-in (A14).
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn confirm(&self, person: &Person, password: Password, from: IpAddr) -> Result<PasswordText, NotSignedIn> {
        self.throttle.check(&person.email, from, self.clock.now())?;
        let stored = self.store.password_of(&person.id).await?;
        self.verify(&person.email, password, stored.as_ref(), Some(person), from).await?.ok_or(NotSignedIn::Wrong)
    }

    /// The stored password, where it is this one. A dearer hash takes its place where its cost has risen (A12).
    async fn verify(
        &self,
        email: &str,
        password: Password,
        stored: Option<&PasswordText>,
        person: Option<&Person>,
        from: IpAddr,
    ) -> Result<Option<PasswordText>, NotSignedIn> {
        let hash = stored.map(|text| PasswordHash::stored(text.0.as_str().to_owned()));
        let verified = self.hasher.verify(password, hash).await?;
        let outcome = if verified.matches { Outcome::Right } else { Outcome::Wrong };
        self.throttle.settle(email, from, outcome, self.clock.now())?;
        let (Some(person), Some(stored), Outcome::Right) = (person, stored, outcome) else { return Ok(None) };
        let Some(dearer) = verified.rehashed else { return Ok(Some(stored.clone())) };
        let dearer = PasswordText::from(&dearer);
        self.store.replace_password(&person.id, stored.clone(), dearer.clone()).await?;
        Ok(Some(dearer))
    }

    /// A session for somebody who showed who they are, with its cookie.
    pub(super) fn new_session(&self, person: &str, amr: &str, origin: &Origin, now: UnixSeconds) -> (Token, NewSession) {
        let cookie = Token::mint(self.entropy.as_ref());
        let cut = |text: &String| text.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect();
        let session = NewSession {
            id: cookie.digest(),
            sid: identifier::<16>(self.entropy.as_ref()),
            person: person.to_owned(),
            amr: amr.to_owned(),
            created_at: now,
            expires_at: now.saturating_add(SESSION_SECONDS),
            address: Some(origin.address.to_string()),
            user_agent: origin.user_agent.as_ref().map(cut),
        };
        (cookie, session)
    }
}

//! A password that somebody sets: typed twice, hashed, kept, and written down, whoever sets it and wherever.

use std::net::IpAddr;
use std::time::Duration;

use super::newcomer::Newcomer;
use super::password::{HashingError, Password, PasswordHash, PasswordProblem};
use super::sign_in::{NotSignedIn, SigningIn};
use crate::audit::{Deed, Entry};
use crate::store::StoreError;
use crate::store::rows::{Kept, PasswordText, Person};
use crate::token::Token;

/// What stands against a password that was typed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedProblem {
    /// The first is none that can be chosen.
    First(PasswordProblem),
    /// The second is another one.
    Second,
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum NotSet {
    /// More passwords at once than can be hashed.
    #[error("too many passwords are hashed at once")]
    Busy(Duration),
    /// It could not be hashed, or the store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HashingError> for NotSet {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy { retry_after } => Self::Busy(retry_after),
            HashingError::Unreadable | HashingError::Stopped => Self::Store(StoreError::Database(error.to_string())),
        }
    }
}

impl From<&PasswordHash> for PasswordText {
    fn from(hash: &PasswordHash) -> Self {
        Self(hash.expose().to_owned().into())
    }
}

impl Password {
    /// A password that somebody chooses at a page, typed twice so that a slip does not lock them out.
    ///
    /// # Errors
    /// [`TypedProblem`].
    pub fn typed_twice(typed: &str, again: &str) -> Result<Self, TypedProblem> {
        let password = Self::chosen(typed.to_owned()).map_err(TypedProblem::First)?;
        if typed == again { Ok(password) } else { Err(TypedProblem::Second) }
    }
}

impl SigningIn {
    /// Sets another password for somebody who knows the one until now. What was open with that one ends, but for what is
    /// `kept`.
    ///
    /// # Errors
    /// [`NotSignedIn::Wrong`] where `old` is not their password, also where somebody else was quicker.
    pub async fn change_password(
        &self,
        person: &Person,
        old: Password,
        new: Password,
        kept: Kept,
        from: IpAddr,
    ) -> Result<(), NotSignedIn> {
        let old = self.confirm(person, old, from).await?;
        let new = PasswordText::from(&self.hasher.hash(new).await?);
        let entry = Entry::of(Deed::PasswordChanged, self.clock.now()).by(&person.id).from(from);
        let changed = self.store.change_password(&person.id, old, new, kept, entry).await?;
        if changed { Ok(()) } else { Err(NotSignedIn::Wrong) }
    }

    /// Sets the password of whoever opened the link of this cookie. False where that is over.
    ///
    /// # Errors
    /// [`NotSet`]; the link is as it was then.
    pub async fn choose_password(&self, link: &Token, new: Password, from: IpAddr) -> Result<bool, NotSet> {
        let new = PasswordText::from(&self.hasher.hash(new).await?);
        let entry = Entry::of(Deed::PasswordChosen, self.clock.now()).from(from);
        Ok(self.store.choose_password(link.digest(), new, entry).await?)
    }

    /// Adds the first administrator, against the cookie of set-up. False where set-up is over.
    ///
    /// # Errors
    /// [`NotSet`]; nobody was added then.
    pub async fn add_first(&self, newcomer: Newcomer, password: Password, set_up: &Token, from: IpAddr) -> Result<bool, NotSet> {
        let hash = self.hasher.hash(password).await?;
        let now = self.clock.now();
        let person = newcomer.into_person(&hash, self.entropy.as_ref(), now);
        let entry = Entry::of(Deed::SetUpDone, now).by(&person.person.id).from(from);
        Ok(self.store.add_first_person(person, set_up.digest(), now, entry).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a12_a_slip_in_either_field_is_told() {
        let (good, other) = ("correct horse battery", "correct horse batterx");
        assert!(Password::typed_twice(good, good).is_ok());
        assert_eq!(Password::typed_twice(good, other).unwrap_err(), TypedProblem::Second);
        assert_eq!(Password::typed_twice("short", "short").unwrap_err(), TypedProblem::First(PasswordProblem::TooShort));
    }
}

//! The second factor: codes that change with the time (TOTP, RFC 6238), from a secret that an authenticator app shares.
//!
//! The secret is kept sealed. It counts once a code has shown that an app has it. A code counts in its own thirty seconds and
//! in those beside them, and once: the step that it belongs to is used up by one conditional write (RFC 6238 §5.2).

mod secret;

use std::net::IpAddr;

pub use secret::FactorSecret;

use super::password::Password;
use super::recovery::{self, RecoveryCode};
use super::sign_in::{NotSignedIn, SigningIn};
use super::throttle::Outcome;
use crate::audit::{Deed, Entry};
use crate::store::StoreError;
use crate::store::rows::{Person, SecondFactor};
use crate::token::Digest;

impl SigningIn {
    /// Makes a new secret for somebody, to be confirmed. Where one is confirmed, that one stays.
    ///
    /// # Errors
    /// The store's.
    pub async fn begin_second_factor(&self, person: &str) -> Result<(), StoreError> {
        let sealed = FactorSecret::mint(self.entropy.as_ref()).seal(&self.key, person, self.entropy.as_ref());
        self.store.begin_second_factor(person, sealed, self.clock.now()).await.map(drop)
    }

    /// The secret of somebody's second factor.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where it does not open with the key of this service.
    pub fn secret_of(&self, person: &str, factor: &SecondFactor) -> Result<FactorSecret, StoreError> {
        FactorSecret::open(&self.key, person, &factor.secret)
            .ok_or_else(|| StoreError::Unreadable("the secret of a second factor does not open with this key".to_owned()))
    }

    /// Confirms the secret that waits, with a code of it; gives the recovery codes, to be shown this once.
    ///
    /// # Errors
    /// [`NotSignedIn`]; a wrong code counts like a wrong password (A14).
    pub async fn confirm_second_factor(&self, person: &Person, code: &str, from: IpAddr) -> Result<Vec<RecoveryCode>, NotSignedIn> {
        let now = self.clock.now();
        self.throttle.check(&person.email, from, now)?;
        let factor = self.store.second_factor(&person.id).await?;
        if let Some(waiting) = factor.filter(|factor| factor.confirmed_at.is_none())
            && let Some(step) = self.secret_of(&person.id, &waiting)?.step_of(code, now)
        {
            let (codes, kept) = self.recovery_codes();
            let entry = Entry::of(Deed::SecondFactorAdded, now).by(&person.id).from(from);
            if self.store.confirm_second_factor(&person.id, waiting.secret, step, kept, entry).await? {
                return Ok(codes);
            }
        }
        // That others used up what was left changes nothing about this answer.
        let _ = self.throttle.settle(&person.email, from, Outcome::Wrong, now);
        Err(NotSignedIn::Wrong)
    }

    /// Makes new recovery codes in the place of the old ones, to be shown this once. `None` where there is no second factor.
    ///
    /// # Errors
    /// The store's.
    pub async fn renew_recovery_codes(&self, person: &str, from: IpAddr) -> Result<Option<Vec<RecoveryCode>>, StoreError> {
        let (codes, kept) = self.recovery_codes();
        let entry = Entry::of(Deed::RecoveryCodesRenewed, self.clock.now()).by(person).from(from);
        Ok(self.store.renew_recovery_codes(person, kept, entry).await?.then_some(codes))
    }

    /// Takes the second factor of somebody away, who knows their password.
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn remove_second_factor(&self, person: &Person, password: Password, from: IpAddr) -> Result<(), NotSignedIn> {
        self.confirm(person, password, from).await?;
        let entry = Entry::of(Deed::SecondFactorRemoved, self.clock.now()).by(&person.id).from(from);
        self.store.remove_second_factor(&person.id, entry).await?;
        Ok(())
    }

    /// New recovery codes, as they are shown and as they are kept.
    fn recovery_codes(&self) -> (Vec<RecoveryCode>, Vec<Digest>) {
        let codes = recovery::mint(self.entropy.as_ref());
        let kept = codes.iter().map(RecoveryCode::digest).collect();
        (codes, kept)
    }
}

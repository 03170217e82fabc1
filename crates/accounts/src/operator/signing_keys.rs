//! Signing keys at the command line: what there is to do where one may be known to somebody else (A15).
//!
//! A running service sees it within seconds.

use countersign_wire::app::SigningAlg;

use super::{Operator, OperatorError};
use crate::audit::{Deed, Entry};
use crate::store::SigningKeys as _;
use crate::store::rows::{KeyRemoved, KeyState, SigningKey};

fn failed(error: impl std::fmt::Display) -> OperatorError {
    OperatorError::Database(error.to_string())
}

impl Operator {
    /// Every key, the oldest first.
    ///
    /// # Errors
    /// [`OperatorError::Database`].
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, OperatorError> {
        self.store.signing_keys().await.map_err(failed)
    }

    /// Publishes the key that signs next, unless one waits already.
    ///
    /// # Errors
    /// [`OperatorError::Database`].
    pub async fn publish_signing_key(&self, alg: SigningAlg) -> Result<(), OperatorError> {
        self.keys.publish(alg, Entry::of(Deed::SigningKeyMade, self.clock.now())).await.map_err(failed)
    }

    /// Has a published key sign from now on, and retires the one that did.
    ///
    /// # Errors
    /// [`OperatorError::NoSuchSigningKey`] where it is not published.
    pub async fn promote_signing_key(&self, kid: &str) -> Result<(), OperatorError> {
        let promoted = self.keys.promote(kid, Entry::of(Deed::SigningKeyPromoted, self.clock.now())).await.map_err(failed)?;
        if promoted { Ok(()) } else { Err(OperatorError::NoSuchSigningKey(kid.to_owned())) }
    }

    /// Throws a key away that does not sign; says in which state it was.
    ///
    /// # Errors
    /// [`OperatorError::Signs`] for the key that signs, [`OperatorError::NoSuchSigningKey`] where there is none.
    pub async fn remove_signing_key(&self, kid: &str) -> Result<KeyState, OperatorError> {
        match self.keys.remove(kid, Entry::of(Deed::SigningKeyRemoved, self.clock.now())).await.map_err(failed)? {
            KeyRemoved::Gone(state) => Ok(state),
            KeyRemoved::Signs => Err(OperatorError::Signs(kid.to_owned())),
            KeyRemoved::NotFound => Err(OperatorError::NoSuchSigningKey(kid.to_owned())),
        }
    }
}

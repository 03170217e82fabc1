//! Telling apps of a sign-out, from a queue that outlives a restart (Back-Channel Logout 1.0 §2.5).

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::token::{LogoutClaims, TYPE};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::outbound::Outbound;
use crate::store::rows::LogoutDelivery;
use crate::store::{Store, StoreError};
use crate::token::identifier;

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How many are told at once.
const AT_ONCE: u32 = 16;
/// For how many seconds nobody else tells an app that is being told: longer than one exchange may take.
const TAKEN_FOR: i64 = 60;
/// Between the first try and the second, in seconds; it doubles from try to try.
const FIRST_PAUSE: i64 = 15;
/// The longest pause.
const LONGEST_PAUSE: i64 = 3600;
/// For how many seconds it is tried.
const TRIED_FOR: i64 = 24 * 3600;

/// What tells apps.
#[derive(Clone, Debug)]
pub struct Delivering {
    /// Where the queue is.
    pub store: Arc<dyn Store>,
    /// What logout tokens are signed with.
    pub keys: Keys,
    /// What asks the addresses of apps.
    pub outbound: Outbound,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The issuer, exactly.
    pub issuer: String,
}

impl Delivering {
    /// Tells whoever is to be told, until it is stopped. What is under way then is taken up after the next start.
    pub async fn keep_delivering(self, stopping: CancellationToken) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                _ = look.tick() => {}
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                delivered = self.deliver_due() => {
                    if let Err(error) = delivered {
                        tracing::warn!(%error, "apps could not be told of a sign-out; it is tried again");
                    }
                }
            }
        }
    }

    /// Tells whoever is due.
    ///
    /// # Errors
    /// The store's. What was not settled is due again after a while.
    pub async fn deliver_due(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let due = self.store.take_due_logouts(now, now.saturating_add(TAKEN_FOR), AT_ONCE).await?;
        join_all(due.iter().map(|delivery| self.deliver(delivery))).await.into_iter().collect()
    }

    async fn deliver(&self, delivery: &LogoutDelivery) -> Result<(), StoreError> {
        let Err(trouble) = self.tell(delivery).await else { return self.store.settle_logout(delivery.id, None).await };
        let now = self.clock.now();
        let next_at = now.saturating_add(pause(delivery.attempts));
        if next_at.saturating_sub(delivery.created_at) <= TRIED_FOR {
            return self.store.put_logout_off(delivery.id, next_at, &trouble).await;
        }
        let entry = Entry::of(Deed::LogoutNotDelivered, now).by(&delivery.person).about(&delivery.client_id).saying(&trouble);
        self.store.settle_logout(delivery.id, Some(entry)).await
    }

    /// Tells one app. An app that no longer wants to be told has nothing to be told.
    ///
    /// # Errors
    /// What stood in the way, in words for the audit.
    async fn tell(&self, delivery: &LogoutDelivery) -> Result<(), String> {
        let app = self.store.app(&delivery.client_id).await.map_err(|error| error.to_string())?;
        let openid = app.map(|app| app.settings.openid).unwrap_or_default();
        let Some(address) = &openid.backchannel_logout_uri else { return Ok(()) };
        let (jti, now) = (identifier::<16>(self.entropy.as_ref()), self.clock.now());
        let claims = LogoutClaims::of(&self.issuer, &delivery.client_id, &delivery.person, &delivery.session, jti, now);
        let token = self.keys.sign(openid.id_token_alg, TYPE, &claims).await.map_err(|error| error.to_string())?;
        let status = self.outbound.post_form(address, &[("logout_token", &token)]).await.map_err(|error| error.to_string())?;
        if status.is_success() { Ok(()) } else { Err(format!("it answered with status {}", status.as_u16())) }
    }
}

/// How many seconds to wait after so many tries.
fn pause(attempts: u32) -> UnixSeconds {
    let doublings = attempts.saturating_sub(1).min(16);
    (FIRST_PAUSE << doublings).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_04_the_pause_doubles_up_to_an_hour() {
        assert_eq!([1, 2, 3, 8, 9, 40, u32::MAX].map(pause), [15, 30, 60, 1920, 3600, 3600, 3600]);
    }
}

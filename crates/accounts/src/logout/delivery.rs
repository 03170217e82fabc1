//! Telling apps of a sign-out, from a queue that outlives a restart (Back-Channel Logout 1.0 §2.5).
//!
//! Each app is told by itself, at most [`AT_ONE_HOST`] times at once at one host: whoever does not answer holds up nobody
//! else. What was not tried yet goes before what was.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::{Position, Url};

use super::token::{LogoutClaims, TYPE};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::outbound::Outbound;
use crate::retry;
use crate::store::rows::{DueLogouts, LogoutDelivery};
use crate::store::{Store, StoreError};
use crate::token::identifier;

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How many are told at once.
const AT_ONCE: usize = 64;
/// How many of them at one host: one that hangs holds up nobody but itself.
const AT_ONE_HOST: usize = 2;
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
        let mut under_way = UnderWay::default();
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                _ = look.tick() => {}
                () = under_way.one_less() => {}
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                begun = self.begin(&mut under_way) => {
                    if let Err(error) = begun {
                        tracing::warn!(%error, "apps could not be told of a sign-out; it is tried again");
                    }
                }
            }
        }
    }

    /// Begins to tell whoever is due and has a place, app by app in turn. Each is told by itself: nobody waits for another.
    ///
    /// # Errors
    /// The store's. What was not settled is due again after a while.
    async fn begin(&self, under_way: &mut UnderWay) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut due: VecDeque<DueLogouts> = self.store.due_logouts(now).await?.into();
        while let Some(app) = due.pop_front() {
            let Some(place) = under_way.place_at(&host(&app)) else { continue };
            let taken = self.store.take_due_logout(&app.client_id, now, now.saturating_add(TAKEN_FOR)).await?;
            let Some(delivery) = taken else { continue };
            let delivering = self.clone();
            under_way.tasks.spawn(async move {
                if let Err(error) = delivering.deliver(&delivery).await {
                    tracing::warn!(%error, "it could not be written down that an app was told of a sign-out; it is tried again");
                }
                drop(place);
            });
            due.push_back(app);
        }
        Ok(())
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

/// Who is being told at this moment.
#[derive(Debug, Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    /// By host and port, where anybody is being told.
    hosts: HashMap<String, Arc<Semaphore>>,
}

impl UnderWay {
    /// Waits until somebody was told, or not.
    async fn one_less(&mut self) {
        if self.tasks.join_next().await.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// A place for one more at a host, if there is one.
    fn place_at(&mut self, host: &str) -> Option<OwnedSemaphorePermit> {
        while self.tasks.try_join_next().is_some() {}
        if self.tasks.len() >= AT_ONCE {
            return None;
        }
        self.hosts.retain(|_, places| places.available_permits() < AT_ONE_HOST);
        let places = self.hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONE_HOST)));
        Arc::clone(places).try_acquire_owned().ok()
    }
}

/// The host and the port at which an app is told; nothing where it is not to be told any more.
fn host(app: &DueLogouts) -> String {
    let address = app.address.as_deref().and_then(|address| Url::parse(address).ok());
    address.map(|url| url[Position::BeforeHost..Position::AfterPort].to_owned()).unwrap_or_default()
}

/// How many seconds to wait after so many tries.
fn pause(attempts: u32) -> UnixSeconds {
    retry::pause(FIRST_PAUSE, LONGEST_PAUSE, attempts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_04_the_pause_doubles_up_to_an_hour() {
        assert_eq!([1, 2, 3, 8, 9, 40, u32::MAX].map(pause), [15, 30, 60, 1920, 3600, 3600, 3600]);
    }
}

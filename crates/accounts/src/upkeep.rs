//! What a running service does by itself: it throws away what has ended, looks for people who were added beside it, and
//! takes a certificate anew whose files changed.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use tokio::sync::{Notify, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::keys::Keys;
use crate::store::{Store, StoreError};
use crate::tls::Certificate;
use crate::usage::{self, Usage};

/// How long what has ended is kept: a replay of a code is still known as one.
const KEPT_SECONDS: i64 = 24 * 3600;
/// How often what has ended is thrown away.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// How often it is looked whether somebody was added beside the running service, while nobody is there.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Between two batches of what is thrown away: others write meanwhile, however much there is.
const PAUSE: Duration = Duration::from_millis(20);
/// How often it is looked whether a certificate's files are other ones.
const RENEWAL_EVERY: Duration = Duration::from_secs(2);

/// Looks for people who were added beside the service, rotates the signing keys, and throws away what has ended.
pub(crate) async fn keep_up(
    store: Arc<dyn Store>,
    keys: Keys,
    clock: Arc<dyn Clock>,
    people: watch::Sender<bool>,
    stopping: CancellationToken,
) {
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    let mut sweeping = false;
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        let known = *people.borrow();
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = sweep.tick() => {
                sweeping = true;
                if let Err(error) = keys.keep_up().await {
                    tracing::warn!(%error, "the signing keys were not seen to; it is tried again");
                }
            }
            () = sleep(PAUSE), if sweeping => {
                sweeping = throw_away(store.as_ref(), clock.now()).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "what has ended could not be thrown away; it is tried again");
                    false
                });
            }
            _ = look.tick(), if !known => {
                if matches!(store.has_people().await, Ok(true)) {
                    people.send_replace(true);
                }
            }
        }
    }
}

/// Throws away a batch of what has ended, and of what was told long ago. True where there is more.
async fn throw_away(store: &dyn Store, now: UnixSeconds) -> Result<bool, StoreError> {
    let more = store.sweep(now.saturating_sub(KEPT_SECONDS)).await?;
    Ok(store.sweep_told(usage::day(now) - usage::KEPT_DAYS).await? || more)
}

/// Writes what is only told. What was collected last is written when the service has stopped.
pub(crate) async fn keep_telling(usage: Usage, store: Arc<dyn Store>, stopping: CancellationToken) {
    while stopping.run_until_cancelled(sleep(usage::EVERY)).await.is_some() {
        usage.write(store.as_ref()).await;
    }
}

/// Takes a certificate anew when its files change, and when it is `asked`. One that cannot be used is told, and the old
/// one stays.
pub(crate) async fn keep_certificate(certificate: Certificate, asked: Arc<Notify>, stopping: CancellationToken) {
    let mut look = tokio::time::interval(RENEWAL_EVERY);
    let mut seen = certificate.look();
    loop {
        let told = tokio::select! {
            () = stopping.cancelled() => return,
            () = asked.notified() => true,
            _ = look.tick() => false,
        };
        let now = certificate.look();
        if !told && now == seen {
            continue;
        }
        seen = now;
        match certificate.renew() {
            Ok(()) => tracing::info!("the certificate was taken anew"),
            Err(error) => tracing::warn!(%error, "the certificate could not be taken anew; the old one stays"),
        }
    }
}

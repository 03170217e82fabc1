//! What waits for the end of an attempt: its ways back, its hourglass, and whoever asked.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::sign_in::{DeviceCode, SignInStep};
use tokio_util::sync::CancellationToken;

use super::claim::{EXCHANGE_LIFETIME, broken_off};
use super::device::DeviceGrant;
use super::loopback::Loopback;
use super::not_waiting;
use super::pending::{Ended, LIFETIME, Outcome, Pending, timed_out};
use crate::core::{Core, Waiting, locked};
use crate::secret::Secret;
use crate::stored::Stored;
use crate::vault::Records;

impl Core {
    /// The listeners, the polling, and the hourglass. All end with the attempt.
    pub(super) fn wait_for(self: &Arc<Self>, pending: &Pending, listeners: Vec<(Loopback, Secret)>, device: Option<DeviceGrant>) {
        let over = CancellationToken::new();
        let waiting = Waiting { over: over.clone(), device: device.as_ref().map(|device| device.shown.clone()) };
        locked(&self.attempts).insert(pending.attempt.clone(), waiting);
        for (listener, state) in listeners {
            tokio::spawn(listener.serve(Arc::clone(self), state, over.clone()));
        }
        if let Some(device) = device {
            let core = Arc::clone(self);
            let polling = Arc::clone(self).poll_device(pending.attempt.clone(), pending.provider.clone(), device, over.clone());
            let recording = self.of_sign_in(Some(&pending.attempt));
            tokio::spawn(async move { core.recorded(recording, polling).await });
        }
        tokio::spawn(Arc::clone(self).watch(pending.attempt.clone(), over));
    }

    /// Ends the attempt when its time is over, and closes its ways back when another process ended it.
    async fn watch(self: Arc<Self>, attempt: String, over: CancellationToken) {
        // An answer in the last moment is still told that it came too late.
        let time = self.clock.sleep(Duration::from_secs(LIFETIME.unsigned_abs() + 1));
        tokio::select! {
            () = over.cancelled() => {}
            () = time => {
                let ended = Ended::Failed { step: SignInStep::Opened, error: timed_out() };
                if let Err(error) = self.end_waiting(&attempt, ended).await {
                    tracing::debug!(%error, "a sign-in had ended by itself when its time was over");
                    self.close(&attempt);
                }
            }
            () = self.gone(&attempt) => {
                self.close(&attempt);
                self.ended.notify_waiters();
            }
        }
    }

    /// Resolves when an attempt does not wait any more, whichever process ended it or is about to.
    async fn gone(&self, attempt: &str) {
        loop {
            self.vault.changed().await;
            if let Ok(records) = self.vault.read().await
                && (matches!(Pending::load(&records, attempt), Ok(None)) || self.claims().has(attempt))
            {
                return;
            }
        }
    }

    /// What may be entered on another device for an attempt, as long as this process asks whether it was.
    pub(super) fn device_of(&self, attempt: &str) -> Option<DeviceCode> {
        locked(&self.attempts).get(attempt).and_then(|waiting| waiting.device.clone())
    }

    /// Closes the ways back of an attempt, and stops its hourglass.
    pub(super) fn close(&self, attempt: &str) {
        if let Some(waiting) = locked(&self.attempts).remove(attempt) {
            waiting.over.cancel();
        }
    }

    /// Waits until a sign-in ended, in this process or in another.
    pub(crate) async fn await_sign_in(&self, attempt: &str, wait: Duration) -> Result<AccountView, UserError> {
        let waiting = async {
            loop {
                let ended = self.ended.notified();
                tokio::pin!(ended);
                // From here on no end is missed, even one between the look and the wait.
                ended.as_mut().enable();
                if let Some(result) = self.look_for_end(&self.vault.read().await?, attempt) {
                    return result;
                }
                tokio::select! {
                    () = ended => {}
                    () = self.vault.changed() => {}
                }
            }
        };
        let message = "The sign-in was not finished in time. It still waits: finish it, or start again.";
        tokio::time::timeout(wait, waiting).await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::TimedOut, message)))
    }

    fn look_for_end(&self, records: &Records, attempt: &str) -> Option<Result<AccountView, UserError>> {
        let now = self.now();
        match Pending::load(records, attempt) {
            Err(error) => return Some(Err(error)),
            Ok(Some(pending)) if self.claims().has(attempt) => {
                return self.claims().is_broken_off(attempt, pending.expires_at, now).then(|| Err(broken_off()));
            }
            Ok(Some(pending)) => return pending.is_over(now).then(|| Err(timed_out())),
            Ok(None) => {}
        }
        let outcome = match Outcome::load(records, attempt) {
            Err(error) => return Some(Err(error)),
            Ok(None) => return Some(Err(not_waiting(attempt))),
            Ok(Some(outcome)) => outcome,
        };
        match outcome.ended {
            Ended::NotYet if (now - outcome.at).abs() > EXCHANGE_LIFETIME => Some(Err(broken_off())),
            Ended::NotYet => None,
            Ended::SignedIn(id) => Some(self.view_in(records, &id)),
            Ended::Failed { error, .. } => Some(Err(error)),
            Ended::Cancelled => Some(Err(UserError::new(ErrorCode::Cancelled, "The sign-in was cancelled."))),
        }
    }
}

//! The way by a code that is entered in a browser on any device (RFC 8628).
//!
//! The `device_code` lives in the process that asked for it and is never written down: who starts anew does not go on asking.
//! The attempt's other ways hold over a cold start, this one does not. Between two questions goes the interval that the
//! service wants; a question that is on its way is never broken off, as its answer may be a token. Where another way was first,
//! that token is ended at once: one attempt gives one session.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{DeviceCode, SignInStep};
use tokio_util::sync::CancellationToken;

use super::Wish;
use super::completion::CompletionError;
use super::pending::{self, Pending};
use super::ways::ByDevice;
use crate::core::{Core, locked};
use crate::granted::Granted;
use crate::http::HttpError;
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::token::TokenError;

/// How long the browser waits for a code for another device, where there are other ways.
const PATIENCE: Duration = Duration::from_secs(3);
/// The longest pause after answers that were lost.
const LONGEST_PAUSE: u64 = 60;

/// A code that was given, and how it is asked after.
pub(super) struct DeviceGrant {
    device_code: Secret,
    pub(super) shown: DeviceCode,
    interval: u64,
    /// What its tokens are bound to, where the service binds them.
    key: Option<ProofKey>,
    /// Whether there is no other way.
    alone: bool,
}

impl Core {
    /// Asks for a code, where one is wanted. Where there are other ways, it does not have to come.
    pub(super) async fn device_for(&self, wish: &Wish, key: Option<&ProofKey>) -> Result<Option<DeviceGrant>, UserError> {
        let Some(endpoint) = &wish.provider.can.device_authorization_endpoint else { return Ok(None) };
        let asking = self.authorize_device(&wish.provider, endpoint, &wish.scopes);
        let given = match wish.ways.device {
            ByDevice::No => return Ok(None),
            ByDevice::Alone => asking.await?,
            ByDevice::IfItCan => match tokio::time::timeout(PATIENCE, asking).await {
                Ok(Ok(given)) => given,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "no code for another device");
                    return Ok(None);
                }
                Err(_) => return Ok(None),
            },
        };
        let lifetime = UnixSeconds::try_from(given.lifetime).unwrap_or(pending::LIFETIME).min(pending::LIFETIME);
        let shown = DeviceCode {
            user_code: given.user_code,
            verification_uri: given.verification_uri,
            verification_uri_complete: given.verification_uri_complete,
            expires_at: self.now().saturating_add(lifetime),
        };
        let alone = wish.ways.device == ByDevice::Alone;
        Ok(Some(DeviceGrant { device_code: given.device_code, shown, interval: given.interval, alone, key: key.cloned() }))
    }

    /// Asks until the person decided, the code lapsed, or the attempt ended another way.
    pub(super) async fn poll_device(self: Arc<Self>, attempt: String, provider: Provider, grant: DeviceGrant, over: CancellationToken) {
        let mut pace = Pace::of(grant.interval);
        loop {
            tokio::select! {
                () = over.cancelled() => return,
                () = self.clock.sleep(pace.pause()) => {}
            }
            if over.is_cancelled() {
                return;
            }
            let asked = if self.now() >= grant.shown.expires_at {
                Next::End(End::Lapsed)
            } else {
                match self.redeem_device_code(&provider, &grant.device_code, grant.key.as_ref()).await {
                    Ok(granted) => return self.complete_by_device(&attempt, &provider, granted).await,
                    Err(error) => pace.after(&error),
                }
            };
            match asked {
                Next::Again => {}
                Next::End(End::Lapsed | End::Failed(_)) if !grant.alone => {
                    tracing::debug!("the code for another device is over");
                    if let Some(waiting) = locked(&self.attempts).get_mut(&attempt) {
                        waiting.device = None;
                    }
                    return;
                }
                Next::End(end) => return self.end_by_device(&attempt, end).await,
            }
        }
    }

    /// A token came: kept where it was the first answer, ended where it was not.
    async fn complete_by_device(self: &Arc<Self>, attempt: &str, provider: &Provider, granted: Granted) {
        let tokens = (granted.refresh_token.clone(), granted.access_token.clone());
        // Its answer has no `state` (RFC 8628 §3.5).
        let Ok(Some((pending, claim))) = self.claim(|pending| pending.attempt == attempt).await else {
            tracing::debug!("a code was entered on another device after the sign-in had ended");
            return self.revoke_beside(provider, tokens.0.as_ref(), Some(&tokens.1)).await;
        };
        let pending = Pending { return_path: ReturnPath::Device, ..Arc::unwrap_or_clone(pending) };
        self.close(attempt);
        self.progress(attempt, SignInStep::Returned);
        let mut step = SignInStep::Returned;
        if let Err(error) = self.settle_granted(&pending, granted, &mut step).await {
            self.fail(&pending, step, error.into()).await;
        }
        self.let_go(claim).await;
    }

    /// The person said no there, or there is no other way any more.
    async fn end_by_device(&self, attempt: &str, end: End) {
        // Nothing waits any more: another way was first.
        let Ok(Some((pending, claim))) = self.claim(|pending| pending.attempt == attempt).await else { return };
        let host = pending.provider.host();
        let error = match end {
            End::Denied => CompletionError::Denied(host).into(),
            End::Failed(error) => error.into(),
            End::Lapsed => {
                UserError::new(ErrorCode::TimedOut, "The code was not entered in time, and is no longer taken. Start the sign-in again.")
            }
        };
        self.fail(&pending, SignInStep::Opened, error).await;
        self.let_go(claim).await;
    }
}

/// What comes after an answer without a token.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Again,
    End(End),
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Denied,
    Lapsed,
    Failed(TokenError),
}

/// How often is asked (RFC 8628 §3.5).
#[derive(Debug)]
struct Pace {
    /// Seconds that the service wants between two questions.
    interval: u64,
    /// Answers that were lost in a row.
    lost: u32,
    /// Seconds that the service asked to wait, once.
    wait: u64,
}

impl Pace {
    fn of(interval: u64) -> Self {
        Self { interval: interval.max(1), lost: 0, wait: 0 }
    }

    /// How long until the next question. Doubled for each lost answer (§3.5).
    fn pause(&self) -> Duration {
        let backed_off = self.interval.saturating_mul(1 << self.lost.min(6)).min(LONGEST_PAUSE);
        Duration::from_secs(self.interval.max(backed_off).max(self.wait))
    }

    fn after(&mut self, error: &TokenError) -> Next {
        self.wait = 0;
        let lost = std::mem::take(&mut self.lost);
        match error {
            TokenError::Refused { code, .. } => match code.as_str() {
                "authorization_pending" => Next::Again,
                "slow_down" => {
                    self.interval = self.interval.saturating_add(5);
                    Next::Again
                }
                "access_denied" => Next::End(End::Denied),
                "expired_token" => Next::End(End::Lapsed),
                _ => Next::End(End::Failed(error.clone())),
            },
            TokenError::Http(HttpError::Busy { retry_after, .. }) => {
                self.lost = lost + u32::from(retry_after.is_none());
                self.wait = retry_after.unwrap_or_default().into();
                Next::Again
            }
            TokenError::Http(HttpError::Unreachable(_)) => {
                self.lost = lost + 1;
                Next::Again
            }
            error if error.is_lost_answer() => {
                self.lost = lost + 1;
                Next::Again
            }
            error => Next::End(End::Failed(error.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> TokenError {
        TokenError::Refused { host: "a".into(), code: code.into(), description: None }
    }

    fn busy(retry_after: Option<u32>) -> TokenError {
        TokenError::Http(HttpError::Busy { host: "a".into(), status: 503, retry_after })
    }

    #[test]
    fn the_pause_grows_by_five_seconds_where_the_service_says_slow_down_and_stays_so() {
        let mut pace = Pace::of(5);
        for (said, seconds) in [("authorization_pending", 5), ("slow_down", 10), ("authorization_pending", 10), ("slow_down", 15)] {
            assert_eq!(pace.after(&refused(said)), Next::Again);
            assert_eq!(pace.pause().as_secs(), seconds, "{said}");
        }
    }

    #[test]
    fn the_pause_doubles_for_each_lost_answer_up_to_a_minute_and_an_answer_ends_that() {
        let mut pace = Pace::of(5);
        let lost = || TokenError::Http(HttpError::TimedOut("a".into()));
        let pauses: Vec<_> = std::iter::repeat_with(|| (pace.after(&lost()), pace.pause().as_secs()).1).take(6).collect();
        assert_eq!(pauses, [10, 20, 40, 60, 60, 60]);
        assert_eq!((pace.after(&refused("authorization_pending")), pace.pause().as_secs()), (Next::Again, 5));
        let mut slow = Pace::of(90);
        slow.after(&lost());
        assert_eq!(slow.pause().as_secs(), 90, "never sooner than the service wants");
    }

    #[test]
    fn a_service_that_asks_to_wait_is_waited_for_once() {
        let mut pace = Pace::of(5);
        assert_eq!((pace.after(&busy(Some(30))), pace.pause().as_secs()), (Next::Again, 30));
        assert_eq!((pace.after(&refused("authorization_pending")), pace.pause().as_secs()), (Next::Again, 5));
        assert_eq!((pace.after(&busy(None)), pace.pause().as_secs()), (Next::Again, 10));
        assert_eq!((pace.after(&busy(Some(1))), pace.pause().as_secs()), (Next::Again, 10));
    }

    #[test]
    fn what_ends_the_asking() {
        assert_eq!(Pace::of(5).after(&refused("access_denied")), Next::End(End::Denied));
        assert_eq!(Pace::of(5).after(&refused("expired_token")), Next::End(End::Lapsed));
        assert!(matches!(Pace::of(5).after(&refused("invalid_client")), Next::End(End::Failed(_))));
        assert!(Pace::of(0).pause().as_secs() > 0, "an interval of nothing would flood the service");
        Pace::of(u64::MAX).after(&refused("slow_down"));
    }
}

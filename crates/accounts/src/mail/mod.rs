//! Mail: plain text, in the language of whoever reads it, through the one server that the operator named.
//!
//! A letter is kept in the transaction that keeps its link, and sent in the background: nobody waits for a mail server, nobody
//! can tell by the time of an answer whether a letter was written (A14), and what was promised is kept over a restart and a
//! kill. The link is sealed until its letter is written (A15). What the server puts off is tried again, with longer and longer
//! pauses and without holding up any other, until the link ends. A failure is told in the log and to administrators, without
//! saying whose letter it was.

mod letter;
mod server;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio_util::sync::CancellationToken;

pub use letter::Letter;
use server::{LONGEST, Trouble};
pub use server::{MailError, Server};

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::messages::Language;
use crate::people::link;
use crate::retry;
use crate::store::rows::DueLetter;
use crate::store::{Store, StoreError};
use crate::token::{Digest, Token};

/// What the sealing key seals links for.
const PURPOSE: &str = "letter";
/// How often it is looked whether a letter is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Letters that are sent at once.
const AT_ONCE: usize = 8;
/// For how many seconds nobody else sends a letter that is being sent: longer than that may take.
const TAKEN_FOR: i64 = LONGEST.as_secs() as i64 + 30;
/// How long a stop waits for letters that are being sent. They are sent again after the next start if that is too short.
const LAST_PATIENCE: Duration = Duration::from_secs(5);
/// Between the first try and the second, in seconds; it doubles from try to try.
const FIRST_PAUSE: i64 = 15;
/// The longest pause.
const LONGEST_PAUSE: i64 = 3600;

/// What seals letters and sends them.
#[derive(Clone, Debug)]
pub struct Post {
    /// The server that takes them.
    pub server: Server,
    /// Where they wait.
    pub store: Arc<dyn Store>,
    /// What their links are sealed with.
    pub key: SealingKey,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// The issuer, exactly.
    pub issuer: String,
    /// The name of the service.
    pub service: String,
    /// The last try that failed.
    pub last_failure: Arc<Mutex<Option<Failure>>>,
}

/// A try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: UnixSeconds,
    /// Why, in words for an administrator.
    pub reason: &'static str,
}

impl Post {
    /// What is kept of a letter with this link.
    #[must_use]
    pub fn seal(&self, link: &Digest, token: &Token, entropy: &dyn Entropy) -> Vec<u8> {
        self.key.seal(PURPOSE, &link.to_text(), token.expose().as_bytes(), entropy)
    }

    /// The last try that failed, since the service started.
    #[must_use]
    pub fn last_failure(&self) -> Option<Failure> {
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what is due, until it is stopped. What is under way then is finished, or taken up after the next start.
    pub async fn keep_sending(self, stopping: CancellationToken) {
        let mut under_way = FuturesUnordered::new();
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stopping.cancelled() => break,
                Some(()) = under_way.next() => {}
                _ = look.tick(), if under_way.len() < AT_ONCE => {
                    let due = self.take_due(AT_ONCE - under_way.len()).await;
                    under_way.extend(due.into_iter().map(|letter| self.settle(letter)));
                }
            }
        }
        let last = async { while under_way.next().await.is_some() {} };
        if tokio::time::timeout(LAST_PATIENCE, last).await.is_err() {
            tracing::info!("letters that were being sent are sent again after the next start");
        }
    }

    async fn take_due(&self, most: usize) -> Vec<DueLetter> {
        let now = self.clock.now();
        let taken = self.store.take_due_letters(now, now.saturating_add(TAKEN_FOR), u32::try_from(most).unwrap_or(1)).await;
        taken.unwrap_or_else(|error| {
            tracing::warn!(%error, "letters could not be looked for; it is tried again");
            Vec::new()
        })
    }

    /// Sends a letter, or puts it off, or gives it up.
    async fn settle(&self, due: DueLetter) {
        let sent = self.send(&due).await;
        let now = self.clock.now();
        let settled = match sent {
            Ok(()) => self.store.settle_letter(due.link).await,
            Err(trouble) => self.failed(&due, trouble, now).await,
        };
        if let Err(error) = settled {
            tracing::warn!(%error, "what became of a letter could not be kept; it may be sent again");
        }
    }

    async fn send(&self, due: &DueLetter) -> Result<(), Trouble> {
        if due.expires_at <= self.clock.now() {
            return Err(Trouble { reason: "the mail server did not take the letter before its link ended", lasting: true });
        }
        let unread = Trouble { reason: "the letter does not open with the key of this service", lasting: true };
        let opened = self.key.open(PURPOSE, &due.link.to_text(), &due.sealed).ok_or(unread)?;
        let token = Token::presented(std::str::from_utf8(&opened).map_err(|_| unread)?);
        let letter = Letter {
            to: due.to.clone(),
            name: due.name.clone(),
            language: Language::wished(due.locale.as_deref()),
            purpose: due.purpose,
            service: self.service.clone(),
            place: format!("{}{}", self.issuer, link::PATH),
            token,
        };
        self.server.take(&letter).await
    }

    async fn failed(&self, due: &DueLetter, trouble: Trouble, now: UnixSeconds) -> Result<(), StoreError> {
        let Trouble { reason, lasting } = trouble;
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(Failure { at: now, reason });
        let letter = due.purpose.as_str();
        if lasting {
            tracing::warn!(reason, letter, "a letter was given up");
            return self.store.settle_letter(due.link).await;
        }
        tracing::info!(reason, letter, attempts = due.attempts, "a letter is tried again");
        // Once more when the link ends, to tell that it was given up.
        let next_at = now.saturating_add(pause(due.attempts)).min(due.expires_at);
        self.store.put_letter_off(due.link, next_at).await
    }
}

/// How many seconds to wait after so many tries.
fn pause(attempts: u32) -> UnixSeconds {
    retry::pause(FIRST_PAUSE, LONGEST_PAUSE, attempts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_often_in_the_half_hour_of_a_link_to_choose_a_new_password() {
        let tries: Vec<i64> = (1..8)
            .scan(0, |at, attempts| {
                *at += pause(attempts);
                Some(*at)
            })
            .collect();
        assert_eq!(tries, [15, 45, 105, 225, 465, 945, 1905]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}

//! A sign-in on its way, sealed so that a cold start can finish it, and the record of how it ended.
//!
//! A pending sign-in is removed as it is read ([`take`]), in one write under the lock between processes: so a `state` is
//! good once, whichever process the browser's answer reaches (C3, D4).

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::scope::ScopeSet;
use countersign_wire::sign_in::{SignInStarted, SignInStep};
use serde::{Deserialize, Serialize};

use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};

/// How long a person may take (C3).
pub(super) const LIFETIME: i64 = 10 * 60;
/// How many may wait at once (D4).
const MOST: usize = 32;
/// How long it is remembered how one ended, for a process that waits.
const OUTCOME_LIFETIME: i64 = 60 * 60;
/// After this, an exchange that nobody finished was broken off.
pub(super) const EXCHANGE_LIFETIME: i64 = 2 * 60;

/// Everything that finishing needs. The provider is pinned as it was at the start: its token endpoint above all (C5).
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) attempt: String,
    pub(super) provider: Provider,
    #[serde(with = "crate::secret::in_vault")]
    pub(super) state: Secret,
    #[serde(with = "crate::secret::in_vault")]
    pub(super) verifier: Secret,
    pub(super) redirect_uri: String,
    pub(super) return_path: ReturnPath,
    pub(super) scopes: ScopeSet,
    /// What the ID token has to repeat; there where one was asked for (C3).
    #[serde(default, with = "crate::secret::in_vault_option")]
    pub(super) nonce: Option<Secret>,
    /// Of a fresh sign-in, the session that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<OfSession>,
    pub(super) authorize_url: String,
    pub(super) started_at: UnixSeconds,
    pub(super) expires_at: UnixSeconds,
    /// What the tokens are to be bound to, where the service does that.
    #[serde(default)]
    pub(super) proof_key: Option<ProofKey>,
    /// The whole request, where it was left at the service and the browser carries only its name: opening the page again
    /// takes a new one.
    #[serde(default)]
    pub(super) pushed: Option<String>,
    #[serde(default)]
    pub(super) warnings: Vec<String>,
}

/// Whose sign-in it has to be, where it is for a session that is there already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OfSession {
    /// The account's id.
    pub(super) account: String,
    /// The service's id for the person.
    pub(super) subject: String,
    /// Seconds that may have passed since they showed who they are, where the service was asked for that.
    #[serde(default)]
    pub(super) max_age: Option<u32>,
}

impl Stored for Pending {
    const KIND: RecordKind = RecordKind::Pending;
    fn id(&self) -> &str {
        &self.attempt
    }
}

impl Pending {
    pub(super) fn view(&self) -> SignInStarted {
        SignInStarted {
            attempt: self.attempt.clone(),
            provider: self.provider.name.clone(),
            authorize_url: self.authorize_url.clone(),
            host: self.provider.host(),
            return_path: self.return_path,
            started_at: self.started_at,
            expires_at: self.expires_at,
            warnings: self.warnings.clone(),
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        }
    }

    /// A wall clock that was set back must not make it live longer.
    pub(super) fn is_over(&self, now: UnixSeconds) -> bool {
        now >= self.expires_at || now < self.started_at.saturating_sub(LIFETIME)
    }
}

/// How a sign-in ended, or that it is being finished.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ended {
    /// The answer came; the code is being exchanged.
    NotYet,
    /// The account's id.
    SignedIn(String),
    /// Why, and how far it had come.
    Failed { step: SignInStep, error: UserError },
    /// Called off by the person.
    Cancelled,
}

/// What is remembered of a sign-in that no longer waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) attempt: String,
    pub(super) at: UnixSeconds,
    pub(super) ended: Ended,
}

impl Stored for Outcome {
    const KIND: RecordKind = RecordKind::Outcome;
    fn id(&self) -> &str {
        &self.attempt
    }
}

/// Puts a sign-in away, unless too many wait.
pub(super) fn put(records: &mut Records, pending: &Pending, now: UnixSeconds) -> Result<(), UserError> {
    sweep(records, now)?;
    if records.list(RecordKind::Pending).count() >= MOST {
        return Err(UserError::new(ErrorCode::Busy, "32 sign-ins are waiting already. Finish or cancel one, and try again."));
    }
    pending.store(records)
}

/// Takes the sign-in that has this `state`; it is gone then. In its place stands that its outcome is to come.
pub(super) fn take(records: &mut Records, state: &Secret, now: UnixSeconds) -> Result<Option<Pending>, UserError> {
    let Some(pending) = Pending::load_all(records).into_iter().find(|pending| pending.state == *state) else { return Ok(None) };
    end(records, &pending.attempt, Ended::NotYet, now)?;
    Ok(Some(pending))
}

/// Notes how a sign-in ended; it waits no longer.
pub(super) fn end(records: &mut Records, attempt: &str, ended: Ended, now: UnixSeconds) -> Result<(), UserError> {
    Pending::remove(records, attempt);
    Outcome { attempt: attempt.to_owned(), at: now, ended }.store(records)
}

/// Ends what waited too long, and forgets outcomes that nobody came for.
fn sweep(records: &mut Records, now: UnixSeconds) -> Result<(), UserError> {
    for pending in Pending::load_all(records).into_iter().filter(|pending| pending.is_over(now)) {
        end(records, &pending.attempt, Ended::Failed { step: SignInStep::Opened, error: timed_out() }, now)?;
    }
    for outcome in Outcome::load_all(records).into_iter().filter(|outcome| (now - outcome.at).abs() > OUTCOME_LIFETIME) {
        Outcome::remove(records, &outcome.attempt);
    }
    Ok(())
}

pub(super) fn timed_out() -> UserError {
    UserError::new(ErrorCode::TimedOut, "Nothing came back from the browser within ten minutes. Start the sign-in again.")
}

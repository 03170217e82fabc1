//! A sign-in on its way, sealed so that a cold start can finish it, and the record of how it ended.
//!
//! Whoever ends one has claimed it before ([`super::claim`]): so a `state` is good once, and of several ways back one wins,
//! whichever process the answer reaches (C3, D4). It leaves the vault in the one save that keeps what came of it.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::scope::ScopeSet;
use countersign_wire::sign_in::{DeviceCode, OtherWay, SignInStarted, SignInStep};
use serde::{Deserialize, Serialize};

use super::claim::{self, Claims};
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

/// Everything that finishing needs. The provider is pinned as it was at the start: its token endpoint above all (C5).
#[derive(Clone, Serialize, Deserialize)]
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
    /// Whether an answer may be given by hand.
    #[serde(default)]
    pub(super) takes_paste: bool,
    /// More requests of this attempt, each to an address of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) others: Vec<Request>,
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
    /// Of a sign-in to an account once more, that account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) again: Option<String>,
    /// Where its page opens.
    #[serde(default)]
    pub(super) browser: BrowserChoice,
}

/// One authorization request (RFC 6749 §4.1.1). It names one address, and its answer counts there only.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) return_path: ReturnPath,
    pub(super) redirect_uri: String,
    #[serde(with = "crate::secret::in_vault")]
    pub(super) state: Secret,
    #[serde(with = "crate::secret::in_vault")]
    pub(super) verifier: Secret,
    pub(super) authorize_url: String,
    /// The whole request, where the browser carries only its name (RFC 9126).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pushed: Option<String>,
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
    /// As the faces see it; `device` is what this process polls for.
    pub(super) fn view(&self, device: Option<DeviceCode>) -> SignInStarted {
        let by_hand = (self.takes_paste && self.return_path != ReturnPath::Paste).then_some(ReturnPath::Paste);
        let by_device = (device.is_some() && self.return_path != ReturnPath::Device).then_some(ReturnPath::Device);
        let others = self.others.iter().map(|other| other.return_path);
        SignInStarted {
            open_ways: [self.return_path].into_iter().chain(others).chain(by_hand).chain(by_device).collect(),
            others: self.others.iter().map(Request::view).collect(),
            device,
            attempt: self.attempt.clone(),
            provider: self.provider.name.clone(),
            authorize_url: self.authorize_url.clone(),
            host: self.provider.host(),
            return_path: self.return_path,
            browser: self.browser.clone(),
            started_at: self.started_at,
            expires_at: self.expires_at,
            warnings: self.warnings.clone(),
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        }
    }

    /// The address of the request that has this `state`, if one has.
    pub(super) fn address_of(&self, state: &Secret) -> Option<&str> {
        if self.state == *state {
            return Some(&self.redirect_uri);
        }
        self.others.iter().find(|other| other.state == *state).map(|other| other.redirect_uri.as_str())
    }

    /// What is left of it once an answer has come: the one request that was answered. The others are gone.
    pub(super) fn through(self: Arc<Self>, state: &Secret) -> Arc<Self> {
        if self.others.is_empty() {
            return self;
        }
        let mut whole = Arc::unwrap_or_clone(self);
        let others = std::mem::take(&mut whole.others);
        if let Some(Request { return_path, redirect_uri, state, verifier, authorize_url, pushed }) =
            others.into_iter().find(|other| other.state == *state)
        {
            whole = Self { return_path, redirect_uri, state, verifier, authorize_url, pushed, ..whole };
        }
        Arc::new(whole)
    }

    /// A wall clock that was set back must not make it live longer.
    pub(super) fn is_over(&self, now: UnixSeconds) -> bool {
        now >= self.expires_at || now < self.started_at.saturating_sub(LIFETIME)
    }
}

impl Request {
    fn view(&self) -> OtherWay {
        OtherWay { return_path: self.return_path, authorize_url: self.authorize_url.clone() }
    }
}

/// How a sign-in ended, or that it is being finished.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ended {
    /// The answer came, and the code was being exchanged, as earlier versions noted it; now that is a claim.
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
pub(super) fn put(records: &mut Records, claims: Claims<'_>, pending: &Arc<Pending>, now: UnixSeconds) -> Result<(), UserError> {
    sweep(records, claims, now)?;
    if records.list(RecordKind::Pending).count() >= MOST {
        return Err(UserError::new(ErrorCode::Busy, "32 sign-ins are waiting already. Finish or cancel one, and try again."));
    }
    pending.keep(records)
}

/// Notes how a sign-in ended; it waits no longer.
pub(super) fn end(records: &mut Records, attempt: &str, ended: Ended, now: UnixSeconds) -> Result<(), UserError> {
    Pending::remove(records, attempt);
    Outcome { attempt: attempt.to_owned(), at: now, ended }.store(records)
}

/// Ends what waited too long or was broken off, and forgets outcomes that nobody came for.
fn sweep(records: &mut Records, claims: Claims<'_>, now: UnixSeconds) -> Result<(), UserError> {
    let waiting: Vec<_> = Pending::look_through(records).collect();
    for pending in waiting {
        let attempt = &pending.attempt;
        if claims.is_broken_off(attempt, pending.expires_at, now) {
            end(records, attempt, Ended::Failed { step: SignInStep::Returned, error: claim::broken_off() }, now)?;
        } else if pending.is_over(now) && !claims.has(attempt) {
            end(records, attempt, Ended::Failed { step: SignInStep::Opened, error: timed_out() }, now)?;
        }
    }
    for outcome in Outcome::load_all(records).into_iter().filter(|outcome| (now - outcome.at).abs() > OUTCOME_LIFETIME) {
        Outcome::remove(records, &outcome.attempt);
    }
    Ok(())
}

pub(super) fn timed_out() -> UserError {
    UserError::new(ErrorCode::TimedOut, "Nothing came back within ten minutes. Start the sign-in again.")
}

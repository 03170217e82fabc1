//! What a service is still to be told: tokens of a sign-out, and tokens that others took the place of. It is kept in the vault,
//! and tried again for as long as it is worth it.
//!
//! While a session stands, nothing is told that would end it: neither a token that the service gave again, nor any other where
//! the service ends all that an app has of a person with one of its tokens ([`Account::owe`]).

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use serde::{Deserialize, Serialize};

use super::{Account, Standing, Tokens};
use crate::clock::Moment;
use crate::core::Core;
use crate::granted::Unsaved;
use crate::http::HttpError;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::token::{self, TokenError};

/// How long a service is tried that does not say when its tokens end.
const WORTH_IT: i64 = 30 * 24 * 3600;
/// The pause after the first try that failed; each is twice the one before, up to the longest.
const FIRST_PAUSE: i64 = 60;
const LONGEST_PAUSE: i64 = 6 * 3600;

/// How long a service is told for, however much there is to tell: others wait for the account's turn meanwhile.
const TOLD_WITHIN: Duration = Duration::from_secs(10);

const NO_WAY: &str = "This service offers no way to end a token: it was deleted here, and lapses there by itself.";

/// A token that the service was not told about yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Untold {
    pub(crate) part: SignedOutPart,
    #[serde(with = "crate::secret::in_vault")]
    pub(crate) token: Secret,
    /// When it was signed out, which is the time of its receipt where it has one; or when another took its place.
    #[serde(default)]
    signed_out_at: UnixSeconds,
    /// When it ends by itself.
    #[serde(default)]
    ends_at: Option<UnixSeconds>,
    #[serde(default)]
    tries: u32,
    #[serde(default)]
    next_try: UnixSeconds,
}

impl Untold {
    /// All tokens of a session. The refresh token first: it is the one that could make others.
    pub(super) fn all_of(tokens: &Tokens, access_ends_at: Option<UnixSeconds>, signed_out_at: UnixSeconds) -> Vec<Self> {
        Self::both(tokens.refresh.as_ref(), &tokens.access, access_ends_at, signed_out_at)
    }

    /// All that a renewal gave.
    pub(super) fn all_that_came(came: &Unsaved, signed_out_at: UnixSeconds) -> Vec<Self> {
        let ends_at = came.renewed.lifetime().map(|seconds| came.came.now.saturating_add(seconds));
        Self::both(came.renewed.refresh_token(), came.renewed.access_token(), ends_at, signed_out_at)
    }

    fn both(refresh: Option<&Secret>, access: &Secret, access_ends_at: Option<UnixSeconds>, signed_out_at: UnixSeconds) -> Vec<Self> {
        let of = |part, token: &Secret, ends_at| Self { part, token: token.clone(), signed_out_at, ends_at, tries: 0, next_try: 0 };
        let refresh = refresh.map(|token| of(SignedOutPart::RefreshToken, token, None));
        refresh.into_iter().chain([of(SignedOutPart::AccessToken, access, access_ends_at)]).collect()
    }

    /// The same, as part of the sign-out of that time.
    pub(super) fn signed_out(self, at: UnixSeconds) -> Self {
        Self { signed_out_at: at, ..self }
    }

    /// Whether it is of the sign-out of that time.
    pub(super) fn is_of(&self, signed_out_at: UnixSeconds) -> bool {
        self.signed_out_at == signed_out_at
    }

    fn hint(&self) -> &'static str {
        if self.part == SignedOutPart::RefreshToken { "refresh_token" } else { "access_token" }
    }

    /// Whether telling is no use any more: it has ended by itself.
    pub(super) fn is_past(&self, now: UnixSeconds) -> bool {
        let end = self.signed_out_at.saturating_add(WORTH_IT);
        now >= self.ends_at.map_or(end, |ends_at| ends_at.min(end))
    }

    /// Seconds until the next try; none of them left where it is due. A clock that was set back makes no wait longer.
    fn until_next_try(&self, now: UnixSeconds) -> i64 {
        self.next_try.saturating_sub(now).clamp(0, LONGEST_PAUSE)
    }

    /// After a try that failed: not before a pause, or what the service asks for.
    fn pause(self, asked: Option<u32>, now: UnixSeconds) -> Self {
        Self { tries: self.tries.saturating_add(1), ..self.hold_back(asked, now) }
    }

    /// Not before the next pause, without a try that counts.
    fn hold_back(self, asked: Option<u32>, now: UnixSeconds) -> Self {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.tries.min(16)).max(asked.map_or(0, i64::from)).min(LONGEST_PAUSE);
        Self { next_try: now.saturating_add(pause), ..self }
    }
}

/// What came of telling.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) revoked: Vec<Untold>,
    pub(super) forgotten: Vec<Untold>,
    pub(super) pending: Vec<Untold>,
    /// Why something was not revoked.
    pub(super) reason: Option<String>,
}

impl Answers {
    fn reason(&mut self, why: impl FnOnce() -> String) {
        self.reason.get_or_insert_with(why);
    }
}

impl Account {
    /// What the service is still to be told.
    pub(crate) fn untold(&self) -> Vec<Untold> {
        let earlier = match &self.standing {
            Standing::SignedOut { untold } => untold.as_slice(),
            _ => &[],
        };
        let at = self.receipts.first().map_or(0, |receipt| receipt.at);
        let dated =
            |untold: &Untold| Untold { signed_out_at: if untold.signed_out_at == 0 { at } else { untold.signed_out_at }, ..untold.clone() };
        self.untold.iter().chain(earlier).map(dated).collect()
    }

    pub(super) fn has_untold(&self) -> bool {
        !self.untold().is_empty()
    }

    /// Seconds until the service is told again; absent where there is nothing to tell.
    pub(super) fn until_told(&self, now: UnixSeconds) -> Option<i64> {
        self.untold().iter().map(|untold| if untold.is_past(now) { 0 } else { untold.until_next_try(now) }).min()
    }

    /// Puts what is still untold in the place of what was.
    pub(crate) fn keep_untold(&mut self, untold: Vec<Untold>) {
        if let Standing::SignedOut { untold: earlier } = &mut self.standing {
            earlier.clear();
        }
        self.untold = untold;
    }

    /// The tokens of the session as it stands, which others are about to take the place of.
    pub(crate) fn replaced(&self, at: &Moment) -> Vec<Untold> {
        self.tokens().map(|tokens| Untold::all_of(tokens, self.ends_at(at), at.now)).unwrap_or_default()
    }

    /// Takes on what the service is to be told besides. What would end the session that stands now is let go, and so is what
    /// the service has no way to end; receipts say so.
    pub(crate) fn owe(&mut self, more: Vec<Untold>, provider: Option<&Provider>) {
        let mut left: Vec<Untold> = Vec::new();
        let mut answers = Answers::default();
        for untold in self.untold().into_iter().chain(more) {
            let given_again = |tokens: &Tokens| tokens.access == untold.token || tokens.refresh.as_ref() == Some(&untold.token);
            let ends_all = provider.is_some_and(Provider::ends_all_with_one);
            if self.tokens().is_some_and(|tokens| ends_all || given_again(tokens)) {
                answers.reason(|| "You have signed in anew, and to end this one there would end that session too.".to_owned());
                answers.forgotten.push(untold);
            } else if provider.is_some_and(|provider| provider.revocation_endpoint.is_none()) {
                answers.reason(|| NO_WAY.to_owned());
                answers.forgotten.push(untold);
            } else if left.iter().all(|other| other.token != untold.token) {
                left.push(untold);
            }
        }
        self.complete_receipts(&answers, &left);
        self.keep_untold(left);
    }

    /// Writes what came of telling into the receipts of those sign-outs, but for the parts of which something is `left` to be
    /// told; gives the receipts that are complete by it.
    fn complete_receipts(&mut self, answers: &Answers, left: &[Untold]) -> Vec<SignOutReceipt> {
        let mut complete = Vec::new();
        for receipt in &mut self.receipts {
            let at = receipt.at;
            let has = |all: &[Untold], part: &SignedOutPart| all.iter().any(|untold| untold.is_of(at) && untold.part == *part);
            let is_settled = |part: &SignedOutPart| !has(left, part) && (has(&answers.revoked, part) || has(&answers.forgotten, part));
            let (settled, pending): (Vec<_>, Vec<_>) = std::mem::take(&mut receipt.pending).into_iter().partition(is_settled);
            receipt.pending = pending;
            if settled.is_empty() {
                continue;
            }
            for part in settled {
                // Of two tokens of a kind one may have been given up before.
                if has(&answers.forgotten, &part) && !receipt.forgotten.contains(&part) {
                    receipt.forgotten.push(part);
                } else if !receipt.forgotten.contains(&part) {
                    receipt.revoked.push(part);
                }
            }
            receipt.reason = answers.reason.clone().or(receipt.reason.take());
            if receipt.forgotten.is_empty() && receipt.pending.is_empty() {
                receipt.reason = None;
                receipt.lapses_at = None;
            }
            if receipt.pending.is_empty() {
                complete.push(receipt.clone());
            }
        }
        complete
    }
}

impl Core {
    /// Tells services what they could not be told at the sign-out, where its time has come.
    ///
    /// What one service answers keeps no other from being told.
    pub(crate) async fn tell_of_sign_outs(self: &Arc<Self>) -> Result<(), UserError> {
        let now = self.now();
        let due = Account::load_all(&self.vault.read().await?).into_iter().filter(|account| account.until_told(now) == Some(0));
        let told = due.map(|account| async move {
            if let Err(error) = self.tell_again(&account.id, false).await {
                tracing::warn!(account = account.id, %error, "a service could not be told of a sign-out");
            }
        });
        futures_util::future::join_all(told).await;
        Ok(())
    }

    /// Tells the service of one account; what is not due yet, only if `now_at_once`.
    pub(crate) async fn tell_again(&self, id: &str, now_at_once: bool) -> Result<(), UserError> {
        let _turn = self.turn(id).await?;
        self.drop_stale(id).await?;
        self.tell_in_turn(id, now_at_once).await
    }

    /// The same for whoever has the account's turn.
    pub(super) async fn tell_in_turn(&self, id: &str, now_at_once: bool) -> Result<(), UserError> {
        let (account, now) = (self.load_account(id).await?, self.now());
        let provider = self.provider_of(&account).await.ok();
        let (due, later): (Vec<_>, Vec<_>) =
            account.untold().into_iter().partition(|untold| now_at_once || untold.is_past(now) || untold.until_next_try(now) == 0);
        if due.is_empty() {
            return Ok(());
        }
        // Noted beforehand: a command may end before a service that hangs has answered, and the next one must not wait for it too.
        let held_back = due.iter().cloned().map(|untold| untold.hold_back(None, now)).chain(later.iter().cloned()).collect();
        self.vault
            .write(|records| {
                Account::load(records, id)?.map_or(Ok(()), |mut account| {
                    account.keep_untold(held_back);
                    account.store(records)
                })
            })
            .await?;
        let answers = self.tell_service(provider.as_ref(), due).await;
        let changed = self.vault.write(|records| {
            let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
            let left: Vec<Untold> = answers.pending.iter().cloned().chain(later).collect();
            let complete = account.complete_receipts(&answers, &left);
            account.keep_untold(left);
            account.store(records)?;
            Ok(Some((account, complete)))
        });
        let Some((account, complete)) = changed.await? else { return Ok(()) };
        self.tell(Event::AccountChanged(self.view(&account)));
        for receipt in complete {
            self.tell(Event::SignOutSettled { account: account.id.clone(), receipt });
        }
        Ok(())
    }

    /// Asks the service to end each token, the one that could make others first, and within ten seconds in all. What it cannot be
    /// told just now is to be kept.
    pub(super) async fn tell_service(&self, provider: Option<&Provider>, due: Vec<Untold>) -> Answers {
        let mut answers = Answers::default();
        let endpoint = provider.and_then(|provider| provider.revocation_endpoint.as_deref().map(|endpoint| (provider, endpoint)));
        let mut time_is_up = std::pin::pin!(tokio::time::sleep(TOLD_WITHIN));
        for untold in due {
            if untold.is_past(self.now()) {
                answers.reason(|| "The service could not be told before it ended by itself.".to_owned());
                answers.forgotten.push(untold);
                continue;
            }
            let Some((provider, endpoint)) = endpoint else {
                answers.reason(|| NO_WAY.to_owned());
                answers.forgotten.push(untold);
                continue;
            };
            let told = tokio::select! {
                biased;
                () = &mut time_is_up, if !time_is_up.is_elapsed() => None,
                told = token::revoke(self, provider, endpoint, &untold.token, untold.hint()), if !time_is_up.is_elapsed() => Some(told),
                else => None,
            };
            let Some(told) = told else {
                answers.reason(|| format!("{} took too long to answer. The service is told again by itself.", provider.host()));
                answers.pending.push(untold.pause(None, self.now()));
                continue;
            };
            match told {
                Ok(()) => answers.revoked.push(untold),
                Err(error) if is_for_now(&error) => {
                    answers.reason(|| format!("{error} The service is told again by itself."));
                    answers.pending.push(untold.pause(error.asks_to_wait(), self.now()));
                }
                Err(error) => {
                    answers.reason(|| error.to_string());
                    answers.forgotten.push(untold);
                }
            }
        }
        answers
    }
}

/// Whether another try later may do better.
fn is_for_now(error: &TokenError) -> bool {
    matches!(error, TokenError::Http(HttpError::Unreachable(_) | HttpError::Lost(_) | HttpError::TimedOut(_) | HttpError::Busy { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn untold(ends_at: Option<UnixSeconds>) -> Untold {
        let json = serde_json::json!({ "part": "access_token", "token": "t", "signed_out_at": 1000, "ends_at": ends_at });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn each_pause_is_twice_the_one_before_and_never_longer_than_six_hours() {
        let mut told = untold(None);
        let mut pauses = Vec::new();
        for _ in 0..12 {
            told = told.pause(None, 1000);
            pauses.push(told.until_next_try(1000));
        }
        assert_eq!(pauses[..4], [60, 120, 240, 480]);
        assert_eq!(pauses[11], LONGEST_PAUSE);
        assert_eq!(untold(None).pause(Some(600), 1000).until_next_try(1000), 600, "as the service asks");
        assert_eq!(untold(None).pause(Some(u32::MAX), 1000).until_next_try(-1_000_000), LONGEST_PAUSE);
    }

    #[test]
    fn a_service_is_told_until_the_token_has_ended_and_thirty_days_at_most() {
        assert!(!untold(Some(4600)).is_past(4599) && untold(Some(4600)).is_past(4600));
        assert!(!untold(None).is_past(1000 + WORTH_IT - 1) && untold(None).is_past(1000 + WORTH_IT));
        assert!(untold(Some(i64::MAX)).is_past(1000 + WORTH_IT));
    }
}

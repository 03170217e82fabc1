//! From the browser's answer to what was granted: claim, check, exchange, and who vouches for it.
//!
//! Every failure takes the same way out ([`Core::complete`]): it is noted for whoever waits, and told.

use std::sync::Arc;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInOutcome, SignInStep};

use super::callback::{Answered, Callback};
use super::pending::{self, Ended, Pending};
use crate::core::Core;
use crate::granted::Granted;
use crate::http::shown;
use crate::id_token::{Asked, IdTokenError};
use crate::provider::Provider;
use crate::provider::deviation::Deviation;
use crate::session::Account;
use crate::stored::Stored;
use crate::token::{self, TokenError};
use crate::vault::Records;

/// Why an answer does not end in an account.
#[derive(Debug, thiserror::Error)]
pub(super) enum CompletionError {
    #[error("The sign-in took longer than ten minutes, so its answer is not used any more. Start it again.")]
    TooLate,
    /// C4.
    #[error(
        "The answer came back to another address than the one that was asked for. It was not used. Start the sign-in again; if it happens again, check the return addresses of this provider."
    )]
    AnotherAddress,
    /// C5, RFC 9207 §2.4.
    #[error(
        "The answer says it is from “{named}”, and you signed in at “{expected}”. It was not used, as somebody may have mixed up the two on purpose. Start the sign-in again, and tell whoever runs the service."
    )]
    AnotherIssuer { named: String, expected: String },
    /// C5: it promised to say who it is.
    #[error("“{0}” promises to say in each answer who it is, and this answer does not. It was not used. Start the sign-in again.")]
    NoIssuer(String),
    #[error("Access was denied at {0}, by you or by the service. Nothing was stored. Start again if that was not meant.")]
    Denied(String),
    #[error("{host} did not sign you in: {said}. Nothing was stored. Check the provider's settings, and start again.")]
    Refused { host: String, said: String },
    /// C12.
    #[error("The code expired: {0} accepts it for a short time and only once. Start the sign-in again.")]
    CodeExpired(String),
    #[error(transparent)]
    Token(#[from] TokenError),
    /// C8.
    #[error("{host} has to vouch for who signed in, and {why} You were not signed in, and nothing was kept.")]
    NotVouched { host: String, why: IdTokenError },
    /// A session that cannot be kept is ended rather than lost track of.
    #[error("You were signed in, but the session could not be kept, so it was ended again. {0}")]
    NotKept(UserError),
    /// A17: a fresh sign-in is the same person's, or none.
    #[error(
        "Somebody else signed in at “{0}” than the person whose session this is. That sign-in was ended again, and nothing was changed. Try again, and sign in as the same person."
    )]
    AnotherPerson(String),
    /// A fresh sign-in of nobody knows whom is not believed.
    #[error("You signed in, but “{provider}” could not say who you are, so the sign-in was ended again and nothing was changed. {why}")]
    WhoIsIt { provider: String, why: UserError },
}

impl From<CompletionError> for UserError {
    fn from(error: CompletionError) -> Self {
        let code = match &error {
            CompletionError::TooLate => ErrorCode::TimedOut,
            CompletionError::AnotherAddress | CompletionError::AnotherIssuer { .. } | CompletionError::NoIssuer(_) => {
                ErrorCode::CallbackRefused
            }
            CompletionError::Denied(_) => ErrorCode::Denied,
            CompletionError::Refused { .. } | CompletionError::AnotherPerson(_) => ErrorCode::Refused,
            CompletionError::CodeExpired(_) => ErrorCode::CodeExpired,
            CompletionError::Token(error) => error.code(),
            CompletionError::NotVouched { why, .. } => why.code(),
            CompletionError::NotKept(error) | CompletionError::WhoIsIt { why: error, .. } => error.code,
        };
        Self::new(code, error.to_string())
    }
}

impl Core {
    /// The same in a task of its own: whoever handed the callback over may go away, and the sign-in is finished all the same.
    pub(super) async fn complete_apart(self: &Arc<Self>, callback: Callback) -> Result<AccountView, UserError> {
        let core = Arc::clone(self);
        let task = tokio::spawn(async move { core.complete(callback).await });
        task.await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, "Finishing the sign-in broke off. Start it again.")))
    }

    /// Finishes the sign-in that waits for this callback, if one does.
    pub(super) async fn complete_now(self: Arc<Self>, callback: Callback) -> Result<AccountView, UserError> {
        // Without the vault nobody can tell whether somebody waits; what waits still waits.
        let claimed = self.claim(|pending| pending.address_of(&callback.state).is_some()).await;
        let Some((pending, claim)) = claimed.map_err(|error| self.quietly(error))? else {
            let message = "An answer to a sign-in came back, and none waits for it: it was finished, cancelled or too old. Nothing was done. Start a new one if you meant to sign in.";
            return Err(self.quietly(UserError::new(ErrorCode::NonePending, message)));
        };
        let pending = pending.through(&callback.state);
        self.close(&pending.attempt);
        self.progress(&pending.attempt, SignInStep::Returned);
        let mut step = SignInStep::Returned;
        let finished = match self.finish(&pending, callback, &mut step).await {
            Ok(account) => Ok(account),
            Err(error) => Err(self.fail(&pending, step, error.into()).await),
        };
        // Whoever was told of it goes first: what is left to do here, nobody waits for.
        tokio::task::yield_now().await;
        self.let_go(claim).await;
        finished
    }

    /// All checks, then one exchange, then the vault. Nothing of the answer is used before it passed.
    async fn finish(
        self: &Arc<Self>,
        pending: &Pending,
        callback: Callback,
        step: &mut SignInStep,
    ) -> Result<AccountView, CompletionError> {
        let granted = self.redeem(pending, callback).await?;
        self.settle_granted(pending, granted, step).await
    }

    /// What was granted, whichever way: looked at, and kept.
    pub(super) async fn settle_granted(
        self: &Arc<Self>,
        pending: &Pending,
        granted: Granted,
        step: &mut SignInStep,
    ) -> Result<AccountView, CompletionError> {
        // What its life is counted from, however long the looking takes.
        let came = self.moment();
        let granted = self.vouched(pending, granted).await?;
        *step = SignInStep::Exchanged;
        self.progress(&pending.attempt, SignInStep::Exchanged);
        match &pending.session {
            Some(session) => self.begin_anew(pending, session, granted, &came).await,
            None => self.arrive(pending, granted, &came).await,
        }
    }

    async fn redeem(self: &Arc<Self>, pending: &Pending, callback: Callback) -> Result<Granted, CompletionError> {
        if pending.is_over(self.now()) {
            return Err(CompletionError::TooLate);
        }
        if !callback.came_back_to(&pending.redirect_uri) {
            return Err(CompletionError::AnotherAddress);
        }
        let deviation = check_issuer(&pending.provider, callback.iss.as_deref())?;
        let host = pending.provider.host();
        let code = match callback.answered {
            Answered::Code(code) => code,
            Answered::Error { code, .. } if code == "access_denied" => return Err(CompletionError::Denied(host)),
            Answered::Error { code, description } => {
                let said = description.map_or_else(|| shown(&code), |description| format!("{} ({})", shown(&description), shown(&code)));
                let said = format!("{said}.{}", token::advice(&code)).trim_end_matches('.').to_owned();
                return Err(CompletionError::Refused { host, said });
            }
        };
        let provider = &pending.provider;
        let mut granted = token::exchange(self, provider, code, &pending.verifier, &pending.redirect_uri, pending.proof_key.as_ref())
            .await
            .map_err(|error| if error.is_dead_grant() { CompletionError::CodeExpired(host) } else { CompletionError::Token(error) })?;
        granted.deviations.extend(deviation.map(Deviation::told));
        Ok(granted)
    }

    /// Looks at the ID token where one was asked for (C8). If it is not believed, the tokens that came with it are ended.
    async fn vouched(&self, pending: &Pending, granted: Granted) -> Result<Granted, CompletionError> {
        let Some(nonce) = &pending.nonce else { return Ok(Granted { id_token: None, ..granted }) };
        // What a code for another device gives answers no request that could have carried one (RFC 8628 §3.1).
        let nonce = Some(nonce).filter(|_| pending.return_path != ReturnPath::Device);
        let max_age = pending.session.as_ref().and_then(|session| session.max_age);
        let signed_in_since = max_age.map(|seconds| pending.started_at.saturating_sub(seconds.into()));
        let (refresh, access) = (granted.refresh_token.clone(), granted.access_token.clone());
        match self.identify(&pending.provider, granted, Asked { nonce, signed_in_since, is_renewal: false }).await {
            Ok(granted) => Ok(granted),
            Err(why) => {
                self.revoke_quietly(&pending.provider, refresh.as_ref(), Some(&access)).await;
                Err(CompletionError::NotVouched { host: pending.provider.host(), why })
            }
        }
    }

    pub(super) async fn fail(&self, pending: &Pending, step: SignInStep, error: UserError) -> UserError {
        let (now, noted) = (self.now(), error.clone());
        let ended = Ended::Failed { step, error: noted };
        let saved = self.vault.write(|records| pending::end(records, &pending.attempt, ended, now)).await;
        if let Err(error) = saved {
            tracing::warn!(%error, "the end of a sign-in could not be noted");
        }
        self.tell_end(&pending.attempt, SignInOutcome::Failed { step, error: error.clone() });
        error
    }

    pub(super) fn view_in(&self, records: &Records, id: &str) -> Result<AccountView, UserError> {
        let account = Account::load(records, id)?;
        let gone = || UserError::new(ErrorCode::NotFound, "The sign-in was completed, and its account is gone again. Sign in again.");
        account.map(|account| self.view(&account)).ok_or_else(gone)
    }
}

/// RFC 9207 §2.4: compared byte for byte wherever it is there, and missed where it was promised. What passed all the same.
pub(super) fn check_issuer(provider: &Provider, iss: Option<&str>) -> Result<Option<Deviation>, CompletionError> {
    match (&provider.issuer, iss) {
        (Some(_), Some(named)) if provider.is_issuer(named) => Ok(None),
        (Some(expected), Some(named)) => Err(CompletionError::AnotherIssuer { named: shown(named), expected: expected.clone() }),
        (Some(_), None) if provider.promises_iss && provider.tolerates.has(Deviation::MissingIss) => Ok(Some(Deviation::MissingIss)),
        (Some(expected), None) if provider.promises_iss => Err(CompletionError::NoIssuer(expected.clone())),
        (_, None) => Ok(None),
        // A service added by its addresses has no issuer to compare; another service's answer is still found out by
        // its host.
        (None, Some(named)) if same_origin(named, &provider.authorization_endpoint) => Ok(None),
        (None, Some(named)) => Err(CompletionError::AnotherIssuer { named: shown(named), expected: provider.host() }),
    }
}

fn same_origin(a: &str, b: &str) -> bool {
    let origin = |text: &str| url::Url::parse(text).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin(a).is_some_and(|a| Some(a) == origin(b))
}

//! A person's session at a service, from the sign-in to the receipt of the sign-out.

mod access;
mod keeping;
mod lifetime;
mod named;
mod refresh;
mod same_person;
mod sign_out;
mod unsaved;
mod untold;

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::account::{AccountDetail, AccountView, Kept, OwnAccountReach, SignOutReceipt};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::profile::Profile;
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::clock::{Moment, SinceBoot};
use crate::core::{Core, locked};
use crate::granted::Granted;
use crate::http::shown;
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};
pub use access::AccessToken;
pub use keeping::Keeping;
pub(crate) use named::at_provider;
use untold::Untold;

/// How many renewals and receipts are remembered.
const REMEMBERED: usize = 16;

/// The tokens of a session; only ever written to the vault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tokens {
    #[serde(with = "crate::secret::in_vault")]
    pub(crate) access: Secret,
    pub(crate) token_type: String,
    #[serde(default, with = "crate::secret::in_vault_option")]
    pub(crate) refresh: Option<Secret>,
    /// The last ID token that was found good: the hint for the service when its own session is to end.
    #[serde(default, with = "crate::secret::in_vault_option")]
    pub(crate) id_token: Option<Secret>,
    /// What the session began with, where the service binds tokens to a key. Each renewal is proved by it, even where the
    /// access token is a plain one (RFC 9449 §5).
    #[serde(default)]
    pub(crate) proof_key: Option<ProofKey>,
}

/// The stages of a session. Tokens are there only while it lasts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// There are tokens.
    SignedIn(Tokens),
    /// The service refused to renew it: sign in again.
    Ended,
    /// Signed out here.
    SignedOut {
        /// What the service is still to be told, as earlier versions kept it; now it is [`Account::untold`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        untold: Vec<Untold>,
    },
}

/// A session as the vault keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) provider: String,
    /// Pinned at the sign-in: tokens go nowhere else if a provider of the same name is added anew (C13).
    pub(crate) token_endpoint: String,
    pub(crate) subject: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) signed_in_at: UnixSeconds,
    pub(crate) issued_at: UnixSeconds,
    pub(crate) expires_at: Option<UnixSeconds>,
    pub(crate) renewed_at: Vec<UnixSeconds>,
    pub(crate) requested: ScopeSet,
    pub(crate) granted: ScopeSet,
    pub(crate) administers: bool,
    /// How far its person may look after their own account by it.
    #[serde(default)]
    pub(crate) own_account: Option<OwnAccountReach>,
    pub(crate) deviations: Vec<String>,
    pub(crate) standing: Standing,
    pub(crate) profile: Option<Profile>,
    pub(crate) receipts: Vec<SignOutReceipt>,
    /// The issuer whose ID token names the subject; absent where the subject is from user information.
    #[serde(default)]
    pub(crate) vouched_by: Option<String>,
    /// Pinned as well, where renewal goes elsewhere than codes.
    #[serde(default)]
    pub(crate) renewal_endpoint: Option<String>,
    /// When the access token was issued, by the clock that nobody sets.
    #[serde(default)]
    pub(crate) issued_since_boot: Option<SinceBoot>,
    /// Until when the service asked to be left alone (429, 503).
    #[serde(default)]
    pub(crate) rests_until: Option<UnixSeconds>,
    /// Tokens of earlier sessions that the service was not told about yet.
    #[serde(default)]
    pub(crate) untold: Vec<Untold>,
    /// Of a session that was ended here and not by a refusal, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_because: Option<String>,
}

impl Stored for Account {
    const KIND: RecordKind = RecordKind::Account;
    fn id(&self) -> &str {
        &self.id
    }
}

impl Account {
    /// A session that begins with what the service granted.
    pub(crate) fn begin(id: String, provider: &Provider, requested: ScopeSet, granted: Granted, at: &Moment) -> Self {
        let scopes = granted.scope.clone().unwrap_or_else(|| requested.clone());
        let mut account = Self {
            id,
            provider: provider.name.clone(),
            token_endpoint: provider.token_endpoint.clone(),
            subject: None,
            name: None,
            email: None,
            signed_in_at: at.now,
            issued_at: at.now,
            expires_at: None,
            renewed_at: Vec::new(),
            requested,
            granted: scopes,
            administers: false,
            own_account: None,
            deviations: Vec::new(),
            standing: Standing::Ended,
            profile: None,
            receipts: Vec::new(),
            vouched_by: None,
            renewal_endpoint: provider.renewal_endpoint.clone(),
            issued_since_boot: None,
            rests_until: None,
            untold: Vec::new(),
            ended_because: None,
        };
        account.take(granted, provider, at);
        account
    }

    /// Puts new tokens in the place of the old ones. A service that does not rotate sends no refresh token again.
    fn take(&mut self, granted: Granted, provider: &Provider, at: &Moment) {
        let (kept, kept_id) = match &self.standing {
            Standing::SignedIn(tokens) => (tokens.refresh.clone(), tokens.id_token.clone()),
            _ => (None, None),
        };
        if let Some(identity) = &granted.identity {
            self.subject = Some(identity.subject.clone());
            self.vouched_by = Some(identity.issuer.clone());
        }
        self.issued_at = at.now;
        self.issued_since_boot = Some(at.since_boot.clone());
        self.expires_at = granted.lifetime.map(|seconds| at.now.saturating_add(seconds));
        self.rests_until = None;
        self.ended_because = None;
        if let Some(scope) = granted.scope {
            self.granted = scope;
        }
        for deviation in granted.deviations {
            if !self.deviations.contains(&deviation) {
                self.deviations.push(deviation);
            }
        }
        self.administers = provider.administration_endpoint.is_some() && self.granted.contains("accounts:admin");
        self.own_account = provider.own_account.as_ref().and_then(|own| own.reach(&self.granted));
        self.standing = Standing::SignedIn(Tokens {
            access: granted.access_token,
            token_type: granted.token_type,
            refresh: granted.refresh_token.or(kept),
            id_token: granted.identity.map(|identity| identity.token).or(kept_id),
            proof_key: granted.proof_key,
        });
    }

    /// Puts a new refresh token in the place of the one that may be used up; all else stays as it was.
    fn go_on_by(&mut self, refresh_token: Secret) {
        if let Standing::SignedIn(tokens) = &mut self.standing {
            tokens.refresh = Some(refresh_token);
        }
    }

    /// The same session after its person signed in freshly: all is new but what they asked for once, the receipts, and what
    /// the service is still to be told.
    pub(crate) fn begun_anew(self, fresh: Self) -> Self {
        Self { requested: self.requested, receipts: self.receipts, untold: self.untold, ..fresh }
    }

    /// What the profile says belongs to the session's face too.
    pub(crate) fn take_profile(&mut self, profile: Profile) {
        self.subject = profile.subject.clone().or(self.subject.take());
        self.name.clone_from(&profile.name);
        self.email.clone_from(&profile.email);
        self.profile = Some(profile);
    }

    pub(crate) fn tokens(&self) -> Option<&Tokens> {
        match &self.standing {
            Standing::SignedIn(tokens) => Some(tokens),
            _ => None,
        }
    }

    /// Whether it has ended by a refusal of the service, and by nothing that was found here.
    fn was_refused(&self) -> bool {
        matches!(self.standing, Standing::Ended) && self.ended_because.is_none()
    }

    pub(crate) fn view(&self, at: &Moment, kept: Kept) -> AccountView {
        AccountView {
            id: self.id.clone(),
            provider: self.provider.clone(),
            subject: self.subject.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            state: self.status(at),
            can_refresh: self.tokens().is_some_and(|tokens| tokens.refresh.is_some()),
            signed_in_at: self.signed_in_at,
            issued_at: self.issued_at,
            expires_at: self.ends_at(at),
            renewed_at: self.renewed_at.clone(),
            scopes: self.granted.clone(),
            kept,
            administers: self.administers && self.tokens().is_some(),
            own_account: self.own_account.filter(|_| self.tokens().is_some()),
            deviations: self.deviations.clone(),
        }
    }
}

/// Who uses a provider: an account that still has tokens there, or whose sign-out it does not know of yet.
pub(crate) fn in_use(records: &Records, provider: &str) -> Option<String> {
    let mut accounts = Account::load_all(records).into_iter();
    let uses = |account: &Account| account.provider == provider && (account.tokens().is_some() || account.has_untold());
    accounts.find(uses).map(|account| account.name.unwrap_or(account.id))
}

pub(crate) fn sign_in_again(account: &Account) -> UserError {
    let message = match &account.ended_because {
        None => format!("The session at “{}” has ended and cannot be renewed. Sign in again.", account.provider),
        Some(because) => format!("The session at “{}” has ended: {because} Sign in again.", account.provider),
    };
    UserError::new(ErrorCode::SignInAgain, message)
}

impl Core {
    /// Every session, the newest sign-in last.
    pub(crate) async fn accounts(&self) -> Result<Vec<AccountView>, UserError> {
        let records = self.vault.read().await?;
        self.tell_of_the_vault();
        let mut views: Vec<_> = Account::load_all(&records).iter().map(|account| self.view(account)).collect();
        views.sort_by(|a, b| (a.signed_in_at, &a.id).cmp(&(b.signed_in_at, &b.id)));
        Ok(views)
    }

    pub(crate) fn view(&self, account: &Account) -> AccountView {
        account.view(&self.moment(), self.vault.kept())
    }

    pub(crate) async fn load_account(&self, id: &str) -> Result<Account, UserError> {
        Account::load(&self.vault.read().await?, id)?.ok_or_else(|| no_account(id))
    }

    pub(crate) async fn account(&self, id: &str) -> Result<AccountDetail, UserError> {
        let account = self.load_account(id).await?;
        Ok(AccountDetail { account: self.view(&account), profile: account.profile, receipts: account.receipts })
    }

    /// The provider of a session, if it is still the one that the person signed in to.
    pub(crate) async fn provider_of(&self, account: &Account) -> Result<Provider, UserError> {
        let provider = self.provider(&account.provider).await?;
        if provider.token_endpoint != account.token_endpoint || provider.renewal_endpoint != account.renewal_endpoint {
            let message = format!("“{}” is another service now than the one this session is from. Sign in again.", account.provider);
            return Err(UserError::new(ErrorCode::SignInAgain, message));
        }
        Ok(provider)
    }

    /// Renews now.
    pub(crate) async fn refresh(self: &Arc<Self>, id: &str) -> Result<AccountView, UserError> {
        let account = self.load_account(id).await?;
        let tokens = account.tokens();
        if tokens.is_none() && self.held_for(&account).is_none() {
            return Err(not_signed_in(&account));
        }
        if tokens.is_some_and(|tokens| tokens.refresh.is_none()) {
            let message = format!("“{}” gave no way to renew this session. Sign in again when it ends.", account.provider);
            return Err(UserError::new(ErrorCode::SignInAgain, message));
        }
        self.renew(id, tokens.map(|tokens| &tokens.access)).await?;
        Ok(self.view(&self.load_account(id).await?))
    }

    /// Takes an account off the list that has nothing left to lose; where the service is still to be told of its sign-out, only
    /// if `anyway`.
    pub(crate) async fn forget(&self, id: &str, anyway: bool) -> Result<(), UserError> {
        let at = self.moment();
        let _turn = self.turn(id).await?;
        let forgotten = self
            .vault
            .write(|records| {
                let account = Account::load(records, id)?.ok_or_else(|| no_account(id))?;
                if account.status(&at).is_live() {
                    return Err(UserError::new(ErrorCode::Conflict, "This session is still active. Sign out first."));
                }
                if account.has_untold() && !anyway {
                    return Err(still_untold(&account));
                }
                Account::remove(records, id);
                records.remove(RecordKind::ProductAccess, id);
                Ok(account)
            })
            .await?;
        let held = locked(&self.unsaved).remove(id);
        self.tell(Event::AccountRemoved { id: id.to_owned() });
        // Nothing is left that could tell of it later.
        if let (Some(held), Ok(provider)) = (held, self.provider_of(&forgotten).await) {
            self.revoke_quietly(&provider, held.renewed.refresh_token(), Some(held.renewed.access_token())).await;
        }
        Ok(())
    }
}

fn no_account(id: &str) -> UserError {
    UserError::new(ErrorCode::NotFound, format!("There is no account “{}” here. See the list of accounts.", shown(id))).about("account")
}

fn still_untold(account: &Account) -> UserError {
    let message = format!(
        "“{}” could not be told yet that this session is over, and is told as soon as it can be reached. If you remove the account now, it never is, and the tokens live on there until they end by themselves.",
        account.provider
    );
    UserError::new(ErrorCode::Conflict, message)
}

fn not_signed_in(account: &Account) -> UserError {
    match account.standing {
        Standing::SignedOut { .. } => {
            UserError::new(ErrorCode::SignInAgain, format!("This account is signed out of “{}”. Sign in again.", account.provider))
        }
        _ => sign_in_again(account),
    }
}

//! Signing out at the service itself: its own session in the browser is ended there (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The browser is sent to the service's page, which may ask the person, and comes back to a listener on this computer with the
//! `state` of this sign-out. Only that confirms it: an answer with another `state`, or with none, is refused (RP-07).
//!
//! The address holds the ID token of the session, as the standard has it: who signed in, nothing that opens anything. It is
//! given to the browser only, and told to nobody else.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use hyper::Request;
use hyper::body::Incoming;
use tokio::sync::Notify;
use url::Url;

use crate::core::Core;
use crate::entropy::secret_token;
use crate::loopback::{Answers, Listener, Place, Reply, Unbound};
use crate::provider::Provider;
use crate::secret::Secret;
use crate::session::Account;
use crate::sign_in::page::{Language, Said, page};
use crate::stored::Stored;

/// Why nothing confirms that the service's own session has ended.
#[derive(Debug, thiserror::Error)]
enum Unconfirmed {
    #[error("This service offers no way to end its own session in your browser. Sign out on its page, if you want that.")]
    NotOffered,
    #[error("The service's address for that cannot be used. Sign out on its page, if you want that.")]
    Address,
    #[error("The service's own session is in the browser that you took the link to. Sign out on its page there, if you want that.")]
    Elsewhere,
    #[error("{0}")]
    Browser(UserError),
    #[error(
        "Your browser was sent to the service to end its own session there, and no return address for that is registered, so only its page says whether it did."
    )]
    NoWayBack,
    #[error("{0} Sign out on the service's page, if you want its own session ended.")]
    Listener(Unbound),
    #[error("The browser did not come back in time. Look at the service's page whether its own session has ended.")]
    TooLate,
}

impl Core {
    /// Signs out, and has the browser end the service's own session. The tokens are ended first, whatever becomes of the rest.
    pub(crate) async fn sign_out_everywhere(self: &Arc<Self>, id: &str, wait: Duration) -> Result<SignOutReceipt, UserError> {
        let account = self.load_account(id).await?;
        let provider = self.provider_of(&account).await.ok();
        let hint = id_token(&account);
        let receipt = self.sign_out(id).await?;
        let ended = match provider {
            Some(provider) => self.end_session(&provider, &account, hint.as_ref(), wait).await,
            None => Err(Unconfirmed::NotOffered),
        };
        let part = SignedOutPart::BrowserSession;
        let changed = self.vault.write(|records| {
            let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
            let Some(noted) = account.receipts.iter_mut().find(|noted| noted.at == receipt.at) else { return Ok(None) };
            for parts in [&mut noted.revoked, &mut noted.forgotten] {
                parts.retain(|other| *other != part);
            }
            match &ended {
                Ok(()) => noted.revoked.push(part.clone()),
                Err(why) => {
                    noted.forgotten.push(part.clone());
                    let before = noted.reason.take().filter(|before| !before.contains(&why.to_string()));
                    noted.reason = Some(before.map_or_else(|| why.to_string(), |before| format!("{before} {why}")));
                }
            }
            let noted = noted.clone();
            account.store(records)?;
            Ok(Some((account, noted)))
        });
        let Some((account, receipt)) = changed.await? else { return Ok(receipt) };
        self.tell(Event::AccountChanged(self.view(&account)));
        Ok(receipt)
    }

    /// Sends the browser, and waits for its return.
    async fn end_session(
        self: &Arc<Self>,
        provider: &Provider,
        account: &Account,
        hint: Option<&Secret>,
        wait: Duration,
    ) -> Result<(), Unconfirmed> {
        let endpoint = provider.can.end_session_endpoint.as_deref().ok_or(Unconfirmed::NotOffered)?;
        let mut address = Url::parse(endpoint).map_err(|_| Unconfirmed::Address)?;
        // Another browser has nothing of that session: to sign out there would end nothing, or somebody else's.
        if provider.browser == BrowserChoice::Link {
            return Err(Unconfirmed::Elsewhere);
        }
        let way_back = match provider.post_logout_redirect_uris.iter().find(|uri| is_loopback(uri)) {
            Some(registered) => Some(Listener::bind(registered).await.map_err(Unconfirmed::Listener)?),
            None => None,
        };
        let state = secret_token(self.entropy.as_ref());
        {
            let mut query = address.query_pairs_mut();
            query.append_pair("client_id", &provider.client_id);
            if let Some(hint) = hint {
                query.append_pair("id_token_hint", hint.expose());
            } else if let Some(email) = &account.email {
                query.append_pair("logout_hint", email);
            }
            if let Some(way_back) = &way_back {
                query.append_pair("post_logout_redirect_uri", &way_back.redirect_uri);
                query.append_pair("state", state.expose());
            }
        }
        self.open_in_browser(address.into(), provider.browser.clone()).await.map_err(Unconfirmed::Browser)?;
        let way_back = way_back.ok_or(Unconfirmed::NoWayBack)?;
        tokio::time::timeout(wait, self.await_return(way_back, state)).await.map_err(|_| Unconfirmed::TooLate)
    }

    /// Listens until the one request came that has the path and the `state` of this sign-out. All others get 400.
    async fn await_return(self: &Arc<Self>, way_back: Listener, state: Secret) {
        let place = Place::of(&way_back.redirect_uri);
        let awaited = Arc::new(Awaited { core: Arc::clone(self), place, state, came: Notify::new() });
        tokio::select! {
            () = way_back.serve(&awaited) => {}
            () = awaited.came.notified() => {}
        }
    }
}

/// What tells the service whose session it is: the ID token of the sign-in.
fn id_token(account: &Account) -> Option<Secret> {
    account.tokens().and_then(|tokens| tokens.id_token.clone())
}

/// Whether a registered address is one on this computer, by its number.
fn is_loopback(registered: &str) -> bool {
    let is_ip = |url: &Url| matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)));
    Url::parse(registered).is_ok_and(|url| url.scheme() == "http" && is_ip(&url) && crate::http::is_loopback(&url))
}

/// What a request has to have.
struct Awaited {
    core: Arc<Core>,
    place: Place,
    state: Secret,
    came: Notify,
}

impl Awaited {
    fn is_answered_by<B>(&self, request: &Request<B>) -> bool {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let states: Vec<_> =
            form_urlencoded::parse(query).filter(|(name, _)| name == "state").map(|(_, state)| Secret::new(state)).collect();
        self.place.is_asked(request) && matches!(states.as_slice(), [state] if *state == self.state)
    }
}

impl Answers for Awaited {
    async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Reply {
        let language = Language::of(request.headers());
        if !self.is_answered_by(&request) {
            return Reply { response: page(Said::NotForUs, language), held: None };
        }
        let held = Some(self.core.pages.token());
        self.came.notify_one();
        Reply { response: page(Said::SignedOut, language), held }
    }
}

//! What an app asks when it signs somebody out (RP-Initiated Logout 1.0 §2, §3).
//!
//! Only a registered address is ever gone to, compared byte for byte, and only where an ID token says which app asks. Only
//! an ID token of whoever is signed in ends a session without a question: anybody can write a link.

use countersign_wire::redirect_uri::{RedirectUri, with_query};

use crate::grant::parameters::Parameters;
use crate::keys::IdTokenHint;
use crate::messages::Saying;
use crate::store::rows::{App, Person};
use crate::store::{Store, StoreError};

/// A request to sign out that was checked whole.
#[derive(Clone, Debug)]
pub struct EndSession {
    /// The app that asks, where the request says so.
    pub app: Option<App>,
    /// Who is meant, by an ID token of ours.
    hinted: Option<String>,
    /// Where the person goes afterwards.
    returns: Option<RedirectUri>,
    state: Option<String>,
}

/// Why nothing is done for an app.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// The request is wrong: it is told on a page.
    #[error("the request to sign out is wrong")]
    Wrong(Saying<'static>),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn wrong<T>(what: Saying<'static>) -> Result<T, NotAsked> {
    Err(NotAsked::Wrong(what))
}

impl EndSession {
    /// The hint of a request, as it was sent; it is for the keys to read.
    #[must_use]
    pub fn hint(parameters: &Parameters) -> Option<&str> {
        parameters.get("id_token_hint")
    }

    /// Reads a request; `hint` is what its hint says, where this service signed it.
    ///
    /// # Errors
    /// [`NotAsked`].
    pub async fn read(store: &dyn Store, parameters: &Parameters, hint: Option<IdTokenHint>) -> Result<Self, NotAsked> {
        if parameters.repeated().is_some() {
            return wrong(Saying::of("bad-parameter-twice"));
        }
        if Self::hint(parameters).is_some() && hint.is_none() {
            return wrong(Saying::of("bad-sign-out-hint"));
        }
        let named = parameters.get("client_id");
        if let (Some(hint), Some(named)) = (&hint, named)
            && hint.aud != named
        {
            return wrong(Saying::of("bad-sign-out-other-app"));
        }
        let app = match hint.as_ref().map(|hint| hint.aud.as_str()).or(named) {
            Some(client_id) => {
                Some(store.app(client_id).await?.filter(|app| app.enabled).map_or_else(|| wrong(Saying::of("bad-sign-out-app")), Ok)?)
            }
            None => None,
        };
        let registered = |uri: &str| app.iter().any(|app| app.settings.openid.post_logout_redirect_uris.iter().any(|other| other == uri));
        let returns = match parameters.get("post_logout_redirect_uri") {
            None => None,
            // Without a hint anybody could send somebody through here to the app's address (§3).
            Some(_) if hint.is_none() => return wrong(Saying::of("bad-sign-out-no-hint")),
            Some(uri) if registered(uri) => {
                RedirectUri::parse(uri).map_or_else(|_| wrong(Saying::of("bad-sign-out-return")), |uri| Ok(Some(uri)))?
            }
            Some(_) => return wrong(Saying::of("bad-sign-out-return")),
        };
        Ok(Self { app, hinted: hint.map(|hint| hint.sub), returns, state: parameters.get("state").map(str::to_owned) })
    }

    /// Whether somebody who is signed in is signed out without a question: the app showed an ID token of theirs.
    #[must_use]
    pub fn is_sure_of(&self, person: &Person) -> bool {
        self.hinted.as_ref() == Some(&person.id)
    }

    /// Where the person goes afterwards.
    #[must_use]
    pub fn returns(&self) -> Option<&RedirectUri> {
        self.returns.as_ref()
    }

    /// The address with the state, if there is one.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        let state = self.state.as_deref().map(|state| ("state", state));
        self.returns.as_ref().map(|uri| with_query(uri.as_str(), &state.into_iter().collect::<Vec<_>>()))
    }
}

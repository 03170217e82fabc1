//! The answer to an authorization request, and how it travels.

use countersign_wire::app::DialectName;
use countersign_wire::redirect_uri::{RedirectUri, with_query};

/// How an answer travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of a redirect (RFC 6749 §4.1.2).
    #[default]
    Query,
    /// In a form that the browser sends (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

/// Where the answer to a request goes.
#[derive(Clone, Debug)]
pub struct ReturnPath {
    /// The dialect of the app.
    pub dialect: DialectName,
    /// The redirect URI, byte for byte as it was asked.
    pub redirect_uri: RedirectUri,
    /// What the app wants back.
    pub state: Option<String>,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// Whether nobody is to be shown a page on the way (`prompt=none`, OpenID Connect Core §3.1.2.6).
    pub is_silent: bool,
}

/// An answer that is ready to travel.
#[derive(Debug)]
pub enum Reply {
    /// A redirect to this address.
    Redirect(String),
    /// A form with these fields, to be sent to that address.
    Form(RedirectUri, Vec<(&'static str, String)>),
}

impl ReturnPath {
    /// Whether the person has to press something before they are sent there: a browser drops a redirect to another program
    /// that begins with no press of theirs, and nobody would hear of the answer.
    #[must_use]
    pub fn wants_a_press(&self) -> bool {
        self.redirect_uri.is_private_use() && !self.is_silent
    }

    /// The answer of these parameters, with the state, and with the issuer where the dialect names it (RFC 9207: in
    /// errors too).
    pub(super) fn reply(&self, answer: &[(&'static str, &str)], issuer: Option<&str>) -> Reply {
        let mut pairs = answer.to_vec();
        pairs.extend(self.state.as_deref().map(|state| ("state", state)));
        pairs.extend(issuer.map(|issuer| ("iss", issuer)));
        match self.mode {
            ResponseMode::Query => Reply::Redirect(with_query(self.redirect_uri.as_str(), &pairs)),
            ResponseMode::FormPost => {
                Reply::Form(self.redirect_uri.clone(), pairs.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
            }
        }
    }
}

//! What the routes stand on, and the answers that belong to no route.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, StatusCode, header};
use zeroize::Zeroizing;

use super::answer;
use super::cookies::CookieNames;
use super::health::LastLook;
use super::product_apis;
use super::reader::Reader;
use crate::dialect::{self, Place};
use crate::entropy::Entropy;
use crate::grant::Issuing;
use crate::keys::Keys;
use crate::links::Links;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::pages::{Frame, Message};
use crate::people::sign_in::SigningIn;
use crate::people::throttle::Throttle;
use crate::product_apis::exchange::Exchange;
use crate::store::Store;
use crate::token::identifier;

/// A service, as its routes know it.
#[derive(Debug)]
pub struct Site {
    /// The issuer, exactly.
    pub issuer: String,
    /// The name on the pages.
    pub service_name: String,
    /// What issues codes and tokens.
    pub issuing: Issuing,
    /// What signs people in.
    pub signing_in: SigningIn,
    /// What makes one-time links.
    pub links: Links,
    /// What slows asking for links to choose a new password.
    pub asked: Throttle,
    /// What authorizes for the product APIs.
    pub product_apis: Exchange,
    /// What ID tokens and the like are signed with.
    pub keys: Keys,
    /// What asks the addresses that apps registered.
    pub outbound: Outbound,
    /// Told once there are people.
    pub people: tokio::sync::watch::Sender<bool>,
    /// What is counted.
    pub metrics: Metrics,
}

/// The site, shared by its routes.
#[derive(Clone, Debug)]
pub(super) struct At(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    site: Site,
    cookies: CookieNames,
    last_look: LastLook,
}

impl std::ops::Deref for At {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.0.site
    }
}

impl At {
    pub(super) fn new(site: Site) -> Self {
        let cookies = CookieNames::of(&site.issuer);
        Self(Arc::new(Inner { site, cookies, last_look: LastLook::default() }))
    }

    pub(super) fn cookies(&self) -> &CookieNames {
        &self.0.cookies
    }

    pub(super) fn last_look(&self) -> &LastLook {
        &self.0.last_look
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.issuing.store.as_ref()
    }

    pub(super) fn entropy(&self) -> &dyn Entropy {
        self.issuing.entropy.as_ref()
    }

    /// What is round a page, in its reader's language; its nonce is fresh.
    pub(super) fn frame(&self, reader: &Reader) -> Frame {
        let frame = Frame::of(&self.service_name, &self.issuer, identifier::<16>(self.entropy()), reader.language());
        Frame { addresses: reader.addresses(), ..frame }
    }
}

/// The front door.
pub(super) async fn front(State(at): State<At>, reader: Reader) -> Response {
    answer::message(StatusCode::OK, &Message::front(at.frame(&reader)))
}

pub(super) async fn not_found(State(at): State<At>, reader: Reader, uri: OriginalUri, headers: HeaderMap) -> Response {
    if wants_json(&uri, &headers) {
        return answer::plain_error(StatusCode::NOT_FOUND, OAuthErrorCode::InvalidRequest, "There is nothing at this address.");
    }
    answer::message(StatusCode::NOT_FOUND, &Message::not_found(at.frame(&reader)))
}

pub(super) async fn method_not_allowed(State(at): State<At>, reader: Reader, uri: OriginalUri, headers: HeaderMap) -> Response {
    if wants_json(&uri, &headers) {
        let text = "This address does not answer that method.";
        return answer::plain_error(StatusCode::METHOD_NOT_ALLOWED, OAuthErrorCode::InvalidRequest, text);
    }
    answer::message(StatusCode::METHOD_NOT_ALLOWED, &Message::method_not_allowed(at.frame(&reader)))
}

/// Programs get JSON: who asks for it, and who is at an endpoint for programs.
fn wants_json(uri: &OriginalUri, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = uri.path();
    let of_a_dialect = dialect::places().iter().any(|(place, own)| *place != Place::Authorize && *own == path);
    let others = [product_apis::AUTHORIZE, product_apis::RENEW, product_apis::APIS, super::jwks::PATH, super::endpoints::INSPECT];
    of_a_dialect || others.contains(&path) || path.starts_with("/.well-known/") || accept.contains("application/json")
}

/// A text that is wiped, for what a form brings.
pub(super) fn wiped(text: Option<&str>) -> Zeroizing<String> {
    Zeroizing::new(text.unwrap_or_default().to_owned())
}

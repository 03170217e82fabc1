//! What the routes stand on, and the answers that belong to no route.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, StatusCode, header};
use zeroize::Zeroizing;

use super::cookies::CookieNames;
use super::health::LastLook;
use super::reader::Reader;
use super::{account, answer};
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
    if uri.path().starts_with(account::API) {
        return account::no_such_place();
    }
    if uri.path().starts_with("/.well-known/") || wants_json(&headers) {
        let text = "There is nothing at this address. The endpoints are told at /.well-known/oauth-authorization-server.";
        return answer::plain_error(StatusCode::NOT_FOUND, OAuthErrorCode::InvalidRequest, text);
    }
    answer::message(StatusCode::NOT_FOUND, &Message::not_found(at.frame(&reader)))
}

/// A page that is asked in another way than it answers.
pub(super) async fn method_not_allowed(State(at): State<At>, reader: Reader, headers: HeaderMap) -> Response {
    if wants_json(&headers) { no_such_method().await } else { no_such_page_method(&at, &reader) }
}

/// The same at an address that programs ask.
pub(super) async fn no_such_method() -> Response {
    let text = "This address does not answer that method. Allow names those that it does.";
    answer::plain_error(StatusCode::METHOD_NOT_ALLOWED, OAuthErrorCode::InvalidRequest, text)
}

/// The same where a look alone would change something.
pub(super) async fn no_mere_look(State(at): State<At>, reader: Reader) -> Response {
    let mut response = no_such_page_method(&at, &reader);
    answer::set(&mut response, header::ALLOW, "GET,POST");
    response
}

fn no_such_page_method(at: &At, reader: &Reader) -> Response {
    answer::message(StatusCode::METHOD_NOT_ALLOWED, &Message::method_not_allowed(at.frame(reader)))
}

/// Programs get JSON where they ask for it.
fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("application/json"))
}

/// A text that is wiped, for what a form brings.
pub(super) fn wiped(text: Option<&str>) -> Zeroizing<String> {
    Zeroizing::new(text.unwrap_or_default().to_owned())
}

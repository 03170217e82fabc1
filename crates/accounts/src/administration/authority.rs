//! Who may administer: a token with the scope, of a person who has the role now.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::header;
use http::request::Parts;

use super::Desk;
use super::answer::Refusal;
use crate::audit::{Deed, Entry};
use crate::store::rows::Role;
use crate::token::Token;

/// The scope, and thereby the audience, of administration.
pub(super) const SCOPE: &str = "accounts:admin";

/// An administrator, at this moment. A handler that takes one cannot be reached by anybody else.
#[derive(Debug)]
pub(super) struct Administrator {
    id: String,
    address: Option<IpAddr>,
}

impl Administrator {
    /// A row of the audit about what this administrator does.
    pub(super) fn does(&self, deed: Deed, client_id: &str, now: i64) -> Entry {
        let entry = Entry::of(deed, now).by(&self.id).about(client_id);
        match self.address {
            Some(address) => entry.from(address),
            None => entry,
        }
    }
}

impl FromRequestParts<Desk> for Administrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let token = bearer(parts)?;
        let access = desk.store.access(token.digest(), desk.clock.now()).await?.ok_or(Refusal::Unauthorized { presented: true })?;
        if !access.scopes.contains(SCOPE) || access.person.role != Role::Administrator {
            return Err(Refusal::Forbidden);
        }
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Ok(Self { id: access.person.id, address })
    }
}

/// The one bearer token of the `Authorization` header. In a query or a body it is not looked for (RFC 9700 §4.3.2).
fn bearer(parts: &Parts) -> Result<Token, Refusal> {
    let mut headers = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (headers.next(), headers.next()) else {
        return Err(Refusal::Unauthorized { presented: false });
    };
    let text = value.to_str().map_err(|_| Refusal::Unauthorized { presented: true })?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => Ok(Token::presented(token.trim())),
        _ => Err(Refusal::Unauthorized { presented: false }),
    }
}

//! Who may administer: a token with the scope, of a person who has the role now.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

use super::Desk;
use super::answer::Refusal;
use crate::audit::{Deed, Entry};
use crate::bearer::{self, NoToken};
use crate::store::rows::Role;

/// The scope, and thereby the audience, of administration.
pub(super) const SCOPE: &str = "accounts:admin";

/// An administrator, at this moment. A handler that takes one cannot be reached by anybody else.
#[derive(Debug)]
pub(super) struct Administrator {
    id: String,
    address: Option<IpAddr>,
}

impl Administrator {
    /// Who it is.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

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
        let token = bearer::read(&parts.headers, parts.uri.query()).map_err(|none| match none {
            NoToken::Absent => Refusal::Unauthorized { presented: false },
            NoToken::Misplaced(text) => Refusal::Unreadable(text.to_owned()),
        })?;
        let access = desk.store.access(token.digest(), desk.clock.now()).await?.ok_or(Refusal::Unauthorized { presented: true })?;
        let person = access.person.filter(|person| access.scopes.contains(SCOPE) && person.role == Role::Administrator);
        let person = person.ok_or(Refusal::Forbidden)?;
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Ok(Self { id: person.id, address })
    }
}

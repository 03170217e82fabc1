//! Who may administer: a token for this API, of a person who has the role now (A17).
//!
//! Denied by default: [`gate`] stands before every route but the document, and lets nobody pass who has no such token. A handler then says
//! by what it takes who may come to it: [`Administrator`], or [`AppManager`], who reaches the apps of their organisation
//! only; and with [`Fresh`] round either, that they showed who they are a moment ago.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use countersign_wire::UnixSeconds;
use countersign_wire::scope::ADMINISTRATION;
use http::request::Parts;

use super::answer::Refusal;
use super::{Desk, ROOT};
use crate::audit::{Deed, Entry};
use crate::bearer::{self, NoToken};
use crate::people::fresh;
use crate::store::rows::{Access, Reach, Role};

/// What somebody is told whose token would do, and whose role does not: another scope would not help them (RFC 6750 §3.1).
const NOT_AN_ADMINISTRATOR: Refusal = Refusal::NotTheirs("Only an administrator may do this. Ask one.");

/// Somebody with a token for this API.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    id: String,
    role: Role,
    organisation: Option<String>,
    authenticated_at: UnixSeconds,
    address: Option<IpAddr>,
}

impl Caller {
    /// Who a request comes from.
    pub(super) async fn of(parts: &Parts, desk: &Desk) -> Result<Self, Refusal> {
        let token = bearer::read(&parts.headers, parts.uri.query()).map_err(|none| match none {
            NoToken::Absent => Refusal::Unauthorized { presented: false },
            NoToken::Misplaced(text) => Refusal::Unreadable(text.to_owned()),
        })?;
        let access = desk.store.access(token.digest(), desk.clock.now()).await?.ok_or(Refusal::Unauthorized { presented: true })?;
        if !is_for_us(&access, &desk.issuer) {
            return Err(Refusal::Unauthorized { presented: true });
        }
        if !access.scopes.contains(ADMINISTRATION) {
            return Err(Refusal::Forbidden);
        }
        let authenticated_at = access.authentication.at;
        let person = access.person.filter(|person| person.role != Role::Member).ok_or(NOT_AN_ADMINISTRATOR)?;
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Ok(Self { id: person.id, role: person.role, organisation: person.organisation, authenticated_at, address })
    }

    /// Who it is.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// A row of the audit about what they do.
    pub(super) fn does(&self, deed: Deed, now: UnixSeconds) -> Entry {
        let entry = Entry::of(deed, now).by(&self.id);
        match self.address {
            Some(address) => entry.from(address),
            None => entry,
        }
    }

    /// Refuses where they showed who they are too long ago (RFC 9470 §3).
    pub(super) fn require_fresh(&self, now: UnixSeconds) -> Result<(), Refusal> {
        if fresh::is_fresh(self.authenticated_at, now) { Ok(()) } else { Err(Refusal::Stale) }
    }
}

/// Whether a token is for this API, by its resources where it names any (RFC 8707 §2). One that is not is no token here
/// (RFC 6750 §3.1).
fn is_for_us(access: &Access, issuer: &str) -> bool {
    let api = format!("{issuer}{ROOT}");
    access.resources.is_empty() || access.resources.iter().any(|resource| *resource == api || resource == issuer)
}

/// Lets nobody pass who may not administer anything. The extractors find the caller in the request.
pub(super) async fn gate(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match Caller::of(&parts, &desk).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// An administrator, at this moment. A handler that takes one cannot be reached by anybody else.
#[derive(Debug)]
pub(super) struct Administrator(Caller);

/// Somebody who manages apps: an administrator, or an app manager of an organisation.
#[derive(Debug)]
pub(super) struct AppManager {
    caller: Caller,
    /// Which apps.
    pub(super) reach: Reach,
}

/// Either, with a sign-in that is fresh.
#[derive(Debug)]
pub(super) struct Fresh<A>(A);

impl Deref for Administrator {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Deref for AppManager {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<A> Deref for Fresh<A> {
    type Target = A;
    fn deref(&self) -> &A {
        &self.0
    }
}

fn passed(parts: &Parts) -> Result<Caller, Refusal> {
    // Nobody who came past the gate is without it; a route that was put beside the gate answers nobody.
    parts.extensions.get::<Caller>().cloned().ok_or(Refusal::Forbidden)
}

impl FromRequestParts<Desk> for Administrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        let caller = passed(parts)?;
        if caller.role == Role::Administrator { Ok(Self(caller)) } else { Err(NOT_AN_ADMINISTRATOR) }
    }
}

impl FromRequestParts<Desk> for AppManager {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        let caller = passed(parts)?;
        let reach = match (caller.role, &caller.organisation) {
            (Role::Administrator, _) => Reach::Everything,
            (Role::AppManager, Some(organisation)) => Reach::Organisation(organisation.clone()),
            (Role::AppManager, None) | (Role::Member, _) => return Err(NOT_AN_ADMINISTRATOR),
        };
        Ok(Self { caller, reach })
    }
}

impl<A> FromRequestParts<Desk> for Fresh<A>
where
    A: FromRequestParts<Desk, Rejection = Refusal> + Deref<Target = Caller> + Send,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let who = A::from_request_parts(parts, desk).await?;
        who.require_fresh(desk.clock.now())?;
        Ok(Self(who))
    }
}

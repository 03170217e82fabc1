//! Codes, and what is issued for them.

use countersign_wire::UnixSeconds;
use countersign_wire::app::DialectName;
use countersign_wire::scope::ScopeSet;

use super::consents::RememberedConsent;
use super::people::Person;
use super::sessions::Authentication;
use crate::token::Digest;

/// A code to keep.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its hash.
    pub hash: Digest,
    /// What it stands for.
    pub code: Code,
    /// What is remembered of the person's answer, in place of what was.
    pub remembered: Option<RememberedConsent>,
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub struct Code {
    /// The app that asked.
    pub client_id: String,
    /// Who accepted.
    pub person: String,
    /// The redirect URI of the request, byte for byte.
    pub redirect_uri: String,
    /// The PKCE challenge (S256).
    pub challenge: Option<String>,
    /// What was asked for.
    pub requested: ScopeSet,
    /// What was granted.
    pub granted: ScopeSet,
    /// How and when the person showed who they are.
    pub authentication: Authentication,
    /// The `nonce` of the request (OpenID Connect Core §3.1.2.1).
    pub nonce: Option<String>,
    /// The `claims` of the request that the person agreed to, as JSON (Core §5.5).
    pub claims: Option<String>,
    /// The resources of the request (RFC 8707).
    pub resources: Vec<String>,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// What is issued for a code.
#[derive(Clone, Debug)]
pub struct NewTokens {
    /// The resources that the access token is for (RFC 8707).
    pub resources: Vec<String>,
    /// The id of the grant that they belong to.
    pub grant: String,
    /// When the grant ends, renewed or not.
    pub grant_ends_at: UnixSeconds,
    /// The access token.
    pub access: Digest,
    /// When the access token ends.
    pub access_ends_at: UnixSeconds,
    /// The refresh token, and until when it may lie unused.
    pub refresh: Option<(Digest, UnixSeconds)>,
}

/// What came of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It was used up now; the tokens hold.
    First,
    /// It was used before; what it gave is over.
    Replayed,
    /// It is gone, or ended meanwhile.
    Gone,
}

/// What a refresh token stands for.
#[derive(Clone, Debug)]
pub struct Refresh {
    /// The app it was given to.
    pub client_id: String,
    /// Whose sign-in it renews.
    pub person: String,
    /// What was granted.
    pub scopes: ScopeSet,
    /// How and when the person showed who they are.
    pub authentication: Authentication,
    /// The `claims` that the person agreed to, as JSON.
    pub claims: Option<String>,
    /// The resources that were granted (RFC 8707).
    pub resources: Vec<String>,
    /// The id of the grant.
    pub grant: String,
    /// When the grant ends, renewed or not.
    pub ends_at: UnixSeconds,
}

/// A token of an app's own.
#[derive(Clone, Debug)]
pub struct NewMachineToken {
    /// The app.
    pub client_id: String,
    /// The access token.
    pub access: Digest,
    /// What it may do.
    pub scopes: ScopeSet,
    /// The resources that it is for.
    pub resources: Vec<String>,
    /// When it is issued.
    pub issued_at: UnixSeconds,
    /// When it ends.
    pub ends_at: UnixSeconds,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// What is told of a token that is good (RFC 7662).
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What it is.
    pub kind: TokenKind,
    /// The app it was given to.
    pub client_id: String,
    /// The id and the e-mail address of the person; absent where the app acts for itself.
    pub person: Option<(String, String)>,
    /// What it may do: as granted, and still allowed to the app.
    pub scopes: ScopeSet,
    /// The resources it is for; empty: this service.
    pub resources: Vec<String>,
    /// When it was issued; of a refresh token, when the person signed in.
    pub issued_at: UnixSeconds,
    /// When it ends unless it is used.
    pub ends_at: UnixSeconds,
}

/// A rotation to do.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// The presented token.
    pub presented: Digest,
    /// The one that follows it.
    pub successor: Digest,
    /// The new access token.
    pub access: Digest,
    /// The scopes of the new access token.
    pub scopes: ScopeSet,
    /// The resources that the new access token is for.
    pub resources: Vec<String>,
    /// When the access token ends.
    pub access_ends_at: UnixSeconds,
    /// Until when the successor may lie unused.
    pub idle_until: UnixSeconds,
    /// For how many seconds a used token gives the same successor again.
    pub grace: i64,
    /// When.
    pub now: UnixSeconds,
}

/// What came of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// The successor holds, for the first time or again within the grace; the access token lasts until then.
    Until(UnixSeconds),
    /// It was used before; the family is over.
    Reused,
    /// It is gone, or ended.
    Gone,
}

/// What an access token opens.
#[derive(Clone, Debug)]
pub struct Access {
    /// The id of the grant that it belongs to.
    pub grant: String,
    /// The app that carries it, by its id.
    pub client_id: String,
    /// Which shapes that app gets.
    pub dialect: DialectName,
    /// The person, as they are now; absent where the app acts for itself (RFC 6749 §4.4).
    pub person: Option<Person>,
    /// How and when the person showed who they are.
    pub authentication: Authentication,
    /// What it may do: as granted, and still allowed to the app.
    pub scopes: ScopeSet,
    /// The `claims` that the person agreed to, as JSON.
    pub claims: Option<String>,
    /// The resources that it is for (RFC 8707); empty: this service's own.
    pub resources: Vec<String>,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

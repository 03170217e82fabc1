//! What a token endpoint granted, once it was found fit for use.

use countersign_wire::UnixSeconds;
use countersign_wire::scope::ScopeSet;

use crate::clock::Moment;
use crate::proof::ProofKey;
use crate::secret::Secret;

/// The kinds of token, which are their schemes in `Authorization` as well (RFC 6750 §6.1.1, RFC 9449 §12.1).
pub(crate) const BEARER: &str = "Bearer";
/// Bound to a key.
pub(crate) const BOUND: &str = "DPoP";

/// A token that may be used, and what came with it.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) access_token: Secret,
    pub(crate) token_type: String,
    pub(crate) refresh_token: Option<Secret>,
    /// Seconds; absent where the service does not say.
    pub(crate) lifetime: Option<i64>,
    /// Absent: what was asked for (RFC 6749 §5.1).
    pub(crate) scope: Option<ScopeSet>,
    /// What was tolerated, for the person to see.
    pub(crate) deviations: Vec<String>,
    /// An ID token as it came: nobody has looked at it yet.
    pub(crate) id_token: Option<Secret>,
    /// Who signed in, once an ID token was found good.
    pub(crate) identity: Option<Identity>,
    /// The key that was proved to the service when it granted this; `token_type` says whether the access token is bound to it.
    pub(crate) proof_key: Option<ProofKey>,
}

/// What a renewal gave, until it is in the vault. It may be the only token that still works.
#[derive(Clone, Debug)]
pub(crate) struct Unsaved {
    pub(crate) granted: Granted,
    /// The refresh token that it was given for: while that is the session's, this is its successor.
    pub(crate) presented: Secret,
    /// The sign-in that it belongs to.
    pub(crate) signed_in_at: UnixSeconds,
    /// When it came, which is what its life is counted from.
    pub(crate) came: Moment,
}

/// Who signed in, by an ID token that passed every check.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// Who vouches for it.
    pub(crate) issuer: String,
    /// The service's id for the person.
    pub(crate) subject: String,
    /// The token itself.
    pub(crate) token: Secret,
}

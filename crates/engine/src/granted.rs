//! What a token endpoint granted, once it was found fit for use.

use countersign_wire::UnixSeconds;
use countersign_wire::error::UserError;
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

/// What a service gave for a refresh token.
#[derive(Clone, Debug)]
pub(crate) enum Renewed {
    /// Tokens to go on with.
    Tokens(Box<Granted>),
    /// An answer that is not accepted as it is.
    Successor(Successor),
}

/// What is kept of a renewal whose answer is not accepted. A service that rotates has used up the token that was presented, so the
/// session has to go on by the next one, whatever else was wrong with the answer.
#[derive(Clone, Debug)]
pub(crate) struct Successor {
    pub(crate) refresh_token: Secret,
    /// Nobody uses it.
    pub(crate) access_token: Secret,
    /// As it came: whom it names is compared.
    pub(crate) id_token: Option<Secret>,
    /// Why the answer is not accepted, for whoever asked for it.
    pub(crate) why: UserError,
}

impl Renewed {
    pub(crate) fn access_token(&self) -> &Secret {
        match self {
            Self::Tokens(granted) => &granted.access_token,
            Self::Successor(successor) => &successor.access_token,
        }
    }

    pub(crate) fn refresh_token(&self) -> Option<&Secret> {
        match self {
            Self::Tokens(granted) => granted.refresh_token.as_ref(),
            Self::Successor(successor) => Some(&successor.refresh_token),
        }
    }

    pub(crate) fn id_token(&self) -> Option<&Secret> {
        match self {
            Self::Tokens(granted) => granted.id_token.as_ref(),
            Self::Successor(successor) => successor.id_token.as_ref(),
        }
    }

    /// Seconds for which the access token lives, where that is known.
    pub(crate) fn lifetime(&self) -> Option<i64> {
        match self {
            Self::Tokens(granted) => granted.lifetime,
            Self::Successor(_) => None,
        }
    }
}

/// What a renewal gave, until it is in the vault. It may be the only token that still works.
#[derive(Clone, Debug)]
pub(crate) struct Unsaved {
    pub(crate) renewed: Renewed,
    /// The refresh token that it was given for: while that is the session's, this is its successor.
    pub(crate) presented: Secret,
    /// The sign-in that it belongs to.
    pub(crate) signed_in_at: UnixSeconds,
    /// When it came, which is what its life is counted from.
    pub(crate) came: Moment,
}

impl Unsaved {
    /// Whether a session that another process found ended goes on by it: a refresh token alone is no session.
    pub(crate) fn revives(&self) -> bool {
        matches!(self.renewed, Renewed::Tokens(_))
    }

    /// Whether the refresh token that was presented has another in its place, and may be used up by now.
    pub(crate) fn rotates(&self) -> bool {
        self.renewed.refresh_token().is_some_and(|next| *next != self.presented)
    }
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

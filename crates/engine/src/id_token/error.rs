//! Why an ID token is not believed, check by check.

use countersign_wire::error::ErrorCode;

use crate::signature::{NotJws, SignatureError};

/// The check that an ID token did not pass. Each goes on from “the service has to vouch for who signed in, and …”.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdTokenError {
    #[error(
        "it gave no ID token, although the scope “openid” asks for one. Leave that scope out, or accept it from this service: countersign providers allow NAME missing-id-token"
    )]
    NotGiven,
    #[error(
        "nothing is known here of the keys it signs its ID token with. Remove the provider and add it again by its issuer, or leave the scope “openid” out."
    )]
    NoKeys,
    #[error("its ID token does not read: {0}. Ask whoever runs the service.")]
    Unreadable(#[from] NotJws),
    #[error("its ID token is signed by “{named}”, which was not agreed: its metadata says {agreed}. Ask whoever runs the service.")]
    Algorithm {
        /// What its header says.
        named: String,
        /// What may be.
        agreed: String,
    },
    #[error("its ID token wants something to be understood that this app does not know (crit). Ask whoever runs the service.")]
    Critical,
    #[error("what it gave as ID token is a token of another kind (typ “{0}”). Ask whoever runs the service.")]
    Kind(String),
    #[error("its ID token could not be checked: {0}")]
    Signature(#[from] SignatureError),
    #[error("its ID token has no “{0}”. Ask whoever runs the service.")]
    Without(&'static str),
    #[error("the “{0}” of its ID token is {1}. Ask whoever runs the service.")]
    Shape(&'static str, &'static str),
    #[error("its ID token is from “{named}” (iss), and you signed in at “{expected}”. Tell whoever runs the service.")]
    Issuer {
        /// What it says.
        named: String,
        /// What it has to be.
        expected: String,
    },
    #[error("its ID token does not say by “{0}” which of its tenants it is from. Ask whoever runs the service.")]
    Tenant(String),
    #[error("its ID token is for another app (aud). Check the client id of this provider.")]
    Audience,
    #[error("its ID token was made for another app (azp). Check the client id of this provider.")]
    AuthorizedParty,
    #[error("its ID token is for several apps (aud), and does not say for which it was made (azp). Ask whoever runs the service.")]
    ManyAudiences,
    #[error("its ID token had ended before it came (exp). Check the clock of this computer, and try again.")]
    Ended,
    #[error("the “{0}” of its ID token is yet to come. Check the clock of this computer, and try again.")]
    ToCome(&'static str),
    #[error("its ID token was made long before you signed in (iat). Check the clock of this computer, and try again.")]
    Old,
    #[error("its ID token answers another sign-in than this one (nonce). Start again, and tell whoever runs the service.")]
    Nonce,
    #[error("its ID token belongs to another access token than the one it came with (at_hash). Tell whoever runs the service.")]
    AccessToken,
    #[error("it did not have you sign in freshly, as was asked of it (auth_time). Try again.")]
    NotFresh,
    #[error("its ID token now comes from another issuer (iss) than the one at the sign-in.")]
    AnotherIssuer,
    #[error("its ID token now names another person (sub) than the one who signed in.")]
    AnotherPerson,
}

impl IdTokenError {
    /// Nothing is known yet, and a moment later it may be.
    pub(crate) fn is_for_now(&self) -> bool {
        matches!(self, Self::Signature(error) if error.is_for_now())
    }

    /// It was good some time ago, or will be: which of two clocks is wrong, nobody knows.
    pub(crate) fn is_of_the_clock(&self) -> bool {
        matches!(self, Self::Ended | Self::ToCome(_) | Self::Old)
    }

    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Signature(error) => error.code(),
            _ => ErrorCode::BadAnswer,
        }
    }
}

//! ID tokens (OpenID Connect Core §2): who signed in, by the word of the service and under its signature.
//!
//! Nothing of one is used before it passed every check (C8): the algorithm is one that was agreed, the signature stands
//! ([`crate::signature`]), and each claim is what it has to be ([`checks`]). What passed is an [`Identity`]; the token itself
//! is kept only as a hint for the sign-out. A service that many tenants share names its issuer by a template (C9), and the
//! token's own tenant fills it in.
//!
//! One is looked at only where `openid` was asked for. A service that has to give one and does not is held to it, unless its
//! preset says otherwise.

mod checks;
#[cfg(test)]
mod checks_tests;
mod claims;
mod error;

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::trace::TraceStep;
use serde_json::Value;

use crate::core::Core;
use crate::granted::{Granted, Identity};
use crate::provider::Provider;
use crate::provider::deviation::Deviation;
use crate::recording;
use crate::secret::Secret;
use crate::signature::{self, Algorithm, Jws};
use checks::Checks;
use claims::Claims;
pub(crate) use error::IdTokenError;

/// What a service that says nothing of it signs with (OpenID Connect Discovery §3, Dynamic Registration §2).
const UNLESS_SAID: &str = "RS256";

const NOT_VERIFIED: &str = "The service gave an ID token, and nothing is known of its keys: it was not looked at.";

/// What the request said that an ID token answers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// The number that it has to repeat.
    pub(crate) nonce: Option<&'a Secret>,
    /// Since when the person must have shown who they are, where that was asked for (`max_age`).
    pub(crate) signed_in_since: Option<UnixSeconds>,
    /// Whether it is one of a renewal, which need not repeat the number (Core §12.2).
    pub(crate) is_renewal: bool,
}

impl Core {
    /// Holds the ID token of a sign-in that asked for one against everything it has to be.
    pub(crate) async fn identify(&self, provider: &Provider, mut granted: Granted, asked: Asked<'_>) -> Result<Granted, IdTokenError> {
        let token = granted.id_token.take();
        let tolerated = provider.tolerates.has(Deviation::MissingIdToken);
        let deviation = match (&token, &provider.can.jwks_uri) {
            (None, _) if tolerated => Deviation::MissingIdToken.told(),
            (None, _) => return Err(IdTokenError::NotGiven),
            (Some(_), None) if tolerated => NOT_VERIFIED.to_owned(),
            (Some(token), _) => {
                granted.identity = Some(self.identity(provider, token, &granted.access_token, asked).await?);
                return Ok(granted);
            }
        };
        granted.deviations.push(deviation);
        Ok(granted)
    }

    /// Who an ID token says it is, once it passed every check.
    pub(crate) async fn identity(
        &self,
        provider: &Provider,
        token: &Secret,
        access: &Secret,
        asked: Asked<'_>,
    ) -> Result<Identity, IdTokenError> {
        let (jws, algorithm) = read(provider, token)?;
        let keys = provider.can.jwks_uri.as_deref().ok_or(IdTokenError::NoKeys)?;
        let now = self.now();
        self.key_sets.verify((&self.http, &provider.reach()), keys, &jws, algorithm, now).await?;
        let claims = Claims(jws.unproven());
        let (issuer, subject) = Checks { provider, claims, asked, access, algorithm, now }.all()?;
        recording::step(TraceStep::IdTokenChecked);
        Ok(Identity { issuer, subject, token: token.clone() })
    }

    /// Fetches the keys of a service while the person is in the browser.
    pub(crate) fn warm_keys(self: &Arc<Self>, provider: &Provider) {
        let Some(address) = provider.can.jwks_uri.clone() else { return };
        let core = Arc::clone(self);
        let reach = provider.reach();
        tokio::spawn(async move { core.key_sets.warm((&core.http, &reach), &address, core.now()).await });
    }
}

/// Who an ID token says it is, held against a key set that somebody has already; gives issuer and subject.
pub(crate) fn identity_by(
    provider: &Provider,
    token: &Secret,
    access: &Secret,
    asked: Asked<'_>,
    keys: &[u8],
    now: UnixSeconds,
) -> Result<(String, String), IdTokenError> {
    let (jws, algorithm) = read(provider, token)?;
    signature::signed_by(keys, &jws, algorithm)?;
    Checks { provider, claims: Claims(jws.unproven()), asked, access, algorithm, now }.all()
}

/// What can be said of one before its signature: it reads, is signed in a way that was agreed, and is no other kind of token.
fn read<'a>(provider: &Provider, token: &'a Secret) -> Result<(Jws<'a>, &'static Algorithm), IdTokenError> {
    let jws = Jws::read(token.expose())?;
    let algorithm = agreed(provider, &jws)?;
    if jws.is_critical {
        return Err(IdTokenError::Critical);
    }
    // RFC 8725 §3.11: an access token or a logout token is signed by the same keys.
    if let Some(kind) = jws.typ.as_deref().filter(|typ| typ.to_ascii_lowercase().ends_with("+jwt")) {
        return Err(IdTokenError::Kind(crate::http::shown(kind)));
    }
    Ok((jws, algorithm))
}

/// What a service may have signed with: what its metadata says, and nothing that is not signed by a key pair.
fn agreed(provider: &Provider, jws: &Jws<'_>) -> Result<&'static Algorithm, IdTokenError> {
    let said = &provider.can.id_token_algorithms;
    let is_agreed = if said.is_empty() { jws.alg == UNLESS_SAID } else { said.contains(&jws.alg) };
    let refused = || {
        let agreed: Vec<_> = said.iter().map(String::as_str).filter(|name| Algorithm::named(name).is_some()).collect();
        let agreed = if said.is_empty() { UNLESS_SAID.to_owned() } else { crate::http::shown(&agreed.join(", ")) };
        IdTokenError::Algorithm { named: crate::http::shown(&jws.alg), agreed }
    };
    Algorithm::named(&jws.alg).filter(|_| is_agreed).ok_or_else(refused)
}

/// What a kept ID token says: it was found good when it was kept.
pub(crate) fn said_by(kept: &Secret) -> Value {
    Jws::read(kept.expose()).map_or(Value::Null, |jws| Value::Object(jws.unproven().clone()))
}

/// Whom an ID token names, by nobody's word: issuer and subject.
pub(crate) fn unproven(token: &Secret) -> Result<(String, String), IdTokenError> {
    let jws = Jws::read(token.expose())?;
    let claims = Claims(jws.unproven());
    Ok((claims.needed_text("iss")?.to_owned(), claims.needed_text("sub")?.to_owned()))
}

//! What each claim has to be (OpenID Connect Core §3.1.3.7, in its order).

use countersign_wire::UnixSeconds;

use super::claims::Claims;
use super::{Asked, IdTokenError};
use crate::http::shown;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::signature::Algorithm;

/// How far two clocks may be apart (N3).
const SKEW: i64 = 60;
/// How many seconds ago it may have been made: as long as a person may take over a sign-in.
const OLDEST: i64 = 10 * 60;
/// The longest subject there is (Core §2).
const LONGEST_SUBJECT: usize = 255;

/// Everything that an ID token is held against.
pub(super) struct Checks<'a> {
    pub(super) provider: &'a Provider,
    pub(super) claims: Claims<'a>,
    pub(super) asked: Asked<'a>,
    pub(super) access: &'a Secret,
    pub(super) algorithm: &'static Algorithm,
    pub(super) now: UnixSeconds,
}

impl Checks<'_> {
    /// All of them; gives the issuer and the subject.
    pub(super) fn all(&self) -> Result<(String, String), IdTokenError> {
        let issuer = self.issuer()?;
        self.audience()?;
        self.times()?;
        self.nonce()?;
        self.access_token()?;
        self.freshness()?;
        Ok((issuer, self.subject()?))
    }

    /// Byte for byte; of a service that many tenants share, its template with the token's own tenant (C9).
    fn issuer(&self) -> Result<String, IdTokenError> {
        let named = self.claims.needed_text("iss")?;
        let expected = match (&self.provider.issuer, &self.provider.issuer_template) {
            (Some(issuer), Some(shared)) if *issuer == shared.template => {
                let tenant = self.claims.0.get(&shared.tenant_claim).and_then(serde_json::Value::as_str);
                let filled_in = tenant.and_then(|tenant| shared.filled_in(tenant));
                filled_in.ok_or_else(|| IdTokenError::Tenant(shown(&shared.tenant_claim)))?
            }
            (Some(issuer), _) => issuer.clone(),
            (None, _) => return Err(IdTokenError::NoKeys),
        };
        if named == expected { Ok(expected) } else { Err(IdTokenError::Issuer { named: shown(named), expected }) }
    }

    /// It is for this app, and for no other that nobody here knows of unless this one is the one it was made for.
    fn audience(&self) -> Result<(), IdTokenError> {
        let (audiences, own) = (self.claims.needed_texts("aud")?, self.provider.client_id.as_str());
        if !audiences.contains(&own) {
            return Err(IdTokenError::Audience);
        }
        match self.claims.text("azp")? {
            Some(party) if party != own => Err(IdTokenError::AuthorizedParty),
            None if audiences.len() > 1 => Err(IdTokenError::ManyAudiences),
            _ => Ok(()),
        }
    }

    fn times(&self) -> Result<(), IdTokenError> {
        if self.claims.needed_time("exp")?.saturating_add(SKEW) <= self.now {
            return Err(IdTokenError::Ended);
        }
        let made = self.claims.needed_time("iat")?;
        self.not_to_come("iat", made)?;
        if made.saturating_add(OLDEST + SKEW) < self.now {
            return Err(IdTokenError::Old);
        }
        self.claims.time("nbf")?.map_or(Ok(()), |begins| self.not_to_come("nbf", begins))
    }

    fn not_to_come(&self, name: &'static str, time: UnixSeconds) -> Result<(), IdTokenError> {
        if time > self.now.saturating_add(SKEW) { Err(IdTokenError::ToCome(name)) } else { Ok(()) }
    }

    /// What was sent comes back. One that answers a renewal may leave it out, and must not say another (Core §12.2).
    fn nonce(&self) -> Result<(), IdTokenError> {
        let Some(sent) = self.asked.nonce else { return Ok(()) };
        match self.claims.text("nonce")? {
            Some(said) if Secret::new(said) == *sent => Ok(()),
            None if self.asked.is_renewal => Ok(()),
            None => Err(IdTokenError::Without("nonce")),
            Some(_) => Err(IdTokenError::Nonce),
        }
    }

    /// It came with the access token that it was made with (Core §3.1.3.8), where it says so.
    fn access_token(&self) -> Result<(), IdTokenError> {
        match self.claims.text("at_hash")? {
            Some(said) if said != self.algorithm.half_hash(self.access.expose()) => Err(IdTokenError::AccessToken),
            _ => Ok(()),
        }
    }

    /// The person showed who they are when they were asked to.
    fn freshness(&self) -> Result<(), IdTokenError> {
        let Some(since) = self.asked.signed_in_since else { return Ok(()) };
        let shown_at = self.claims.needed_time("auth_time")?;
        self.not_to_come("auth_time", shown_at)?;
        if shown_at.saturating_add(SKEW) < since { Err(IdTokenError::NotFresh) } else { Ok(()) }
    }

    fn subject(&self) -> Result<String, IdTokenError> {
        let subject = self.claims.needed_text("sub")?;
        let fits = !subject.is_empty() && subject.len() <= LONGEST_SUBJECT && !subject.chars().any(char::is_control);
        if fits { Ok(subject.to_owned()) } else { Err(IdTokenError::Shape("sub", "no name of 1 to 255 characters")) }
    }
}

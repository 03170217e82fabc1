//! A refresh token becomes new tokens (RFC 6749 §6, A5, A6).
//!
//! Each use gives a successor, derived from the presented token under a key of the server's. So a client whose answer
//! got lost can ask again for a while and is given the same successor, although only hashes are stored. Once the
//! successor was used, whoever presents the old one did not just lose an answer: the family ends.

use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;

use super::access_token::Carries;
use super::parameters::Parameters;
use super::{Issued, Issuing, Refusal, SignedIn, resource};
use crate::audit::{Deed, Entry};
use crate::store::rows::{App, Renewal, Rotated};
use crate::token::Token;
use crate::usage::Event;

/// For how long an answer may be asked for again.
const GRACE_SECONDS: i64 = 30;

impl Issuing {
    /// Renews.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn renew(&self, app: &App, parameters: &Parameters, address: std::net::IpAddr) -> Result<Issued, Refusal> {
        let presented = parameters.get("refresh_token").ok_or(Refusal::of(OAuthErrorCode::InvalidRequest, "refresh_token is missing."))?;
        let presented = Token::presented(presented);
        let now = self.now();
        let known = self.store.refresh_token(presented.digest(), now).await?.filter(|known| known.client_id == app.client_id);
        let known = known.ok_or(Refusal::invalid_grant("The refresh token is not known, has ended, or is not for this client."))?;
        let standing = self.standing(app, &known.scopes, &known.resources)?;
        if !(self.rules)(app.dialect).renews(&standing.scopes) {
            return Err(Refusal::invalid_grant("The client may no longer renew a sign-in: offline_access was taken from it."));
        }
        let scopes = narrowed(&standing.scopes, parameters)?;
        let resources = resource::asked(&standing.resources, &self.issuer, parameters)?;
        let lifetimes = self.lifetimes_of(app);
        let ends_at = now.saturating_add(lifetimes.access).min(known.ends_at);
        let carries = Carries {
            person: Some(&known.person),
            authentication: Some(&known.authentication),
            scopes: &scopes,
            resources: &resources,
            issued_at: now,
            ends_at,
        };
        let access = self.access_token(app, &carries).await?;
        let about = SignedIn {
            person: &known.person,
            // That of the request has been shown once (Core §12.2).
            nonce: None,
            authentication: &known.authentication,
            claims: known.claims.as_deref(),
            access: &access,
            now,
        };
        let id_token = self.id_token(app, &scopes, &about).await?;
        let successor = self.key.successor(&presented);
        let renewal = Renewal {
            presented: presented.digest(),
            successor: successor.digest(),
            access: access.digest(),
            scopes: scopes.clone(),
            resources,
            access_ends_at: ends_at,
            idle_until: now.saturating_add(lifetimes.refresh_idle),
            grace: GRACE_SECONDS,
            now,
        };
        let reuse = Entry::of(Deed::RefreshTokenReused, now).about(&app.client_id).from(address);
        let expires_in = match self.store.rotate(renewal, reuse).await? {
            Rotated::Until(ends_at) => ends_at.saturating_sub(now),
            Rotated::Reused => {
                let text = "The refresh token was used before. The sign-in has been ended, as somebody else may have it.";
                return Err(Refusal::invalid_grant(text));
            }
            Rotated::Gone => return Err(Refusal::invalid_grant("The refresh token has ended.")),
        };
        self.usage.count(&app.client_id, Event::Refresh, "");
        self.usage.grant_used(&known.grant);
        let (dialect, requested, granted) = (app.dialect, known.scopes, scopes);
        Ok(Issued { dialect, access, issued_at: now, expires_in, refresh: Some(successor), id_token, requested, granted })
    }
}

/// The scopes of the new access token: those that stand, or fewer. The refresh token keeps them all.
fn narrowed(standing: &ScopeSet, parameters: &Parameters) -> Result<ScopeSet, Refusal> {
    let Some(asked) = parameters.get("scope") else { return Ok(standing.clone()) };
    let wider = Refusal::of(OAuthErrorCode::InvalidScope, "A renewal cannot ask for more than was granted, and the client may still have.");
    let asked = ScopeSet::parse(asked).map_err(|_| wider.clone())?;
    if asked.is_within(standing) { Ok(asked) } else { Err(wider) }
}

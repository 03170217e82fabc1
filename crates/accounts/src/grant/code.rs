//! A code becomes a token (RFC 6749 §4.1.3, A3, A4).

use countersign_wire::oauth_error::OAuthErrorCode;

use super::parameters::Parameters;
use super::{Issued, Issuing, Refusal, pkce};
use crate::audit::{Deed, Entry};
use crate::store::rows::{App, Code, Redeemed};
use crate::token::Token;

/// Of a code that is not there and of one that is another app's: the same words.
const UNKNOWN: &str = "The code is not known, or is not for this client.";

impl Issuing {
    /// Exchanges a code. Everything is validated before anything is used up, so that only somebody who could have had
    /// the tokens can end them by a replay.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn exchange(&self, app: &App, parameters: &Parameters, address: std::net::IpAddr) -> Result<Issued, Refusal> {
        let missing = |description| Refusal::of(OAuthErrorCode::InvalidRequest, description);
        let presented = Token::presented(parameters.get("code").ok_or(missing("code is missing."))?);
        let redirect_uri =
            parameters.get("redirect_uri").ok_or(missing("redirect_uri is missing; it is the one of the authorization request."))?;
        let hash = presented.digest();
        let code = self.store.code(hash).await?.filter(|code| code.client_id == app.client_id);
        let code = code.ok_or(Refusal::invalid_grant(UNKNOWN))?;
        if code.redirect_uri != redirect_uri {
            return Err(Refusal::invalid_grant("The redirect_uri is not the one of the authorization request."));
        }
        check_verifier(&code, parameters.get("code_verifier"))?;
        let now = self.now();
        let (access, refresh, kept) = self.new_tokens(app, &code.granted, now);
        let expires_in = kept.access_ends_at.saturating_sub(now);
        let replay = Entry::of(Deed::CodeReplayed, now).by(&code.person).about(&app.client_id).from(address);
        match self.store.redeem(hash, kept, now, replay).await? {
            Redeemed::First => Ok(Issued {
                dialect: app.dialect,
                access,
                issued_at: now,
                expires_in,
                refresh,
                requested: code.requested,
                granted: code.granted,
            }),
            Redeemed::Replayed => Err(Refusal::invalid_grant("The code was used before. What it gave has been ended.")),
            Redeemed::Gone => Err(Refusal::invalid_grant("The code has expired.")),
        }
    }
}

/// The nine cells of A3: a challenge asks for its verifier, and a verifier for its challenge (RFC 9700 §4.8.2).
fn check_verifier(code: &Code, verifier: Option<&str>) -> Result<(), Refusal> {
    match (&code.challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Refusal::invalid_grant("A code_verifier is given, and the authorization request had no code_challenge.")),
        (Some(_), None) => Err(Refusal::invalid_grant("code_verifier is missing.")),
        (Some(_), Some(verifier)) if !pkce::is_verifier(verifier) => {
            Err(Refusal::of(OAuthErrorCode::InvalidRequest, "The code_verifier has 43 to 128 characters: letters, digits and - . _ ~"))
        }
        (Some(challenge), Some(verifier)) if pkce::verifies(verifier, challenge) => Ok(()),
        (Some(_), Some(_)) => Err(Refusal::invalid_grant("The code_verifier is not the one of the code_challenge.")),
    }
}

//! A code becomes a token (RFC 6749 §4.1.3, A3, A4).

use countersign_wire::UnixSeconds;
use countersign_wire::oauth_error::OAuthErrorCode;

use super::access_token::Carries;
use super::parameters::Parameters;
use super::standing::Standing;
use super::{Issued, Issuing, Refusal, SignedIn, pkce, resource};
use crate::audit::{Deed, Entry};
use crate::store::rows::{App, Code, NewTokens, Redeemed};
use crate::token::{Token, identifier};
use crate::usage::Event;

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
        let mut standing = self.standing(app, &code.granted, &code.resources)?;
        standing.resources = resource::asked(&standing.resources, &self.issuer, parameters)?;
        let now = self.now();
        let (access, refresh, kept) = self.new_tokens(app, &code, &standing, now).await?;
        let about = SignedIn {
            person: &code.person,
            nonce: code.nonce.as_deref(),
            authentication: &code.authentication,
            claims: code.claims.as_deref(),
            access: &access,
            now,
        };
        let id_token = self.id_token(app, &standing.scopes, &about).await?;
        let expires_in = kept.access_ends_at.saturating_sub(now);
        let replay = Entry::of(Deed::CodeReplayed, now).by(&code.person).about(&app.client_id).from(address);
        match self.store.redeem(hash, kept, now, replay).await? {
            Redeemed::First => {}
            Redeemed::Replayed => return Err(Refusal::invalid_grant("The code was used before. What it gave has been ended.")),
            Redeemed::Gone => return Err(Refusal::invalid_grant("The code has expired.")),
        }
        self.usage.count(&app.client_id, Event::SignIn, "");
        let (requested, granted) = (code.requested, standing.scopes);
        Ok(Issued { dialect: app.dialect, access, issued_at: now, expires_in, refresh, id_token, requested, granted })
    }

    /// Tokens for what stands of the grant that a code gives, as they are given and as they are kept.
    async fn new_tokens(
        &self,
        app: &App,
        code: &Code,
        standing: &Standing,
        now: UnixSeconds,
    ) -> Result<(Token, Option<Token>, NewTokens), Refusal> {
        let lifetimes = self.lifetimes_of(app);
        let refresh = (self.rules)(app.dialect).renews(&standing.scopes).then(|| self.mint());
        let access_ends_at = now.saturating_add(lifetimes.access);
        // Without renewal the grant is as long as its one access token.
        let grant_ends_at = if refresh.is_some() { now.saturating_add(lifetimes.refresh_absolute) } else { access_ends_at };
        let idle_until = now.saturating_add(lifetimes.refresh_idle).min(grant_ends_at);
        let carries = Carries {
            person: Some(&code.person),
            authentication: Some(&code.authentication),
            scopes: &standing.scopes,
            resources: &standing.resources,
            issued_at: now,
            ends_at: access_ends_at.min(grant_ends_at),
        };
        let access = self.access_token(app, &carries).await?;
        let kept = NewTokens {
            access: access.digest(),
            access_ends_at: carries.ends_at,
            resources: standing.resources.clone(),
            grant: identifier::<16>(self.entropy.as_ref()),
            grant_ends_at,
            refresh: refresh.as_ref().map(|token| (token.digest(), idle_until)),
        };
        Ok((access, refresh, kept))
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

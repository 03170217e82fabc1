//! An app gets a token of its own (RFC 6749 §4.4): it acts for itself, and nobody has to agree.

use countersign_wire::app::AppKind;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;

use super::access_token::Carries;
use super::parameters::Parameters;
use super::{Issued, Issuing, Refusal, resource};
use crate::store::rows::{App, NewMachineToken};
use crate::usage::Event;

impl Issuing {
    /// Issues a token to `app` itself: no refresh token, as it can ask again (§4.4.3), and no ID token, as there is nobody.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn client_credentials(&self, app: &App, parameters: &Parameters) -> Result<Issued, Refusal> {
        if app.kind != AppKind::Machine {
            let text = "This client acts for people. Only an app that was made to act for itself gets a token of its own.";
            return Err(Refusal::of(OAuthErrorCode::UnauthorizedClient, text));
        }
        let granted = scopes(app, parameters)?;
        let resources = resource::asked(&app.settings.tokens.resources, &self.issuer, parameters)?;
        let issued_at = self.now();
        let lifetime = self.lifetimes_of(app).access;
        let ends_at = issued_at.saturating_add(lifetime);
        let carries = Carries { person: None, authentication: None, scopes: &granted, resources: &resources, issued_at, ends_at };
        let access = self.access_token(app, &carries).await?;
        let kept = NewMachineToken {
            client_id: app.client_id.clone(),
            access: access.digest(),
            scopes: granted.clone(),
            resources,
            issued_at,
            ends_at,
        };
        if !self.store.add_machine_token(kept).await? {
            return Err(Refusal::Client { description: "The client is no longer there." });
        }
        self.usage.count(&app.client_id, Event::Token, "");
        Ok(Issued {
            dialect: app.dialect,
            access,
            issued_at,
            expires_in: lifetime,
            refresh: None,
            id_token: None,
            requested: granted.clone(),
            granted,
        })
    }
}

/// What it asks for among its own; all of them where it names none.
fn scopes(app: &App, parameters: &Parameters) -> Result<ScopeSet, Refusal> {
    let Some(asked) = parameters.get("scope") else { return Ok(app.scopes.clone()) };
    let refused = Refusal::of(OAuthErrorCode::InvalidScope, "The client may not ask for one of these scopes.");
    let asked = ScopeSet::parse(asked).map_err(|_| refused.clone())?;
    if asked.is_within(&app.scopes) { Ok(asked) } else { Err(refused) }
}

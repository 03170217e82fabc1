//! What a token opens, told to a program (RFC 7662).
//!
//! Told is only to whom it concerns: an app inspects its own tokens, and a program that acts for itself inspects the
//! access tokens for a resource that it is registered with. Everybody else, and every token that is not good at this
//! moment, gets the same answer. Each token has a `jti` to be told apart by, in a log for instance: a signed one its own, an
//! opaque one its [name](Token::name).

use countersign_wire::app::AppKind;
use countersign_wire::oauth_error::OAuthErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::parameters::Parameters;
use super::{Issuing, Refusal};
use crate::jws::Jws;
use crate::store::rows::{App, Inspected, TokenKind};
use crate::token::Token;

impl Issuing {
    /// What `app` learns of a token. A hint of its kind is not needed to find it.
    ///
    /// # Errors
    /// [`Refusal`], where the app is one that proves nothing, or names no token.
    pub async fn inspect(&self, app: &App, parameters: &Parameters) -> Result<Value, Refusal> {
        if app.is_public() {
            return Err(Refusal::Client { description: "Only a client that proves who it is may inspect tokens." });
        }
        let token = parameters.get("token").ok_or(Refusal::of(OAuthErrorCode::InvalidRequest, "token is missing."))?;
        let token = Token::presented(token);
        let found = self.store.inspect(token.digest(), self.now()).await?.filter(|found| concerns(found, app));
        Ok(found.map_or_else(|| json!({ "active": false }), |found| self.told(&found, &token)))
    }

    fn told(&self, found: &Inspected, token: &Token) -> Value {
        let mut told = json!({
            "active": true,
            "iss": self.issuer,
            "client_id": found.client_id,
            "sub": found.person.as_ref().map_or(&found.client_id, |(id, _)| id),
            "scope": found.scopes.to_wire(),
            "iat": found.issued_at,
            "exp": found.ends_at,
            "jti": id_of(token),
        });
        if let Some((_, email)) = &found.person {
            told["username"] = json!(email);
        }
        if found.kind == TokenKind::Access {
            told["token_type"] = json!("Bearer");
            told["aud"] = match found.resources.as_slice() {
                [] => json!(self.issuer),
                [one] => json!(one),
                several => json!(several),
            };
        }
        told
    }
}

/// Whether an app may know of a token.
fn concerns(found: &Inspected, app: &App) -> bool {
    let own = &app.settings.tokens.resources;
    let serves = app.kind == AppKind::Machine && found.resources.iter().any(|resource| own.contains(resource));
    found.client_id == app.client_id || (serves && found.kind == TokenKind::Access)
}

/// The id that a signed token has, which is this service's own word: the token was found by the hash of all of it. What is
/// not signed says nothing by itself.
fn id_of(token: &Token) -> String {
    #[derive(Deserialize)]
    struct Named {
        jti: String,
    }
    let named = Jws::read(token.expose()).and_then(|jws| jws.unproven::<Named>());
    named.map_or_else(|| token.name(), |named| named.jti)
}

//! The form of an access token: 256 random bits, or a JWT that others can read (RFC 9068). Of both the hash is kept, so
//! that both are revoked and inspected alike.

use countersign_wire::UnixSeconds;
use countersign_wire::app::AccessTokenFormat;
use countersign_wire::scope::ScopeSet;
use serde_json::{Map, Value, json};

use super::{Issuing, Refusal};
use crate::id_token::of_sign_in;
use crate::store::rows::{App, Authentication};
use crate::token::{Token, identifier};

/// The type in the header of a signed access token (RFC 9068 §2.1).
pub const ACCESS_TOKEN: &str = "at+jwt";

/// What an access token is for.
pub(super) struct Carries<'a> {
    /// Who it speaks for; absent where the app acts for itself.
    pub(super) person: Option<&'a str>,
    /// How and when they showed who they are.
    pub(super) authentication: Option<&'a Authentication>,
    /// What it may do.
    pub(super) scopes: &'a ScopeSet,
    /// The resources it is for.
    pub(super) resources: &'a [String],
    /// When it is issued.
    pub(super) issued_at: UnixSeconds,
    /// When it ends.
    pub(super) ends_at: UnixSeconds,
}

impl Issuing {
    /// A new access token of an app, in the form that the app has. The documented dialects have none but the opaque one.
    pub(super) async fn access_token(&self, app: &App, carries: &Carries<'_>) -> Result<Token, Refusal> {
        let rules = (self.rules)(app.dialect);
        if !rules.open_id || app.settings.tokens.access_token_format == AccessTokenFormat::Opaque {
            return Ok(Token::mint_as(rules.access_form, self.entropy.as_ref()));
        }
        let claims = self.claims(app, carries);
        let signed = self.keys.sign(app.settings.openid.id_token_alg, ACCESS_TOKEN, &claims).await?;
        Ok(Token::presented(&signed))
    }

    fn claims(&self, app: &App, carries: &Carries<'_>) -> Value {
        let mut claims: Map<String, Value> =
            carries.authentication.into_iter().flat_map(of_sign_in).map(|(name, value)| (name.to_owned(), value)).collect();
        let audience = match carries.resources {
            [] => json!(self.issuer),
            [one] => json!(one),
            several => json!(several),
        };
        for (name, value) in [
            ("iss", json!(self.issuer)),
            ("sub", json!(carries.person.unwrap_or(&app.client_id))),
            ("aud", audience),
            ("iat", json!(carries.issued_at)),
            ("exp", json!(carries.ends_at)),
            ("jti", json!(identifier::<16>(self.entropy.as_ref()))),
            ("client_id", json!(app.client_id)),
            ("scope", json!(carries.scopes.to_wire())),
        ] {
            claims.insert(name.to_owned(), value);
        }
        Value::Object(claims)
    }
}

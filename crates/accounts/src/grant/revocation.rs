//! A token is ended by the app that holds it (RFC 7009).

use countersign_wire::oauth_error::OAuthErrorCode;

use super::parameters::Parameters;
use super::{Issuing, Refusal};
use crate::audit::{Deed, Entry};
use crate::store::rows::App;
use crate::token::Token;

impl Issuing {
    /// Ends a token of `app`. One that is not there, or is another app's, changes nothing and is no error
    /// (RFC 7009 §2.2): the answer tells nobody which tokens exist. A hint is not needed to find it.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn end(&self, app: &App, parameters: &Parameters, address: std::net::IpAddr) -> Result<(), Refusal> {
        let token = parameters.get("token").ok_or(Refusal::of(OAuthErrorCode::InvalidRequest, "token is missing."))?;
        let entry = Entry::of(Deed::TokenRevoked, self.now()).about(&app.client_id).from(address);
        self.store.revoke(Token::presented(token).digest(), &app.client_id, entry).await?;
        Ok(())
    }
}

//! What is asked of a service with a token: user information, the administration of its apps (RFC 6750 §2.1, RFC 9449 §7).
//!
//! The token travels in `Authorization` and nowhere else, under the scheme that it was given for. One that is bound to a key
//! goes with a proof for this very request; where the service wants its nonce in it, the request goes once more. Another
//! program of the person can have the headers of one request, and the key stays here.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, StatusCode};

use crate::challenge;
use crate::core::Core;
use crate::http::{Answer, Ask, HttpError, host_of, is_secure_or_loopback, shown};
use crate::proof::{self, DPOP};
use crate::secret::Secret;
use crate::session::AccessToken;

/// How long a token has to be good for that somebody is about to use.
const ENOUGH: Duration = Duration::from_secs(60);

/// The headers by which one request carries a session's token. They are good for a minute or so.
#[derive(Debug)]
pub struct RequestHeaders {
    /// `Authorization`.
    pub authorization: Secret,
    /// `DPoP`, where the token is bound to a key (RFC 9449 §4).
    pub proof: Option<Secret>,
    /// Where the request goes, if that is neither the provider's own nor a resource that the tokens are for (C13).
    pub elsewhere: Option<String>,
}

/// A request that another program is about to make.
#[derive(Clone, Copy, Debug)]
pub struct RequestToCarry<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// Where it goes.
    pub url: &'a str,
    /// What the service wanted in the proof when it refused one without (RFC 9449 §9).
    pub nonce: Option<&'a str>,
}

impl Core {
    /// The headers for a request of another program.
    pub(crate) async fn headers_for(self: &Arc<Self>, id: &str, request: RequestToCarry<'_>) -> Result<RequestHeaders, UserError> {
        let invalid = |field: &str, message: String| UserError::new(ErrorCode::InvalidInput, message).about(field);
        let method = Method::from_bytes(request.method.as_bytes());
        let method = method.map_err(|_| invalid("method", format!("“{}” is no method of HTTP, such as GET.", shown(request.method))))?;
        if !is_secure_or_loopback(request.url) {
            return Err(invalid("url", HttpError::NotAllowed(shown(request.url)).to_string()));
        }
        if request.nonce.is_some_and(|nonce| !proof::is_nonce(nonce)) {
            return Err(invalid("nonce", "A nonce is what the header DPoP-Nonce of the refusal says, without spaces and quotes.".into()));
        }
        let token = self.fresh_token(id, ENOUGH).await?;
        let by = (self.clock.as_ref(), self.entropy.as_ref());
        let prove = |key: &proof::ProofKey| key.prove((&method, request.url), Some(&token.token), request.nonce, by);
        let proof = token.key.as_ref().map(prove).transpose()?;
        let authorization = Secret::new(format!("{} {}", token.token_type, token.token.expose()));
        Ok(RequestHeaders { authorization, proof, elsewhere: self.elsewhere(id, request.url).await? })
    }

    /// The host of an address that a session's token is not known to be for.
    async fn elsewhere(&self, id: &str, address: &str) -> Result<Option<String>, UserError> {
        let provider = self.provider_of(&self.load_account(id).await?).await.ok();
        let origin = |address: &str| reqwest::Url::parse(address).ok().map(|url| url.origin());
        let wanted = origin(address);
        let is_known = provider.is_some_and(|provider| provider.known_addresses().any(|known| origin(known) == wanted));
        Ok((!is_known).then(|| host_of(address)))
    }

    /// Asks with a token.
    pub(crate) async fn ask_with(&self, token: &AccessToken, ask: Ask<'_>) -> Result<Answer, HttpError> {
        let first = self.nonces.of(ask.url);
        let (answer, given) = self.ask_with_nonce(token, ask.clone(), first.as_deref()).await?;
        let wants_nonce = answer.status == StatusCode::UNAUTHORIZED && challenge::wants_nonce(&answer.headers);
        match given {
            Some(nonce) if wants_nonce && token.key.is_some() && Some(&nonce) != first.as_ref() => {
                self.ask_with_nonce(token, ask, Some(&nonce)).await.map(|(answer, _)| answer)
            }
            _ => Ok(answer),
        }
    }

    /// The answer, and the nonce that came with it.
    async fn ask_with_nonce(&self, token: &AccessToken, ask: Ask<'_>, nonce: Option<&str>) -> Result<(Answer, Option<String>), HttpError> {
        let url = ask.url;
        let ask = self.borne(token, ask, nonce)?;
        let answer = self.http.send(ask).await?;
        let given = self.nonces.learn(url, &answer.headers);
        Ok((answer, given))
    }

    /// The request with the token in its header, and the proof beside it.
    fn borne<'a>(&self, token: &AccessToken, mut ask: Ask<'a>, nonce: Option<&str>) -> Result<Ask<'a>, HttpError> {
        // What fits into no header was never granted; see `token`.
        let unsendable = |_| HttpError::NotAllowed(host_of(ask.url));
        let text = zeroize::Zeroizing::new(format!("{} {}", token.token_type, token.token.expose()));
        let mut value = HeaderValue::from_str(&text).map_err(unsendable)?;
        value.set_sensitive(true);
        ask.headers.insert(AUTHORIZATION, value);
        if let Some(key) = &token.key {
            let by = (self.clock.as_ref(), self.entropy.as_ref());
            let proof = key.prove((&ask.method, ask.url), Some(&token.token), nonce, by);
            let header = proof.and_then(|proof| proof::header(&proof));
            ask.headers.insert(DPOP, header.map_err(|_| HttpError::Unproved(host_of(ask.url)))?);
        }
        Ok(ask)
    }
}

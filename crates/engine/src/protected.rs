//! What is asked of a service with a token: user information, the administration of its apps (RFC 6750 §2.1, RFC 9449 §7).
//!
//! The token travels in `Authorization` and nowhere else, under the scheme that it was given for. One that is bound to a key
//! goes with a proof for this very request; where the service wants its nonce in it, the request goes once more.

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use crate::challenge;
use crate::core::Core;
use crate::http::{Answer, Ask, HttpError, host_of};
use crate::proof::{self, DPOP};
use crate::session::AccessToken;

impl Core {
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

//! What the app says to the service itself, without the browser between them: a form to the token, pushed request, device or
//! revocation endpoint, with who the app is, and with a proof of possession where there is a key.
//!
//! A service that wants a nonce in the proof refuses the request, and gets it once more: it did nothing with the first one
//! (RFC 9449 §8), so this sends no code twice that somebody could have used (C12). Each try proves itself anew.

mod body;

use countersign_wire::error::{ErrorCode, UserError};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Deserialize;

use crate::client_authentication::ClientAuthenticationError;
use crate::core::Core;
use crate::http::{Answer, Ask, HttpError};
use crate::proof::{self, DPOP, ProofKey};
use crate::provider::Provider;
use crate::provider::quirks::BodyEncoding;
use crate::secret::Secret;
use crate::signing_key::KeyError;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BackChannelError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Client(#[from] ClientAuthenticationError),
    #[error("The key of this session cannot be used. {0} If it stays so, sign in again.")]
    Key(#[from] KeyError),
    /// A nonce that is refused as soon as it was given.
    #[error(
        "{0} asked for a nonce in the proof, got it, and asked again. Nothing was granted. Try again, or tell whoever runs the service."
    )]
    NonceRefused(String),
}

impl BackChannelError {
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Http(error) => error.code(),
            Self::Client(_) => ErrorCode::InvalidInput,
            Self::Key(_) => ErrorCode::Internal,
            Self::NonceRefused(_) => ErrorCode::BadAnswer,
        }
    }
}

impl From<BackChannelError> for UserError {
    fn from(error: BackChannelError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// A member of a request; its value may be a secret.
pub(crate) type Member = (String, Secret);

/// A request to be.
pub(crate) struct Request<'a> {
    provider: &'a Provider,
    endpoint: &'a str,
    members: Vec<Member>,
    key: Option<&'a ProofKey>,
    /// Whether `client_id` is a parameter of its own here, whatever else names the app.
    names_client: bool,
    encoding: BodyEncoding,
}

impl<'a> Request<'a> {
    /// To an endpoint of a service. A `client_id` among the members gives way to what proves it; where there is none, that
    /// comes last.
    pub(crate) fn new(provider: &'a Provider, endpoint: &'a str, members: Vec<Member>) -> Self {
        Self { provider, endpoint, members, key: None, names_client: false, encoding: BodyEncoding::Form }
    }

    /// With `client_id` as a member in any case, as an authorization request has it (RFC 9126 §2.1).
    pub(crate) fn naming_the_client(self) -> Self {
        Self { names_client: true, ..self }
    }

    /// With its body as this service reads it.
    pub(crate) fn written_as(self, encoding: BodyEncoding) -> Self {
        Self { encoding, ..self }
    }

    /// With a proof of possession.
    pub(crate) fn proved_by(self, key: Option<&'a ProofKey>) -> Self {
        Self { key, ..self }
    }

    /// The body, with what proves who the app is in its place.
    fn body(&self, credentials: &[(&'static str, Secret)]) -> Vec<u8> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let at = self.members.iter().position(|(name, _)| name == "client_id").unwrap_or(self.members.len());
        let (before, after) = self.members.split_at(at);
        form.extend_pairs(before.iter().map(|(name, value)| (name, value.expose())));
        if self.names_client && credentials.is_empty() {
            form.append_pair("client_id", &self.provider.client_id);
        }
        form.extend_pairs(credentials.iter().map(|(name, value)| (name, value.expose())));
        form.extend_pairs(after.iter().skip(1).map(|(name, value)| (name, value.expose())));
        form.finish().into_bytes()
    }
}

impl Core {
    /// Asks the service, at most twice: once more where it wants its nonce in the proof.
    pub(crate) async fn ask_service(&self, request: &Request<'_>) -> Result<Answer, BackChannelError> {
        let first = self.nonces.of(request.endpoint);
        let (answer, given) = self.ask_once(request, first.as_deref()).await?;
        if request.key.is_none() || !wants_nonce(&answer) {
            return Ok(answer);
        }
        // Without a new nonce the same request would be refused the same way.
        let refused = || BackChannelError::NonceRefused(crate::http::host_of(request.endpoint));
        let nonce = given.filter(|given| Some(given) != first.as_ref()).ok_or_else(refused)?;
        let (answer, _) = self.ask_once(request, Some(&nonce)).await?;
        if wants_nonce(&answer) { Err(refused()) } else { Ok(answer) }
    }

    /// The answer, and the nonce that came with it.
    async fn ask_once(&self, request: &Request<'_>, nonce: Option<&str>) -> Result<(Answer, Option<String>), BackChannelError> {
        let ask = self.made(request, nonce)?;
        let answer = self.http.send(ask).await?;
        let given = self.nonces.learn(request.endpoint, &answer.headers);
        Ok((answer, given))
    }

    fn made<'a>(&self, request: &Request<'a>, nonce: Option<&str>) -> Result<Ask<'a>, BackChannelError> {
        let by = (self.clock.as_ref(), self.entropy.as_ref());
        let credentials = request.provider.credentials(by.0, by.1)?;
        let body = request.body(&credentials.members);
        let mut headers = credentials.headers;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let body = body::written(request.encoding, body, &mut headers);
        if let Some(key) = request.key {
            let proof = key.prove((&Method::POST, request.endpoint), None, nonce, by)?;
            headers.insert(DPOP, proof::header(&proof)?);
        }
        Ok(Ask::post(request.endpoint, headers, body).within(&request.provider.reach()))
    }
}

/// The one member of a refusal that is read here.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// RFC 9449 §8.
fn wants_nonce(answer: &Answer) -> bool {
    matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
        && serde_json::from_slice::<Refusal>(&answer.body).is_ok_and(|refusal| refusal.error == "use_dpop_nonce")
}

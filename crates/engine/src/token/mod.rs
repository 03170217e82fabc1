//! What is said at the token endpoint: a code or a refresh token for an access token, and its end (RFC 6749 §4.1.3, §6; RFC 7009).
//!
//! The `oauth2` crate builds the requests and reads the answers; its generic client is made at the call. Its own token
//! type is too strict for real services, so the answer is read by [`answer::TokenAnswer`], which knows what deviates, and
//! an error by [`error_answer::ErrorAnswer`].

mod answer;
mod device;
mod error_answer;
mod reading;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::scope::ScopeSet;
use countersign_wire::trace::TraceStep;
use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardRevocableToken, TokenUrl,
};

use crate::back_channel::{BackChannelError, Request};
use crate::core::Core;
use crate::granted::{Granted, Renewed, Successor};
use crate::http::{Answer, HttpError, host_of, shown};
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::provider::quirks::{BodyEncoding, Quirks};
use crate::recording;
use crate::secret::Secret;
use answer::{Next, TokenAnswer, Unacceptable};
use error_answer::ErrorAnswer;
pub(crate) use reading::read_answer;
use reading::{Arrived, Taken};

/// The crate's client with this project's answers.
type Spoken = oauth2::Client<
    ErrorAnswer,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    /// No answer, or none that can be read.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The request could not be made, or not as the service wants it.
    #[error(transparent)]
    BackChannel(BackChannelError),
    /// RFC 6749 §5.2.
    #[error("{}", refusal(.host, .code, .description.as_deref()))]
    Refused {
        /// Who.
        host: String,
        /// `error`; empty where there is only a description.
        code: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// An error without a reason.
    #[error(
        "{host} refused with status {status} and gives no reason that the standard knows. Check the provider's addresses, client id and secret."
    )]
    Unexplained {
        /// Who.
        host: String,
        /// The status.
        status: u16,
    },
    /// A success that cannot be used.
    #[error("{host} answered, and {what}")]
    Unacceptable {
        /// Who.
        host: String,
        /// What is wrong with it.
        what: Unacceptable,
    },
    /// An address of the provider that does not read; it was checked when it was added.
    #[error("An address of this provider cannot be used: “{0}”. Remove the provider, and add it again.")]
    Address(String),
}

fn refusal(host: &str, code: &str, description: Option<&str>) -> String {
    let said = match (code, description) {
        ("", Some(description)) => description.to_owned(),
        (code, Some(description)) => format!("{code}: {description}"),
        (code, None) => code.to_owned(),
    };
    format!("{host} refused ({said}).{}", advice(code))
}

/// What to do about a code; nothing where the reason has to be enough.
pub(crate) fn advice(code: &str) -> &'static str {
    match code {
        "invalid_client" => " Check the client id, and its secret or key.",
        "invalid_dpop_proof" => " Check the clock of this computer, and try again.",
        // RFC 8707 §2.
        "invalid_target" => " It gives no tokens for the resources of this provider. Add the provider again with others, or without.",
        _ => "",
    }
}

impl TokenError {
    /// Whether the service may have done its part without our learning of it (S5).
    pub(crate) fn is_lost_answer(&self) -> bool {
        matches!(self, Self::Http(HttpError::Lost(_) | HttpError::TimedOut(_) | HttpError::NotJson(_)))
    }

    /// The grant itself is dead: an old or used code, a refresh token that was ended. Some services have words of
    /// their own for it.
    pub(crate) fn is_dead_grant(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.as_str(), "invalid_grant" | "invalid_code" | "expired_code" | "expired_token"))
    }

    /// Seconds for which the service wants to be left alone, where it says so.
    pub(crate) fn asks_to_wait(&self) -> Option<u32> {
        match self {
            Self::Http(HttpError::Busy { retry_after, .. }) => *retry_after,
            _ => None,
        }
    }

    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Http(error) => error.code(),
            Self::BackChannel(error) => error.code(),
            Self::Refused { .. } | Self::Unexplained { .. } => ErrorCode::Refused,
            Self::Unacceptable { .. } => ErrorCode::BadAnswer,
            Self::Address(_) => ErrorCode::InvalidInput,
        }
    }
}

impl From<TokenError> for UserError {
    fn from(error: TokenError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<BackChannelError> for TokenError {
    fn from(error: BackChannelError) -> Self {
        match error {
            BackChannelError::Http(error) => Self::Http(error),
            error => Self::BackChannel(error),
        }
    }
}

/// Where the browser is sent (RFC 6749 §4.1.1), PKCE always with S256 (RFC 9700 §2.1.1). `more` are parameters beside those of a sign-in.
pub(crate) fn authorize_url(
    provider: &Provider,
    redirect_uri: &str,
    state: &Secret,
    verifier: &Secret,
    scopes: &ScopeSet,
    more: &[(&'static str, String)],
) -> Result<String, TokenError> {
    let client = spoken(provider)?;
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.expose().to_owned()));
    let state = CsrfToken::new(state.expose().to_owned());
    let request = client
        .authorize_url(|| state)
        .add_scopes(scopes.iter().map(|scope| Scope::new(scope.as_str().to_owned())))
        .set_pkce_challenge(challenge)
        .set_redirect_uri(Cow::Owned(redirect_url(redirect_uri)?));
    let request = more.iter().fold(request, |request, (name, value)| {
        let usual = provider.quirks.authorization_parameters.get(*name);
        request.add_extra_param(*name, usual.map_or_else(|| value.clone(), |usual| together(name, usual, value)))
    });
    let usual = provider.quirks.authorization_parameters.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let request = usual.fold(request, |request, (name, value)| request.add_extra_param(name.clone(), value.clone()));
    let request = provider.resources.iter().fold(request, |request, resource| request.add_extra_param("resource", resource.clone()));
    Ok(request.url().0.into())
}

/// What the preset always says and what this sign-in says besides: `prompt` is a list (OpenID Connect Core §3.1.2.1), of anything
/// else the sign-in's own word counts.
fn together(name: &str, usual: &str, now: &str) -> String {
    let alone = name != "prompt" || now == "none" || now.split(' ').any(|word| word == usual);
    if alone { now.to_owned() } else { format!("{now} {usual}") }
}

/// A code for a token, bound to the key where there is one. It is sent once; the caller drops it, whatever comes back (C12).
pub(crate) async fn exchange(
    core: &Arc<Core>,
    provider: &Provider,
    code: Secret,
    verifier: &Secret,
    redirect_uri: &str,
    key: Option<&ProofKey>,
) -> Result<Granted, TokenError> {
    let client = spoken(provider)?;
    let line = Line::to(core, provider, key, Door::of_codes(provider));
    let speak = |request| line.speak(request);
    let request = client
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect_url(redirect_uri)?));
    let request = provider.resources.iter().fold(request, |request, resource| request.add_extra_param("resource", resource));
    let answer = request.request_async(&speak).await;
    line.read(answer)
}

/// A refresh token for a new access token, by the key that the session began with. Of an answer that cannot be accepted the next
/// refresh token is given all the same, with the reason. No `scope`: one server narrows the grant
/// by it for good, another refuses the list it gave itself.
pub(crate) async fn renew(
    core: &Arc<Core>,
    provider: &Provider,
    refresh_token: &Secret,
    key: Option<&ProofKey>,
) -> Result<Renewed, TokenError> {
    let client = spoken(provider)?;
    let line = Line::to(core, provider, key, Door::of_refresh_tokens(provider));
    let speak = |request| line.speak(request);
    let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
    let request = client.exchange_refresh_token(&refresh_token);
    let request = provider.resources.iter().fold(request, |request, resource| request.add_extra_param("resource", resource));
    let answer = request.request_async(&speak).await;
    line.read_renewal(answer)
}

/// Ends a token at the service (RFC 7009). The crate does this over https only; a service on this computer has none.
pub(crate) async fn revoke(core: &Core, provider: &Provider, endpoint: &str, token: &Secret, hint: &str) -> Result<(), TokenError> {
    let members = vec![("token".to_owned(), token.clone()), ("token_type_hint".to_owned(), Secret::new(hint))];
    let answer = core.ask_service(&Request::new(provider, endpoint, members)).await?;
    if answer.status.is_success() { Ok(()) } else { Err(refused(provider, endpoint, &answer)) }
}

/// What an endpoint's refusal says (RFC 6749 §5.2).
pub(crate) fn refused(provider: &Provider, endpoint: &str, answer: &Answer) -> TokenError {
    let host = host_of(endpoint);
    match serde_json::from_slice::<ErrorAnswer>(&answer.body) {
        Ok(error) => refusal_of(host, answer.status.as_u16(), &error, &provider.quirks),
        Err(_) => TokenError::Unexplained { host, status: answer.status.as_u16() },
    }
}

fn redirect_url(text: &str) -> Result<RedirectUrl, TokenError> {
    RedirectUrl::new(text.to_owned()).map_err(|_| TokenError::Address(shown(text)))
}

/// Made at the call and never stored. It knows the client's id alone: what proves it is put into the request where that is sent.
fn spoken(provider: &Provider) -> Result<Spoken, TokenError> {
    let auth = AuthUrl::new(provider.authorization_endpoint.clone());
    let auth = auth.map_err(|_| TokenError::Address(shown(&provider.authorization_endpoint)))?;
    let token = TokenUrl::new(provider.token_endpoint.clone()).map_err(|_| TokenError::Address(shown(&provider.token_endpoint)))?;
    let client = oauth2::Client::new(ClientId::new(provider.client_id.clone())).set_auth_uri(auth).set_token_uri(token);
    Ok(client.set_auth_type(AuthType::RequestBody))
}

/// Where a token request goes, and how its body is written there.
#[derive(Clone)]
struct Door {
    endpoint: String,
    encoding: BodyEncoding,
}

impl Door {
    fn of_codes(provider: &Provider) -> Self {
        Self { endpoint: provider.token_endpoint.clone(), encoding: provider.quirks.token_encoding }
    }

    /// Some services take refresh tokens elsewhere, or otherwise.
    fn of_refresh_tokens(provider: &Provider) -> Self {
        let endpoint = provider.renewal_endpoint.as_ref().unwrap_or(&provider.token_endpoint);
        Self { endpoint: endpoint.clone(), encoding: provider.quirks.renewal_encoding.unwrap_or(provider.quirks.token_encoding) }
    }
}

/// The way of the crate's requests to the service, which remembers for the crate what it throws away. It owns what it
/// needs: the crate's bounds hide from the compiler that a future which borrows may go to another thread.
#[derive(Clone)]
struct Line {
    core: Arc<Core>,
    provider: Arc<Provider>,
    key: Option<ProofKey>,
    door: Door,
    status: Arc<AtomicU16>,
    /// Whether JSON came that called itself something else.
    mislabelled: Arc<AtomicBool>,
}

impl Line {
    fn to(core: &Arc<Core>, provider: &Provider, key: Option<&ProofKey>, door: Door) -> Self {
        let (core, provider, key) = (Arc::clone(core), Arc::new(provider.clone()), key.cloned());
        Self { core, provider, key, door, status: Arc::default(), mislabelled: Arc::default() }
    }

    fn speak(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, BackChannelError>> + Send + use<> {
        let line = self.clone();
        async move { line.ask(&request).await }
    }

    async fn ask(&self, request: &HttpRequest) -> Result<HttpResponse, BackChannelError> {
        let members = form_urlencoded::parse(request.body());
        let members = members.map(|(name, value)| (name.into_owned(), Secret::new(value))).collect();
        let request = Request::new(&self.provider, &self.door.endpoint, members);
        let request = request.proved_by(self.key.as_ref()).written_as(self.door.encoding);
        let answer = self.core.ask_service(&request).await?;
        let (arrived, response) = reading::arrived(answer, &self.door.endpoint);
        self.status.store(arrived.status, Ordering::Relaxed);
        self.mislabelled.store(arrived.mislabelled, Ordering::Relaxed);
        Ok(response?)
    }

    /// Reads the answer to a refresh token: what follows that one is not lost with an answer that cannot be accepted.
    fn read_renewal(&self, answer: Taken) -> Result<Renewed, TokenError> {
        let next = answer.as_ref().ok().and_then(TokenAnswer::next);
        match (self.read(answer), next) {
            (Err(why @ TokenError::Unacceptable { .. }), Some(next)) => {
                let Next { refresh_token, access_token, id_token } = next;
                Ok(Renewed::Successor(Successor { refresh_token, access_token, id_token, why: why.into() }))
            }
            (read, _) => read.map(|granted| Renewed::Tokens(Box::new(granted))),
        }
    }

    fn read(&self, answer: Taken) -> Result<Granted, TokenError> {
        let (status, mislabelled) = (self.status.load(Ordering::Relaxed), self.mislabelled.load(Ordering::Relaxed));
        let granted = reading::granted(&self.provider, self.key.as_ref(), Arrived { status, mislabelled }, &self.door.endpoint, answer)?;
        recording::step(TraceStep::Exchanged);
        Ok(granted)
    }
}

/// A refusal with its reason, or one without.
fn refusal_of(host: String, status: u16, error: &ErrorAnswer, quirks: &Quirks) -> TokenError {
    let (code, description) = (error.code(quirks), error.description(quirks));
    if code.is_empty() && description.is_none() {
        return TokenError::Unexplained { host, status };
    }
    TokenError::Refused { host, code, description }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c2_the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }
}

//! What is said at the token endpoint: a code or a refresh token for an access token, and its end (RFC 6749 §4.1.3, §6; RFC 7009).
//!
//! The `oauth2` crate builds the requests and reads the answers; its generic client is made at the call. Its own token
//! type is too strict for real services, so the answer is read by [`answer::TokenAnswer`], which knows what deviates.

mod answer;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::scope::ScopeSet;
use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::granted::Granted;
use crate::http::{Ask, Http, HttpError, shown};
use crate::provider::Provider;
use crate::provider::catalog::ClientAuthentication;
use crate::secret::Secret;
use answer::{ErrorAnswer, TokenAnswer, Unacceptable};

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
    let advice = if code == "invalid_client" { " Check the client id and the secret." } else { "" };
    format!("{host} refused ({said}).{advice}")
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
    let request = more.iter().fold(request, |request, (name, value)| request.add_extra_param(*name, value));
    Ok(request.url().0.into())
}

/// A code for a token. It is sent once; the caller drops it, whatever comes back (C12).
pub(crate) async fn exchange(
    http: &Http,
    provider: &Provider,
    code: Secret,
    verifier: &Secret,
    redirect_uri: &str,
) -> Result<Granted, TokenError> {
    let client = spoken(provider)?;
    let line = Line::to(http, provider);
    let speak = |request| line.speak(request);
    let request = client
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect_url(redirect_uri)?));
    let answer = request.request_async(&speak).await;
    line.read(provider, answer)
}

/// A refresh token for a new access token. No `scope`: one server narrows the grant by it for good, another refuses
/// the list it gave itself.
pub(crate) async fn renew(http: &Http, provider: &Provider, refresh_token: &Secret) -> Result<Granted, TokenError> {
    let client = spoken(provider)?;
    let line = Line::to(http, provider);
    let speak = |request| line.speak(request);
    let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
    let answer = client.exchange_refresh_token(&refresh_token).request_async(&speak).await;
    line.read(provider, answer)
}

/// Ends a token at the service (RFC 7009). The crate does this over https only; a service on this computer has none.
pub(crate) async fn revoke(http: &Http, provider: &Provider, endpoint: &str, token: &Secret, hint: &str) -> Result<(), TokenError> {
    let host = host_of(endpoint);
    let (headers, body) = revocation(provider, token, hint).ok_or_else(|| TokenError::Address(shown(&provider.client_id)))?;
    let answer = http.send(Ask::post(endpoint, headers, body)).await?;
    if answer.status.is_success() {
        return Ok(());
    }
    match serde_json::from_slice::<ErrorAnswer>(&answer.body) {
        Ok(error) => Err(TokenError::Refused { host, code: error.code(), description: error.description() }),
        Err(_) => Err(TokenError::Unexplained { host, status: answer.status.as_u16() }),
    }
}

fn revocation(provider: &Provider, token: &Secret, hint: &str) -> Option<(HeaderMap, Vec<u8>)> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose()).append_pair("token_type_hint", hint);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    match (&provider.client_secret, provider.client_authentication) {
        (Some(secret), ClientAuthentication::Basic) => {
            headers.insert(AUTHORIZATION, basic(&provider.client_id, secret)?);
        }
        (secret, _) => {
            form.append_pair("client_id", &provider.client_id);
            if let Some(secret) = secret {
                form.append_pair("client_secret", secret.expose());
            }
        }
    }
    Some((headers, form.finish().into_bytes()))
}

/// RFC 6749 §2.3.1. Only what must be is encoded, as some services do not decode: `A-Za-z0-9-._*` stay.
fn basic(client_id: &str, secret: &Secret) -> Option<HeaderValue> {
    use base64::Engine as _;
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = zeroize::Zeroizing::new(format!("{}:{}", encode(client_id), encode(secret.expose())));
    let mut value = HeaderValue::from_str(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn host_of(endpoint: &str) -> String {
    url::Url::parse(endpoint).map(|url| crate::http::authority(&url)).unwrap_or_default()
}

fn redirect_url(text: &str) -> Result<RedirectUrl, TokenError> {
    RedirectUrl::new(text.to_owned()).map_err(|_| TokenError::Address(shown(text)))
}

/// Made at the call and never stored: it would be a second place that holds a secret.
fn spoken(provider: &Provider) -> Result<Spoken, TokenError> {
    let auth = AuthUrl::new(provider.authorization_endpoint.clone());
    let auth = auth.map_err(|_| TokenError::Address(shown(&provider.authorization_endpoint)))?;
    let token = TokenUrl::new(provider.token_endpoint.clone()).map_err(|_| TokenError::Address(shown(&provider.token_endpoint)))?;
    let mut client = oauth2::Client::new(ClientId::new(provider.client_id.clone())).set_auth_uri(auth).set_token_uri(token);
    if let Some(secret) = &provider.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
    }
    Ok(client.set_auth_type(match provider.client_authentication {
        ClientAuthentication::Basic => AuthType::BasicAuth,
        ClientAuthentication::Body => AuthType::RequestBody,
    }))
}

/// The way of the crate's requests through the one client, which remembers the status for what the crate throws away.
struct Line {
    http: Http,
    host: String,
    endpoint: String,
    status: Arc<AtomicU16>,
}

impl Line {
    fn to(http: &Http, provider: &Provider) -> Self {
        Self {
            http: http.clone(),
            host: host_of(&provider.token_endpoint),
            endpoint: provider.token_endpoint.clone(),
            status: Arc::default(),
        }
    }

    fn speak(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, HttpError>> + Send + use<> {
        let (http, endpoint, host, status) = (self.http.clone(), self.endpoint.clone(), self.host.clone(), Arc::clone(&self.status));
        async move {
            let (parts, body) = request.into_parts();
            let mut headers = parts.headers;
            if let Some(value) = headers.get_mut(AUTHORIZATION) {
                value.set_sensitive(true);
            }
            let answer = http.send(Ask::post(&endpoint, headers, body)).await?;
            status.store(answer.status.as_u16(), Ordering::Relaxed);
            // The crate stops at the end of the first value; a page behind it would pass.
            let says_json = !answer.headers.contains_key(CONTENT_TYPE) || answer.is_json();
            let is_json = says_json && serde_json::from_slice::<serde::de::IgnoredAny>(&answer.body).is_ok();
            if answer.status == reqwest::StatusCode::OK && !is_json {
                return Err(HttpError::NotJson(host));
            }
            let mut response = HttpResponse::new(answer.body);
            *response.status_mut() = answer.status;
            Ok(response)
        }
    }

    fn read(
        self,
        provider: &Provider,
        answer: Result<TokenAnswer, RequestTokenError<HttpError, ErrorAnswer>>,
    ) -> Result<Granted, TokenError> {
        let (host, status) = (self.host, self.status.load(Ordering::Relaxed));
        match answer {
            Ok(answer) => answer.accept(provider.tolerates).map_err(|what| TokenError::Unacceptable { host, what }),
            Err(RequestTokenError::Request(error)) => Err(error.into()),
            // Only a refusal says that something was refused: the same words with a 201 are somebody's mistake.
            Err(RequestTokenError::ServerResponse(error)) if status >= 400 => {
                Err(TokenError::Refused { host, code: error.code(), description: error.description() })
            }
            // The crate's own words may quote the body, and with it a token: only the place is told.
            Err(RequestTokenError::Parse(error, _)) if status == 200 => {
                Err(TokenError::Unacceptable { host, what: Unacceptable::Shape(shown(&error.path().to_string())) })
            }
            Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
                Err(TokenError::Unexplained { host, status })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;

    #[test]
    fn c2_the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }

    #[test]
    fn c11_a_secret_with_colons_is_one_secret() {
        let value = basic("a b", &Secret::new("1bc8::")).unwrap();
        let text = value.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
        let pair = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        assert_eq!(String::from_utf8(pair).unwrap(), "a+b:1bc8%3A%3A");
    }
}

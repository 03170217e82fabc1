//! What is said to the product APIs' gateway, and what it answers.

use std::collections::BTreeMap;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use super::ApiKey;
use crate::http::{Answer, Ask, Http, HttpError, Reach, authority, shown};
use crate::provider::ProductApis;
use crate::secret::Secret;

/// Longest life of a token that is believed; it is renewed long before.
const LONGEST: i64 = 30 * 24 * 3600;
/// Most APIs that are listed.
const MOST_APIS: usize = 100;

/// Why there is no authorization for product APIs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProductError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("“{0}” has no product APIs that this program knows of.")]
    NotOffered(String),
    /// INB-15; nothing is asked then.
    #[error("This session may not use the product APIs: it takes one of the scopes {needed}. Sign in again and ask for it.")]
    NoScope { needed: String },
    #[error("The product APIs of “{0}” want an API key besides. Enter one first.")]
    NoKey(String),
    /// The gateway says the same of all.
    #[error(
        "{0} refused. It does not say why: the API key or its secret is wrong or switched off, or the session has ended. Check the key, or sign in again."
    )]
    Denied(String),
    #[error("{host} refused with status {status}: {said}")]
    Refused { host: String, status: u16, said: String },
    #[error("{host} answered, and its answer has no usable {what}. Ask whoever runs it.")]
    Shape { host: String, what: &'static str },
}

impl From<ProductError> for UserError {
    fn from(error: ProductError) -> Self {
        let code = match &error {
            ProductError::Http(error) => error.code(),
            ProductError::NoKey(_) => ErrorCode::InvalidInput,
            ProductError::NoScope { .. } => ErrorCode::Forbidden,
            ProductError::NotOffered(_) | ProductError::Denied(_) | ProductError::Refused { .. } => ErrorCode::Refused,
            ProductError::Shape { .. } => ErrorCode::BadAnswer,
        };
        let told = Self::new(code, error.to_string());
        if matches!(error, ProductError::NoKey(_)) { told.about("api_key") } else { told }
    }
}

/// A token for the product APIs, as it was given.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) token: Secret,
    pub(super) expires_at: UnixSeconds,
    /// With the first one only.
    pub(super) apis: Option<BTreeMap<String, String>>,
}

/// The gateway of one service, with one key.
pub(super) struct Gateway<'a> {
    pub(super) http: &'a Http,
    pub(super) reach: Reach,
    pub(super) apis: &'a ProductApis,
    pub(super) key: &'a ApiKey,
    pub(super) now: UnixSeconds,
}

#[derive(Deserialize)]
struct GivenAnswer {
    #[serde(rename = "accessToken", default)]
    access_token: Option<String>,
    #[serde(default)]
    expiration: Value,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    apis: Option<BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
struct ErrorAnswer {
    error: ErrorBody,
}

#[derive(Deserialize)]
struct ErrorBody {
    #[serde(default)]
    message: Option<String>,
}

impl Gateway<'_> {
    /// The person's token and the key for a token of the product APIs (INB-14).
    pub(super) async fn authorize(&self, person: &Secret) -> Result<Given, ProductError> {
        let mut headers = self.headers()?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let name = HeaderName::from_bytes(self.apis.token_header.as_bytes()).map_err(|_| self.shape("header name"))?;
        let bearer = zeroize::Zeroizing::new(format!("Bearer {}", person.expose()));
        headers.insert(name, self.sensitive(&bearer)?);
        let body = serde_json::json!({ "secret": self.key.secret.expose() }).to_string().into_bytes();
        let url = self.apis.url(&self.apis.authorization);
        self.given(&self.http.send(Ask::post(&url, headers, body).within(&self.reach)).await?)
    }

    /// A younger token for one that still works.
    pub(super) async fn renew(&self, token: &Secret) -> Result<Given, ProductError> {
        let url = self.apis.url(&self.apis.renewal);
        self.given(&self.http.send(Ask::post(&url, self.headers()?, Vec::new()).bearer(token).within(&self.reach)).await?)
    }

    /// Which APIs there are just now. Their addresses may change, so they are asked for each time.
    pub(super) async fn catalog(&self, token: &Secret) -> Result<BTreeMap<String, String>, ProductError> {
        let url = self.apis.url(&self.apis.catalog);
        let mut ask = Ask::get(&url).bearer(token).within(&self.reach);
        ask.headers = self.headers()?;
        let said: GivenAnswer = self.read(&self.http.send(ask).await?)?;
        self.addresses(said.apis.ok_or_else(|| self.shape("list of APIs"))?)
    }

    fn host(&self) -> String {
        url::Url::parse(&self.apis.base_url).map(|url| authority(&url)).unwrap_or_default()
    }

    fn shape(&self, what: &'static str) -> ProductError {
        ProductError::Shape { host: self.host(), what }
    }

    fn sensitive(&self, text: &str) -> Result<HeaderValue, ProductError> {
        let mut value = HeaderValue::from_str(text).map_err(|_| self.shape("token for a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn headers(&self) -> Result<HeaderMap, ProductError> {
        let name = HeaderName::from_bytes(self.apis.key_header.as_bytes()).map_err(|_| self.shape("header name"))?;
        Ok(HeaderMap::from_iter([(name, self.sensitive(&self.key.key)?)]))
    }

    fn given(&self, answer: &Answer) -> Result<Given, ProductError> {
        let said: GivenAnswer = self.read(answer)?;
        let token = said.access_token.filter(|token| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
        let token = Secret::new(token.ok_or_else(|| self.shape("token"))?);
        // `expires_in` first: it does not depend on whose clock is right.
        let lifetime = seconds(&said.expires_in).or_else(|| seconds(&said.expiration).map(|at| at.saturating_sub(self.now)));
        let lifetime = lifetime.filter(|lifetime| *lifetime > 0).ok_or_else(|| self.shape("end of the token's life"))?;
        let apis = said.apis.map(|apis| self.addresses(apis)).transpose()?;
        Ok(Given { token, expires_at: self.now.saturating_add(lifetime.min(LONGEST)), apis })
    }

    fn read<T: serde::de::DeserializeOwned>(&self, answer: &Answer) -> Result<T, ProductError> {
        let host = self.host();
        if answer.status.is_success() {
            return serde_json::from_slice(&answer.body).map_err(|_| self.shape("JSON"));
        }
        let said = serde_json::from_slice::<ErrorAnswer>(&answer.body).ok().and_then(|said| said.error.message);
        match said.map(|said| shown(&said)).filter(|said| !said.is_empty()) {
            Some(said) => Err(ProductError::Refused { host, status: answer.status.as_u16(), said }),
            None if matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(ProductError::Denied(host)),
            None => {
                Err(ProductError::Refused { host, status: answer.status.as_u16(), said: "no reason that this program can read".into() })
            }
        }
    }

    /// Only addresses that a token may be sent to are told.
    fn addresses(&self, apis: BTreeMap<String, Value>) -> Result<BTreeMap<String, String>, ProductError> {
        let read = |(name, address): (String, Value)| match address {
            Value::String(address) if crate::http::is_secure_or_loopback(&address) => Ok((shown(&name), address)),
            _ => Err(self.shape("address of an API")),
        };
        apis.into_iter().take(MOST_APIS).map(read).collect()
    }
}

/// Whole seconds, as a number or as a text.
fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

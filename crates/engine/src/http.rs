//! The one HTTP client: no redirects, ten seconds in all, small bodies, no cookies, the platform's trust roots.
//!
//! Secrets travel in `Authorization` or in a body, never in an address (RFC 6750 §5.3), and only to an endpoint
//! that was pinned beforehand: as no redirect is followed, no header can wander to another host (C10, C13).

use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, StatusCode, Url};

use crate::secret::Secret;

/// Largest body that is read where nobody asks for more (C10).
const LARGEST_BODY: usize = 64 * 1024;
/// The whole of an exchange, from the connection to the last byte (C10).
const IN_ALL: Duration = Duration::from_secs(10);

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    proxied: Client,
    /// For this computer: a proxy must never see what is said to a loopback address.
    direct: Client,
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpError {
    /// The address may not be asked.
    #[error("“{0}” is not asked: only https addresses are, and http on this computer.")]
    NotAllowed(String),
    /// No connection: the request did not leave.
    #[error("{0} cannot be reached. Check your connection and the address, and try again.")]
    Unreachable(String),
    /// The request may have arrived, and its answer did not, or not whole.
    #[error("{0} broke off its answer. Try again.")]
    Lost(String),
    /// Ten seconds were not enough.
    #[error("{0} did not answer within ten seconds. Try again in a moment.")]
    TimedOut(String),
    /// More than anybody needs to say here.
    #[error("{host} answered with more than {} KiB, which is not read. Check the address.", largest / 1024)]
    TooLarge {
        /// Who.
        host: String,
        /// What would have been read.
        largest: usize,
    },
    /// 3xx.
    #[error("{0} answered with a redirect to another address. It is not followed, as it could carry secrets away. Check the address.")]
    Redirected(String),
    /// 429 or 5xx.
    #[error("{host} asks to wait ({status}). Try again {}.", when(*.retry_after))]
    Busy {
        /// Who.
        host: String,
        /// The status.
        status: u16,
        /// Seconds, where it says so.
        retry_after: Option<u32>,
    },
    /// A 200 that is no JSON: a page, a half answer, a byte order mark.
    #[error("{0} answered with something that is not JSON. Check that its address is the right one.")]
    NotJson(String),
    /// The proof that the request needs could not be made.
    #[error("{0} was not asked, as the key of this session cannot be used. Sign in again.")]
    Unproved(String),
}

fn when(seconds: Option<u32>) -> String {
    seconds.map_or_else(|| "in a moment".to_owned(), |seconds| format!("in {seconds} s"))
}

impl HttpError {
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::NotAllowed(_) => ErrorCode::InvalidInput,
            Self::Unreachable(_) | Self::Lost(_) | Self::TimedOut(_) => ErrorCode::Network,
            Self::TooLarge { .. } | Self::Redirected(_) | Self::NotJson(_) => ErrorCode::BadAnswer,
            Self::Busy { .. } => ErrorCode::Busy,
            Self::Unproved(_) => ErrorCode::SignInAgain,
        }
    }
}

impl From<HttpError> for UserError {
    fn from(error: HttpError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// A request to be.
#[derive(Clone)]
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) url: &'a str,
    /// A token that is no session's: those go by [`crate::protected`].
    pub(crate) bearer: Option<&'a Secret>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Largest body of an answer that is read.
    pub(crate) largest: usize,
}

impl<'a> Ask<'a> {
    pub(crate) fn get(url: &'a str) -> Self {
        Self { method: Method::GET, url, bearer: None, headers: HeaderMap::new(), body: Vec::new(), largest: LARGEST_BODY }
    }

    pub(crate) fn post(url: &'a str, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { method: Method::POST, headers, body, ..Self::get(url) }
    }

    pub(crate) fn bearer(mut self, token: &'a Secret) -> Self {
        self.bearer = Some(token);
        self
    }
}

impl Http {
    /// The client.
    pub(crate) fn new() -> Result<Self, UserError> {
        let failed = |error: reqwest::Error| {
            UserError::new(ErrorCode::Internal, format!("The network part could not start ({error}). Start again."))
        };
        Ok(Self { proxied: builder().build().map_err(failed)?, direct: builder().no_proxy().build().map_err(failed)? })
    }

    /// The client for an address: past any proxy where that is this computer.
    pub(crate) fn client_for(&self, url: &Url) -> &Client {
        if is_loopback(url) { &self.direct } else { &self.proxied }
    }

    /// Asks once, and reads the answer whole.
    pub(crate) async fn send(&self, ask: Ask<'_>) -> Result<Answer, HttpError> {
        let url = Url::parse(ask.url).ok().filter(|_| is_secure_or_loopback(ask.url));
        let url = url.ok_or_else(|| HttpError::NotAllowed(shown(ask.url)))?;
        let host = authority(&url);
        let client = self.client_for(&url);
        let mut headers = ask.headers;
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(token) = ask.bearer {
            let text = zeroize::Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::from_str(&text).map_err(|_| HttpError::NotAllowed(host.clone()))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let request = client.request(ask.method, url).headers(headers).body(ask.body);
        let mut response = request.send().await.map_err(|error| told(&error, &host))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| told(&error, &host))? {
            if body.len() + chunk.len() > ask.largest {
                return Err(HttpError::TooLarge { host, largest: ask.largest });
            }
            body.extend_from_slice(&chunk);
        }
        let answer = Answer { status: response.status(), headers: std::mem::take(response.headers_mut()), body };
        answer.usable(host)
    }
}

impl Answer {
    /// What no caller can do anything with is an error for all of them.
    fn usable(self, host: String) -> Result<Self, HttpError> {
        if self.status.is_redirection() {
            return Err(HttpError::Redirected(host));
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS || self.status.is_server_error() {
            return Err(HttpError::Busy { host, status: self.status.as_u16(), retry_after: seconds_to_wait(&self.headers) });
        }
        Ok(self)
    }

    /// The media type, without parameters.
    pub(crate) fn is_json(&self) -> bool {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
    }

    /// The body of a success as JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, url: &str) -> Result<T, HttpError> {
        let host = || Url::parse(url).map_or_else(|_| "The service".to_owned(), |url| authority(&url));
        if !self.is_json() {
            return Err(HttpError::NotJson(host()));
        }
        serde_json::from_slice(&self.body).map_err(|_| HttpError::NotJson(host()))
    }
}

/// `Retry-After`, as seconds or as a date (RFC 9110 §10.2.3). A date is held against the server's own, whatever the time is here.
fn seconds_to_wait(headers: &HeaderMap) -> Option<u32> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let date = |text| httpdate::parse_http_date(text).ok();
    let asked = text(RETRY_AFTER)?;
    asked.parse().ok().or_else(|| {
        let wait = date(asked)?.duration_since(date(text(DATE)?)?).unwrap_or_default();
        u32::try_from(wait.as_secs()).ok()
    })
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(IN_ALL)
        .referer(false)
        // A code or a refresh token must not leave twice on the library's own account (C12).
        .retry(reqwest::retry::never())
        .user_agent(concat!("Countersign/", env!("CARGO_PKG_VERSION")))
}

fn told(error: &reqwest::Error, host: &str) -> HttpError {
    let host = host.to_owned();
    if error.is_timeout() {
        HttpError::TimedOut(host)
    } else if error.is_connect() {
        HttpError::Unreachable(host)
    } else {
        HttpError::Lost(host)
    }
}

/// Host and port, as a person would write them.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The same of an address.
pub(crate) fn host_of(address: &str) -> String {
    Url::parse(address).map(|url| authority(&url)).unwrap_or_default()
}

/// A text of somebody else's, fit to stand in a message.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    clean.trim().to_owned()
}

/// Whether an address may be asked or opened: https, or plain http on this computer (W2, C9).
pub(crate) fn is_secure_or_loopback(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| match url.scheme() {
        "https" => url.host_str().is_some_and(|host| !host.is_empty()),
        "http" => is_loopback(&url),
        _ => false,
    })
}

/// Whether the host is this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_plain_http_is_for_this_computer_only() {
        for good in ["https://a.example/x", "http://127.0.0.1:1/", "http://[::1]/", "http://localhost:8080/"] {
            assert!(is_secure_or_loopback(good), "{good}");
        }
        for bad in ["http://a.example/", "http://127.0.0.1.a.example/", "http://192.168.1.1/", "ftp://127.0.0.1/", "x:/", ""] {
            assert!(!is_secure_or_loopback(bad), "{bad}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date_of_the_servers_own() {
        let wait = |pairs: &[(reqwest::header::HeaderName, &'static str)]| {
            seconds_to_wait(&pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect())
        };
        let (at, later) = ("Thu, 01 Jan 1970 00:10:00 GMT", "Thu, 01 Jan 1970 00:12:00 GMT");
        assert_eq!(wait(&[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(wait(&[(DATE, at), (RETRY_AFTER, later)]), Some(120));
        assert_eq!(wait(&[(DATE, later), (RETRY_AFTER, at)]), Some(0));
        for useless in [&[(RETRY_AFTER, later)][..], &[(RETRY_AFTER, "-1")], &[(RETRY_AFTER, "soon"), (DATE, at)], &[]] {
            assert_eq!(wait(useless), None, "{useless:?}");
        }
    }

    #[test]
    fn a_text_of_a_service_is_shown_without_control_characters_and_not_at_any_length() {
        assert_eq!(shown("a\u{1b}[31m\nb"), "a[31mb");
        assert_eq!(shown(&"x".repeat(1000)).len(), 200);
    }
}

//! The one HTTP client: no redirects, ten seconds in all, small bodies, no cookies, TLS 1.2 or newer, the platform's trust roots
//! and whatever CA a person added for a service, and no switch that turns any of it off (N1).
//!
//! Secrets travel in `Authorization` or in a body, never in an address (RFC 6750 §5.3), and only to an endpoint
//! that was pinned beforehand: as no redirect is followed, no header can wander to another host (C10, C13).
//!
//! * [`reach`]: which addresses may be asked for a service, and who vouches for it (N2).
//! * [`names`]: from a name to addresses that may be connected to.
//! * [`clients`]: the clients, one for each reach; proxies. [`failure`] says why a request came to nothing.

mod clients;
pub(crate) mod failure;
pub(crate) mod names;
pub(crate) mod reach;

use std::net::IpAddr;
use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, StatusCode, Url};

use crate::recording;
use crate::secret::Secret;
pub(crate) use crate::words::{authority, shown};
use clients::Clients;
use failure::told;
use names::Names;
pub(crate) use reach::Reach;

/// Largest body that is read where nobody asks for more (C10).
const LARGEST_BODY: usize = 64 * 1024;
/// What is told where nobody at all is trusted.
const NO_ROOTS: &str = "the certificates that this computer trusts could not be read";

/// The client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Http(Arc<Clients>);

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
    /// N1.
    #[error("{host} was not asked: {why}.")]
    NotTrusted {
        /// Who.
        host: String,
        /// What is wrong with who answers.
        why: &'static str,
    },
    /// N1, where an added CA may be what is missing.
    #[error(
        "{0} was not asked: nobody whom this computer trusts issued its certificate. If it is your organisation's own, have its CA certificate added to those that your system trusts, or add the provider with that certificate (`countersign providers add` takes it as a file)."
    )]
    UnknownIssuer(String),
    /// N2.
    #[error(
        "{0} was not asked: it is on this computer or in a private network, and only a document named it. If you trust it, add the provider with that address yourself."
    )]
    Inside(String),
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
            Self::Unreachable(_) | Self::Lost(_) | Self::TimedOut(_) | Self::NotTrusted { .. } | Self::UnknownIssuer(_) => {
                ErrorCode::Network
            }
            Self::TooLarge { .. } | Self::Redirected(_) | Self::NotJson(_) | Self::Inside(_) => ErrorCode::BadAnswer,
            Self::Busy { .. } => ErrorCode::Busy,
            Self::Unproved(_) => ErrorCode::SignInAgain,
        }
    }

    /// The same for the record of a sign-in, in which nothing stands that came from outside.
    fn word(&self) -> &'static str {
        match self {
            Self::NotAllowed(_) | Self::Inside(_) => "not allowed",
            Self::Unreachable(_) => "unreachable",
            Self::Lost(_) => "broken off",
            Self::TimedOut(_) => "timed out",
            Self::TooLarge { .. } => "too large",
            Self::NotTrusted { .. } | Self::UnknownIssuer(_) => "not trusted",
            Self::Redirected(_) => "redirected",
            Self::Busy { .. } => "busy",
            Self::NotJson(_) => "not JSON",
            Self::Unproved(_) => "no proof",
        }
    }
}

impl From<HttpError> for UserError {
    fn from(error: HttpError) -> Self {
        let told = Self::new(error.code(), error.to_string());
        if matches!(error, HttpError::UnknownIssuer(_)) { told.about("ca_file") } else { told }
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
    /// Where it may go; unless somebody says more, to the public network.
    pub(crate) reach: Reach,
}

impl<'a> Ask<'a> {
    pub(crate) fn get(url: &'a str) -> Self {
        Self {
            method: Method::GET,
            url,
            bearer: None,
            headers: HeaderMap::new(),
            body: Vec::new(),
            largest: LARGEST_BODY,
            reach: Reach::default(),
        }
    }

    pub(crate) fn post(url: &'a str, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { method: Method::POST, headers, body, ..Self::get(url) }
    }

    /// Where it may go.
    pub(crate) fn within(self, reach: &Reach) -> Self {
        Self { reach: reach.clone(), ..self }
    }

    pub(crate) fn bearer(mut self, token: &'a Secret) -> Self {
        self.bearer = Some(token);
        self
    }
}

impl Http {
    /// The client. Nothing is read yet: not the system's roots, not who its proxies are.
    pub(crate) fn new(names: Arc<dyn Names>) -> Self {
        Self(Arc::new(Clients::new(names)))
    }

    /// One whose clients end with it, for a look at an address that may never be asked again.
    pub(crate) fn for_one_look(&self) -> Self {
        Self::new(Arc::clone(&self.0.names))
    }

    /// How many clients are kept.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.0.kept()
    }

    /// Whether a client can be made that reaches so far: whether the added certificates can be used.
    pub(crate) fn can_reach(&self, reach: &Reach) -> bool {
        Url::parse("https://localhost").is_ok_and(|url| self.0.of(reach, &url).is_ok())
    }

    /// The client for an address, where that may be asked at all.
    pub(crate) fn client_for(&self, reach: &Reach, url: &Url) -> Result<Client, HttpError> {
        if !reach.allows_as_written(url) {
            return Err(HttpError::Inside(authority(url)));
        }
        // Its certificates were tried when they were added; the system's own roots may be away.
        self.0.of(reach, url).map_err(|_| HttpError::NotTrusted { host: authority(url), why: NO_ROOTS })
    }

    /// The proxy by which an address is asked, as a person would write it; never what it is told to prove itself by.
    pub(crate) fn proxy_for(&self, url: &Url) -> Option<String> {
        self.0.proxy_for(url)
    }

    /// The addresses of a name.
    pub(crate) async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        self.0.names.addresses(name.to_owned()).await
    }

    /// Asks once, and reads the answer whole.
    pub(crate) async fn send(&self, mut ask: Ask<'_>) -> Result<Answer, HttpError> {
        let url = Url::parse(ask.url).ok().filter(may_be_asked);
        let url = url.ok_or_else(|| HttpError::NotAllowed(shown(ask.url)))?;
        let host = authority(&url);
        ask.headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(token) = ask.bearer {
            let text = zeroize::Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::from_str(&text).map_err(|_| HttpError::NotAllowed(host.clone()))?;
            value.set_sensitive(true);
            ask.headers.insert(AUTHORIZATION, value);
        }
        let noted = recording::sending(&ask.method, &url, &ask.headers, &ask.body);
        let answer = self.exchange(ask, url, &host).await;
        if let Some(noted) = noted {
            match &answer {
                Ok(answer) => noted.answered(answer.status.as_u16(), &answer.body),
                Err(error) => noted.failed(error.word()),
            }
        }
        answer?.usable(host)
    }

    async fn exchange(&self, ask: Ask<'_>, url: Url, host: &str) -> Result<Answer, HttpError> {
        let request = self.client_for(&ask.reach, &url)?.request(ask.method, url).headers(ask.headers).body(ask.body);
        let mut response = request.send().await.map_err(|error| told(&error, host))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| told(&error, host))? {
            if body.len() + chunk.len() > ask.largest {
                return Err(HttpError::TooLarge { host: host.to_owned(), largest: ask.largest });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status: response.status(), headers: std::mem::take(response.headers_mut()), body })
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

/// Host and port of an address.
pub(crate) fn host_of(address: &str) -> String {
    Url::parse(address).map(|url| authority(&url)).unwrap_or_default()
}

/// Whether an address may be asked or opened: https, or plain http on this computer (W2, C9).
pub(crate) fn is_secure_or_loopback(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| may_be_asked(&url))
}

fn may_be_asked(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host_str().is_some_and(|host| !host.is_empty()),
        "http" => is_loopback(url),
        _ => false,
    }
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
}

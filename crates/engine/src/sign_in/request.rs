//! How the authorization request reaches the service: by the browser, or left at the service beforehand (RFC 9126), so that
//! the browser carries only its name and nobody on the way can read or change it.
//!
//! A service that requires the latter gets nothing else. Where it only offers it and cannot just now, the request goes by the
//! browser, and that is told: PKCE and `state` protect it there as everywhere else.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::trace::TraceStep;
use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::back_channel::{BackChannelError, Member, Request};
use crate::core::Core;
use crate::http::{HttpError, host_of};
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::recording;
use crate::secret::Secret;
use crate::token::{self, TokenError};

/// Longer names of a request would not fit into every address.
const LONGEST_NAME: usize = 2048;
/// A browser that opens by itself is there sooner; a person who copies the address may not be.
const SHORT: u64 = 30;

/// Why a request was not left at the service.
#[derive(Debug, thiserror::Error)]
pub(super) enum PushError {
    #[error(transparent)]
    BackChannel(#[from] BackChannelError),
    /// The endpoint that the metadata names is not there.
    #[error("{host} has nothing at the address where requests are to be left ({status}). Tell whoever runs the service.")]
    Absent { host: String, status: u16 },
    #[error(transparent)]
    Refused(TokenError),
    /// RFC 9126 §2.2.
    #[error(
        "{host} answered to the request that was left there with status {status} instead of 201, so nobody knows whether it was kept. Tell whoever runs the service."
    )]
    NotCreated { host: String, status: u16 },
    #[error("{host} took the request, and its answer {what}. The sign-in was not started. Tell whoever runs the service.")]
    Answer { host: String, what: &'static str },
}

impl From<PushError> for UserError {
    fn from(error: PushError) -> Self {
        let code = match &error {
            PushError::BackChannel(error) => error.code(),
            PushError::Refused(error) => error.code(),
            PushError::Absent { .. } | PushError::NotCreated { .. } | PushError::Answer { .. } => ErrorCode::BadAnswer,
        };
        Self::new(code, error.to_string())
    }
}

impl PushError {
    /// Whether the request may go by the browser instead: the service has the endpoint and cannot use it just now, or takes
    /// no public app there. What it refuses otherwise it would refuse the browser as well, and what it answers wrongly it may
    /// have kept.
    fn is_no_verdict(&self, provider: &Provider) -> bool {
        match self {
            Self::BackChannel(BackChannelError::Http(error)) => {
                matches!(error, HttpError::Unreachable(_) | HttpError::Lost(_) | HttpError::TimedOut(_) | HttpError::Busy { .. })
            }
            Self::Absent { .. } => true,
            Self::Refused(TokenError::Refused { code, .. }) => {
                provider.is_public() && matches!(code.as_str(), "invalid_client" | "unauthorized_client")
            }
            _ => false,
        }
    }
}

/// A request on its way.
pub(super) struct Carried {
    /// Where the browser goes.
    pub(super) authorize_url: String,
    /// The whole request, where the browser carries only its name.
    pub(super) pushed: Option<String>,
    /// What the person should know.
    pub(super) warnings: Vec<String>,
}

impl Core {
    /// Leaves the request at the service where that takes it. `whole` is what the browser would carry otherwise.
    pub(super) async fn carry(&self, provider: &Provider, whole: String, key: Option<&ProofKey>) -> Result<Carried, PushError> {
        let Some(endpoint) = &provider.can.pushed_authorization_request_endpoint else {
            return Ok(Carried { authorize_url: whole, pushed: None, warnings: Vec::new() });
        };
        match self.push(provider, endpoint, &whole, key).await {
            Ok((name, lifetime)) => {
                recording::step(TraceStep::Pushed);
                let authorize_url = with(&provider.authorization_endpoint, &[("client_id", &provider.client_id), ("request_uri", &name)]);
                let warnings = (lifetime < SHORT).then(|| {
                    format!(
                        "The page of {} has to be opened within {lifetime} s. If it says that the request is over, open it again from here.",
                        provider.host()
                    )
                });
                Ok(Carried { authorize_url, pushed: Some(whole), warnings: warnings.into_iter().collect() })
            }
            Err(why) if why.is_no_verdict(provider) && !provider.can.requires_pushed_requests => {
                let warning = format!("The request went with the browser, as it could not be left at the service beforehand. {why}");
                tracing::warn!(%why, "a request was not pushed");
                Ok(Carried { authorize_url: whole, pushed: None, warnings: vec![warning] })
            }
            Err(why) => Err(why),
        }
    }

    /// Gives what the request is called there, and for how many seconds.
    async fn push(&self, provider: &Provider, endpoint: &str, whole: &str, key: Option<&ProofKey>) -> Result<(String, u64), PushError> {
        let host = host_of(endpoint);
        let request = Request::new(provider, endpoint, parameters(provider, whole)).naming_the_client().proved_by(key);
        let answer = self.ask_service(&request).await?;
        match answer.status {
            StatusCode::CREATED => {}
            status @ (StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => {
                return Err(PushError::Absent { host, status: status.as_u16() });
            }
            status if status.is_success() => return Err(PushError::NotCreated { host, status: status.as_u16() }),
            _ => return Err(PushError::Refused(token::refused(provider, endpoint, &answer))),
        }
        let wrong = |what| PushError::Answer { host: host.clone(), what };
        let created: Option<Map<String, Value>> = answer.is_json().then(|| serde_json::from_slice(&answer.body).ok()).flatten();
        let created = created.ok_or_else(|| wrong("is not the JSON that it has to be"))?;
        let name = created
            .get("request_uri")
            .and_then(Value::as_str)
            .filter(|name| (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic()));
        let name = name.ok_or_else(|| wrong("names no request_uri that could be used"))?;
        match created.get("expires_in").and_then(Value::as_u64) {
            None => Err(wrong("does not say in whole seconds how long the request is kept (expires_in)")),
            Some(0) => Err(wrong("says that the request is over already (expires_in is 0)")),
            Some(lifetime) => Ok((name.to_owned(), lifetime)),
        }
    }
}

/// The parameters of a request that the browser would carry, without those of the endpoint's own address.
fn parameters(provider: &Provider, whole: &str) -> Vec<Member> {
    let pairs = |url: &str| url::Url::parse(url).map(|url| url.query_pairs().into_owned().collect::<Vec<_>>()).unwrap_or_default();
    let own = pairs(&provider.authorization_endpoint).len();
    pairs(whole).into_iter().skip(own).map(|(name, value)| (name, Secret::new(value))).collect()
}

fn with(address: &str, pairs: &[(&str, &str)]) -> String {
    countersign_wire::redirect_uri::with_query(address, pairs)
}

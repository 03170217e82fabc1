//! What an answer of a token endpoint comes to: a grant that may be used, or why there is none.

use countersign_wire::error::UserError;
use oauth2::{AuthorizationCode, HttpResponse, RequestTokenError};
use reqwest::header::CONTENT_TYPE;

use super::answer::{Terms, TokenAnswer, Unacceptable};
use super::error_answer::ErrorAnswer;
use super::{TokenError, refusal_of, spoken};
use crate::back_channel::BackChannelError;
use crate::granted::Granted;
use crate::http::{Answer, HttpError, host_of, shown};
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::provider::deviation::Deviation;

/// What the crate made of an answer.
pub(super) type Taken = Result<TokenAnswer, RequestTokenError<BackChannelError, ErrorAnswer>>;

/// What the crate throws away of an answer.
#[derive(Clone, Copy)]
pub(super) struct Arrived {
    pub(super) status: u16,
    /// Whether its JSON called itself something else.
    pub(super) mislabelled: bool,
}

/// An answer as the crate takes it, and what it throws away.
pub(super) fn arrived(answer: Answer, endpoint: &str) -> (Arrived, Result<HttpResponse, HttpError>) {
    let status = answer.status.as_u16();
    // The crate stops at the end of the first value; a page behind it would pass.
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&answer.body).is_ok();
    if answer.status == reqwest::StatusCode::OK && !is_json {
        return (Arrived { status, mislabelled: false }, Err(HttpError::NotJson(host_of(endpoint))));
    }
    let mislabelled = answer.headers.contains_key(CONTENT_TYPE) && !answer.is_json();
    let (code, mut response) = (answer.status, HttpResponse::new(answer.body));
    *response.status_mut() = code;
    (Arrived { status, mislabelled }, Ok(response))
}

/// What may be used of what the crate read.
pub(super) fn granted(
    provider: &Provider,
    key: Option<&ProofKey>,
    Arrived { status, mislabelled }: Arrived,
    endpoint: &str,
    answer: Taken,
) -> Result<Granted, TokenError> {
    let host = host_of(endpoint);
    let Provider { name, tolerates, quirks, .. } = provider;
    let terms = Terms { provider: name, tolerates, quirks, key };
    match answer {
        Ok(answer) => {
            if let Some(error) = answer.error_instead() {
                return Err(if tolerates.has(Deviation::ErrorWithSuccess) {
                    refusal_of(host, status, &error, quirks)
                } else {
                    TokenError::Unacceptable { host, what: Unacceptable::Deviation(Deviation::ErrorWithSuccess, name.clone()) }
                });
            }
            answer.accept(&terms, mislabelled).map_err(|what| TokenError::Unacceptable { host, what })
        }
        Err(RequestTokenError::Request(error)) => Err(error.into()),
        // Only a refusal says that something was refused: the same words with a 201 are somebody's mistake.
        Err(RequestTokenError::ServerResponse(error)) if status >= 400 => Err(refusal_of(host, status, &error, quirks)),
        // The crate's own words may quote the body, and with it a token: only the place is told.
        Err(RequestTokenError::Parse(error, _)) if status == 200 => {
            Err(TokenError::Unacceptable { host, what: Unacceptable::Shape(shown(&error.path().to_string())) })
        }
        Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
            Err(TokenError::Unexplained { host, status })
        }
    }
}

/// Reads what the token endpoint answered to a code, where somebody has the answer already.
pub(crate) fn read_answer(provider: &Provider, answer: Answer) -> Result<Granted, UserError> {
    let endpoint = &provider.token_endpoint;
    let (arrived, response) = arrived(answer, endpoint);
    let answer = |_| response.clone().map_err(BackChannelError::from);
    // The request is made as ever, and nobody gets it.
    let taken = spoken(provider)?.exchange_code(AuthorizationCode::new("code".to_owned())).request(&answer);
    Ok(granted(provider, None, arrived, endpoint, taken)?)
}

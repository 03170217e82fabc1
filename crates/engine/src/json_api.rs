//! What every call of a JSON API of a service goes through, with somebody's own token: the administration and the account API.
//!
//! An id is one segment of a path whatever is in it; an answer is bounded; a token that is refused before its time is renewed
//! once; and a refusal is told in the service's own words.

use std::sync::Arc;

use countersign_wire::app::{AdministrationCode as Why, AdministrationError, FieldProblem};
use countersign_wire::error::{ErrorCode, UserError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::challenge::StepUp;
use crate::core::Core;
use crate::http::{Answer, Ask, shown};
use crate::provider::Provider;
use crate::session::{AccessToken, Account};
use crate::unbroken::UntilShown;

/// 200 apps, each with 50 return addresses of 2 KiB, are a page that an administrator may ask for.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

/// What stands for itself in a segment of a path: ids are of letters, digits and hyphens, and so are the words of the API.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A request to the API, below its root.
pub(crate) struct Request {
    /// Whether an id in it cannot be anybody's: it would lead to another place of the API.
    leads_astray: bool,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    shown_once: bool,
}

impl Request {
    /// A request for what the segments name, one after the other: each is one segment of the path, whatever is in it.
    fn new(method: Method, segments: &[&str]) -> Self {
        let path = segments.iter().map(|segment| format!("/{}", utf8_percent_encode(segment, ESCAPED))).collect();
        // A URL takes dots for folders even where they are escaped (WHATWG URL, double-dot path segment).
        let leads_astray = segments.iter().any(|segment| matches!(*segment, "" | "." | ".."));
        Self { leads_astray, method, path, headers: HeaderMap::new(), body: Vec::new(), shown_once: false }
    }

    pub(crate) fn get(segments: &[&str]) -> Self {
        Self::new(Method::GET, segments)
    }

    pub(crate) fn post(segments: &[&str]) -> Self {
        Self::new(Method::POST, segments)
    }

    /// A part of it is changed (RFC 5789).
    pub(crate) fn patch(segments: &[&str]) -> Self {
        Self::new(Method::PATCH, segments)
    }

    pub(crate) fn put(segments: &[&str]) -> Self {
        Self::new(Method::PUT, segments)
    }

    pub(crate) fn delete(segments: &[&str]) -> Self {
        Self::new(Method::DELETE, segments)
    }

    /// Asks with the fields of a plain struct as words of the query; one that is absent is not sent.
    pub(crate) fn asking(mut self, query: &impl Serialize) -> Result<Self, UserError> {
        let fields = serde_json::to_value(query).map_err(unwritable)?;
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.as_object().into_iter().flatten() {
            match value {
                serde_json::Value::Null => {}
                serde_json::Value::String(text) => drop(pairs.append_pair(name, text)),
                other => drop(pairs.append_pair(name, &other.to_string())),
            }
        }
        let query = pairs.finish();
        if !query.is_empty() {
            self.path.push('?');
            self.path.push_str(&query);
        }
        Ok(self)
    }

    /// Sends a value as JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> Result<Self, UserError> {
        let body = serde_json::to_vec(value).map_err(unwritable)?;
        Ok(self.body("application/json", body))
    }

    pub(crate) fn body(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.body = body;
        self.headed(CONTENT_TYPE, HeaderValue::from_static(media_type))
    }

    /// Wants the answer in something else than JSON.
    pub(crate) fn accepting(self, media_type: &'static str) -> Self {
        self.headed(ACCEPT, HeaderValue::from_static(media_type))
    }

    /// Only where it is at this version still (RFC 9110 §13.1.1).
    pub(crate) fn at_version(self, version: i64) -> Result<Self, UserError> {
        let tag = HeaderValue::from_str(&format!("\"{version}\"")).map_err(unwritable)?;
        Ok(self.headed(IF_MATCH, tag))
    }

    /// What it is answered nobody can ask for again.
    pub(crate) fn shown_once(mut self) -> Self {
        self.shown_once = true;
        self
    }

    fn headed(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

fn unwritable<E>(_: E) -> UserError {
    UserError::new(ErrorCode::Internal, "The request could not be written. Start again.")
}

impl Core {
    /// Asks below `root` with a good token of the account; once more after a renewal where the token is refused before its time.
    /// What is shown once comes with what keeps the process from ending before.
    pub(crate) async fn ask_json_api(
        self: &Arc<Self>,
        account: &Account,
        provider: &Provider,
        root: &str,
        request: &Request,
    ) -> Result<(Answer, Option<UntilShown>), UserError> {
        if request.leads_astray {
            return Err(UserError::new(ErrorCode::NotFound, "There is nothing with this id. Look at the list for those that there are."));
        }
        let url = format!("{}{}", root.trim_end_matches('/'), request.path);
        let token = self.own_access_token(&account.id).await?;
        let (answer, until_shown) = self.send_to_json_api(provider, &url, request, &token).await?;
        let may_renew = account.tokens().is_some_and(|tokens| tokens.refresh.is_some());
        if answer.status != StatusCode::UNAUTHORIZED || wants_a_fresh_sign_in(&answer).is_some() || !may_renew {
            return Ok((answer, until_shown));
        }
        self.renew(&account.id, Some(&token.token)).await?;
        self.send_to_json_api(provider, &url, request, &self.own_access_token(&account.id).await?).await
    }

    async fn send_to_json_api(
        &self,
        provider: &Provider,
        url: &str,
        request: &Request,
        token: &AccessToken,
    ) -> Result<(Answer, Option<UntilShown>), UserError> {
        let until_shown = request.shown_once.then(|| self.unbroken.begin_to_show()).transpose()?;
        let (method, headers, body) = (request.method.clone(), request.headers.clone(), request.body.clone());
        let ask = Ask { method, headers, body, largest: LARGEST_ANSWER, ..Ask::get(url) }.within(&provider.reach());
        let answer = self.ask_with(token, ask).await?;
        // A refusal shows nothing, and what is done about it may take the person minutes.
        let until_shown = until_shown.filter(|_| answer.status.is_success());
        Ok((answer, until_shown))
    }
}

/// What the service wants of the sign-in before it does what was asked.
pub(crate) fn wants_a_fresh_sign_in(answer: &Answer) -> Option<StepUp> {
    (answer.status == StatusCode::UNAUTHORIZED).then(|| StepUp::asked_by(&answer.headers)).flatten()
}

/// An answer that says that it was done; a refusal is an error in the service's own words.
pub(crate) fn done(answer: Answer) -> Result<Answer, UserError> {
    if answer.status.is_success() { Ok(answer) } else { Err(refusal(&answer)) }
}

/// What the service would refuse anyway is refused here, with the same words.
pub(crate) fn checked(problems: Vec<FieldProblem>) -> Result<(), UserError> {
    match problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(UserError::new(ErrorCode::InvalidInput, problem.message).about(&problem.field)),
    }
}

/// An answer that is one.
pub(crate) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, UserError> {
    let bad =
        |_| UserError::new(ErrorCode::BadAnswer, "The service answered in a way that cannot be read. Update this app or the service.");
    serde_json::from_slice(&answer.body).map_err(bad)
}

/// How many more problems of one request are told beside the first.
const MOST_PROBLEMS: usize = 10;

/// What the service gives as its reason, for the person who asked.
pub(crate) fn refusal(answer: &Answer) -> UserError {
    let said: Option<AdministrationError> = serde_json::from_slice(&answer.body).ok();
    let status = answer.status;
    let code = match (status, said.as_ref().and_then(|said| Why::parse(&said.code))) {
        (_, Some(Why::BuiltIn | Why::LastAdministrator | Why::NotEmpty | Why::Signs | Why::NoMail | Why::Disabled | Why::TooLate)) => {
            ErrorCode::Refused
        }
        (_, Some(Why::AlreadyExists)) => ErrorCode::AlreadyExists,
        (StatusCode::UNAUTHORIZED, _) => ErrorCode::SignInAgain,
        (StatusCode::FORBIDDEN, _) => ErrorCode::Forbidden,
        (StatusCode::NOT_FOUND, _) => ErrorCode::NotFound,
        (StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED, _) => ErrorCode::Conflict,
        (StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY, _) => ErrorCode::InvalidInput,
        _ => ErrorCode::Refused,
    };
    let Some(said) = said else {
        return UserError::new(
            code,
            format!(
                "The service refused (status {}) and gives no reason. Try again; if it stays so, ask whoever runs the service.",
                status.as_u16()
            ),
        );
    };
    // All of them at once, as far as a message goes. The error is about the field of the first; the others name theirs.
    let Some((first, others)) = said.problems.split_first() else { return UserError::new(code, shown(&said.message)) };
    let others = others.iter().take(MOST_PROBLEMS).map(|other| format!(" {}: {}", shown(&other.field), shown(&other.message)));
    UserError::new(code, std::iter::once(shown(&first.message)).chain(others).collect::<String>()).about(&first.field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_wire::app::{AppKind, AppQuery};

    #[test]
    fn an_id_is_one_segment_of_the_path_whatever_is_in_it() {
        assert_eq!(Request::get(&["apps", "../people?x#y", "redirect-uris"]).path, "/apps/%2E%2E%2Fpeople%3Fx%23y/redirect-uris");
        assert!([".", "..", ""].into_iter().all(|id| Request::delete(&["apps", id, "grants"]).leads_astray));
    }

    #[test]
    fn only_what_is_asked_for_is_in_the_query() {
        let query = AppQuery { search: Some("a b&c".into()), kind: Some(AppKind::Web), enabled: Some(false), ..AppQuery::default() };
        assert_eq!(Request::get(&["apps"]).asking(&query).unwrap().path, "/apps?enabled=false&kind=web&search=a+b%26c");
        assert_eq!(Request::get(&["apps"]).asking(&AppQuery::default()).unwrap().path, "/apps");
    }

    fn refused(status: u16, body: &str) -> (ErrorCode, String) {
        let answer = Answer { status: StatusCode::from_u16(status).unwrap(), headers: HeaderMap::new(), body: body.into() };
        let error = refusal(&answer);
        (error.code, error.message)
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_service() {
        let said = refused(409, r#"{"code": "last_administrator", "message": "This is the last one."}"#);
        assert_eq!(said, (ErrorCode::Refused, "This is the last one.".into()));
        let row = r#"{"code": "invalid_input", "message": "x", "problems": [{"field": "name", "row": null, "message": "Give a name."}]}"#;
        assert_eq!(refused(400, row), (ErrorCode::InvalidInput, "Give a name.".into()));
        assert!(refused(403, "<html>").1.contains("403"));
        assert!(!refused(400, "{\"code\": \"x\", \"message\": \"a\\u001bb\"}").1.contains('\u{1b}'));
    }
}

//! What every call of the administration goes through.

use countersign_wire::app::{AdministrationCode as Why, AdministrationError, FieldProblem};
use countersign_wire::error::{ErrorCode, UserError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Administration, ShownOnce};
use crate::challenge::StepUp;
use crate::http::{Answer, Ask, shown};
use crate::provider::Provider;
use crate::session::{AccessToken, Account};
use crate::stored::Stored;
use crate::unbroken::UntilShown;

/// 200 apps, each with 50 return addresses of 2 KiB, are a page that an administrator may ask for.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

/// The words that most lists are asked for by.
#[derive(Default, Serialize)]
pub(super) struct Listing {
    pub(super) search: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) limit: Option<u32>,
}

/// What stands for itself in a segment of a path: ids are of letters, digits and hyphens, and so are the words of the API.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A request to the API, below its root.
pub(super) struct Request {
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

    pub(super) fn get(segments: &[&str]) -> Self {
        Self::new(Method::GET, segments)
    }

    pub(super) fn post(segments: &[&str]) -> Self {
        Self::new(Method::POST, segments)
    }

    pub(super) fn put(segments: &[&str]) -> Self {
        Self::new(Method::PUT, segments)
    }

    pub(super) fn delete(segments: &[&str]) -> Self {
        Self::new(Method::DELETE, segments)
    }

    /// Asks with the fields of a plain struct as words of the query; one that is absent is not sent.
    pub(super) fn asking(mut self, query: &impl Serialize) -> Result<Self, UserError> {
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
    pub(super) fn json(self, value: &impl Serialize) -> Result<Self, UserError> {
        let body = serde_json::to_vec(value).map_err(unwritable)?;
        Ok(self.body("application/json", body))
    }

    pub(super) fn body(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.body = body;
        self.headed(CONTENT_TYPE, HeaderValue::from_static(media_type))
    }

    /// Wants the answer in something else than JSON.
    pub(super) fn accepting(self, media_type: &'static str) -> Self {
        self.headed(ACCEPT, HeaderValue::from_static(media_type))
    }

    /// Only where it is at this version still (RFC 9110 §13.1.1).
    pub(super) fn at_version(self, version: i64) -> Result<Self, UserError> {
        let tag = HeaderValue::from_str(&format!("\"{version}\"")).map_err(unwritable)?;
        Ok(self.headed(IF_MATCH, tag))
    }

    /// What it is answered nobody can ask for again.
    pub(super) fn shown_once(mut self) -> Self {
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

impl Administration<'_> {
    /// Asks, and reads the answer; a refusal is an error in the service's own words.
    pub(super) async fn read<T: DeserializeOwned>(&self, request: Request) -> Result<T, UserError> {
        read(&self.done(request).await?)
    }

    /// The same for what the service says this once.
    pub(super) async fn read_once<T: DeserializeOwned>(&self, request: Request) -> Result<ShownOnce<T>, UserError> {
        let (answer, until_shown) = self.ask(request.shown_once()).await?;
        if !answer.status.is_success() {
            return Err(refusal(&answer));
        }
        Ok(ShownOnce::new(read(&answer)?, until_shown))
    }

    /// The same, where nothing is to be read.
    pub(super) async fn done(&self, request: Request) -> Result<Answer, UserError> {
        let (answer, _) = self.ask(request).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(refusal(&answer)) }
    }

    /// Asks with a good token. Once more after a renewal where the token is refused before its time, and once more after a
    /// fresh sign-in where the service wants one (RFC 9470): the very same request, with the version that it is about. What is
    /// shown once comes with what keeps the process from ending before.
    pub(super) async fn ask(&self, request: Request) -> Result<(Answer, Option<UntilShown>), UserError> {
        let (core, account) = (self.core, self.administrator().await?);
        if request.leads_astray {
            return Err(UserError::new(ErrorCode::NotFound, "There is nothing with this id. Look at the list for those that there are."));
        }
        let provider = core.provider_of(&account).await?;
        let Some(root) = &provider.administration_endpoint else {
            return Err(UserError::new(
                ErrorCode::Forbidden,
                format!("“{}” has no administration of apps. Choose an account of a service that has one.", account.provider),
            ));
        };
        let url = format!("{}{}", root.trim_end_matches('/'), request.path);
        let token = core.own_access_token(&account.id).await?;
        let (mut answer, mut until_shown) = self.send(&provider, &url, &request, &token).await?;
        let may_renew = account.tokens().is_some_and(|tokens| tokens.refresh.is_some());
        if answer.status == StatusCode::UNAUTHORIZED && challenge(&answer).is_none() && may_renew {
            core.renew(&account.id, Some(&token.token)).await?;
            (answer, until_shown) = self.send(&provider, &url, &request, &core.own_access_token(&account.id).await?).await?;
        }
        if let (Some(step_up), Some(how)) = (challenge(&answer), self.fresh_sign_ins) {
            core.sign_in_freshly(&account, step_up, how).await?;
            (answer, until_shown) = self.send(&provider, &url, &request, &core.own_access_token(&account.id).await?).await?;
            if challenge(&answer).is_some() {
                return Err(asked_twice(&account));
            }
        }
        Ok((answer, until_shown))
    }

    async fn send(
        &self,
        provider: &Provider,
        url: &str,
        request: &Request,
        token: &AccessToken,
    ) -> Result<(Answer, Option<UntilShown>), UserError> {
        let until_shown = request.shown_once.then(|| self.core.unbroken.begin_to_show()).transpose()?;
        let (method, headers, body) = (request.method.clone(), request.headers.clone(), request.body.clone());
        let ask = Ask { method, headers, body, largest: LARGEST_ANSWER, ..Ask::get(url) }.within(&provider.reach());
        let answer = self.core.ask_with(token, ask).await?;
        // A refusal shows nothing, and what is done about it may take the person minutes.
        let until_shown = until_shown.filter(|_| answer.status.is_success());
        Ok((answer, until_shown))
    }

    /// The session that administers: the one named, else the only one there is.
    async fn administrator(&self) -> Result<Account, UserError> {
        let forbidden = |message: &str| UserError::new(ErrorCode::Forbidden, message);
        if let Some(id) = self.account {
            let account = self.core.load_account(id).await?;
            return match (account.tokens().is_some(), account.administers) {
                (_, true) => Ok(account),
                (true, false) => {
                    Err(forbidden("This session may not administer apps. Sign in as an administrator, with the scope accounts:admin."))
                }
                (false, false) => Err(crate::session::sign_in_again(&account)),
            };
        }
        let accounts = Account::load_all(&self.core.vault.read().await?);
        let mut able = accounts.into_iter().filter(|account| account.administers && account.tokens().is_some());
        match (able.next(), able.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(forbidden("No session here may administer apps. Sign in as an administrator, with the scope accounts:admin.")),
            (Some(_), Some(_)) => {
                Err(UserError::new(ErrorCode::InvalidInput, "Several sessions here may administer apps. Say which account.")
                    .about("account"))
            }
        }
    }
}

/// What the service wants of the sign-in before it does what was asked.
fn challenge(answer: &Answer) -> Option<StepUp> {
    (answer.status == StatusCode::UNAUTHORIZED).then(|| StepUp::asked_by(&answer.headers)).flatten()
}

fn asked_twice(account: &Account) -> UserError {
    let message = format!(
        "“{}” asked for a fresh sign-in again, right after one. What you wanted was not done. Try again; if it stays so, ask whoever runs the service.",
        account.provider
    );
    UserError::new(ErrorCode::Refused, message)
}

/// What the service would refuse anyway is refused here, with the same words.
pub(super) fn checked(problems: Vec<FieldProblem>) -> Result<(), UserError> {
    match problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(UserError::new(ErrorCode::InvalidInput, problem.message).about(&problem.field)),
    }
}

/// An answer that is one.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, UserError> {
    let bad = |_| {
        UserError::new(
            ErrorCode::BadAnswer,
            "The service's administration answered in a way that cannot be read. Update this app or the service.",
        )
    };
    serde_json::from_slice(&answer.body).map_err(bad)
}

/// How many more problems of one request are told beside the first.
const MOST_PROBLEMS: usize = 10;

/// What the service gives as its reason, for the person who asked.
pub(super) fn refusal(answer: &Answer) -> UserError {
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

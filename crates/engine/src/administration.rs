//! The client of an accounts service's administration API: OAuth apps, by the session of somebody who may.

use std::sync::Arc;

use countersign_wire::app::{AdministrationError, AppPage, AppQuery, CreatedApp, NewSecret, OAuthApp, OAuthAppDraft};
use countersign_wire::error::{ErrorCode, UserError};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::challenge::StepUp;
use crate::core::Core;
use crate::http::{Answer, Ask, HttpError, shown};
use crate::session::{AccessToken, Account};
use crate::sign_in::FreshSignIns;
use crate::stored::Stored;

/// 200 apps, each with 50 return addresses of 2 KiB, are a page that an administrator may ask for.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;

/// A request to the API, below its root.
struct Request {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    fn new(method: Method, path: String) -> Self {
        Self { method, path, headers: HeaderMap::new(), body: Vec::new() }
    }

    fn json(mut self, value: &impl serde::Serialize) -> Result<Self, UserError> {
        let broken = |_| UserError::new(ErrorCode::Internal, "The request could not be written. Start again.");
        self.body = serde_json::to_vec(value).map_err(broken)?;
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(self)
    }
}

fn app_path(client_id: &str) -> String {
    let id: String = percent_encoding::utf8_percent_encode(client_id, percent_encoding::NON_ALPHANUMERIC).collect();
    format!("/apps/{id}")
}

fn list_path(query: AppQuery) -> String {
    let mut pairs = form_urlencoded::Serializer::for_suffix(String::from("/apps?"), "/apps?".len());
    let limit = query.limit.map(|limit| limit.to_string());
    let given = [("search", query.search), ("cursor", query.cursor), ("limit", limit)];
    for (name, value) in given.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
        pairs.append_pair(name, &value);
    }
    pairs.finish()
}

/// The administration of a service's apps by one session.
pub(crate) struct Administration<'a> {
    pub(crate) core: &'a Arc<Core>,
    /// The account that was named; without one, it is the only one that may.
    pub(crate) account: Option<&'a str>,
    /// How somebody is asked to sign in freshly; nobody is where this is absent.
    pub(crate) fresh_sign_ins: Option<FreshSignIns>,
}

impl Administration<'_> {
    pub(crate) async fn apps(&self, query: AppQuery) -> Result<AppPage, UserError> {
        let path = list_path(query);
        read(&self.ask(Request::new(Method::GET, path)).await?)
    }

    pub(crate) async fn app(&self, client_id: &str) -> Result<OAuthApp, UserError> {
        read(&self.ask(Request::new(Method::GET, app_path(client_id))).await?)
    }

    pub(crate) async fn create_app(&self, draft: OAuthAppDraft) -> Result<CreatedApp, UserError> {
        checked(&draft)?;
        read(&self.ask(Request::new(Method::POST, "/apps".to_owned()).json(&draft)?).await?)
    }

    pub(crate) async fn update_app(&self, client_id: &str, draft: OAuthAppDraft, version: i64) -> Result<OAuthApp, UserError> {
        checked(&draft)?;
        let mut request = Request::new(Method::PUT, app_path(client_id)).json(&draft)?;
        let version = HeaderValue::from_str(&format!("\"{version}\""));
        request.headers.insert(
            IF_MATCH,
            version.map_err(|_| UserError::new(ErrorCode::Internal, "The version could not be sent. Open the app anew, and try again."))?,
        );
        read(&self.ask(request).await?)
    }

    pub(crate) async fn delete_app(&self, client_id: &str) -> Result<(), UserError> {
        self.ask(Request::new(Method::DELETE, app_path(client_id))).await.map(drop)
    }

    pub(crate) async fn new_secret(&self, client_id: &str) -> Result<NewSecret, UserError> {
        read(&self.ask(Request::new(Method::POST, format!("{}/secrets", app_path(client_id)))).await?)
    }

    /// Asks with a good token. Once more after a renewal where the token is refused before its time, and once more after a
    /// fresh sign-in where the service wants one (RFC 9470): the very same request, with the version that it is about.
    async fn ask(&self, request: Request) -> Result<Answer, UserError> {
        let (core, account) = (self.core, self.administrator().await?);
        let provider = core.provider_of(&account).await?;
        let Some(root) = &provider.administration_endpoint else {
            return Err(UserError::new(
                ErrorCode::Forbidden,
                format!("“{}” has no administration of apps. Choose an account of a service that has one.", account.provider),
            ));
        };
        let url = format!("{}{}", root.trim_end_matches('/'), request.path);
        let token = core.own_access_token(&account.id).await?;
        let mut answer = self.send(&url, &request, &token).await?;
        let may_renew = account.tokens().is_some_and(|tokens| tokens.refresh.is_some());
        if answer.status == StatusCode::UNAUTHORIZED && challenge(&answer).is_none() && may_renew {
            core.renew(&account.id, &token.token).await?;
            answer = self.send(&url, &request, &core.own_access_token(&account.id).await?).await?;
        }
        if let (Some(step_up), Some(how)) = (challenge(&answer), self.fresh_sign_ins) {
            core.sign_in_freshly(&account, step_up, how).await?;
            answer = self.send(&url, &request, &core.own_access_token(&account.id).await?).await?;
            if challenge(&answer).is_some() {
                return Err(asked_twice(&account));
            }
        }
        if answer.status.is_success() { Ok(answer) } else { Err(refusal(&answer)) }
    }

    async fn send(&self, url: &str, request: &Request, token: &AccessToken) -> Result<Answer, HttpError> {
        let (method, headers, body) = (request.method.clone(), request.headers.clone(), request.body.clone());
        self.core.ask_with(token, Ask { method, url, bearer: None, headers, body, largest: LARGEST_PAGE }).await
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
fn checked(draft: &OAuthAppDraft) -> Result<(), UserError> {
    match draft.validate().into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(UserError::new(ErrorCode::InvalidInput, problem.message).about(&problem.field)),
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, UserError> {
    let bad = |_| {
        UserError::new(
            ErrorCode::BadAnswer,
            "The service's administration answered in a way that cannot be read. Update this app or the service.",
        )
    };
    serde_json::from_slice(&answer.body).map_err(bad)
}

fn refusal(answer: &Answer) -> UserError {
    let said: Option<AdministrationError> = serde_json::from_slice(&answer.body).ok();
    let status = answer.status;
    let code = match (status, said.as_ref().map(|said| said.code.as_str())) {
        (_, Some("built_in")) => ErrorCode::Refused,
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
    match said.problems.first() {
        Some(problem) => UserError::new(code, shown(&problem.message)).about(&problem.field),
        None => UserError::new(code, shown(&said.message)),
    }
}

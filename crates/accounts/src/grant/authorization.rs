//! Reading an authorization request (RFC 6749 §4.1.1).
//!
//! First what must hold before anybody is redirected anywhere: the app and its redirect URI. What is wrong there is
//! told on a page (A1). Everything after goes back to the app.

use countersign_wire::app::{DialectName, Pkce};
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;

use super::claims::ClaimsRequest;
use super::parameters::Parameters;
use super::prompt::{Expected, Wishes};
use super::reply::{ResponseMode, ReturnPath};
use super::resource::{RESOURCE, may_have};
use super::rules::Rules;
use super::stage::{Denied, Pending, Request};
use super::{IDENTITY, Issuing, pkce};
use crate::messages::Saying;
use crate::store::rows::App;
use crate::store::{Store, StoreError};

/// The parameters that decide where an answer goes.
const PLACE: [&str; 2] = ["client_id", "redirect_uri"];

/// Why a request does not become [`Pending`].
#[derive(Debug)]
pub enum Unready {
    /// Nobody may be redirected: it is told on a page.
    Page(PageProblem),
    /// The app is told.
    Redirect(Denied),
}

/// What is told on a page.
#[derive(Debug, thiserror::Error)]
pub enum PageProblem {
    /// The request cannot be read as far as the redirect URI.
    #[error("the request cannot be read as far as its redirect URI")]
    Malformed(Saying<'static>),
    /// There is no such app.
    #[error("there is no app {client_id}")]
    UnknownApp {
        /// What the request named.
        client_id: String,
    },
    /// The redirect URI is not one of the app's.
    #[error("{redirect_uri} is not a redirect URI of {app_name}")]
    RedirectUri {
        /// The app, by its id.
        client_id: String,
        /// The app.
        app_name: String,
        /// What the request named.
        redirect_uri: String,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PageProblem> for Unready {
    fn from(problem: PageProblem) -> Self {
        Self::Page(problem)
    }
}

/// Reads the query of an authorization request. The order of parameters means nothing, and what
/// is not known is ignored (RFC 6749 §3.1).
///
/// # Errors
/// [`Unready`], with who is to be told.
pub async fn read(issuing: &Issuing, query: &[u8]) -> Result<Pending, Unready> {
    let parameters = Parameters::read(query).map_err(|_| PageProblem::Malformed(Saying::of("bad-request-text")))?;
    let (app, redirect_uri) = place(issuing.store.as_ref(), &parameters).await?;
    let once = |name| if parameters.repeats(name) { None } else { parameters.get(name) };
    let rules = (issuing.rules)(app.dialect);
    let asks_for_form = rules.open_id && once("response_mode") == Some("form_post") && !redirect_uri.is_private_use();
    let mode = if asks_for_form { ResponseMode::FormPost } else { ResponseMode::Query };
    // Also where it says more besides, which is refused: whoever asks for no page gets none.
    let is_silent = parameters.all("prompt").flat_map(|words| words.split(' ')).any(|word| word == "none");
    let returns = ReturnPath { dialect: app.dialect, redirect_uri, state: once("state").map(str::to_owned), mode, is_silent };
    let client_id = app.client_id.clone();
    match rest(app, rules, returns.clone(), &issuing.issuer, &parameters) {
        Ok(request) => Ok(Pending::of(request)),
        Err((code, description)) => Err(Unready::Redirect(Denied::with(client_id, returns, code, description))),
    }
}

/// The app, and where its answer goes.
async fn place(store: &dyn Store, parameters: &Parameters) -> Result<(App, RedirectUri), PageProblem> {
    if PLACE.iter().any(|name| parameters.repeats(name)) {
        return Err(PageProblem::Malformed(Saying::of("bad-request-twice")));
    }
    let client_id = parameters.get("client_id").ok_or_else(|| PageProblem::Malformed(Saying::of("bad-request-no-app")))?;
    let app = store.app(client_id).await?.filter(|app| app.enabled);
    let app = app.ok_or_else(|| PageProblem::UnknownApp { client_id: client_id.to_owned() })?;
    let asked = parameters.get("redirect_uri").ok_or_else(|| PageProblem::Malformed(Saying::of("bad-request-no-return")))?;
    let is_registered = app.redirect_uris.iter().any(|registered| registered.matches(asked));
    match RedirectUri::parse(asked) {
        Ok(redirect_uri) if is_registered => Ok((app, redirect_uri)),
        _ => Err(PageProblem::RedirectUri { client_id: app.client_id, app_name: app.name, redirect_uri: asked.to_owned() }),
    }
}

/// What an app is told.
pub(super) type Refused = (OAuthErrorCode, &'static str);

/// Everything that the app itself is told about.
fn rest(app: App, rules: Rules, returns: ReturnPath, issuer: &str, parameters: &Parameters) -> Result<Request, Refused> {
    use OAuthErrorCode as Code;
    if parameters.repeated_but(RESOURCE).is_some() {
        return Err((Code::InvalidRequest, "A parameter is given more than once."));
    }
    if parameters.get("request").is_some() {
        return Err((Code::RequestNotSupported, "Request objects are not supported."));
    }
    if parameters.get("request_uri").is_some() {
        return Err((Code::RequestUriNotSupported, "Request objects are not supported."));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None if rules.may_omit_response_type => {}
        Some(_) => return Err((Code::UnsupportedResponseType, "The only response_type is code.")),
        None => return Err((Code::InvalidRequest, "response_type is missing; it is code.")),
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") && returns.mode == ResponseMode::Query {
        return Err((Code::InvalidRequest, "The response_mode is not one that this app can be answered in."));
    }
    let requested = scopes(&app, rules, parameters)?;
    Ok(Request {
        challenge: challenge(&app, parameters)?,
        claims: claims(&requested, parameters)?,
        nonce: parameters.get("nonce").map(str::to_owned),
        wishes: Wishes::read(parameters)?,
        resources: resources(&app, issuer, parameters)?,
        requested,
        rules,
        app,
        returns,
    })
}

/// What is asked claim by claim; without `openid` a parameter of OpenID Connect means nothing. Parameters that ask for a
/// claim of the ID token are written down as such.
fn claims(requested: &ScopeSet, parameters: &Parameters) -> Result<ClaimsRequest, Refused> {
    if !requested.contains(IDENTITY) {
        return Ok(ClaimsRequest::default());
    }
    let read = parameters.get("claims").map(ClaimsRequest::read).transpose();
    let mut claims =
        read.map_err(|_| (OAuthErrorCode::InvalidRequest, "The claims are not written as OpenID Connect says."))?.unwrap_or_default();
    if parameters.get("max_age").is_some() {
        claims.ask_of_id_token("auth_time", true);
    }
    if parameters.get("acr_values").is_some() {
        claims.ask_of_id_token("acr", false);
    }
    Ok(claims)
}

/// The resources that tokens are wanted for (RFC 8707 §2): those of the app's registration, and this service itself.
fn resources(app: &App, issuer: &str, parameters: &Parameters) -> Result<Vec<String>, Refused> {
    let mut asked: Vec<String> = Vec::new();
    for resource in parameters.all(RESOURCE).filter(|resource| !resource.is_empty()) {
        if !may_have(app, issuer, resource) {
            return Err((OAuthErrorCode::InvalidTarget, "The app may not ask for tokens for this resource."));
        }
        if !asked.iter().any(|other| other == resource) {
            asked.push(resource.to_owned());
        }
    }
    Ok(asked)
}

/// Whom a request is about, once the hint that it carries was read: `hinted` is who it names, where this service signed it
/// for this very app.
#[must_use]
pub fn expected(request: &Request, hinted: Option<String>) -> Expected {
    match (&request.wishes.id_token_hint, hinted, request.claims.sub()) {
        (Some(_), None, _) => Expected::Unknown,
        (_, Some(hinted), Some(asked)) if hinted != asked => Expected::Unknown,
        (_, Some(person), _) => Expected::Person(person),
        (None, None, Some(person)) => Expected::Person(person.to_owned()),
        (None, None, None) => Expected::Anybody,
    }
}

fn challenge(app: &App, parameters: &Parameters) -> Result<Option<String>, Refused> {
    let refuse = |description| Err((OAuthErrorCode::InvalidRequest, description));
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, Some(_)) => refuse("code_challenge_method is given without a code_challenge."),
        (None, None) if app.pkce == Pkce::Required => refuse("This app has to use PKCE: code_challenge is missing."),
        (None, None) => Ok(None),
        // Absent means plain (RFC 7636 §4.3), which shows the verifier to whoever sees the request.
        (Some(_), None | Some("plain")) => refuse("The code_challenge_method has to be S256."),
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => refuse("The code_challenge is not the base64url of a SHA-256."),
        (Some(_), Some(_)) => refuse("The code_challenge_method has to be S256."),
    }
}

fn scopes(app: &App, rules: Rules, parameters: &Parameters) -> Result<ScopeSet, Refused> {
    let asked = ScopeSet::parse(parameters.get("scope").unwrap_or_default())
        .map_err(|_| (OAuthErrorCode::InvalidScope, "The scope is not written as RFC 6749 says."))?;
    let asked = rules.meant(&asked);
    if asked.is_within(&app.scopes) {
        return Ok(asked);
    }
    let known = |dialect: DialectName| asked.iter().all(|scope| dialect.scopes().contains(&scope.as_str()));
    if known(app.dialect) {
        Err((OAuthErrorCode::InvalidScope, "The app is not allowed a scope that it asks for."))
    } else {
        Err((OAuthErrorCode::InvalidScope, "The app asks for a scope that is not known."))
    }
}

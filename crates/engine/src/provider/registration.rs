//! An app that is registered by the way, where nobody entered a client id and the service takes new ones (RFC 7591), and its
//! end (RFC 7592).
//!
//! What the service made of the request counts, not what was asked (RFC 7591 §3.2.1): it is looked at member by member, told
//! where it differs, and refused where nobody could sign in with it. A refused app is taken off the service again.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::scope::ScopeSet;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Provider;
use super::discovery::may_name;
use super::place::is_vschar;
use super::quirks::ClientAuthentication;
use crate::http::{Ask, Http, HttpError, Reach, host_of, shown};
use crate::secret::Secret;
use crate::secret::in_vault_option::deserialize as secret;

/// How an app is looked after that was registered by the way (RFC 7592 §3). Both are secrets: together they are the app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Registered {
    #[serde(with = "crate::secret::in_vault")]
    management_uri: Secret,
    #[serde(with = "crate::secret::in_vault")]
    access_token: Secret,
}

/// Why no app was registered, or why one stayed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegistrationError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(
        "{0} registers apps only for those who have an initial access token. Give it in a file, or register an app there by hand and enter its client id."
    )]
    TokenNeeded(String),
    #[error(
        "{0} does not accept that initial access token: it may be used up or too old. Ask for another, or register an app there by hand and enter its client id."
    )]
    TokenRefused(String),
    #[error("{0} does not register apps for this program. Register one there by hand, and enter its client id.")]
    Forbidden(String),
    #[error(
        "{host} does not take the return addresses {uris}{said}. Give others, or register an app there by hand and enter its client id."
    )]
    RedirectUri { host: String, uris: String, said: String },
    #[error("{host} does not take what this program says of itself{said}. Register an app there by hand, and enter its client id.")]
    Metadata { host: String, said: String },
    #[error("{host} refused to register an app (status {status}{said}). Register one there by hand, and enter its client id.")]
    Refused { host: String, status: u16, said: String },
    #[error(
        "{host} answered the registration with something that is none: {what}. Nothing was kept. Register an app there by hand, and enter its client id."
    )]
    Unreadable { host: String, what: String },
    #[error(
        "{host} registered an app that nobody could sign in with: {what}. It was not kept. Register one there by hand, and enter its client id."
    )]
    Useless { host: String, what: String },
    #[error("{host} did not delete it (status {status}).")]
    Stays { host: String, status: u16 },
}

impl From<RegistrationError> for UserError {
    fn from(error: RegistrationError) -> Self {
        use RegistrationError as E;
        let (code, field) = match &error {
            E::Http(error) => (error.code(), "issuer"),
            E::TokenNeeded(_) | E::TokenRefused(_) => (ErrorCode::Refused, "registration_token"),
            E::RedirectUri { .. } => (ErrorCode::Refused, "redirect_uris"),
            E::Forbidden(_) | E::Metadata { .. } | E::Refused { .. } | E::Stays { .. } => (ErrorCode::Refused, "client_id"),
            E::Unreadable { .. } | E::Useless { .. } => (ErrorCode::BadAnswer, "client_id"),
        };
        Self::new(code, error.to_string()).about(field)
    }
}

/// What the service says that it registered (RFC 7591 §3.2.1). What is left out is taken to be as asked.
#[derive(Deserialize)]
struct Answer {
    client_id: String,
    #[serde(default, deserialize_with = "secret")]
    client_secret: Option<Secret>,
    #[serde(default)]
    client_secret_expires_at: Option<Value>,
    #[serde(default, deserialize_with = "secret")]
    registration_access_token: Option<Secret>,
    #[serde(default, deserialize_with = "secret")]
    registration_client_uri: Option<Secret>,
    redirect_uris: Option<Vec<String>>,
    grant_types: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    scope: Option<String>,
}

/// Registers an app for a provider, and fills in what comes of it. Without a token it is tried openly.
pub(super) async fn register(
    http: &Http,
    provider: &mut Provider,
    method: ClientAuthentication,
    token: Option<&Secret>,
) -> Result<(), RegistrationError> {
    let Some(endpoint) = provider.can.registration_endpoint.clone() else { return Ok(()) };
    let host = host_of(&endpoint);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut ask = Ask::post(&endpoint, headers, wish(provider, method).to_string().into_bytes());
    ask.bearer = token;
    let answer = http.send(ask.within(&provider.reach())).await?;
    if !answer.status.is_success() {
        return Err(refusal(host, provider, answer.status, &answer.body, token.is_some()));
    }
    let registered: Answer = serde_json::from_slice(&answer.body).map_err(|error| RegistrationError::Unreadable {
        host: host.clone(),
        // serde's text may quote what it read, which here is a secret.
        what: format!("it does not read (line {}, column {})", error.line(), error.column()),
    })?;
    let managed = management(&endpoint, &registered);
    match provider.take_registration(registered, method) {
        Ok(()) => {
            provider.registered = managed;
            Ok(())
        }
        Err(what) => {
            if let Some(managed) = &managed
                && let Err(error) = unregister(http, managed, &provider.reach()).await
            {
                tracing::warn!(%error, "an app that is of no use could not be taken back");
            }
            Err(RegistrationError::Useless { host, what })
        }
    }
}

/// Deletes an app (RFC 7592 §2.3). One that is gone already is as good.
pub(super) async fn unregister(http: &Http, registered: &Registered, reach: &Reach) -> Result<(), RegistrationError> {
    let url = registered.management_uri.expose();
    let ask = Ask { method: Method::DELETE, ..Ask::get(url) }.bearer(&registered.access_token).within(reach);
    let answer = http.send(ask).await?;
    match answer.status {
        status if status.is_success() || status == StatusCode::NOT_FOUND || status == StatusCode::UNAUTHORIZED => Ok(()),
        status => Err(RegistrationError::Stays { host: host_of(url), status: status.as_u16() }),
    }
}

/// What this program says of itself.
fn wish(provider: &Provider, method: ClientAuthentication) -> Value {
    let mut wish = json!({
        "client_name": "Countersign",
        "application_type": "native",
        "redirect_uris": provider.redirect_uris,
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": method_name(method),
        "software_id": super::OWN_SCHEME,
        "software_version": env!("CARGO_PKG_VERSION"),
    });
    if !provider.scopes.is_empty() {
        wish["scope"] = provider.scopes.to_wire().into();
    }
    wish
}

/// RFC 7591 §2.
fn method_name(method: ClientAuthentication) -> &'static str {
    match method {
        ClientAuthentication::None => "none",
        ClientAuthentication::Basic => "client_secret_basic",
        ClientAuthentication::Body => "client_secret_post",
        ClientAuthentication::PrivateKeyJwt => "private_key_jwt",
    }
}

fn method_named(name: &str) -> Option<ClientAuthentication> {
    [ClientAuthentication::None, ClientAuthentication::Basic, ClientAuthentication::Body]
        .into_iter()
        .find(|method| method_name(*method) == name)
}

/// What the app is looked after with; nothing where the service gave none, or an address that it may not send anybody to.
fn management(endpoint: &str, answer: &Answer) -> Option<Registered> {
    let (uri, token) = (answer.registration_client_uri.clone()?, answer.registration_access_token.clone()?);
    let service = Url::parse(endpoint).ok()?;
    may_name(&service, uri.expose()).then_some(Registered { management_uri: uri, access_token: token })
}

impl Provider {
    /// Takes over what was registered; what was changed is a warning, and what leaves nothing to sign in with an error.
    fn take_registration(&mut self, answer: Answer, asked: ClientAuthentication) -> Result<(), String> {
        if !is_vschar(&answer.client_id) {
            return Err("it has no client id".to_owned());
        }
        let method = match answer.token_endpoint_auth_method.as_deref() {
            None => asked,
            Some(name) => {
                method_named(name).ok_or_else(|| format!("it has to prove itself by “{}”, which this program does not do", shown(name)))?
            }
        };
        let secret = answer.client_secret.filter(|secret| !secret.is_empty());
        if method != ClientAuthentication::None && secret.is_none() {
            return Err(format!("it has to prove itself by {} and was given no secret", method_name(method)));
        }
        if secret.as_ref().is_some_and(|secret| !is_vschar(secret.expose())) {
            return Err("its secret is not plain ASCII".to_owned());
        }
        if method != asked {
            self.warnings.push(format!(
                "The service registered the app with the client authentication {} instead of {}.",
                method_name(method),
                method_name(asked)
            ));
        }
        self.keep_redirect_uris(answer.redirect_uris)?;
        self.look_at_grant_types(answer.grant_types)?;
        self.keep_scopes(answer.scope.as_deref());
        self.client_id = answer.client_id;
        // A secret beside `none` proves nothing, and is not kept.
        self.client_secret = secret.filter(|_| method != ClientAuthentication::None);
        // Zero: never (RFC 7591 §3.2.1).
        let ends_at = answer.client_secret_expires_at.as_ref().and_then(Value::as_i64).filter(|at| *at > 0);
        self.client_secret_ends_at = ends_at.filter(|_| self.client_secret.is_some());
        if self.client_secret_ends_at.is_some() {
            self.warnings
                .push("The secret that the service gave the app ends one day. Add the provider anew when it is refused.".to_owned());
        }
        self.client_authentication = method;
        Ok(())
    }

    fn keep_redirect_uris(&mut self, registered: Option<Vec<String>>) -> Result<(), String> {
        let Some(registered) = registered else { return Ok(()) };
        let (kept, dropped): (Vec<String>, Vec<String>) = self.redirect_uris.drain(..).partition(|uri| registered.contains(uri));
        if kept.iter().all(|uri| self.return_path_of(uri).is_none()) {
            return Err("none of the return addresses of this program is registered".to_owned());
        }
        self.redirect_uris = kept;
        self.warnings
            .extend(dropped.iter().map(|uri| format!("The service did not register the return address {uri}, so it is not used.")));
        Ok(())
    }

    fn look_at_grant_types(&mut self, registered: Option<Vec<String>>) -> Result<(), String> {
        let Some(registered) = registered else { return Ok(()) };
        let has = |grant: &str| registered.iter().any(|one| one == grant);
        if !has("authorization_code") {
            return Err("it may not use codes (authorization_code)".to_owned());
        }
        if !has("refresh_token") {
            self.warnings.push("The service registered the app without refresh_token: its sessions may not be renewed.".to_owned());
        }
        Ok(())
    }

    fn keep_scopes(&mut self, registered: Option<&str>) {
        let Some(Ok(registered)) = registered.map(ScopeSet::parse) else { return };
        let (kept, dropped): (Vec<_>, Vec<_>) = self.scopes.iter().cloned().partition(|scope| registered.contains(scope.as_str()));
        if !dropped.is_empty() {
            let dropped: ScopeSet = dropped.into_iter().collect();
            self.warnings.push(format!("The service did not give the app the scopes {}, so they are not asked for.", dropped.to_wire()));
        }
        self.scopes = kept.into_iter().collect();
    }
}

/// RFC 7591 §3.2.2, and what else is said instead of it.
fn refusal(host: String, provider: &Provider, status: StatusCode, body: &[u8], had_token: bool) -> RegistrationError {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let word = |name: &str| said.get(name).and_then(Value::as_str).map(shown).filter(|text| !text.is_empty());
    let (code, description) = (word("error").unwrap_or_default(), word("error_description"));
    let because = |text: Option<String>| text.map_or_else(String::new, |text| format!(" (it says: {text})"));
    match (status, code.as_str()) {
        (_, "invalid_redirect_uri") => {
            RegistrationError::RedirectUri { host, uris: provider.redirect_uris.join(", "), said: because(description) }
        }
        (_, "invalid_client_metadata" | "invalid_software_statement" | "unapproved_software_statement") => {
            RegistrationError::Metadata { host, said: because(description.or(Some(code))) }
        }
        (StatusCode::UNAUTHORIZED, _) if had_token => RegistrationError::TokenRefused(host),
        (StatusCode::UNAUTHORIZED, _) => RegistrationError::TokenNeeded(host),
        (StatusCode::FORBIDDEN, _) if had_token => RegistrationError::TokenRefused(host),
        (StatusCode::FORBIDDEN, _) => RegistrationError::Forbidden(host),
        _ => {
            let said = description.or(Some(code).filter(|code| !code.is_empty()));
            RegistrationError::Refused { host, status: status.as_u16(), said: said.map_or_else(String::new, |said| format!(", {said}")) }
        }
    }
}

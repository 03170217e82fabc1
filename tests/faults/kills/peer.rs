//! Whoever asks a service that may be gone at any moment.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::Value;
use support::client::{VERIFIER, challenge};
use support::visitor::{Answer, Form};

use super::scene::{App, Place};

/// The cookies of a browser.
pub type Jar = BTreeMap<String, String>;

/// Why somebody does not go on.
pub enum Stop {
    /// The service did not answer.
    Gone(String),
    /// It answered what it must not.
    Broken(String),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone(what) => write!(f, "no answer: {what}"),
            Self::Broken(what) => f.write_str(what),
        }
    }
}

/// Something that must not be.
pub fn broken<T>(what: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Broken(what.into()))
}

/// An answer that has to have a status.
pub fn with_status(answer: Answer, status: u16) -> Result<Answer, Stop> {
    if answer.status == status {
        return Ok(answer);
    }
    broken(format!("{} answered {} and not {status}: {}", answer.url.path(), answer.status, short(&answer.body)))
}

fn short(text: &str) -> String {
    text.chars().take(400).collect()
}

/// A member of a JSON answer, as text.
pub fn member(answer: &Answer, name: &str) -> Result<String, Stop> {
    match serde_json::from_str::<Value>(&answer.body).ok().and_then(|json| Some(json[name].as_str()?.to_owned())) {
        Some(text) => Ok(text),
        None => broken(format!("there is no {name} in {}", short(&answer.body))),
    }
}

pub struct Peer {
    http: reqwest::Client,
    origin: String,
}

impl Peer {
    pub fn at(place: &Place) -> Self {
        Self::on(place.port)
    }

    pub fn on(port: u16) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(20)).no_proxy();
        Self { http: http.build().unwrap(), origin: format!("http://127.0.0.1:{port}") }
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, Stop> {
        let gone = |error: reqwest::Error| Stop::Gone(error.to_string());
        let (client, request) = request.build_split();
        let request = request.map_err(gone)?;
        let method = request.method().clone();
        let response = client.execute(request).await.map_err(gone)?;
        let (url, status, headers) = (response.url().clone(), response.status().as_u16(), response.headers().clone());
        let body = response.text().await.map_err(gone)?;
        Ok(Answer { method, url, status, headers, body })
    }

    async fn in_browser(&self, jar: &mut Jar, request: reqwest::RequestBuilder) -> Result<Answer, Stop> {
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let answer = self.send(request).await?;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }

    /// Opens a page.
    pub async fn open(&self, jar: &mut Jar, path: &str) -> Result<Answer, Stop> {
        self.in_browser(jar, self.http.get(self.url(path))).await
    }

    /// Sends a form of a page.
    pub async fn submit(&self, jar: &mut Jar, page: &Answer, form: &Form) -> Result<Answer, Stop> {
        let address = page.url.join(&form.action).unwrap();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let request = self.http.post(address).header("content-type", "application/x-www-form-urlencoded");
        self.in_browser(jar, request.header("origin", &self.origin).body(body)).await
    }

    /// Goes on through the service's pages, signing in and agreeing where they ask, until it leads somewhere else or
    /// shows something that asks neither.
    pub async fn go(&self, jar: &mut Jar, path: &str, email: &str, password: &str) -> Result<Answer, Stop> {
        let mut answer = self.open(jar, path).await?;
        let mut tried = false;
        for _ in 0..12 {
            if let Some(location) = answer.location().map(str::to_owned) {
                match answer.url.join(&location) {
                    Ok(next) if next.origin() == answer.url.origin() => answer = self.open(jar, next.as_str()).await?,
                    _ => return Ok(answer),
                }
                continue;
            }
            let asks = |name: &str| answer.forms().iter().any(|form| form.names.iter().any(|other| other == name));
            let form = if asks("password") && asks("email") && !tried {
                tried = true;
                answer.form_with("password").with("email", email).with("password", password)
            } else if asks("answer") {
                answer.form_with("answer").with("answer", "accept")
            } else {
                return Ok(answer);
            };
            answer = self.submit(jar, &answer, &form).await?;
        }
        broken(format!("the pages lead in a circle at {path}"))
    }

    /// A code for an app, from somebody who signs in where they have to.
    pub async fn code(&self, jar: &mut Jar, app: &App, email: &str, password: &str) -> Result<String, Stop> {
        let challenge = challenge(VERIFIER);
        let pairs = [
            ("response_type", "code"),
            ("client_id", &*app.id),
            ("redirect_uri", &*app.redirect),
            ("scope", &*app.scope),
            ("state", "xx234asdfx0"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let answer = self.go(jar, &format!("/oauth/authorize?{query}"), email, password).await?;
        match answer.location() {
            Some(location) if location.starts_with(&*app.redirect) => match answer.redirected_with().remove("code") {
                Some(code) => Ok(code),
                None => broken(format!("no code in {location}")),
            },
            _ => broken(format!("no code: {} {}", answer.status, short(&answer.body))),
        }
    }

    /// Asks the token endpoint, or another for apps.
    pub async fn ask(&self, app: &App, path: &str, pairs: &[(&str, &str)]) -> Result<Answer, Stop> {
        let mut all = vec![("client_id", &*app.id)];
        all.extend(app.secret.as_deref().map(|secret| ("client_secret", secret)));
        all.extend(pairs);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        self.send(self.http.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    pub async fn exchange(&self, app: &App, code: &str) -> Result<Answer, Stop> {
        let pairs = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &*app.redirect), ("code_verifier", VERIFIER)];
        self.ask(app, "/oauth/token", &pairs).await
    }

    pub async fn refresh(&self, app: &App, token: &str) -> Result<Answer, Stop> {
        self.ask(app, "/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn revoke(&self, app: &App, token: &str) -> Result<Answer, Stop> {
        self.ask(app, "/oauth/revoke", &[("token", token)]).await
    }

    /// Asks with a token.
    pub async fn with_token(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
        version: Option<i64>,
    ) -> Result<Answer, Stop> {
        let mut request = self.http.request(method, self.url(path)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        self.send(request).await
    }

    /// The status that user info answers to a token.
    pub async fn user_info(&self, token: &str) -> Result<u16, Stop> {
        Ok(self.with_token(Method::GET, "/oauth/userinfo", token, None, None).await?.status)
    }
}

//! Somebody at the administration API, with a token or without one.

use countersign_wire::app::{CreatedApp, OAuthAppDraft};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, member};
use crate::service::{ADA, Service, http};
use crate::visitor::Answer;

/// Somebody who asks.
pub struct Caller<'a> {
    /// Of which service.
    pub service: &'a Service,
    /// What they show.
    pub token: Option<String>,
    http: reqwest::Client,
}

impl<'a> Caller<'a> {
    /// Nobody.
    #[must_use]
    pub fn nobody(service: &'a Service) -> Self {
        Self { service, token: None, http: http() }
    }

    /// Somebody who signs in now.
    pub async fn of(service: &'a Service, email: &str, scope: &str) -> Self {
        let own = Client::built_in(service);
        let token = member(&own.exchange(&own.code(email, scope).await).await, "access_token");
        Self { service, token: Some(token), http: http() }
    }

    /// Ada, an administrator.
    pub async fn administrator(service: &'a Service) -> Self {
        Self::of(service, ADA, "accounts:admin").await
    }

    /// Somebody who has a token already.
    #[must_use]
    pub fn with(service: &'a Service, token: &str) -> Self {
        Self { service, token: Some(token.to_owned()), http: http() }
    }

    /// Somebody with a token that nobody was given.
    #[must_use]
    pub fn with_a_guess(service: &'a Service) -> Self {
        Self { service, token: Some("x".repeat(43)), http: http() }
    }

    /// A request to the API.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.request_at(method, &format!("/admin/v1{path}"))
    }

    /// A request to any address of the service.
    pub fn request_at(&self, method: Method, address: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, self.service.url(address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Asks with a body and with the version that a change is about.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>, version: Option<i64>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        Answer::to(request).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None).await
    }

    /// Takes something away.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, None).await
    }

    /// Asks for something with a body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body), None).await
    }

    /// Creates an app.
    pub async fn create(&self, draft: &OAuthAppDraft) -> CreatedApp {
        let answer = self.post("/apps", &json!(draft)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        serde_json::from_value(answer.json()).unwrap()
    }
}

/// The status of an answer, and the code of its error.
#[must_use]
pub fn told(answer: &Answer) -> (u16, String) {
    let code = serde_json::from_str::<Value>(&answer.body).ok().and_then(|body| Some(body["code"].as_str()?.to_owned()));
    (answer.status, code.unwrap_or_default())
}

//! Somebody at the API with a token.

use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_wire::app::{CreatedApp, OAuthAppDraft};
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, member};
use support::service::{Service, ada, http, michael};
use support::visitor::Answer;

/// The organisation that everything here belongs to unless said otherwise.
pub(crate) const HARBOUR: &str = "org-harbour";
/// Another one.
pub(crate) const MARKET: &str = "org-market";

/// A service with two organisations, Michael, Ada who administers it, and Manu who manages the apps of the harbour.
pub(crate) async fn service() -> Service {
    let service = Service::with_people().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    for (id, name) in [(HARBOUR, "Harbour"), (MARKET, "Market")] {
        raw.execute("INSERT INTO organisations (id, name, name_key, created_at, version) VALUES (?1, ?2, lower(?2), 0, 1)", [id, name])
            .unwrap();
    }
    for (email, organisation) in [("manu@harbour.example", HARBOUR), ("mara@market.example", MARKET)] {
        let manager = Newcomer { email: email.into(), role: Role::AppManager, organisation: Some(organisation.into()), ..michael() };
        service.add_person(manager).await;
    }
    service
}

/// Somebody who asks.
pub(crate) struct Caller<'a> {
    pub(crate) service: &'a Service,
    pub(crate) token: Option<String>,
    http: reqwest::Client,
}

impl<'a> Caller<'a> {
    /// Nobody.
    pub(crate) fn nobody(service: &'a Service) -> Self {
        Self { service, token: None, http: http() }
    }

    /// Somebody who signs in now.
    pub(crate) async fn of(service: &'a Service, email: &str, scope: &str) -> Self {
        let own = Client::built_in(service);
        let token = member(&own.exchange(&own.code(email, scope).await).await, "access_token");
        Self { service, token: Some(token), http: http() }
    }

    /// Ada, an administrator.
    pub(crate) async fn administrator(service: &'a Service) -> Self {
        Self::of(service, &ada().email, "accounts:admin").await
    }

    /// Manu, who manages the apps of the harbour.
    pub(crate) async fn of_the_harbour(service: &'a Service) -> Self {
        Self::of(service, "manu@harbour.example", "accounts:admin").await
    }

    /// Mara, who manages the apps of the market.
    pub(crate) async fn of_the_market(service: &'a Service) -> Self {
        Self::of(service, "mara@market.example", "accounts:admin").await
    }

    /// Somebody with a token that nobody was given.
    pub(crate) fn with_a_guess(service: &'a Service) -> Self {
        Self { service, token: Some("x".repeat(43)), http: http() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, self.service.url(&format!("/admin/v1{path}")));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Asks with a body and with the version that a change is about.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>, version: Option<i64>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None).await
    }

    /// Asks for something with a body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body), None).await
    }

    /// Creates an app.
    pub(crate) async fn create(&self, draft: &OAuthAppDraft) -> CreatedApp {
        let answer = self.post("/apps", &json!(draft)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        serde_json::from_value(answer.json()).unwrap()
    }
}

/// The status of an answer, and the code of its error.
pub(crate) fn told(answer: &Answer) -> (u16, String) {
    let code = serde_json::from_str::<Value>(&answer.body).ok().and_then(|body| Some(body["code"].as_str()?.to_owned()));
    (answer.status, code.unwrap_or_default())
}

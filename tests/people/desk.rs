//! A service, and an administrator's access token.

use countersign_accounts::Config;
use reqwest::Method;
use serde_json::{Value, json};
use support::caller::Caller;
use support::client::Client;
use support::service::{Service, ada, michael};
use support::visitor::Answer;

pub(crate) struct Desk {
    pub(crate) service: Service,
    pub(crate) token: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let service = Service::start_with(change).await;
        service.add_person(michael()).await;
        service.add_person(ada()).await;
        let token = Client::built_in(&service).tokens_for(&ada().email, "accounts:admin").await.access_token;
        Self { service, token }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.ask_at(method, path, body, None).await
    }

    pub(crate) async fn ask_at(&self, method: Method, path: &str, body: Option<Value>, version: Option<i64>) -> Answer {
        Caller::with(&self.service, &self.token).send(method, path, body.as_ref(), version).await
    }

    /// Somebody, by their e-mail address.
    pub(crate) async fn person(&self, email: &str) -> Value {
        let page = self.ask(Method::GET, &format!("/people?search={email}"), None).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.json()["items"][0].clone()
    }

    /// Changes one member of somebody; gives the answer.
    pub(crate) async fn change(&self, email: &str, member: &str, value: Value) -> Answer {
        let person = self.person(email).await;
        let mut draft = json!({
            "email": person["email"], "name": person["name"], "role": person["role"], "organisation": person["organisation"],
            "enabled": person["enabled"], "formats": person["formats"], "details": person["details"],
        });
        draft[member] = value;
        let path = format!("/people/{}", person["id"].as_str().unwrap());
        self.ask_at(Method::PUT, &path, Some(draft), person["version"].as_i64()).await
    }
}

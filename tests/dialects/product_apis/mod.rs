//! INB-13 to INB-17, by id: authorization for the product APIs.

mod exchange;
mod keys;
mod refusals;
mod renewal;

use serde_json::json;
use support::client::{Client, send};
use support::service::{MICHAEL, Service, http, inbenta_app};
use support::visitor::Answer;

/// A service, an app, and an API key with its secret.
pub(crate) struct Scene {
    pub(crate) service: Service,
    pub(crate) client: Client,
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// What a request to `/v1/auth` says.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) token: String,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let service = Service::with_people().await;
        let client = Client::add(&service, inbenta_app()).await;
        let added = service.operator().add_api_key("Chat desk").await.unwrap();
        let secret = added.secret.expose().to_owned();
        Self { service, client, key: added.key, secret }
    }

    /// An access token for exactly these scopes: what impersonates has to be ticked by hand.
    pub(crate) async fn token(&self, scopes: &str) -> String {
        self.client.token_granting(MICHAEL, scopes).await
    }

    pub(crate) async fn said(&self, scopes: &str) -> Said {
        Said { key: self.key.clone(), secret: self.secret.clone(), token: self.token(scopes).await }
    }

    pub(crate) async fn auth(&self, said: &Said) -> Answer {
        let request = http().post(self.service.url("/v1/auth")).header("x-inbenta-key", &said.key);
        send(request.header("x-oauth-token", format!("Bearer {}", said.token)).json(&json!({ "secret": said.secret }))).await
    }

    pub(crate) async fn renew(&self, token: &str) -> Answer {
        send(http().post(self.service.url("/v1/refreshToken")).header("x-inbenta-key", &self.key).bearer_auth(token)).await
    }

    pub(crate) async fn apis(&self, token: &str) -> Answer {
        send(http().get(self.service.url("/v1/apis")).header("x-inbenta-key", &self.key).bearer_auth(token)).await
    }
}

/// The gateway's answer, which does not tell what it was that did not hold.
pub(crate) fn assert_not_authorized(answer: &Answer, what: &str) {
    let expected = json!({ "Message": "User is not authorized to access this resource with an explicit deny" });
    assert_eq!((answer.status, answer.json()), (403, expected), "{what}");
}

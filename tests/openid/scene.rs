//! A service with people and an OpenID app, and what both can say.

use std::sync::Arc;

use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::keys::Keys;
use countersign_accounts::store::sqlite::SqliteStore;
use countersign_wire::app::{OAuthAppDraft, OpenIdSettings, SigningAlg};
use serde_json::{Value, json};
use support::client::{Client, VERIFIER, challenge};
use support::service::{Service, web_app};
use support::visitor::{Answer, Visitor};

pub use support::service::{ADA, MICHAEL};

pub const GOODBYE: &str = "https://harbour.example/goodbye";

/// A confidential app that signs people in.
pub fn openid_app() -> OAuthAppDraft {
    let mut draft = web_app();
    draft.scopes = ["openid", "profile", "email", "address", "phone", "offline_access"].map(String::from).to_vec();
    draft.settings.openid =
        OpenIdSettings { id_token_alg: SigningAlg::ES256, post_logout_redirect_uris: vec![GOODBYE.into()], backchannel_logout_uri: None };
    draft
}

pub struct Scene {
    pub service: Service,
    pub client: Client,
}

impl Scene {
    pub async fn new() -> Self {
        Self::with(openid_app()).await
    }

    pub async fn with(draft: OAuthAppDraft) -> Self {
        let service = Service::with_people().await;
        let client = Client::add(&service, draft).await;
        Self { service, client }
    }

    /// An ordinary request for `openid email`, with further parameters.
    pub fn request(&self, more: &[(&str, &str)]) -> String {
        self.request_for("openid email", more)
    }

    pub fn request_for(&self, scope: &str, more: &[(&str, &str)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut pairs = self.client.request(scope, "a state & more", &challenge);
        pairs.extend(more);
        self.client.authorize_url(&pairs)
    }

    /// A row of the database.
    pub fn row<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let database = rusqlite::Connection::open(self.service.database()).unwrap();
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn person(&self, email: &str) -> String {
        self.row(&format!("SELECT id FROM people WHERE email = '{email}'"))
    }

    /// A token that this service signed, of a type.
    pub async fn signed(&self, typ: &str, claims: &Value) -> String {
        let (store, key) = SqliteStore::open(&self.service.database(), &SystemEntropy).unwrap();
        let keys = Keys::new(Arc::new(store), key, self.service.clock.clone(), Arc::new(SystemEntropy));
        keys.sign(SigningAlg::ES256, typ, claims).await.unwrap()
    }

    /// An ID token of somebody, given to this app long ago.
    pub async fn id_token_of(&self, email: &str) -> String {
        self.signed("JWT", &json!({ "iss": self.service.issuer(), "sub": self.person(email), "aud": self.client.id, "exp": 1 })).await
    }

    /// Somebody who is signed in and has agreed to `openid email`.
    pub async fn visitor(&self, email: &str) -> Visitor {
        let mut visitor = Visitor::new();
        let answer = visitor.accept(&self.request(&[]), email).await;
        assert!(answer.redirected_with().contains_key("code"), "{answer:?}");
        visitor
    }
}

/// What an answer says of an error.
pub fn error(answer: &Answer) -> String {
    answer.redirected_with().remove("error").unwrap_or_else(|| panic!("no error: {:?}", answer.location()))
}

pub fn has_code(answer: &Answer) -> bool {
    answer.location().is_some() && answer.redirected_with().contains_key("code")
}

pub fn is_sign_in_page(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.contains("name=\"password\"")
}

pub fn is_consent_page(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.contains("value=\"accept\"")
}

//! A service by the machine's clock, which the libraries go by, and apps that are registered with it.

use std::sync::Arc;

use countersign_accounts::clock::SystemClock;
use countersign_wire::app::{AppSettings, ClientKeys, OAuthAppDraft, OpenIdSettings, SigningAlg};
use serde_json::{Value, json};
use support::service::{Service, michael, web_app};
use support::visitor::Visitor;

use crate::app::{App, Library};

pub const MICHAEL: &str = "michael@test.com";
pub const GOODBYE: &str = "https://harbour.example/goodbye";

/// How an app says who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Basic,
    Body,
    /// By a key of its own (RFC 7523).
    Key(SigningAlg),
}

/// The key pairs of RFC 7515, appendix A.3, and RFC 8037, appendix A.1: nobody's secrets.
fn private_key(alg: SigningAlg) -> Value {
    match alg {
        SigningAlg::ES256 => json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "ec",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        }),
        SigningAlg::Ed25519 | SigningAlg::EdDSA => json!({
            "kty": "OKP", "crv": "Ed25519", "alg": alg.as_str(), "kid": "ed",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        }),
        SigningAlg::RS256 => panic!("no RSA key is kept here"),
    }
}

pub struct Scene {
    pub service: Service,
    pub michael: String,
}

impl Scene {
    pub async fn new() -> Self {
        let service = Service::start_with(|config| config.clock = Arc::new(SystemClock)).await;
        let michael = service.add_person(michael()).await;
        Self { service, michael }
    }

    /// Registers an app that signs people in, and starts it.
    pub async fn app(&self, library: Library, proof: Proof, alg: SigningAlg) -> App {
        let mut settings = AppSettings {
            openid: OpenIdSettings { id_token_alg: alg, post_logout_redirect_uris: vec![GOODBYE.into()], ..OpenIdSettings::default() },
            ..AppSettings::default()
        };
        let private_key = if let Proof::Key(alg) = proof { Some(private_key(alg)) } else { None };
        if let Some(mut public) = private_key.clone() {
            public.as_object_mut().unwrap().remove("d");
            settings.client_keys = ClientKeys { jwks: Some(json!({ "keys": [public] })), jwks_uri: None };
        }
        let scopes = ["openid", "email", "offline_access"].map(str::to_owned);
        let draft = OAuthAppDraft { scopes: scopes.to_vec(), settings, ..web_app() };
        let redirect_uri = draft.redirect_uris[0].clone();
        let added = self.service.add_app(draft).await;
        let registration = json!({
            "issuer": self.service.issuer(),
            "client_id": added.client_id,
            "client_secret": added.secret.as_ref().map(|secret| secret.expose()),
            "private_key": private_key,
            "proof": match proof {
                Proof::Basic => "client_secret_basic",
                Proof::Body => "client_secret_post",
                Proof::Key(_) => "private_key_jwt",
            },
            "id_token_alg": alg.as_str(),
            "redirect_uri": redirect_uri,
            "post_logout_redirect_uri": GOODBYE,
            "scope": scopes.join(" "),
        });
        App::begin(library, &registration).await
    }

    /// Has Michael sign in to an app; gives who he is at the service, and the address that he is sent back to.
    pub async fn asked(&self, app: &mut App) -> (Visitor, String) {
        let mut visitor = Visitor::new();
        let authorize = app.does("authorize", &json!({})).await;
        let answer = visitor.accept(authorize["url"].as_str().unwrap(), MICHAEL).await;
        let callback = answer.location().unwrap_or_else(|| panic!("no redirect: {answer:?}")).to_owned();
        (visitor, callback)
    }

    /// The same until the app has its tokens; gives what the library saw in them.
    pub async fn signed_in(&self, app: &mut App) -> (Visitor, Value) {
        let (visitor, callback) = self.asked(app).await;
        let seen = app.does("callback", &json!({ "url": callback })).await;
        (visitor, seen)
    }
}

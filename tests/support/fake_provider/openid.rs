//! OpenID Connect, well or badly: keys, ID tokens, and the words in which a test says what is wrong with one.
//!
//! `fake.speak_openid()` makes it a good provider that signs with RS256. From then on
//! `fake.id_tokens(|it| it.say("iss", json!("https://evil.example")))` changes what the next ID tokens say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::keys::{SigningKey, part};
use super::{Asked, FakeProvider};
use crate::service::BEGINNING;

/// Where the keys are.
pub const KEYS: &str = "/keys";

/// By whom an ID token is signed.
#[derive(Clone)]
pub enum Hand {
    /// A key pair.
    Key(SigningKey),
    /// Nobody: `none`.
    Nobody,
    /// Somebody who knows a text that both sides know: `HS256`.
    Secret(Vec<u8>),
    /// This instead of a signature.
    Scribble(String),
}

/// What ID tokens are like.
pub struct IdTokens {
    issuer: String,
    /// The app of the last sign-in that asked for one.
    client: Option<String>,
    /// What time it is.
    pub now: i64,
    /// By whom they are signed.
    pub hand: Hand,
    /// What is published.
    pub published: Value,
    claims: Vec<(String, Option<Value>)>,
    head: Vec<(String, Option<Value>)>,
    instead: Option<Option<Value>>,
    /// Whether a renewal brings one.
    pub at_renewals: bool,
}

impl IdTokens {
    fn good(issuer: &str) -> Self {
        let key = SigningKey::new("RS256", "first");
        Self {
            issuer: issuer.to_owned(),
            client: None,
            now: BEGINNING,
            published: json!({ "keys": [key.public()] }),
            hand: Hand::Key(key),
            claims: Vec::new(),
            head: Vec::new(),
            instead: None,
            at_renewals: true,
        }
    }

    /// A claim is this.
    pub fn say(&mut self, name: &str, value: Value) {
        self.claims.push((name.to_owned(), Some(value)));
    }

    /// A claim is not there.
    pub fn leave_out(&mut self, name: &str) {
        self.claims.push((name.to_owned(), None));
    }

    /// A member of the header is this.
    pub fn head(&mut self, name: &str, value: Value) {
        self.head.push((name.to_owned(), Some(value)));
    }

    /// A member of the header is not there.
    pub fn leave_out_of_head(&mut self, name: &str) {
        self.head.push((name.to_owned(), None));
    }

    /// Signs with this key from now on, and publishes only it.
    pub fn sign_and_publish(&mut self, key: &SigningKey) {
        self.hand = Hand::Key(key.clone());
        self.publish(&[key.public()]);
    }

    /// Publishes these keys.
    pub fn publish(&mut self, keys: &[Value]) {
        self.published = json!({ "keys": keys });
    }

    /// Gives this in place of an ID token; nothing at all where there is nothing.
    pub fn give_instead(&mut self, value: Option<Value>) {
        self.instead = Some(value);
    }

    /// All is as it should be again, but for who signs.
    pub fn behave(&mut self) {
        self.claims.clear();
        self.head.clear();
        self.instead = None;
    }

    /// What a token answer has beside the access token.
    pub(super) fn member(&mut self, asked: Option<&Asked>, access: &str, subject: &Value) -> Option<Value> {
        let nonce = match asked {
            Some(asked) => {
                let wanted = asked.get("scope").split(' ').any(|scope| scope == "openid");
                self.client = wanted.then(|| asked.get("client_id").to_owned());
                Some(asked.get("nonce")).filter(|nonce| !nonce.is_empty())
            }
            None => None,
        };
        let client = self.client.clone().filter(|_| asked.is_some() || self.at_renewals)?;
        match &self.instead {
            Some(instead) => instead.clone(),
            None => Some(self.token(&client, nonce, access, subject).into()),
        }
    }

    fn token(&self, client: &str, nonce: Option<&str>, access: &str, subject: &Value) -> String {
        let mut head = match &self.hand {
            Hand::Key(key) => json!({ "alg": key.alg, "kid": key.kid, "typ": "JWT" }),
            Hand::Nobody => json!({ "alg": "none" }),
            Hand::Secret(_) => json!({ "alg": "HS256", "typ": "JWT" }),
            Hand::Scribble(_) => json!({ "alg": "RS256", "kid": "first", "typ": "JWT" }),
        };
        let mut claims = json!({
            "iss": self.issuer, "sub": subject, "aud": client, "iat": self.now, "exp": self.now + 3600, "auth_time": self.now,
            "at_hash": at_hash(access, head["alg"].as_str().unwrap_or_default()),
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        change(head.as_object_mut().unwrap(), &self.head);
        change(claims.as_object_mut().unwrap(), &self.claims);
        let message = format!("{}.{}", part(&head), part(&claims));
        let signature = match &self.hand {
            Hand::Key(key) => key.sign(&message),
            Hand::Nobody => String::new(),
            Hand::Secret(secret) => {
                let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(&message);
                URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
            }
            Hand::Scribble(text) => text.clone(),
        };
        format!("{message}.{signature}")
    }
}

fn change(members: &mut Map<String, Value>, changes: &[(String, Option<Value>)]) {
    for (name, value) in changes {
        match value {
            Some(value) => members.insert(name.clone(), value.clone()),
            None => members.remove(name),
        };
    }
}

/// OpenID Connect Core §3.1.3.6.
fn at_hash(access: &str, alg: &str) -> String {
    let whole = match alg {
        "RS384" | "PS384" | "ES384" => Sha384::digest(access).to_vec(),
        "RS512" | "PS512" | "EdDSA" | "Ed25519" => Sha512::digest(access).to_vec(),
        _ => Sha256::digest(access).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&whole[..whole.len() / 2])
}

impl FakeProvider {
    /// Gives an ID token to who asks for one from now on, signed with RS256, and says so in its metadata.
    pub fn speak_openid(&self) {
        *self.shared.id_tokens.lock().unwrap() = Some(IdTokens::good(&self.issuer));
        let keys = self.url(KEYS);
        self.metadata(|document| {
            document["scopes_supported"] = json!(["openid", "profile", "email", "offline_access"]);
            document["jwks_uri"] = keys.into();
            document["id_token_signing_alg_values_supported"] = json!(["RS256"]);
            document["subject_types_supported"] = json!(["public"]);
        });
    }

    /// Changes what ID tokens are like.
    pub fn id_tokens(&self, change: impl FnOnce(&mut IdTokens)) {
        change(self.shared.id_tokens.lock().unwrap().as_mut().expect("it speaks OpenID Connect"));
    }
}

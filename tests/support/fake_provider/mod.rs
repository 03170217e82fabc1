//! An authorization server that does as it is told, well or badly.
//!
//! Left alone it is a good one: metadata, codes that are good once, PKCE, rotating refresh tokens, user information,
//! revocation; once told to ([`FakeProvider::speak_openid`]), keys and ID tokens. A test says what is to go wrong: `fake.next("/token", Reply::json(…).cut_at(17))` answers the next request
//! for that path so, `fake.always(…)` every one. Everything that arrives is kept for the test to look at.

mod bound;
mod device;
mod keys;
mod openid;
mod places;
mod pushed;
mod reply;
mod request;
mod sessions;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::{TcpListener, TcpStream};

use crate::ports::free_port;

pub use bound::Signed;
pub use keys::{SigningKey, part};
pub use openid::{Hand, IdTokens, KEYS};
pub use pushed::PAR;
pub use reply::Reply;
pub use request::Seen;
pub use sessions::Gate;

/// A server on a loopback port of its own. It ends with the value.
pub struct FakeProvider {
    /// Such as `http://127.0.0.1:41234`.
    pub issuer: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    next: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    always: Mutex<BTreeMap<String, Reply>>,
    seen: Mutex<Vec<Seen>>,
    knocks: Mutex<Vec<Seen>>,
    grants: Mutex<Grants>,
    metadata: Mutex<Value>,
    person: Mutex<Value>,
    devices: Mutex<device::Devices>,
    hooks: Mutex<BTreeMap<String, Box<dyn FnOnce() + Send>>>,
    presence: sessions::Presence,
    id_tokens: Mutex<Option<IdTokens>>,
    pushed: Mutex<BTreeMap<String, Asked>>,
    binding: Mutex<Option<bound::Binding>>,
    places: Mutex<BTreeMap<String, String>>,
}

#[derive(Default)]
struct Grants {
    codes: BTreeMap<String, Asked>,
    /// Refresh tokens, and what became of each.
    refresh: BTreeMap<String, Option<Value>>,
    /// Whether a used refresh token gives its successor again (a short grace, as many servers have).
    grace: bool,
    /// Whether that ends as soon as the successor is used: who shows the old one then has stolen it.
    grace_ends: bool,
    made: u32,
    /// `token_type`; empty for bearer tokens.
    kind: &'static str,
    habits: sessions::Habits,
}

/// What an authorization request asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// All parameters, in order.
    pub pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads the address that the browser was sent to.
    #[must_use]
    pub fn of(authorize_url: &str) -> Self {
        let url = url::Url::parse(authorize_url).unwrap();
        Self { pairs: url.query_pairs().into_owned().collect() }
    }

    /// A parameter; empty where it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FakeProvider {
    /// Starts one that behaves.
    pub async fn start() -> Self {
        // At a port that nobody else gets: where it has gone away, nobody answers in its place.
        let listener = TcpListener::bind(("127.0.0.1", free_port())).await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        *shared.metadata.lock().unwrap() = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "scopes_supported": ["profile", "email", "offline_access"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        });
        *shared.person.lock().unwrap() = json!({
            "sub": "person-1", "name": "Michael", "email": "michael@test.com", "locale": "en", "zoneinfo": "Europe/Madrid",
        });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Self { issuer, shared, task }
    }

    /// Host and port.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.issuer.trim_start_matches("http://")
    }

    /// An address below the issuer.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Changes the metadata.
    pub fn metadata(&self, change: impl FnOnce(&mut Value)) {
        change(&mut self.shared.metadata.lock().unwrap());
    }

    /// Changes what the user information says.
    pub fn person(&self, person: Value) {
        *self.shared.person.lock().unwrap() = person;
    }

    /// A used refresh token gives the same successor again.
    pub fn with_grace(&self) {
        self.shared.grants.lock().unwrap().grace = true;
    }

    /// The same, until the successor itself is used (A5, A6).
    pub fn with_grace_until_the_successor_is_used(&self) {
        let mut grants = self.shared.grants.lock().unwrap();
        (grants.grace, grants.grace_ends) = (true, true);
    }

    /// Answers the next request for a path with this; more of them queue.
    pub fn next(&self, path: &str, reply: Reply) {
        self.shared.next.lock().unwrap().entry(path.to_owned()).or_default().push_back(reply);
    }

    /// Answers every request for a path with this.
    pub fn always(&self, path: &str, reply: Reply) {
        self.shared.always.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// Does something when the next request for a path has arrived, before it is answered.
    pub fn when_asked(&self, path: &str, what: impl FnOnce() + Send + 'static) {
        self.shared.hooks.lock().unwrap().insert(path.to_owned(), Box::new(what));
    }

    /// Behaves again.
    pub fn behave(&self) {
        self.shared.always.lock().unwrap().clear();
        self.shared.next.lock().unwrap().clear();
    }

    /// What arrived for a path, in order.
    #[must_use]
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().iter().filter(|seen| seen.path() == path).cloned().collect()
    }

    /// Everything that arrived.
    #[must_use]
    pub fn seen_at_all(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// The requests without a question (`HEAD`), which only keep a connection; they are not among what was seen.
    #[must_use]
    pub fn knocks(&self) -> Vec<Seen> {
        self.shared.knocks.lock().unwrap().clone()
    }

    /// Forgets what arrived.
    pub fn forget_seen(&self) {
        self.shared.seen.lock().unwrap().clear();
    }

    /// The person accepts: the address that the browser is sent back to.
    #[must_use]
    pub fn accept(&self, authorize_url: &str) -> String {
        let asked = self.asked(authorize_url);
        let code = self.code_for(authorize_url);
        self.answer(&asked, &[("code", &code)])
    }

    /// A code that the token endpoint will take once.
    #[must_use]
    pub fn code_for(&self, authorize_url: &str) -> String {
        let mut grants = self.shared.grants.lock().unwrap();
        grants.made += 1;
        let code = format!("code-{}", grants.made);
        grants.codes.insert(code.clone(), self.asked(authorize_url));
        code
    }

    /// An answer with the request's `state` and this server's `iss`.
    #[must_use]
    pub fn answer(&self, asked: &Asked, pairs: &[(&str, &str)]) -> String {
        let mut all = pairs.to_vec();
        all.extend([("state", asked.get("state")), ("iss", self.issuer.as_str())]);
        countersign_wire::redirect_uri::with_query(asked.get("redirect_uri"), &all)
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let Some(seen) = Seen::read(&mut stream).await else { return };
    let path = seen.path().to_owned();
    // Who only makes a connection asks for nothing.
    if seen.method == "HEAD" {
        shared.knocks.lock().unwrap().push(seen);
        return Reply::body(404, "text/plain", "").send(&mut stream).await;
    }
    shared.seen.lock().unwrap().push(seen.clone());
    let present = shared.presence.arrived(&path);
    let hook = shared.hooks.lock().unwrap().remove(&path);
    if let Some(what) = hook {
        what();
    }
    let told = shared.next.lock().unwrap().get_mut(&path).and_then(VecDeque::pop_front);
    let told = told.or_else(|| shared.always.lock().unwrap().get(&path).cloned());
    let reply = match told {
        Some(reply) if reply.does_the_work() => reply.in_place_of(&shared.behave(&seen)),
        Some(reply) => reply,
        None => shared.behave(&seen),
    };
    present.let_through().await;
    reply.send(&mut stream).await;
}

impl Shared {
    /// What a good server answers.
    fn behave(&self, seen: &Seen) -> Reply {
        let issuer = self.metadata.lock().unwrap()["issuer"].as_str().unwrap_or_default().to_owned();
        if let Some(refusal) = self.unproved(seen, &issuer) {
            return refusal;
        }
        match self.done_at(seen.path()).as_str() {
            "/.well-known/oauth-authorization-server" => Reply::json(200, self.metadata.lock().unwrap().clone()),
            "/token" => self.token(seen),
            PAR => self.push(seen),
            "/userinfo" => match seen.header("authorization").split_once(" access-") {
                Some(("Bearer" | "DPoP", _)) => Reply::json(200, self.person.lock().unwrap().clone()),
                _ => Reply::json(401, json!({"error": "invalid_token"})),
            },
            KEYS => match &*self.id_tokens.lock().unwrap() {
                Some(openid) => Reply::json(200, openid.published.clone()),
                None => Reply::json(404, json!({"error": "not_found"})),
            },
            "/revoke" => Reply::json(200, json!({})),
            "/device_authorization" => self.devices.lock().unwrap().authorize(seen),
            _ => Reply::json(404, json!({"error": "not_found"})),
        }
    }

    fn token(&self, seen: &Seen) -> Reply {
        let dead = || Reply::json(400, json!({"error": "invalid_grant"}));
        let mut grants = self.grants.lock().unwrap();
        match seen.form("grant_type").as_str() {
            "authorization_code" => {
                let Some(asked) = grants.codes.remove(&seen.form("code")) else { return dead() };
                let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(seen.form("code_verifier")));
                if challenge != asked.get("code_challenge") || seen.form("redirect_uri") != asked.get("redirect_uri") {
                    return dead();
                }
                if !self.is_by_its_key(seen, asked.get("dpop_jkt")) {
                    return dead();
                }
                let granted = self.with_id_token(grants.issue(asked.get("scope")), Some(&asked));
                self.bind(seen, &granted);
                Reply::json(200, granted)
            }
            "refresh_token" => {
                let presented = seen.form("refresh_token");
                if !self.is_by_its_key(seen, "") {
                    return dead();
                }
                match grants.refresh.get(&presented).cloned() {
                    Some(None) => {
                        let mut successor = self.with_id_token(grants.issue(""), None);
                        if grants.habits.no_rotation {
                            successor.as_object_mut().unwrap().remove("refresh_token");
                            self.bind(seen, &successor);
                            return Reply::json(200, successor);
                        }
                        grants.refresh.insert(presented, Some(successor.clone()));
                        self.bind(seen, &successor);
                        Reply::json(200, successor)
                    }
                    Some(Some(successor)) if grants.is_within_grace(&successor) => Reply::json(200, successor),
                    _ => dead(),
                }
            }
            "urn:ietf:params:oauth:grant-type:device_code" => self.devices.lock().unwrap().redeem(&seen.form("device_code"), &mut grants),
            _ => Reply::json(400, json!({"error": "unsupported_grant_type"})),
        }
    }
}

impl Shared {
    /// The same with an ID token, where one is due.
    fn with_id_token(&self, mut token: Value, asked: Option<&Asked>) -> Value {
        let subject = self.person.lock().unwrap()["sub"].clone();
        let access = token["access_token"].as_str().unwrap_or_default().to_owned();
        let member = self.id_tokens.lock().unwrap().as_mut().and_then(|openid| openid.member(asked, &access, &subject));
        if let Some(member) = member {
            token["id_token"] = member;
        }
        token
    }
}

impl Grants {
    fn is_within_grace(&self, successor: &Value) -> bool {
        let is_used = || self.refresh.get(successor["refresh_token"].as_str().unwrap_or_default()).is_none_or(Option::is_some);
        self.grace && !(self.grace_ends && is_used())
    }

    fn issue(&mut self, scope: &str) -> Value {
        self.made += 1;
        let refresh = format!("refresh-{}", self.made);
        self.refresh.insert(refresh.clone(), None);
        let mut token = json!({
            "access_token": format!("access-{}", self.made), "token_type": "Bearer", "expires_in": 3600, "refresh_token": refresh,
        });
        if !self.kind.is_empty() {
            token["token_type"] = self.kind.into();
        }
        self.habits.apply(&mut token);
        if !scope.is_empty() {
            token["scope"] = scope.into();
        }
        token
    }
}

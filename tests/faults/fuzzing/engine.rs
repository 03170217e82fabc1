//! What the client half reads: callbacks, answers of a token endpoint, documents, profiles, and its own sealed file.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use countersign_engine::clock::SettableClock;
use countersign_engine::desktop::{Desktop, OpenUrlError};
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::vault::{Key32, Keychain, KeychainError};
use countersign_engine::{Engine, Home, Parts, WithoutKeychain};
use countersign_wire::account::SessionStatus;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use serde_json::json;
use support::fake_provider::{FakeProvider, PAR, Reply};
use support::service::BEGINNING;

use super::{Taker, Target};

/// Where the metadata of a provider is.
const DOCUMENT: &str = "/.well-known/oauth-authorization-server";
/// The file that the vault is sealed in.
const VAULT: &str = "vault.sealed";

pub const TARGETS: &[Target] = &[
    Target { name: "callbacks", words: CALLBACK, good: callbacks, begin: callback },
    Target { name: "token answers", words: ANSWER, good: token_answers, begin: token_answer },
    Target { name: "pushed request answers", words: PUSHED, good: pushed_answers, begin: pushed_answer },
    Target { name: "discovery documents", words: ANSWER, good: documents, begin: document },
    Target { name: "user information", words: ANSWER, good: profiles, begin: user_information },
    Target { name: "presets", words: PRESET, good: presets, begin: preset },
    Target { name: "registration answers", words: ANSWER, good: registrations, begin: registration },
    Target { name: "vault files", words: &["\0\0\0\0", "countersign"], good: || vec![vec![0; 64], vec![255; 300]], begin: vault_file },
];

pub(super) const CALLBACK: &[&str] = &[
    "{RIGHT}",
    "&",
    "?",
    "#",
    "code=",
    "state=",
    "iss=",
    "error=",
    "error=access_denied",
    "error_uri=https://evil.example/",
    "%00",
    "app.countersign.desktop:/callback",
    "%63ode=x",
];
const PRESET: &[&str] = &[
    "[[preset]]\n",
    "[preset.paths]\n",
    "[preset.quirks]\n",
    "[preset.profile]\n",
    "[[preset.offers]]\n",
    "id = \"work\"\n",
    "token = \"/token\"\n",
    "base_url = ",
    "authorization_parameters = { state = \"x\" }\n",
    "tolerates = [\"missing-iss\"]\n",
    "\"http://169.254.169.254/\"",
    "\"//evil.example/\"",
    "\"{name}\"",
    "=",
    "\n",
    "\"\"\"",
    "#",
];
const ANSWER: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "\"access_token\":",
    "\"token_type\":\"bearer\"",
    "\"expires_in\":",
    "\"refresh_token\":",
    "\"scope\":",
    "1e309",
    "-1",
    "\"3600\"",
    "\"issuer\":\"{ISSUER}\"",
    "\"token_endpoint\":",
    "\"http://169.254.169.254/\"",
    "\"sub\":",
    "\"name\":",
    "\"locale\":",
    "\\u0000",
    "\\ud800",
];

const PUSHED: &[&str] = &[
    "{",
    "}",
    "[",
    ",",
    "\"request_uri\":",
    "\"expires_in\":",
    "\"urn:ietf:params:oauth:request_uri:1\"",
    "\"https://evil.example/\"",
    "\"&request_uri=x#\"",
    "60",
    "0",
    "-1",
    "1e309",
    "\"60\"",
    "null",
    "\\u0000",
    "\\ud800",
];

/// A keychain in memory.
#[derive(Default)]
pub(super) struct InMemory(Mutex<BTreeMap<String, Key32>>);

impl Keychain for InMemory {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        Ok(self.0.lock().unwrap().get(entry).cloned())
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.0.lock().unwrap().insert(entry.to_owned(), key.clone());
        Ok(())
    }
}

/// A browser that only notes where it was sent last.
#[derive(Default)]
pub(super) struct Noting(Mutex<String>);

impl Desktop for Noting {
    fn open_url(&self, url: &str) -> Result<(), OpenUrlError> {
        url.clone_into(&mut self.0.lock().unwrap());
        Ok(())
    }
}

impl Noting {
    /// Where it was sent since the last time that this was asked; empty where it was not.
    pub(super) fn take(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// An engine in a folder of its own, and a provider that says what it is told to.
pub(super) struct Stage {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) folder: tempfile::TempDir,
    pub(super) keychain: Arc<InMemory>,
    pub(super) clock: Arc<SettableClock>,
    pub(super) browser: Arc<Noting>,
    pub(super) engine: Engine,
    pub(super) fake: FakeProvider,
}

impl Stage {
    pub(super) fn set() -> Self {
        Self::with(|_| {})
    }

    /// The same over a provider that was told something before it was added.
    pub(super) fn with(told: impl FnOnce(&FakeProvider)) -> Self {
        Self::drafted(|fake| {
            told(fake);
            ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() }
        })
    }

    /// The same with a provider of which the draft says what it is.
    pub(super) fn drafted(draft: impl FnOnce(&FakeProvider) -> ProviderDraft) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (folder, keychain) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::default()));
        let clock = Arc::new(SettableClock::at(BEGINNING));
        let browser = Arc::new(Noting::default());
        let (engine, fake) = runtime.block_on(async {
            let engine = open(folder.path().to_owned(), &keychain, &clock, &browser).await;
            let fake = FakeProvider::start().await;
            let draft = draft(&fake);
            // A documented service wants a secret; the others take none.
            let secret = draft.preset.is_some().then(|| countersign_engine::Secret::new("s"));
            engine.add_provider(draft, secret).await.unwrap();
            (engine, fake)
        });
        Self { runtime, folder, keychain, clock, browser, engine, fake }
    }

    pub(super) async fn start(&self, return_path: ReturnPath) -> SignInStarted {
        let request = SignInRequest { provider: "work".into(), return_path: Some(return_path), open_browser: true, ..Default::default() };
        self.engine.start_sign_in(request).await.unwrap()
    }

    /// Starts a sign-in; gives the address that the provider would send the person back to.
    async fn right(&self) -> String {
        self.fake.accept(&self.started().await)
    }

    /// Starts a sign-in; gives the address that the browser is sent to.
    pub(super) async fn started(&self) -> String {
        self.start(ReturnPath::DeepLink).await.authorize_url
    }

    /// Signs in; gives the account.
    pub(super) async fn signed_in(&self) -> String {
        let callback = self.right().await;
        self.engine.receive_callback(callback.as_bytes()).await.unwrap().id
    }

    /// The person accepts. Whether they are signed in then, and forgotten again; or they are refused with a reason.
    pub(super) async fn finish(&self, authorize_url: &str) -> Result<bool, String> {
        let callback = self.fake.accept(authorize_url);
        match self.engine.receive_callback(callback.as_bytes()).await {
            Ok(account) => {
                // The profile is whatever it is; it is read again, so that what was stored is read too.
                let _ = self.engine.account(&account.id).await;
                self.forget(&account.id).await.map(|()| true)
            }
            Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
            Err(_) => Ok(false),
        }
    }
}

impl Stage {
    /// Signs out and forgets an account, and what the provider saw.
    pub(super) async fn forget(&self, id: &str) -> Result<(), String> {
        // The provider may have no address to end tokens at, or not answer there.
        let _ = self.engine.sign_out(id).await;
        self.fake.forget_seen();
        self.engine.forget(id).await.map_err(|error| format!("the account cannot be forgotten: {error}"))
    }
}

async fn open(folder: PathBuf, keychain: &Arc<InMemory>, clock: &Arc<SettableClock>, browser: &Arc<Noting>) -> Engine {
    let parts = Parts {
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(7)),
        browser: browser.clone(),
        keychain: keychain.clone(),
        names: Arc::new(countersign_engine::SystemNames),
    };
    Engine::open(Home::resolve(Some(folder)).unwrap(), parts, WithoutKeychain::Refuse).await.unwrap()
}

pub(super) fn all<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    texts.into_iter().map(|text| text.as_ref().to_vec()).collect()
}

pub(super) fn replaced(bytes: &[u8], name: &str, here: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(name.len()).position(|part| part == name.as_bytes()) {
        bytes.splice(at..at + name.len(), here.bytes());
    }
    bytes
}

fn callbacks() -> Vec<Vec<u8>> {
    all([
        "{RIGHT}",
        "{RIGHT}&code=x",
        "app.countersign.desktop:/callback?code=x&state=y",
        "app.countersign.desktop:/callback?error=access_denied&state=y",
        "https://evil.example/{RIGHT}",
    ])
}

/// D5, C7: what is not the answer makes no request and ends nothing: the right one still comes through.
fn callback() -> Taker {
    let stage = Stage::set();
    let mut pending: Option<String> = None;
    Box::new(move |bytes| {
        stage.runtime.block_on(async {
            let right = match pending.take() {
                Some(right) => right,
                None => stage.right().await,
            };
            let sent = replaced(bytes, "{RIGHT}", &right);
            let asked = stage.fake.seen("/token").len();
            match stage.engine.receive_callback(&sent).await {
                Ok(account) if sent == right.as_bytes() => stage.forget(&account.id).await,
                Ok(account) => {
                    // Only what no comparison sees may differ.
                    stage.forget(&account.id).await?;
                    let same = url::Url::parse(&String::from_utf8_lossy(&sent)).is_ok_and(|url| {
                        let right = url::Url::parse(&right).unwrap();
                        let pick = |url: &url::Url, name: &str| {
                            url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
                        };
                        ["code", "state", "iss"].iter().all(|name| pick(&url, name) == pick(&right, name))
                    });
                    if same { Ok(()) } else { Err("an address that is not the answer signed somebody in".to_owned()) }
                }
                Err(_) if stage.engine.pending_sign_ins().await.map_err(|error| error.to_string())?.is_empty() => {
                    // It had the right state: refused by the provider, or sent on to it.
                    stage.fake.forget_seen();
                    Ok(())
                }
                Err(_) if stage.fake.seen("/token").len() != asked => Err("it made a request and left the sign-in waiting".to_owned()),
                Err(_) => {
                    pending = Some(right);
                    Ok(())
                }
            }
        })
    })
}

fn token_answers() -> Vec<Vec<u8>> {
    all([
        r#"{"access_token":"access-9","token_type":"bearer","expires_in":3600,"refresh_token":"r","scope":"profile"}"#,
        r#"{"access_token":"access-9","token_type":"Bearer","expires_in":"3600"}"#,
        r#"{"error":"invalid_grant","error_description":"over"}"#,
    ])
}

/// C10: any answer gives the token that it names, or a reason, and then nothing is kept.
fn token_answer() -> Taker {
    let stage = Stage::set();
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        turn += 1;
        let status = [200, 200, 200, 400, 401, 503][turn % 6];
        stage.fake.next("/token", Reply::body(status, "application/json", bytes));
        stage.runtime.block_on(async {
            let callback = stage.right().await;
            let account = match stage.engine.receive_callback(callback.as_bytes()).await {
                Ok(account) => account,
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => {
                    let kept = stage.engine.accounts().await.map_err(|error| error.to_string())?;
                    return if kept.is_empty() { Ok(()) } else { Err(format!("it was refused, and this is kept: {kept:?}")) };
                }
            };
            // A member that nobody looks at may hold what is no text (RFC 8259 §8.2).
            let said: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
            let given = stage.engine.access_token(&account.id, std::time::Duration::ZERO).await;
            stage.forget(&account.id).await?;
            match given {
                _ if status != 200 => Err(format!("status {status} signs somebody in")),
                Ok(token) if said.is_some_and(|said| said["access_token"] != token.token.expose()) => {
                    Err("another token is given than was granted".to_owned())
                }
                _ => Ok(()),
            }
        })
    })
}

fn pushed_answers() -> Vec<Vec<u8>> {
    all([
        r#"{"request_uri":"urn:ietf:params:oauth:request_uri:1","expires_in":60}"#,
        r#"{"request_uri":"urn:ietf:params:oauth:request_uri:1","expires_in":5,"more":[1]}"#,
        r#"{"error":"invalid_request","error_description":"no"}"#,
    ])
}

/// C3, C10: the browser is sent to the service with what the answer named, whole and alone, or nothing starts and a reason is
/// told.
fn pushed_answer() -> Taker {
    let stage = Stage::with(|fake| fake.takes_pushed_requests(true));
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        turn += 1;
        let status = [201, 201, 201, 200, 400, 503][turn % 6];
        stage.fake.next(PAR, Reply::body(status, "application/json", bytes));
        let request =
            SignInRequest { provider: "work".into(), return_path: Some(ReturnPath::DeepLink), open_browser: true, ..Default::default() };
        stage.runtime.block_on(async {
            match stage.engine.start_sign_in(request).await {
                Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
                Err(_) => match stage.engine.pending_sign_ins().await {
                    Ok(waiting) if waiting.is_empty() => Ok(()),
                    waiting => Err(format!("it was refused, and something waits: {waiting:?}")),
                },
                Ok(started) => {
                    let url = url::Url::parse(&started.authorize_url).map_err(|error| error.to_string())?;
                    let said: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
                    let carried: Vec<_> = url.query_pairs().into_owned().collect();
                    let named = said["request_uri"].as_str().unwrap_or_default().to_owned();
                    let wanted = [("client_id".to_owned(), "till".to_owned()), ("request_uri".to_owned(), named)];
                    if status != 201
                        || carried != wanted
                        || url.fragment().is_some()
                        || !started.authorize_url.starts_with(&stage.fake.issuer)
                    {
                        return Err(format!("the browser is sent to {url}"));
                    }
                    stage.fake.forget_seen();
                    stage.engine.cancel_sign_in(&started.attempt).await.map_err(|error| error.to_string())
                }
            }
        })
    })
}

fn documents() -> Vec<Vec<u8>> {
    let good = json!({
        "issuer": "{ISSUER}", "authorization_endpoint": "{ISSUER}/authorize", "token_endpoint": "{ISSUER}/token", "userinfo_endpoint": "{ISSUER}/userinfo",
        "revocation_endpoint": "{ISSUER}/revoke", "scopes_supported": ["profile"], "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    all([good.to_string(), "{\"issuer\":\"{ISSUER}\"}".to_owned(), "[]".to_owned()])
}

/// C9: a document is taken whose issuer is the one that was asked, and which leads to https or loopback only.
fn document() -> Taker {
    let stage = Stage::set();
    Box::new(move |bytes| {
        let body = replaced(bytes, "{ISSUER}", &stage.fake.issuer);
        stage.fake.always(DOCUMENT, Reply::body(200, "application/json", body.clone()));
        let Ok(_) = stage.runtime.block_on(stage.engine.discover(&stage.fake.issuer)) else { return Ok(()) };
        // A member that nobody looks at may hold what is no text, such as half a surrogate pair (RFC 8259 §8.2).
        let Ok(said) = serde_json::from_slice::<serde_json::Value>(&body) else { return Ok(()) };
        if said["issuer"] != stage.fake.issuer.as_str() {
            return Err(format!("a document of {} is taken", said["issuer"]));
        }
        for name in ["authorization_endpoint", "token_endpoint"] {
            let address = said[name].as_str().unwrap_or_default();
            if !["https://", "http://127.0.0.1", "http://[::1]", "http://localhost"]
                .iter()
                .any(|start| address.to_ascii_lowercase().starts_with(start))
            {
                return Err(format!("{name} is {address}"));
            }
        }
        Ok(())
    })
}

fn profiles() -> Vec<Vec<u8>> {
    all([
        r#"{"sub":"person-1","name":"Michael","email":"michael@test.com","locale":"en","zoneinfo":"Europe/Madrid"}"#,
        r#"{"id":7,"fullName":"Michael","formats":{"dates":{"format":"DD-MM-YYYY","smart":"off"},"numberSeparators":{"thousands":".","decimal":","}}}"#,
    ])
}

/// C10: any answer gives a profile that can be shown, or a reason; and the session stays what it was.
fn user_information() -> Taker {
    let stage = Stage::set();
    let id = stage.runtime.block_on(stage.signed_in());
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        stage.fake.next("/userinfo", Reply::body(200, "application/json", bytes));
        stage.fake.forget_seen();
        stage.runtime.block_on(async {
            let read = stage.engine.read_profile(&id).await;
            let account = stage.engine.account(&id).await.map_err(|error| error.to_string())?.account;
            if account.subject.as_deref() != Some("person-1") || account.state != SessionStatus::Active {
                return Err(format!("the account is now {account:?}"));
            }
            let profile = match read {
                Ok(profile) => profile,
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => return Ok(()),
            };
            let texts = [profile.name, profile.email, profile.locale, profile.timezone, profile.dates.format, profile.business];
            match texts.into_iter().flatten().find(|text| text.chars().any(char::is_control) || text.chars().count() > 1024) {
                Some(text) => Err(format!("this is shown: {text:?}")),
                None => Ok(()),
            }
        })
    })
}

fn presets() -> Vec<Vec<u8>> {
    all([r#"
[[preset]]
id = "harbour"
title = "Harbour"
base_url = "https://login.harbour.example"
scopes = ["profile"]
tolerates = ["missing-token-type"]

[preset.paths]
authorization = "/authorize"
token = "https://api.harbour.example/token"

[preset.quirks]
token_encoding = "json"
token_header = "X-Token"

[preset.profile]
subject = ["/user/id", "/sub"]

[[preset.offers]]
scope = "profile"
reveals = ["name"]
"#])
}

/// A file with presets is read, or its error names the file; whatever a preset says, it sends nobody anywhere but below the
/// address that replaces its hosts.
fn preset() -> Taker {
    let stage = Stage::set();
    let file = stage.folder.path().join("presets.toml");
    let base = stage.fake.url("/below");
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        std::fs::write(&file, bytes).map_err(|error| error.to_string())?;
        stage.runtime.block_on(async {
            let listed = stage.engine.presets().await;
            if !listed.iter().any(|preset| preset.id == "inbenta") {
                return Err("a file of one's own hides a built-in preset".to_owned());
            }
            let draft = ProviderDraft {
                name: "own".into(),
                preset: Some("harbour".into()),
                base_url: Some(base.clone()),
                client_id: Some("till".into()),
                ..Default::default()
            };
            let secret = Some(countersign_engine::Secret::new("s"));
            if let Err(error) = stage.engine.add_provider(draft, secret).await {
                let named = error.message.contains("presets.toml") || listed.iter().any(|preset| preset.id == "harbour");
                let absent = error.message.contains("There is no preset");
                return if named || absent { Ok(()) } else { Err(format!("it is not said which file is wrong: {error}")) };
            }
            let request = SignInRequest { provider: "own".into(), ..Default::default() };
            let started = stage.engine.start_sign_in(request).await;
            let held = match &started {
                Ok(started) if !started.authorize_url.starts_with(&base) => Err(format!("it leads to {}", started.authorize_url)),
                _ => Ok(()),
            };
            if let Ok(started) = started {
                stage.engine.cancel_sign_in(&started.attempt).await.map_err(|error| error.message)?;
            }
            stage.engine.remove_provider("own").await.map_err(|error| error.message)?;
            held
        })
    })
}

fn registrations() -> Vec<Vec<u8>> {
    all([
        r#"{"client_id":"app-1","registration_access_token":"t","registration_client_uri":"{ISSUER}/register/app-1","redirect_uris":["app.countersign.desktop:/callback/new","http://127.0.0.1/callback/new"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","scope":"profile"}"#,
        r#"{"client_id":"app-1","client_secret":"s","client_secret_expires_at":0,"token_endpoint_auth_method":"client_secret_basic"}"#,
        r#"{"error":"invalid_redirect_uri","error_description":"no"}"#,
    ])
}

/// An app that is registered by the way can be signed in with, or nothing is stored and the reason is said.
fn registration() -> Taker {
    let stage = Stage::set();
    stage.fake.metadata(|document| document["registration_endpoint"] = stage.fake.url("/register").into());
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        let stage = &stage;
        turn += 1;
        let body = replaced(bytes, "{ISSUER}", &stage.fake.issuer);
        let status = [201, 200, 201, 400, 401, 403][turn % 6];
        stage.fake.next("/register", Reply::body(status, "application/json", body));
        stage.runtime.block_on(async {
            let draft = ProviderDraft { name: "new".into(), issuer: Some(stage.fake.issuer.clone()), ..Default::default() };
            match stage.engine.add_provider(draft, None).await {
                Ok(added) if added.client_id.is_empty() || added.return_paths.is_empty() => {
                    Err(format!("nobody could sign in with {added:?}"))
                }
                Ok(_) => stage.engine.remove_provider("new").await.map(drop).map_err(|error| error.message),
                Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
                Err(_) => match stage.engine.providers().await {
                    Ok(providers) if providers.len() == 1 => Ok(()),
                    providers => Err(format!("what was refused is kept: {providers:?}")),
                },
            }
        })
    })
}

/// S1: a file that was changed gives what was stored, or is refused; and it is left as it was.
fn vault_file() -> Taker {
    let stage = Stage::set();
    let file = stage.folder.path().join(VAULT);
    let whole = std::fs::read(&file).unwrap();
    Box::new(move |bytes| {
        // Laid over the file from its end, so that short inputs change what is sealed and long ones its head.
        let mut changed = whole.clone();
        for (place, byte) in changed.iter_mut().rev().zip(bytes) {
            *place ^= byte;
        }
        changed.truncate(changed.len() - bytes.first().map_or(0, |first| usize::from(*first) % 3 * (changed.len() / 7)));
        for name in std::fs::read_dir(stage.folder.path()).unwrap().flatten().map(|entry| entry.path()) {
            if name != file && name.file_name().is_some_and(|name| name.to_string_lossy().starts_with(VAULT)) {
                std::fs::remove_file(name).unwrap();
            }
        }
        std::fs::write(&file, &changed).unwrap();
        let read = stage.runtime.block_on(async {
            let engine = open(stage.folder.path().to_owned(), &stage.keychain, &stage.clock, &stage.browser).await;
            engine.providers().await
        });
        match read {
            Ok(providers) if providers.len() == 1 && providers[0].name == "work" => Ok(()),
            Ok(providers) => Err(format!("{} providers are read from a changed file", providers.len())),
            Err(_) if std::fs::read(&file).is_ok_and(|now| now == changed) => Ok(()),
            Err(error) => Err(format!("the file was not left as it was: {error}")),
        }
    })
}

//! What these tests share: apps, and a peer that verifies what it is given.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::store::Apps as _;
use countersign_accounts::store::rows::Reach;
use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft, OpenIdSettings, SigningAlg, TokenSettings};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::Value;
use support::client::{Client, VERIFIER, challenge, send};
use support::service::{BEGINNING, Service, http, web_app};
use support::visitor::Visitor;

pub use support::service::MICHAEL;

/// A web app that may ask for everything of OpenID Connect.
pub fn openid_app() -> OAuthAppDraft {
    let scopes = ["openid", "profile", "email", "address", "phone", "offline_access"];
    OAuthAppDraft { scopes: scopes.map(str::to_owned).to_vec(), ..web_app() }
}

/// The same with an algorithm of its choice.
pub fn signing_with(alg: SigningAlg) -> OAuthAppDraft {
    let openid = OpenIdSettings { id_token_alg: alg, ..OpenIdSettings::default() };
    OAuthAppDraft { settings: AppSettings { openid, ..AppSettings::default() }, ..openid_app() }
}

/// A program that acts for itself.
pub fn machine_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Harbour Night Shift".into(),
        kind: AppKind::Machine,
        redirect_uris: Vec::new(),
        scopes: vec!["jobs:read".into(), "jobs:write".into()],
        ..web_app()
    }
}

/// Adds a program that acts for itself.
pub async fn add_machine(service: &Service, draft: OAuthAppDraft) -> Client {
    let added = service.add_app(draft).await;
    Client::of(service, &added.client_id, added.secret.as_ref().map(|secret| secret.expose()), "")
}

/// The keys that a service publishes, to the letter.
pub async fn published(service: &Service) -> Value {
    send(http().get(service.url("/oauth/jwks"))).await.json()
}

/// The same as the library reads them.
pub async fn keys(service: &Service) -> JwkSet {
    serde_json::from_value(published(service).await).unwrap()
}

/// The header of a signed token.
#[derive(Debug)]
pub struct Signed {
    pub alg: String,
    pub typ: Option<String>,
    pub kid: Option<String>,
}

/// What a signed token says, once its signature fits a published key. Times are left to the tests: their clock stands still.
pub async fn verified(service: &Service, token: &str) -> (Signed, Value) {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let part = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let header: Value = serde_json::from_slice(&part(header)).unwrap();
    let word = |name: &str| header[name].as_str().map(str::to_owned);
    let header = Signed { alg: word("alg").expect("an alg"), typ: word("typ"), kid: word("kid") };
    let keys = keys(service).await;
    let key = keys.find(header.kid.as_deref().expect("a kid")).unwrap_or_else(|| panic!("{:?} is not published", header.kid));
    // The library knows Ed25519 by its older name alone.
    let algorithm = if header.alg == "Ed25519" { Algorithm::EdDSA } else { header.alg.parse().unwrap() };
    assert!(crypto::verify(signature, message.as_bytes(), &DecodingKey::from_jwk(key).unwrap(), algorithm).unwrap());
    (header, serde_json::from_slice(&part(claims)).unwrap())
}

/// The code of a request with further parameters, to which Michael agreed.
pub async fn code_with(client: &Client, scope: &str, more: &[(&str, &str)]) -> String {
    let challenge = challenge(VERIFIER);
    let mut pairs = client.request(scope, "a state", &challenge);
    pairs.extend(more);
    let answer = Visitor::new().accept(&client.authorize_url(&pairs), MICHAEL).await;
    answer.redirected_with().remove("code").unwrap_or_else(|| panic!("no code: {:?}", answer.location()))
}

/// Changes an app, as an administrator does.
pub async fn change_app(service: &Service, client: &Client, change: impl FnOnce(&mut OAuthAppDraft)) {
    let operator = service.operator();
    let app = operator.store().app(&client.id).await.unwrap().unwrap();
    let mut draft = app.as_draft();
    change(&mut draft);
    let entry = Entry::of(Deed::AppChanged, BEGINNING).on_app(&client.id);
    let saved = operator.store().update_app(&client.id, &Reach::Everything, draft, app.version, entry).await.unwrap();
    assert!(saved.is_ok(), "{saved:?}");
}

/// The same app with tokens for these resources.
pub fn for_resources(resources: &[&str], draft: OAuthAppDraft) -> OAuthAppDraft {
    let resources = resources.iter().map(|resource| (*resource).to_owned()).collect();
    let tokens = TokenSettings { resources, ..draft.settings.tokens };
    OAuthAppDraft { settings: AppSettings { tokens, ..draft.settings }, ..draft }
}

/// The id of somebody.
pub fn id_of(service: &Service, email: &str) -> String {
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.query_row("SELECT id FROM people WHERE email = ?1", [email], |row| row.get(0)).unwrap()
}

//! Making an app: its client id, and its secret where it has one.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, OpenIdSettings, Pkce, SigningAlg};
use countersign_wire::scope::ACCOUNT;

use crate::entropy::Entropy;
use crate::store::rows::{AppSecret, NewApp};
use crate::token::{Token, TokenForm, identifier};

/// The client id of the app that every service carries: Countersign itself.
pub const BUILT_IN: &str = "countersign";

/// An app to add, made from a draft that was validated, and its secret, which is shown once.
#[must_use]
pub fn new_app(draft: OAuthAppDraft, created_by: Option<&str>, entropy: &dyn Entropy, now: UnixSeconds) -> (NewApp, Option<Token>) {
    let client_id = format!("{}-{}", identifier::<8>(entropy), identifier::<8>(entropy));
    let minted = draft.has_secret().then(|| new_secret(entropy, now));
    let (secret, shown) = minted.unzip();
    (NewApp { client_id, draft, secret, built_in: false, created_by: created_by.map(str::to_owned), created_at: now }, shown)
}

/// The same with a client id and a secret of 64 hexadecimal digits each, as inTandem's API gives them. The draft is one
/// of an app that has a secret.
#[must_use]
pub fn new_hex_app(draft: OAuthAppDraft, created_by: Option<&str>, entropy: &dyn Entropy, now: UnixSeconds) -> (NewApp, Token) {
    let client_id = identifier::<32>(entropy);
    let (secret, shown) = kept(Token::mint_as(TokenForm::Hex, entropy), entropy, now);
    let created_by = created_by.map(str::to_owned);
    (NewApp { client_id, draft, secret: Some(secret), built_in: false, created_by, created_at: now }, shown)
}

/// A client secret of 256 bits (A7): what is kept of it, and what is shown once.
#[must_use]
pub fn new_secret(entropy: &dyn Entropy, now: UnixSeconds) -> (AppSecret, Token) {
    kept(Token::mint(entropy), entropy, now)
}

fn kept(secret: Token, entropy: &dyn Entropy, now: UnixSeconds) -> (AppSecret, Token) {
    let id = identifier::<8>(entropy);
    (AppSecret { id, hash: secret.digest(), created_at: now, last_use: None, retired_at: None }, secret)
}

/// The app that every service carries, for the desktop and the command line. It alone may look after an account.
#[must_use]
pub fn built_in(now: UnixSeconds) -> NewApp {
    let draft = OAuthAppDraft {
        name: "Countersign".to_owned(),
        kind: AppKind::Native,
        dialect: DialectName::Standard,
        redirect_uris: vec!["app.countersign.desktop:/callback".to_owned(), "http://127.0.0.1/callback".to_owned()],
        scopes: DialectName::Standard.scopes().iter().chain(&[ACCOUNT]).map(|scope| (*scope).to_owned()).collect(),
        trusted: false,
        enabled: true,
        pkce: Some(Pkce::Required),
        with_secret: false,
        // Ours is cheap to sign (a core signs fifteen times as many with it as with RS256).
        settings: AppSettings {
            openid: OpenIdSettings { id_token_alg: SigningAlg::ES256, ..OpenIdSettings::default() },
            ..AppSettings::default()
        },
    };
    NewApp { client_id: BUILT_IN.to_owned(), draft, secret: None, built_in: true, created_by: None, created_at: now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn what_the_service_carries_is_a_valid_app_but_for_a_scope_that_no_other_can_have() {
        let app = built_in(0);
        assert!(app.secret.is_none() && app.draft.scopes.iter().any(|scope| scope == ACCOUNT));
        let told = app.draft.validate();
        assert_eq!(told.iter().map(|problem| &*problem.field).collect::<Vec<_>>(), ["scopes"]);
        let scopes = app.draft.scopes.iter().filter(|scope| *scope != ACCOUNT).cloned().collect();
        assert_eq!(OAuthAppDraft { scopes, ..app.draft }.validate(), []);
    }

    #[test]
    fn a7_the_secret_is_kept_as_a_hash_only() {
        let draft = OAuthAppDraft { kind: AppKind::Web, redirect_uris: vec!["https://a.example/".into()], ..built_in(0).draft };
        let (app, secret) = new_app(draft, None, &SystemEntropy, 0);
        assert!(app.secret.unwrap().hash.is_same(&secret.unwrap().digest()));
    }
}

//! What the checks begin with: people, apps, sessions, and what was given.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::person::{Details, Formats, LinkPurpose, PersonDraft};
use countersign_wire::scope::ScopeSet;

use super::Place;
use crate::audit::{Deed, Entry};
use crate::store::Store;
use crate::store::rows::{
    App, AppSecret, AuditQuery, Authentication, Code, LinkKept, NewApp, NewCode, NewLink, NewOrganisation, NewPerson, NewSession,
    NewTokens, PasswordText, Person, Reach, Redeemed, Role,
};
use crate::token::{Digest, Token};

/// When everything begins.
pub(super) const NOW: UnixSeconds = 1_000_000;
/// When everything that is given ends, unless a check says otherwise.
pub(super) const END: UnixSeconds = NOW + 1000;
/// The app of most checks.
pub(super) const DESK: &str = "desk";

pub(super) fn digest(text: &str) -> Digest {
    Token::presented(text).digest()
}

/// A row of the audit that says nothing of note.
pub(super) fn entry() -> Entry {
    Entry::of(Deed::PersonChanged, NOW)
}

pub(super) fn password(text: &str) -> PasswordText {
    PasswordText(zeroize::Zeroizing::new(text.to_owned()))
}

/// Somebody called as their id, who may sign in.
pub(super) fn person(id: &str, role: Role) -> NewPerson {
    let person = Person {
        id: id.to_owned(),
        email: format!("{id}@harbour.example"),
        email_verified: true,
        name: id.to_owned(),
        role,
        organisation: None,
        enabled: true,
        formats: Formats::default(),
        details: Details::default(),
        created_at: NOW,
        updated_at: NOW,
        version: 1,
    };
    NewPerson { person, password: Some(password("hash")) }
}

pub(super) fn member(id: &str) -> NewPerson {
    person(id, Role::Member)
}

/// A draft that would change nothing of somebody.
pub(super) fn draft_of(person: &Person) -> PersonDraft {
    PersonDraft {
        email: person.email.clone(),
        name: person.name.clone(),
        role: person.role,
        organisation: person.organisation.clone(),
        enabled: person.enabled,
        formats: person.formats.clone(),
        details: person.details.clone(),
    }
}

/// What an app on a server is, called as its client id.
pub(in crate::store) fn web(client_id: &str) -> OAuthAppDraft {
    OAuthAppDraft {
        name: client_id.to_owned(),
        kind: AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: vec![format!("https://{client_id}.example/callback")],
        scopes: ["openid", "profile", "offline_access"].map(str::to_owned).to_vec(),
        trusted: false,
        enabled: true,
        pkce: Some(Pkce::Required),
        with_secret: false,
        settings: AppSettings::default(),
    }
}

pub(super) fn secret(id: &str) -> AppSecret {
    AppSecret { id: id.to_owned(), hash: digest(id), created_at: NOW, last_use: None, retired_at: None }
}

/// Somebody who may change every app.
pub(super) const ALL: &Reach = &Reach::Everything;

/// An app to add, with one secret.
pub(in crate::store) fn app(client_id: &str, draft: OAuthAppDraft) -> NewApp {
    let secret = Some(secret(&format!("{client_id} secret")));
    NewApp { client_id: client_id.to_owned(), draft, secret, built_in: false, created_by: None, created_at: NOW }
}

pub(super) async fn add_app(store: &dyn Store, new: NewApp) -> App {
    store.add_app(new, entry()).await.unwrap().unwrap()
}

pub(super) async fn add_organisation(store: &dyn Store, id: &str) {
    let new = NewOrganisation { id: id.to_owned(), name: format!("{id} harbour"), created_at: NOW };
    assert!(store.add_organisation(new, entry()).await.unwrap());
}

/// A store with ada, who administers, michael, and the app *desk*.
pub(super) async fn furnished(place: &impl Place) -> Arc<dyn Store> {
    let store = place.open().await;
    assert!(store.add_person(person("ada", Role::Administrator), entry()).await.unwrap());
    assert!(store.add_person(member("michael"), entry()).await.unwrap());
    add_app(store.as_ref(), app(DESK, web(DESK))).await;
    store
}

/// Keeps a link; says what came of it.
pub(super) async fn keep(store: &dyn Store, link: NewLink) -> LinkKept {
    store.add_link(link, entry()).await.unwrap()
}

/// A one-time link to choose a new password, by what stands in its address.
pub(super) fn link(name: &str, person: &str) -> NewLink {
    NewLink {
        hash: digest(name),
        person: person.to_owned(),
        purpose: LinkPurpose::Reset,
        letter: None,
        asked: false,
        created_at: NOW,
        expires_at: END,
    }
}

/// A session that is opened by the cookie `cookie` and known as `sid of cookie`.
pub(super) fn session(cookie: &str, person: &str) -> NewSession {
    NewSession {
        id: digest(cookie),
        sid: sid(cookie),
        person: person.to_owned(),
        amr: "pwd".to_owned(),
        created_at: NOW,
        expires_at: END,
        address: Some("192.0.2.7".to_owned()),
        user_agent: Some("a browser".to_owned()),
    }
}

pub(super) fn sid(cookie: &str) -> String {
    format!("sid of {cookie}")
}

pub(super) async fn open_session(store: &dyn Store, cookie: &str, person: &str) {
    assert!(store.open_session(session(cookie, person), password("hash"), None, entry()).await.unwrap());
}

/// A code `name` that somebody accepted for an app, without a session.
pub(super) fn code(name: &str, person: &str, client_id: &str, scopes: &str) -> NewCode {
    let scopes = ScopeSet::parse(scopes).unwrap();
    let code = Code {
        client_id: client_id.to_owned(),
        person: person.to_owned(),
        redirect_uri: format!("https://{client_id}.example/callback"),
        challenge: None,
        requested: scopes.clone(),
        granted: scopes,
        authentication: Authentication { at: NOW, amr: "pwd".to_owned(), sid: None },
        nonce: None,
        claims: None,
        resources: Vec::new(),
        expires_at: END,
    };
    NewCode { hash: digest(name), code, remembered: None }
}

/// What a code gives: the grant `name`, and the tokens `name access` and `name refresh`.
pub(super) fn tokens(name: &str) -> NewTokens {
    NewTokens {
        resources: Vec::new(),
        grant: name.to_owned(),
        grant_ends_at: END,
        access: access(name),
        access_ends_at: END,
        refresh: Some((refresh(name), END)),
    }
}

pub(super) fn access(name: &str) -> Digest {
    digest(&format!("{name} access"))
}

pub(super) fn refresh(name: &str) -> Digest {
    digest(&format!("{name} refresh"))
}

/// Has somebody let an app in, within the session of a cookie: the grant `name` and its tokens.
pub(super) async fn let_in(store: &dyn Store, name: &str, (person, client_id): (&str, &str), cookie: Option<&str>, scopes: &str) {
    let mut code = code(name, person, client_id, scopes);
    code.code.authentication.sid = cookie.map(sid);
    assert!(store.add_code(code, entry()).await.unwrap());
    assert_eq!(store.redeem(digest(name), tokens(name), NOW, entry()).await.unwrap(), Redeemed::First);
}

/// Whether the access token of a grant opens anything.
pub(super) async fn opens(store: &dyn Store, name: &str) -> bool {
    store.access(access(name), NOW).await.unwrap().is_some()
}

pub(super) async fn is_signed_in(store: &dyn Store, cookie: &str) -> bool {
    store.session(digest(cookie), NOW).await.unwrap().is_some()
}

/// How many rows the audit has.
pub(super) async fn rows_of_audit(store: &dyn Store) -> usize {
    store.audit(AuditQuery::default(), None, 1000).await.unwrap().items.len()
}

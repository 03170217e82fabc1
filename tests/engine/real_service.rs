//! The engine against the project's own accounts service, each unchanged.

use std::sync::Arc;
use std::time::Duration;

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::keys::{ALGORITHMS, Keys};
use countersign_accounts::store::sqlite::SqliteStore;
use countersign_engine::Secret;
use countersign_wire::account::{SessionStatus, SignedOutPart};
use countersign_wire::app::{AppQuery, SigningAlg};
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use support::service::{BEGINNING, Service, inbenta_app, native_app, web_app};
use support::visitor::Visitor;

use crate::stage::{Stage, browser, request};

async fn add(stage: &Stage, service: &Service) {
    let draft = ProviderDraft { name: "work".into(), issuer: Some(service.issuer().into()), ..Default::default() };
    let added = stage.engine.add_provider(draft, None).await.unwrap();
    assert_eq!((added.client_id.as_str(), added.preset.as_deref(), added.warnings.len()), ("countersign", Some("accounts"), 0));
}

async fn sign_in(stage: &Stage, provider: &str, email: &str) -> countersign_wire::account::AccountView {
    let started = stage.start(provider, ReturnPath::DeepLink).await;
    let back = Visitor::new().accept(&started.authorize_url, email).await.location().unwrap().to_owned();
    stage.engine.receive_callback(back.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn dsk_04_two_people_see_their_own_locale_time_zone_and_formats() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    add(&stage, &service).await;
    let mut seen = Vec::new();
    for email in ["michael@test.com", "ada@harbour.example"] {
        let account = sign_in(&stage, "work", email).await;
        let profile = stage.engine.read_profile(&account.id).await.unwrap();
        assert_eq!(profile.email.as_deref(), Some(email));
        assert!(profile.locale.is_some() && profile.dates.format.is_some() && profile.number_separators.decimal.is_some());
        seen.push((profile.locale, profile.timezone, profile.dates, profile.number_separators));
    }
    let (michael, ada) = (&seen[0], &seen[1]);
    assert!(michael.0 != ada.0 && michael.1 != ada.1 && michael.2 != ada.2 && michael.3 != ada.3, "{seen:?}");
}

#[tokio::test]
async fn a_session_is_renewed_and_its_sign_out_ends_it_at_the_service() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    add(&stage, &service).await;
    let account = sign_in(&stage, "work", "michael@test.com").await;
    let first = stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    let second = stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap();
    assert_ne!(first.token, second.token);
    let receipt = stage.engine.sign_out(&account.id).await.unwrap();
    assert_eq!(receipt.revoked, [SignedOutPart::RefreshToken, SignedOutPart::AccessToken]);
    let asked = support::service::http().get(service.url("/oauth/userinfo")).bearer_auth(second.token.expose()).send().await.unwrap();
    assert_eq!(asked.status(), 401);
    assert_eq!(stage.engine.account(&account.id).await.unwrap().account.state, SessionStatus::SignedOut);
}

#[tokio::test]
async fn dsk_05_an_administrator_manages_apps_and_a_member_does_not() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    add(&stage, &service).await;
    let member = sign_in(&stage, "work", "michael@test.com").await;
    assert!(!member.administers && !member.scopes.contains("accounts:admin"));
    assert_eq!(stage.engine.administration(None).apps(AppQuery::default()).await.unwrap_err().code, ErrorCode::Forbidden);
    let administrator = sign_in(&stage, "work", "ada@harbour.example").await;
    assert!(administrator.administers);
    let engine = &stage.engine;
    assert_eq!(engine.administration(Some(&member.id)).apps(AppQuery::default()).await.unwrap_err().code, ErrorCode::Forbidden);

    let created = engine.administration(None).create_app(web_app()).await.unwrap();
    let client_id = created.app.client_id.as_str();
    assert!(created.client_secret.is_some());
    let found = engine.administration(None).apps(AppQuery { search: Some(created.app.name.clone()), ..Default::default() }).await.unwrap();
    assert_eq!((found.items.len(), found.items[0].client_id.as_str()), (1, client_id));
    let mut draft = web_app();
    draft.name = "Another name".into();
    let changed = engine.administration(None).update_app(client_id, draft.clone(), created.app.version).await.unwrap();
    assert_eq!(changed.name, "Another name");
    assert_eq!(
        engine.administration(None).update_app(client_id, draft.clone(), created.app.version).await.unwrap_err().code,
        ErrorCode::Conflict
    );
    assert_ne!(engine.administration(None).new_secret(client_id).await.unwrap().client_secret, created.client_secret.clone().unwrap());
    draft.redirect_uris = vec!["http://evil.example".into()];
    let refused = engine.administration(None).create_app(draft).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("redirect_uris")));
    engine.administration(None).delete_app(client_id).await.unwrap();
    assert_eq!(engine.administration(None).app(client_id).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(engine.administration(None).delete_app("countersign").await.unwrap_err().code, ErrorCode::Refused);
}

#[tokio::test]
async fn a17_an_administrator_of_six_minutes_ago_signs_in_freshly_and_the_app_is_made() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    add(&stage, &service).await;
    let account = sign_in(&stage, "work", "ada@harbour.example").await;
    let older = stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap().token;
    service.clock.advance(360);
    stage.clock.advance(360);
    assert_eq!(stage.engine.administration(None).apps(AppQuery::default()).await.unwrap().items.len(), 1, "looking needs none");

    let mut events = stage.engine.events();
    let engine = stage.engine.clone();
    let work = tokio::spawn(async move { engine.administration(None).create_app(web_app()).await });
    let authorize_url = loop {
        if let Event::FreshSignIn { started, .. } = events.recv().await.unwrap() {
            break started.authorize_url;
        }
    };
    let back = Visitor::new().accept(&authorize_url, "ada@harbour.example").await.location().unwrap().to_owned();
    browser().get(back).send().await.unwrap();
    let created = work.await.unwrap().unwrap();
    assert!(created.client_secret.is_some());
    let opened = stage.browser.opened().len();
    stage.engine.administration(None).new_secret(&created.app.client_id).await.unwrap();
    assert_eq!(stage.browser.opened().len(), opened, "for the next five minutes nobody is asked again");
    let userinfo = service.url("/oauth/userinfo");
    let is_over = async || {
        let asked = support::service::http().get(&userinfo).bearer_auth(older.expose()).send().await.unwrap();
        (asked.status() == 401).then_some(())
    };
    support::wait::until_some("the older token to be ended", is_over).await;
    let accounts = stage.engine.accounts().await.unwrap();
    assert_eq!((accounts.len(), accounts[0].id.as_str(), accounts[0].can_refresh), (1, account.id.as_str(), true));
}

#[tokio::test]
async fn an_expired_code_is_told_plainly_by_the_engine_too() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    add(&stage, &service).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let back = Visitor::new().accept(&started.authorize_url, "michael@test.com").await.location().unwrap().to_owned();
    service.clock.advance(61);
    assert_eq!(stage.engine.receive_callback(back.as_bytes()).await.unwrap_err().code, ErrorCode::CodeExpired);
}

#[tokio::test]
async fn inb_02_to_inb_12_the_preset_meets_its_dialect() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let mut draft = inbenta_app();
    draft.kind = countersign_wire::app::AppKind::Native;
    draft.with_secret = true;
    draft.redirect_uris = vec!["app.countersign.desktop:/callback/inbenta".into(), "http://127.0.0.1/callback/inbenta".into()];
    let app = service.add_app(draft.clone()).await;
    let provider = ProviderDraft {
        name: "inbenta".into(),
        preset: Some("inbenta".into()),
        base_url: Some(service.issuer().into()),
        client_id: Some(app.client_id.clone()),
        redirect_uris: draft.redirect_uris,
        ..Default::default()
    };
    stage.engine.add_provider(provider, app.secret.as_ref().map(|secret| Secret::new(secret.expose()))).await.unwrap();
    let account = sign_in(&stage, "inbenta", "michael@test.com").await;
    assert_eq!((account.name.as_deref(), account.can_refresh), (Some("Michael"), false));
    assert_eq!(account.scopes.to_wire(), "personal_information personal_configuration");
    let profile = stage.engine.read_profile(&account.id).await.unwrap();
    assert_eq!((profile.timezone.as_deref(), profile.dates.format.as_deref()), (Some("Europe/Madrid"), Some("DD-MM-YYYY")));
    let mut less = request("inbenta", ReturnPath::DeepLink);
    less.scopes = Some(vec![]);
    let started = stage.engine.start_sign_in(less).await.unwrap();
    let back = Visitor::new().accept(&started.authorize_url, "ada@harbour.example").await.location().unwrap().to_owned();
    let bare = stage.engine.receive_callback(back.as_bytes()).await.unwrap();
    // INB-10: without a scope the id is all there is.
    assert!(bare.subject.is_some() && bare.name.is_none() && bare.email.is_none());
}

/// The keys of the service's database in another process of it.
fn beside(service: &Service) -> Keys {
    let (store, key) = SqliteStore::open(&service.database(), &SystemEntropy).unwrap();
    Keys::new(Arc::new(store), key, service.clock.clone(), Arc::new(SystemEntropy))
}

/// The names of the keys of an algorithm that are published.
async fn kids(keys: &Keys, alg: SigningAlg) -> Vec<String> {
    let published = keys.jwks().await.unwrap();
    let all = published["keys"].as_array().unwrap().iter().filter(|key| key["alg"] == alg.as_str());
    all.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn rp_01_whatever_the_service_signs_with_the_engine_verifies_also_after_a_rotation() {
    let (stage, service) = (Stage::new().await, Service::start().await);
    let person = service.add_person(support::service::michael()).await;
    for alg in ALGORITHMS {
        let mut draft = native_app();
        draft.redirect_uris = vec!["app.countersign.desktop:/callback".into()];
        draft.scopes = ["openid", "profile", "offline_access"].map(str::to_owned).to_vec();
        draft.settings.openid.id_token_alg = alg;
        let app = service.add_app(draft).await;
        let name = format!("{alg:?}");
        let provider = ProviderDraft {
            name: name.clone(),
            issuer: Some(service.issuer().into()),
            client_id: Some(app.client_id),
            scopes: vec!["openid".into(), "profile".into(), "offline_access".into()],
            ..Default::default()
        };
        stage.engine.add_provider(provider, None).await.unwrap();
        let account = sign_in(&stage, &name, "michael@test.com").await;
        assert_eq!((account.subject.as_deref(), account.scopes.contains("openid")), (Some(person.as_str()), true), "{name}");

        let other = beside(&service);
        let before = kids(&other, alg).await;
        other.publish(alg, Entry::of(Deed::SigningKeyMade, BEGINNING)).await.unwrap();
        let next = kids(&other, alg).await.into_iter().find(|kid| !before.contains(kid)).unwrap();
        assert!(other.promote(&next, Entry::of(Deed::SigningKeyPromoted, BEGINNING)).await.unwrap());
        // The service looks at its keys again after a few seconds; the engine has to hear of the new one by itself.
        service.clock.advance(61);
        stage.clock.advance(61);
        stage.engine.refresh(&account.id).await.unwrap();
        let again = sign_in(&stage, &name, "michael@test.com").await;
        assert_eq!((again.id, again.name.as_deref()), (account.id, Some("Michael")), "{name}");
    }
}

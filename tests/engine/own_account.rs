//! One's own account: at the project's own service, and at one that lies.

use countersign_engine::Secret;
use countersign_wire::account::{AccountView, OwnAccountReach};
use countersign_wire::app::AppKind;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::person::{Details, Formats, OwnProfile};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::service::{Service, iiniit_app};
use support::visitor::Visitor;

use crate::stage::{Stage, request, told};

const ACCOUNT: [&str; 5] = ["openid", "profile", "email", "offline_access", "account"];

fn asking(provider: &str, scopes: &[&str]) -> SignInRequest {
    SignInRequest { scopes: Some(scopes.iter().map(|scope| (*scope).to_owned()).collect()), ..request(provider, ReturnPath::DeepLink) }
}

/// Michael, who lets the app look after his account at the project's own service.
async fn michael() -> (Stage, Service, AccountView) {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let draft = ProviderDraft { name: "work".into(), issuer: Some(service.issuer().into()), ..Default::default() };
    stage.engine.add_provider(draft, None).await.unwrap();
    let account = sign_in(&stage, "work", &ACCOUNT).await;
    (stage, service, account)
}

/// Michael signs in, and ticks all that is asked: what is done in his name is not ticked for him.
async fn sign_in(stage: &Stage, provider: &str, scopes: &[&str]) -> AccountView {
    let started = stage.engine.start_sign_in(asking(provider, scopes)).await.unwrap();
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&started.authorize_url, "michael@test.com").await;
    let form = page.form_with("answer").ticking("scope", scopes).with("answer", "accept");
    let back = visitor.submit(&page, &form).await.location().unwrap().to_owned();
    stage.engine.receive_callback(back.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn what_somebody_changes_of_themselves_is_known_here_at_once() {
    let (stage, _service, account) = michael().await;
    assert_eq!(account.own_account, Some(OwnAccountReach::Whole));
    let before = stage.engine.own_profile(&account.id).await.unwrap();
    let mut events = stage.engine.events();
    let formats = Formats { timezone: Some("America/Lima".into()), ..before.formats.clone().unwrap() };
    let change = OwnProfile { name: Some("Michael Ende".into()), formats: Some(formats.clone()), ..OwnProfile::default() };
    let after = stage.engine.change_own_profile(&account.id, change).await.unwrap();
    assert_eq!((after.name.as_deref(), after.formats, after.details), (Some("Michael Ende"), Some(formats), before.details));
    let known = stage.engine.account(&account.id).await.unwrap();
    assert_eq!(known.account.name.as_deref(), Some("Michael Ende"));
    assert_eq!(known.profile.unwrap().timezone.as_deref(), Some("America/Lima"));
    let is_told = |event: &Event| matches!(event, Event::AccountChanged(view) if view.name.as_deref() == Some("Michael Ende"));
    assert!(told(&mut events).iter().any(is_told));
}

#[tokio::test]
async fn what_is_wrong_names_its_field_and_nothing_is_changed() {
    let (stage, _service, account) = michael().await;
    let before = stage.engine.own_profile(&account.id).await.unwrap();
    let zone = Formats { timezone: Some("Europe/Nowhere".into()), ..Formats::default() };
    let website = Details { website: Some("http://ada.example".into()), ..Details::default() };
    for (change, field) in [
        (OwnProfile { name: Some(" ".into()), ..OwnProfile::default() }, "name"),
        (OwnProfile { formats: Some(zone), ..OwnProfile::default() }, "timezone"),
        (OwnProfile { details: Some(website), ..OwnProfile::default() }, "website"),
    ] {
        let refused = stage.engine.change_own_profile(&account.id, change).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some(field)));
    }
    assert_eq!(stage.engine.own_profile(&account.id).await.unwrap(), before);
}

#[tokio::test]
async fn what_somebody_changed_elsewhere_meanwhile_is_not_written_over() {
    let (stage, _service, account) = michael().await;
    let read = stage.engine.own_profile(&account.id).await.unwrap();
    let change = |name: &str, version| OwnProfile { name: Some(name.into()), version, ..OwnProfile::default() };
    let first = stage.engine.change_own_profile(&account.id, change("Michael Ende", read.version)).await.unwrap();
    assert_ne!(first.version, read.version);
    let late = stage.engine.change_own_profile(&account.id, change("Mike", read.version)).await.unwrap_err();
    assert_eq!(late.code, ErrorCode::Conflict);
    assert_eq!(stage.engine.own_profile(&account.id).await.unwrap(), first);
    let again = stage.engine.change_own_profile(&account.id, change("Mike", first.version)).await.unwrap();
    assert_eq!(again.name.as_deref(), Some("Mike"));
}

#[tokio::test]
async fn this_app_is_connected_and_is_signed_out_instead_of_taken_away() {
    let (stage, _service, account) = michael().await;
    let apps = stage.engine.connected_apps(&account.id).await.unwrap();
    let ids: Vec<_> = apps.iter().map(|app| app.client_id.as_str()).collect();
    assert_eq!(ids, ["countersign"]);
    assert_eq!(stage.engine.disconnect_app(&account.id, "countersign").await.unwrap_err().code, ErrorCode::Refused);
    assert_eq!(stage.engine.disconnect_app(&account.id, "nobody").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(stage.engine.disconnect_app(&account.id, "..").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(stage.engine.connected_apps(&account.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_browser_is_signed_out_from_here_and_the_one_that_let_this_app_in_is_marked() {
    let (stage, service, account) = michael().await;
    let sessions = stage.engine.own_sessions(&account.id).await.unwrap();
    assert_eq!(sessions.iter().map(|one| one.current).collect::<Vec<_>>(), [true], "the browser that he signed in with");
    let elsewhere = Visitor::new().sign_in(&service.url("/account"), "michael@test.com").await;
    assert_eq!(elsewhere.status, 200);
    let sessions = stage.engine.own_sessions(&account.id).await.unwrap();
    assert_eq!(sessions.iter().filter(|one| one.current).count(), 1);
    let other = sessions.iter().find(|one| !one.current).unwrap();
    stage.engine.end_own_session(&account.id, &other.session.id).await.unwrap();
    let left = stage.engine.own_sessions(&account.id).await.unwrap();
    assert_eq!(left.iter().map(|one| one.current).collect::<Vec<_>>(), [true]);
    assert_eq!(stage.engine.end_own_session(&account.id, &other.session.id).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn an_account_is_looked_after_only_where_its_person_said_so() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let draft = ProviderDraft { name: "work".into(), issuer: Some(service.issuer().into()), ..Default::default() };
    let provider = stage.engine.add_provider(draft, None).await.unwrap();
    let offer = provider.offers.iter().find(|offer| offer.scope.as_deref() == Some("account")).unwrap();
    assert!(!offer.suggested && !provider.scopes.contains("account"), "nobody is asked for it unasked");
    let account = sign_in(&stage, "work", &["openid", "profile", "offline_access"]).await;
    assert_eq!(account.own_account, None);
    let refused = stage.engine.own_profile(&account.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    stage.engine.sign_out(&account.id).await.unwrap();
    assert_eq!(stage.engine.own_profile(&account.id).await.unwrap_err().code, ErrorCode::SignInAgain);
}

#[tokio::test]
async fn iii_03_the_preset_changes_the_profile_by_a_merge_and_knows_of_no_formats() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let mut app = iiniit_app();
    (app.kind, app.with_secret) = (AppKind::Native, true);
    app.redirect_uris = vec!["app.countersign.desktop:/callback/iiniit".into()];
    let added = service.add_app(app.clone()).await;
    let provider = ProviderDraft {
        name: "iiniit".into(),
        preset: Some("iiniit".into()),
        base_url: Some(service.issuer().into()),
        client_id: Some(added.client_id.clone()),
        redirect_uris: app.redirect_uris,
        ..Default::default()
    };
    stage.engine.add_provider(provider, added.secret.as_ref().map(|secret| Secret::new(secret.expose()))).await.unwrap();
    let account = sign_in(&stage, "iiniit", &["user:read", "user:write"]).await;
    assert_eq!(account.own_account, Some(OwnAccountReach::Profile));
    let details = Details { bio: Some("Boats.".into()), ..Details::default() };
    let change = OwnProfile { name: Some("Michael Ende".into()), details: Some(details.clone()), ..OwnProfile::default() };
    let after = stage.engine.change_own_profile(&account.id, change).await.unwrap();
    assert_eq!((after.name.as_deref(), after.details, after.formats), (Some("Michael Ende"), Some(details), None));
    let formats = OwnProfile { formats: Some(Formats::default()), ..OwnProfile::default() };
    assert_eq!(stage.engine.change_own_profile(&account.id, formats).await.unwrap_err().code, ErrorCode::InvalidInput);
    let details = Details { bio: Some("Trains.".into()), phone_number: Some("+34 600 000 000".into()), ..Details::default() };
    let change = OwnProfile { details: Some(details), ..OwnProfile::default() };
    let refused = stage.engine.change_own_profile(&account.id, change).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("phone_number")), "{refused}");
    assert_eq!(stage.engine.own_profile(&account.id).await.unwrap().details.unwrap().bio.as_deref(), Some("Boats."));
    assert_eq!(stage.engine.connected_apps(&account.id).await.unwrap_err().code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn answers_that_are_none_are_told_plainly() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|document| document["countersign_administration_endpoint"] = json!(fake.url("/admin/v1")));
    stage.add("work", &fake).await;
    let started = stage.engine.start_sign_in(asking("work", &["profile", "offline_access", "account"])).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    let apps = async || stage.engine.connected_apps(&account.id).await.unwrap_err().code;
    fake.next("/account/v1/apps", Reply::json(200, json!({"items": [{"client_id": 5}]})));
    assert_eq!(apps().await, ErrorCode::BadAnswer);
    fake.next("/account/v1/apps", Reply::body(200, "text/html", "<html>"));
    assert_eq!(apps().await, ErrorCode::BadAnswer);
    fake.always("/account/v1/apps", Reply::json(401, json!({"code": "unauthorized", "message": "Over."})));
    assert_eq!(apps().await, ErrorCode::SignInAgain);
    let said = Reply::json(409, json!({"code": "conflict", "message": "Changed elsewhere meanwhile."}));
    fake.next("/account/v1/profile", said);
    let refused = stage.engine.change_own_profile(&account.id, OwnProfile::default()).await.unwrap_err();
    assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::Conflict, "Changed elsewhere meanwhile."));
}

#[tokio::test]
async fn a_change_that_was_made_is_not_told_as_failed_where_nothing_is_heard_of_it_afterwards() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|document| document["countersign_administration_endpoint"] = json!(fake.url("/admin/v1")));
    stage.add("work", &fake).await;
    let started = stage.engine.start_sign_in(asking("work", &["profile", "offline_access", "account"])).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    fake.next("/account/v1/profile", Reply::json(200, json!({"name": "Ada Ruiz", "version": 4})));
    fake.always("/account/v1/profile", Reply::json(503, json!({"code": "busy", "message": "Later."})));
    fake.always("/userinfo", Reply::json(503, json!({})));
    let change = OwnProfile { name: Some("Ada Ruiz".to_owned()), ..OwnProfile::default() };
    let changed = stage.engine.change_own_profile(&account.id, change).await.unwrap();
    assert_eq!((changed.name.as_deref(), changed.version), (Some("Ada Ruiz"), Some(4)));
}

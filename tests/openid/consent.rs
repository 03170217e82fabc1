//! Consent, remembered for apps that can prove who they are.

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::store::Consents as _;
use countersign_accounts::store::sqlite::SqliteStore;
use countersign_wire::app::AppKind;
use support::client::Client;
use support::service::{Service, inbenta_app, native_app};
use support::visitor::Visitor;

use crate::scene::{MICHAEL, Scene, has_code, is_consent_page, openid_app};

#[tokio::test]
async fn op_06_consent_is_remembered_and_asked_again_for_more_or_when_the_app_wants_it() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    assert!(has_code(&visitor.open(&scene.request(&[])).await));
    assert!(has_code(&visitor.open(&scene.request_for("email", &[])).await), "less is covered");
    assert!(is_consent_page(&visitor.open(&scene.request(&[("prompt", "consent")])).await));
    let page = visitor.open(&scene.request_for("openid email profile", &[])).await;
    assert!(is_consent_page(&page));
    let accept = page.form_with("answer").with("answer", "accept");
    assert!(has_code(&visitor.submit(&page, &accept).await));
    assert!(has_code(&visitor.open(&scene.request_for("openid profile", &[])).await));
}

#[tokio::test]
async fn op_06_what_was_denied_or_left_out_is_not_remembered() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[]), MICHAEL).await;
    visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    let page = visitor.open(&scene.request(&[])).await;
    assert!(is_consent_page(&page));
    let form = page.form_with("answer").ticking("scope", &[]).with("answer", "accept");
    assert!(has_code(&visitor.submit(&page, &form).await));
    assert!(is_consent_page(&visitor.open(&scene.request(&[])).await), "e-mail was left out");
}

#[tokio::test]
async fn op_06_what_is_taken_back_is_forgotten() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let page = visitor.open(&scene.request(&[("prompt", "consent")])).await;
    visitor.submit(&page, &page.form_with("answer").ticking("scope", &[]).with("answer", "accept")).await;
    assert!(is_consent_page(&visitor.open(&scene.request(&[])).await));
}

#[tokio::test]
async fn op_06_a_consent_that_was_forgotten_is_asked_again() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let store = SqliteStore::open(&scene.service.database(), &SystemEntropy).unwrap().0;
    let person = scene.person(MICHAEL);
    let forget = || store.forget_consent(&person, &scene.client.id, Entry::of(Deed::ConsentForgotten, 0));
    assert!(forget().await.unwrap());
    assert!(!forget().await.unwrap());
    assert!(is_consent_page(&visitor.open(&scene.request(&[])).await));
}

#[tokio::test]
async fn a8_apps_that_cannot_prove_who_they_are_ask_each_time_and_so_do_the_documented_dialects() {
    let service = Service::with_people().await;
    let mut spa = openid_app();
    spa.kind = AppKind::Spa;
    for (draft, scope) in [(native_app(), "profile"), (spa, "openid profile"), (inbenta_app(), "personal_information")] {
        let client = Client::add(&service, draft).await;
        let mut visitor = Visitor::new();
        assert!(has_code(&visitor.accept(&client.authorize(scope), MICHAEL).await));
        assert!(is_consent_page(&visitor.open(&client.authorize(scope)).await), "{}", client.id);
    }
    let client = Client::built_in(&service);
    let mut visitor = Visitor::new();
    visitor.accept(&client.authorize("profile"), MICHAEL).await;
    assert!(is_consent_page(&visitor.open(&client.authorize("profile")).await));
}

#[tokio::test]
async fn the_page_shows_the_apps_logo_from_here_and_links_its_policy_and_terms() {
    let mut draft = openid_app();
    draft.settings.about.policy_url = Some("https://harbour.example/privacy".into());
    draft.settings.about.terms_url = Some("https://harbour.example/terms?a=1&b=2".into());
    let scene = Scene::with(draft).await;
    let database = rusqlite::Connection::open(scene.service.database()).unwrap();
    let sql = "INSERT INTO app_logos (app, png, hash, updated_at) VALUES (?1, x'89504e47', zeroblob(32), 0)";
    database.execute(sql, [&scene.client.id]).unwrap();
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[]), MICHAEL).await;
    for link in ["https://harbour.example/privacy", "https://harbour.example/terms?a=1&#38;b=2"] {
        assert!(page.body.contains(&format!("<a href=\"{link}\" rel=\"noopener noreferrer nofollow\">")), "{}", page.body);
    }
    let logo = format!("/apps/{}/logo?v=0000000000000000", scene.client.id);
    assert!(page.body.contains(&format!("src=\"{logo}\"")), "{}", page.body);
    let picture = visitor.open(&scene.service.url(&logo)).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    assert_eq!(visitor.open(&scene.service.url("/apps/nobody/logo")).await.status, 404);
}

#[tokio::test]
async fn op_06_an_api_that_tokens_are_for_is_shown_and_asked_for_by_itself() {
    const API: (&str, &str) = ("resource", "https://api.harbour.example/v1");
    let mut draft = openid_app();
    draft.settings.tokens.resources = vec![API.1.into()];
    let scene = Scene::with(draft).await;
    let mut visitor = scene.visitor(MICHAEL).await;
    assert!(has_code(&visitor.open(&scene.request(&[])).await));
    let silent = visitor.open(&scene.request(&[API, ("prompt", "none")])).await;
    assert_eq!(silent.redirected_with()["error"], "consent_required", "the scopes were agreed to, and not for this API");
    let page = visitor.open(&scene.request(&[API])).await;
    assert!(is_consent_page(&page) && page.body.contains(API.1), "{}", page.body);
    assert!(has_code(&visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await));
    assert!(has_code(&visitor.open(&scene.request(&[API, ("prompt", "none")])).await));
}

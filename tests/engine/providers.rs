//! Adding services, and what is wrong with what a person enters.

use countersign_engine::Secret;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use support::fake_provider::FakeProvider;

use crate::stage::{Stage, by_hand, told};

fn inbenta() -> ProviderDraft {
    ProviderDraft { name: "inbenta".into(), preset: Some("inbenta".into()), client_id: Some("id".into()), ..Default::default() }
}

#[tokio::test]
async fn the_presets_are_the_documented_services() {
    let presets = Stage::new().await.engine.presets().await;
    let told: Vec<_> = presets.iter().map(|preset| (preset.id.as_str(), preset.host.as_str(), preset.needs_client_secret)).collect();
    let expected = [
        ("inbenta", "accounts.inbenta.com", true),
        ("intandem", "app.vcita.com", true),
        ("iiniit", "www.iiniit.com", true),
        ("github", "github.com", true),
        ("gitlab", "gitlab.com", false),
        ("google", "accounts.google.com", true),
        ("microsoft", "login.microsoftonline.com", false),
        ("keycloak", "", false),
        ("other", "", false),
    ];
    assert_eq!(told, expected);
    assert_eq!(presets[0].redirect_uri_to_register, "app.countersign.desktop:/callback/inbenta");
}

#[tokio::test]
async fn every_mistake_is_told_with_its_field_and_nothing_is_stored() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let hand = || by_hand("x", &fake);
    let cases: Vec<(ProviderDraft, Option<&str>, &str)> = vec![
        (ProviderDraft::default(), None, "issuer"),
        (ProviderDraft { preset: Some("inbenta".into()), ..hand() }, None, "issuer"),
        (ProviderDraft { preset: Some("nobody".into()), ..Default::default() }, None, "preset"),
        (ProviderDraft { preset: Some("issuer".into()), ..Default::default() }, None, "preset"),
        (ProviderDraft { preset: Some("accounts".into()), ..Default::default() }, None, "issuer"),
        (ProviderDraft { client_id: None, ..inbenta() }, Some("s"), "client_id"),
        (inbenta(), None, "client_secret"),
        (inbenta(), Some(""), "client_secret"),
        (inbenta(), Some("two\nlines"), "client_secret"),
        (ProviderDraft { base_url: Some("http://accounts.example.com".into()), ..inbenta() }, Some("s"), "base_url"),
        (ProviderDraft { base_url: Some("https://a.example/?x".into()), ..inbenta() }, Some("s"), "base_url"),
        (ProviderDraft { base_url: Some("https://a.example".into()), ..hand() }, None, "base_url"),
        (ProviderDraft { token_url: None, ..hand() }, None, "token_url"),
        (ProviderDraft { authorize_url: None, ..hand() }, None, "authorize_url"),
        (ProviderDraft { token_url: Some("http://a.example/t".into()), ..hand() }, None, "token_url"),
        (ProviderDraft { token_url: Some("https://a.example/t#f".into()), ..hand() }, None, "token_url"),
        (ProviderDraft { authorize_url: Some("javascript:alert(1)".into()), ..hand() }, None, "authorize_url"),
        (ProviderDraft { userinfo_url: Some("userinfo".into()), ..hand() }, None, "userinfo_url"),
        (ProviderDraft { revoke_url: Some("https://u:p@a.example/".into()), ..hand() }, None, "revoke_url"),
        (ProviderDraft { client_id: None, ..hand() }, None, "client_id"),
        (ProviderDraft { client_id: Some("é".into()), ..hand() }, None, "client_id"),
        (ProviderDraft { redirect_uris: vec!["nothing".into()], ..hand() }, None, "redirect_uris"),
        (ProviderDraft { redirect_uris: vec!["http://a.example/cb".into()], ..hand() }, None, "redirect_uris"),
        (ProviderDraft { scopes: vec!["a b".into()], ..hand() }, None, "scopes"),
        (ProviderDraft { name: "-x".into(), ..hand() }, None, "name"),
        (ProviderDraft { name: "a\u{7}b".into(), ..hand() }, None, "name"),
        (ProviderDraft { name: "x".repeat(65), ..hand() }, None, "name"),
    ];
    for (draft, secret, field) in cases {
        let shown = format!("{draft:?}");
        let error = stage.engine.add_provider(draft, secret.map(Secret::new)).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some(field)), "{shown}: {error}");
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_name_is_used_once_and_found_where_none_is_given() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let mut events = stage.engine.events();
    stage.add("Work", &fake).await;
    let error = stage.engine.add_provider(by_hand("work", &fake), None).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::AlreadyExists, Some("name")));
    let host = fake.issuer.trim_start_matches("http://");
    for expected in [host.to_owned(), format!("{host} 2")] {
        assert_eq!(stage.engine.add_provider(by_hand("", &fake), None).await.unwrap().name, expected);
    }
    assert_eq!(told(&mut events), [Event::ProvidersChanged, Event::ProvidersChanged, Event::ProvidersChanged]);
    assert_eq!(stage.engine.remove_provider("nobody").await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn redirect_uris_stay_byte_for_byte() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let uris =
        ["https://my-application.com", "http://127.0.0.1:4242/CB/?x=%7e", "App.Countersign.Desktop:/callback/%41", "http://[::1]/cb"];
    let draft = ProviderDraft { redirect_uris: uris.map(str::to_owned).to_vec(), ..by_hand("x", &fake) };
    let added = stage.engine.add_provider(draft, None).await.unwrap();
    assert_eq!(added.redirect_uris, uris);
    assert_eq!(added.return_paths, [ReturnPath::DeepLink, ReturnPath::Loopback, ReturnPath::Paste]);
    assert_eq!(stage.engine.providers().await.unwrap(), [added]);
    let started = stage.start("x", ReturnPath::DeepLink).await;
    assert!(started.authorize_url.ends_with("redirect_uri=App.Countersign.Desktop%3A%2Fcallback%2F%2541"), "{}", started.authorize_url);
}

#[tokio::test]
async fn a_base_address_replaces_every_host_of_a_preset() {
    let stage = Stage::new().await;
    let draft = ProviderDraft { base_url: Some("https://accounts.example.com/eu/".into()), ..inbenta() };
    let added = stage.engine.add_provider(draft, Some(Secret::new("s::"))).await.unwrap();
    assert_eq!((added.host.as_str(), added.preset.as_deref(), added.issuer), ("accounts.example.com", Some("inbenta"), None));
    let started = stage.start("inbenta", ReturnPath::DeepLink).await;
    assert!(started.authorize_url.starts_with("https://accounts.example.com/eu/v1/oauth/sign-in?"), "{}", started.authorize_url);
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_told_by_name() {
    let stage = Stage::new().await;
    let request = crate::stage::request("nobody", ReturnPath::Loopback);
    let error = stage.engine.start_sign_in(request).await.unwrap_err();
    assert!(error.code == ErrorCode::NotFound && error.message.contains("nobody"), "{error}");
}

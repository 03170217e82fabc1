//! Presets of a person's own.

use countersign_engine::Enclosed;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::{Stage, told};

const HARBOUR: &str = r#"
[[preset]]
id = "harbour"
title = "Harbour"
base_url = "https://login.harbour.example"
client_authentication = "body"
scopes = ["berth"]
tolerates = ["missing-token-type"]

[preset.paths]
authorization = "/sign-in"
token = "https://api.harbour.example/v2/token"
userinfo = "/v2/me"

[preset.quirks]
token_encoding = "json"
token_header = "X-Harbour-Token"
assumed_lifetime = 600

[preset.profile]
subject = "/user/id"
name = "/user/name"
"#;

fn harbour(fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft {
        name: "harbour".into(),
        preset: Some("harbour".into()),
        base_url: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_preset_of_ones_own_is_listed_and_used_as_a_built_in_one() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    std::fs::write(stage.folder.path().join("presets.toml"), HARBOUR).unwrap();
    let listed = stage.engine.presets().await.into_iter().find(|preset| preset.id == "harbour").unwrap();
    assert_eq!(
        (listed.host.as_str(), listed.redirect_uri_to_register.as_str()),
        ("login.harbour.example", "app.countersign.desktop:/callback/harbour")
    );
    stage.engine.add_provider(harbour(&fake), None).await.unwrap();
    // From here on the file does not matter any more.
    std::fs::write(stage.folder.path().join("presets.toml"), "[[preset]\n").unwrap();
    fake.next("/v2/token", Reply::json(200, json!({"access_token": "a1"})));
    fake.next("/v2/me", Reply::json(200, json!({"user": {"id": 7, "name": "Ada"}})));
    let started = stage.start("harbour", ReturnPath::DeepLink).await.authorize_url;
    let asked = Asked::of(&started);
    assert_eq!((asked.get("scope"), asked.get("redirect_uri")), ("berth", "app.countersign.desktop:/callback/harbour"));
    let callback = format!("{}?code=c1&state={}", asked.get("redirect_uri"), asked.get("state"));
    let account = stage.engine.receive_callback(callback.as_bytes()).await.unwrap();
    assert_eq!((account.subject.as_deref(), account.name.as_deref()), (Some("7"), Some("Ada")));
    assert_eq!(account.expires_at, Some(crate::stage::BEGINNING + 600));
    assert_eq!(fake.seen("/v2/token")[0].header("content-type"), "application/json");
    let seen = &fake.seen("/v2/me")[0];
    assert_eq!((seen.header("x-harbour-token"), seen.header("authorization")), ("Bearer a1", ""));
}

#[tokio::test]
async fn a_file_that_went_bad_hides_no_built_in_preset_and_says_where_it_is_wrong() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let file = stage.folder.path().join("presets.toml");
    std::fs::write(&file, HARBOUR.replace("title =", "titel =")).unwrap();
    let mut events = stage.engine.events();
    assert!(stage.engine.presets().await.iter().any(|preset| preset.id == "inbenta"));
    let told = told(&mut events);
    let [Event::Notice(notice)] = &told[..] else { panic!("{told:?}") };
    for error in [notice.clone(), stage.engine.add_provider(harbour(&fake), None).await.unwrap_err()] {
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("preset")));
        for part in [file.to_str().unwrap(), "line 4", "“titel”", "“title”"] {
            assert!(error.message.contains(part), "{part}: {error}");
        }
    }
    let inbenta = ProviderDraft { preset: Some("inbenta".into()), client_id: Some("till".into()), ..Default::default() };
    stage.engine.add_provider(inbenta, Some(countersign_engine::Secret::new("s"))).await.unwrap();
}

#[tokio::test]
async fn a_file_may_be_named_and_comes_before_the_one_of_the_state_folder() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let file = stage.folder.path().join("mine.toml");
    let enclosed = || Enclosed { preset_file: Some(file.clone()), ..Enclosed::default() };
    let missing = stage.engine.add_provider(harbour(&fake), enclosed()).await.unwrap_err();
    assert!(missing.message.contains("mine.toml"), "{missing}");
    std::fs::write(&file, HARBOUR.replace("berth", "mooring")).unwrap();
    std::fs::write(stage.folder.path().join("presets.toml"), HARBOUR).unwrap();
    assert_eq!(stage.engine.add_provider(harbour(&fake), enclosed()).await.unwrap().scopes.to_wire(), "mooring");
    let unknown = ProviderDraft { name: "x".into(), preset: Some("pier".into()), ..harbour(&fake) };
    let error = stage.engine.add_provider(unknown, enclosed()).await.unwrap_err();
    assert!(error.message.contains("harbour") && error.message.contains("inbenta"), "{error}");
}

#[tokio::test]
async fn a_file_of_nonsense_is_refused_with_its_line() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let file = stage.folder.path().join("presets.toml");
    for (text, says) in [
        (b"[[preset]]\nid = \"harbour\"\ntitle = \"\xff\"\n".to_vec(), "line 3"),
        (b"preset = 5\n".to_vec(), "line 1"),
        (vec![b'#'; 300 * 1024], "larger than"),
        (HARBOUR.replace("\"harbour\"", "\"github\"").into_bytes(), "line 3"),
    ] {
        std::fs::write(&file, &text).unwrap();
        let error = stage.engine.add_provider(harbour(&fake), None).await.unwrap_err();
        assert!(error.code == ErrorCode::InvalidInput && error.message.contains(says), "{error}");
    }
}

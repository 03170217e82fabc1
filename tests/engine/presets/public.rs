//! GitHub, GitLab, Google, Microsoft and Keycloak, as their public documentation shows them.

use countersign_engine::Secret;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use super::{Replay, draft};
use crate::stage::{Stage, request};

#[tokio::test]
async fn every_preset_stands_below_the_one_address_that_replaces_its_hosts() {
    for preset in Stage::new().await.engine.presets().await {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        let base = fake.url("/eu");
        fake.metadata(|document| document["issuer"] = base.clone().into());
        fake.always("/.well-known/oauth-authorization-server/eu", Reply::json(404, json!({})));
        // Keycloak is nothing but its metadata, which stands after its path.
        if preset.id == "keycloak" {
            let document = json!({
                "issuer": base, "authorization_endpoint": format!("{base}/a"), "token_endpoint": format!("{base}/t"),
            });
            fake.always("/eu/.well-known/openid-configuration", Reply::json(200, document));
        }
        let draft = ProviderDraft { base_url: Some(format!("{base}/")), ..draft(&preset.id, &fake) };
        stage.engine.add_provider(draft, Some(Secret::new("s"))).await.unwrap();
        let started = stage.start(&preset.id, ReturnPath::DeepLink).await;
        assert!(started.authorize_url.starts_with(&format!("{base}/")), "{}: {}", preset.id, started.authorize_url);
        fake.forget_seen();
        let asked = Asked::of(&started.authorize_url);
        let callback = format!("{}?code=c1&state={}", asked.get("redirect_uri"), asked.get("state"));
        let _refused = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
        // Keys may be fetched as well, while the person is in the browser.
        let seen = fake.seen_at_all();
        assert_eq!(seen.iter().filter(|seen| seen.method == "POST").count(), 1, "{}", preset.id);
        assert!(seen.iter().all(|seen| seen.path().starts_with("/eu/")), "{}: the code goes below it as well", preset.id);
    }
}

#[tokio::test]
async fn each_is_at_its_own_hosts_where_nothing_replaces_them() {
    for (preset, start) in [
        ("inbenta", "https://accounts.inbenta.com/v1/oauth/sign-in?"),
        ("iiniit", "https://www.iiniit.com/auth/login?"),
        ("github", "https://github.com/login/oauth/authorize?"),
        ("gitlab", "https://gitlab.com/oauth/authorize?"),
        ("google", "https://accounts.google.com/o/oauth2/v2/auth?"),
        ("microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?"),
    ] {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        let draft = ProviderDraft { base_url: None, ..draft(preset, &fake) };
        stage.engine.add_provider(draft, Some(Secret::new("s"))).await.unwrap();
        // No browser, so that nobody warms a connection to the service itself.
        let request = SignInRequest { browser: Some(BrowserChoice::Link), ..request(preset, ReturnPath::DeepLink) };
        let started = stage.engine.start_sign_in(request).await.unwrap().authorize_url;
        assert!(started.starts_with(start), "{started}");
        assert!(fake.seen_at_all().is_empty());
    }
}

#[tokio::test]
async fn github_separates_scopes_by_commas_and_names_people_by_numbers() {
    let replay = Replay::of("github").await;
    assert_eq!(Asked::of(&replay.started().await).get("scope"), "read:user user:email");
    let token = json!({"access_token": "gho_1", "token_type": "bearer", "scope": "read:user,user:email"});
    let person = json!({"login": "octocat", "id": 1, "name": null, "email": "octocat@github.com", "location": "San Francisco"});
    let (account, profile) = replay.signed_in(("/login/oauth/access_token", token), ("/user", person)).await;
    assert_eq!((account.scopes.to_wire().as_str(), account.expires_at, account.can_refresh), ("read:user user:email", None, false));
    assert_eq!((profile.subject.as_deref(), profile.name.as_deref()), (Some("1"), Some("octocat")));
    assert!(account.deviations.len() == 1 && account.deviations[0].contains("commas"), "{:?}", account.deviations);
    let sent = &replay.fake.seen("/user")[0];
    assert_eq!((sent.header("accept"), sent.header("x-github-api-version")), ("application/vnd.github+json", "2022-11-28"));
    assert_eq!(replay.fake.seen("/login/oauth/access_token")[0].header("accept"), "application/json");
}

#[tokio::test]
async fn github_sends_errors_as_successes_and_they_are_errors() {
    let replay = Replay::of("github").await;
    for (error, code, says) in [
        ("bad_verification_code", ErrorCode::CodeExpired, "The code expired"),
        ("incorrect_client_credentials", ErrorCode::Refused, "incorrect_client_credentials"),
        ("redirect_uri_mismatch", ErrorCode::Refused, "redirect_uri_mismatch"),
    ] {
        let body = json!({"error": error, "error_description": "As documented.", "error_uri": "https://docs.github.com/"});
        replay.fake.next("/login/oauth/access_token", Reply::json(200, body));
        let refused = replay.returned().await.unwrap_err();
        assert!(refused.code == code && refused.message.contains(says), "{refused:?}");
    }
}

#[tokio::test]
async fn google_gives_renewal_for_two_parameters_and_calls_scopes_by_other_names() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let draft = ProviderDraft { redirect_uris: Vec::new(), ..draft("google", &fake) };
    let added = stage.engine.add_provider(draft, Some(Secret::new("GOCSPX-1"))).await.unwrap();
    assert_eq!((added.issuer.as_deref(), added.return_paths), (Some(fake.issuer.as_str()), vec![ReturnPath::Loopback, ReturnPath::Paste]));
    let asked = Asked::of(&stage.start("google", ReturnPath::Loopback).await.authorize_url);
    assert_eq!((asked.get("access_type"), asked.get("prompt"), asked.get("scope")), ("offline", "consent", "openid profile email"));
    assert!(asked.get("redirect_uri").starts_with("http://127.0.0.1:"), "{}", asked.get("redirect_uri"));
}

#[tokio::test]
async fn microsoft_names_a_template_below_the_address_that_replaces_its_host() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let added = stage.engine.add_provider(draft("microsoft", &fake), None).await.unwrap();
    assert_eq!(added.issuer, Some(fake.url("/{tenantid}/v2.0")));
    assert!(!added.has_client_secret);
    let own = ProviderDraft { base_url: None, ..draft("microsoft", &fake) };
    let own = stage.engine.add_provider(ProviderDraft { name: "own".into(), ..own }, None).await.unwrap();
    assert_eq!(own.issuer.as_deref(), Some("https://login.microsoftonline.com/{tenantid}/v2.0"));
}

#[tokio::test]
async fn keycloak_is_a_realm_and_its_metadata() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let realm = fake.url("/realms/staff");
    let nowhere = ProviderDraft { base_url: None, ..draft("keycloak", &fake) };
    let error = stage.engine.add_provider(nowhere, None).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("base_url")));
    let draft = || ProviderDraft { base_url: Some(realm.clone()), ..draft("keycloak", &fake) };
    assert_eq!(stage.engine.add_provider(draft(), None).await.unwrap_err().code, ErrorCode::NotFound);
    let at = |path: &str| format!("{realm}/protocol/openid-connect/{path}");
    let document = json!({
        "issuer": realm, "authorization_endpoint": at("auth"), "token_endpoint": at("token"), "userinfo_endpoint": at("userinfo"),
        "revocation_endpoint": at("revoke"), "jwks_uri": at("certs"), "end_session_endpoint": at("logout"),
        "scopes_supported": ["openid", "profile", "email", "offline_access", "phone"], "response_types_supported": ["code", "none"],
        "grant_types_supported": ["authorization_code", "refresh_token"], "response_modes_supported": ["query", "fragment"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["plain", "S256"], "authorization_response_iss_parameter_supported": true,
    });
    fake.always("/realms/staff/.well-known/openid-configuration", Reply::json(200, document));
    let added = stage.engine.add_provider(draft(), None).await.unwrap();
    assert_eq!((added.issuer.as_deref(), added.preset.as_deref()), (Some(realm.as_str()), Some("keycloak")));
    assert_eq!(added.scopes.to_wire(), "openid profile email");
    assert!(added.warnings.is_empty(), "{:?}", added.warnings);
}

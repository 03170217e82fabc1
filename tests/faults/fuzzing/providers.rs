//! What says how a service is reached: its discovery document, presets, and the answer to a registration by the way.

use countersign_wire::provider::ProviderDraft;
use countersign_wire::sign_in::SignInRequest;
use serde_json::json;
use support::fake_provider::Reply;

use super::answers::ANSWER;
use super::inputs::{all, replaced};
use super::readers::{self, mostly};
use super::stage::Stage;
use super::{Taker, Target};

/// Where the metadata of a provider is.
const DOCUMENT: &str = "/.well-known/oauth-authorization-server";

pub const TARGETS: &[Target] = &[
    Target { name: "discovery documents", words: ANSWER, good: documents, begin: || mostly(readers::document(), document()) },
    Target { name: "presets", words: PRESET, good: presets, begin: || mostly(readers::presets(&presets()[0]), preset()) },
    Target { name: "registration answers", words: ANSWER, good: registrations, begin: registration },
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
        let Ok(_) = stage.runtime.block_on(stage.engine.discover(&stage.fake.issuer, None)) else { return Ok(()) };
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

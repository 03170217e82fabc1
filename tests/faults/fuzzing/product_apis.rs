//! What the gateway of the product APIs answers (INB-14).

use std::time::Duration;

use countersign_engine::Secret;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use serde_json::{Value, json};
use support::fake_provider::{Asked, Reply};

use super::inputs::all;
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[Target { name: "product API answers", words: ANSWER, good: answers, begin: answer }];

const ANSWER: &[&str] = &[
    "{",
    "}",
    "[",
    ",",
    ":",
    "null",
    "\"accessToken\":",
    "\"expires_in\":",
    "\"expiration\":",
    "\"apis\":",
    "\"error\":",
    "\"message\":",
    "\"https://a.example/\"",
    "\"http://169.254.169.254/\"",
    "\"javascript:x\"",
    "1e309",
    "-1",
    "\\u0000",
    "\\ud800",
];

fn answers() -> Vec<Vec<u8>> {
    all([
        r#"{"accessToken":"product-9","expires_in":1200,"expiration":1778750820,"apis":{"chatbot":"https://chatbot.example/v1"}}"#,
        r#"{"accessToken":"product-9","expiration":"1778750820"}"#,
        r#"{"apis":{"chatbot":"https://chatbot.example/v1","search":"https://search.example"}}"#,
        r#"{"error":{"message":"Unauthorized","code":401}}"#,
    ])
}

/// INB-14: any answer gives the token that it names, and addresses that a token may be sent to, or a reason; and the session
/// is none the worse for it.
fn answer() -> Taker {
    let stage = Stage::drafted(|fake| ProviderDraft {
        name: "work".into(),
        preset: Some("inbenta".into()),
        base_url: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        ..Default::default()
    });
    let id = stage.runtime.block_on(async {
        let token = json!({"access_token": "person-1", "token_type": "bearer", "expires_in": 3600});
        stage.fake.always("/v1/oauth/tokens", Reply::json(200, token));
        stage.fake.always("/v1/oauth/user-information", Reply::json(200, json!({"id": "1"})));
        let request = SignInRequest {
            provider: "work".into(),
            scopes: Some(vec!["product_apis".into()]),
            return_path: Some(ReturnPath::DeepLink),
            browser: Some(countersign_wire::browser::BrowserChoice::Link),
            ..Default::default()
        };
        let started = stage.engine.start_sign_in(request).await.unwrap();
        let back = stage.fake.answer(&Asked::of(&started.authorize_url), &[("code", "c1")]);
        stage.engine.receive_callback(back.as_bytes()).await.unwrap().id
    });
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        turn += 1;
        let status = [200, 200, 200, 201, 401, 503][turn % 6];
        for path in ["/v1/auth", "/v1/apis"] {
            stage.fake.always(path, Reply::body(status, "application/json", bytes));
        }
        stage.fake.forget_seen();
        stage.runtime.block_on(async {
            // A key that was kept anew has nothing to go by but what is answered now.
            stage.engine.keep_api_key("work", format!("key-{turn}"), Secret::new("secret")).await.map_err(|error| error.to_string())?;
            match stage.engine.product_token(&id, Duration::ZERO).await {
                Ok(given) => {
                    // A member that nobody looks at may hold what is no text (RFC 8259 §8.2).
                    let said: Option<Value> = serde_json::from_slice(bytes).ok();
                    let named = said.is_none_or(|said| said["accessToken"] == given.token.expose());
                    if !named || !(200..300).contains(&status) {
                        return Err("another token is given than was granted".to_owned());
                    }
                }
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => {}
            }
            let Ok(access) = stage.engine.product_access(&id).await else { return Ok(()) };
            let leads = |address: &String| !address.starts_with("https://") && !address.starts_with("http://127.0.0.1");
            match access.apis.values().find(|address| leads(address)) {
                Some(address) => Err(format!("a token may be sent to {address}")),
                None => Ok(()),
            }
        })
    })
}

//! What a service answers: its token endpoint, the one for pushed requests, its user information.

use countersign_wire::account::SessionStatus;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInRequest;
use support::fake_provider::{PAR, Reply};

use super::inputs::all;
use super::readers::{self, mostly};
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target { name: "token answers", words: ANSWER, good: token_answers, begin: || mostly(readers::token_answer(), token_answer()) },
    Target { name: "pushed request answers", words: PUSHED, good: pushed_answers, begin: pushed_answer },
    Target { name: "user information", words: ANSWER, good: profiles, begin: user_information },
];

/// Words of whatever a service says in JSON.
pub(super) const ANSWER: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "\"access_token\":",
    "\"token_type\":\"bearer\"",
    "\"expires_in\":",
    "\"refresh_token\":",
    "\"scope\":",
    "1e309",
    "-1",
    "\"3600\"",
    "\"issuer\":\"{ISSUER}\"",
    "\"token_endpoint\":",
    "\"http://169.254.169.254/\"",
    "\"sub\":",
    "\"name\":",
    "\"locale\":",
    "\\u0000",
    "\\ud800",
];

const PUSHED: &[&str] = &[
    "{",
    "}",
    "[",
    ",",
    "\"request_uri\":",
    "\"expires_in\":",
    "\"urn:ietf:params:oauth:request_uri:1\"",
    "\"https://evil.example/\"",
    "\"&request_uri=x#\"",
    "60",
    "0",
    "-1",
    "1e309",
    "\"60\"",
    "null",
    "\\u0000",
    "\\ud800",
];

fn token_answers() -> Vec<Vec<u8>> {
    all([
        r#"{"access_token":"access-9","token_type":"bearer","expires_in":3600,"refresh_token":"r","scope":"profile"}"#,
        r#"{"access_token":"access-9","token_type":"Bearer","expires_in":"3600"}"#,
        r#"{"error":"invalid_grant","error_description":"over"}"#,
    ])
}

/// C10: any answer gives the token that it names, or a reason, and then nothing is kept.
fn token_answer() -> Taker {
    let stage = Stage::set();
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        turn += 1;
        let status = [200, 200, 200, 400, 401, 503][turn % 6];
        stage.fake.next("/token", Reply::body(status, "application/json", bytes));
        stage.runtime.block_on(async {
            let callback = stage.right().await;
            let account = match stage.engine.receive_callback(callback.as_bytes()).await {
                Ok(account) => account,
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => {
                    let kept = stage.engine.accounts().await.map_err(|error| error.to_string())?;
                    return if kept.is_empty() { Ok(()) } else { Err(format!("it was refused, and this is kept: {kept:?}")) };
                }
            };
            // A member that nobody looks at may hold what is no text (RFC 8259 §8.2).
            let said: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
            let given = stage.engine.access_token(&account.id, std::time::Duration::ZERO).await;
            stage.forget(&account.id).await?;
            match given {
                _ if status != 200 => Err(format!("status {status} signs somebody in")),
                Ok(token) if said.is_some_and(|said| said["access_token"] != token.token.expose()) => {
                    Err("another token is given than was granted".to_owned())
                }
                _ => Ok(()),
            }
        })
    })
}

fn pushed_answers() -> Vec<Vec<u8>> {
    all([
        r#"{"request_uri":"urn:ietf:params:oauth:request_uri:1","expires_in":60}"#,
        r#"{"request_uri":"urn:ietf:params:oauth:request_uri:1","expires_in":5,"more":[1]}"#,
        r#"{"error":"invalid_request","error_description":"no"}"#,
    ])
}

/// C3, C10: the browser is sent to the service with what the answer named, whole and alone, or nothing starts and a reason is
/// told.
fn pushed_answer() -> Taker {
    let stage = Stage::with(|fake| fake.takes_pushed_requests(true));
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        turn += 1;
        let status = [201, 201, 201, 200, 400, 503][turn % 6];
        stage.fake.next(PAR, Reply::body(status, "application/json", bytes));
        let request = SignInRequest { provider: "work".into(), return_path: Some(ReturnPath::DeepLink), ..Default::default() };
        stage.runtime.block_on(async {
            match stage.engine.start_sign_in(request).await {
                Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
                Err(_) => match stage.engine.pending_sign_ins().await {
                    Ok(waiting) if waiting.is_empty() => Ok(()),
                    waiting => Err(format!("it was refused, and something waits: {waiting:?}")),
                },
                Ok(started) => {
                    let url = url::Url::parse(&started.authorize_url).map_err(|error| error.to_string())?;
                    let said: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
                    let carried: Vec<_> = url.query_pairs().into_owned().collect();
                    let named = said["request_uri"].as_str().unwrap_or_default().to_owned();
                    let wanted = [("client_id".to_owned(), "till".to_owned()), ("request_uri".to_owned(), named)];
                    if status != 201
                        || carried != wanted
                        || url.fragment().is_some()
                        || !started.authorize_url.starts_with(&stage.fake.issuer)
                    {
                        return Err(format!("the browser is sent to {url}"));
                    }
                    stage.browser.forget();
                    stage.fake.forget_seen();
                    stage.engine.cancel_sign_in(&started.attempt).await.map_err(|error| error.to_string())
                }
            }
        })
    })
}

fn profiles() -> Vec<Vec<u8>> {
    all([
        r#"{"sub":"person-1","name":"Michael","email":"michael@test.com","locale":"en","zoneinfo":"Europe/Madrid"}"#,
        r#"{"id":7,"fullName":"Michael","formats":{"dates":{"format":"DD-MM-YYYY","smart":"off"},"numberSeparators":{"thousands":".","decimal":","}}}"#,
    ])
}

/// C10: any answer gives a profile that can be shown, or a reason; and the session stays what it was.
fn user_information() -> Taker {
    let stage = Stage::set();
    let id = stage.runtime.block_on(stage.signed_in());
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        stage.fake.next("/userinfo", Reply::body(200, "application/json", bytes));
        stage.fake.forget_seen();
        stage.runtime.block_on(async {
            let read = stage.engine.read_profile(&id).await;
            let account = stage.engine.account(&id).await.map_err(|error| error.to_string())?.account;
            if account.subject.as_deref() != Some("person-1") || account.state != SessionStatus::Active {
                return Err(format!("the account is now {account:?}"));
            }
            let profile = match read {
                Ok(profile) => profile,
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => return Ok(()),
            };
            let texts = [profile.name, profile.email, profile.locale, profile.timezone, profile.dates.format, profile.business];
            match texts.into_iter().flatten().find(|text| text.chars().any(char::is_control) || text.chars().count() > 1024) {
                Some(text) => Err(format!("this is shown: {text:?}")),
                None => Ok(()),
            }
        })
    })
}

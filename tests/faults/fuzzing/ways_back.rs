//! The ways back: what a link brings, what a person pastes, and what a device endpoint answers.

use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use support::fake_provider::{FakeProvider, Reply};

use super::inputs::{all, replaced};
use super::readers::{self, mostly};
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target { name: "callbacks", words: CALLBACK, good: callbacks, begin: || mostly(readers::callback(), callback()) },
    Target { name: "pasted addresses", words: CALLBACK, good: pasted_addresses, begin: pasted_address },
    Target { name: "device answers", words: DEVICE, good: device_answers, begin: device_answer },
];

const CALLBACK: &[&str] = &[
    "{RIGHT}",
    "&",
    "?",
    "#",
    "code=",
    "state=",
    "iss=",
    "error=",
    "error=access_denied",
    "error_uri=https://evil.example/",
    "%00",
    "app.countersign.desktop:/callback",
    "%63ode=x",
];
const DEVICE: &[&str] = &[
    "{",
    "}",
    ":",
    ",",
    "\"",
    "null",
    "\"device_code\":",
    "\"user_code\":",
    "\"verification_uri\":",
    "\"verification_uri_complete\":",
    "\"expires_in\":",
    "\"interval\":",
    "\"https://a.example/\"",
    "\"javascript:x\"",
    "1e309",
    "-1",
    "\\u001b",
];

fn callbacks() -> Vec<Vec<u8>> {
    all([
        "{RIGHT}",
        "{RIGHT}&code=x",
        "app.countersign.desktop:/callback?code=x&state=y",
        "app.countersign.desktop:/callback?error=access_denied&state=y",
        "https://evil.example/{RIGHT}",
    ])
}

/// D5, C7: what is not the answer makes no request and ends nothing: the right one still comes through.
fn callback() -> Taker {
    let stage = Stage::set();
    let mut pending: Option<String> = None;
    Box::new(move |bytes| {
        stage.runtime.block_on(async {
            let right = match pending.take() {
                Some(right) => right,
                None => stage.right().await,
            };
            let sent = replaced(bytes, "{RIGHT}", &right);
            let asked = stage.fake.seen("/token").len();
            match stage.engine.receive_callback(&sent).await {
                Ok(account) if sent == right.as_bytes() => stage.forget(&account.id).await,
                Ok(account) => {
                    // Only what no comparison sees may differ.
                    stage.forget(&account.id).await?;
                    let same = url::Url::parse(&String::from_utf8_lossy(&sent)).is_ok_and(|url| {
                        let right = url::Url::parse(&right).unwrap();
                        let pick = |url: &url::Url, name: &str| {
                            url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
                        };
                        ["code", "state", "iss"].iter().all(|name| pick(&url, name) == pick(&right, name))
                    });
                    if same { Ok(()) } else { Err("an address that is not the answer signed somebody in".to_owned()) }
                }
                Err(_) if stage.engine.pending_sign_ins().await.map_err(|error| error.to_string())?.is_empty() => {
                    // It had the right state: refused by the provider, or sent on to it.
                    stage.fake.forget_seen();
                    Ok(())
                }
                Err(_) if stage.fake.seen("/token").len() != asked => Err("it made a request and left the sign-in waiting".to_owned()),
                Err(_) => {
                    pending = Some(right);
                    Ok(())
                }
            }
        })
    })
}

fn pasted_addresses() -> Vec<Vec<u8>> {
    all(["{RIGHT}", " <{RIGHT}#_=_>", "{RIGHT}&code=x", "http://127.0.0.1/callback/work?code=c&state=s", "code-1", ""])
}

/// C4: what is pasted signs somebody in, says how the sign-in ended, or is refused and leaves it waiting without a request.
fn pasted_address() -> Taker {
    let stage = Stage::set();
    let mut waiting: Option<SignInStarted> = None;
    Box::new(move |bytes| {
        stage.runtime.block_on(async {
            let started = match waiting.take() {
                Some(started) => started,
                None => stage.start(ReturnPath::Paste).await,
            };
            let sent = replaced(bytes, "{RIGHT}", &stage.fake.accept(&started.authorize_url));
            let asked = stage.fake.seen("/token").len();
            match stage.engine.receive_pasted(&started.attempt, &String::from_utf8_lossy(&sent)).await {
                Ok(account) => stage.forget(&account.id).await,
                Err(error) if error.code != ErrorCode::CallbackRefused => {
                    let left = stage.engine.pending_sign_ins().await.map_err(|error| error.to_string())?;
                    if left.is_empty() { Ok(()) } else { Err(format!("it is told that the sign-in ended, and it waits: {error:?}")) }
                }
                Err(_) if stage.fake.seen("/token").len() != asked => Err("it was refused and made a request".to_owned()),
                Err(_) => {
                    waiting = Some(started);
                    Ok(())
                }
            }
        })
    })
}

fn device_answers() -> Vec<Vec<u8>> {
    all([
        r#"{"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://a.example/device","expires_in":1800,"interval":5}"#,
        r#"{"device_code":"d","user_code":"U","verification_uri":"http://127.0.0.1:1/","verification_uri_complete":"https://a.example/?u=U","expires_in":1}"#,
        r#"{"error":"unauthorized_client"}"#,
    ])
}

/// C10: any answer gives a code that can be shown and an address that can be opened, or a reason.
fn device_answer() -> Taker {
    let stage = Stage::with(FakeProvider::lets_devices_sign_in);
    Box::new(move |bytes| {
        stage.fake.next("/device_authorization", Reply::body(200, "application/json", bytes));
        stage.runtime.block_on(async {
            let request = SignInRequest {
                provider: "work".into(),
                return_path: Some(ReturnPath::Device),
                browser: Some(BrowserChoice::Link),
                ..Default::default()
            };
            let started = match stage.engine.start_sign_in(request).await {
                Ok(started) => started,
                Err(error) if error.message.trim().is_empty() => return Err(format!("refused without a reason: {error:?}")),
                Err(_) => return Ok(()),
            };
            stage.engine.cancel_sign_in(&started.attempt).await.map_err(|error| error.to_string())?;
            let device = started.device.ok_or("there is no code to show")?;
            let addresses = [Some(device.verification_uri.clone()), device.verification_uri_complete.clone()];
            let is_web = |address: &String| address.to_ascii_lowercase().starts_with("http");
            let shown = !device.user_code.is_empty() && !device.user_code.chars().any(char::is_control);
            let in_time = device.expires_at <= started.expires_at;
            if shown && in_time && addresses.iter().flatten().all(is_web) { Ok(()) } else { Err(format!("this is shown: {device:?}")) }
        })
    })
}

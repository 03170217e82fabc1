//! What comes to the listener that waits for the browser to come back from a sign-out at the service (RP-07).

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::UserError;
use countersign_wire::provider::ProviderDraft;
use serde_json::json;
use support::fake_provider::Asked;

use super::engine::{Stage, all, replaced};
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[Target { name: "end-of-session answers", words: ANSWER, good: answers, begin: answer }];

const ANSWER: &[&str] = &[
    "GET ",
    "POST ",
    "HEAD ",
    "/signed-out",
    "?state=",
    "{STATE}",
    "&state={STATE}",
    "&",
    "#",
    "%20",
    "%73tate=",
    " HTTP/1.1\r\n",
    " HTTP/1.0\r\n",
    "Host: {HOST}\r\n",
    "Host: evil.example\r\n",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "\r\n\r\n",
];

fn answers() -> Vec<Vec<u8>> {
    all([
        "GET /signed-out?state={STATE} HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        "GET /signed-out?state=other HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        "GET /signed-out?state={STATE}&state=other HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        "GET /signed-out?state={STATE} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ])
}

/// A sign-out that waits for the browser.
struct Waiting {
    host: String,
    state: String,
    /// Whether something came since that may confirm it.
    was_right: bool,
    ended: tokio::task::JoinHandle<Result<SignOutReceipt, UserError>>,
}

fn begin(stage: &Stage) -> Waiting {
    let address = stage.runtime.block_on(async {
        let account = stage.signed_in().await;
        stage.browser.take();
        let engine = stage.engine.clone();
        let ended = tokio::spawn(async move { engine.sign_out_everywhere(&account, Duration::from_secs(3600)).await });
        let address =
            support::wait::until_some("the service's page", || async { Some(stage.browser.take()).filter(|address| !address.is_empty()) });
        (address.await, ended)
    });
    let (address, ended) = address;
    let asked = Asked::of(&address);
    let back = url::Url::parse(asked.get("post_logout_redirect_uri")).unwrap();
    let host = format!("{}:{}", back.host_str().unwrap(), back.port().unwrap());
    Waiting { host, state: asked.get("state").to_owned(), was_right: false, ended }
}

/// RP-07: nothing confirms a sign-out but one GET for this path and host with this `state`, once.
fn answer() -> Taker {
    let stage = Stage::drafted(|fake| {
        fake.metadata(|document| document["end_session_endpoint"] = json!(fake.url("/end")));
        ProviderDraft {
            name: "work".into(),
            issuer: Some(fake.issuer.clone()),
            client_id: Some("till".into()),
            post_logout_redirect_uris: vec!["http://127.0.0.1/signed-out".into()],
            ..Default::default()
        }
    });
    let mut waiting: Option<Waiting> = None;
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        let mut now = waiting.take().unwrap_or_else(|| begin(stage));
        let sent = replaced(&replaced(bytes, "{STATE}", &now.state), "{HOST}", &now.host);
        let text = String::from_utf8_lossy(&sent);
        // Who sends more than is read may never see its answer: so it is a while later that this counts.
        now.was_right |= ["GET ", "/signed-out", &now.state, &now.host].iter().all(|part| text.contains(part));
        let answered = converse(&now.host, &sent);
        let confirmed = answered.starts_with(b"HTTP/1.1 200") || answered.starts_with(b"HTTP/1.0 200");
        if !confirmed && !now.ended.is_finished() {
            waiting = Some(now);
            return Ok(());
        }
        let receipt = stage.runtime.block_on(now.ended).map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        stage.fake.forget_seen();
        if now.was_right && receipt.revoked.contains(&SignedOutPart::BrowserSession) {
            Ok(())
        } else {
            Err(format!("this confirms a sign-out: {text:?}, {receipt:?}"))
        }
    })
}

/// Says it all, and hears what comes back; whoever refuses may close at once.
fn converse(host: &str, said: &[u8]) -> Vec<u8> {
    let mut answered = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(host) {
        let _set = stream.set_read_timeout(Some(Duration::from_secs(20)));
        let _closed =
            stream.write_all(said).and_then(|()| stream.shutdown(Shutdown::Write)).and_then(|()| stream.read_to_end(&mut answered));
    }
    answered
}

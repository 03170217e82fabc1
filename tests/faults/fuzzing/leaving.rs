//! What comes to the listener that waits for the browser to come back from a sign-out at the service (RP-07).

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::UserError;
use countersign_wire::provider::ProviderDraft;
use serde_json::json;
use support::fake_provider::Asked;

use super::inputs::{all, replaced};
use super::stage::Stage;
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
    let right = "GET /signed-out?state={STATE} HTTP/1.1\r\nHost: {HOST}\r\n\r\n";
    all([
        right,
        "GET /signed-out?state=other HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        "GET /signed-out?state={STATE}&state=other HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        "GET /signed-out?state={STATE} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /signed-out?state={STATE} HTTP/1.1\r\nHost: {HOST}\r\nHost: evil.example\r\n\r\n",
        "GET http://{HOST}/signed-out?state={STATE} HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        // More than is read: the connection is then cut off behind the answer.
        &format!("{right}{}", "x".repeat(20_000)),
    ])
}

/// A sign-out that waits for the browser.
struct Waiting {
    host: String,
    state: String,
    ended: tokio::task::JoinHandle<Result<SignOutReceipt, UserError>>,
}

fn begin(stage: &Stage) -> Waiting {
    let address = stage.runtime.block_on(async {
        let account = stage.signed_in().await;
        stage.browser.forget();
        let engine = stage.engine.clone();
        let ended = tokio::spawn(async move { engine.sign_out_everywhere(&account, Duration::from_secs(3600)).await });
        let address = support::wait::until_some("the service's page", || async { stage.browser.last() });
        (address.await, ended)
    });
    let (address, ended) = address;
    let asked = Asked::of(&address);
    let back = url::Url::parse(asked.get("post_logout_redirect_uri")).unwrap();
    let host = format!("{}:{}", back.host_str().unwrap(), back.port().unwrap());
    Waiting { host, state: asked.get("state").to_owned(), ended }
}

impl Waiting {
    /// Whether a request is the one that is waited for. The rule is written down here a second time, and the two have to agree.
    fn is_answered_by(&self, sent: &[u8]) -> bool {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut request = httparse::Request::new(&mut headers);
        if !request.parse(sent).is_ok_and(|read| read.is_complete()) {
            return false;
        }
        // What stands behind a # is for the browser alone (RFC 9110 §4.2.5).
        let target = request.path.unwrap_or_default().split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let states: Vec<_> = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "state").collect();
        let hosts: Vec<_> = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host")).collect();
        request.method == Some("GET")
            && path == "/signed-out"
            && matches!(states.as_slice(), [(_, state)] if *state == self.state)
            && matches!(hosts.as_slice(), [host] if host.value == self.host.as_bytes())
    }

    /// Whether somebody listens. A connection may be taken in the moment in which that ends; the next one is not.
    fn still_waits(&self) -> bool {
        let stray = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        (0..2).all(|_| Answered::to(&self.host, stray.as_bytes()) == Answered::Refused)
    }

    /// Whether the sign-out tells in the end that it is confirmed.
    fn ends_confirmed(self, stage: &Stage) -> Result<bool, String> {
        let receipt = stage.runtime.block_on(self.ended).map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        stage.fake.forget_seen();
        Ok(receipt.revoked.contains(&SignedOutPart::BrowserSession))
    }
}

/// RP-07: a sign-out is confirmed by one GET for this path and host with this `state`, which is told so, and by nothing that is
/// refused.
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
        let now = waiting.take().unwrap_or_else(|| begin(stage));
        let sent = replaced(&replaced(bytes, "{STATE}", &now.state), "{HOST}", &now.host);
        let told = || String::from_utf8_lossy(&sent).into_owned();
        let (answered, is_right) = (Answered::to(&now.host, &sent), now.is_answered_by(&sent));
        if answered == Answered::Confirmed {
            let is_confirmed = now.ends_confirmed(stage)?;
            return if is_right && is_confirmed { Ok(()) } else { Err(format!("this is told that a sign-out is confirmed: {:?}", told())) };
        }
        if !now.still_waits() {
            return Err(format!("{answered:?}, and nothing waits any more: {:?}", told()));
        }
        waiting = Some(now);
        Ok(())
    })
}

/// What somebody saw who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    Confirmed,
    Refused,
    /// The connection was closed without a word.
    Nothing,
}

impl Answered {
    /// Says it all, and hears what comes back. Who refuses may close before everything was said, and has answered all the same.
    fn to(host: &str, said: &[u8]) -> Self {
        let mut answered = Vec::new();
        if let Ok(mut stream) = TcpStream::connect(host) {
            let _set = stream.set_read_timeout(Some(Duration::from_secs(20)));
            let _cut_off = stream.write_all(said);
            let _closed_before = stream.shutdown(Shutdown::Write);
            let _whatever_came = stream.read_to_end(&mut answered);
        }
        match answered.get(..12) {
            Some(b"HTTP/1.1 200" | b"HTTP/1.0 200") => Self::Confirmed,
            Some(_) => Self::Refused,
            None => Self::Nothing,
        }
    }
}

//! What other programs of the person say: at the agent's socket, and git to its helper.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use countersign_engine::Home;
use countersign_engine::agent::{AgentOptions, Nobody};
use serde_json::Value;

use super::inputs::{all, replaced};
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target { name: "agent requests", words: REQUEST, good: requests, begin: request },
    Target { name: "git credential requests", words: GIT, good: git_requests, begin: git_request },
];

const REQUEST: &[&str] = &[
    "{",
    "}",
    "\n",
    ",",
    "\"version\":1",
    "\"version\":2",
    "\"ask\":\"token\"",
    "\"ask\":\"accounts\"",
    "\"account\":\"{ACCOUNT}\"",
    "\"provider\":\"work\"",
    "\"min_validity\":",
    "\"scopes\":[\"profile\"]",
    "\"interactive\":false",
    "\\u0000",
    "\\ud800",
];
const GIT: &[&str] = &[
    "protocol=https\n",
    "protocol=http\n",
    "host=git.example\n",
    "host=",
    "path=group/x.git\n",
    "username=u\n",
    "password=access-2\n",
    "capability[]=authtype\n",
    "\n",
    "\r\n",
    "=",
    "\0",
    "@",
    "%2e",
];

fn requests() -> Vec<Vec<u8>> {
    all([
        r#"{"version":1,"ask":"token","account":"{ACCOUNT}","min_validity":60,"scopes":["profile"],"interactive":true}"#,
        "{\"version\":1,\"ask\":\"token\",\"provider\":\"work\"}\n{\"version\":1,\"ask\":\"accounts\"}\n",
    ])
}

/// L1: whatever a program says that was not allowed anything, it is told so on a line, and given no token.
fn request() -> Taker {
    let stage = Stage::set();
    let account = stage.runtime.block_on(stage.signed_in());
    let home = Home::resolve(Some(stage.folder.path().to_owned())).unwrap();
    let folder = stage.folder.path().join("private");
    countersign_engine::make_private(&folder).unwrap();
    let socket = folder.join("s");
    let options = AgentOptions { socket: Some(socket.clone()), own: Vec::new(), ..AgentOptions::usual(home, Arc::new(Nobody)) };
    let agent = stage.engine.open_agent(options).unwrap();
    stage.runtime.spawn(agent.serve(std::future::pending(), None));
    Box::new(move |bytes| {
        let _agent_lives = &stage;
        let said = replaced(bytes, "{ACCOUNT}", &account);
        let answers = converse(&socket, &said)?;
        if answers.contains("access-") {
            return Err(format!("a token was given: {answers}"));
        }
        for line in answers.lines() {
            let answer: Value = serde_json::from_str(line).map_err(|error| format!("{line} is no answer: {error}"))?;
            let refused = answer["error"]["message"].as_str().is_some_and(|message| !message.is_empty());
            if !refused && answer["accounts"].as_array().is_none_or(|accounts| !accounts.is_empty()) {
                return Err(format!("neither refused nor an empty list: {line}"));
            }
        }
        let lines = said.split(|byte| *byte == b'\n').count();
        if answers.lines().count() <= lines { Ok(()) } else { Err(format!("more answers than {lines} lines")) }
    })
}

/// Says it all, and hears until the agent closes.
fn converse(socket: &std::path::Path, said: &[u8]) -> Result<String, String> {
    let told = |error: std::io::Error| format!("the agent does not answer: {error}");
    let mut stream = UnixStream::connect(socket).map_err(told)?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).map_err(told)?;
    // Whoever says too much is closed upon while it still speaks.
    let _ = stream.write_all(said).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answers = Vec::new();
    match stream.read_to_end(&mut answers) {
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset => Err(told(error)),
        _ => String::from_utf8(answers).map_err(|_| "an answer is no text".to_owned()),
    }
}

fn git_requests() -> Vec<Vec<u8>> {
    all([
        "protocol=https\nhost=git.example\n\n",
        "capability[]=authtype\nprotocol=https\nhost=git.example:443\npath=group/x.git\nusername=u\n",
        "protocol=https\nhost=git.example\nusername=oauth2\npassword=old\n\n",
    ])
}

/// Git gets a token for the host that was bound, over a connection that hides it, and for no other.
fn git_request() -> Taker {
    let stage = Stage::set();
    stage.runtime.block_on(async {
        let account = stage.signed_in().await;
        stage.engine.bind_git_host("git.example", &account, None).await.unwrap();
    });
    Box::new(move |bytes| {
        let answered = stage.runtime.block_on(async {
            // That it was refused may renew it; whatever it does, it says.
            let _ = stage.engine.git_credential_refused(bytes).await;
            stage.engine.git_credential(bytes).await
        });
        let Ok(Some(answer)) = answered else { return Ok(()) };
        let text = String::from_utf8_lossy(bytes).into_owned();
        let last = |key: &str| text.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix(key)).last();
        let host = last("host=").unwrap_or_default().to_ascii_lowercase();
        let right = last("protocol=").is_some_and(|protocol| protocol.eq_ignore_ascii_case("https"))
            && host.strip_suffix(":443").or(host.strip_suffix(':')).unwrap_or(&host) == "git.example";
        let lines: Vec<&str> = answer.expose().lines().filter_map(|line| line.split_once('=')).map(|(key, _)| key).collect();
        match (right, lines.as_slice()) {
            (true, ["username", "password"] | ["username", "password", "password_expiry_utc"]) => Ok(()),
            (false, _) => Err("a token was given for a host that is not bound".to_owned()),
            _ => Err(format!("git would read {lines:?}")),
        }
    })
}

//! The server: a process that ends with its test.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use support::wait::LIMIT;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// What it insists on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Insists {
    /// On requests that are left beforehand.
    pub(crate) pushed: bool,
    /// On its nonce in each proof of possession.
    pub(crate) nonce: bool,
}

/// node oidc-provider.
pub(crate) struct Peer {
    /// Its issuer.
    pub(crate) issuer: String,
    // It ends with its input, and in any case with the test.
    _wishes: ChildStdin,
    // Read no further, and kept: a server whose output nobody has open ends at its next word.
    _words: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Peer {
    /// Starts it with the apps that are registered there.
    ///
    /// # Panics
    /// When it is not installed: a server that was not asked has not shown anything.
    pub(crate) async fn start(insists: Insists, clients: &[Value]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/node");
        assert!(folder.join("node_modules").is_dir(), "the peers are not installed; run `cargo xtask setup` first");
        let mut command = Command::new("node");
        command.arg("oidc_provider.mjs").current_dir(folder).env("NODE_NO_WARNINGS", "1");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let wishes = json!({ "pushed": insists.pushed, "nonce": insists.nonce, "clients": clients });
        let mut input = process.stdin.take().unwrap();
        input.write_all(format!("{wishes}\n").as_bytes()).await.unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = async {
            // It warns on the way that it is not to be run like this.
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Ok(ready) = serde_json::from_str::<Value>(&line) {
                    return ready;
                }
            }
            panic!("the peer ended before it was ready; its own words are above");
        };
        let ready = tokio::time::timeout(LIMIT, ready).await.unwrap_or_else(|_| panic!("the peer was not ready within {LIMIT:?}"));
        Self { issuer: ready["issuer"].as_str().unwrap().to_owned(), _wishes: input, _words: lines, _process: process }
    }
}

//! The administration API does what its document says, whatever it is sent: schemathesis reads the document and asks.
//!
//! It reads whatever routes there are, so a new one is asked without a change here.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use countersign_accounts::people::newcomer::Newcomer;
use support::client::{Client, member, send};
use support::service::{Service, ada, http};
use support::wait::LIMIT;
use tokio::process::Command;

use crate::places;

/// For how many seconds it asks, unless [`LONGER`] says otherwise.
const SECONDS: u64 = 60;

/// The variable by which `cargo xtask soak` has it ask for longer.
const LONGER: &str = "COUNTERSIGN_QUESTIONS_SECONDS";

fn seconds() -> u64 {
    std::env::var(LONGER).map_or(SECONDS, |text| text.parse().unwrap_or_else(|_| panic!("{LONGER} is no number: {text}")))
}

/// How long its start and its last words may take besides.
const BESIDES: Duration = Duration::from_secs(60);

/// How often it is seen to that whoever asks may ask.
const ROUND: Duration = Duration::from_millis(100);

/// What every answer has to be: one that the document knows, by its status, type and shape, and none that says that the
/// service failed.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// What the tester may not be left with: a document that it cannot read whole, or a service that puts it off.
const FAIL_ON: &str = "[\"unresolvable_reference\", \"rate_limited\"]";

/// Signs in somebody new, who is an administrator.
async fn token_of_somebody_new(service: &Service, number: usize) -> String {
    let email = format!("administrator-{number}@harbour.example");
    service.add_person(Newcomer { email: email.clone(), ..ada() }).await;
    let own = Client::built_in(service);
    member(&own.exchange(&own.code(&email, "accounts:admin").await).await, "access_token")
}

/// Keeps in a file the token of an administrator, the given one at first. What is asked may well end it, with the person or
/// their sessions.
async fn keep_somebody_signed_in(service: &Service, file: &Path, mut token: String) -> ! {
    let mut number = 0;
    loop {
        if send(http().get(service.url("/admin/v1/apps?limit=1")).bearer_auth(&token)).await.status == 401 {
            number += 1;
            token = token_of_somebody_new(service, number).await;
            // In one step: who reads it meanwhile finds the old one.
            let new = file.with_extension("new");
            std::fs::write(&new, &token).unwrap();
            std::fs::rename(&new, file).unwrap();
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// Has schemathesis ask for the time that is set. The token comes to it in a file: no list of processes shows it.
async fn ask(service: &Service, folder: &Path) -> Output {
    let hooks = places::suite().join("python/hooks.py");
    let settings = format!("hooks = {:?}\n[warnings]\nfail-on = {FAIL_ON}\n", hooks.to_str().unwrap());
    std::fs::write(folder.join("schemathesis.toml"), settings).unwrap();
    let mut tester = Command::new(places::python("schemathesis"));
    tester.current_dir(folder).env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1");
    tester.args(["--no-color", "--config-file", "schemathesis.toml", "run"]).arg(service.url("/admin/v1/openapi.json"));
    tester.args(["--checks", CHECKS, "--seed", "20", "--max-time", &seconds().to_string(), "--rate-limit", "60/s"]);
    tester.args(["--request-timeout", &LIMIT.as_secs().to_string(), "--generation-database", "none"]);
    let asking = tester.stdin(Stdio::null()).kill_on_drop(true).output();
    tokio::time::timeout(Duration::from_secs(seconds()) + BESIDES, asking).await.expect("the tester did not end").unwrap()
}

#[tokio::test]
async fn a17_whatever_an_administrator_sends_the_answer_is_one_that_the_document_knows() {
    // Its clock stands still, so a sign-in stays fresh.
    let service = Service::start().await;
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    let first = token_of_somebody_new(&service, 0).await;
    std::fs::write(&token, &first).unwrap();
    let run = tokio::select! {
        run = ask(&service, folder.path()) => run,
        never = keep_somebody_signed_in(&service, &token, first) => never,
    };
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    let answers = std::fs::read_to_string(folder.path().join("answers")).unwrap();
    let (all, refused) = (answers.lines().count(), answers.lines().filter(|status| *status == "401").count());
    assert!(refused * 4 < all, "of {all} answers {refused} only asked who it was");
    // What it could not reach is worth a look now and then, with --nocapture.
    println!("{said}");
}

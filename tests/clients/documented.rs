//! The administration API does what its document says, whatever it is sent: schemathesis reads the document and asks.
//!
//! It reads whatever routes there are, so a new one is asked without a change here.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use support::client::{Client, member, send};
use support::service::{Service, ada, http};
use tokio::process::Command;

use crate::places;

/// For how many seconds it asks.
const SECONDS: u64 = 60;

/// How long its start and its last words may take besides.
const BESIDES: Duration = Duration::from_secs(60);

/// What every answer has to be: one that the document knows, by its status, type and shape, and none that says that the
/// service failed.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// What it is told where nobody else can read it: the token is in no argument and no environment.
fn settings(token: &str) -> String {
    format!("[headers]\nAuthorization = \"Bearer {token}\"\n")
}

#[tokio::test]
async fn a17_whatever_an_administrator_sends_the_answer_is_one_that_the_document_knows() {
    // Its clock stands still, so the sign-in stays fresh.
    let service = Service::with_people().await;
    let own = Client::built_in(&service);
    let token = member(&own.exchange(&own.code(&ada().email, "accounts:admin").await).await, "access_token");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("schemathesis.toml"), settings(&token)).unwrap();
    let mut tester = Command::new(places::python("schemathesis"));
    tester.current_dir(folder.path()).env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1");
    tester.arg("--no-color").args(["--config-file", "schemathesis.toml", "run"]).arg(service.url("/admin/v1/openapi.json"));
    tester.args(["--checks", CHECKS, "--seed", "20", "--max-time", &SECONDS.to_string(), "--rate-limit", "60/s"]);
    tester.args(["--request-timeout", "20", "--generation-database", "none", "--report", "json", "--report-json-path", "report.json"]);
    let run = tester.stdin(Stdio::null()).kill_on_drop(true).output();
    let run = tokio::time::timeout(Duration::from_secs(SECONDS) + BESIDES, run).await.expect("the tester did not end").unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    let report: Value = serde_json::from_slice(&std::fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    if let Ok(keep) = std::env::var("KEEP") {
        std::fs::write(keep, report.to_string()).unwrap();
        println!("{said}");
    }
    let after = send(http().get(service.url("/admin/v1/apps")).bearer_auth(&token)).await;
    assert_eq!(after.status, 200, "the token was good until the end, so that more than refusals was seen");
}

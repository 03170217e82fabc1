//! People and organisations at the operator's command line.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::programs::program;

fn run(database: &Path, arguments: &[&str]) -> Output {
    let address = format!("sqlite:{}", database.display());
    let mut command = Command::new(program("countersign-accounts"));
    command.args(arguments).args(["--json", "--database", &address]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may be gone before this.
    let _ = child.stdin.take().unwrap().write_all(b"correct horse battery");
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const ADD: [&str; 7] = ["people", "add", "--email", "ada@harbour.example", "--name", "Ada", "--password-stdin"];

#[test]
fn somebody_is_added_to_an_organisation_by_its_name_or_id() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    let organisation = json(&run(&database, &["organisations", "add", "--name", "Harbour"]));
    assert_eq!(organisation["name"], "Harbour");
    let by_name = [&ADD[..], &["--role", "app-manager", "--organisation", "harbour"]].concat();
    assert_eq!(json(&run(&database, &by_name))["email"], "ada@harbour.example");
    let mut by_id = [&ADD[..], &["--organisation", organisation["id"].as_str().unwrap()]].concat();
    by_id[3] = "michael@harbour.example";
    json(&run(&database, &by_id));
    let again = run(&database, &["organisations", "add", "--name", "HARBOUR"]);
    assert!(!again.status.success() && again.stdout.is_empty());
}

#[test]
fn an_app_is_added_to_an_organisation_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    let organisation = json(&run(&database, &["organisations", "add", "--name", "Harbour"]));
    let add = ["apps", "add", "--name", "Desk", "--kind", "web", "--redirect-uri", "https://desk.example/cb", "--organisation"];
    json(&run(&database, &[&add[..], &["harbour"]].concat()));
    let exported = run(&database, &["apps", "export"]);
    assert!(String::from_utf8_lossy(&exported.stdout).contains(organisation["id"].as_str().unwrap()));
    let refused = run(&database, &[&add[..], &["Nowhere"]].concat());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("There is no organisation Nowhere"));
}

#[test]
fn what_cannot_be_is_told_and_nobody_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    for (more, told) in
        [(&["--role", "app-manager"][..], "organisation: "), (&["--organisation", "Nowhere"], "There is no organisation Nowhere")]
    {
        let refused = run(&database, &[&ADD[..], more].concat());
        let text = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && text.contains(told), "{text}");
    }
    json(&run(&database, &ADD));
}

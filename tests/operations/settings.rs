//! Where settings come from, and what is said of wrong ones.

use serde_json::Value;
use support::process::{Folder, Serving, refused};
use support::service::http;

async fn metadata(at: &str) -> Value {
    http().get(format!("{at}/.well-known/oauth-authorization-server")).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_file_is_enough_to_serve_and_variables_and_flags_go_before_it() {
    let folder = Folder::new();
    let file = folder.write(
        "accounts.toml",
        "database = 'sqlite:accounts.db'\nlisten = '127.0.0.1:0'\npublic_url = 'https://file.example'\naccess_lifetime = '10m'\n",
    );
    let file = file.to_str().unwrap();
    let issuer = async |words: &[&str], variables: &[(&str, &str)]| {
        let serving = Serving::start_with(&folder, words, variables);
        metadata(serving.issuer()).await["issuer"].as_str().unwrap().to_owned()
    };
    let variable = [("COUNTERSIGN_ACCOUNTS_PUBLIC_URL", "https://variable.example")];
    assert_eq!(issuer(&["--config", file], &[]).await, "https://file.example");
    assert!(folder.database().is_file(), "a path of the file is beside the file");
    assert_eq!(issuer(&["--config", file], &variable).await, "https://variable.example");
    assert_eq!(issuer(&["--config", file, "--public-url", "https://flag.example"], &variable).await, "https://flag.example");
}

#[test]
fn what_is_wrong_is_told_with_key_line_and_what_to_write_before_anything_is_made() {
    let folder = Folder::new();
    let file = folder.write("accounts.toml", "listn = '127.0.0.1:0'\ncode_lifetime = '2 minutes'\n[tls]\nkey = 'key.pem'\n");
    let told = refused(&folder.run(&["serve", "--config", file.to_str().unwrap()]));
    for part in ["line 1: listn is not known. Did you mean listen?", "line 2: code_lifetime is \"2 minutes\"", "\"60s\""] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    let file = folder.write("accounts.toml", "[tls]\nkey = 'key.pem'\n");
    let told = refused(&folder.run(&["serve", "--config", file.to_str().unwrap()]));
    assert!(told.contains("tls.certificate is missing"), "{told}");
    assert!(!folder.database().exists());
}

#[test]
fn without_a_database_it_says_how_to_name_one() {
    let folder = Folder::new();
    let file = folder.write("accounts.toml", "listen = '127.0.0.1:0'\n");
    let output = std::process::Command::new(support::programs::program("countersign-accounts"))
        .args(["serve", "--config", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(refused(&output).contains("database is missing. Give --database sqlite:FILE"));
}

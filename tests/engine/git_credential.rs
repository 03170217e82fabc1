//! git's credential helper, as git speaks to it.

use countersign_wire::error::ErrorCode;
use support::fake_provider::FakeProvider;

use crate::stage::{BEGINNING, Stage};

async fn bound(host: &str, username: Option<&str>) -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.forget_seen();
    stage.engine.bind_git_host(host, &id, username.map(str::to_owned)).await.unwrap();
    (stage, fake, id)
}

async fn get(stage: &Stage, lines: &str) -> Option<String> {
    stage.engine.git_credential(lines.as_bytes()).await.unwrap().map(|answer| answer.expose().to_owned())
}

#[tokio::test]
async fn git_gets_a_name_the_token_and_its_end_for_a_bound_host() {
    let (stage, ..) = bound("git.example", None).await;
    let expected = format!("username=oauth2\npassword=access-2\npassword_expiry_utc={}\n", BEGINNING + 3600);
    assert_eq!(get(&stage, "protocol=https\nhost=git.example\n\n").await, Some(expected));
    let named = get(&stage, "protocol=https\nhost=git.example\nusername=anna\n").await.unwrap();
    assert!(named.starts_with("username=anna\n"), "{named}");
}

#[tokio::test]
async fn git_hears_nothing_of_a_host_that_is_not_bound_or_not_safe() {
    let (stage, ..) = bound("git.example", Some("token")).await;
    for lines in [
        "protocol=https\nhost=other.example\n",
        "protocol=http\nhost=git.example\n",
        "protocol=https\nhost=git.example\nusername=anna\n",
        "",
    ] {
        assert_eq!(get(&stage, lines).await, None, "{lines}");
    }
    stage.engine.unbind_git_host("git.example").await.unwrap();
    assert_eq!(get(&stage, "protocol=https\nhost=git.example\n").await, None);
    assert_eq!(stage.engine.unbind_git_host("git.example").await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_an_older_one_changes_nothing() {
    let (stage, fake, _) = bound("git.example", None).await;
    let erase = |password: &str| format!("protocol=https\nhost=git.example\nusername=oauth2\npassword={password}\n");
    stage.engine.git_credential_refused(erase("access-2").as_bytes()).await.unwrap();
    assert!(get(&stage, "protocol=https\nhost=git.example\n").await.unwrap().contains("access-3"));
    // As a second git says it that had the same token.
    stage.engine.git_credential_refused(erase("access-2").as_bytes()).await.unwrap();
    stage.engine.git_credential_refused(b"protocol=https\nhost=other.example\n").await.unwrap();
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn only_an_account_that_is_there_is_bound_and_what_was_bound_is_listed() {
    let (stage, _fake, id) = bound("git.example", Some("token")).await;
    assert_eq!(stage.engine.bind_git_host("git.example", "nobody", None).await.unwrap_err().code, ErrorCode::NotFound);
    let listed = stage.engine.git_hosts().await.unwrap();
    assert_eq!((listed.len(), listed[0].host.as_str(), listed[0].account.as_str()), (1, "https://git.example", id.as_str()));
}

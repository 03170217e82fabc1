//! Two commands at once over one vault.

use serde_json::Value;
use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{PROVIDER, Scene};

#[test]
fn commands_that_write_at_once_lose_nothing_from_the_first_key_on() {
    let scene = Scene::new(Keyring::Unlocked);
    let children: Vec<_> = (0..6)
        .map(|number| scene.command(&["providers", "add", "--name", &format!("p{number}"), "--issuer", &scene.issuer]).spawn().unwrap())
        .collect();
    for child in children {
        let done = crate::scene::done(child.wait_with_output().unwrap());
        assert_eq!(done.code, 0, "{done:?}");
    }
    let mut names: Vec<String> =
        scene.json(&["providers", "list"]).values().iter().map(|line| line["name"].as_str().unwrap().into()).collect();
    names.sort();
    assert_eq!(names, ["p0", "p1", "p2", "p3", "p4", "p5"]);
}

#[tokio::test]
async fn two_sign_ins_at_once_are_two_accounts() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let bela = scene.add_person("bela@one.example", "Bela", "");
    let (first, second) = (scene.start_sign_in(PROVIDER, &[]), scene.start_sign_in(PROVIDER, &[]));
    assert_ne!(first.redirect_uri(), second.redirect_uri());
    let (one, two) =
        tokio::join!(bela.comes_back(&second.authorize_url, Answer::Accept), scene.anna.comes_back(&first.authorize_url, Answer::Accept));
    assert_eq!((one.0, two.0), (200, 200));
    let (anna, bela) = (first.end().value(), second.end().value());
    assert_ne!(anna["id"], bela["id"]);
    assert_ne!(anna["subject"], bela["subject"]);
    assert_eq!(scene.json(&["accounts"]).values().len(), 2);
}

#[tokio::test]
async fn a_session_used_by_many_commands_at_once_stays_whole() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let id = account["id"].as_str().unwrap();
    let start = |verb: &str| scene.command(&[verb, id, "--json"]).spawn().unwrap();
    let children: Vec<_> = ["profile", "token", "profile", "refresh", "profile", "token"].map(start).into();
    for child in children {
        let done = crate::scene::done(child.wait_with_output().unwrap());
        assert!(done.value().is_object());
    }
    assert_eq!(scene.user_info(&scene.token(id)).await.0, 200);
    let accounts: Vec<Value> = scene.json(&["accounts"]).values();
    assert_eq!((accounts.len(), accounts[0]["state"].as_str()), (1, Some("active")));
}

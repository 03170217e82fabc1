//! What is said to somebody who typed something nearly right, or nothing that does anything.

use serde_json::json;
use support::session::Keyring;

use crate::apps::administration;
use crate::scene::Scene;

#[test]
fn what_a_service_needs_is_named_with_its_options() {
    let scene = Scene::bare(Keyring::Unlocked);
    for (preset, options) in
        [("github", &["client secret", "--client-id ID", "--client-secret-file FILE"][..]), ("keycloak", &["--base-url URL"])]
    {
        let (exit, _, message) = scene.json(&["providers", "add", "--name", "n", "--preset", preset]).error();
        assert_eq!(exit, 2);
        options.iter().for_each(|option| assert!(message.contains(option), "{preset}: {message}"));
    }
    let (_, _, message) = scene.json(&["providers", "allow", "n", "anything"]).error();
    assert!(message.starts_with("There is no deviation “anything”; there is ") && message.ends_with('.'), "{message}");
}

#[test]
fn a_preset_that_is_nearly_right_is_suggested() {
    let scene = Scene::bare(Keyring::Unlocked);
    let add = |preset| scene.json(&["providers", "add", "--name", "n", "--preset", preset]).error();
    assert!(add("gitub").2.ends_with("Did you mean github (GitHub) or gitlab (GitLab)?"), "{}", add("gitub").2);
    assert!(!add("harbour").2.contains("Did you mean"), "{}", add("harbour").2);
}

#[test]
fn a_preset_without_a_title_is_told_in_plain_words() {
    let scene = Scene::bare(Keyring::Unlocked);
    let file = scene.session.path().join("mine.toml");
    std::fs::write(&file, "[[preset]]\nid = \"mine\"\n").unwrap();
    let typed = ["providers", "add", "--name", "n", "--preset", "mine", "--preset-file", file.to_str().unwrap()];
    let (exit, _, message) = scene.json(&typed).error();
    assert_eq!(exit, 2);
    assert!(message.contains("mine.toml”, line 1, “preset”: the key “title” is missing here."), "{message}");
}

#[tokio::test]
async fn an_app_that_is_not_there_is_named_with_where_to_look() {
    let scene = administration().await;
    let (exit, _, message) = scene.json(&["apps", "show", "no-such-app"]).error();
    assert_eq!(exit, 3);
    assert!(message.contains("“no-such-app”") && message.contains("countersign apps list"), "{message}");
}

#[test]
fn help_of_no_verb_lists_those_that_there_are() {
    let scene = Scene::bare(Keyring::NoBus);
    let told = scene.run(&["help", "xyzzy"]);
    assert!(told.code == 2 && told.err.contains("sign-in") && told.err.contains("doctor"), "{told:?}");
    assert!(scene.json(&["help", "sing-in"]).error().2.contains("'sign-in'"));
}

#[test]
fn an_update_of_nothing_lists_its_options_once() {
    let scene = Scene::bare(Keyring::NoBus);
    for group in ["apps", "people"] {
        let told = scene.run(&[group, "update", "id"]);
        assert_eq!((told.code, told.err.matches("--name <N>").count()), (2, 1), "{told:?}");
    }
}

#[tokio::test]
async fn signing_out_of_all_where_nobody_is_signed_in_says_so() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let told = scene.run(&["sign-out", "--all"]);
    assert!(told.code == 0 && told.err.contains("Nobody is signed in"), "{told:?}");
    assert_eq!(scene.json(&["sign-out", "--all"]).values(), Vec::<serde_json::Value>::new());
    scene.signed_in(&["profile"]).await;
    assert!(!scene.run(&["sign-out", "--all"]).err.contains("Nobody"));
}

#[test]
fn a_home_that_was_mistyped_is_not_made_by_whoever_only_reads() {
    let scene = Scene::bare(Keyring::Unlocked);
    let home = scene.session.path().join("mistyped");
    let at = ["--home", home.to_str().unwrap()];
    for (typed, exit) in [
        (&["accounts"][..], 0),
        (&["providers", "list"], 0),
        (&["profile", "a"], 3),
        (&["token", "a"], 3),
        (&["refresh", "a"], 3),
        (&["sign-out", "--all"], 0),
        (&["apps", "list"], 4),
        (&["git-credential", "list"], 0),
        (&["product-apis", "keys"], 0),
    ] {
        let done = scene.json(&[typed, &at].concat());
        assert_eq!((done.code, home.exists()), (exit, false), "{typed:?}: {done:?}");
    }
}

#[tokio::test]
async fn where_no_secret_was_made_no_file_is() {
    let scene = administration().await;
    let (apps, place) = (scene.session.path().join("apps.toml"), scene.session.path().join("new.json"));
    std::fs::write(&apps, scene.run(&["apps", "export"]).out).unwrap();
    let typed = ["apps", "apply", apps.to_str().unwrap(), "--secrets-file", place.to_str().unwrap()];
    for _ in 0..2 {
        assert_eq!(scene.json(&typed).value()["added"], json!([]));
        assert!(!place.exists());
    }
    let told = scene.run(&typed);
    assert!(told.out.contains("Nothing was to be done") && !told.out.contains("secrets"), "{told:?}");
}

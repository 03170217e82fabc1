//! Every exit code, and what is told with it.

use support::ports::Deaf;
use support::session::Keyring;

use crate::person::{Answer, go_to};
use crate::scene::{PROVIDER, Scene, signal};

#[test]
fn exit_2_for_what_cannot_be_typed_in_words_or_as_json() {
    let scene = Scene::bare(Keyring::NoBus);
    for typed in [
        &["no-such-verb"][..],
        &["providers", "add", "--name", "n"],
        &["providers", "add", "--name", "n", "--issuer", "https://a.example", "--preset-file", "f"],
        &["sign-in"],
        &["sign-in", PROVIDER, "--return", "carrier-pigeon"],
        &["sign-in", PROVIDER, "--wait", "10"],
        &["token", "a", "--min-validity", "soon"],
        &["apps", "add", "--name", "n", "--kind", "desk"],
        &["apps", "update", "id"],
        &[],
    ] {
        let (exit, code, message) = scene.json(typed).error();
        assert_eq!((exit, code.as_str()), (2, "usage"), "{typed:?}: {message}");
        let plain = scene.run(typed);
        assert_eq!((plain.code, plain.out.as_str()), (2, ""), "{typed:?}");
        assert!(plain.err.contains(message.lines().next().unwrap()) || typed.is_empty(), "{typed:?}: {}", plain.err);
    }
}

#[test]
fn exit_2_for_a_value_that_is_not_valid() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    for (typed, said) in [
        (&["providers", "add", "--name", "n", "--issuer", "ftp://a.example"][..], "https"),
        (&["providers", "add", "--name", "n", "--issuer", "http://accounts.example.com"], "https"),
        (&["sign-in", PROVIDER, "--print-url", "--scope", "a b"], "scope"),
        (&["providers", "add", "--name", "n", "--issuer", &scene.issuer, "--client-secret-file", "/nowhere/secret"], "/nowhere/secret"),
        (&["--home", "/dev/null/x", "accounts"], "/dev/null/x"),
    ] {
        let (exit, _, message) = scene.json(typed).error();
        assert_eq!(exit, 2, "{typed:?}: {message}");
        assert!(message.contains(said), "{typed:?}: {message}");
    }
}

#[test]
fn exit_3_for_what_is_not_there() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    for typed in [
        &["sign-in", "nobody", "--print-url"][..],
        &["providers", "remove", "nobody"],
        &["profile", "nobody"],
        &["token", "nobody"],
        &["refresh", "nobody"],
        &["sign-out", "nobody"],
        &["apps", "list", "--account", "nobody"],
    ] {
        let (exit, code, message) = scene.json(typed).error();
        assert_eq!((exit, code.as_str()), (3, "not_found"), "{typed:?}: {message}");
        let plain = scene.run(typed);
        assert_eq!(plain.err, format!("countersign: {message}\n"));
    }
}

#[test]
fn exit_1_for_a_name_that_is_taken() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let (exit, code, _) = scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer]).error();
    assert_eq!((exit, code.as_str()), (1, "already_exists"));
}

#[tokio::test]
async fn exit_4_when_the_person_denies() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    scene.anna.comes_back(&waiting.authorize_url, Answer::Deny).await;
    let (exit, code, _) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (4, "denied"));
    assert_eq!(scene.json(&["accounts"]).out, "");
}

#[tokio::test]
async fn exit_4_when_the_service_refuses() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &["--scope", "read_write"]);
    scene.anna.comes_back(&waiting.authorize_url, Answer::Accept).await;
    let (exit, code, message) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (4, "refused"), "{message}");

    let member = scene.add_person("cleo@one.example", "Cleo", "");
    let account = scene.signs_in(&member, PROVIDER, &["profile"]).await;
    let (exit, _, message) = scene.json(&["apps", "list", "--account", account["id"].as_str().unwrap()]).error();
    assert_eq!(exit, 4, "{message}");
}

#[test]
fn exit_5_without_a_keychain_nothing_is_added() {
    for keyring in [Keyring::NoBus, Keyring::NoProvider, Keyring::Locked] {
        let scene = Scene::new(keyring);
        let expected = if keyring == Keyring::Locked { "keychain_locked" } else { "keychain_absent" };
        let (exit, code, message) = scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer]).error();
        assert_eq!((exit, code.as_str()), (5, expected), "{keyring:?}: {message}");
    }
}

#[test]
fn exit_5_when_the_keychain_is_gone_and_no_browser_is_opened() {
    let mut scene = Scene::with_provider(Keyring::Unlocked);
    let opened = scene.browser_that_notes();
    let bus = scene.variable("DBUS_SESSION_BUS_ADDRESS");
    scene.session.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    for typed in [&["sign-in", PROVIDER][..], &["sign-in", PROVIDER, "--print-url"]] {
        let (exit, code, message) = scene.json(typed).error();
        assert_eq!((exit, code.as_str()), (5, "keychain_absent"), "{typed:?}: {message}");
    }
    assert!(!opened.exists(), "a browser was opened");
    scene.session.set("DBUS_SESSION_BUS_ADDRESS", bus);
    assert_eq!(scene.json(&["providers", "list"]).value()["name"], PROVIDER);
}

#[tokio::test]
async fn exit_5_when_the_keychain_locks_and_all_is_there_once_it_opens() {
    let mut scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let id = account["id"].as_str().unwrap();
    let opened = scene.browser_that_notes();
    scene.session.lock_keyring();
    for typed in [
        &["token", id][..],
        &["profile", id],
        &["refresh", id],
        &["sign-out", id],
        &["sign-in", PROVIDER],
        &["providers", "remove", PROVIDER],
    ] {
        let (exit, code, message) = scene.json(typed).error();
        assert_eq!((exit, code.as_str()), (5, "keychain_locked"), "{typed:?}: {message}");
    }
    assert!(!opened.exists());
    scene.session.unlock_keyring();
    assert_eq!(scene.json(&["accounts"]).value(), account);
    assert_eq!(scene.json(&["refresh", id]).code, 0);
}

#[test]
fn exit_6_when_nobody_answers() {
    let scene = Scene::bare(Keyring::Unlocked);
    let nobody = Deaf::new();
    let (exit, code, message) =
        scene.json(&["providers", "add", "--name", "n", "--issuer", &format!("http://{}", nobody.address())]).error();
    assert_eq!((exit, code.as_str()), (6, "network"), "{message}");
}

#[tokio::test]
async fn exit_7_when_the_browser_does_not_come_back_and_a_late_answer_signs_nobody_in() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    for way in ["loopback", "deep-link"] {
        let waiting = scene.start_sign_in(PROVIDER, &["--wait", "1s", "--return", way]);
        let address = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
        let (exit, code, message) = waiting.end().error();
        assert_eq!((exit, code.as_str()), (7, "timed_out"), "{way}: {message}");
        assert!(message.contains("was dropped") && message.contains("--wait"), "{way}: {message}");
        if way == "loopback" {
            let late = reqwest::Client::builder().no_proxy().build().unwrap().get(&address).send().await;
            assert!(late.unwrap_err().is_connect(), "nobody listens any more");
        }
    }
    assert_eq!(scene.json(&["accounts"]).out, "");
}

#[tokio::test]
async fn ctrl_c_calls_the_sign_in_off() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    for which in ["-INT", "-TERM"] {
        let waiting = scene.start_sign_in(PROVIDER, &[]);
        let address = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
        signal(which, waiting.child.id());
        let (exit, code, message) = waiting.end().error();
        assert_eq!((exit, code.as_str()), (4, "cancelled"), "{which}: {message}");
        let late = reqwest::Client::builder().no_proxy().build().unwrap().get(&address).send().await;
        assert!(late.unwrap_err().is_connect(), "{which}: nobody listens any more");
    }
    assert_eq!(scene.json(&["accounts"]).out, "");
}

#[tokio::test]
async fn a_stranger_at_the_listener_ends_nothing() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    for stray in ["?code=x&state=wrong", "?error=access_denied&state=wrong", ""] {
        assert_eq!(go_to(&format!("{}{stray}", waiting.redirect_uri())).await.0, 400, "{stray:?}");
    }
    let (status, _) = scene.anna.comes_back(&waiting.authorize_url, Answer::Accept).await;
    assert_eq!(status, 200);
    assert_eq!(waiting.end().value()["state"], "active");
}

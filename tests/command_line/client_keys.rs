//! Keys on the command line: those that an app proves itself by, and those that tokens are bound to.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply, Signed};
use support::session::Keyring;

use crate::scene::{Done, Scene, keys, stands_in};

/// RFC 7515 appendix A.3: nobody's secret.
const KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const PRIVATE_PART: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
const BACK: &str = "http://127.0.0.1/callback/till";

fn add(scene: &Scene, fake: &FakeProvider, name: &str, more: &[&str]) -> Done {
    let add = ["providers", "add", "--name", name, "--issuer", &fake.issuer, "--client-id", "till", "--redirect-uri", BACK];
    scene.json(&[&add, more].concat())
}

async fn sign_in(scene: &Scene, fake: &FakeProvider, name: &str) -> Value {
    let waiting = scene.start_sign_in(name, &["--return", "loopback"]);
    assert_eq!(crate::person::go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value()
}

#[tokio::test(flavor = "multi_thread")]
async fn rp_06_a_key_that_is_made_here_is_printed_to_be_registered_and_proves_the_app() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let added = add(&scene, &fake, "made", &["--make-client-key"]).value();
    let public = &added["public_client_key"];
    assert_eq!(keys(public), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!(scene.json(&["providers", "list"]).value()["public_client_key"], *public, "it can be looked up later");
    sign_in(&scene, &fake, "made").await;
    let sent = fake.seen("/token")[0].form("client_assertion");
    assert_eq!(Signed::read(&sent, Some(public)).get("sub"), "till");
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_a_key_comes_from_a_file_and_is_quoted_nowhere() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let file = scene.secret_file("key.json", KEY);
    let path = file.to_str().unwrap();
    let mut told = vec![add(&scene, &fake, "quiet", &["--client-key-file", path])];
    assert_eq!((told[0].code, told[0].err.as_str()), (0, ""), "a file for its owner only is no reason to warn");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    told.push(add(&scene, &fake, "warned", &["--client-key-file", path]));
    assert!(told[1].code == 0 && told[1].err.contains("chmod 600"), "{told:?}");
    for (name, text) in [("none", "canary"), ("cut", &KEY[..150]), ("long", &"canary".repeat(6000))] {
        let refused = add(&scene, &fake, name, &["--client-key-file", scene.secret_file("bad", text).to_str().unwrap()]);
        assert_eq!(refused.error().0, 2, "{name}: {refused:?}");
        assert!(!refused.err.contains("canary"), "{refused:?}");
        told.push(refused);
    }
    let both = add(&scene, &fake, "both", &["--client-key-file", path, "--make-client-key"]);
    assert_eq!(both.code, 2, "{both:?}");
    std::fs::remove_file(file).unwrap();
    std::fs::remove_file(scene.session.path().join("bad")).unwrap();
    assert!(!format!("{told:?}").contains(PRIVATE_PART));
    assert_eq!(stands_in(scene.session.path(), PRIVATE_PART), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_token_is_refused_alone_and_given_with_its_proof_for_one_request() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.binds_tokens();
    add(&scene, &fake, "bound", &[]).value();
    let account = sign_in(&scene, &fake, "bound").await;
    let id = account["id"].as_str().unwrap();
    let (code, kind, message) = scene.json(&["token", id]).error();
    assert_eq!((code, kind.as_str()), (4, "refused"));
    assert!(message.contains("countersign headers ACCOUNT URL") && message.contains("--bearer-tokens"), "{message}");

    let url = fake.url("/userinfo");
    let given = scene.json(&["headers", id, &url]).value();
    assert_eq!(keys(&given), ["authorization", "dpop"]);
    let lines = scene.run(&["headers", id, &url, "--method", "GET"]);
    assert_eq!(lines.code, 0, "{lines:?}");
    let mut request = support::service::http().get(&url);
    for line in lines.out.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_the_fullest_log_has_neither_key_nor_assertion_nor_proof_nor_token() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.binds_tokens();
    fake.takes_pushed_requests(true);
    let file = scene.secret_file("key.json", KEY);
    add(&scene, &fake, "till", &["--client-key-file", file.to_str().unwrap()]).value();
    let account = sign_in(&scene, &fake, "till").await;
    fake.forget_seen();
    let id = account["id"].as_str().unwrap();
    // A refusal says most.
    for refused in ["/token", "/userinfo"] {
        fake.next(refused, Reply::json(401, json!({"error": "invalid_client", "error_description": "try again"})));
    }
    let mut said = String::new();
    for (verb, code) in [("refresh", 4), ("refresh", 0), ("profile", 0), ("sign-out", 0)] {
        let done = crate::scene::done(scene.command(&[verb, id]).env("COUNTERSIGN_LOG", "trace").output().unwrap());
        assert_eq!(done.code, code, "{done:?}");
        said.push_str(&done.err);
    }
    assert!(said.contains("try again"), "{said}");
    for seen in fake.seen_at_all() {
        let (token, sent) = (seen.header("authorization").replace("DPoP ", ""), seen.form("client_assertion"));
        for secret in [seen.header("dpop"), &token, &sent, &seen.form("refresh_token"), &seen.form("token"), PRIVATE_PART] {
            assert!(secret.is_empty() || !said.contains(secret), "{secret} in {said}");
        }
    }
}

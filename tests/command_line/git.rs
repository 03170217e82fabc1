//! The credential helper as the real git runs it.

use std::io::Write as _;
use std::process::Stdio;

use support::programs::program;
use support::session::{Keyring, require};

use crate::scene::{Done, Scene, done};

/// `git credential VERB` with this helper alone.
fn git(scene: &Scene, verb: &str, lines: &str) -> Done {
    require(&["git"]);
    let helper = format!("credential.helper=!'{}' git-credential", program("countersign").display());
    let mut child = scene
        .session
        .command("git")
        .args(["-c", "credential.helper=", "-c", &helper, "credential", verb])
        // Nobody is asked where the helper has nothing.
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "false")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    done(child.wait_with_output().unwrap())
}

#[tokio::test]
async fn git_fills_rejects_and_fills_anew() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let id = account["id"].as_str().unwrap();
    let token = scene.token(id);
    let bound = scene.json(&["git-credential", "bind", "git.example:8443", id, "--username", "anna"]).value();
    assert_eq!((bound["host"].as_str(), bound["account"].as_str()), (Some("https://git.example:8443"), Some(id)));
    let request = "protocol=https\nhost=git.example:8443\npath=a/b.git\n\n";
    let filled = git(&scene, "fill", request);
    assert_eq!(filled.code, 0, "{filled:?}");
    assert!(filled.out.contains("username=anna\n") && filled.out.contains(&format!("password={token}\n")), "{}", filled.out);
    assert_eq!(git(&scene, "approve", &filled.out).code, 0);
    assert_eq!(scene.token(id), token);
    assert_eq!(git(&scene, "reject", &filled.out).code, 0);
    let renewed = scene.token(id);
    assert_ne!(renewed, token, "a token that was refused is renewed");
    assert!(git(&scene, "fill", request).out.contains(&format!("password={renewed}\n")));
    // That somebody else's older copy is refused changes nothing.
    assert_eq!(git(&scene, "reject", &filled.out).code, 0);
    assert_eq!(scene.token(id), renewed);
    assert_eq!(scene.json(&["git-credential", "list"]).values(), [bound]);
}

#[test]
fn git_hears_nothing_of_other_hosts_and_of_words_that_are_not_known_yet() {
    let scene = Scene::bare(Keyring::Unlocked);
    let refused = git(&scene, "fill", "protocol=https\nhost=git.example\n\n");
    assert!(refused.code != 0 && !refused.out.contains("password="), "{refused:?}");
    for verb in ["get", "store", "erase", "capability"] {
        let mut child = scene.command(&["git-credential", verb]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"protocol=https\nhost=git.example\n\n").unwrap();
        let heard = done(child.wait_with_output().unwrap());
        assert_eq!((heard.code, heard.out.as_str(), heard.err.as_str()), (0, "", ""), "{verb}");
    }
    assert_eq!(scene.run(&["git-credential", "bnd", "git.example", "a"]).code, 2);
    let (exit, code, _) = scene.json(&["git-credential", "unbind", "git.example"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
}

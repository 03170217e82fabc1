//! Secrets are in no argument, no variable, no output and no file in the clear.

use std::path::Path;

use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{PROVIDER, Scene, query, stands_in, words};

/// The arguments and variables of every process of this scene.
fn seen_by_others(scene: &Scene) -> String {
    let mark = scene.session.path().as_os_str().as_encoded_bytes();
    let mut seen = Vec::new();
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        let read = |name: &str| std::fs::read(process.path().join(name)).unwrap_or_default();
        let (arguments, variables) = (read("cmdline"), read("environ"));
        if variables.windows(mark.len()).any(|window| window == mark) {
            seen.extend(arguments);
            seen.extend(variables);
        }
    }
    String::from_utf8_lossy(&seen).into_owned()
}

#[tokio::test]
async fn c11_secrets_and_tokens_are_seen_by_nobody_else() {
    let scene = Scene::new(Keyring::Unlocked);
    let redirect = "http://127.0.0.1/callback";
    let app = scene
        .add_app(&format!("--name Harbour --kind native --with-secret --redirect-uri {redirect} --scope profile --scope offline_access"));
    let (client_id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let (issuer, file) = (&scene.issuer, scene.secret_file("secret", secret));
    let added = scene.json(&words(&format!(
        "providers add --name harbour --issuer {issuer} --client-id {client_id} --client-secret-file {} --redirect-uri {redirect}",
        file.display()
    )));
    assert_eq!((added.code, added.err.as_str()), (0, ""), "a file for its owner only is no reason to warn");
    std::fs::remove_file(&file).unwrap();

    let waiting = scene.start_sign_in("harbour", &["--scope", "profile", "--scope", "offline_access"]);
    let seen = seen_by_others(&scene);
    assert!(seen.contains("sign-in"), "the command itself is among them");
    assert!(!seen.contains(secret));
    let address = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
    let code = query(&address, "code");
    assert_eq!(crate::person::go_to(&address).await.0, 200);
    let signed_in = waiting.end();
    let account = signed_in.value();
    let id = account["id"].as_str().unwrap();
    let token = scene.token(id);

    let mut told = vec![added, signed_in];
    for typed in [&["accounts"][..], &["profile", id], &["refresh", id], &["providers", "list"]] {
        told.push(scene.run(typed));
        told.push(scene.json(typed));
    }
    let after = scene.token(id);
    told.push(scene.json(&["sign-out", id]));
    let said: String = told.iter().map(|done| format!("{}{}", done.out, done.err)).collect();
    for hidden in [secret, &token, &after, &code] {
        assert!(!said.contains(hidden), "{said}");
    }
    // Of the service's own files too: it keeps hashes (A15).
    for hidden in [secret, &token, &after, &code] {
        assert_eq!(stands_in(scene.session.path(), hidden), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_secret_file_that_others_can_read_is_told_and_one_without_a_secret_refused() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new(Keyring::Unlocked);
    let file = scene.secret_file("secret", "a-secret-of-its-own");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let add = |name: &str, file: &Path| {
        let file = file.to_str().unwrap();
        scene.run(&["providers", "add", "--name", name, "--issuer", &scene.issuer, "--client-id", "x", "--client-secret-file", file])
    };
    let told = add("one", &file);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("warning: ") && told.err.contains("chmod 600"), "{}", told.err);
    assert!(!format!("{told:?}").contains("a-secret-of-its-own"));
    for (name, text) in [("empty", ""), ("lines", "a\nb"), ("long", &"x".repeat(5000))] {
        let refused = add(name, &scene.secret_file("bad", text));
        assert_eq!(refused.code, 2, "{name}: {refused:?}");
        assert!(refused.err.contains("holds no client secret"), "{name}: {refused:?}");
    }
    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(add("bytes", &file).code, 2);
}

/// Ends a process as one that went wrong ends, and tells whether the system kept its memory.
#[cfg(target_os = "linux")]
fn leaves_a_core(mut child: std::process::Child) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    let aborted = std::process::Command::new("kill").args(["-ABRT", &child.id().to_string()]).status().unwrap();
    assert!(aborted.success());
    child.wait().unwrap().core_dumped()
}

#[cfg(target_os = "linux")]
#[test]
fn s6_a_command_that_dies_leaves_no_image_of_its_memory() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let ready_to_dump = |program: &std::ffi::OsStr, arguments: &[&str]| {
        let mut command = scene.session.command("sh");
        command.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]).arg(program).args(arguments);
        command.current_dir(scene.session.path()).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
        command
    };
    // What shows that this system makes core dumps at all, and how.
    let mut other = ready_to_dump("cat".as_ref(), &["/dev/fd/0"]);
    let other = other.stdin(std::process::Stdio::piped()).spawn().unwrap();
    support::wait::until("cat to wait for its input", || {
        std::fs::read_to_string(format!("/proc/{}/stat", other.id())).is_ok_and(|stat| stat.contains("(cat) S"))
    });
    assert!(leaves_a_core(other), "this system makes no core dumps, so nothing can be shown here");

    let program = support::programs::program("countersign");
    let mut waiting = ready_to_dump(program.as_ref(), &["sign-in", PROVIDER, "--print-url", "--json"]).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(waiting.stdout.take().unwrap()), &mut line).unwrap();
    assert!(line.contains("authorize_url"), "{line}");
    assert!(!leaves_a_core(waiting));
}

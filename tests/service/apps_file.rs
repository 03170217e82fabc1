//! Apps as a file, and the flags of `apps add`, through the operator's own program.

use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};

use crate::operator::{json, run};

const CRANE: &str = "\n[[app]]\ncode_name = \"crane\"\nname = \"Crane\"\nkind = \"web\"\nscopes = [\"profile\"]\nredirect_uris = [\"https://crane.example/cb\"]\n";

/// A database with one app, and files beside it.
struct Place {
    folder: tempfile::TempDir,
    client_id: String,
    secret: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let words = [
            "apps",
            "add",
            "--name",
            "Harbour",
            "--kind",
            "web",
            "--redirect-uri",
            "https://harbour.example/cb",
            "--scope",
            "profile",
            "--scope",
            "email",
            "--json",
        ];
        let app = json(&run(&folder.path().join("accounts.db"), &words, ""));
        let text = |name: &str| app[name].as_str().unwrap().to_owned();
        Self { client_id: text("client_id"), secret: text("client_secret"), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        run(&self.path("accounts.db"), words, "")
    }

    fn export(&self) -> String {
        let output = self.run(&["apps", "export"]);
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Writes a file of apps, and gives its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What a file would change, as people read it.
    fn diff(&self, file: &str, more: &[&str]) -> String {
        let output = self.run(&[&["apps", "plan", file], more].concat());
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap().replace(&self.client_id, "ID")
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command refused to do said; it has no answer then.
fn refused(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    told(output)
}

#[test]
fn what_was_exported_is_what_is_there_and_has_no_secret() {
    let place = Place::new();
    let text = place.export();
    assert!(text.contains(&place.client_id) && text.contains("https://harbour.example/cb"), "{text}");
    assert!(!text.contains(&place.secret) && !text.contains("\"countersign\""), "{text}");
    let file = place.file("apps.toml", &text);
    assert_eq!(place.diff(&file, &["--prune"]), "Nothing to do: 1 app as the file says.\n");
    assert_eq!(json(&place.run(&["apps", "plan", &file, "--json"])), json!({ "changes": [], "unchanged": 1 }));
    let applied = place.run(&["apps", "apply", &file, "--prune"]);
    assert_eq!(json(&applied), json!({ "changed": 0, "added": [] }));
    assert_eq!(place.export(), text);
}

#[test]
fn a_plan_shows_field_by_field_what_apply_then_does() {
    let place = Place::new();
    let changed = place.export().replace("name = \"Harbour\"", "name = \"Quay\"").replace("\"email\"", "\"offline_access\"");
    let file = place.file("apps.toml", &(changed + CRANE));
    let diff = place.diff(&file, &[]);
    assert!(diff.starts_with("~ Harbour (ID)\n    name: \"Harbour\" -> \"Quay\"\n    scopes: [\"profile\",\"email\"] -> [\"profile\",\"offline_access\"]\n+ Crane (crane)\n"), "{diff}");
    assert!(diff.ends_with("2 apps to change, 0 as the file says.\n"), "{diff}");
    assert!(place.export().contains("Harbour"), "looking changes nothing");

    let applied = place.run(&["apps", "apply", &file]);
    let answer = json(&applied);
    let (id, secret) = (answer["added"][0]["client_id"].as_str().unwrap(), answer["added"][0]["client_secret"].as_str().unwrap());
    assert_eq!((&answer["changed"], secret.len()), (&json!(2), 43));
    assert_eq!(told(&applied).replace(&place.client_id, "ID"), diff, "it says what it did as the plan did");
    assert!(!told(&applied).contains(secret));
    let now = place.export();
    assert!(now.contains("Quay") && now.contains(id) && !now.contains("Harbour\"") && !now.contains(secret), "{now}");
    assert_eq!(place.diff(&file, &["--prune"]), "Nothing to do: 2 apps as the file says.\n");
    assert_eq!(json(&place.run(&["apps", "apply", &file])), json!({ "changed": 0, "added": [] }), "a second time nothing is made");
}

#[test]
fn what_a_file_leaves_out_goes_only_where_that_is_asked_for() {
    let place = Place::new();
    let file = place.file("apps.toml", CRANE);
    assert!(!place.diff(&file, &[]).contains("Harbour"));
    let diff = place.diff(&file, &["--prune"]);
    assert!(
        diff.contains("- Harbour (ID)\n") && diff.contains("! Harbour is removed, and everybody who uses it is signed out of it.\n"),
        "{diff}"
    );
    assert_eq!(json(&place.run(&["apps", "apply", &file, "--prune"]))["changed"], 2);
    assert!(!place.export().contains(&place.client_id));
}

#[test]
fn a_plan_that_was_kept_is_done_exactly_or_not_at_all() {
    let place = Place::new();
    let file = place.file("apps.toml", &place.export().replace("Harbour", "Quay"));
    let kept = place.path("apps.plan").to_str().unwrap().to_owned();
    place.diff(&file, &["--save", &kept]);
    // Somebody else is faster.
    let other = place.file("other.toml", &place.export().replace("Harbour", "Pier"));
    assert_eq!(json(&place.run(&["apps", "apply", &other]))["changed"], 1);
    let said = refused(&place.run(&["apps", "apply", &file, "--plan", &kept]));
    assert!(said.contains("name: \"Pier\" -> \"Quay\"") && said.contains("changed since the plan was made"), "{said}");
    assert!(place.export().contains("Pier"), "nothing was done");

    place.diff(&file, &["--save", &kept]);
    assert!(refused(&place.run(&["apps", "apply", &other, "--plan", &kept])).contains("changed since"), "a plan is for its file");
    assert_eq!(json(&place.run(&["apps", "apply", &file, "--plan", &kept]))["changed"], 1);
    assert!(place.export().contains("Quay"));
    assert!(refused(&place.run(&["apps", "apply", &file, "--plan", &file])).contains("is not a plan"));
}

#[test]
fn a_file_that_is_wrong_says_where_all_of_it_is_and_nothing_is_changed() {
    let place = Place::new();
    let before = place.export();
    let twice = CRANE.replace("\"web\"", "\"web\"\ncolour = \"red\"\n[app.tokens]\nlifetime = 1") + &CRANE.replace("kind", "sort");
    let invalid =
        CRANE.replace("https://crane", "http://crane") + &CRANE.replace("\"crane\"", "\"winch\"").replace("\"profile\"", "\"nothing\"");
    for (text, said) in [
        (twice.as_str(), &["app 1: colour", "app 1: tokens.lifetime", "app 2: sort"][..]),
        (&invalid, &["app 1: redirect_uris", "app 2: scopes"]),
        ("[[app]]\nname = \"x\n", &["line 2"]),
        ("[[apps]]\nname = \"x\"\n", &["apps"]),
        (&before.replace(&place.client_id, "countersign"), &["app 1: client_id"]),
    ] {
        let file = place.file("apps.toml", text);
        for verb in ["plan", "apply"] {
            let told = refused(&place.run(&["apps", verb, &file]));
            assert!(said.iter().all(|said| told.contains(said)), "{verb}: {said:?} in {told}");
        }
    }
    assert!(refused(&place.run(&["apps", "plan", "/nowhere/apps.toml"])).contains("/nowhere/apps.toml"));
    assert_eq!(place.export(), before);
}

#[test]
fn new_secrets_go_to_a_file_of_the_owner_alone_where_that_is_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let (file, secrets) = (place.file("apps.toml", CRANE), place.path("secrets.json"));
    let words = ["apps", "apply", &file, "--secrets-file", secrets.to_str().unwrap()];
    let applied = place.run(&words);
    let done = json(&applied);
    assert_eq!((&done["changed"], done["added"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert!(done["added"][0]["client_id"].is_string() && done["added"][0].get("client_secret").is_none(), "{done}");
    let kept: Value = serde_json::from_slice(&std::fs::read(&secrets).unwrap()).unwrap();
    let secret = kept[0]["client_secret"].as_str().unwrap();
    assert!(!told(&applied).contains(secret));
    assert_eq!(std::fs::metadata(&secrets).unwrap().permissions().mode() & 0o777, 0o600);
    // One that is there is never written over, and nothing is done whose secrets would be lost.
    let other = place.file("other.toml", &CRANE.replace("\"crane\"", "\"winch\"").replace("Crane", "Winch"));
    let said = refused(&place.run(&["apps", "apply", &other, "--secrets-file", secrets.to_str().unwrap()]));
    assert!(said.contains("Give another name") && said.contains("Nothing was changed"), "{said}");
    assert!(!place.export().contains("Winch"));
    for name in ["accounts.db", "accounts.db-wal", "apps.toml"] {
        let bytes = std::fs::read(place.path(name)).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{name}");
    }
}

#[test]
fn a_file_for_secrets_is_not_left_where_nothing_was_done() {
    let place = Place::new();
    let secrets = place.path("secrets.json");
    let apply = |file: &str| place.run(&["apps", "apply", file, "--secrets-file", secrets.to_str().unwrap()]);
    refused(&apply(&place.file("wrong.toml", &CRANE.replace("web", "wep"))));
    assert!(!secrets.exists());
    json(&apply(&place.file("right.toml", CRANE)));
    assert!(std::fs::metadata(&secrets).unwrap().len() > 0);
}

#[test]
fn every_flag_of_an_app_is_kept_as_it_was_said() {
    let place = Place::new();
    let keys = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "k1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] });
    let jwks = place.file("keys.json", &keys.to_string());
    let added = json(&place.run(&[
        "apps",
        "add",
        "--name",
        "Signer",
        "--kind",
        "web",
        "--redirect-uri",
        "https://signer.example/cb",
        "--scope",
        "openid",
        "--jwks-file",
        &jwks,
        "--id-token-alg",
        "ES256",
        "--post-logout-redirect-uri",
        "https://signer.example/bye",
        "--backchannel-logout-uri",
        "https://signer.example/ended",
        "--access-token-format",
        "jwt",
        "--pkce",
        "optional",
        "--json",
    ]));
    assert_eq!(added.as_object().unwrap().keys().collect::<Vec<_>>(), ["client_id"], "an app that signs has no secret");
    let browser = [
        "apps",
        "add",
        "--name",
        "Page",
        "--kind",
        "spa",
        "--redirect-uri",
        "https://page.example/cb",
        "--origin",
        "https://page.example",
        "--json",
    ];
    let machine = ["apps", "add", "--name", "Robot", "--kind", "machine", "--json"];
    assert!(json(&place.run(&browser)).get("client_secret").is_none());
    assert!(json(&place.run(&machine))["client_secret"].is_string());
    let text = place.export();
    for said in [
        "kind = \"spa\"",
        "origins = [\"https://page.example\"]",
        "kind = \"machine\"",
        "id_token_alg = \"ES256\"",
        "https://signer.example/bye",
        "backchannel_logout_uri = \"https://signer.example/ended\"",
        "access_token_format = \"jwt\"",
        "pkce = \"optional\"",
        "kid = \"k1\"",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(place.diff(&place.file("apps.toml", &text), &["--prune"]), "Nothing to do: 4 apps as the file says.\n");
}

#[test]
fn a_flag_that_is_wrong_adds_nothing() {
    let place = Place::new();
    let before = place.export();
    let no_keys = place.file("keys.json", "{}");
    let private = place.file("private.json", &json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" }] }).to_string());
    let web = ["apps", "add", "--name", "New", "--kind", "web", "--redirect-uri", "https://new.example/cb", "--json"];
    for (more, said) in [
        (&["--id-token-alg", "none"][..], "RS256"),
        (&["--access-token-format", "saml"], "opaque or jwt"),
        (&["--jwks-file", "/nowhere/keys.json"], "/nowhere/keys.json"),
        (&["--jwks-file", &no_keys], "key"),
        (&["--jwks-file", &private], "private"),
        (&["--post-logout-redirect-uri", "http://new.example/bye"], "https"),
        (&["--backchannel-logout-uri", "ftp://new.example/"], "https"),
        (&["--origin", "https://new.example/path"], "rigin"),
        (&["--organisation", "nobodys"], "rganisation"),
    ] {
        let told = refused(&place.run(&[&web[..], more].concat()));
        assert!(told.contains(said), "{more:?}: {told}");
    }
    assert_eq!(place.export(), before);
}

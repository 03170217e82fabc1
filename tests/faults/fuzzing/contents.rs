//! Contents that are read in this process: settings, files that declare apps, drafts, pictures, the audit's chain.

use std::io::Cursor;

use countersign_accounts::apps::declared;
use countersign_accounts::apps::logo::Logo;
use countersign_accounts::audit::chain::{BEGINNING, Follower, Head, Row, seal};
use countersign_accounts::config::file::Settings;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::key::KeyFile;
use countersign_wire::app::OAuthAppDraft;
use countersign_wire::person::PersonDraft;
use countersign_wire::redirect_uri::RedirectUri;
use image::{DynamicImage, ImageFormat};
use serde_json::json;
use support::service::{native_app, web_app};

use super::inputs::all;
use super::parsers::{holds, text};
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target { name: "settings", words: TOML, good: settings_files, begin: settings },
    Target { name: "declared apps", words: TOML, good: declared_files, begin: || Box::new(declared_apps) },
    Target { name: "apps", words: JSON, good: app_drafts, begin: || Box::new(app_draft) },
    Target { name: "people", words: JSON, good: person_drafts, begin: || Box::new(person_draft) },
    Target {
        name: "logos",
        words: &["\u{89}PNG", "IHDR", "IDAT", "IEND", "<script>", "RIFF", "WEBP", "VP8L", "EXIF"],
        good: pictures,
        begin: || Box::new(logo),
    },
    Target { name: "audit", words: &["sign_in", "\n", "-1", "9223372036854775807"], good: audit_rows, begin: audit },
];

const TOML: &[&str] = &[
    "\n",
    " = ",
    "\"",
    "\"\"\"",
    "'''",
    "[",
    "[[",
    "]",
    "]]",
    "{",
    "}",
    ".",
    "1979-05-27",
    "nan",
    "true",
    "database",
    "limits.body",
    "tls.key",
    "[[apps]]",
    "name",
    "kind",
    "redirect_uris",
    "0x",
    "-",
    "_",
    "99999999999999999999",
    "\\u",
    "h",
    "s",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "\"name\":",
    "\"kind\":",
    "\"redirect_uris\":",
    "\"settings\":",
    "\"openid\":",
    "\"jwks\":",
    "\"email\":",
    "\"formats\":",
    "\\ud800",
    "\\u0000",
    "1e999",
    "-0",
];

fn settings_files() -> Vec<Vec<u8>> {
    all([
        "database = \"sqlite:accounts.db\"\nlisten = \"127.0.0.1:8400\"\naccess_lifetime = \"1h\"\n[limits]\nbody = 16384\n[passwords]\nmemory_kib = 19456\n",
        "database = \"sqlite:a.db\"\ntrusted_proxies = [\"10.0.0.0/8\"]\nproduct_apis = []\n[mail]\nhost = \"mail.example\"\nfrom = \"a@b.example\"\nsecurity = \"starttls\"\n[log]\nlevel = \"info\"\n",
    ])
}

fn settings() -> Taker {
    let folder = tempfile::tempdir().unwrap();
    Box::new(move |bytes| {
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, bytes).unwrap();
        let variable = text(bytes).map(|text| ("COUNTERSIGN_ACCOUNTS_ACCESS_LIFETIME".to_owned(), text.to_owned()));
        for variables in [None, variable] {
            if let Err(refused) = Settings::read(Some(&file), variables, |_| {}) {
                holds(!refused.0.is_empty() && refused.0.iter().all(|line| !line.trim().is_empty()), || {
                    format!("refused without a reason: {refused:?}")
                })?;
            }
        }
        Ok(())
    })
}

fn declared_files() -> Vec<Vec<u8>> {
    all([
        "[[apps]]\nname = \"Harbour Desk\"\nkind = \"web\"\nredirect_uris = [\"https://harbour.example/callback\"]\nscopes = [\"profile\"]\ncode_name = \"desk\"\n",
        "[[apps]]\nclient_id = \"0\"\nname = \"Till\"\nkind = \"native\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n[apps.openid]\nid_token_alg = \"ES256\"\n",
    ])
}

fn declared_apps(bytes: &[u8]) -> Result<(), String> {
    let Some(text) = text(bytes) else { return Ok(()) };
    for prune in [false, true] {
        if let Err(error) = declared::plan(text, prune, &[], Some("https://accounts.example")) {
            holds(!error.to_string().trim().is_empty(), || "refused without a reason".to_owned())?;
        }
    }
    Ok(())
}

fn app_drafts() -> Vec<Vec<u8>> {
    all([json!(web_app()).to_string(), json!(native_app()).to_string()])
}

fn app_draft(bytes: &[u8]) -> Result<(), String> {
    let Ok(draft) = serde_json::from_slice::<OAuthAppDraft>(bytes) else { return Ok(()) };
    if !draft.check().problems.is_empty() {
        return Ok(());
    }
    let written = serde_json::to_vec(&draft).map_err(|error| error.to_string())?;
    holds(serde_json::from_slice::<OAuthAppDraft>(&written).is_ok_and(|again| again == draft), || {
        "a valid app is read as another".to_owned()
    })?;
    holds(draft.redirect_uris.iter().all(|uri| RedirectUri::parse(uri).is_ok()), || format!("{:?} are valid", draft.redirect_uris))?;
    holds(!draft.name.chars().any(char::is_control), || format!("the name {:?} is valid", draft.name))
}

fn person_drafts() -> Vec<Vec<u8>> {
    all([
        r#"{"email":"ada@harbour.example","name":"Ada Ruiz","role":"administrator","formats":{"locale":"es-MX","timezone":"Asia/Tokyo"}}"#,
        r#"{"email":"m.o'k+x@test.com","name":"Michael","details":{"website":"https://a.example/","phone_number":"+34 600"}}"#,
    ])
}

fn person_draft(bytes: &[u8]) -> Result<(), String> {
    let Ok(draft) = serde_json::from_slice::<PersonDraft>(bytes) else { return Ok(()) };
    if !draft.validate().is_empty() {
        return Ok(());
    }
    let email = draft.email.trim();
    let plain = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace());
    holds(email.contains('@') && plain(email) && email.len() <= 320, || format!("the address {email:?} is valid"))?;
    holds(!draft.name.chars().any(char::is_control), || format!("the name {:?} is valid", draft.name))
}

fn pictures() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        for side in [1, 9, 300] {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_rgb8(side, side).write_to(&mut bytes, format).unwrap();
            all.push(bytes.into_inner());
        }
    }
    // One that says it is larger than any screen.
    let mut bomb = all[0].clone();
    bomb[16..24].copy_from_slice(&[0, 0, 255, 255, 0, 0, 255, 255]);
    all.push(bomb);
    all
}

/// W5: what is kept is pixels, small, and nothing else that was in the file.
fn logo(bytes: &[u8]) -> Result<(), String> {
    let Ok(kept) = Logo::read(bytes) else { return Ok(()) };
    let png = kept.into_png();
    let read =
        image::load_from_memory_with_format(&png, ImageFormat::Png).map_err(|error| format!("what is kept is no picture: {error}"))?;
    holds(read.width() <= 256 && read.height() <= 256, || format!("{} by {}", read.width(), read.height()))?;
    holds(!png.windows(8).any(|part| part == b"<script>"), || "a script is kept".to_owned())
}

fn audit_rows() -> Vec<Vec<u8>> {
    all(["1\n1778749620\napp_changed\nsomebody\nan app\n127.0.0.1\n5 things", "7\n-1\nsigned_in\n\n\n::1\n"])
}

/// A18: a row is what was sealed, to the letter, and so is the note of the last one.
fn audit() -> Taker {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyFile::beside(&folder.path().join("a.db")).unwrap().create(&SystemEntropy).unwrap();
    let first = row("1\n0\nfirst\n\n\n\n", 1);
    let first_seal = seal(&key, &BEGINNING, &first);
    Box::new(move |bytes| {
        let _ = &folder;
        holds(Head::read(bytes, &key).is_none(), || "somebody else's note is taken".to_owned())?;
        let text = String::from_utf8_lossy(bytes);
        let (one, other) = text.split_at(text.char_indices().map(|(at, _)| at).nth(text.chars().count() / 2).unwrap_or(0));
        let (one, other) = (row(one, 2), row(other, 2));
        let sealed = seal(&key, &first_seal, &one);
        for (found, as_written) in [(&one, true), (&other, one == other)] {
            let mut follower = Follower::new(&key);
            follower.follow(&first, Some(first_seal)).map_err(|how| how.to_string())?;
            let followed = follower.follow(found, Some(sealed)).is_ok();
            holds(followed == as_written, || format!("{one:?} was sealed; {found:?} is taken: {followed}"))?;
        }
        Ok(())
    })
}

/// A row of the lines of a text.
fn row(text: &str, id: i64) -> Row {
    let mut lines = text.splitn(6, '\n').map(str::to_owned);
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let at = next().and_then(|line| line.parse().ok()).unwrap_or(0);
    Row { id, at, deed: next().unwrap_or_default(), actor: next(), app: next(), subject: next(), address: next(), detail: next() }
}

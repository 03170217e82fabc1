//! A person who signs in with the installed app, upgrades it and removes it, for `cargo xtask package --try`.
//!
//! `installed UPGRADE REMOVE`: what a shell runs to do either. The person has a display, a bus, a keychain and a browser of
//! their own, and the app and the command line as the package put them on the path. What does not go as told panics.

use std::path::{Path, PathBuf};
use std::process::Command;

use countersign_engine::clock::{Clock as _, SystemClock};
use support::browser::Browser;
use support::desktop::App;
use support::service::{MICHAEL, PASSWORD, Service};
use support::session::{Keyring, Session};

const APP: &str = "/usr/bin/countersign-desktop";
const COMMAND_LINE: &str = "/usr/bin/countersign";
const SCHEME: &str = "app.countersign.desktop";

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [upgrade, remove] = words.as_slice() else { panic!("installed UPGRADE REMOVE") };
    let service = Service::with_people().await;
    // The app goes by the computer's clock, and believes no ID token that ended before it came.
    service.clock.set(SystemClock.now());
    let mut session = Session::with_display(Keyring::Unlocked, 1280, 800);
    let browser = Browser::install(&mut session);
    browser.allow_scheme(service.issuer(), SCHEME);

    let app = App::start_of(&session, Path::new(APP), &[]).await;
    sign_in(&app, &browser, &service).await;
    hides_nothing(&session);
    app.close().await;

    shell(upgrade);
    let app = App::start_of(&session, Path::new(APP), &[]).await;
    app.find("[data-test='account'][data-state='active']").await;
    hides_nothing(&session);
    app.close().await;
    let accounts = session.command(COMMAND_LINE).args(["accounts", "--json"]).output().unwrap();
    assert!(String::from_utf8_lossy(&accounts.stdout).contains("Michael"), "the command line sees the account too");

    let before = below(&session.data_home());
    shell(remove);
    assert!(!Path::new(APP).exists() && !Path::new(COMMAND_LINE).exists());
    assert_eq!(below(&session.data_home()), before, "the person's own data stays as it was");
    println!("signed in, upgraded with the account kept, and removed with the person's data kept");
}

/// By deep link: the system starts the installed app with it.
async fn sign_in(app: &App, browser: &Browser, service: &Service) {
    app.fill("Address of the service", service.issuer()).await;
    app.press("Continue").await;
    app.press_at("[data-test='sign-in'] .row .btn.primary:enabled").await;
    let page = browser.page(service.issuer()).await;
    page.fill("email", MICHAEL).await;
    page.fill("password", PASSWORD).await;
    page.press_button("Sign in").await;
    page.shows("button[value='accept']").await;
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
}

/// The package's entry is the one that counts: the app wrote none beside it, and no default either.
fn hides_nothing(session: &Session) {
    let own = session.data_home().join("applications").join(format!("{SCHEME}.desktop"));
    assert!(!own.exists(), "{} hides the installed entry", own.display());
    let list = std::fs::read_to_string(session.config_home().join("mimeapps.list")).unwrap();
    assert!(!list.contains(SCHEME), "{list}");
}

fn shell(command: &str) {
    let status = Command::new("sh").args(["-ec", command]).status().unwrap();
    assert!(status.success(), "`{command}` ended with {status}");
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    files
}

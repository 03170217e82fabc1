//! Who receives the app's links, and through which opener they come.

use std::process::Stdio;

use support::browser::ENTRY;
use support::desktop::{App, processes_of};
use support::programs::{copy_program, program};
use support::service::michael;
use support::session::Keyring;
use support::wait::{until, until_some};

use crate::scene::{SCHEME, Scene, invoke};

pub(crate) const RIVAL: &str = "rival.desktop";

/// Makes another program the handler of the app's links.
pub(crate) fn install_rival(scene: &Scene) {
    let entry = format!("[Desktop Entry]\nType=Application\nName=Rival\nExec=true %u\nMimeType=x-scheme-handler/{SCHEME};\n");
    std::fs::write(scene.session.data_home().join("applications").join(RIVAL), entry).unwrap();
    let list = scene.session.config_home().join("mimeapps.list");
    let text = std::fs::read_to_string(&list).unwrap() + &format!("x-scheme-handler/{SCHEME}={RIVAL}\n");
    std::fs::write(&list, text).unwrap();
    assert_eq!(scene.handler(), RIVAL);
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_rival_is_told_keeps_the_scheme_until_the_person_says_otherwise_and_loopback_works_meanwhile() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    install_rival(&scene);
    scene.app = Some(App::start(&scene.session, &[]).await);
    // The system may be busy, and is asked again then.
    let rival = serde_json::json!({ "handler": "other", "entry": RIVAL });
    until_some("the system to name the rival and the browser", || async {
        let preflight = invoke(scene.app(), "sign_in_preflight", serde_json::json!({})).await.unwrap();
        (preflight["deep_link"] == rival && preflight["browser"]["name"] == "Chromium").then_some(())
    })
    .await;
    scene.add_service().await;
    scene.app().says("Another program answers sign-in links.").await;
    scene.app().says("rival.desktop").await;
    scene.continue_in_browser().await;
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press_button("Accept").await;
    scene.app().find("[data-test='account'][data-state='active']").await;
    assert_eq!(scene.handler(), RIVAL);
    let others = |scene: &Scene| {
        let text = std::fs::read_to_string(scene.session.config_home().join("mimeapps.list")).unwrap();
        text.lines().filter(|line| !line.contains(SCHEME)).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = others(&scene);
    assert!(before.iter().any(|line| line.ends_with(ENTRY)));

    scene.app().press("Add an account").await;
    scene.app().press_at("a[href^='#/sign-in/']").await;
    scene.app().press("Register again").await;
    scene.app().says("it reaches this app").await;
    assert_eq!(scene.handler(), format!("{SCHEME}.desktop"));
    assert_eq!(others(&scene), before, "the other programs' lines stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_an_installed_entry_that_starts_this_app_counts_and_the_app_writes_none_that_would_hide_it() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let installed = scene.session.path().join("share/applications");
    std::fs::create_dir_all(&installed).unwrap();
    let name = format!("{SCHEME}.desktop");
    let entry = |program: &str| {
        format!("[Desktop Entry]\nType=Application\nName=Countersign\nExec={program} %u\nMimeType=x-scheme-handler/{SCHEME};\n")
    };
    std::fs::write(installed.join(&name), entry(&program("countersign-desktop").to_string_lossy())).unwrap();
    // What a build of somebody's own left there, which is gone.
    let own = scene.session.data_home().join("applications").join(&name);
    std::fs::write(&own, entry("/nowhere/countersign-desktop")).unwrap();
    scene.session.set("XDG_DATA_DIRS", format!("{}:/usr/local/share:/usr/share", scene.session.path().join("share").display()));
    scene.app = Some(App::start(&scene.session, &[]).await);
    until_some("the app to know that links come back", || async {
        let preflight = invoke(scene.app(), "sign_in_preflight", serde_json::json!({})).await.unwrap();
        (preflight["deep_link"] == serde_json::json!({ "handler": "this_app" })).then_some(())
    })
    .await;
    scene.sign_in(&michael().email).await;
    assert!(!own.exists(), "an entry of the person's own hides the installed one");
    let list = std::fs::read_to_string(scene.session.config_home().join("mimeapps.list")).unwrap();
    assert!(!list.contains(SCHEME), "{list}");
    assert_eq!(scene.handler(), name);
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_links_come_back_through_the_opener_of_a_desktop_environment_too() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    support::session::require(&["gio"]);
    scene.session.set("XDG_CURRENT_DESKTOP", "GNOME");
    scene.start_app().await;
    scene.sign_in(&michael().email).await;
    assert_eq!(scene.app().text_of("[data-field='timezone']").await, "Europe/Madrid");
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_program_at_a_path_with_spaces_is_reached_by_both_openers() {
    let scene = Scene::without_app(Keyring::Unlocked).await;
    let folder = scene.session.path().join("a folder with spaces");
    std::fs::create_dir(&folder).unwrap();
    let copy = folder.join("my app");
    if std::fs::hard_link(program("countersign-desktop"), &copy).is_err() {
        copy_program("countersign-desktop", &copy);
    }
    let end = || {
        for id in processes_of(&copy) {
            let _ = std::process::Command::new("kill").args(["-9", &id.to_string()]).status();
        }
    };
    let mut first = scene.session.command(&copy).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    scene.until_registered();
    first.kill().unwrap();
    first.wait().unwrap();
    for opener in [&["xdg-open"][..], &["gio", "open"]] {
        let link = "app.countersign.desktop:/callback?code=a&state=b";
        let mut opening =
            scene.session.command(opener[0]).args(&opener[1..]).arg(link).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until(&format!("{opener:?} to start the app"), || !processes_of(&copy).is_empty());
        end();
        opening.wait().unwrap();
    }
}

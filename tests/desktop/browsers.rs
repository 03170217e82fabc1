//! A person chooses in which browser a service's pages open.

use std::path::PathBuf;
use std::process::Stdio;

use support::programs::write_script;
use support::service::michael;
use support::session::Keyring;
use support::wait::until;

use crate::scene::Scene;

/// A second browser of the session, whose program has a space in its path and an argument of its own. It opens nothing: it notes
/// what it is started with, an argument a line.
fn install_other(scene: &Scene) -> (PathBuf, PathBuf) {
    let folder = scene.session.path().join("other browser");
    std::fs::create_dir_all(&folder).unwrap();
    let (program, noted) = (folder.join("other"), folder.join("noted"));
    write_script(&program, &format!("printf '%s\\n' \"$@\" > '{0}.new' && mv '{0}.new' '{0}'", noted.display()));
    let entry = scene.session.data_home().join("applications/other.desktop");
    let text = format!(
        "[Desktop Entry]\nType=Application\nName=Other browser\nExec=\"{}\" \"--profile=a b\" %U\nMimeType=x-scheme-handler/https;\n",
        program.display()
    );
    std::fs::write(&entry, text).unwrap();
    (entry, noted)
}

#[tokio::test(flavor = "multi_thread")]
async fn w2_the_browser_that_was_chosen_gets_the_address_as_an_argument_of_its_own_and_is_kept_for_the_service() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let (entry, noted) = install_other(&scene);
    scene.start_app().await;
    scene.add_service().await;
    let app = scene.app();
    app.find("[data-test='sign-in'] option[value='other.desktop']").await;
    assert!(app.text_of("[data-test='sign-in'] option[value='default']").await.contains("Chromium"));
    app.press_at("[data-test='sign-in'] option[value='other.desktop']").await;
    app.press("Continue in Other browser").await;
    app.says("is open in Other browser").await;
    until("the other browser to be started", || noted.exists());
    let arguments = std::fs::read_to_string(&noted).unwrap();
    let lines: Vec<_> = arguments.lines().collect();
    assert!(
        matches!(lines[..], ["--profile=a b", address] if address.starts_with(scene.service.issuer()) && address.contains("client_id=")),
        "{arguments}"
    );
    assert!(!scene.browser.is_running());
    let provider = &scene.command_line(&["providers", "list"])[0]["name"];
    let name = provider.as_str().unwrap().to_owned();

    // It is gone the next time: that is told, and the default one is at hand.
    std::fs::remove_file(entry).unwrap();
    app.press("Open again").await;
    app.says("(“other.desktop”) is not on this computer any more").await;
    app.press("Open in the default browser").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
    app.run(&format!("location.hash = '#/sign-in/{name}'")).await;
    app.says("“other.desktop”, which you chose before, is not on this computer any more").await;
    app.press("Continue in Chromium").await;
    app.says("is open in Chromium").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_the_link_to_a_browser_of_their_own_has_nothing_opened_here() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let app = scene.app();
    scene.add_service().await;
    app.press_at("[data-test='sign-in'] option[value='link']").await;
    app.press("Make the link").await;
    let link = app.text_of("[data-test='sign-in-waiting'] code").await;
    assert!(link.starts_with(scene.service.issuer()), "{link}");
    assert!(!scene.browser.is_running());
    // The opener lives as long as the browser that it starts.
    let mut opener = scene.session.command("xdg-open").arg(&link).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
    let _ = opener.kill();
    opener.wait().unwrap();
}

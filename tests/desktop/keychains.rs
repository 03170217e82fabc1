//! The keychain locked, absent, and locked while there is something to lose.

use support::service::michael;
use support::session::Keyring;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn s3_a_keychain_that_is_locked_from_the_start_is_told_and_nothing_is_made_in_its_place() {
    let scene = Scene::new(Keyring::Locked).await;
    let app = scene.app();
    app.fill("Address of the service", scene.service.issuer()).await;
    app.press("Continue").await;
    app.says("The keychain is locked").await;
    assert!(!scene.home().join("vault.sealed").exists());
    // The screen is alive, and the same press works once the keychain opens.
    scene.session.unlock_keyring();
    app.press("Continue").await;
    app.find("[data-test='sign-in']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_a_keychain_locked_between_two_starts_loses_nothing() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&michael().email).await;
    scene.kill_app();
    let before = files(&scene);
    scene.session.lock_keyring();
    scene.start_app().await;
    scene.app().says("The keychain is locked").await;
    assert_eq!(files(&scene), before, "a locked keychain changes no file");
    scene.session.unlock_keyring();
    scene.app().press("Try again").await;
    scene.app().find("nav [data-account][data-state='active']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_while_a_keychain_hangs_the_window_goes_on_and_finds_everything_once_it_answers() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&michael().email).await;
    scene.kill_app();
    let before = files(&scene);
    let hung = scene.session.hang_keyring();
    scene.start_app().await;
    // Another screen comes and answers while the keychain is still being waited for.
    let app = scene.app();
    app.press("Settings").await;
    app.run("document.querySelector(\"input[value='dark']\").click()").await;
    app.find("html[data-theme='dark']").await;
    app.says("The keychain does not answer").await;
    assert_eq!(files(&scene), before, "a keychain that is silent changes no file");
    drop(hung);
    app.press("Try again").await;
    app.find("nav [data-account][data-state='active']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_without_a_keychain_the_person_is_warned_before_and_the_session_ends_with_the_app() {
    let mut scene = Scene::new(Keyring::NoProvider).await;
    scene.add_service().await;
    scene.app().says("There is no keychain.").await;
    scene.app().says("gone when the app closes").await;
    scene.continue_in_browser().await;
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press_button("Accept").await;
    scene.app().find("[data-test='account'][data-state='active']").await;
    scene.app().says("Kept in memory.").await;
    assert_eq!(scene.app().text_of("[data-field='timezone']").await, "Europe/Madrid");
    let sealed: Vec<_> = files(&scene).into_iter().filter(|(name, bytes)| name.contains("vault") && !bytes.is_empty()).collect();
    assert!(sealed.is_empty(), "nothing is written where nothing can be sealed");
    scene.kill_app();
    scene.start_app().await;
    scene.app().find("[data-test='welcome']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_without_any_bus_the_app_starts_and_warns() {
    let scene = Scene::new(Keyring::NoBus).await;
    scene.add_service().await;
    scene.app().says("There is no keychain.").await;
}

/// The vault's files by name, with what is in them.
fn files(scene: &Scene) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(scene.home())
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_file() && entry.file_name().to_string_lossy().starts_with("vault"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

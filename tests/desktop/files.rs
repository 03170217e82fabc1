//! What a person saves, opens and adds: by the system's own window for files, and in the browser.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use support::fake_provider::FakeProvider;
use support::secured::{Authority, secured};
use support::service::{ada, michael};
use support::session::{Keyring, require};
use support::wait::until_some;

use crate::scene::{Scene, invoke};

impl Scene {
    /// The numbers of the app's windows that are seen.
    fn windows(&self) -> Vec<String> {
        require(&["xdotool"]);
        let mut xdotool = self.session.command("xdotool");
        let found = xdotool.args(["search", "--onlyvisible", "--name", "^Countersign$"]).stderr(Stdio::null()).output().unwrap();
        String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Answers the system's window for files as a person does who writes where the file is.
    async fn name_the_file(&self, before: &[String], path: &Path) {
        let dialog = until_some("the window for files", || async { self.windows().into_iter().find(|one| !before.contains(one)) }).await;
        // A window that is just opening may lose a key: the whole is typed again until it is taken.
        let path = path.to_str().unwrap();
        let words = ["windowfocus", "--sync", &dialog, "key", "ctrl+l", "key", "ctrl+a", "type", "--delay", "20", path];
        until_some("the window for files to close", || async {
            let typed = self.session.command("xdotool").args(words).status().is_ok_and(|status| status.success());
            let _ = typed && self.session.command("xdotool").args(["key", "Return"]).status().is_ok();
            let closed = until_some("it to close", || async { (!self.windows().contains(&dialog)).then_some(()) });
            tokio::time::timeout(Duration::from_secs(3), closed).await.ok()
        })
        .await;
    }

    /// Calls off what the system's window asks.
    async fn call_off(&self, before: &[String]) {
        let dialog = until_some("the window for files", || async { self.windows().into_iter().find(|one| !before.contains(one)) }).await;
        assert!(self.session.command("xdotool").args(["windowfocus", "--sync", &dialog, "key", "Escape"]).status().unwrap().success());
        until_some("the window for files to close", || async { (!self.windows().contains(&dialog)).then_some(()) }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_new_app_needs_is_saved_where_the_person_says_and_nobody_else_can_read_it() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&ada().email).await;
    let app = scene.app();
    app.press("Apps").await;
    app.press("New app").await;
    app.fill("Name of the app", "Harbour Desk").await;
    app.press_at(".tick:nth-child(2) input").await;
    app.fill("Return address 1", "https://harbour.example/callback").await;
    app.press("Create the app").await;
    let secret = app.text_of("[data-test='client-secret']").await;

    let (folder, before) = (scene.session.home(), scene.windows());
    app.press("Save as a file…").await;
    scene.call_off(&before).await;
    let place = folder.join("desk.env");
    app.press("Save as a file…").await;
    scene.name_the_file(&before, &place).await;
    app.says("Saved as desk.env.").await;
    let text = std::fs::read_to_string(&place).unwrap();
    assert!(text.contains(&format!("OAUTH_CLIENT_SECRET={secret}")), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let left = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.filter(|name| name.contains("countersign-")).collect::<Vec<_>>(), Vec::<String>::new());
    // The secret is at hand: nobody is asked.
    app.press("Go to the app").await;
    app.find("[data-test='app']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n1_a_service_of_an_organisations_own_authority_is_found_with_the_certificate_that_the_person_chose() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let (authority, mut fake) = (Authority::new(), FakeProvider::start().await);
    let port = secured(&fake, &authority.certificate(&["127.0.0.1"])).await;
    fake.issuer = format!("https://127.0.0.1:{port}");
    let issuer = fake.issuer.clone();
    fake.metadata(|document| document["issuer"] = issuer.as_str().into());
    let (app, before) = (scene.app(), scene.windows());
    app.fill("Address of the service", &issuer).await;
    app.press("Continue").await;
    app.says("nobody whom this computer trusts").await;
    app.press("Choose its CA certificate…").await;
    scene.name_the_file(&before, &authority.file()).await;
    app.says(&authority.fingerprint()).await;
    app.press("Continue with it").await;
    app.find("[data-test='add-provider']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w2_a_page_whose_address_is_shown_opens_in_the_browser_and_no_other_address_does() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in_and_leave(&michael().email).await;
    let app = scene.app();
    for url in ["javascript:alert(1)", "file:///etc/passwd", "http://harbour.example/", "https://ada:word@harbour.example/", "--version"] {
        let refused = invoke(app, "open_page", serde_json::json!({ "url": url })).await.expect_err(url);
        assert_eq!(refused["code"], "browser", "{url}: {refused}");
    }
    let here = app.run("return location.href").await;
    app.press_at("a.out").await;
    scene.browser.page(scene.service.issuer()).await;
    assert_eq!(app.run("return location.href").await, here, "the window itself goes nowhere");
}

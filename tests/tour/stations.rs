//! The stations, in order: from the first screen to a sign-out.

use support::browser::Page;
use support::desktop::App;

use crate::guide::{Guide, SCHEME};

const NAME: &str = "Ada Ruiz";
const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "four words in a row";

impl Guide {
    /// Everything that happens once: set-up, the first sign-in, the first app. Gives the issuer.
    pub(crate) async fn first_time(&mut self, theme: &'static str) -> String {
        let app = self.start_app(theme).await;
        app.find("[data-test='welcome']").await;
        self.picture(&app, "welcome").await;
        let issuer = self.set_up(&app).await;
        self.sign_in(&app, &issuer).await;
        self.look_at_the_account(&app).await;
        self.add_a_service(&app).await;
        self.make_an_app(&app, "Harbour Desk").await;
        self.look_around(&app).await;
        self.be_denied(&app, &issuer).await;
        self.sign_out(&app).await;
        app.close().await;
        issuer
    }

    /// The same screens in another theme, from what was stored.
    pub(crate) async fn once_more(&mut self, theme: &'static str, issuer: &str) {
        let app = self.start_app(theme).await;
        app.says(NAME).await;
        app.press("Add an account").await;
        app.find("[data-test='welcome']").await;
        self.picture(&app, "welcome").await;
        self.sign_in_again(&app, issuer).await;
        self.look_at_the_account(&app).await;
        self.add_a_service(&app).await;
        self.make_an_app(&app, "Harbour Till").await;
        self.look_around(&app).await;
        self.be_denied(&app, issuer).await;
        self.sign_out(&app).await;
        app.close().await;
    }

    /// The service's first page, in the real browser; gives the issuer.
    async fn set_up(&mut self, app: &App) -> String {
        app.press("Start the service").await;
        let page = self.browser.page("http://127.0.0.1:").await;
        page.says("first administrator").await;
        let address = page.address().await;
        let issuer = url::Url::parse(&address).unwrap().origin().ascii_serialization();
        self.tell(&format!("the service on this computer answers at {issuer}"));
        self.keep("service-set-up", &page.picture().await);
        for (field, text) in [("name", NAME), ("email", EMAIL), ("password", PASSWORD), ("password_again", PASSWORD)] {
            page.fill(field, text).await;
        }
        page.choose("timezone", "Europe/Madrid").await;
        page.press_button("Become administrator").await;
        self.tell("the first administrator was made on the service's own page");
        // The browser reads its preferences once: close it, and let it open the app's scheme from now on.
        page.leave().await;
        self.browser.close();
        self.browser.allow_scheme(&issuer, SCHEME);
        issuer
    }

    async fn sign_in(&mut self, app: &App, issuer: &str) {
        app.says("Continue in Chromium").await;
        self.picture(app, "choose").await;
        app.press("Continue in Chromium").await;
        app.find("[data-test='sign-in-waiting']").await;
        let page = self.browser.page(issuer).await;
        self.picture(app, "waiting").await;
        page.says("Sign in").await;
        self.keep("service-sign-in", &page.picture().await);
        enter_password(&page).await;
        page.says("asks for access").await;
        self.keep("service-consent", &page.picture().await);
        page.press_button("Accept").await;
        app.find("[data-test='account']").await;
        app.says("Europe/Madrid").await;
        self.tell("signed in through the browser, back by deep link, the tokens in the keychain");
        page.leave().await;
    }

    /// The same from the account's screen, by somebody whom the service still knows in this browser.
    async fn sign_in_again(&mut self, app: &App, issuer: &str) {
        app.press_at("[data-account]").await;
        app.press("Sign in again").await;
        app.find("[data-test='sign-in-waiting']").await;
        self.picture(app, "waiting").await;
        let page = self.browser.page_saying(issuer, "asks for access").await;
        page.press_button("Accept").await;
        app.find("[data-test='account'][data-state='active']").await;
        self.tell("signed in again: the browser asked for consent only");
        page.leave().await;
    }

    async fn look_at_the_account(&mut self, app: &App) {
        app.press_at("[data-account]").await;
        app.find("[data-test='account']").await;
        app.says("Europe/Madrid").await;
        self.picture(app, "account").await;
        app.run("document.querySelector('main').scrollTo(0, 100000)").await;
        self.picture(app, "account-session").await;
    }

    async fn add_a_service(&mut self, app: &App) {
        app.press("Add an account").await;
        app.find("[data-test='welcome']").await;
        app.press("Inbenta").await;
        app.find("[data-test='add-provider']").await;
        self.picture(app, "add-a-service").await;
    }

    async fn make_an_app(&mut self, app: &App, name: &str) {
        app.press("Apps").await;
        app.find("[data-test='apps']").await;
        app.press("New app").await;
        app.find("[data-test='new-app']").await;
        app.fill("Name of the app", name).await;
        app.fill("Return address 1", "https://harbour.example/callback").await;
        self.picture(app, "new-app").await;
        app.press("Create the app").await;
        app.find("[data-test='created-app']").await;
        self.picture(app, "created-app").await;
        // Whoever leaves without the secret is asked.
        app.press("Copy the secret").await;
        app.says("Copied").await;
        app.press("Go to the app").await;
        app.find("[data-test='app']").await;
        self.picture(app, "app").await;
        app.press("Apps").await;
        app.says(name).await;
        self.picture(app, "apps").await;
        self.tell("an OAuth app was made on the administration screen");
    }

    /// What an administrator and a curious person look at.
    async fn look_around(&mut self, app: &App) {
        app.press_at("[data-account]").await;
        app.press("What happened at the sign-in and at each renewal").await;
        app.find("[data-test='happened']").await;
        app.says("Your profile").await;
        self.picture(app, "what-happened").await;
        let rooms = [
            ("People", EMAIL),
            ("Organisations", "No organisation yet"),
            ("API keys", "No API key yet"),
            ("Signing keys", "ES256"),
            ("Audit", "Harbour"),
        ];
        for (name, words) in rooms {
            app.press(name).await;
            app.says(words).await;
            self.picture(app, &name.to_lowercase().replace(' ', "-")).await;
        }
        app.press("Settings").await;
        app.find("[data-test='settings']").await;
        self.picture(app, "settings").await;
    }

    async fn be_denied(&mut self, app: &App, issuer: &str) {
        app.press("Add an account").await;
        app.press("This computer").await;
        app.says("Continue in Chromium").await;
        self.picture(app, "choose-again").await;
        app.press("Continue in Chromium").await;
        app.find("[data-test='sign-in-waiting']").await;
        self.picture(app, "waiting-again").await;
        // The tab of the first sign-in is still open.
        let page = self.browser.page_saying(issuer, "asks for access").await;
        page.press_button("Deny").await;
        app.find("[data-test='sign-in-failed']").await;
        self.picture(app, "denied").await;
        self.tell("access was denied on the consent page, and the screen says so");
        page.leave().await;
    }

    async fn sign_out(&mut self, app: &App) {
        app.press_at("[data-account]").await;
        app.find("[data-test='account']").await;
        app.press("Sign out").await;
        app.find("[data-test='sign-out-receipt']").await;
        self.picture(app, "signed-out").await;
        self.tell("signed out: the service revoked the tokens, and the receipt says so");
    }
}

async fn enter_password(page: &Page) {
    // The set-up page left nobody signed in at this browser: it asks.
    page.fill("email", EMAIL).await;
    page.fill("password", PASSWORD).await;
    page.press_button("Sign in").await;
}

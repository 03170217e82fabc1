//! The second factor: set up, asked for, lost.

use countersign_accounts::clock::Clock as _;
use reqwest::Method;
use support::authenticator::Authenticator;
use support::client::Client;
use support::service::{PASSWORD, Service, michael, web_app};
use support::visitor::{Answer, Visitor};

use crate::desk::Desk;

const PLACE: &str = "/account/second-factor";

/// Michael with a second factor: its secret, and his recovery codes.
async fn set_up(service: &Service) -> (Authenticator, Vec<String>) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), &michael().email).await;
    let page = visitor.submit_and_follow(&page, &page.form_with("do").with("do", "begin")).await;
    assert!(page.body.contains("<svg class=\"qr\""), "{}", page.body);
    let text = page.body.split("<code class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let secret = Authenticator::reading(text);
    let form = page.form_with("code").with("do", "confirm").with("code", &code(service, &secret));
    let shown = visitor.submit(&page, &form).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let codes: Vec<String> = shown.body.split("<li><code>").skip(1).map(|part| part.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    // The code that confirmed it is used up.
    service.clock.advance(30);
    (secret, codes)
}

fn code(service: &Service, secret: &Authenticator) -> String {
    secret.code_at(service.clock.now())
}

/// Gives the password; what comes is the page that asks for a code.
async fn password(service: &Service, visitor: &mut Visitor, place: &str) -> Answer {
    let page = visitor.sign_in(&service.url(place), &michael().email).await;
    assert_eq!((page.status, page.url.path()), (200, "/sign-in/code"), "{}", page.body);
    page
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for_and_then_the_person_goes_on() {
    let service = Service::with_people().await;
    let (secret, _) = set_up(&service).await;
    let mut visitor = Visitor::new();
    let page = password(&service, &mut visitor, "/account/sessions").await;
    assert_eq!(visitor.open(&service.url("/account")).await.status, 303, "the password alone opens nothing");
    let home = visitor.submit_and_follow(&page, &page.form_with("code").with("code", &code(&service, &secret))).await;
    assert_eq!((home.status, home.url.path()), (200, "/account/sessions"));
    let database = rusqlite::Connection::open(service.database()).unwrap();
    let amr: String = database.query_row("SELECT amr FROM sessions ORDER BY created_at DESC", [], |row| row.get(0)).unwrap();
    assert_eq!(amr, "pwd otp");
}

#[tokio::test]
async fn a_sign_in_of_an_app_goes_on_after_the_code() {
    let service = Service::with_people().await;
    let (secret, _) = set_up(&service).await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize("profile"), &michael().email).await;
    let consent = visitor.submit_and_follow(&page, &page.form_with("code").with("code", &code(&service, &secret))).await;
    let accepted = visitor.submit(&consent, &consent.form_with("answer").with("answer", "accept")).await;
    assert!(accepted.redirected_with().contains_key("code"));
}

#[tokio::test]
async fn a_code_is_good_once() {
    let service = Service::with_people().await;
    let (secret, _) = set_up(&service).await;
    let used = code(&service, &secret);
    let (mut one, mut other) = (Visitor::new(), Visitor::new());
    let (page, second) = (password(&service, &mut one, "/account").await, password(&service, &mut other, "/account").await);
    assert_eq!(one.submit(&page, &page.form_with("code").with("code", &used)).await.status, 303);
    assert_eq!(other.submit(&second, &second.form_with("code").with("code", &used)).await.status, 422);
}

#[tokio::test]
async fn of_many_who_send_the_same_code_at_once_one_comes_in() {
    let service = Service::with_people().await;
    let (_, codes) = set_up(&service).await;
    let mut doors = Vec::new();
    for _ in 0..5 {
        let mut visitor = Visitor::new();
        let page = password(&service, &mut visitor, "/account").await;
        doors.push((visitor, page));
    }
    let tries = doors.iter_mut().map(|(visitor, page)| {
        let form = page.form_with("code").with("code", &codes[0]);
        async move { visitor.submit(page, &form).await.status }
    });
    let came = futures_util::future::join_all(tries).await.into_iter().filter(|status| *status == 303).count();
    assert_eq!(came, 1);
}

#[tokio::test]
async fn a_recovery_code_is_good_once_in_place_of_a_code() {
    let service = Service::with_people().await;
    let (_, codes) = set_up(&service).await;
    let mut visitor = Visitor::new();
    let page = password(&service, &mut visitor, PLACE).await;
    let home = visitor.submit_and_follow(&page, &page.form_with("code").with("code", &codes[3].to_uppercase())).await;
    assert!(home.status == 200 && home.body.contains("9 are left"), "{}", home.body);
    let mut other = Visitor::new();
    let page = password(&service, &mut other, "/account").await;
    assert_eq!(other.submit(&page, &page.form_with("code").with("code", &codes[3])).await.status, 422);
}

#[tokio::test]
async fn a14_nothing_tells_of_a_second_factor_before_the_password_is_right() {
    let service = Service::with_people().await;
    let wrong = || async {
        let mut visitor = Visitor::new();
        let page = visitor.visit(&service.url("/account")).await;
        let form = page.form_with("password").with("email", &michael().email).with("password", "a wrong password");
        let answer = visitor.submit(&page, &form).await;
        let alike: String = answer.body.lines().filter(|line| !line.contains("nonce=") && !line.contains("csrf")).collect();
        (answer.status, alike, answer.headers.get_all("set-cookie").iter().count())
    };
    let without = wrong().await;
    set_up(&service).await;
    assert_eq!(wrong().await, without);
}

#[tokio::test]
async fn a14_codes_are_guessed_no_faster_than_passwords() {
    let service = Service::with_people().await;
    let (secret, _) = set_up(&service).await;
    let mut visitor = Visitor::new();
    let page = password(&service, &mut visitor, "/account").await;
    for _ in 0..10 {
        assert_eq!(visitor.submit(&page, &page.form_with("code").with("code", "000000")).await.status, 422);
    }
    let right = page.form_with("code").with("code", &code(&service, &secret));
    assert_eq!(visitor.submit(&page, &right).await.status, 429, "not even the right one is looked at");
}

#[tokio::test]
async fn a14_the_first_step_lasts_five_minutes_in_its_own_browser() {
    let service = Service::with_people().await;
    let (secret, _) = set_up(&service).await;
    let mut visitor = Visitor::new();
    let page = password(&service, &mut visitor, "/account").await;
    assert_eq!(Visitor::new().open(&service.url("/sign-in/code")).await.status, 400);
    let form = page.form_with("code").with("code", &code(&service, &secret));
    assert_eq!(Visitor::new().submit(&page, &form).await.status, 400);
    service.clock.advance(300);
    assert_eq!(visitor.submit(&page, &form).await.status, 400);
}

#[tokio::test]
async fn setting_up_needs_a_fresh_sign_in_and_switching_off_the_password() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), &michael().email).await;
    service.clock.advance(301);
    let asked = visitor.submit(&page, &page.form_with("do").with("do", "begin")).await;
    assert_eq!(asked.location(), Some("/account/sign-in?to=/account/second-factor"));

    let (secret, _) = set_up(&service).await;
    let mut visitor = Visitor::new();
    let page = password(&service, &mut visitor, PLACE).await;
    let page = visitor.submit_and_follow(&page, &page.form_with("code").with("code", &code(&service, &secret))).await;
    let remove = |password: &str| page.form_with("password").with("do", "remove").with("password", password);
    assert_eq!(visitor.submit(&page, &remove("a wrong password")).await.status, 422);
    assert_eq!(visitor.submit(&page, &remove(PASSWORD)).await.status, 303);
    assert_eq!(Visitor::new().sign_in(&service.url("/account"), &michael().email).await.url.path(), "/account");
}

#[tokio::test]
async fn whoever_mistypes_the_password_is_still_told_why_they_are_asked_once_more() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), &michael().email).await;
    service.clock.advance(301);
    let asked = visitor.submit_and_follow(&page, &page.form_with("do").with("do", "begin")).await;
    let why = "Show once more that it is you.";
    assert!(asked.body.contains(why), "{}", asked.body);
    let form = asked.form_with("password").with("email", &michael().email).with("password", "a wrong password");
    let wrong = visitor.submit(&asked, &form).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains(why), "{}", wrong.body);
}

#[tokio::test]
async fn a_wrong_code_confirms_nothing() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), &michael().email).await;
    let page = visitor.submit_and_follow(&page, &page.form_with("do").with("do", "begin")).await;
    let told = visitor.submit(&page, &page.form_with("code").with("do", "confirm").with("code", "000000")).await;
    assert_eq!(told.status, 422);
    assert_eq!(Visitor::new().sign_in(&service.url("/account"), &michael().email).await.url.path(), "/account");
}

#[tokio::test]
async fn a15_the_secret_and_the_codes_are_not_in_the_database() {
    let service = Service::with_people().await;
    let (secret, codes) = set_up(&service).await;
    let plain = &secret.secret;
    for name in ["accounts.db", "accounts.db-wal"] {
        let bytes = std::fs::read(service.database().with_file_name(name)).unwrap_or_default();
        for canary in [plain.as_bytes(), codes[0].as_bytes()] {
            assert!(!bytes.windows(canary.len()).any(|part| part == canary), "{name}");
        }
    }
}

#[tokio::test]
async fn an_administrator_takes_a_lost_second_factor_away() {
    let desk = Desk::open().await;
    set_up(&desk.service).await;
    let person = desk.person(&michael().email).await;
    assert_eq!(person["second_factor"], true);
    let path = format!("/people/{}/second-factor", person["id"].as_str().unwrap());
    assert_eq!(desk.ask(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(Visitor::new().sign_in(&desk.service.url("/account"), &michael().email).await.url.path(), "/account");
}

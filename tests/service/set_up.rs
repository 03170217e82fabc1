//! Set-up: how a service without people gets its first administrator.

use insta::assert_snapshot;
use support::client::{Client, member};
use support::service::{PASSWORD, Service, michael};
use support::shown::shown;
use support::visitor::{Answer, Form, Visitor};

async fn code(service: &Service) -> String {
    service.running.new_set_up_url().await.unwrap().unwrap().expose().to_owned()
}

fn filled(page: &Answer, email: &str) -> Form {
    let form = page.form_with("password").with("name", "Ada Ruiz").with("email", email);
    form.with("password", PASSWORD).with("password_again", PASSWORD).with("timezone", "Asia/Tokyo")
}

#[tokio::test]
async fn the_one_time_address_leads_to_the_first_administrator_and_nothing_is_guessed() {
    let service = Service::start().await;
    let mut people = service.running.people();
    assert!(!*people.borrow_and_update());
    let url = code(&service).await;
    assert!(url.starts_with(&service.url("/set-up?code=")));
    let mut visitor = Visitor::new();
    let exchanged = visitor.open(&url).await;
    assert_eq!((exchanged.status, exchanged.location()), (303, Some("/set-up")));
    let page = visitor.open(&service.url("/set-up")).await;
    let done = visitor.submit_and_follow(&page, &filled(&page, "ada@harbour.example")).await;
    assert_snapshot!(shown(&done), @r#"
    POST /set-up
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-set-up=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0

    The service is set up
    Ada Ruiz is its first administrator, and signs in as ada@harbour.example.
    You can close this page and sign in from your app.
    "#);
    assert!(*people.borrow_and_update());
    assert!(service.running.new_set_up_url().await.unwrap().is_none(), "set-up is over");
    let client = Client::built_in(&service);
    let answer = client.exchange(&client.code("ada@harbour.example", "profile accounts:admin").await).await;
    assert_eq!(answer.json()["scope"], "profile accounts:admin");
    assert_eq!(client.user_info(&member(&answer, "access_token")).await.json()["zoneinfo"], "Asia/Tokyo");
}

#[tokio::test]
async fn a2_a_code_that_is_given_twice_is_refused_and_not_spent() {
    let service = Service::start().await;
    let url = code(&service).await;
    for twice in [format!("{url}&code=another"), url.replace("?code=", "?code=another&code=")] {
        assert_eq!(Visitor::new().open(&twice).await.status, 400, "{twice}");
    }
    assert_eq!(Visitor::new().open(&url).await.status, 303);
}

#[tokio::test]
async fn the_address_works_once_and_for_ten_minutes() {
    let service = Service::start().await;
    let (first, second, third) = (code(&service).await, code(&service).await, code(&service).await);
    assert_eq!(Visitor::new().open(&first).await.status, 303);
    assert_snapshot!(shown(&Visitor::new().open(&first).await), @r#"
    GET /set-up
    410
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This set-up address no longer works
    It works once, for ten minutes, and only while the service has no people.
    If nobody was set up yet, start the service again, or press Set up in the app: it gives a new address.
    "#);
    service.clock.advance(599);
    assert_eq!(Visitor::new().open(&second).await.status, 303);
    service.clock.advance(1);
    assert_eq!(Visitor::new().open(&third).await.status, 410);
}

#[tokio::test]
async fn without_the_cookie_there_is_no_page_and_no_way_to_send_the_form() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&code(&service).await).await;
    let form = filled(&page, "eve@evil.example");
    assert_eq!(Visitor::new().open(&service.url("/set-up")).await.status, 410);
    assert_eq!(Visitor::new().submit(&page, &form).await.status, 410);
    assert_eq!(visitor.submit(&page, &form.clone().with("csrf", "1.x")).await.status, 410);
    assert!(!*service.running.people().borrow());
}

#[tokio::test]
async fn of_two_who_set_up_at_once_one_becomes_administrator() {
    let service = Service::start().await;
    let mut pages = Vec::new();
    for _ in 0..8 {
        let mut visitor = Visitor::new();
        let page = visitor.visit(&code(&service).await).await;
        pages.push((visitor, page));
    }
    let sent = pages.into_iter().enumerate().map(|(number, (mut visitor, page))| async move {
        visitor.submit(&page, &filled(&page, &format!("p{number}@test.com"))).await.status
    });
    let mut answers = futures_util::future::join_all(sent).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 410, 410, 410, 410, 410, 410, 410]);
}

#[tokio::test]
async fn somebody_added_at_the_command_line_ends_set_up() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&code(&service).await).await;
    let unused = code(&service).await;
    service.add_person(michael()).await;
    assert_eq!(Visitor::new().open(&unused).await.status, 410);
    assert_eq!(visitor.submit(&page, &filled(&page, "eve@evil.example")).await.status, 410);
    let mut people = service.running.people();
    people.wait_for(|there| *there).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays_but_for_the_passwords() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&code(&service).await).await;
    let form = filled(&page, "ada").with("password", "short").with("password_again", "short").with("name", "<b>Ada</b>");
    let answer = visitor.submit(&page, &form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("ada@example.com") && answer.body.contains("at least 12 characters"));
    assert!(!answer.body.contains("<b>Ada</b>") && !answer.body.contains("\"short\""));
    let mismatch = filled(&answer, "ada@harbour.example").with("password_again", "something else");
    let answer = visitor.submit(&answer, &mismatch).await;
    assert!(answer.status == 422 && answer.body.contains("not the same"));
    assert_eq!(visitor.submit(&answer, &filled(&answer, "ada@harbour.example")).await.status, 200);
}

#[tokio::test]
async fn a12_a_password_has_12_to_256_characters() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&code(&service).await).await;
    for (length, status) in [(11, 422), (257, 422), (256, 200)] {
        let password = "é".repeat(length);
        let form = filled(&page, "ada@harbour.example").with("password", &password).with("password_again", &password);
        assert_eq!(visitor.submit(&page, &form).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn the_browsers_language_is_a_first_guess() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let exchanged = visitor.open(&code(&service).await).await;
    let cookie: Vec<_> = visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = support::service::http().get(service.url(exchanged.location().unwrap())).header("cookie", cookie.join("; "));
    let page = Answer::to(request.header("accept-language", "de-CH,de;q=0.9")).await;
    let fields = page.form_with("password").fields;
    for (name, value) in [("locale", "de-CH"), ("date_format", "DD.MM.YYYY"), ("numbers", "’.")] {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{name}: {fields:?}");
    }
}

#[tokio::test]
async fn a_look_without_a_wish_spends_no_set_up_code() {
    let service = Service::start().await;
    let url = code(&service).await;
    assert_eq!(support::service::http().head(&url).send().await.unwrap().status(), 405);
    assert_eq!(Visitor::new().open(&url).await.status, 303);
}

//! What somebody wrote stays text: on pages, in headers, in addresses.

use countersign_wire::app::OAuthAppDraft;
use support::service::{PASSWORD, michael, web_app};

use crate::web::{PageForm, REDIRECT, Service, form, parameter, request, send};

const MARKUP: &str = "</title></b><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;";

#[tokio::test]
async fn the_names_of_apps_and_people_are_shown_as_text() {
    let service = Service::start().await;
    let name = MARKUP.chars().take(80).collect::<String>();
    let redirect_uris = vec![REDIRECT.to_owned()];
    let app = service.inner.add_app(OAuthAppDraft { name, redirect_uris, ..web_app() }).await;
    let mut person = michael();
    person.name = MARKUP.to_owned();
    person.email = "\"><script>@example.com".to_owned();
    service.inner.add_person(person.clone()).await;
    let mut browser = service.browser();
    let authorize = service.authorize_with(&app.client_id, REDIRECT, "profile email");
    let page = browser.get(&authorize).await;
    let sign_in = PageForm::with(&page.body, "password").fill("email", &person.email);
    let wrong = browser.submit(&sign_in.clone().fill("password", "not the password")).await;
    let answer = browser.submit(&sign_in.fill("password", PASSWORD)).await;
    let consent = browser.follow(answer).await;
    let mismatch = browser.get(&service.authorize_with(&app.client_id, &format!("{REDIRECT}{MARKUP}"), "profile")).await;
    let unknown = browser.get(&service.authorize_with(MARKUP, REDIRECT, "profile")).await;
    for (what, page) in [("sign-in", page), ("wrong", wrong), ("consent", consent), ("mismatch", mismatch), ("unknown", unknown)] {
        assert!(page.body.contains("&#60;"), "{what}: the text is there: {}", page.body);
        assert!(
            !page.body.contains("<script>") && !page.body.contains("<img") && !page.body.contains("onerror=\""),
            "{what}: {}",
            page.body
        );
        assert_eq!(page.body.matches("</title>").count(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_line_end_in_a_parameter_adds_no_header() {
    let service = Service::start().await;
    let split = "st\r\nset-cookie: planted=1\r\n\r\n<script>";
    let mut browser = service.browser();
    let asked = form(&[("state", split)]);
    let consent = browser.sign_in(&service.authorize().replace("state=st", &asked)).await;
    let accepted = browser.submit(&PageForm::with(&consent.body, "answer").fill("answer", "accept")).await;
    let refused = browser.once("GET", &service.authorize_with(&service.web.id, REDIRECT, "nonsense").replace("state=st", &asked), "").await;
    for answer in [&accepted, &refused] {
        assert_eq!(parameter(answer.location().unwrap(), "state").as_deref(), Some(split), "the state comes back as it was");
    }
    for (name, value) in [("client_id", split), ("scope", split), ("response_type", split), ("code_challenge", split)] {
        let query = form(&[("response_type", "code"), ("client_id", &service.web.id), ("redirect_uri", REDIRECT), (name, value)]);
        let answer = browser.once("GET", &format!("/oauth/authorize?{query}"), "").await;
        assert!(answer.headers.iter().all(|(_, value)| !value.starts_with("planted")), "{name}: {answer:?}");
    }
    assert!(!browser.cookies.contains_key("planted"));
}

#[tokio::test]
async fn what_is_refused_is_not_repeated_to_programs_as_markup() {
    let service = Service::start().await;
    let body = form(&[("grant_type", MARKUP), ("client_id", MARKUP)]);
    let answer = send(service.at, &request("POST", "/oauth/token", &[crate::web::FORM], body.as_bytes())).await.unwrap();
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")), "{answer:?}");
    assert!(!answer.body.contains("<script>"), "{answer:?}");
}

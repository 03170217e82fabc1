//! A8 and A10: whose browser it is, and which request it answers.

use countersign_accounts::{Config, start};

use crate::web::{Browser, EMAIL, PASSWORD, PageForm, Service, request, send};

#[tokio::test]
async fn a10_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it() {
    let service = Service::start().await;
    // Somebody opens the sign-in page and plants all cookies they were given in another person's browser.
    let mut attacker = service.browser();
    attacker.get(&service.authorize()).await;
    let mut victim = Browser { cookies: attacker.cookies.clone(), ..service.browser() };
    let consent = victim.sign_in(&service.authorize()).await;
    assert!(consent.body.contains("value=\"accept\""), "{consent:?}");
    let seen = attacker.get(&service.authorize()).await;
    assert!(seen.body.contains("name=\"password\""), "the planted cookies are not signed in: {}", seen.body);
    assert_ne!(attacker.cookies, victim.cookies);
}

#[tokio::test]
async fn a10_signing_in_again_ends_the_session_before() {
    let service = Service::start().await;
    let mut browser = service.browser();
    browser.sign_in(&service.authorize()).await;
    let mut stolen = browser.clone();
    let consent = browser.get(&service.authorize()).await;
    let form = PageForm::with(&consent.body, "answer").fill("answer", "not_you");
    let page = browser.submit(&form).await;
    let page = browser.follow(page).await;
    assert!(page.body.contains("name=\"password\""), "{page:?}");
    let form = PageForm::with(&page.body, "password").fill("email", EMAIL).fill("password", PASSWORD);
    let answer = browser.submit(&form).await;
    browser.follow(answer).await;
    let seen = stolen.get(&service.authorize()).await;
    assert!(seen.body.contains("name=\"password\""), "the cookie of the session before is not signed in");
}

#[tokio::test]
async fn a10_the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let page = browser.get(&service.authorize()).await;
    let form = PageForm::with(&page.body, "password").fill("email", EMAIL).fill("password", PASSWORD);
    let answer = browser.submit(&form).await;
    let cookies: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.to_lowercase()).collect();
    assert!(!cookies.is_empty(), "{answer:?}");
    for cookie in cookies {
        assert!(cookie.contains("; httponly") && cookie.contains("; samesite=lax") && cookie.contains("; path=/"), "{cookie}");
        assert!(!cookie.contains("domain="), "{cookie}");
    }
}

#[tokio::test]
async fn a10_over_https_the_cookie_is_bound_to_the_host_and_secure() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path().join("accounts.sqlite"));
    config.public_url = Some("https://accounts.example".into());
    let running = start(config).await.unwrap();
    let url = running.new_set_up_url().await.unwrap().unwrap();
    let target = url.expose().strip_prefix("https://accounts.example").unwrap().to_owned();
    let mut browser = Browser::new(running.local_addr());
    let first = browser.once("GET", &target, "").await;
    let cookies: Vec<_> = first.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.clone()).collect();
    assert!(!cookies.is_empty(), "{first:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure") && cookie.contains("; Path=/"), "{cookie}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a8_a_consent_form_is_of_use_only_to_the_browser_it_was_shown_in() {
    let service = Service::start().await;
    let mut ada = service.browser();
    let consent = ada.sign_in(&service.authorize()).await;
    let form = PageForm::with(&consent.body, "answer").fill("answer", "accept");
    let mut somebody = service.browser();
    somebody.get(&service.authorize()).await;
    let answer = somebody.submit(&form).await;
    assert!(answer.location().is_none_or(|location| !location.contains("code=")), "{answer:?}");
    let answer = ada.submit(&form).await;
    assert!(answer.location().is_some_and(|location| location.contains("code=")), "{answer:?}");
}

#[tokio::test]
async fn a8_a_form_without_its_hidden_fields_or_from_another_site_grants_nothing() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let consent = browser.sign_in(&service.authorize()).await;
    let form = PageForm::with(&consent.body, "answer").fill("answer", "accept");
    for (name, value) in form.fields.clone().into_iter().filter(|(name, _)| name != "answer" && name != "scope") {
        for other in [String::new(), "x".into(), value.chars().rev().collect::<String>(), format!("{value}x")] {
            let answer = browser.submit(&form.clone().fill(&name, &other)).await;
            assert!(answer.location().is_none_or(|location| !location.contains("code=")), "{name}={other}: {answer:?}");
        }
    }
    let cookies = browser.cookie_header();
    let headers = [crate::web::FORM, ("cookie", cookies.as_str()), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let bare = send(service.at, &request("POST", &form.action, &headers, b"answer=accept&scope=profile")).await.unwrap();
    assert!(bare.location().is_none_or(|location| !location.contains("code=")), "{bare:?}");
}

#[tokio::test]
async fn a8_a_scope_that_was_not_asked_for_cannot_be_added_between_page_and_press() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let consent = browser.sign_in(&service.authorize()).await;
    let form = PageForm::with(&consent.body, "answer").fill("answer", "accept");
    for scope in ["email", "offline_access", "accounts:admin", "km_editor_api", "nonsense", "", "profile email", "\""] {
        let mut swapped = form.clone();
        swapped.fields.push(("scope".into(), scope.into()));
        let answer = browser.submit(&swapped).await;
        assert_eq!((answer.status, answer.location()), (400, None), "{scope:?}: {answer:?}");
    }
    let answer = browser.submit(&form).await;
    assert!(answer.location().is_some_and(|location| location.contains("code=")), "the form as it was shown is good: {answer:?}");
}

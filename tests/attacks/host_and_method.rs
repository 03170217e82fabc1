//! Tricks with the host, the method and the way back to pages: nothing that a request says becomes a place to go to.

use crate::web::{FORM, PageForm, Service, request, send};

const HOSTS: [&str; 8] = [
    "evil.example",
    "evil.example:80",
    "accounts.test@evil.example",
    "accounts.test, evil.example",
    "",
    "localhost\tevil",
    "[::1",
    "//evil.example",
];

#[tokio::test]
async fn a_host_header_changes_nothing_that_is_said() {
    let service = Service::start().await;
    let issuer = service.inner.issuer().to_owned();
    for host in HOSTS {
        let headers = [
            ("host", host),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "host=evil.example;proto=https"),
        ];
        for target in ["/.well-known/oauth-authorization-server".to_owned(), service.authorize(), "/".to_owned()] {
            let Some(answer) = send(service.at, &request("GET", &target, &headers, b"")).await else { panic!("{host:?}: no answer") };
            assert!(answer.status < 500, "{host:?} {target}: {answer:?}");
            assert!(!answer.body.contains("evil.example"), "{host:?} {target}: {}", answer.body);
            assert!(answer.headers.iter().all(|(_, value)| !value.contains("evil.example")), "{host:?} {target}: {answer:?}");
        }
        let metadata = send(service.at, &request("GET", "/.well-known/oauth-authorization-server", &headers, b"")).await.unwrap();
        if metadata.status == 200 {
            assert_eq!(metadata.json()["issuer"], issuer.as_str(), "{host:?}");
        }
    }
}

#[tokio::test]
async fn an_absolute_target_of_another_host_is_answered_as_this_one_or_refused() {
    let service = Service::start().await;
    for target in [
        "http://evil.example/.well-known/oauth-authorization-server",
        "https://evil.example/",
        "http://evil.example//",
        "//evil.example/x",
        "*",
    ] {
        let answer = send(service.at, &request("GET", target, &[], b"")).await.expect("an answer");
        assert!(answer.status < 500 && !answer.body.contains("evil.example"), "{target}: {answer:?}");
        assert!(answer.location().is_none_or(|location| !location.contains("evil")), "{target}: {answer:?}");
    }
}

#[tokio::test]
async fn no_parameter_of_a_request_becomes_a_place_to_go_to() {
    let service = Service::start().await;
    let mut paths = vec!["/".to_owned(), "/sign-in".into(), "/consent".into(), "/set-up".into(), "/nothing".into(), "/assets/x".into()];
    paths.push(service.authorize());
    for path in paths {
        for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"] {
            for name in [
                "next",
                "return_to",
                "returnUrl",
                "redirect",
                "redirect_to",
                "continue",
                "url",
                "target",
                "goto",
                "rd",
                "back",
                "error_uri",
            ] {
                let joint = if path.contains('?') { '&' } else { '?' };
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, evil).finish();
                let answer = service.browser().once("GET", &format!("{path}{joint}{query}"), "").await;
                assert!(
                    answer.location().is_none_or(|location| !location.contains("evil") && !location.contains("javascript")),
                    "{path} {name}={evil}: {answer:?}"
                );
                assert!(!answer.body.contains("href=\"https://evil") && !answer.body.contains("href=\"//evil"), "{path} {name}={evil}");
            }
        }
    }
}

#[tokio::test]
async fn an_address_with_letters_that_are_not_escaped_is_come_back_to_after_the_sign_in() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let consent = browser.sign_in(&service.authorize().replace("state=st", "state=é€")).await;
    let answer = browser.submit(&PageForm::with(&consent.body, "answer").fill("answer", "accept")).await;
    let state = answer.location().and_then(|location| crate::web::parameter(location, "state"));
    assert_eq!(state.as_deref(), Some("é€"), "{answer:?}");
}

#[tokio::test]
async fn a_path_with_two_slashes_is_no_way_out() {
    let service = Service::start().await;
    for target in [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2f%2fevil.example",
        "/sign-in//evil.example",
        "/./",
        "/oauth/../admin/v1/apps",
    ] {
        let answer = send(service.at, &request("GET", target, &[], b"")).await.expect("an answer");
        assert!((400..500).contains(&answer.status), "{target}: {answer:?}");
        assert_eq!(answer.location(), None, "{target}");
    }
}

#[tokio::test]
async fn a_method_that_does_not_fit_does_nothing() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let consent = browser.sign_in(&service.authorize()).await;
    let form = PageForm::with(&consent.body, "answer").fill("answer", "accept");
    let get = browser.once("GET", &format!("{}?{}", form.action, form.body()), "").await;
    assert!(get.location().is_none_or(|location| !location.contains("code=")), "consent is not given by a link: {get:?}");
    let token = "grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fmy-application.com%2Fcallback";
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", "POSTT", "\u{1}"] {
        for path in ["/oauth/token", "/v1/oauth/tokens"] {
            let cookies = browser.cookie_header();
            let headers = [FORM, ("cookie", cookies.as_str()), ("x-http-method-override", "POST")];
            let answer = send(service.at, &request(method, &format!("{path}?{token}"), &headers, b"")).await;
            if let Some(answer) = answer {
                assert!((400..500).contains(&answer.status), "{method} {path}: {answer:?}");
                assert!(answer.header("access-control-allow-origin").is_none(), "{method} {path}: {answer:?}");
            }
        }
    }
    let kept = browser.submit(&form).await;
    assert!(kept.location().is_some_and(|location| location.contains("code=")), "the form is still good: {kept:?}");
}

//! Answers that travel in a form (OAuth 2.0 Form Post Response Mode).

use support::visitor::{Answer, Form, Visitor};

use crate::scene::{MICHAEL, Scene};

/// The form of the page that hands an answer over.
fn handed_over(answer: &Answer) -> Form {
    assert_eq!((answer.status, answer.location()), (200, None), "{answer:?}");
    let form = answer.form_with("state");
    assert_eq!(form.action, "https://harbour.example/callback");
    form
}

fn value<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn op_13_code_state_and_issuer_travel_in_a_form_that_goes_to_the_app_alone() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("response_mode", "form_post")]), MICHAEL).await;
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    let form = handed_over(&answer);
    assert_eq!((value(&form, "state"), value(&form, "iss")), (Some("a state & more"), Some(scene.service.issuer())));
    let exchanged = scene.client.exchange(value(&form, "code").unwrap()).await;
    assert_eq!(exchanged.status, 200, "{exchanged:?}");
    let policy = answer.header("content-security-policy");
    assert!(policy.ends_with("form-action https://harbour.example") && policy.contains("script-src 'nonce-"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.body.contains("<button"), "where scripts are off, a person presses it");
}

#[tokio::test]
async fn op_13_a_state_cannot_break_out_of_its_field() {
    let scene = Scene::new().await;
    let hostile = "\"><script>alert(1)</script>'&amp;";
    let challenge = support::client::challenge(support::client::VERIFIER);
    let mut request = scene.client.request("openid", hostile, &challenge);
    request.extend([("response_mode", "form_post"), ("prompt", "none")]);
    let answer = Visitor::new().open(&scene.client.authorize_url(&request)).await;
    assert_eq!(value(&handed_over(&answer), "state").map(|state| state.replace("&amp;", "&")), Some(hostile.replace("&amp;", "&")));
    assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
}

#[tokio::test]
async fn op_13_errors_travel_in_a_form_too() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let with = |more: &[(&str, &str)]| scene.request(&[&[("response_mode", "form_post")], more].concat());
    for (more, error) in
        [(("prompt", "none"), "login_required"), (("max_age", "x"), "invalid_request"), (("request", "x"), "request_not_supported")]
    {
        let form = handed_over(&visitor.open(&with(&[more])).await);
        assert_eq!(value(&form, "error"), Some(error));
        assert_eq!(value(&form, "iss"), Some(scene.service.issuer()));
    }
    let page = visitor.sign_in(&with(&[]), MICHAEL).await;
    let denied = visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    assert_eq!(value(&handed_over(&denied), "error"), Some("access_denied"));
}

//! What a request may say, and in which way.

use countersign_wire::app::Pkce;
use serde_json::json;
use support::client::Client;
use support::service::{Service, inbenta_app, native_app};
use support::visitor::Visitor;

use crate::scene::{MICHAEL, Scene, error, has_code, is_sign_in_page, openid_app, told};

#[tokio::test]
async fn op_05_a_request_in_a_form_is_the_same_as_one_in_an_address() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let (address, query) = scene.request(&[("nonce", "n1")]).split_once('?').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let page = visitor.open(&address).await;
    let fields = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let form = support::visitor::Form { action: "/oauth/authorize".into(), fields, names: Vec::new() };
    let answer = visitor.submit(&page, &form).await;
    assert_eq!(answer.status, 303, "the browser comes again by itself, with its cookie");
    let answer = visitor.visit(answer.url.join(answer.location().unwrap()).unwrap().as_str()).await;
    assert!(has_code(&answer), "{answer:?}");
    assert_eq!(answer.redirected_with()["state"], "a state & more");
}

#[tokio::test]
async fn op_05_a_form_that_repeats_what_stands_in_its_address_is_refused_and_so_is_one_that_is_too_long() {
    let scene = Scene::new().await;
    let address = scene.request(&[]);
    let answer = scene.client.post(&address, &[("state", "another")], None).await;
    let answer = Visitor::new().open(&scene.service.url(answer.location().unwrap())).await;
    assert_eq!(error(&answer), "invalid_request");
    let long = scene.client.post(&address, &[("login_hint", &"a".repeat(8000))], None).await;
    assert_eq!((long.status, long.location()), (400, None));
}

#[tokio::test]
async fn op_05_parameters_that_are_not_known_or_change_nothing_are_no_error() {
    let scene = Scene::new().await;
    let more = [
        ("display", "popup"),
        ("ui_locales", "fr tlh"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("extra", "foobar"),
        ("registration", "{\"a\":1}"),
        ("prompt", "create"),
        ("response_mode", "query"),
    ];
    let answer = Visitor::new().accept(&scene.request_for("email openid", &more), MICHAEL).await;
    assert!(has_code(&answer), "{answer:?}");
}

#[tokio::test]
async fn op_09_a_response_type_that_is_missing_or_another_is_told_to_the_app() {
    let scene = Scene::new().await;
    let of = |kind: &str| scene.request(&[]).replace("response_type=code", kind);
    for (kind, code) in [
        ("x=y", "invalid_request"),
        ("response_type=token", "unsupported_response_type"),
        ("response_type=id_token", "unsupported_response_type"),
        ("response_type=code+id_token", "unsupported_response_type"),
    ] {
        let answer = Visitor::new().open(&of(kind)).await;
        assert_eq!(error(&answer), code, "{kind}");
        assert_eq!(answer.redirected_with()["iss"], scene.service.issuer());
    }
}

#[tokio::test]
async fn op_09_an_address_that_is_not_registered_gives_a_page_and_never_a_redirect() {
    let scene = Scene::new().await;
    for more in [&[][..], &[("prompt", "none")], &[("response_mode", "form_post")]] {
        let address = scene.request(more).replace("harbour.example%2Fcallback", "harbour.example%2Fcallback%3Fa%3D1");
        let answer = Visitor::new().open(&address).await;
        assert_eq!((answer.status, answer.location()), (400, None), "{more:?}");
        assert!(!answer.body.contains("<form"), "{}", answer.body);
    }
}

#[tokio::test]
async fn op_10_request_objects_are_refused_and_not_ignored() {
    let scene = Scene::new().await;
    for (name, code) in [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")] {
        assert_eq!(error(&Visitor::new().open(&scene.request(&[(name, "https://harbour.example/x")])).await), code);
    }
}

#[tokio::test]
async fn op_01_a_confidential_app_may_come_without_pkce_when_it_says_so() {
    let mut draft = openid_app();
    draft.pkce = Some(Pkce::Optional);
    let scene = Scene::with(draft).await;
    let request = scene.client.request("openid", "s", "");
    let bare: Vec<_> = request.into_iter().filter(|(name, _)| !name.starts_with("code_challenge")).collect();
    assert!(has_code(&Visitor::new().accept(&scene.client.authorize_url(&bare), MICHAEL).await));
}

#[tokio::test]
async fn resources_of_the_registration_and_the_service_itself_may_be_asked_for_more_than_one_at_once() {
    let mut draft = openid_app();
    draft.settings.tokens.resources = vec!["https://api.harbour.example/v1".into()];
    let scene = Scene::with(draft).await;
    let own = scene.service.url("/admin/v1");
    let answer =
        Visitor::new().accept(&scene.request(&[("resource", "https://api.harbour.example/v1"), ("resource", &own)]), MICHAEL).await;
    let token = scene.tokens(&answer).await["access_token"].as_str().unwrap().to_owned();
    let pairs = [("token", &*token), ("client_id", &*scene.client.id), ("client_secret", scene.client.secret.as_deref().unwrap())];
    let inspected = scene.client.post(&scene.service.url("/oauth/introspect"), &pairs, None).await.json();
    assert_eq!(inspected["aud"], json!(["https://api.harbour.example/v1", own]));
    for other in ["https://api.harbour.example/v1/", "https://api.harbour.example/v1#a", "https://evil.example", "api", "/admin/v1"] {
        let answer = Visitor::new().open(&scene.request(&[("resource", other)])).await;
        assert_eq!(error(&answer), "invalid_target", "{other}");
    }
}

#[tokio::test]
async fn a2_only_a_resource_may_be_given_twice() {
    let scene = Scene::new().await;
    for (name, value) in [("prompt", "login"), ("nonce", "a"), ("claims", "{}"), ("unknown", "1")] {
        let answer = Visitor::new().open(&scene.request(&[(name, value), (name, value)])).await;
        assert_eq!(error(&answer), "invalid_request", "{name}");
    }
}

#[tokio::test]
async fn op_07_a_login_hint_fills_in_the_name_and_cannot_break_out_of_its_field() {
    let scene = Scene::new().await;
    let page = Visitor::new().open(&scene.request(&[("login_hint", "ada@harbour.example")])).await;
    assert!(page.form_with("password").fields.contains(&("email".into(), "ada@harbour.example".into())));
    let hostile = "\"><script>alert(1)</script>";
    let page = Visitor::new().open(&scene.request(&[("login_hint", hostile)])).await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.form_with("password").fields.contains(&("email".into(), hostile.into())));
}

#[tokio::test]
async fn the_other_dialects_are_answered_in_a_query_and_a_form_is_refused() {
    let service = Service::with_people().await;
    let client = Client::add(&service, inbenta_app()).await;
    let answer = Visitor::new().open(&format!("{}&response_mode=form_post", client.authorize("personal_information"))).await;
    assert_eq!(error(&answer), "invalid_request");
}

#[tokio::test]
async fn op_13_an_app_that_opens_links_of_its_own_cannot_be_answered_in_a_form() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    let answer = Visitor::new().open(&format!("{}&response_mode=form_post", client.authorize("profile"))).await;
    assert_eq!(answer.turned_back_with()["error"], "invalid_request");
    assert!(is_sign_in_page(&Visitor::new().open(&client.authorize("profile")).await));
}

#[tokio::test]
async fn op_14_the_metadata_says_what_a_request_may_say_and_where_to_sign_out() {
    let service = Service::start().await;
    let told = Visitor::new().open(&service.url("/.well-known/openid-configuration")).await.json();
    assert_eq!(told["response_modes_supported"], json!(["query", "form_post"]));
    assert_eq!(told["prompt_values_supported"], json!(["none", "login", "consent", "select_account"]));
    assert_eq!(told["end_session_endpoint"], service.url("/oauth/end-session"));
    for (member, holds) in [
        ("claims_parameter_supported", true),
        ("request_parameter_supported", false),
        ("request_uri_parameter_supported", false),
        ("backchannel_logout_supported", true),
        ("backchannel_logout_session_supported", true),
    ] {
        assert_eq!(told[member], holds, "{member}");
    }
}

#[tokio::test]
async fn op_03_the_id_token_says_what_the_request_asked_for_and_comes_back_as_a_hint() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let answer = visitor.accept(&scene.request(&[("nonce", "n1"), ("max_age", "900")]), MICHAEL).await;
    let tokens = scene.tokens(&answer).await;
    let token = tokens["id_token"].as_str().unwrap();
    let claims = told(&tokens);
    assert_eq!((claims["nonce"].as_str(), claims["auth_time"].as_i64()), (Some("n1"), Some(support::service::BEGINNING)));
    assert_eq!(claims["sid"].as_str(), Some(scene.row::<String>("SELECT sid FROM sessions").as_str()));
    assert!(has_code(&visitor.open(&scene.request(&[("prompt", "none"), ("id_token_hint", token)])).await));
}

//! A9: what stands round every answer, route by route.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::routes;
use crate::web::{Answer, Browser, EMAIL, FORM, PASSWORD, PageForm, REDIRECT, Service, VERIFIER, form, parameter, request, send};

/// Status and headers without what is fresh in each answer.
fn told(answer: &Answer, at: SocketAddr) -> BTreeMap<String, String> {
    let mut told = BTreeMap::from([(" status".to_owned(), answer.status.to_string())]);
    for (name, value) in &answer.headers {
        let value = match name.as_str() {
            "date" | "content-length" | "connection" | "transfer-encoding" => continue,
            "set-cookie" => {
                let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
                let (name, content) = pair.split_once('=').unwrap();
                let name = name.replace(&at.port().to_string(), "PORT");
                format!("{name}={};{rest}", if content.is_empty() { "" } else { "VALUE" })
            }
            "location" => {
                let value = value.replace(&at.to_string(), "HOST");
                match value.split_once('?') {
                    Some((place, query)) => {
                        let names: Vec<_> = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
                        format!("{place}?{}", names.join("&"))
                    }
                    None => {
                        value.rsplit_once('/').filter(|(_, last)| last.len() > 20).map_or(value.clone(), |(place, _)| format!("{place}/ID"))
                    }
                }
            }
            "etag" if value.len() > 8 => "TAG".to_owned(),
            _ => match value.split_once("'nonce-") {
                Some((before, after)) => format!("{before}'nonce-NONCE'{}", after.split_once('\'').unwrap().1),
                None => value.replace(&at.to_string(), "HOST"),
            },
        };
        told.entry(name.clone()).and_modify(|known| *known = format!("{known} | {value}")).or_insert(value);
    }
    told
}

type Told = BTreeMap<String, BTreeMap<String, String>>;

async fn page_answers(service: &Service, all: &mut Told) {
    let mut browser = service.browser();
    let mut add = |what: &str, answer: &Answer| {
        all.insert(what.to_owned(), told(answer, service.at));
    };
    add("GET /", &browser.once("GET", "/", "").await);
    add("GET a page that is not there", &browser.once("GET", "/nothing", "").await);
    add("GET set-up when it is over", &browser.once("GET", "/set-up", "").await);
    let first = browser.once("GET", &service.authorize(), "").await;
    add("GET authorize", &first);
    let page = browser.follow(first).await;
    add("the sign-in page", &page);
    let sign_in = PageForm::with(&page.body, "password").fill("email", EMAIL);
    add("POST sign-in, wrong", &browser.submit(&sign_in.clone().fill("password", "not the password")).await);
    let signed_in = browser.submit(&sign_in.fill("password", PASSWORD)).await;
    add("POST sign-in, right", &signed_in);
    let consent = browser.follow(signed_in).await;
    add("the consent page", &consent);
    let answers = PageForm::with(&consent.body, "answer");
    add("POST consent, accepted", &browser.submit(&answers.clone().fill("answer", "accept")).await);
    add("POST consent, once more", &browser.submit(&answers.fill("answer", "accept")).await);
    let consent = browser.get(&service.authorize()).await;
    let answers = PageForm::with(&consent.body, "answer");
    add("POST consent, denied", &browser.submit(&answers.fill("answer", "deny")).await);
    let consent = browser.get(&service.authorize()).await;
    let answers = PageForm::with(&consent.body, "answer");
    add("POST consent, somebody else", &browser.submit(&answers.fill("answer", "not_you")).await);
    let native = service.authorize_with(&service.native.id, "com.example.app:/callback", "profile");
    add("the sign-in page of a native app", &service.browser().get(&native).await);
    add("the consent page of a native app", &service.browser().sign_in(&native).await);
    add("GET authorize, unknown app", &browser.once("GET", "/oauth/authorize?client_id=nobody", "").await);
    add(
        "GET authorize, another address",
        &browser.once("GET", &service.authorize_with(&service.web.id, "https://evil.example/", "profile"), "").await,
    );
    add("GET authorize, unknown scope", &browser.once("GET", &service.authorize_with(&service.web.id, REDIRECT, "nonsense"), "").await);
    add("GET the documented sign-in", &service.browser().get(&service.inbenta_sign_in(REDIRECT)).await);
    let style =
        page.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with(".css"))).unwrap().to_owned();
    add("GET the stylesheet", &browser.once("GET", &style, "").await);
    add("GET an asset that is not there", &browser.once("GET", "/assets/nothing.css", "").await);
}

async fn set_up_answers(all: &mut Told) {
    let service = support::service::Service::start().await;
    let at = service.running.local_addr();
    let mut add = |what: &str, answer: &Answer| {
        all.insert(what.to_owned(), told(answer, at));
    };
    let url = service.running.new_set_up_url().await.unwrap().expect("nobody is there yet");
    let target = url.expose().strip_prefix(service.issuer()).unwrap().to_owned();
    let mut browser = Browser::new(at);
    let first = browser.once("GET", &target, "").await;
    add("GET set-up with its code", &first);
    let page = browser.follow(first).await;
    add("the set-up page", &page);
    add("GET set-up with its code, once more", &Browser::new(at).once("GET", &target, "").await);
    let form = PageForm::with(&page.body, "password").fill("name", "Ada Ruiz").fill("email", EMAIL);
    let short = form.clone().fill("password", "short").fill("password_again", "short");
    add("POST set-up, with problems", &browser.submit(&short).await);
    let done = browser.submit(&form.fill("password", PASSWORD).fill("password_again", PASSWORD)).await;
    add("POST set-up", &done);
    add("the page after it", &browser.follow(done).await);
    assert!(*service.running.people().borrow(), "the set-up is done");
}

async fn machine_answers(service: &Service, all: &mut Told) {
    let mut add = |what: &str, answer: Answer| {
        all.insert(what.to_owned(), told(&answer, service.at));
    };
    let get = |target: &'static str, authorization: String| async move {
        send(service.at, &request("GET", target, &[("authorization", &authorization), ("origin", "https://evil.example")], b""))
            .await
            .unwrap()
    };
    let accepted = service.browser().sign_in_and_accept(&service.authorize()).await;
    let code = parameter(accepted.location().unwrap(), "code").unwrap();
    let body = form(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)]);
    let given = service.token(&body).await;
    let token = given.json()["access_token"].as_str().unwrap().to_owned();
    add("POST token", given);
    add("POST token, refused", service.token(&body).await);
    add("POST token, nobody", send(service.at, &request("POST", "/oauth/token", &[FORM], body.as_bytes())).await.unwrap());
    add("GET token", get("/oauth/token", String::new()).await);
    add("GET metadata", get("/.well-known/oauth-authorization-server", String::new()).await);
    add("GET user info, nobody", get("/oauth/userinfo", String::new()).await);
    add("GET user info, no token", get("/oauth/userinfo", "Bearer nonsense".into()).await);
    let accepted = service.browser().sign_in_and_accept(&service.authorize()).await;
    let code = parameter(accepted.location().unwrap(), "code").unwrap();
    let body = form(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)]);
    let fresh = service.token(&body).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_ne!(fresh, token);
    add("GET user info", get("/oauth/userinfo", format!("Bearer {fresh}")).await);
    add("GET the documented user information, nobody", get("/v1/oauth/user-information", String::new()).await);
    add("POST the documented tokens, refused", send(service.at, &request("POST", "/v1/oauth/tokens", &[FORM], b"")).await.unwrap());
    add("GET the admin API, nobody", get("/admin/v1/apps", String::new()).await);
    add("GET the admin API, no administrator", get("/admin/v1/apps", format!("Bearer {fresh}")).await);
    let admin = service.admin_token().await;
    add("GET the admin API", get("/admin/v1/apps", format!("Bearer {admin}")).await);
    add("GET an app that is not there", get("/admin/v1/apps/nobody", format!("Bearer {admin}")).await);
    let metadata = get("/.well-known/oauth-authorization-server", String::new()).await.json();
    let revoke = metadata["revocation_endpoint"].as_str().unwrap().split_once(&service.at.to_string()).unwrap().1.to_owned();
    let revoked = form(&[("token", &fresh), ("client_id", &service.web.id), ("client_secret", &service.web.secret)]);
    add("POST revoke", send(service.at, &request("POST", &revoke, &[FORM], revoked.as_bytes())).await.unwrap());
}

#[tokio::test]
async fn a9_every_answer_says_what_a_browser_may_do_with_it() {
    let service = Service::start().await;
    let mut all = Told::new();
    page_answers(&service, &mut all).await;
    set_up_answers(&mut all).await;
    machine_answers(&service, &mut all).await;
    for (what, told) in &all {
        let says = |name: &str, word: &str| told.get(name).is_some_and(|value| value.contains(word));
        assert!(says("x-content-type-options", "nosniff"), "{what}: {told:?}");
        assert!(says("referrer-policy", "no-referrer"), "{what}: {told:?}");
        assert!(says("cache-control", "no-store") || what == "GET the stylesheet" || what == "GET metadata", "{what}: {told:?}");
        assert!(says("content-security-policy", "frame-ancestors 'none'"), "{what}: {told:?}");
        assert!(!says("content-security-policy", "unsafe"), "{what}: {told:?}");
        assert!(!told.contains_key("server") && !told.contains_key("x-powered-by"), "{what}: {told:?}");
        assert!(!told.contains_key("access-control-allow-credentials"), "{what}: {told:?}");
    }
    for what in ["GET authorize", "the sign-in page", "the consent page", "POST consent, accepted", "GET authorize, another address"] {
        assert!(!all[what].contains_key("access-control-allow-origin"), "no CORS on {what}");
    }
    assert_eq!(all["POST sign-in, right"][" status"], "303");
    assert_eq!(all["POST consent, accepted"][" status"], "302");
    insta::assert_json_snapshot!(all);
}

#[tokio::test]
async fn a9_no_route_answers_without_them_whatever_it_is_asked() {
    let service = Service::start().await;
    for (path, method) in routes::all(&service).await.iter().flat_map(|path| routes::METHODS.map(|method| (path, method))) {
        let answer = send(service.at, &request(method, path, &[("origin", "https://evil.example")], b"")).await.unwrap();
        let says = |name: &str, word: &str| answer.header(name).is_some_and(|value| value.contains(word));
        assert!(says("x-content-type-options", "nosniff"), "{method} {path}: {answer:?}");
        assert!(says("referrer-policy", "no-referrer"), "{method} {path}: {answer:?}");
        assert!(says("content-security-policy", "frame-ancestors 'none'"), "{method} {path}: {answer:?}");
        assert!(!says("content-security-policy", "unsafe"), "{method} {path}: {answer:?}");
        assert!(answer.header("cache-control").is_some(), "{method} {path}: {answer:?}");
        assert!(answer.header("access-control-allow-credentials").is_none(), "{method} {path}: {answer:?}");
        assert!(answer.header("server").is_none() && answer.header("x-powered-by").is_none(), "{method} {path}: {answer:?}");
    }
}

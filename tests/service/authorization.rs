//! Authorization requests that do not go on: who is told, and what.

use insta::assert_snapshot;
use support::client::{Client, VERIFIER, challenge, scene};
use support::service::{MICHAEL, Service, http, native_app, web_app};
use support::shown::{shown, steady};
use support::visitor::{Answer, Visitor};

/// The ordinary request with some parameters changed, left out (empty) or added.
async fn with(client: &Client, changes: &[(&str, &str)]) -> Answer {
    let challenge = challenge(VERIFIER);
    let mut pairs = client.request("profile", "s1", &challenge);
    for (name, value) in changes {
        pairs.retain(|(other, _)| other != name);
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    Visitor::new().open(&client.authorize_url(&pairs)).await
}

#[tokio::test]
async fn a1_without_an_app_or_a_registered_address_it_is_told_on_a_page() {
    let (_service, client) = scene(web_app()).await;
    assert_snapshot!(shown(&with(&client, &[("client_id", "nobody")]).await), @r#"
    GET /oauth/authorize
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This app is not known here
    The address that you came by names an app that this service does not have, or that an administrator has switched off.
    Go back to the app and tell whoever runs it. Nothing about you was passed on.
    client_id nobody
    "#);
    assert_snapshot!(shown(&with(&client, &[("redirect_uri", "https://harbour.example/callback/")]).await), @r#"
    GET /oauth/authorize
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    The way back is not registered
    Harbour Desk asks to be answered at an address that is not on its list here, so you are not sent there.
    Tell whoever runs the app: the address has to be registered exactly, letter by letter. Nothing about you was passed on.
    redirect_uri https://harbour.example/callback/
    "#);
    for (changes, status) in [([("client_id", "")], 400), ([("redirect_uri", "")], 400)] {
        let answer = with(&client, &changes).await;
        assert_eq!((answer.status, answer.location()), (status, None), "{changes:?}");
    }
}

#[tokio::test]
async fn everything_after_that_goes_back_to_the_app_with_its_state() {
    let (_service, client) = scene(web_app()).await;
    let mut told = Vec::new();
    for change in [
        ("response_type", ""),
        ("response_type", "token"),
        ("response_type", "code id_token"),
        ("response_mode", "fragment"),
        ("request", "x.y.z"),
        ("request_uri", "https://harbour.example/request"),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
        ("code_challenge_method", "plain"),
        ("scope", "openid"),
        ("scope", "accounts:admin"),
        ("scope", "a\"b"),
    ] {
        let answer = with(&client, &[change]).await;
        assert_eq!(answer.status, 302, "{change:?}");
        told.push(format!("{change:?} {}", steady(answer.location().unwrap())));
    }
    assert_snapshot!(told.join("\n"), @r#"
    ("response_type", "") https://harbour.example/callback?error=invalid_request&error_description=response_type+is+missing%3B+it+is+code.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("response_type", "token") https://harbour.example/callback?error=unsupported_response_type&error_description=The+only+response_type+is+code.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("response_type", "code id_token") https://harbour.example/callback?error=unsupported_response_type&error_description=The+only+response_type+is+code.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("response_mode", "fragment") https://harbour.example/callback?error=invalid_request&error_description=The+response_mode+is+not+one+that+this+app+can+be+answered+in.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("request", "x.y.z") https://harbour.example/callback?error=request_not_supported&error_description=Request+objects+are+not+supported.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("request_uri", "https://harbour.example/request") https://harbour.example/callback?error=request_uri_not_supported&error_description=Request+objects+are+not+supported.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("code_challenge", "") https://harbour.example/callback?error=invalid_request&error_description=code_challenge_method+is+given+without+a+code_challenge.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("code_challenge_method", "") https://harbour.example/callback?error=invalid_request&error_description=The+code_challenge_method+has+to+be+S256.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("code_challenge_method", "plain") https://harbour.example/callback?error=invalid_request&error_description=The+code_challenge_method+has+to+be+S256.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("scope", "openid") https://harbour.example/callback?error=invalid_scope&error_description=The+app+is+not+allowed+a+scope+that+it+asks+for.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("scope", "accounts:admin") https://harbour.example/callback?error=invalid_scope&error_description=The+app+is+not+allowed+a+scope+that+it+asks+for.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    ("scope", "a\"b") https://harbour.example/callback?error=invalid_scope&error_description=The+scope+is+not+written+as+RFC+6749+says.&state=s1&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
}

#[tokio::test]
async fn an_app_that_opens_links_of_its_own_is_told_by_a_press_where_nobody_has_pressed_yet() {
    let (service, client) = scene(native_app()).await;
    let page = with(&client, &[("scope", "openid")]).await;
    assert!(page.way_back().starts_with("com.example.till:/callback?"), "{}", page.way_back());
    let told = page.turned_back_with();
    let told = ["error", "state", "iss"].map(|name| told[name].as_str());
    assert_eq!(told, ["invalid_scope", "s1", service.issuer()]);
    assert_snapshot!(shown(&page), @r#"
    GET /oauth/authorize
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in cannot go on
    The app asked in a way that this service refuses. Nothing about you was passed on.
    Press the button to go back to it: it is told why.
    Back to the app
    invalid_scope
    The app is not allowed a scope that it asks for.
    "#);
}

#[tokio::test]
async fn an_app_that_opens_links_of_its_own_is_told_at_once_where_a_press_led_there_or_no_page_is_wanted() {
    let (_service, client) = scene(native_app()).await;
    let error = |answer: &Answer| {
        assert_eq!(answer.status, 302, "{answer:?}");
        assert!(answer.location().unwrap().starts_with("com.example.till:/callback?"), "{:?}", answer.location());
        answer.redirected_with().remove("error").unwrap()
    };
    assert_eq!(error(&with(&client, &[("prompt", "none")]).await), "login_required");
    assert_eq!(error(&with(&client, &[("prompt", "none"), ("scope", "openid")]).await), "invalid_scope");
    assert_eq!(error(&with(&client, &[("prompt", "login none")]).await), "invalid_request");
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    let denied = visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    assert_eq!(error(&denied), "access_denied");
    let listening = with(&client, &[("scope", "openid"), ("redirect_uri", "http://127.0.0.1:4000/callback")]).await;
    assert_eq!((listening.status, listening.redirected_with()["error"].as_str()), (302, "invalid_scope"), "a page is what comes back");
}

#[tokio::test]
async fn what_is_refused_once_the_app_is_known_counts_among_its_days() {
    let (service, client) = scene(web_app()).await;
    with(&client, &[("client_id", "nobody")]).await;
    with(&client, &[("scope", "openid")]).await;
    with(&client, &[("prompt", "none")]).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    let service = service.restart().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let sql = "SELECT group_concat(event || ' ' || reason || ' ' || times, ', ') FROM (SELECT * FROM usage WHERE app = ?1 ORDER BY reason)";
    let counts: String = raw.query_row(sql, [&client.id], |row| row.get(0)).unwrap();
    assert_eq!(counts, "refusal access_denied 1, refusal invalid_scope 1, refusal login_required 1");
}

#[tokio::test]
async fn a2_a_repeated_parameter_is_refused_and_a_repeated_state_is_not_sent_back() {
    let (service, client) = scene(web_app()).await;
    let base = client.authorize("profile");
    for (more, told) in
        [("&scope=email", "app"), ("&x=1&x=2", "app"), ("&state=s2", "app"), ("&client_id=x", "page"), ("&redirect_uri=x", "page")]
    {
        let answer = Visitor::new().open(&format!("{base}{more}")).await;
        match told {
            "app" => assert_eq!(answer.redirected_with()["error"], "invalid_request", "{more}"),
            _ => assert_eq!((answer.status, answer.location()), (400, None), "{more}"),
        }
        if more.contains("state") {
            assert_eq!(answer.redirected_with().get("state"), None);
        }
    }
    drop(service);
}

#[tokio::test]
async fn bytes_that_are_no_text_and_null_bytes_are_told_on_a_page() {
    let (_service, client) = scene(web_app()).await;
    for more in ["&x=%ff", "&x=%00", "&%c3%28=1"] {
        let answer = Visitor::new().open(&format!("{}{more}", client.authorize("profile"))).await;
        assert_eq!((answer.status, answer.location()), (400, None), "{more}");
    }
}

#[tokio::test]
async fn the_sign_in_page_says_who_asks_and_where_one_comes_back() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    assert_snapshot!(shown(&with(&client, &[]).await), @r#"
    GET /oauth/authorize
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to go on to
    Harbour Till
    .
    It never sees your password.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    the app on this computer
    that opens com.example.till links.
    "#);
}

async fn get(service: &Service, path: &str, accept: &str) -> Answer {
    Answer::to(http().get(service.url(path)).header("accept", accept)).await
}

#[tokio::test]
async fn a25_what_is_not_there_is_a_page_for_people_and_json_for_programs() {
    let service = Service::start().await;
    assert_snapshot!(shown(&get(&service, "/nothing", "text/html").await), @r#"
    GET /nothing
    404
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Nothing is here
    This service has no page at this address.
    Check the address, or start again from your app.
    "#);
    assert_snapshot!(shown(&get(&service, "/nothing", "application/json").await), @r#"
    GET /nothing
    404
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "There is nothing at this address. The endpoints are told at /.well-known/oauth-authorization-server."
    }
    "#);
}

#[tokio::test]
async fn a25_a_page_that_is_asked_in_another_way_and_the_root_say_where_to_start() {
    let service = Service::start().await;
    assert_snapshot!(shown(&get(&service, "/sign-in", "text/html").await), @r#"
    GET /sign-in
    405
    allow: POST
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This address works another way
    The page was asked for in a way that it does not answer.
    Start again from your app.
    "#);
    assert_snapshot!(shown(&get(&service, "/", "text/html").await), @r#"
    GET /
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    An accounts service
    Countersign accounts is where apps send you to sign in.
    Start from the app that you want to use, or look after your account here.
    Your account
    "#);
}

#[tokio::test]
async fn a25_readiness_fails_when_the_database_cannot_be_written() {
    let service = Service::start().await;
    let ask = || async { Answer::to(http().get(service.url("/readyz"))).await };
    let ready = ask().await;
    assert_eq!((ready.status, ready.body.as_str()), (200, r#"{"ready":true}"#));
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("CREATE TRIGGER full BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'disk full'); END").unwrap();
    service.clock.advance(1);
    let not = ask().await;
    assert_eq!((not.status, not.body.as_str()), (503, r#"{"ready":false}"#));
    raw.execute_batch("DROP TRIGGER full").unwrap();
    service.clock.advance(1);
    assert_eq!(ask().await.status, 200);
}

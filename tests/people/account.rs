//! The pages on which people look after their own account.

use support::client::Client;
use support::service::{Service, ada, michael, web_app};
use support::visitor::{Answer, Visitor};

async fn at_home(service: &Service) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url("/account"), &michael().email).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (visitor, page)
}

#[tokio::test]
async fn nobody_sees_an_account_without_signing_in_and_comes_back_to_where_they_went() {
    let service = Service::with_people().await;
    for path in ["/account", "/account/password", "/account/second-factor", "/account/sessions", "/account/apps"] {
        let answer = Visitor::new().open(&service.url(path)).await;
        assert_eq!((answer.status, answer.location()), (303, Some(format!("/account/sign-in?to={path}").as_str())));
        let page = Visitor::new().sign_in(&service.url(path), &michael().email).await;
        assert_eq!((page.status, page.url.path()), (200, path));
    }
    let page = Visitor::new().sign_in(&service.url("/account/sign-in?to=https://evil.example/"), &michael().email).await;
    assert_eq!(page.url.as_str(), service.url("/account"));
}

#[tokio::test]
async fn a_profile_is_changed_and_an_app_reads_it() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at_home(&service).await;
    let form = page.form_with("name").with("name", "Michael B.").with("phone_number", "+34 600 000 000").with("locale", "es-MX");
    let saved = visitor.submit_and_follow(&page, &form).await;
    assert!(saved.body.contains("Tu perfil está guardado"), "{}", saved.body);
    assert!(saved.body.contains("+34 600 000 000") && saved.body.contains("14-05-2026"), "{}", saved.body);
    let client = Client::add(&service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile").await;
    let info = client.user_info(&tokens.access_token).await.json();
    assert_eq!((info["name"].as_str(), info["locale"].as_str()), (Some("Michael B."), Some("es-MX")));
}

#[tokio::test]
async fn a_profile_with_something_wrong_is_told_and_not_stored() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at_home(&service).await;
    let form = page.form_with("name").with("name", "Mike").with("website", "javascript:alert(1)");
    let told = visitor.submit(&page, &form).await;
    assert_eq!(told.status, 422);
    assert!(told.body.contains("id=\"website-problem\""), "{}", told.body);
    assert!(visitor.open(&service.url("/account")).await.body.contains("value=\"Michael\""));
}

#[tokio::test]
async fn a8_a_form_of_the_account_is_good_for_its_browser_and_its_page_alone() {
    let service = Service::with_people().await;
    let (_, theirs) = at_home(&service).await;
    let (mut visitor, page) = at_home(&service).await;
    let profile = page.form_with("name").with("name", "Stolen");
    let foreign = theirs.form_with("name").with("name", "Stolen");
    assert_eq!(visitor.submit(&page, &foreign).await.status, 400);
    let password = visitor.open(&service.url("/account/password")).await;
    assert_eq!(visitor.submit(&password, &support::visitor::Form { action: "/account/password".into(), ..profile }).await.status, 400);
    assert!(visitor.open(&service.url("/account")).await.body.contains("value=\"Michael\""));
}

#[tokio::test]
async fn a10_a_new_password_asks_the_old_one_and_ends_every_other_browser() {
    let service = Service::with_people().await;
    let (mut elsewhere, _) = at_home(&service).await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/password")).await;
    let form =
        |old: &str, new: &str, again: &str| page.form_with("old").with("old", old).with("password", new).with("password_again", again);
    let new = "another horse entirely";
    for (old, first, again) in
        [("wrong password", new, new), (support::service::PASSWORD, "short", "short"), (support::service::PASSWORD, new, "x")]
    {
        assert_eq!(visitor.submit(&page, &form(old, first, again)).await.status, 422);
    }
    let changed = visitor.submit_and_follow(&page, &form(support::service::PASSWORD, new, new)).await;
    assert!(changed.status == 200 && changed.body.contains("role=\"status\""), "{}", changed.body);
    assert_eq!(visitor.open(&service.url("/account")).await.status, 200);
    assert_eq!(elsewhere.open(&service.url("/account")).await.status, 303);
    assert_eq!(Visitor::new().sign_in(&service.url("/account"), &michael().email).await.status, 422, "the old one is over");
}

#[tokio::test]
async fn a10_a_new_password_ends_what_apps_were_given_and_the_page_says_so() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    let waiting = client.code(&michael().email, "profile").await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/password")).await;
    assert!(page.body.contains("apps have to sign in again"), "{}", page.body);
    let new = "another horse entirely";
    let form = page.form_with("old").with("old", support::service::PASSWORD).with("password", new).with("password_again", new);
    let changed = visitor.submit_and_follow(&page, &form).await;
    assert!(changed.body.contains("apps have to sign in again"), "{}", changed.body);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.status, 400);
    assert_eq!(client.exchange(&waiting).await.status, 400);
}

#[tokio::test]
async fn a14_the_old_password_is_guessed_no_faster_than_at_sign_in() {
    let service = Service::with_people().await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/password")).await;
    let new = "another horse entirely";
    let form = page.form_with("old").with("old", "a wrong one").with("password", new).with("password_again", new);
    for _ in 0..10 {
        assert_eq!(visitor.submit(&page, &form).await.status, 422);
    }
    let refused = visitor.submit(&page, &form).await;
    assert_eq!(refused.status, 429);
    assert!(!refused.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_browser_is_signed_out_from_another_one() {
    let service = Service::with_people().await;
    let (mut elsewhere, _) = at_home(&service).await;
    let (mut third, _) = at_home(&service).await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/sessions")).await;
    assert_eq!(page.body.matches("<li>").count(), 3);
    let others = page.form_with("end").with("end", "others");
    let ended = visitor.submit_and_follow(&page, &others).await;
    assert_eq!((ended.status, ended.body.matches("<li>").count()), (200, 1));
    for other in [&mut elsewhere, &mut third] {
        assert_eq!(other.open(&service.url("/account")).await.status, 303);
    }
}

#[tokio::test]
async fn each_other_browser_tells_when_it_was_last_used() {
    let service = Service::with_people().await;
    let (mut elsewhere, _) = at_home(&service).await;
    service.clock.advance(2 * 3600);
    assert_eq!(elsewhere.open(&service.url("/account")).await.status, 200);
    // What is only told is written every few seconds, and when the service stops.
    let service = service.restart().await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/sessions")).await;
    assert_eq!(page.body.matches("Last used").count(), 1, "{}", page.body);
    assert!(page.body.contains("Last used 14-05-2026, 13:07"), "{}", page.body);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let service = Service::with_people().await;
    let mut ada_there = Visitor::new();
    let page = ada_there.sign_in(&service.url("/account/sessions"), &ada().email).await;
    assert_eq!(page.status, 200);
    let (mut visitor, _) = at_home(&service).await;
    let sid: String = {
        let database = rusqlite::Connection::open(service.database()).unwrap();
        let sql = "SELECT sid FROM sessions JOIN people ON people.id = person WHERE email = ?1";
        database.query_row(sql, [ada().email], |row| row.get(0)).unwrap()
    };
    let page = visitor.open(&service.url("/account/sessions")).await;
    visitor.submit(&page, &visitor_form(&page, &sid)).await;
    assert_eq!(ada_there.open(&service.url("/account")).await.status, 200);
}

fn visitor_form(page: &Answer, sid: &str) -> support::visitor::Form {
    // There is one session alone, and so no button; the sealed fields are those of the page's other forms.
    let hidden = page.forms().into_iter().find(|form| form.action == "/account/sign-out").unwrap();
    support::visitor::Form { action: "/account/sessions".into(), ..hidden }.with("end", sid)
}

#[tokio::test]
async fn a10_what_a_browser_says_of_itself_is_kept_cut_short() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&service.url("/account")).await;
    let form = page.form_with("password").with("email", &michael().email).with("password", support::service::PASSWORD);
    let cookies: Vec<String> = visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = support::service::http()
        .post(service.url(&form.action))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", cookies.join("; "))
        .header("user-agent", format!("Firefox {}", "x".repeat(500)))
        .body(form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish());
    assert_eq!(support::client::send(request).await.status, 303);
    let database = rusqlite::Connection::open(service.database()).unwrap();
    let kept: String = database.query_row("SELECT user_agent FROM sessions", [], |row| row.get(0)).unwrap();
    assert!(kept.starts_with("Firefox x") && kept.chars().count() == 200, "{kept}");
}

#[tokio::test]
async fn iii_04_an_app_whose_access_is_taken_away_is_refused_at_its_next_request() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    let again = client.tokens_for(&michael().email, "email").await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/apps")).await;
    assert!(page.body.contains("Harbour Desk") && page.body.contains("Stay signed in"), "{}", page.body);
    assert!(page.body.contains("Your e-mail") && page.body.matches("<li>").count() == 1, "one row for an app");
    let form = page.form_with("revoke").with("revoke", &client.id);
    let revoked = visitor.submit_and_follow(&page, &form).await;
    assert!(!revoked.body.contains("Harbour Desk"), "{}", revoked.body);
    for token in [&tokens.access_token, &again.access_token] {
        assert_eq!(client.user_info(token).await.status, 401);
    }
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn iii_04_an_app_of_somebody_else_keeps_its_access() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let hers = client.tokens_for(&ada().email, "profile").await;
    let his = client.tokens_for(&michael().email, "profile").await;
    let (mut visitor, _) = at_home(&service).await;
    let page = visitor.open(&service.url("/account/apps")).await;
    visitor.submit(&page, &page.form_with("revoke").with("revoke", &client.id)).await;
    assert_eq!(client.user_info(&his.access_token).await.status, 401);
    assert_eq!(client.user_info(&hers.access_token).await.status, 200);
}

#[tokio::test]
async fn whoever_signs_out_is_signed_out_at_the_service_too() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at_home(&service).await;
    let kept = visitor.cookies.clone();
    let leave = page.forms().into_iter().find(|form| form.action == "/account/sign-out").unwrap();
    assert_eq!(visitor.submit(&page, &leave).await.status, 200);
    assert_ne!(visitor.cookies, kept, "the cookie is taken away");
    visitor.cookies = kept;
    assert_eq!(visitor.open(&service.url("/account")).await.status, 303, "and opens nothing any more");
}

//! The account as JSON, for the service's own app where somebody granted that it may look after it.

use countersign_wire::app::OAuthAppDraft;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, member, send};
use support::service::{PASSWORD, Service, ada, http, michael, web_app};
use support::visitor::{Answer, Visitor};

async fn ask(service: &Service, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let mut request = http().request(method, service.url(&format!("/account/v1{path}"))).bearer_auth(token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    send(request).await
}

/// A token of the service's own app, for Michael, who ticks these scopes of what it asks for.
async fn own(service: &Service, ticked: &[&str]) -> String {
    member(&given(service, "profile account", ticked).await, "access_token")
}

/// What the service's own app is given where Michael ticks these scopes of what it asks for.
async fn given(service: &Service, scope: &str, ticked: &[&str]) -> Answer {
    let (client, mut visitor) = (Client::built_in(service), Visitor::new());
    let page = visitor.sign_in(&client.authorize(scope), &michael().email).await;
    let form = page.form_with("answer").ticking("scope", ticked).with("answer", "accept");
    let code = visitor.submit(&page, &form).await.redirected_with().remove("code").unwrap();
    client.exchange(&code).await
}

const CHALLENGE: &str = "Bearer realm=\"account\"";

#[tokio::test]
async fn an_account_is_looked_after_with_the_scope_for_it_alone() {
    let service = Service::with_people().await;
    let other = Client::add(&service, web_app()).await.tokens_for(&michael().email, "profile").await.access_token;
    let withheld = own(&service, &["profile"]).await;
    let granted = own(&service, &["account"]).await;
    for path in ["/profile", "/sessions", "/apps"] {
        let nobody = send(http().get(service.url(&format!("/account/v1{path}")))).await;
        assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, CHALLENGE), "{path}");
        let unknown = ask(&service, "made-up", Method::GET, path, None).await;
        assert_eq!((unknown.status, unknown.header("www-authenticate")), (401, &*format!("{CHALLENGE}, error=\"invalid_token\"")));
        for token in [&other, &withheld] {
            let refused = ask(&service, token, Method::GET, path, None).await;
            let challenge = format!("{CHALLENGE}, error=\"insufficient_scope\", scope=\"account\"");
            assert_eq!((refused.status, refused.header("www-authenticate")), (403, &*challenge), "{path}");
        }
        assert_eq!(ask(&service, &granted, Method::GET, path, None).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn no_app_but_the_services_own_can_ask_for_that_scope() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let refused = Visitor::new().visit(&client.authorize("profile account")).await;
    assert_eq!(refused.redirected_with().remove("error").as_deref(), Some("invalid_scope"));
    let administrator = Client::built_in(&service).tokens_for(&ada().email, "accounts:admin").await.access_token;
    let draft = OAuthAppDraft { scopes: vec!["profile".into(), "account".into()], ..web_app() };
    let refused = send(http().post(service.url("/admin/v1/apps")).bearer_auth(administrator).json(&draft)).await;
    assert_eq!((refused.status, refused.json()["problems"][0]["field"].as_str()), (400, Some("scopes")), "{}", refused.body);
}

#[tokio::test]
async fn the_page_says_what_that_scope_is_and_leaves_it_unticked() {
    let service = Service::with_people().await;
    let page = Visitor::new().sign_in(&Client::built_in(&service).authorize("profile account"), &michael().email).await;
    assert!(page.body.contains("Look after your account"), "{}", page.body);
    let ticked: Vec<_> = page.form_with("answer").fields.into_iter().filter(|(name, _)| name == "scope").collect();
    assert_eq!(ticked, [("scope".to_owned(), "profile".to_owned())]);
}

#[tokio::test]
async fn a_profile_is_changed_in_part() {
    let service = Service::with_people().await;
    let token = own(&service, &["account"]).await;
    let changed = ask(&service, &token, Method::PATCH, "/profile", Some(json!({ "details": { "bio": " Boats " } }))).await;
    assert_eq!((changed.status, changed.json()["details"]["bio"].as_str()), (200, Some("Boats")), "{}", changed.body);
    assert_eq!(changed.json()["name"], "Michael");
    for wrong in [json!({ "name": "" }), json!({ "details": { "website": "http://x" } }), json!({ "role": "administrator" })] {
        assert_eq!(ask(&service, &token, Method::PATCH, "/profile", Some(wrong.clone())).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_new_password_wants_the_old_one() {
    let service = Service::with_people().await;
    let token = own(&service, &["account"]).await;
    let change = |old: &str| Some(json!({ "old": old, "new": "another horse entirely" }));
    assert_eq!(ask(&service, &token, Method::POST, "/password", change("wrong")).await.status, 403);
    assert_eq!(ask(&service, &token, Method::POST, "/password", change(PASSWORD)).await.status, 204);
    assert_eq!(Visitor::new().sign_in(&service.url("/account"), &michael().email).await.status, 422);
}

#[tokio::test]
async fn a10_a_new_password_ends_every_browser_and_app_but_the_one_that_asked_for_it() {
    let service = Service::with_people().await;
    let (own, scopes) = (Client::built_in(&service), ["profile", "account", "offline_access"]);
    let tokens = async || {
        let answer = given(&service, &scopes.join(" "), &scopes).await;
        (member(&answer, "access_token"), member(&answer, "refresh_token"))
    };
    let (asking, other) = (tokens().await, tokens().await);
    let client = Client::add(&service, web_app()).await;
    let theirs = client.tokens_for(&michael().email, "profile offline_access").await;
    let mut visitor = Visitor::new();
    assert_eq!(visitor.sign_in(&service.url("/account"), &michael().email).await.status, 200);
    let change = Some(json!({ "old": PASSWORD, "new": "another horse entirely" }));
    assert_eq!(ask(&service, &asking.0, Method::POST, "/password", change).await.status, 204);
    assert_eq!(visitor.open(&service.url("/account")).await.status, 303);
    for (client, access, refresh) in [(&own, other.0, other.1), (&client, theirs.access_token, theirs.refresh_token.unwrap())] {
        assert_eq!(client.user_info(&access).await.status, 401);
        assert_eq!(client.refresh(&refresh).await.status, 400);
    }
    assert_eq!(ask(&service, &asking.0, Method::GET, "/profile", None).await.status, 200);
    assert_eq!(own.refresh(&asking.1).await.status, 200);
}

#[tokio::test]
async fn sessions_and_apps_are_listed_and_ended() {
    let service = Service::with_people().await;
    let own = own(&service, &["account"]).await;
    let client = Client::add(&service, web_app()).await;
    let theirs = client.tokens_for(&michael().email, "profile").await.access_token;
    let sessions = ask(&service, &own, Method::GET, "/sessions", None).await.json();
    let first = sessions["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/sessions/{first}"), None).await.status, 204);
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/sessions/{first}"), None).await.status, 404);
    let apps = ask(&service, &own, Method::GET, "/apps", None).await.json();
    assert_eq!(apps["items"].as_array().unwrap().len(), 2);
    assert_eq!(ask(&service, &own, Method::DELETE, &format!("/apps/{}", client.id), None).await.status, 204);
    assert_eq!(client.user_info(&theirs).await.status, 401);
}

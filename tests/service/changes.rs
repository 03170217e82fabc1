//! The administration API where more than one thing changes: roles, versions, pages of a list, what an app holds.

use countersign_wire::app::{AppPage, OAuthAppDraft};
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;
use support::caller::{Caller, told};
use support::client::{Client, member};
use support::service::{ADA, MICHAEL, Service, web_app};
use support::shown::shown;

async fn page(caller: &Caller<'_>, query: &str) -> AppPage {
    serde_json::from_value(caller.get(&format!("/apps?{query}")).await.json()).unwrap()
}

/// Makes a new secret for an app.
pub(crate) async fn new_secret(service: &Service, client_id: &str) -> String {
    let administrator = Caller::administrator(service).await;
    member(&administrator.send(Method::POST, &format!("/apps/{client_id}/secrets"), None, None).await, "client_secret")
}

#[tokio::test]
async fn a17_the_role_counts_as_it_is_now() {
    let service = Service::with_people().await;
    let administrator = Caller::administrator(&service).await;
    assert_eq!(administrator.get("/apps").await.status, 200);
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE people SET role = 'member' WHERE email = ?1", [ADA]).unwrap();
    assert_snapshot!(shown(&administrator.get("/apps").await), @r#"
    GET /admin/v1/apps
    403
    cache-control: no-store
    content-type: application/json

    {
      "code": "forbidden",
      "message": "Only an administrator may do this. Ask one."
    }
    "#);
}

#[tokio::test]
async fn of_many_who_change_one_version_at_once_one_succeeds() {
    let service = Service::with_people().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await.app;
    let one = format!("/apps/{}", app.client_id);
    let draft = json!(web_app());
    let changes = (0..16).map(|_| administrator.send(Method::PUT, &one, Some(&draft), Some(1)));
    let answers = futures_util::future::join_all(changes).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 15);
}

#[tokio::test]
async fn the_list_goes_page_by_page_by_name_and_is_searched_without_regard_to_case() {
    let service = Service::with_people().await;
    let administrator = Caller::administrator(&service).await;
    for name in ["delta", "Alpha", "charlie", "Bravo", "Échelle"] {
        let uri = format!("https://{}.example/cb", if name == "Échelle" { "ladder" } else { name });
        administrator.create(&OAuthAppDraft { name: name.into(), redirect_uris: vec![uri], ..web_app() }).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = page(&administrator, &format!("limit=2{cursor}")).await;
        assert_eq!(page.total, 6);
        seen.extend(page.items.into_iter().map(|app| app.name));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["Alpha", "Bravo", "charlie", "Countersign", "delta", "Échelle"]);
    for (search, found) in [("ALPHA", 1), ("ladder.example", 1), ("%C3%A9CHELLE", 1), ("%25", 0), ("_", 0), ("countersign", 1), ("", 6)] {
        assert_eq!(page(&administrator, &format!("search={search}")).await.total, found, "{search}");
    }
    for query in ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=eyJ9"] {
        assert_eq!(told(&administrator.get(&format!("/apps?{query}")).await), (400, "invalid_input".into()), "{query}");
    }
}

#[tokio::test]
async fn what_an_app_holds_dies_with_it_and_disabling_is_no_pause() {
    let service = Service::with_people().await;
    let administrator = Caller::administrator(&service).await;
    let client = Client::add(&service, web_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    let (access, refresh, code) =
        (member(&answer, "access_token"), member(&answer, "refresh_token"), client.code(MICHAEL, "profile").await);
    let one = format!("/apps/{}", client.id);
    for (version, enabled) in [(1, false), (2, true)] {
        let draft = json!(OAuthAppDraft { enabled, ..web_app() });
        assert_eq!(administrator.send(Method::PUT, &one, Some(&draft), Some(version)).await.status, 200);
        assert_eq!(client.user_info(&access).await.status, 401);
        assert_eq!(client.refresh(&refresh).await.status, if enabled { 400 } else { 401 });
        assert_eq!(client.exchange(&code).await.status, if enabled { 400 } else { 401 });
    }
    let access = member(&client.exchange(&client.code(MICHAEL, "profile").await).await, "access_token");
    assert_eq!(administrator.send(Method::DELETE, &one, None, None).await.status, 204);
    assert_eq!(client.user_info(&access).await.status, 401);
}

#[tokio::test]
async fn a18_each_change_is_in_the_audit_with_who_did_it() {
    let service = Service::with_people().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await;
    let one = format!("/apps/{}", app.app.client_id);
    administrator.send(Method::POST, &format!("{one}/secrets"), None, None).await;
    administrator.send(Method::PUT, &one, Some(&json!(web_app())), Some(2)).await;
    administrator.send(Method::DELETE, &one, None, None).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let sql = "SELECT deed FROM audit JOIN people ON people.id = audit.actor WHERE app = ?1 AND people.email = ?2 ORDER BY audit.id";
    let mut statement = raw.prepare(sql).unwrap();
    let deeds: Vec<String> = statement.query_map([&app.app.client_id, ADA], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(deeds, ["app_added", "secret_added", "app_changed", "app_deleted"]);
}

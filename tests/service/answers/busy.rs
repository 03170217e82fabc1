//! Too much at once: what is told, and when to come again (503).

use std::sync::Arc;

use insta::assert_snapshot;
use serde_json::json;
use support::client::{Client, member, send};
use support::service::{ADA, MICHAEL, Service, ada, http, inbenta_app, michael, web_app};
use support::shown::shown;
use support::visitor::Visitor;

/// How many writes may wait.
const QUEUE: usize = 1024;

async fn waiting(service: &Service) -> usize {
    let metrics = format!("http://{}/metrics", service.running.metrics_addr().unwrap());
    let text = Visitor::new().open(&metrics).await.body;
    let line = text.lines().find_map(|line| line.strip_prefix("countersign_accounts_writer_queue_length "));
    line.unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_queue_of_writes_is_full_each_api_says_so_in_its_own_words() {
    let service = Service::start_with(|config| config.metrics = Some(([127, 0, 0, 1], 0).into())).await;
    service.add_person(michael()).await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    let key = service.operator().add_api_key("Chat").await.unwrap();
    let inbenta = Client::add(&service, inbenta_app()).await;
    let said = inbenta.tokens_for(MICHAEL, "product_apis").await.access_token;
    let tokens = Client::built_in(&service).token_granting(ADA, "account accounts:admin").await;
    let mut visitor = Visitor::new();
    let consent = visitor.sign_in(&client.authorize("profile"), MICHAEL).await;

    // Somebody else holds the database: what is to be written waits.
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client = Arc::new(client);
    let crowd: Vec<_> = (0..QUEUE + 200)
        .map(|_| {
            let client = Arc::clone(&client);
            tokio::spawn(async move { client.revoke("x").await.status })
        })
        .collect();
    support::wait::until_some("the queue to be full", || async { (waiting(&service).await >= QUEUE).then_some(()) }).await;

    let token = client.revoke("x").await;
    let organisation = http().post(service.url("/admin/v1/organisations")).bearer_auth(&tokens).json(&json!({ "name": "Boatyard" }));
    let administration = send(organisation).await;
    let profile = http().patch(service.url("/account/v1/profile")).bearer_auth(&tokens).json(&json!({ "name": "Ada" }));
    let account = send(profile).await;
    let auth = http().post(service.url("/v1/auth")).header("x-inbenta-key", &key.key).header("x-oauth-token", format!("Bearer {said}"));
    let product = send(auth.json(&json!({ "secret": key.secret.expose() }))).await;
    let page = visitor.submit(&consent, &consent.form_with("answer").with("answer", "accept")).await;
    raw.execute_batch("ROLLBACK").unwrap();
    for one in crowd {
        assert!(matches!(one.await.unwrap(), 200 | 503));
    }
    assert_snapshot!(shown(&token), @r#"
    POST /oauth/revoke
    503
    cache-control: no-store
    content-type: application/json
    retry-after: 1

    {
      "error": "temporarily_unavailable",
      "error_description": "Too much is waiting to be stored. Try again in a moment."
    }
    "#);
    assert_snapshot!(shown(&administration), @r#"
    POST /admin/v1/organisations
    503
    cache-control: no-store
    content-type: application/json
    retry-after: 1

    {
      "code": "busy",
      "message": "Too much is waiting to be stored. Try again in a moment."
    }
    "#);
    assert_snapshot!(shown(&account), @r#"
    PATCH /account/v1/profile
    503
    cache-control: no-store
    content-type: application/json
    retry-after: 1

    {
      "code": "busy",
      "message": "Too much is waiting to be stored. Try again in a moment."
    }
    "#);
    assert_snapshot!(shown(&product), @r#"
    POST /v1/auth
    503
    cache-control: no-store
    content-type: application/json
    retry-after: 1

    {
      "error": {
        "code": 503,
        "message": "Too much is waiting to be stored. Try again in a moment."
      }
    }
    "#);
    assert_snapshot!(shown(&page), @r#"
    POST /consent
    503
    cache-control: no-store
    content-type: text/html; charset=utf-8
    retry-after: 1

    The service is busy
    More people are here than it can answer at once. Nothing was lost.
    Try again in a moment.
    "#);
    assert_eq!(member(&client.exchange(&client.code(MICHAEL, "profile").await).await, "token_type"), "Bearer", "and then it goes on");
}

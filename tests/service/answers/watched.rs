//! For whoever watches the service.

use insta::assert_snapshot;
use reqwest::Method;
use support::client::send;
use support::service::{Service, http};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

#[tokio::test]
async fn it_lives_and_is_ready() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/healthz")).await), @r#"
    GET /healthz
    200
    cache-control: no-store
    content-type: application/json

    {
      "alive": true
    }
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/readyz")).await), @r#"
    GET /readyz
    200
    cache-control: no-store
    content-type: application/json

    {
      "ready": true
    }
    "#);
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_told_to_come_again() {
    let service = Service::start().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'disk full'); END").unwrap();
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/readyz")).await), @r#"
    GET /readyz
    503
    cache-control: no-store
    content-type: application/json

    {
      "ready": false
    }
    "#);
}

#[tokio::test]
async fn a_method_that_is_none_of_theirs_is_told_in_json() {
    let service = Service::start().await;
    assert_snapshot!(shown(&send(http().request(Method::POST, service.url("/healthz"))).await), @r#"
    POST /healthz
    405
    allow: GET,HEAD
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "This address does not answer that method. Allow names those that it does."
    }
    "#);
}

#[tokio::test]
async fn the_counts_are_at_an_address_of_their_own() {
    let service = Service::start_with(|config| config.metrics = Some(([127, 0, 0, 1], 0).into())).await;
    let metrics = format!("http://{}", service.running.metrics_addr().unwrap());
    let counts = Visitor::new().open(&format!("{metrics}/metrics")).await;
    assert_snapshot!(shown(&Answer { body: String::new(), ..counts }), @r#"
    GET /metrics
    200
    content-type: application/openmetrics-text; version=1.0.0; charset=utf-8
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/metrics")).await), @r#"
    GET /metrics
    404
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Nothing is here
    This service has no page at this address.
    Check the address, or start again from your app.
    "#);
}

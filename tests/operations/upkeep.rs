//! What the service does by itself.

use support::client::Client;
use support::service::{BEGINNING, Service, ada, web_app};

#[tokio::test]
async fn a_backlog_of_what_has_ended_goes_away_while_others_write() {
    let service = Service::start().await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    let tokens = client.tokens_for("ada@harbour.example", "profile offline_access").await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12000) \
         INSERT INTO access_tokens (hash, under, scopes, issued_at, expires_at) \
         SELECT randomblob(32), grants.id, '', 0, ?1 FROM numbers, (SELECT id FROM grants LIMIT 1) AS grants",
        [BEGINNING - 2 * 24 * 3600],
    )
    .unwrap();
    let left = || raw.query_row("SELECT count(*) FROM access_tokens", [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(left() > 12_000);
    let service = service.restart().await;
    let client = Client::of(&service, &client.id, client.secret.as_deref(), &client.redirect_uri);
    let mut refresh = tokens.refresh_token.unwrap();
    let mut renewed = 0;
    while left() > renewed + 1 {
        // Far more is there than one batch takes, and meanwhile tokens are renewed.
        let answer = client.refresh(&refresh).await;
        refresh = support::client::member(&answer, "refresh_token");
        renewed += 1;
        assert!(renewed < 10_000, "{} rows are still there", left());
    }
    assert_eq!(client.user_info(&support::client::member(&client.refresh(&refresh).await, "access_token")).await.status, 200);
}

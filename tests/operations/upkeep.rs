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

#[tokio::test]
async fn what_was_counted_more_than_400_days_ago_goes_away() {
    let service = Service::start().await;
    let client = Client::add(&service, web_app()).await;
    let (raw, today) = (rusqlite::Connection::open(service.database()).unwrap(), BEGINNING / (24 * 3600));
    for day in [today - 401, today - 400] {
        let sql = "INSERT INTO usage (app, day, event, times) VALUES (?1, ?2, 'sign_in', 1)";
        raw.execute(sql, rusqlite::params![client.id, day]).unwrap();
    }
    let _service = service.restart().await;
    let days = || {
        let mut statement = raw.prepare("SELECT day FROM usage ORDER BY day").unwrap();
        statement.query_map([], |row| row.get::<_, i64>(0)).unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    let left = support::wait::until_some("the oldest day to go", async || Some(days()).filter(|days| days.len() < 2)).await;
    assert_eq!(left, [today - 400]);
}

//! What is only told: last uses and counts.

use super::given::*;
use super::{Place, at_once};
use crate::store::Store;
use crate::store::rows::{Count, DayCount, GrantsOf, RedirectMismatch, SecretUse, UsageBatch};

fn count(app: &str, day: i64, event: &'static str, reason: &'static str) -> Count {
    Count { app: app.to_owned(), day, event, reason, times: 2 }
}

fn mismatch(app: &str, redirect_uri: &str, at: i64) -> RedirectMismatch {
    RedirectMismatch { app: app.to_owned(), redirect_uri: redirect_uri.to_owned(), times: 1, first_at: at, last_at: at }
}

async fn tell(store: &dyn Store, batch: UsageBatch) {
    store.tell(batch).await.unwrap();
}

pub(crate) async fn counts_of_many_add_up(place: &impl Place) {
    let store = furnished(place).await;
    at_once(place, 20, |store, _| async move {
        let counts = vec![count(DESK, 7, "sign_in", ""), count(DESK, 8, "refusal", "invalid_grant")];
        store.tell(UsageBatch { counts, ..UsageBatch::default() }).await
    })
    .await;
    let day = |day, event: &str, reason: &str| DayCount { day, event: event.to_owned(), reason: reason.to_owned(), times: 40 };
    let all = [day(7, "sign_in", ""), day(8, "refusal", "invalid_grant")];
    assert_eq!(store.app_usage(DESK, 0).await.unwrap(), all);
    assert_eq!(store.app_usage(DESK, 8).await.unwrap(), all[1..]);
}

pub(crate) async fn a_last_use_never_goes_back(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile").await;
    for (at, expected) in [(NOW + 9, NOW + 9), (NOW + 5, NOW + 9), (NOW + 10, NOW + 10)] {
        let batch = UsageBatch {
            secrets: vec![SecretUse { id: "desk secret".to_owned(), at, from: format!("192.0.2.{}", at - NOW) }],
            apps: vec![(DESK.to_owned(), at)],
            grants: vec![("grant".to_owned(), at)],
            mismatches: vec![mismatch(DESK, "https://a.example", at)],
            ..UsageBatch::default()
        };
        tell(store.as_ref(), batch).await;
        let desk = store.app(DESK).await.unwrap().unwrap();
        let from = format!("192.0.2.{}", expected - NOW);
        assert_eq!((desk.last_used_at, desk.secrets[0].last_use.clone()), (Some(expected), Some((expected, from))));
        let granted = &store.grants(GrantsOf::App(DESK.to_owned()), None, 1, NOW).await.unwrap()[0];
        assert_eq!(granted.last_used_at, Some(expected));
    }
    let refused = &store.refused_redirect_uris(DESK).await.unwrap()[0];
    assert_eq!((refused.times, refused.first_at, refused.last_at), (3, NOW + 5, NOW + 10));
}

pub(crate) async fn what_is_told_of_what_is_gone_is_left_out(place: &impl Place) {
    let store = furnished(place).await;
    let batch = UsageBatch {
        secrets: vec![SecretUse { id: "gone".to_owned(), at: NOW, from: "192.0.2.1".to_owned() }],
        apps: vec![("gone".to_owned(), NOW), (DESK.to_owned(), NOW)],
        grants: vec![("gone".to_owned(), NOW)],
        sessions: vec![("gone".to_owned(), NOW)],
        counts: vec![count("gone", 1, "sign_in", ""), count(DESK, 1, "sign_in", "")],
        mismatches: vec![mismatch("gone", "https://a.example", NOW), mismatch(DESK, "https://a.example", NOW)],
    };
    tell(store.as_ref(), batch).await;
    assert_eq!((store.app_usage(DESK, 0).await.unwrap().len(), store.app_usage("gone", 0).await.unwrap().len()), (1, 0));
    assert_eq!(store.refused_redirect_uris(DESK).await.unwrap().len(), 1);
    assert_eq!(store.app(DESK).await.unwrap().unwrap().last_used_at, Some(NOW));
}

pub(crate) async fn of_return_addresses_that_are_not_registered_the_latest_are_kept(place: &impl Place) {
    let store = furnished(place).await;
    let address = |number: i64| format!("https://{number}.example");
    let mismatches = (0..50).map(|number| mismatch(DESK, &address(number), NOW + number)).collect();
    tell(store.as_ref(), UsageBatch { mismatches, ..UsageBatch::default() }).await;
    let kept: Vec<_> = store.refused_redirect_uris(DESK).await.unwrap().into_iter().map(|one| one.redirect_uri).collect();
    assert!((1..50).contains(&kept.len()), "whoever asks for many fills nothing: {}", kept.len());
    assert_eq!(kept, (0..50).rev().take(kept.len()).map(address).collect::<Vec<_>>());
}

pub(crate) async fn what_was_told_long_ago_is_thrown_away(place: &impl Place) {
    let store = furnished(place).await;
    let at = |day: i64| day * 24 * 3600;
    let counts = (0..1200).map(|day| count(DESK, day, "sign_in", "")).collect();
    let mismatches = vec![mismatch(DESK, "https://old.example", at(1000) - 1), mismatch(DESK, "https://new.example", at(1000))];
    tell(store.as_ref(), UsageBatch { counts, mismatches, ..UsageBatch::default() }).await;
    let mut rounds = 0;
    while store.sweep_told(1000).await.unwrap() {
        rounds += 1;
        assert!(rounds < 1000, "it never ends");
    }
    let days: Vec<_> = store.app_usage(DESK, 0).await.unwrap().into_iter().map(|one| one.day).collect();
    assert_eq!(days, (1000..1200).collect::<Vec<_>>());
    let kept: Vec<_> = store.refused_redirect_uris(DESK).await.unwrap().into_iter().map(|one| one.redirect_uri).collect();
    assert_eq!(kept, ["https://new.example"]);
}

pub(crate) async fn a_store_that_can_be_written_says_so(place: &impl Place) {
    let store = place.open().await;
    store.try_write(NOW).await.unwrap();
    store.try_write(NOW + 1).await.unwrap();
}

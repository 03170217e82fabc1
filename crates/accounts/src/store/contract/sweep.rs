//! What has ended is thrown away, and nothing that lives.

use countersign_wire::UnixSeconds;

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{LinkKept, NewFirstStep, Redeemed};

/// Sweeps until nothing is left to throw away.
async fn sweep(store: &dyn Store, before: UnixSeconds) {
    let mut rounds = 0;
    while store.sweep(before).await.unwrap() {
        rounds += 1;
        assert!(rounds < 1000, "it never ends");
    }
}

pub(crate) async fn what_has_ended_goes_and_what_lives_stays(place: &impl Place) {
    let store = furnished(place).await;
    // More than anybody throws away at once while others wait.
    for ends in [NOW - 1, NOW] {
        let name = move |number| digest(&format!("assertion {ends} {number}"));
        let used = at_once(place, 600, move |store, number| async move { store.use_assertion(name(number), ends).await }).await;
        assert_eq!(times(&used, &true), 600);
    }
    open_session(store.as_ref(), "cookie", "michael").await;
    let_in(store.as_ref(), "grant", ("michael", DESK), Some("cookie"), "profile offline_access").await;
    assert!(store.add_code(code("waiting", "michael", DESK, "profile"), entry()).await.unwrap());
    assert_eq!(keep(store.as_ref(), link("link", "michael")).await, LinkKept::Done);
    let first = NewFirstStep { id: digest("first step"), person: "michael".to_owned(), target: "/".to_owned(), expires_at: END };
    assert!(store.open_first_step(first, password("hash")).await.unwrap());

    sweep(store.as_ref(), NOW).await;
    let again = |ends: i64, number: usize| store.use_assertion(digest(&format!("assertion {ends} {number}")), END);
    for number in [0, 300, 599] {
        assert!(again(NOW - 1, number).await.unwrap(), "it is thrown away");
        assert!(!again(NOW, number).await.unwrap(), "it is known still");
    }
    assert!(is_signed_in(store.as_ref(), "cookie").await && opens(store.as_ref(), "grant").await);
    assert!(store.refresh_token(refresh("grant"), NOW).await.unwrap().is_some());
    assert!(store.code(digest("waiting")).await.unwrap().is_some());
    assert!(store.first_step(digest("first step"), NOW).await.unwrap().is_some());
    assert!(store.exchange_link(digest("link"), digest("link cookie"), NOW, END).await.unwrap());
}

pub(crate) async fn a_used_code_is_known_as_one_until_it_is_swept(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "code", ("michael", DESK), None, "profile").await;
    sweep(store.as_ref(), END).await;
    assert_eq!(store.redeem(digest("code"), tokens("again"), END + 5, entry()).await.unwrap(), Redeemed::Replayed);
    sweep(store.as_ref(), END + 1).await;
    assert_eq!(store.redeem(digest("code"), tokens("again"), END + 5, entry()).await.unwrap(), Redeemed::Gone);
    assert!(store.code(digest("code")).await.unwrap().is_none());
}

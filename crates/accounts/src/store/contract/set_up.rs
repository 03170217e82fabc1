//! Set-up: who comes first, against a code that the operator has.

use super::given::*;
use super::{Place, at_once, times};
use crate::store::rows::Role;

pub(crate) async fn a_set_up_code_is_exchanged_once(place: &impl Place) {
    let store = place.open().await;
    assert!(store.open_set_up(digest("code"), END).await.unwrap());
    let exchanged = at_once(place, 32, |store, number| async move {
        store.exchange_set_up(digest("code"), digest(&format!("cookie {number}")), NOW, END).await
    })
    .await;
    assert_eq!(times(&exchanged, &true), 1);
    let mut good = 0;
    for number in 0..32 {
        good += usize::from(store.is_set_up_cookie(digest(&format!("cookie {number}")), NOW).await.unwrap());
    }
    assert_eq!(good, 1);
}

pub(crate) async fn a_set_up_code_and_its_cookie_end(place: &impl Place) {
    let store = place.open().await;
    assert!(store.open_set_up(digest("code"), NOW).await.unwrap());
    assert!(!store.exchange_set_up(digest("code"), digest("cookie"), NOW, END).await.unwrap());
    assert!(store.exchange_set_up(digest("code"), digest("cookie"), NOW - 1, END).await.unwrap());
    assert!(store.is_set_up_cookie(digest("cookie"), END - 1).await.unwrap());
    assert!(!store.is_set_up_cookie(digest("cookie"), END).await.unwrap());
    let late = store.add_first_person(person("ada", Role::Administrator), digest("cookie"), END, entry());
    assert!(!late.await.unwrap());
}

pub(crate) async fn of_many_who_are_first_at_once_one_is(place: &impl Place) {
    let store = place.open().await;
    for number in 0..16 {
        let (code, cookie) = (digest(&format!("code {number}")), digest(&format!("cookie {number}")));
        assert!(store.open_set_up(code, END).await.unwrap());
        assert!(store.exchange_set_up(code, cookie, NOW, END).await.unwrap());
    }
    let added = at_once(place, 16, |store, number| async move {
        let new = person(&format!("p{number}"), Role::Administrator);
        store.add_first_person(new, digest(&format!("cookie {number}")), NOW, entry()).await
    })
    .await;
    assert_eq!(times(&added, &true), 1);
    assert_eq!(store.people(Default::default(), None).await.unwrap().total, 1);
}

pub(crate) async fn set_up_is_over_once_there_is_somebody(place: &impl Place) {
    let store = place.open().await;
    assert!(!store.has_people().await.unwrap());
    assert!(store.open_set_up(digest("code"), END).await.unwrap());
    assert!(store.exchange_set_up(digest("code"), digest("cookie"), NOW, END).await.unwrap());
    let other = place.open().await;
    assert!(other.add_person(person("ada", Role::Administrator), entry()).await.unwrap());
    assert!(store.has_people().await.unwrap());
    assert!(!store.is_set_up_cookie(digest("cookie"), NOW).await.unwrap());
    assert!(!store.open_set_up(digest("another"), END).await.unwrap());
    assert!(!store.add_first_person(member("late"), digest("cookie"), NOW, entry()).await.unwrap());
}

//! Second factors: steps and recovery codes that are good once, and first steps.

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{NewFirstStep, SecondStep};

const SECRET: &[u8] = b"sealed";

/// Has michael confirm a second factor at step 10, with the recovery codes `r1` and `r2`.
async fn confirm(store: &dyn Store) {
    assert!(store.begin_second_factor("michael", SECRET.to_vec(), NOW).await.unwrap());
    let codes = vec![digest("r1"), digest("r2")];
    assert!(store.confirm_second_factor("michael", SECRET.to_vec(), 10, codes, entry()).await.unwrap());
}

async fn first_step(store: &dyn Store, name: &str) {
    let step = NewFirstStep { id: digest(name), person: "michael".to_owned(), target: "/on".to_owned(), expires_at: END };
    assert!(store.open_first_step(step, password("hash")).await.unwrap());
}

async fn pass(store: &dyn Store, name: &str, shown: SecondStep) -> bool {
    first_step(store, name).await;
    store.pass_second_step(digest(name), shown, session(&format!("session of {name}"), "michael"), None, entry()).await.unwrap()
}

pub(crate) async fn a_second_factor_counts_once_it_is_confirmed(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.second_factor("michael").await.unwrap().is_none());
    assert!(store.begin_second_factor("michael", b"given up".to_vec(), NOW).await.unwrap());
    assert!(store.begin_second_factor("michael", SECRET.to_vec(), NOW).await.unwrap());
    assert!(!store.person("michael").await.unwrap().unwrap().second_factor);
    let confirm = |secret: &[u8]| store.confirm_second_factor("michael", secret.to_vec(), 10, vec![digest("r1")], entry());
    assert!(!confirm(b"given up").await.unwrap(), "another one took its place");
    assert!(confirm(SECRET).await.unwrap());
    assert!(!confirm(SECRET).await.unwrap());
    assert!(!store.begin_second_factor("michael", b"another".to_vec(), NOW).await.unwrap());
    let kept = store.second_factor("michael").await.unwrap().unwrap();
    assert_eq!((kept.secret.as_slice(), kept.confirmed_at, kept.last_step, kept.recovery_codes), (SECRET, Some(NOW), 10, 1));
    assert!(store.person("michael").await.unwrap().unwrap().second_factor);
}

pub(crate) async fn a10_a_first_step_is_kept_for_the_password_that_is_theirs(place: &impl Place) {
    let store = furnished(place).await;
    let step = || NewFirstStep { id: digest("step"), person: "michael".to_owned(), target: "/on".to_owned(), expires_at: END };
    assert!(!store.open_first_step(step(), password("another")).await.unwrap());
    assert!(store.open_first_step(step(), password("hash")).await.unwrap());
}

pub(crate) async fn a_step_is_good_once(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    let passed =
        at_once(place, 32, |store, number| async move { Ok(pass(store.as_ref(), &number.to_string(), SecondStep::Step(11)).await) });
    let passed = passed.await;
    assert_eq!(times(&passed, &true), 1);
    assert_eq!(store.sessions_of("michael", NOW).await.unwrap().len(), 1);
}

pub(crate) async fn a_step_before_the_last_one_is_not_good(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    assert!(!pass(store.as_ref(), "confirmed with", SecondStep::Step(10)).await);
    assert!(pass(store.as_ref(), "later", SecondStep::Step(12)).await);
    assert!(!pass(store.as_ref(), "between", SecondStep::Step(11)).await);
    assert!(!is_signed_in(store.as_ref(), "session of between").await);
}

pub(crate) async fn a_recovery_code_is_good_once(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    let passed = at_once(place, 32, |store, number| async move {
        Ok(pass(store.as_ref(), &number.to_string(), SecondStep::Recovery(digest("r1"))).await)
    });
    let passed = passed.await;
    assert_eq!(times(&passed, &true), 1);
    assert_eq!(store.second_factor("michael").await.unwrap().unwrap().recovery_codes, 1);
    assert!(!pass(store.as_ref(), "unknown", SecondStep::Recovery(digest("no code"))).await);
}

pub(crate) async fn new_recovery_codes_take_the_place_of_the_old_ones(place: &impl Place) {
    let store = furnished(place).await;
    assert!(!store.renew_recovery_codes("michael", vec![digest("r3")], entry()).await.unwrap());
    confirm(store.as_ref()).await;
    assert!(store.renew_recovery_codes("michael", vec![digest("r3")], entry()).await.unwrap());
    assert!(!pass(store.as_ref(), "old", SecondStep::Recovery(digest("r1"))).await);
    assert!(pass(store.as_ref(), "new", SecondStep::Recovery(digest("r3"))).await);
}

pub(crate) async fn a_first_step_is_used_up_with_the_second(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    first_step(store.as_ref(), "step").await;
    let shown =
        |number, cookie: &str| store.pass_second_step(digest("step"), SecondStep::Step(number), session(cookie, "michael"), None, entry());
    assert!(!shown(10, "wrong").await.unwrap());
    assert_eq!(store.first_step(digest("step"), NOW).await.unwrap().unwrap().target, "/on", "a wrong code leaves it");
    assert!(shown(11, "right").await.unwrap());
    assert!(store.first_step(digest("step"), NOW).await.unwrap().is_none());
    assert!(!shown(12, "again").await.unwrap());
    assert!(is_signed_in(store.as_ref(), "right").await && !is_signed_in(store.as_ref(), "again").await);
    // What was refused used no step up.
    assert!(pass(store.as_ref(), "another", SecondStep::Step(12)).await);
}

pub(crate) async fn a_first_step_ends(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    first_step(store.as_ref(), "step").await;
    assert!(store.first_step(digest("step"), END - 1).await.unwrap().is_some());
    assert!(store.first_step(digest("step"), END).await.unwrap().is_none());
    let late = crate::audit::Entry { at: END, ..entry() };
    let passed = store.pass_second_step(digest("step"), SecondStep::Step(11), session("cookie", "michael"), None, late);
    assert!(!passed.await.unwrap());
    first_step(store.as_ref(), "of somebody else").await;
    let hers = session("cookie", "ada");
    let passed = store.pass_second_step(digest("of somebody else"), SecondStep::Step(11), hers, None, entry());
    assert!(!passed.await.unwrap());
}

pub(crate) async fn a_second_factor_is_taken_away_with_its_codes(place: &impl Place) {
    let store = furnished(place).await;
    confirm(store.as_ref()).await;
    assert!(store.remove_second_factor("michael", entry()).await.unwrap());
    assert!(!store.remove_second_factor("michael", entry()).await.unwrap());
    assert!(store.second_factor("michael").await.unwrap().is_none());
    assert!(!pass(store.as_ref(), "code", SecondStep::Recovery(digest("r1"))).await);
    assert!(!pass(store.as_ref(), "step", SecondStep::Step(11)).await);
}

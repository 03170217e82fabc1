//! One-time links, and passwords that are chosen and changed.

use countersign_wire::person::{LinkPurpose, PersonDraft};

use super::given::*;
use super::{Place, at_once, times};
use crate::audit::{Deed, Entry};
use crate::store::Store;
use crate::store::rows::{Kept, LinkKept, NewLink};

/// Has michael come by a link: it is exchanged for the cookie *link cookie*.
async fn follow(store: &dyn Store, link: NewLink) {
    let hash = link.hash;
    assert_eq!(keep(store, link).await, LinkKept::Done);
    assert!(store.exchange_link(hash, digest("link cookie"), NOW, END).await.unwrap());
}

async fn password_of(store: &dyn Store) -> String {
    store.password_of("michael").await.unwrap().unwrap().0.to_string()
}

pub(crate) async fn a_link_is_exchanged_once(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(keep(store.as_ref(), link("link", "michael")).await, LinkKept::Done);
    let exchanged = at_once(place, 64, |store, number| async move {
        store.exchange_link(digest("link"), digest(&format!("cookie {number}")), NOW, END).await
    })
    .await;
    assert_eq!(times(&exchanged, &true), 1);
    let mut good = 0;
    for number in 0..64 {
        good += usize::from(store.link(digest(&format!("cookie {number}")), NOW).await.unwrap().is_some());
    }
    assert_eq!(good, 1);
}

pub(crate) async fn a_newer_link_takes_the_place_of_the_one_before(place: &impl Place) {
    let store = furnished(place).await;
    follow(store.as_ref(), link("first", "michael")).await;
    assert_eq!(keep(store.as_ref(), link("second", "michael")).await, LinkKept::Done);
    assert!(store.link(digest("link cookie"), NOW).await.unwrap().is_none());
    let invitation = NewLink { purpose: LinkPurpose::Invitation, ..link("invitation", "michael") };
    assert_eq!(keep(store.as_ref(), invitation).await, LinkKept::Done);
    for name in ["second", "invitation"] {
        assert!(store.exchange_link(digest(name), digest(&format!("by {name}")), NOW, END).await.unwrap(), "{name}");
    }
}

pub(crate) async fn a_link_and_its_cookie_end(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(keep(store.as_ref(), link("link", "michael")).await, LinkKept::Done);
    assert!(!store.exchange_link(digest("link"), digest("late"), END, END + 10).await.unwrap());
    assert!(store.exchange_link(digest("link"), digest("cookie"), END - 1, END + 10).await.unwrap());
    let found = store.link(digest("cookie"), END + 9).await.unwrap().unwrap();
    assert_eq!((found.person.id.as_str(), found.purpose), ("michael", LinkPurpose::Reset));
    assert!(store.link(digest("cookie"), END + 10).await.unwrap().is_none());
    let late = Entry::of(Deed::PasswordChosen, END + 10);
    assert!(!store.choose_password(digest("cookie"), password("new"), late).await.unwrap());
}

pub(crate) async fn who_may_not_sign_in_gets_no_link(place: &impl Place) {
    let store = furnished(place).await;
    let mut disabled = member("disabled");
    disabled.person.enabled = false;
    assert!(store.add_person(disabled, entry()).await.unwrap());
    for person in ["disabled", "nobody"] {
        assert_eq!(keep(store.as_ref(), link(person, person)).await, LinkKept::Gone, "{person}");
    }
    follow(store.as_ref(), link("link", "michael")).await;
    let michael = store.person("michael").await.unwrap().unwrap().person;
    let off = PersonDraft { enabled: false, ..draft_of(&michael) };
    store.change_person("michael", off, michael.version, entry()).await.unwrap();
    assert!(store.link(digest("link cookie"), NOW).await.unwrap().is_none());
    assert!(!store.choose_password(digest("link cookie"), password("new"), entry()).await.unwrap());
    assert_eq!(password_of(store.as_ref()).await, "hash");
}

pub(crate) async fn a_password_is_chosen_once_and_ends_all_that_was_open(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    let_in(store.as_ref(), "grant", ("michael", DESK), Some("cookie"), "profile offline_access").await;
    follow(store.as_ref(), link("link", "michael")).await;
    let chosen = at_once(place, 16, |store, number| async move {
        store.choose_password(digest("link cookie"), password(&format!("new {number}")), entry()).await
    })
    .await;
    assert_eq!(times(&chosen, &true), 1);
    let winner = chosen.iter().position(|chosen| *chosen).unwrap();
    assert_eq!(password_of(store.as_ref()).await, format!("new {winner}"));
    assert!(!is_signed_in(store.as_ref(), "cookie").await && !opens(store.as_ref(), "grant").await);
    assert!(store.refresh_token(refresh("grant"), NOW).await.unwrap().is_none());
}

pub(crate) async fn a_link_that_went_by_mail_shows_that_mail_arrives(place: &impl Place) {
    let store = furnished(place).await;
    let mut new = member("grace");
    new.person.email_verified = false;
    assert!(store.add_person(new, entry()).await.unwrap());
    for (mailed, verified) in [(false, false), (true, true), (false, true)] {
        let letter = mailed.then(|| b"sealed".to_vec());
        follow(store.as_ref(), NewLink { letter, ..link(&format!("link {mailed} {verified}"), "grace") }).await;
        assert!(store.choose_password(digest("link cookie"), password("new"), entry()).await.unwrap());
        assert_eq!(store.person("grace").await.unwrap().unwrap().person.email_verified, verified);
    }
}

pub(crate) async fn a_password_is_changed_against_the_old_one_and_one_session_stays(place: &impl Place) {
    let store = furnished(place).await;
    for cookie in ["here", "there"] {
        open_session(store.as_ref(), cookie, "michael").await;
    }
    let_in(store.as_ref(), "grant", ("michael", DESK), Some("here"), "profile offline_access").await;
    let change =
        |old: &str, new: &str| store.change_password("michael", password(old), password(new), Kept::Session(digest("here")), entry());
    assert!(!change("another", "new").await.unwrap());
    assert!(is_signed_in(store.as_ref(), "there").await);
    assert!(change("hash", "new").await.unwrap());
    assert_eq!(password_of(store.as_ref()).await, "new");
    assert_eq!((is_signed_in(store.as_ref(), "here").await, is_signed_in(store.as_ref(), "there").await), (true, false));
    assert!(!opens(store.as_ref(), "grant").await, "what was given with the old one ends");
    assert!(!change("hash", "newer").await.unwrap());
}

pub(crate) async fn a10_a_password_that_is_changed_by_an_app_leaves_that_apps_grant_alone(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    for name in ["own", "other"] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile offline_access").await;
    }
    let_in(store.as_ref(), "hers", ("ada", DESK), None, "profile").await;
    assert!(store.add_code(code("waiting", "michael", DESK, "profile"), entry()).await.unwrap());
    let own = Kept::GrantOf(access("own"));
    assert!(store.change_password("michael", password("hash"), password("new"), own, entry()).await.unwrap());
    assert!(opens(store.as_ref(), "own").await && opens(store.as_ref(), "hers").await);
    assert!(store.refresh_token(refresh("own"), NOW).await.unwrap().is_some());
    assert!(!opens(store.as_ref(), "other").await && !is_signed_in(store.as_ref(), "cookie").await);
    assert!(store.code(digest("waiting")).await.unwrap().is_none());
}

pub(crate) async fn a14_links_that_were_asked_for_stand_beside_others_and_are_three_an_hour(place: &impl Place) {
    let store = furnished(place).await;
    follow(store.as_ref(), link("opened", "michael")).await;
    let asked = |name: &str, at: i64| NewLink { asked: true, created_at: at, ..link(name, "michael") };
    for (name, at, kept) in [
        ("first", NOW, LinkKept::Done),
        ("second", NOW + 1, LinkKept::Done),
        ("third", NOW + 2, LinkKept::Done),
        ("fourth", NOW + 3599, LinkKept::Enough),
        ("fifth", NOW + 3600, LinkKept::Done),
    ] {
        assert_eq!(keep(store.as_ref(), asked(name, at)).await, kept, "{name}");
    }
    assert!(store.link(digest("link cookie"), NOW).await.unwrap().is_some(), "one that is open stays");
    assert!(store.exchange_link(digest("first"), digest("by it"), NOW, END).await.unwrap());
    assert_eq!(keep(store.as_ref(), link("made", "michael")).await, LinkKept::Done);
    assert!(store.link(digest("by it"), NOW).await.unwrap().is_none(), "an administrator's takes their place");
}

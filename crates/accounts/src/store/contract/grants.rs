//! Codes, and what is given for them.

use countersign_wire::scope::ScopeSet;

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{GrantsOf, NewMachineToken, Redeemed, Saved, TokenKind};

pub(crate) async fn a4_a_code_gives_once_however_many_redeem_it_at_once(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.add_code(code("code", "michael", DESK, "profile"), entry()).await.unwrap());
    let answers =
        at_once(
            place,
            256,
            |store, number| async move { store.redeem(digest("code"), tokens(&format!("grant {number}")), NOW, entry()).await },
        )
        .await;
    assert_eq!((times(&answers, &Redeemed::First), times(&answers, &Redeemed::Replayed)), (1, 255));
    for number in 0..256 {
        assert!(!opens(store.as_ref(), &format!("grant {number}")).await, "a replay ends what was given");
    }
}

pub(crate) async fn a4_a_code_that_is_used_again_ends_what_it_gave(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "code", ("michael", DESK), None, "profile offline_access").await;
    assert!(opens(store.as_ref(), "code").await);
    let rows = rows_of_audit(store.as_ref()).await;
    for _ in 0..3 {
        assert_eq!(store.redeem(digest("code"), tokens("again"), NOW + 1, entry()).await.unwrap(), Redeemed::Replayed);
    }
    assert!(!opens(store.as_ref(), "code").await && !opens(store.as_ref(), "again").await);
    assert!(store.refresh_token(refresh("code"), NOW).await.unwrap().is_none());
    assert_eq!(rows_of_audit(store.as_ref()).await, rows + 1, "the first replay is written down, and no other");
}

pub(crate) async fn a4_a_code_that_has_ended_gives_nothing(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.add_code(code("code", "michael", DESK, "profile"), entry()).await.unwrap());
    assert_eq!(store.redeem(digest("code"), tokens("late"), END, entry()).await.unwrap(), Redeemed::Gone);
    assert_eq!(store.redeem(digest("no code"), tokens("none"), NOW, entry()).await.unwrap(), Redeemed::Gone);
    assert_eq!(store.redeem(digest("code"), tokens("in time"), END - 1, entry()).await.unwrap(), Redeemed::First);
}

pub(crate) async fn a_code_is_for_an_app_and_a_person_who_are_there(place: &impl Place) {
    let store = furnished(place).await;
    let mut disabled = member("disabled");
    disabled.person.enabled = false;
    assert!(store.add_person(disabled, entry()).await.unwrap());
    add_app(store.as_ref(), app("crane", web("crane"))).await;
    assert!(matches!(store.set_app_enabled("crane", false, entry()).await.unwrap(), Saved::Done(_)));
    for (person, client_id) in [("nobody", DESK), ("disabled", DESK), ("michael", "no app"), ("michael", "crane")] {
        let name = format!("{person} at {client_id}");
        assert!(!store.add_code(code(&name, person, client_id, "profile"), entry()).await.unwrap(), "{name}");
        assert!(store.code(digest(&name)).await.unwrap().is_none());
    }
}

pub(crate) async fn a10_a_code_is_kept_while_its_session_lasts(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    let of_a_session = |name: &str| {
        let mut new = code(name, "michael", DESK, "profile");
        new.code.authentication.sid = Some(sid("cookie"));
        new
    };
    assert!(store.add_code(of_a_session("before"), entry()).await.unwrap());
    assert_eq!(store.end_sessions("michael", None, entry()).await.unwrap(), 1);
    assert!(!store.add_code(of_a_session("after"), entry()).await.unwrap());
}

pub(crate) async fn a_code_comes_back_as_it_was_kept(place: &impl Place) {
    let store = furnished(place).await;
    let mut new = code("code", "michael", DESK, "openid profile");
    new.code.challenge = Some("challenge".to_owned());
    new.code.nonce = Some("n\u{1f6a2}".to_owned());
    new.code.claims = Some(r#"{"email":null}"#.to_owned());
    new.code.resources = vec!["https://one.example/".to_owned(), "https://two.example/".to_owned()];
    open_session(store.as_ref(), "cookie", "michael").await;
    new.code.authentication.sid = Some(sid("cookie"));
    assert!(store.add_code(new.clone(), entry()).await.unwrap());
    let kept = store.code(digest("code")).await.unwrap().unwrap();
    assert_eq!(format!("{kept:?}"), format!("{:?}", new.code));
    assert_eq!(store.redeem(digest("code"), tokens("grant"), NOW, entry()).await.unwrap(), Redeemed::First);
    let given = store.refresh_token(refresh("grant"), NOW).await.unwrap().unwrap();
    assert_eq!((given.claims, given.resources, given.authentication), (new.code.claims, new.code.resources, new.code.authentication));
}

pub(crate) async fn an_access_token_opens_until_its_end(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile").await;
    let opened = store.access(access("grant"), END - 1).await.unwrap().unwrap();
    assert_eq!((opened.client_id.as_str(), opened.grant.as_str(), opened.issued_at), (DESK, "grant", NOW));
    assert_eq!(opened.person.unwrap().id, "michael");
    assert!(store.access(access("grant"), END).await.unwrap().is_none());
    for (token, kind) in [(access("grant"), TokenKind::Access), (refresh("grant"), TokenKind::Refresh)] {
        let told = store.inspect(token, END - 1).await.unwrap().unwrap();
        assert_eq!((told.kind, told.client_id.as_str(), told.ends_at), (kind, DESK, END));
        assert_eq!(told.person, Some(("michael".to_owned(), "michael@harbour.example".to_owned())));
        assert!(store.inspect(token, END).await.unwrap().is_none());
    }
}

pub(crate) async fn an_access_token_opens_what_the_app_may_still_do(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "openid profile").await;
    let mut draft = web(DESK);
    draft.scopes = vec!["openid".to_owned()];
    assert!(matches!(store.update_app(DESK, draft, 1, entry()).await.unwrap(), Saved::Done(_)));
    let opened = store.access(access("grant"), NOW).await.unwrap().unwrap();
    let told = store.inspect(access("grant"), NOW).await.unwrap().unwrap();
    assert_eq!((opened.scopes.to_wire(), told.scopes.to_wire()), ("openid".to_owned(), "openid".to_owned()));
}

pub(crate) async fn an_ended_grant_closes_all_access_at_once(place: &impl Place) {
    let (store, other) = (furnished(place).await, place.open().await);
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile offline_access").await;
    assert!(opens(other.as_ref(), "grant").await);
    assert_eq!(store.end_grants(GrantsOf::Person("michael".to_owned()), None, entry()).await.unwrap(), 1);
    assert!(!opens(other.as_ref(), "grant").await);
    for token in [access("grant"), refresh("grant")] {
        assert!(other.inspect(token, NOW).await.unwrap().is_none());
    }
    assert!(other.refresh_token(refresh("grant"), NOW).await.unwrap().is_none());
}

pub(crate) async fn a_revoked_access_token_ends_alone_and_a_refresh_token_with_its_family(place: &impl Place) {
    let store = furnished(place).await;
    for name in ["one", "two"] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile offline_access").await;
    }
    assert!(store.revoke(access("one"), DESK, entry()).await.unwrap());
    assert!(!opens(store.as_ref(), "one").await);
    assert!(store.refresh_token(refresh("one"), NOW).await.unwrap().is_some());
    assert!(store.revoke(refresh("two"), DESK, entry()).await.unwrap());
    assert!(!opens(store.as_ref(), "two").await);
    assert!(store.refresh_token(refresh("two"), NOW).await.unwrap().is_none());
    assert!(!store.revoke(refresh("two"), DESK, entry()).await.unwrap());
}

pub(crate) async fn a_token_is_revoked_by_its_own_app_alone(place: &impl Place) {
    let store = furnished(place).await;
    add_app(store.as_ref(), app("crane", web("crane"))).await;
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile offline_access").await;
    for token in [access("grant"), refresh("grant")] {
        assert!(!store.revoke(token, "crane", entry()).await.unwrap());
    }
    assert!(opens(store.as_ref(), "grant").await);
}

pub(crate) async fn an_assertion_is_good_once(place: &impl Place) {
    let used = at_once(place, 64, |store, _| async move { store.use_assertion(digest("assertion"), END).await }).await;
    assert_eq!(times(&used, &true), 1);
}

fn machine_token(name: &str) -> NewMachineToken {
    NewMachineToken {
        client_id: DESK.to_owned(),
        access: access(name),
        scopes: ScopeSet::parse("profile").unwrap(),
        resources: Vec::new(),
        issued_at: NOW,
        ends_at: END,
    }
}

pub(crate) async fn an_app_acts_for_itself_while_it_is_enabled(place: &impl Place) {
    let store = furnished(place).await;
    let added = at_once(place, 16, |store, number| async move { store.add_machine_token(machine_token(&number.to_string())).await }).await;
    assert_eq!(times(&added, &true), 16);
    let opened = store.access(access("7"), NOW).await.unwrap().unwrap();
    assert!(opened.person.is_none());
    assert_eq!(store.grants(GrantsOf::App(DESK.to_owned()), None, 50, NOW).await.unwrap().len(), 1, "all are under one grant");
    store.set_app_enabled(DESK, false, entry()).await.unwrap();
    assert!(!opens(store.as_ref(), "7").await);
    assert!(!store.add_machine_token(machine_token("late")).await.unwrap());
    store.set_app_enabled(DESK, true, entry()).await.unwrap();
    assert!(store.add_machine_token(machine_token("anew")).await.unwrap());
    assert_eq!((opens(store.as_ref(), "7").await, opens(store.as_ref(), "anew").await), (false, true));
}

async fn listed(store: &dyn Store, of: &GrantsOf, before: Option<(i64, String)>) -> Vec<(i64, String)> {
    let page = store.grants(of.clone(), before, 3, NOW + 1).await.unwrap();
    page.into_iter().map(|grant| (grant.created_at, grant.id)).collect()
}

pub(crate) async fn grants_are_listed_the_latest_first_and_page_without_a_gap(place: &impl Place) {
    let store = furnished(place).await;
    for number in 0..10 {
        let name = format!("g{number}");
        assert!(store.add_code(code(&name, "michael", DESK, "profile"), entry()).await.unwrap());
        // Some begin at one moment.
        store.redeem(digest(&name), tokens(&name), NOW - 5 + number / 3, entry()).await.unwrap();
    }
    for of in [GrantsOf::App(DESK.to_owned()), GrantsOf::Person("michael".to_owned())] {
        let (mut seen, mut page) = (Vec::new(), listed(store.as_ref(), &of, None).await);
        while let Some(last) = page.last().cloned() {
            seen.extend(page);
            page = listed(store.as_ref(), &of, Some(last)).await;
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.reverse();
        assert_eq!((seen.len(), &seen), (10, &sorted));
    }
    let first = &store.grants(GrantsOf::App(DESK.to_owned()), None, 1, NOW + 1).await.unwrap()[0];
    assert_eq!((first.tokens, first.person.as_ref().map(|(id, ..)| id.as_str())), (1, Some("michael")));
}

pub(crate) async fn grants_are_ended_one_by_one_or_all_at_once(place: &impl Place) {
    let store = furnished(place).await;
    for name in ["one", "two", "three"] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile").await;
    }
    assert!(store.add_code(code("waiting", "michael", DESK, "profile"), entry()).await.unwrap());
    let of_desk = || GrantsOf::App(DESK.to_owned());
    let of_ada = GrantsOf::Person("ada".to_owned());
    assert_eq!(store.end_grants(of_ada, Some("one".to_owned()), entry()).await.unwrap(), 0, "it is not hers");
    assert_eq!(store.end_grants(of_desk(), Some("one".to_owned()), entry()).await.unwrap(), 1);
    assert_eq!((opens(store.as_ref(), "one").await, opens(store.as_ref(), "two").await), (false, true));
    assert_eq!(store.end_grants(of_desk(), None, entry()).await.unwrap(), 2);
    assert!(store.code(digest("waiting")).await.unwrap().is_none(), "a code that waits would give a grant anew");
}

//! Apps, as they are added, changed and deleted.

use countersign_wire::app::{AppKind, AppQuery, OAuthAppDraft};

use super::given::*;
use super::{Place, at_once, times};
use crate::store::rows::{
    App, Count, GrantsOf, NotApplied, NotChanged, NotDeleted, NotSwitched, OutOfReach, Reach, RedirectMismatch, RememberedConsent,
    UsageBatch,
};
use crate::store::{AppChange, Store};

/// What came of a change, in a word or two.
fn word<T, N: std::fmt::Debug>(done: &Result<T, N>) -> String {
    done.as_ref().map_or_else(|reason| format!("{reason:?}"), |_| "done".to_owned())
}

async fn update(store: &dyn Store, client_id: &str, change: impl FnOnce(&mut OAuthAppDraft)) -> Result<App, NotChanged> {
    let before = store.app(client_id).await.unwrap().unwrap();
    let mut draft = before.as_draft();
    change(&mut draft);
    store.update_app(client_id, ALL, draft, before.version, entry()).await.unwrap()
}

fn called(client_id: &str, code_name: &str) -> OAuthAppDraft {
    let mut draft = web(client_id);
    draft.settings.code_name = Some(code_name.to_owned());
    draft
}

pub(crate) async fn an_app_comes_back_as_it_was_added(place: &impl Place) {
    let store = place.open().await;
    let mut draft = web("crane");
    draft.redirect_uris.push("https://crane.example/b?c=d%20e".to_owned());
    draft.settings.about.description = Some("It lifts \u{1f3d7}.".to_owned());
    draft.settings.code_name = Some("crane1".to_owned());
    add_app(store.as_ref(), app("crane", draft.clone())).await;
    let kept = place.open().await.app("crane").await.unwrap().unwrap();
    assert_eq!(kept.as_draft(), draft);
    assert_eq!((kept.version, kept.created_at, kept.built_in, kept.secrets.len()), (1, NOW, false, 1));
    assert!(store.app("no app").await.unwrap().is_none());
}

pub(crate) async fn a_code_name_is_one_apps(place: &impl Place) {
    let store = place.open().await;
    add_app(store.as_ref(), app("one", called("one", "crane1"))).await;
    add_app(store.as_ref(), app("two", web("two"))).await;
    let taken = store.add_app(app("three", called("three", "crane1")), entry()).await.unwrap();
    assert_eq!((word(&taken).as_str(), store.app("three").await.unwrap().is_none()), ("Names(CodeName)", true));
    let changed = update(store.as_ref(), "two", |draft| draft.settings.code_name = Some("crane1".to_owned())).await;
    assert_eq!(word(&changed), "Names(CodeName)");
    assert_eq!(word(&update(store.as_ref(), "one", |draft| draft.name = "One".to_owned()).await), "done", "its own is not taken");
}

pub(crate) async fn of_many_apps_that_take_one_code_name_at_once_one_gets_it(place: &impl Place) {
    let added = at_once(place, 32, |store, number| async move {
        let client_id = format!("app{number}");
        Ok(word(&store.add_app(app(&client_id, called(&client_id, "crane1")), entry()).await?))
    })
    .await;
    assert_eq!((times(&added, &"done".to_owned()), times(&added, &"Names(CodeName)".to_owned())), (1, 31));
}

pub(crate) async fn an_app_belongs_to_an_organisation_that_is_there(place: &impl Place) {
    let store = furnished(place).await;
    add_organisation(store.as_ref(), "north").await;
    let mut draft = web("crane");
    draft.settings.organisation = Some("south".to_owned());
    assert_eq!(word(&store.add_app(app("crane", draft), entry()).await.unwrap()), "Names(Organisation)");
    let south = store.transfer_app(DESK, Some("south".to_owned()), entry()).await.unwrap();
    assert_eq!(word(&south), "NoOrganisation");
    let north = store.transfer_app(DESK, Some("north".to_owned()), entry()).await.unwrap();
    assert_eq!(word(&north), "done");
    assert_eq!(store.organisation("north").await.unwrap().unwrap().apps, 1);
    assert_eq!(word(&store.transfer_app(DESK, None, entry()).await.unwrap()), "done");
    assert_eq!(store.app(DESK).await.unwrap().unwrap().settings.organisation, None);
}

pub(crate) async fn an_app_is_saved_at_the_version_that_was_read(place: &impl Place) {
    let store = furnished(place).await;
    let saved = store.update_app(DESK, ALL, web("Renamed"), 1, entry()).await.unwrap().unwrap();
    assert_eq!((saved.name.as_str(), saved.version), ("Renamed", 2));
    let late = store.update_app(DESK, ALL, web("Late"), 1, entry()).await.unwrap();
    assert_eq!(late.unwrap_err(), NotChanged::Conflict(2));
    assert_eq!(store.app(DESK).await.unwrap().unwrap().name, "Renamed");
    assert_eq!(word(&store.update_app("no app", ALL, web("x"), 1, entry()).await.unwrap()), "App(NotFound)");
}

pub(crate) async fn of_many_who_save_one_version_at_once_one_does(place: &impl Place) {
    let store = furnished(place).await;
    let saved = at_once(place, 32, |store, number| async move {
        Ok(word(&store.update_app(DESK, ALL, web(&format!("desk{number}")), 1, entry()).await?))
    })
    .await;
    assert_eq!((times(&saved, &"done".to_owned()), times(&saved, &"Conflict(2)".to_owned())), (1, 31));
    assert_eq!(store.app(DESK).await.unwrap().unwrap().version, 2);
}

pub(crate) async fn an_app_that_the_service_carries_stays_as_it_is(place: &impl Place) {
    let store = place.open().await;
    let mut own = app("own", web("own"));
    own.built_in = true;
    add_app(store.as_ref(), own).await;
    let told = [
        word(&store.update_app("own", ALL, web("other"), 1, entry()).await.unwrap()),
        word(&store.set_app_enabled("own", ALL, false, entry()).await.unwrap()),
        word(&store.transfer_app("own", None, entry()).await.unwrap()),
        word(&store.add_secret("own", ALL, secret("new"), entry()).await.unwrap()),
        word(&store.set_app_logo("own", ALL, Some(vec![1]), entry()).await.unwrap()),
        word(&store.delete_app("own", ALL, entry()).await.unwrap()),
    ];
    assert!(told.iter().all(|told| told.contains("BuiltIn")), "{told:?}");
    assert_eq!(store.app("own").await.unwrap().unwrap().version, 1);
    assert!(store.all_apps().await.unwrap().is_empty());
}

pub(crate) async fn a_disabled_app_loses_what_it_was_given_and_enabling_brings_nothing_back(place: &impl Place) {
    let store = furnished(place).await;
    for (name, by_draft) in [("one", true), ("two", false)] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile offline_access").await;
        let waiting = format!("{name} waiting");
        assert!(store.add_code(code(&waiting, "michael", DESK, "profile"), entry()).await.unwrap());
        if by_draft {
            update(store.as_ref(), DESK, |draft| draft.enabled = false).await.unwrap();
        } else {
            store.set_app_enabled(DESK, ALL, false, entry()).await.unwrap().unwrap();
        }
        for round in ["disabled", "enabled again"] {
            assert!(!opens(store.as_ref(), name).await, "{round}");
            assert!(store.refresh_token(refresh(name), NOW).await.unwrap().is_none(), "{round}");
            assert!(store.code(digest(&waiting)).await.unwrap().is_none(), "{round}");
            store.set_app_enabled(DESK, ALL, true, entry()).await.unwrap().unwrap();
        }
    }
}

pub(crate) async fn a_deleted_app_takes_along_all_that_was_its_own(place: &impl Place) {
    let store = furnished(place).await;
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile offline_access").await;
    let mut waiting = code("waiting", "michael", DESK, "profile");
    waiting.remembered = Some(RememberedConsent::default());
    assert!(store.add_code(waiting, entry()).await.unwrap());
    store.set_app_logo(DESK, ALL, Some(vec![1, 2, 3]), entry()).await.unwrap().unwrap();
    let counts = vec![Count { app: DESK.to_owned(), day: 1, event: "sign_in", reason: "", times: 1 }];
    let mismatches = vec![RedirectMismatch { app: DESK.to_owned(), redirect_uri: "x:".to_owned(), times: 1, first_at: NOW, last_at: NOW }];
    store.tell(UsageBatch { counts, mismatches, ..UsageBatch::default() }).await.unwrap();
    assert_eq!(word(&store.delete_app(DESK, ALL, entry()).await.unwrap()), "done");
    assert_eq!(word(&store.delete_app(DESK, ALL, entry()).await.unwrap()), "NotFound");
    // Another one by the same id has nothing of it.
    add_app(store.as_ref(), app(DESK, web(DESK))).await;
    assert!(!opens(store.as_ref(), "grant").await);
    assert!(store.refresh_token(refresh("grant"), NOW).await.unwrap().is_none());
    assert!(store.code(digest("waiting")).await.unwrap().is_none());
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
    assert!(store.logo(DESK).await.unwrap().is_none() && store.logo_hash(DESK).await.unwrap().is_none());
    assert_eq!(store.app_usage(DESK, 0).await.unwrap(), []);
    assert_eq!(store.refused_redirect_uris(DESK).await.unwrap(), []);
    assert_eq!(store.grants(GrantsOf::Person("michael".to_owned()), None, 10, NOW).await.unwrap(), []);
}

pub(crate) async fn many_changes_are_done_whole_or_not_at_all(place: &impl Place) {
    let store = furnished(place).await;
    let rows = rows_of_audit(store.as_ref()).await;
    let add = |client_id: &str| (AppChange::Add(Box::new(app(client_id, called(client_id, client_id)))), entry());
    let set = |version| (AppChange::Set(DESK.to_owned(), Box::new(web("Renamed")), version), entry());
    let refused = store.change_apps(vec![add("crane"), set(1), (AppChange::Delete("no app".to_owned(), 1), entry())]).await.unwrap();
    assert_eq!(refused, Err((2, NotApplied::Deleted(NotDeleted::App(OutOfReach::NotFound)))));
    let refused = store.change_apps(vec![add("crane"), set(7)]).await.unwrap();
    assert_eq!(refused, Err((1, NotApplied::Changed(NotChanged::Conflict(1)))));
    assert!(store.app("crane").await.unwrap().is_none());
    assert_eq!((store.app(DESK).await.unwrap().unwrap().version, rows_of_audit(store.as_ref()).await), (1, rows));
    let done = store.change_apps(vec![add("crane"), set(1), add("winch"), (AppChange::Delete("crane".to_owned(), 1), entry())]);
    assert_eq!(done.await.unwrap(), Ok(()));
    assert_eq!(store.app(DESK).await.unwrap().unwrap().name, "Renamed");
    assert_eq!((store.app("crane").await.unwrap().is_none(), store.app("winch").await.unwrap().is_some()), (true, true));
    assert_eq!(rows_of_audit(store.as_ref()).await, rows + 4);
}

pub(crate) async fn an_origin_is_known_while_an_enabled_app_names_it(place: &impl Place) {
    let store = place.open().await;
    let origin = "https://quay.example";
    let mut draft = web("quay");
    (draft.kind, draft.settings.origins) = (AppKind::Spa, vec![origin.to_owned()]);
    let mut new = app("quay", draft);
    new.secret = None;
    add_app(store.as_ref(), new).await;
    assert!(store.is_origin(origin).await.unwrap());
    assert!(!store.is_origin("https://quay.example:444").await.unwrap());
    store.set_app_enabled("quay", ALL, false, entry()).await.unwrap().unwrap();
    assert!(!store.is_origin(origin).await.unwrap());
}

pub(crate) async fn what_deleting_an_app_would_break_is_told(place: &impl Place) {
    let store = furnished(place).await;
    for name in ["one", "two"] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile").await;
    }
    let impact = store.app_impact(DESK, NOW).await.unwrap();
    assert_eq!((impact.people, impact.grants, impact.tokens), (1, 2, 2));
    let later = store.app_impact(DESK, END).await.unwrap();
    assert_eq!((later.people, later.grants, later.tokens), (0, 0, 0));
    let all = store.apps(AppQuery::default(), None, NOW).await.unwrap();
    assert_eq!(all.total, 1);
}

pub(crate) async fn a17_an_app_is_changed_within_reach_alone(place: &impl Place) {
    let store = furnished(place).await;
    for organisation in ["north", "south"] {
        add_organisation(store.as_ref(), organisation).await;
    }
    store.transfer_app(DESK, Some("south".to_owned()), entry()).await.unwrap().unwrap();
    let before = store.app(DESK).await.unwrap().unwrap();
    let north = &Reach::Organisation("north".to_owned());
    let told = [
        word(&store.update_app(DESK, north, web("other"), before.version, entry()).await.unwrap()),
        word(&store.set_app_enabled(DESK, north, false, entry()).await.unwrap()),
        word(&store.add_secret(DESK, north, secret("new"), entry()).await.unwrap()),
        word(&store.retire_secret(DESK, north, "desk secret", entry()).await.unwrap()),
        word(&store.set_app_logo(DESK, north, Some(vec![1]), entry()).await.unwrap()),
        word(&store.delete_app(DESK, north, entry()).await.unwrap()),
    ];
    assert!(told.iter().all(|told| told.contains("NotFound")), "{told:?}");
    assert_eq!(store.end_grants(GrantsOf::App(DESK.to_owned()), north, None, entry()).await.unwrap(), 0);
    assert_eq!(store.app(DESK).await.unwrap().unwrap().version, before.version);
}

pub(crate) async fn a17_what_an_administrator_switched_off_stays_off_for_others(place: &impl Place) {
    let store = furnished(place).await;
    add_organisation(store.as_ref(), "north").await;
    store.transfer_app(DESK, Some("north".to_owned()), entry()).await.unwrap().unwrap();
    let north = &Reach::Organisation("north".to_owned());
    let switch = |reach, enabled| store.set_app_enabled(DESK, reach, enabled, entry());
    switch(north, false).await.unwrap().unwrap();
    switch(north, true).await.unwrap().unwrap();
    switch(ALL, false).await.unwrap().unwrap();
    assert_eq!(switch(north, true).await.unwrap().unwrap_err(), NotSwitched::Held);
    let app = store.app(DESK).await.unwrap().unwrap();
    let draft = OAuthAppDraft { enabled: true, ..app.as_draft() };
    let refused = store.update_app(DESK, north, draft, app.version, entry()).await.unwrap();
    assert_eq!(refused.unwrap_err(), NotChanged::Held);
    switch(ALL, true).await.unwrap().unwrap();
    switch(north, false).await.unwrap().unwrap();
    switch(north, true).await.unwrap().unwrap();
}

//! One thing done to several apps in one request.

use countersign_engine::Engine;
use countersign_wire::app::{AppQuery, Bulk, BulkAction, BulkOutcome};
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use support::service::{Service, ada, web_app};
use support::visitor::Visitor;

use crate::stage::Stage;

/// Ada, an administrator at the project's own service.
async fn administrator() -> (Stage, Service) {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let draft = ProviderDraft { name: "work".into(), issuer: Some(service.issuer().into()), ..Default::default() };
    stage.engine.add_provider(draft, None).await.unwrap();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let back = Visitor::new().accept(&started.authorize_url, &ada().email).await.location().unwrap().to_owned();
    assert!(stage.engine.receive_callback(back.as_bytes()).await.unwrap().administers);
    (stage, service)
}

async fn change(engine: &Engine, action: BulkAction, client_ids: &[&str]) -> Vec<BulkOutcome> {
    let client_ids = client_ids.iter().map(|id| (*id).to_owned()).collect();
    engine.administration(None).change_apps(Bulk { client_ids, action }).await.unwrap().results
}

async fn enabled(engine: &Engine, client_id: &str) -> bool {
    engine.administration(None).app(client_id).await.unwrap().enabled
}

#[tokio::test]
async fn several_apps_are_changed_and_each_that_could_not_be_says_why() {
    let (stage, service) = administrator().await;
    let (engine, first, second) = (&stage.engine, service.add_app(web_app()).await, service.add_app(web_app()).await);
    let (first, second) = (first.client_id.as_str(), second.client_id.as_str());
    let told = change(engine, BulkAction::Disable, &[first, "countersign", "nobody", second]).await;
    let outcomes: Vec<_> = told.iter().map(|one| (one.client_id.as_str(), one.done, one.code.as_deref())).collect();
    assert_eq!(
        outcomes,
        [(first, true, None), ("countersign", false, Some("built_in")), ("nobody", false, Some("not_found")), (second, true, None)]
    );
    assert!(told[1].message.as_deref().is_some_and(|message| !message.is_empty()));
    assert!(!enabled(engine, first).await && !enabled(engine, second).await);

    assert!(change(engine, BulkAction::Enable, &[first, second]).await.iter().all(|one| one.done));
    assert!(enabled(engine, first).await && enabled(engine, second).await);
}

#[tokio::test]
async fn a_request_that_names_no_app_or_one_twice_changes_nothing() {
    let (stage, service) = administrator().await;
    let added = service.add_app(web_app()).await.client_id;
    for client_ids in [vec![], vec![added.clone(), added.clone()]] {
        let bulk = Bulk { client_ids, action: BulkAction::Delete };
        let refused = stage.engine.administration(None).change_apps(bulk).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("client_ids")));
    }
    let left = stage.engine.administration(None).apps(AppQuery::default()).await.unwrap();
    assert!(left.items.iter().any(|app| app.client_id == added));
}

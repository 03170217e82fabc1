//! One thing done to several apps, each by itself: what cannot be done to one is told and hinders none of the others.

use axum::extract::State;
use axum::response::Response;
use countersign_wire::app::{Bulk, BulkAction, BulkOutcome, BulkResult};
use futures_util::future::try_join_all;
use http::StatusCode;

use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::AppManager;
use crate::administration::document::{NotJson, Refusals};
use crate::administration::request::{Sent, problem};
use crate::audit::Deed;
use crate::store::rows::NotSwitched;

/// The most apps of one request.
const MOST: usize = 200;

/// Does one thing to several apps; the answer says for each what came of it. Enabling needs a fresh sign-in.
#[utoipa::path(post, path = "/apps/bulk", operation_id = "change_apps", tag = "apps", request_body = Bulk,
    responses((status = 200, description = "What came of it for each app.", body = BulkResult), Refusals, NotJson),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn change(who: AppManager, State(desk): State<Desk>, Sent(bulk): Sent<Bulk>) -> Result<Response, Refusal> {
    if bulk.client_ids.is_empty() || bulk.client_ids.len() > MOST {
        return Err(problem("client_ids", format!("Name 1 to {MOST} apps.")));
    }
    let mut named = std::collections::BTreeSet::new();
    if !bulk.client_ids.iter().all(|id| named.insert(id)) {
        return Err(problem("client_ids", "Name each app once."));
    }
    if bulk.action == BulkAction::Enable {
        who.require_fresh(desk.clock.now())?;
    }
    // Together, so that the writer puts them into few commits.
    let results = try_join_all(bulk.client_ids.iter().map(|client_id| one(&desk, &who, client_id, bulk.action))).await?;
    Ok(with_status(StatusCode::OK, &BulkResult { results }))
}

async fn one(desk: &Desk, who: &AppManager, client_id: &str, action: BulkAction) -> Result<BulkOutcome, Refusal> {
    let entry = |deed| who.does(deed, desk.clock.now()).on_app(client_id);
    let switched = async |enabled, deed| desk.store.set_app_enabled(client_id, &who.reach, enabled, entry(deed)).await;
    let done = match action {
        BulkAction::Enable => switched(true, Deed::AppEnabled).await?.map(drop),
        BulkAction::Disable => switched(false, Deed::AppDisabled).await?.map(drop),
        BulkAction::Delete => desk.store.delete_app(client_id, &who.reach, entry(Deed::AppDeleted)).await?.map_err(NotSwitched::from),
    };
    Ok(match done {
        Ok(()) => BulkOutcome::done(client_id.to_owned()),
        Err(reason) => {
            let (_, code, message, _) = Refusal::from(reason).told();
            BulkOutcome::not_done(client_id.to_owned(), code.as_str(), message)
        }
    })
}

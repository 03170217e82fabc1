//! Apps: list, create, read, update with version, delete; what else there is to an app has a file of its own.

mod bulk;
mod declared;
mod grants;
mod logo;
mod overview;
pub(super) mod query;
mod refused;
mod secrets;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use countersign_wire::app::{
    AdministrationError, AppFacets, AppPage, AppQuery, CreatedApp, FieldProblem, OAuthApp, OAuthAppDraft, Transfer,
};
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, versioned, with_status};
use super::authority::{Administrator, AppManager, Fresh};
use super::document::{NoSuch, NotJson, Refusals, Stands, Versioned};
use super::request::{Id, Sent, Version, no_such_word, problem, words_of};
use crate::apps::{registration, rules};
use crate::audit::Deed;
use crate::people::fresh;
use crate::store::rows::{App, Reach};

/// What is not there where an id is nobody's.
const AN_APP: &str = "app with this client id";

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, delete))
        .routes(routes!(facets))
        .routes(routes!(bulk::change))
        .routes(routes!(declared::export))
        .routes(routes!(declared::plan))
        .routes(routes!(declared::apply))
        .routes(routes!(enable))
        .routes(routes!(disable))
        .routes(routes!(transfer))
        .routes(routes!(logo::read, logo::set, logo::take_away))
        .routes(routes!(secrets::list, secrets::add))
        .routes(routes!(secrets::retire))
        .routes(routes!(secrets::restore))
        .routes(routes!(overview::impact))
        .routes(routes!(overview::usage))
        .routes(routes!(overview::mismatches))
        .routes(routes!(grants::of_app, grants::end_all_of_app))
        .routes(routes!(grants::end_one_of_app))
        .routes(routes!(grants::of_person, grants::end_all_of_person))
        .routes(routes!(grants::end_one_of_person))
}

/// Lists apps, by name.
#[utoipa::path(get, path = "/apps", operation_id = "list_apps", tag = "apps", params(AppQuery),
    responses((status = 200, description = "A page of apps.", body = AppPage), Refusals), security(("app_manager" = ["accounts:admin"])))]
async fn list(who: AppManager, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (mut query, after) = query::read(query.as_deref().unwrap_or_default())?;
    query.organisation = who.reach.organisation().map(str::to_owned).or(query.organisation);
    let sort = query.sort.unwrap_or_default();
    let page = desk.store.apps(query, after, desk.clock.now()).await?;
    let next_cursor = page.next.map(|place| query::write_cursor(sort, &place));
    let items = page.items.iter().map(App::view).collect();
    Ok(with_status(StatusCode::OK, &AppPage { items, next_cursor, total: page.total }))
}

/// Counts the apps of a query by each thing they are chosen by.
#[utoipa::path(get, path = "/apps/facets", operation_id = "count_apps", tag = "apps", params(AppQuery),
    responses((status = 200, description = "The counts.", body = AppFacets), Refusals), security(("app_manager" = ["accounts:admin"])))]
async fn facets(who: AppManager, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (mut query, _) = query::read(query.as_deref().unwrap_or_default())?;
    query.organisation = who.reach.organisation().map(str::to_owned).or(query.organisation);
    Ok(with_status(StatusCode::OK, &desk.store.app_facets(query, desk.clock.now()).await?))
}

/// Creates an app; its secret, where it has one, is shown this once.
#[utoipa::path(post, path = "/apps", operation_id = "create_app", tag = "apps", request_body = OAuthAppDraft,
    responses((status = 201, description = "The app.", body = CreatedApp), Refusals, NotJson,
        (status = 409, description = "already_exists: the code name is taken.", body = AdministrationError)),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn create(who: Fresh<AppManager>, State(desk): State<Desk>, Sent(draft): Sent<OAuthAppDraft>) -> Result<Response, Refusal> {
    let draft = allowed(&desk, draft, None, &who.reach)?;
    let now = desk.clock.now();
    let (app, secret) = registration::new_app(draft, Some(who.id()), desk.entropy.as_ref(), now);
    let entry = who.does(Deed::AppAdded, now).on_app(&app.client_id);
    let app = desk.store.add_app(app, entry).await??;
    let created = CreatedApp { app: app.view(), client_secret: secret.map(|secret| secret.expose().to_owned()) };
    Ok(with_status(StatusCode::CREATED, &created))
}

/// Reads an app; its version is also its ETag.
#[utoipa::path(get, path = "/apps/{client_id}", operation_id = "read_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch), security(("app_manager" = ["accounts:admin"])))]
async fn read(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    Ok(versioned(app.version, &app.view()))
}

/// Sets everything that an app may change.
///
/// Return addresses, keys, origins and where a sign-out is told need a fresh sign-in where they change, and so do another
/// organisation, trust, scopes and resources that are added, PKCE that is needed no more, lifetimes that grow or become the
/// service's own, access tokens that are signed from now on, and enabling. An app manager changes no app that is trusted or may
/// ask for accounts:admin.
#[utoipa::path(put, path = "/apps/{client_id}", operation_id = "update_app", tag = "apps", request_body = OAuthAppDraft,
    params(("client_id" = String, Path, description = "The app's client id."),
        ("If-Match" = String, Header, example = "\"1\"", description = "The version it was read at, in quotes.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, NotJson, Stands, Versioned),
    security(("app_manager" = ["accounts:admin"])))]
async fn update(
    who: AppManager,
    State(desk): State<Desk>,
    Id(client_id): Id,
    Version(version): Version,
    Sent(draft): Sent<OAuthAppDraft>,
) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    if app.built_in {
        return Err(Refusal::BuiltIn);
    }
    let draft = allowed(&desk, draft, Some(&app), &who.reach)?;
    let now = desk.clock.now();
    if rules::needs_fresh(&app, &draft) {
        who.require_fresh(now)?;
    }
    // What was looked at is what is changed: of another version than that which was sent the store says so.
    if app.version != version {
        return Err(Refusal::Conflict("app", app.version));
    }
    let entry = who.does(Deed::AppChanged, now).on_app(&client_id);
    let app = desk.store.update_app(&client_id, &who.reach, draft, version, entry).await??;
    Ok(versioned(app.version, &app.view()))
}

/// Deletes an app, and all that it was given.
#[utoipa::path(delete, path = "/apps/{client_id}", operation_id = "delete_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id."),
        ("confirm" = Option<String>, Query, description = "The app's name: where it is sent and is another one, nothing is deleted.")),
    responses((status = 204, description = "It is gone."), Refusals, NoSuch, Stands), security(("app_manager" = ["accounts:admin"])))]
async fn delete(who: AppManager, State(desk): State<Desk>, Id(client_id): Id, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    for (word, name) in words_of(query.as_deref().unwrap_or_default())? {
        if word != "confirm" {
            return Err(no_such_word(&word));
        }
        if name != app.name {
            return Err(problem("confirm", format!("This app is called “{}”. Nothing was deleted.", app.name)));
        }
    }
    let entry = who.does(Deed::AppDeleted, desk.clock.now()).on_app(&client_id);
    desk.store.delete_app(&client_id, &who.reach, entry).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Lets an app be used. What an administrator switched off, an administrator switches on.
#[utoipa::path(post, path = "/apps/{client_id}/enable", operation_id = "enable_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn enable(who: Fresh<AppManager>, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    set_enabled(&desk, &who, &client_id, true).await
}

/// Lets an app be used no more, and ends all that it was given.
#[utoipa::path(post, path = "/apps/{client_id}/disable", operation_id = "disable_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])))]
async fn disable(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    set_enabled(&desk, &who, &client_id, false).await
}

async fn set_enabled(desk: &Desk, who: &AppManager, client_id: &str, enabled: bool) -> Result<Response, Refusal> {
    let deed = if enabled { Deed::AppEnabled } else { Deed::AppDisabled };
    let entry = who.does(deed, desk.clock.now()).on_app(client_id);
    let app = desk.store.set_app_enabled(client_id, &who.reach, enabled, entry).await??;
    Ok(versioned(app.version, &app.view()))
}

/// Gives an app to another organisation, or to none.
#[utoipa::path(post, path = "/apps/{client_id}/transfer", operation_id = "transfer_app", tag = "apps", request_body = Transfer,
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, NotJson, Stands),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn transfer(
    who: Fresh<Administrator>,
    State(desk): State<Desk>,
    Id(client_id): Id,
    Sent(to): Sent<Transfer>,
) -> Result<Response, Refusal> {
    let entry = who.does(Deed::AppTransferred, desk.clock.now()).on_app(&client_id);
    let app = desk.store.transfer_app(&client_id, to.organisation, entry).await??;
    Ok(versioned(app.version, &app.view()))
}

/// An app that the caller reaches. One that they do not is not there for them.
async fn reached(desk: &Desk, who: &AppManager, client_id: &str) -> Result<App, Refusal> {
    let app = desk.store.app(client_id).await?.filter(|app| who.reach.covers(app));
    app.ok_or(Refusal::NotFound(AN_APP))
}

/// A draft that nothing stands against, from somebody of this reach.
pub(super) fn allowed(desk: &Desk, draft: OAuthAppDraft, before: Option<&App>, reach: &Reach) -> Result<OAuthAppDraft, Refusal> {
    if before.is_some_and(|app| reach.is_exceeded_by(app)) {
        return Err(refused::beyond_them());
    }
    if let Some(beyond) = rules::beyond(&draft, before, reach) {
        return Err(Refusal::Invalid(vec![beyond]));
    }
    let draft = rules::placed(draft, reach);
    let problems: Vec<FieldProblem> = rules::problems(&draft, before, Some(&desk.issuer));
    if problems.is_empty() { Ok(draft) } else { Err(Refusal::Invalid(problems)) }
}

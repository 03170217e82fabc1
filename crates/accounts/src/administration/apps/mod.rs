//! Apps: list, create, read, update with version, delete; what else there is to an app has a file of its own.

mod bulk;
mod declared;
mod grants;
mod logo;
mod overview;
pub(super) mod query;
mod secrets;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use countersign_wire::app::{
    AdministrationError, AppFacets, AppPage, AppQuery, CreatedApp, FieldProblem, OAuthApp, OAuthAppDraft, Transfer, is_loopback_address,
};
use http::{StatusCode, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, with_status};
use super::authority::{Administrator, AppManager, Fresh, Reach};
use super::document::{NoSuch, NotJson, Refusals, Stands, Versioned};
use super::request::{Id, Sent, Version, problem, words_of};
use crate::apps::registration;
use crate::audit::Deed;
use crate::grant::ADMINISTRATION;
use crate::store::rows::{App, Saved};

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
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(300))))]
async fn create(who: Fresh<AppManager>, State(desk): State<Desk>, Sent(draft): Sent<OAuthAppDraft>) -> Result<Response, Refusal> {
    let draft = within_reach(draft, &who.reach)?;
    check(&draft, &desk.issuer)?;
    let now = desk.clock.now();
    let (app, secret) = registration::new_app(draft, Some(who.id()), desk.entropy.as_ref(), now);
    let entry = who.does(Deed::AppAdded, now).about(&app.client_id);
    let app = done(desk.store.add_app(app, entry).await?)?;
    let created = CreatedApp { app: app.view(), client_secret: secret.map(|secret| secret.expose().to_owned()) };
    Ok(with_status(StatusCode::CREATED, &created))
}

/// Reads an app; its version is also its ETag.
#[utoipa::path(get, path = "/apps/{client_id}", operation_id = "read_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch), security(("app_manager" = ["accounts:admin"])))]
async fn read(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    Ok(versioned(&reached(&desk, &who, &client_id).await?))
}

/// Sets everything that an app may change.
///
/// Return addresses, keys, trust and where a sign-out is told need a fresh sign-in where they change.
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
    let draft = within_reach(draft, &who.reach)?;
    check(&draft, &desk.issuer)?;
    let app = reached(&desk, &who, &client_id).await?;
    if app.built_in {
        return Err(Refusal::BuiltIn);
    }
    check_fixed(&app, &draft)?;
    let now = desk.clock.now();
    if needs_fresh(&app, &draft) {
        who.require_fresh(now)?;
    }
    let entry = who.does(Deed::AppChanged, now).about(&client_id);
    let app = done(desk.store.update_app(&client_id, draft, version, entry).await?)?;
    Ok(versioned(&app))
}

/// Deletes an app, and all that it was given.
#[utoipa::path(delete, path = "/apps/{client_id}", operation_id = "delete_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id."),
        ("confirm" = Option<String>, Query, description = "The app's name: where it is sent and is another one, nothing is deleted.")),
    responses((status = 204, description = "It is gone."), Refusals, NoSuch, Stands), security(("app_manager" = ["accounts:admin"])))]
async fn delete(who: AppManager, State(desk): State<Desk>, Id(client_id): Id, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    let confirmed = words_of(query.as_deref().unwrap_or_default())?.into_iter().find(|(name, _)| name == "confirm");
    if confirmed.is_some_and(|(_, name)| name != app.name) {
        return Err(problem("confirm", format!("This app is called “{}”. Nothing was deleted.", app.name)));
    }
    let entry = who.does(Deed::AppDeleted, desk.clock.now()).about(&client_id);
    done(desk.store.delete_app(&client_id, entry).await?)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Lets an app be used.
#[utoipa::path(post, path = "/apps/{client_id}/enable", operation_id = "enable_app", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])))]
async fn enable(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
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
    reached(desk, who, client_id).await?;
    let deed = if enabled { Deed::AppEnabled } else { Deed::AppDisabled };
    let entry = who.does(deed, desk.clock.now()).about(client_id);
    Ok(versioned(&done(desk.store.set_app_enabled(client_id, enabled, entry).await?)?))
}

/// Gives an app to another organisation, or to none.
#[utoipa::path(post, path = "/apps/{client_id}/transfer", operation_id = "transfer_app", tag = "apps", request_body = Transfer,
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The app.", body = OAuthApp), Refusals, NoSuch, NotJson, Stands),
    security(("administrator" = ["accounts:admin"])))]
async fn transfer(who: Administrator, State(desk): State<Desk>, Id(client_id): Id, Sent(to): Sent<Transfer>) -> Result<Response, Refusal> {
    let told = to.organisation.clone().unwrap_or_else(|| "none".to_owned());
    let entry = who.does(Deed::AppTransferred, desk.clock.now()).about(&client_id).saying(&told);
    Ok(versioned(&done(desk.store.transfer_app(&client_id, to.organisation, entry).await?)?))
}

/// An app that the caller reaches. One that they do not is not there for them.
async fn reached(desk: &Desk, who: &AppManager, client_id: &str) -> Result<App, Refusal> {
    let app = desk.store.app(client_id).await?.filter(|app| who.reach.covers(app));
    app.ok_or(Refusal::NotFound(AN_APP))
}

pub(super) fn done<T>(saved: Saved<T>) -> Result<T, Refusal> {
    match saved {
        Saved::Done(value) => Ok(value),
        Saved::NotFound => Err(Refusal::NotFound(AN_APP)),
        Saved::Conflict(version) => Err(Refusal::Conflict("app", version)),
        Saved::BuiltIn => Err(Refusal::BuiltIn),
        Saved::Public => Err(Refusal::Public),
        Saved::CodeNameTaken => Err(Refusal::Taken(FieldProblem {
            field: "code_name".to_owned(),
            row: None,
            message: "Another app has this code name. Choose another one.".to_owned(),
        })),
        Saved::NoOrganisation => Err(problem("organisation", "There is no organisation with this id.")),
        Saved::TooLate => Err(Refusal::TooLate),
    }
}

/// An app with its version as `ETag`, so that `If-Match` sends back what was read.
fn versioned(app: &App) -> Response {
    let mut response = with_status(StatusCode::OK, &app.view());
    if let Ok(tag) = format!("\"{}\"", app.version).parse() {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What stands against a draft in this service: one that others reach does not ask its own machine for an app's sake (N2).
pub(super) fn check(draft: &OAuthAppDraft, issuer: &str) -> Result<(), Refusal> {
    let mut problems = draft.validate();
    let asked =
        [("backchannel_logout_uri", &draft.settings.openid.backchannel_logout_uri), ("jwks_uri", &draft.settings.client_keys.jwks_uri)];
    for (field, uri) in asked {
        if uri.as_ref().is_some_and(|uri| is_loopback_address(uri)) && !is_loopback_address(issuer) {
            let message = "This service is not on this computer only, so it asks no address of this computer.".to_owned();
            problems.push(FieldProblem { field: field.to_owned(), row: None, message });
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

/// What an app manager writes is of their organisation, is trusted with nobody's consent, and does not administer.
pub(super) fn within_reach(mut draft: OAuthAppDraft, reach: &Reach) -> Result<OAuthAppDraft, Refusal> {
    let Some(own) = reach.organisation() else { return Ok(draft) };
    if draft.trusted {
        return Err(problem("trusted", "Only an administrator may let an app skip the consent page. Ask one."));
    }
    if draft.scopes.iter().any(|scope| scope == ADMINISTRATION) {
        return Err(problem("scopes", "Only an administrator may let an app ask for accounts:admin. Ask one."));
    }
    if draft.settings.organisation.get_or_insert_with(|| own.to_owned()) != own {
        return Err(problem("organisation", "You manage the apps of your own organisation. Leave the organisation out, or name yours."));
    }
    Ok(draft)
}

/// Whether a change is of the kind that a forgotten screen must not be enough for (A17): who gets codes, who may sign as the
/// app, and whom people are not asked about.
fn needs_fresh(app: &App, draft: &OAuthAppDraft) -> bool {
    let same_addresses = app.redirect_uris.iter().map(|uri| uri.as_str()).eq(draft.redirect_uris.iter().map(String::as_str));
    let (now, then) = (&app.settings, &draft.settings);
    !same_addresses
        || now.client_keys != then.client_keys
        || now.openid.backchannel_logout_uri != then.openid.backchannel_logout_uri
        || now.openid.post_logout_redirect_uris != then.openid.post_logout_redirect_uris
        || now.origins != then.origins
        || (draft.trusted && !app.trusted)
}

/// Where an app runs and how it speaks are promises that its consents were given under.
fn check_fixed(app: &App, draft: &OAuthAppDraft) -> Result<(), Refusal> {
    let fixed = |field: &str, what: &str| problem(field, format!("{what} cannot be changed once the app is made. Make a new app instead."));
    if draft.kind != app.kind {
        return Err(fixed("kind", "Where an app runs"));
    }
    if draft.dialect != app.dialect {
        return Err(fixed("dialect", "The dialect of an app"));
    }
    Ok(())
}

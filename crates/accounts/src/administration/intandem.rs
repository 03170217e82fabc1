//! Making an app as inTandem's API does (INT-01): `POST /platform/v1/apps`.
//!
//! Who may is decided as everywhere in this room; only the words and the credentials are those of the document: 64
//! hexadecimal digits each. Every app that is made here runs on a server, so what a request says of its type is told
//! back and changes nothing.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use axum::routing::post;
use countersign_wire::app::{AdministrationCode as Code, AppKind, AppSettings, DialectName, FieldProblem, OAuthAppDraft};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::Desk;
use super::answer::{Refusal, with_status};
use super::apps::allowed;
use super::authority::{AppManager, Caller, Fresh};
use super::request::is_json;
use crate::apps::registration;
use crate::audit::Deed;

/// Where it stands.
pub(super) const PATH: &str = "/platform/v1/apps";

/// The longest code name.
const LONGEST_CODE_NAME: usize = 64;

/// What a request says. What else is in it is not for us.
#[derive(Deserialize)]
struct Wish {
    name: String,
    app_code_name: String,
    redirect_uri: String,
    #[serde(default)]
    trusted: bool,
    #[serde(default)]
    app_type: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
}

pub(super) fn routes(desk: Desk) -> Router {
    let create =
        |state: State<Desk>, request: Request| async move { create(&state.0, request).await.unwrap_or_else(|refusal| refused(&refusal)) };
    let no_such_method =
        || async { with_status(StatusCode::METHOD_NOT_ALLOWED, &error("This address answers POST alone.", Code::InvalidInput, &[])) };
    Router::new().route(PATH, post(create).fallback(no_such_method)).with_state(desk)
}

async fn create(desk: &Desk, request: Request) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::of(&parts, desk).await?;
    parts.extensions.insert(caller);
    let who = Fresh::<AppManager>::from_request_parts(&mut parts, desk).await?;
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| Refusal::Unreadable("The body could not be read. Send it again.".to_owned()))?;
    let wish = read(&parts.headers, &body)?;
    let draft = allowed(desk, draft(&wish), None, &who.reach)?;
    let now = desk.clock.now();
    let (app, secret) = registration::new_hex_app(draft, Some(who.id()), desk.entropy.as_ref(), now);
    let entry = who.does(Deed::AppAdded, now).on_app(&app.client_id);
    let app = desk.store.add_app(app, entry).await??;
    let data = json!({
        "app_id": app.client_id,
        "app_code_name": app.settings.code_name,
        "name": app.name,
        "client_id": app.client_id,
        "client_secret": secret.expose(),
        "redirect_uri": wish.redirect_uri,
        "trusted": app.trusted,
        "app_type": wish.app_type,
        "scopes": wish.scopes,
    });
    Ok(with_status(StatusCode::CREATED, &json!({ "data": data, "status": "OK" })))
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Wish, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::NotJson);
    }
    // serde takes a list for an object too.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(Refusal::Unreadable("The body has to be one JSON object.".to_owned()));
    }
    let wish: Wish = serde_json::from_slice(body).map_err(|error| Refusal::Unreadable(format!("The body is not an app: {error}.")))?;
    let problems = problems(&wish);
    if problems.is_empty() { Ok(wish) } else { Err(Refusal::Invalid(problems)) }
}

/// What stands against it beyond what stands against any app.
fn problems(wish: &Wish) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut say =
        |field: &str, message: &str| problems.push(FieldProblem { field: field.to_owned(), row: None, message: message.to_owned() });
    if !(3..=25).contains(&wish.name.trim().chars().count()) {
        say("name", "Give the app a name of 3 to 25 characters; people see it when they are asked for access.");
    }
    let code_name = &wish.app_code_name;
    if !(1..=LONGEST_CODE_NAME).contains(&code_name.len()) || !code_name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        say("app_code_name", "The code name has 1 to 64 letters and digits, and nothing else.");
    }
    problems
}

fn draft(wish: &Wish) -> OAuthAppDraft {
    OAuthAppDraft {
        name: wish.name.clone(),
        kind: AppKind::Web,
        dialect: DialectName::Intandem,
        redirect_uris: vec![wish.redirect_uri.clone()],
        scopes: wish.scopes.clone(),
        trusted: wish.trusted,
        enabled: true,
        pkce: None,
        with_secret: false,
        settings: AppSettings { code_name: Some(wish.app_code_name.clone()), ..AppSettings::default() },
    }
}

fn error(message: &str, code: Code, problems: &[FieldProblem]) -> serde_json::Value {
    let field = |problem: &FieldProblem| match problem.field.as_str() {
        "code_name" => "app_code_name".to_owned(),
        "redirect_uris" => "redirect_uri".to_owned(),
        other => other.to_owned(),
    };
    let errors: Vec<_> = problems.iter().map(|problem| json!({ "field": field(problem), "message": problem.message })).collect();
    json!({ "status": "Error", "error": message, "code": code.as_str(), "errors": errors })
}

/// A refusal of this room, in the shape of that API. Status, challenge and when to come again stay.
fn refused(refusal: &Refusal) -> Response {
    let (status, code, message, problems) = refusal.told();
    let mut response = with_status(status, &error(&message, code, &problems));
    refusal.mark(&mut response);
    response
}

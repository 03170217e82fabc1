//! Making an app as inTandem's API does (INT-01): `POST /platform/v1/apps`.
//!
//! Who may is decided as everywhere in this room; only the words and the credentials are those of the document: 64
//! hexadecimal digits each. Every app that is made here runs on a server, so what a request says of its type is told
//! back and changes nothing.

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use countersign_wire::app::{AdministrationCode as Code, AppKind, AppSettings, DialectName, FieldProblem, OAuthAppDraft};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, with_status};
use super::apps::allowed;
use super::authority::{AppManager, Caller, Fresh};
use super::document::TooLarge;
use super::request::is_json;
use crate::apps::registration;
use crate::audit::Deed;
use crate::people::fresh;

/// The longest code name.
const LONGEST_CODE_NAME: usize = 64;

/// What a request says. What else is in it is not for us.
#[derive(Deserialize, ToSchema)]
#[schema(as = IntandemAppWish)]
struct Wish {
    /// What people call it, 3 to 25 characters.
    #[schema(example = "Booking Desk")]
    name: String,
    /// What programs call it: 1 to 64 letters and digits, which no other app has.
    #[schema(example = "bookingdesk1")]
    app_code_name: String,
    /// Where its sign-ins return to.
    #[schema(example = "https://booking.example/callback")]
    redirect_uri: String,
    /// Whether people are not asked.
    #[serde(default)]
    trusted: bool,
    /// Told back, and of no effect.
    #[serde(default)]
    app_type: Option<String>,
    /// What it may ask for.
    #[serde(default)]
    scopes: Vec<String>,
}

/// The app that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = IntandemApp)]
struct Made {
    app_id: String,
    app_code_name: Option<String>,
    name: String,
    client_id: String,
    /// Shown this once.
    client_secret: String,
    redirect_uri: String,
    trusted: bool,
    app_type: Option<String>,
    scopes: Vec<String>,
}

/// What that API answers when all went well.
#[derive(Serialize, ToSchema)]
#[schema(as = IntandemAppMade)]
struct Answered {
    data: Made,
    /// `OK`.
    status: &'static str,
}

/// What it answers when something did not.
#[derive(Serialize, ToSchema)]
#[schema(as = IntandemError)]
struct Failed {
    /// `Error`.
    status: &'static str,
    /// What happened and what to do, for people.
    error: String,
    /// The code of the administration API, for programs.
    code: &'static str,
    /// What it is about.
    errors: Vec<FailedField>,
}

/// What is wrong with one field.
#[derive(Serialize, ToSchema)]
#[schema(as = IntandemFieldError)]
struct FailedField {
    field: String,
    message: String,
}

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(create))
}

/// The answer to a method that the address does not take.
pub(super) async fn no_such_method() -> Response {
    with_status(StatusCode::METHOD_NOT_ALLOWED, &failed("This address answers POST alone.".to_owned(), Code::InvalidInput, &[]))
}

/// Makes an app of the inTandem dialect, in the words of that document; its secret is shown this once.
#[utoipa::path(post, path = "/platform/v1/apps", operation_id = "make_intandem_app", tag = "inTandem", request_body = Wish,
    responses((status = 201, description = "The app.", body = Answered),
        (status = 400, description = "invalid_input: what was sent cannot be read or is not valid; errors name the fields.", body = Failed),
        (status = 401, description = "unauthorized or fresh_sign_in_needed, as at the other routes.", body = Failed),
        (status = 403, description = "forbidden: the token or the person may not do this.", body = Failed),
        (status = 409, description = "already_exists: the code name is taken.", body = Failed), TooLarge,
        (status = 415, description = "invalid_input: the body is not sent as JSON.", body = Failed),
        (status = 500, description = "internal: the service could not read or write its database.", body = Failed),
        (status = 503, description = "busy: too much is waiting to be stored; Retry-After says when to try again.", body = Failed)),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn create(State(desk): State<Desk>, request: Request) -> Response {
    created(&desk, request).await.unwrap_or_else(|refusal| refused(&refusal))
}

async fn created(desk: &Desk, request: Request) -> Result<Response, Refusal> {
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
    let made = Made {
        app_id: app.client_id.clone(),
        app_code_name: app.settings.code_name,
        name: app.name,
        client_id: app.client_id,
        client_secret: secret.expose().to_owned(),
        redirect_uri: wish.redirect_uri,
        trusted: app.trusted,
        app_type: wish.app_type,
        scopes: wish.scopes,
    };
    Ok(with_status(StatusCode::CREATED, &Answered { data: made, status: "OK" }))
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

fn failed(error: String, code: Code, problems: &[FieldProblem]) -> Failed {
    let field = |problem: &FieldProblem| match problem.field.as_str() {
        "code_name" => "app_code_name".to_owned(),
        "redirect_uris" => "redirect_uri".to_owned(),
        other => other.to_owned(),
    };
    let errors = problems.iter().map(|problem| FailedField { field: field(problem), message: problem.message.clone() }).collect();
    Failed { status: "Error", error, code: code.as_str(), errors }
}

/// A refusal of this room, in the shape of that API. Status, challenge and when to come again stay.
fn refused(refusal: &Refusal) -> Response {
    let (status, code, message, problems) = refusal.told();
    let mut response = with_status(status, &failed(message, code, &problems));
    refusal.mark(&mut response);
    response
}

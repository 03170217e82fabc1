//! Apps: list, create, read, update with version, delete, a new secret.

use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::app::{AppPage, AppQuery, CreatedApp, FieldProblem, NewSecret, OAuthAppDraft};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

use super::Desk;
use super::answer::{Refusal, with_status};
use super::authority::Administrator;
use crate::apps::registration;
use crate::audit::Deed;
use crate::store::rows::{App, Saved};

/// Rows a page where the request names none.
const ROWS: u32 = 50;
/// The most rows a page has (A20).
const MOST_ROWS: u32 = 200;

/// The app that the path names. One that is no text in UTF-8 is nobody's, and told in JSON like any other.
pub(super) struct ClientId(String);

impl FromRequestParts<Desk> for ClientId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let Path(id) = Path::<String>::from_request_parts(parts, desk).await.map_err(|_| Refusal::NotFound)?;
        Ok(Self(id))
    }
}

pub(super) async fn list(_: Administrator, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let mut query = read_query(query.as_deref().unwrap_or_default())?;
    let after = query.cursor.take().map(|cursor| read_cursor(&cursor)).transpose()?;
    let page = desk.store.apps(query, after).await?;
    let next_cursor = page.next.map(|place| write_cursor(&place));
    let items = page.items.iter().map(App::view).collect();
    Ok(with_status(StatusCode::OK, &AppPage { items, next_cursor, total: page.total }))
}

pub(super) async fn create(
    administrator: Administrator,
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Result<Response, Refusal> {
    let draft = read_draft(&headers, &body)?;
    let now = desk.clock.now();
    let (app, secret) = registration::new_app(draft, Some(administrator.id()), desk.entropy.as_ref(), now);
    let entry = administrator.does(Deed::AppAdded, &app.client_id, now);
    let app = desk.store.add_app(app, entry).await?;
    let created = CreatedApp { app: app.view(), client_secret: secret.map(|secret| secret.expose().to_owned()) };
    Ok(with_status(StatusCode::CREATED, &created))
}

pub(super) async fn read(_: Administrator, State(desk): State<Desk>, ClientId(client_id): ClientId) -> Result<Response, Refusal> {
    let app = desk.store.app(&client_id).await?.ok_or(Refusal::NotFound)?;
    Ok(versioned(&app))
}

pub(super) async fn update(
    administrator: Administrator,
    State(desk): State<Desk>,
    ClientId(client_id): ClientId,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Result<Response, Refusal> {
    let version = read_version(&headers)?;
    let draft = read_draft(&headers, &body)?;
    let app = desk.store.app(&client_id).await?.ok_or(Refusal::NotFound)?;
    if app.built_in {
        return Err(Refusal::BuiltIn);
    }
    check_fixed(&app, &draft)?;
    let entry = administrator.does(Deed::AppChanged, &client_id, desk.clock.now());
    let app = done(desk.store.update_app(&client_id, draft, version, entry).await?)?;
    Ok(versioned(&app))
}

pub(super) async fn delete(
    administrator: Administrator,
    State(desk): State<Desk>,
    ClientId(client_id): ClientId,
) -> Result<Response, Refusal> {
    let entry = administrator.does(Deed::AppDeleted, &client_id, desk.clock.now());
    done(desk.store.delete_app(&client_id, entry).await?)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn new_secret(
    administrator: Administrator,
    State(desk): State<Desk>,
    ClientId(client_id): ClientId,
) -> Result<Response, Refusal> {
    let now = desk.clock.now();
    let (kept, shown) = registration::new_secret(desk.entropy.as_ref(), now);
    let entry = administrator.does(Deed::SecretAdded, &client_id, now);
    let added = done(desk.store.add_secret(&client_id, kept, entry).await?)?;
    let secret = NewSecret { client_id, client_secret: shown.expose().to_owned(), retired: added.retired };
    Ok(with_status(StatusCode::CREATED, &secret))
}

fn done<T>(saved: Saved<T>) -> Result<T, Refusal> {
    match saved {
        Saved::Done(value) => Ok(value),
        Saved::NotFound => Err(Refusal::NotFound),
        Saved::Conflict(version) => Err(Refusal::Conflict(version)),
        Saved::BuiltIn => Err(Refusal::BuiltIn),
        Saved::Public => Err(Refusal::Public),
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

fn read_draft(headers: &HeaderMap, body: &[u8]) -> Result<OAuthAppDraft, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::NotJson);
    }
    let draft: OAuthAppDraft = serde_json::from_slice(body)
        .map_err(|error| Refusal::Unreadable(format!("The body is not an app as this API reads it: {error}.")))?;
    let problems = draft.validate();
    if problems.is_empty() { Ok(draft) } else { Err(Refusal::Invalid(problems)) }
}

/// Where an app runs and how it speaks are promises that its consents were given under.
fn check_fixed(app: &App, draft: &OAuthAppDraft) -> Result<(), Refusal> {
    let problem = |field: &str, what: &str| {
        let message = format!("{what} cannot be changed once the app is made. Make a new app instead.");
        Refusal::Invalid(vec![FieldProblem { field: field.to_owned(), row: None, message }])
    };
    if draft.kind != app.kind {
        return Err(problem("kind", "Where an app runs"));
    }
    if draft.dialect != app.dialect {
        return Err(problem("dialect", "The dialect of an app"));
    }
    Ok(())
}

fn read_version(headers: &HeaderMap) -> Result<i64, Refusal> {
    let value = headers.get(header::IF_MATCH).ok_or(Refusal::NoVersion)?;
    value
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix('"')?.strip_suffix('"')?.parse().ok())
        .ok_or_else(|| Refusal::Unreadable("If-Match holds one version in quotes, such as \"3\".".to_owned()))
}

fn read_query(text: &str) -> Result<AppQuery, Refusal> {
    let mut query = AppQuery::default();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let twice = match name.as_ref() {
            "search" => query.search.replace(value.into_owned()).is_some(),
            "cursor" => query.cursor.replace(value.into_owned()).is_some(),
            "limit" => {
                let rows = value.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
                let rows = rows.ok_or_else(|| Refusal::Unreadable(format!("limit is a number from 1 to {MOST_ROWS}.")))?;
                query.limit.replace(rows).is_some()
            }
            _ => false,
        };
        if twice {
            return Err(Refusal::Unreadable(format!("{name} is there twice; send it once.")));
        }
    }
    query.limit.get_or_insert(ROWS);
    query.search = query.search.filter(|search| !search.trim().is_empty());
    Ok(query)
}

fn write_cursor(place: &(String, String)) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([place.0, place.1]).to_string())
}

fn read_cursor(cursor: &str) -> Result<(String, String), Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Refusal::Unreadable("This cursor is not one that was given out. Begin again without it.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = ("harbour desk".to_owned(), "3f44f3b335dfbca8".to_owned());
        assert_eq!(read_cursor(&write_cursor(&place)).unwrap(), place);
        assert!(read_cursor("not one").is_err());
    }

    #[test]
    fn a_query_is_bounded_and_says_each_word_once() {
        assert_eq!(read_query("").unwrap().limit, Some(50));
        for wrong in ["limit=0", "limit=201", "limit=x", "search=a&search=b"] {
            assert!(read_query(wrong).is_err(), "{wrong}");
        }
    }
}

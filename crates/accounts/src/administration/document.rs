//! The document of the API (OpenAPI 3.1), made from the code that answers: each handler says its path, what it takes, what
//! it gives and who may come to it, and what is said here is said for all of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{AdministrationCode, AdministrationError, AppSort, FieldProblem, LastUsed};
use http::{HeaderValue, header};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder, ResponsesBuilder};
use utoipa::{IntoResponses, PartialSchema as _, ToSchema as _};

/// The document without its paths.
pub(super) fn frame() -> OpenApi {
    let about = "What administrators and app managers do, by aggregate.\n\nEvery request carries an access token with the scope \
                 accounts:admin. A token that names resources (RFC 8707) names ISSUER/admin/v1. Where a route is marked \
                 x-fresh-sign-in, the sign-in that the token comes from is at most that many seconds old; else the answer is 401 \
                 with a challenge (RFC 9470), and signing in again with max_age helps.\n\nA member of a body or a word of a query that is not named here is refused, with its name; but what \
                 was read of something may be sent back whole where it is changed.\n\nErrors have one shape: a code for programs, \
                 a message for people, and the fields it is about. Only the address of the inTandem document has that document's.";
    let info = InfoBuilder::new().title("Countersign accounts: administration").version("1").description(Some(about)).build();
    let mut document = OpenApiBuilder::new().info(info).build();
    let bearer = |text: &str| SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build());
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("administrator", bearer("An access token of an administrator."));
    components.add_security_scheme(
        "app_manager",
        bearer("An access token of an administrator, or of an app manager, who reaches the apps of their organisation."),
    );
    // Every route's errors have this shape, and none of the routes gives it otherwise.
    for (name, schema) in [
        (AdministrationError::name(), AdministrationError::schema()),
        (AdministrationCode::name(), AdministrationCode::schema()),
        (FieldProblem::name(), FieldProblem::schema()),
    ] {
        components.schemas.insert(name.into_owned(), schema);
    }
    // Words of a query: the routes collect what bodies refer to, and not what parameters do.
    for (name, schema) in [(AppSort::name(), AppSort::schema()), (LastUsed::name(), LastUsed::schema())] {
        components.schemas.insert(name.into_owned(), schema);
    }
    document
}

/// The document as it is served and kept in the project.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        // Through a value: its keys come in one order, whatever the types do.
        let value = serde_json::to_value(super::open_api()).unwrap_or_default();
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    })
}

/// The document itself tells nothing that the project does not.
pub(super) async fn read() -> Response {
    let mut response = text().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn error(text: &str) -> RefOr<utoipa::openapi::Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(AdministrationError::name()))).build();
    RefOr::T(ResponseBuilder::new().description(text).content("application/json", content).build())
}

fn responses(of: &[(&str, &str)]) -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
    of.iter().fold(ResponsesBuilder::new(), |all, (status, text)| all.response(*status, error(text))).build().responses
}

/// What every route may answer.
pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        responses(&[
            ("400", "invalid_input: what was sent cannot be read or is not valid; problems name the fields."),
            (
                "401",
                "unauthorized: there is no token, or it is unknown, over or for another service. fresh_sign_in_needed: its sign-in is too old for this (RFC 9470).",
            ),
            ("403", "forbidden: the token or the person may not do this."),
            ("500", "internal: the service could not read or write its database."),
            ("503", "busy: too much is waiting to be stored; Retry-After says when to try again."),
        ])
    }
}

/// What a route about one thing may answer besides.
pub(super) struct NoSuch;

impl IntoResponses for NoSuch {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        responses(&[("404", "not_found: there is no such thing, or it is out of the caller's reach.")])
    }
}

/// What a route that reads a body in JSON may answer besides.
pub(super) struct NotJson;

impl IntoResponses for NotJson {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let mut responses = responses(&[("415", "invalid_input: the body is not sent as JSON.")]);
        responses.extend(TooLarge::responses());
        responses
    }
}

/// What a route that reads a body may answer before it is the route's turn: in words alone, as nothing of it was read.
pub(super) struct TooLarge;

impl IntoResponses for TooLarge {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let text = ContentBuilder::new().schema(Some(String::schema())).build();
        let response = ResponseBuilder::new().description("The body is too large.").content("text/plain", text).build();
        BTreeMap::from([("413".to_owned(), RefOr::T(response))])
    }
}

/// What a route that changes something may answer besides.
pub(super) struct Stands;

impl IntoResponses for Stands {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        responses(&[("409", "built_in, already_exists, or another reason why it cannot be as it stands.")])
    }
}

/// What a route that changes something at the version that was read may answer besides.
pub(super) struct Versioned;

impl IntoResponses for Versioned {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        responses(&[
            ("412", "conflict: somebody changed it since the version that was sent."),
            ("428", "invalid_input: the request does not say which version it is about."),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_that_is_kept_is_current() {
        let kept = include_str!("../../../../docs/openapi.json");
        assert!(kept == text(), "docs/openapi.json is not current. Run `cargo xtask codegen` and commit the change.");
    }

    #[test]
    fn every_reference_leads_to_a_shape_that_is_there() {
        fn look(value: &serde_json::Value, shapes: &serde_json::Value) {
            if let Some(to) = value["$ref"].as_str() {
                let name = to.strip_prefix("#/components/schemas/").unwrap();
                assert!(shapes[name].is_object(), "{to} leads nowhere; say its shape in `frame`");
            }
            let within: Vec<_> = match value {
                serde_json::Value::Object(members) => members.values().collect(),
                serde_json::Value::Array(items) => items.iter().collect(),
                _ => Vec::new(),
            };
            within.into_iter().for_each(|value| look(value, shapes));
        }
        let document: serde_json::Value = serde_json::from_str(text()).unwrap();
        look(&document, &document["components"]["schemas"]);
    }

    #[test]
    fn every_operation_says_who_may_come_and_has_a_name_of_its_own() {
        let document: serde_json::Value = serde_json::from_str(text()).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if path.ends_with("/openapi.json") {
                    continue;
                }
                assert!(operation["security"][0].is_object(), "{method} {path}");
                assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path}");
            }
        }
    }
}

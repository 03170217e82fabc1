//! What an administrator says: bodies of the API, and what its lists are asked with.

use serde_json::json;
use support::client::{Client, member};
use support::service::{ada, native_app, web_app};

use super::super::http::{in_a_query, request};
use super::{Door, Taker, all};

pub(super) const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "-1",
    "\"name\":",
    "\"kind\":\"native\"",
    "\"redirect_uris\":[",
    "\"scopes\":[",
    "\"openid\":{",
    "\"client_keys\":{\"jwks\":",
    "\"email\":",
    "\"role\":\"administrator\"",
    "\"organisation\":",
    "\"enabled\":false",
    "\\u0000",
    "\\ud83d",
];

/// What stands in the header of somebody who administers.
fn bearer(door: &Door) -> Vec<u8> {
    let token = door.runtime.block_on(async {
        let own = Client::built_in(&door.service);
        member(&own.exchange(&own.code(&ada().email, "accounts:admin").await).await, "access_token")
    });
    format!("Bearer {token}").into_bytes()
}

pub(super) fn bodies() -> Vec<Vec<u8>> {
    let bodies = [
        json!(web_app()),
        json!(native_app()),
        json!({ "email": "grace@harbour.example", "name": "Grace", "role": "member", "formats": { "locale": "es" } }),
        json!({ "name": "Harbour" }),
        json!({ "clients": ["{WEB}"], "action": "disable" }),
        json!({ "alg": "ES256" }),
    ];
    all(bodies.map(|body| body.to_string()))
}

/// An administrator's word is obeyed or refused, and the service goes on.
pub(super) fn api() -> Taker {
    let mut door = Door::open();
    let bearer = bearer(&door);
    let mut turn = 0_usize;
    Box::new(move |bytes| {
        let body = door.named(bytes);
        let one = format!("/admin/v1/apps/{}", door.names[0].1);
        let routes = [
            ("POST", "/admin/v1/apps".to_owned()),
            ("PUT", one.clone()),
            ("POST", format!("{one}/transfer")),
            ("POST", "/admin/v1/apps/bulk".to_owned()),
            ("POST", "/admin/v1/people".to_owned()),
            ("POST", "/admin/v1/organisations".to_owned()),
            ("POST", "/admin/v1/api-keys".to_owned()),
            ("PATCH", "/account/v1/profile".to_owned()),
            ("POST", "/platform/v1/apps".to_owned()),
        ];
        turn += 1;
        let (method, path) = &routes[turn % routes.len()];
        let headers: [(&str, &[u8]); 3] = [("authorization", &bearer), ("content-type", b"application/json"), ("if-match", b"\"1\"")];
        door.ask(&request(method, path.as_bytes(), &headers, &body)).map(drop).map_err(|what| format!("{method} {path}: {what}"))
    })
}

pub(super) fn cursors() -> Vec<Vec<u8>> {
    all([
        "limit=50&cursor=WyJhIiwiYiJd",
        "search=harbour&sort=name&kind=web",
        "cursor=WyIwIiwiYiJd&sort=last_used",
        "deed=signed_in&from=0&until=99",
    ])
}

pub(super) fn lists() -> Taker {
    let mut door = Door::open();
    let bearer = bearer(&door);
    Box::new(move |bytes| {
        let query = in_a_query(&door.named(bytes));
        for list in ["apps", "apps/facets", "people", "organisations", "api-keys", "audit"] {
            let target = [b"/admin/v1/", list.as_bytes(), b"?", &query[..]].concat();
            let answer =
                door.ask(&request("GET", &target, &[("authorization", &bearer)], b"")).map_err(|what| format!("{list}: {what}"))?;
            if !matches!(answer.status, 200 | 400 | 404 | 414 | 422) {
                return Err(format!("{list}: {}", answer.head));
            }
        }
        Ok(())
    })
}

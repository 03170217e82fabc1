//! A25: whatever bytes come, in whatever place: an answer, never a 500, and the service goes on.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::routes;
use crate::web::{Answer, Service, form, send};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// The parameters that the service knows, so that arbitrary values reach past the first check.
const NAMES: [&str; 40] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "grant_type",
    "code",
    "code_verifier",
    "client_secret",
    "refresh_token",
    "token",
    "token_type_hint",
    "request",
    "csrf",
    "email",
    "password",
    "answer",
    "search",
    "cursor",
    "limit",
    "response_mode",
    "nonce",
    "prompt",
    "max_age",
    "login_hint",
    "ui_locales",
    "acr_values",
    "claims",
    "resource",
    "id_token_hint",
    "post_logout_redirect_uri",
    "logout_hint",
    "client_assertion",
    "client_assertion_type",
    "organization",
    "totp",
    "sid",
    "version",
];

const HEADERS: [&str; 10] =
    ["authorization", "cookie", "content-type", "if-match", "accept", "accept-language", "origin", "referer", "host", "x-forwarded-for"];

/// Texts that are near to what is expected, and bytes that are near to nothing.
fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..60),
        "\\PC{0,40}".prop_map(String::into_bytes),
        prop_oneof![
            Just("code"),
            Just("countersign"),
            Just("S256"),
            Just("plain"),
            Just("authorization_code"),
            Just("refresh_token"),
            Just("accept"),
            Just("https://my-application.com/callback"),
            Just("http://127.0.0.1:1/callback"),
            Just("profile email"),
            Just("99999999999999999999"),
            Just("-1"),
            Just("0"),
            Just("%"),
            Just("%zz"),
            Just("\0"),
            Just("'; DROP TABLE apps; --"),
            Just("${jndi:x}"),
            Just("\u{feff}"),
            Just("%_\\")
        ]
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(Vec<u8>, Vec<u8>)>> {
    let name = prop_oneof![4 => proptest::sample::select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()), 1 => value()];
    vec((name, value()), 0..8)
}

/// Encoded as a form, now and then left as it is.
fn encoded(pairs: &[(Vec<u8>, Vec<u8>)], raw: bool) -> Vec<u8> {
    let part = |bytes: &[u8]| if raw { bytes.to_vec() } else { form_urlencoded::byte_serialize(bytes).collect::<String>().into_bytes() };
    pairs.iter().map(|(name, value)| [part(name), b"=".to_vec(), part(value)].concat()).collect::<Vec<_>>().join(&b'&')
}

/// Bytes that may stand in a header: no line ends, no controls (RFC 9110 §5.5).
fn header_value() -> impl Strategy<Value = Vec<u8>> {
    let start = proptest::sample::select(vec![
        "",
        "Bearer ",
        "Basic ",
        "bearer ",
        "application/json",
        "application/x-www-form-urlencoded",
        "\"",
        "text/html;charset=",
    ]);
    let bytes = vec(prop_oneof![0x20_u8..=0x7e, 0x80_u8..=0xff, Just(b'\t')], 0..60);
    (start, bytes).prop_map(|(start, bytes)| [start.as_bytes(), &bytes].concat())
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    vec((proptest::sample::select(HEADERS.to_vec()), header_value()), 0..4)
}

fn compose(method: &str, target: &[u8], headers: &[(&str, Vec<u8>)], body: &[u8]) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\nconnection: close\r\n"].concat();
    if !headers.iter().any(|(name, _)| *name == "host") {
        bytes.extend_from_slice(b"host: accounts.test\r\n");
    }
    for (name, value) in headers {
        bytes.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// An answer came, and it is no failure of the service.
fn holds(answer: Option<Answer>, sent: &[u8]) -> Result<(), TestCaseError> {
    let shown = || String::from_utf8_lossy(sent).into_owned();
    let Some(answer) = answer else { return Err(TestCaseError::fail(format!("no answer to {}", shown()))) };
    prop_assert!(answer.status < 500, "{} to {}: {}", answer.status, shown(), answer.body);
    prop_assert!(!answer.body.contains("panicked") && !answer.body.contains("src/"), "{}", answer.body);
    Ok(())
}

#[test]
fn a25_any_query_form_and_header_on_every_route_gets_an_answer_that_is_no_failure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let addresses = runtime.block_on(routes::all(&service));
    let ways = (proptest::sample::select(routes::METHODS.to_vec()), proptest::sample::select(addresses));
    let input = (ways, pairs(), pairs(), headers(), any::<bool>(), any::<bool>());
    let outcome = runner(4000).run(&input, |((method, path), query, body, mut headers, form_type, raw)| {
        if form_type {
            headers.insert(0, ("content-type", b"application/x-www-form-urlencoded".to_vec()));
        }
        let target = [path.as_bytes(), b"?", &encoded(&query, false)].concat();
        let bytes = compose(method, &target, &headers, &encoded(&body, raw));
        holds(runtime.block_on(send(service.at, &bytes)), &bytes)
    });
    outcome.unwrap();
    assert!(runtime.block_on(service.answers_others()));
}

#[test]
fn a25_any_path_gets_an_answer_that_is_no_failure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let starts = vec!["/", "/assets/", "/admin/v1/apps/", "/oauth/", "/v1/", "/.well-known/"];
    let input = (
        proptest::sample::select(starts),
        vec(value(), 0..4),
        proptest::sample::select(vec!["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"]),
    );
    let outcome = runner(1000).run(&input, |(start, parts, method)| {
        let parts: Vec<String> =
            parts.iter().map(|part| form_urlencoded::byte_serialize(part).collect::<String>().replace('+', "%20")).collect();
        let bytes = compose(method, format!("{start}{}", parts.join("/")).as_bytes(), &[], b"");
        holds(runtime.block_on(send(service.at, &bytes)), &bytes)
    });
    outcome.unwrap();
}

/// JSON near to an app, and far from it.
fn json() -> impl Strategy<Value = Vec<u8>> {
    let text = "\\PC{0,20}".prop_map(serde_json::Value::from);
    let leaf = prop_oneof![
        text,
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
        proptest::sample::select(vec!["native", "web", "standard", "inbenta", "https://a.example/", "profile", "com.example.app:/x"])
            .prop_map(serde_json::Value::from)
    ];
    let deep = leaf.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
        ]
    });
    let names = vec!["name", "kind", "dialect", "redirect_uris", "scopes", "trusted", "enabled", "pkce", "with_secret", "version", "x"];
    let object = vec((proptest::sample::select(names), deep.clone()), 0..10)
        .prop_map(|members| serde_json::Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    prop_oneof![
        3 => object.prop_map(|value| value.to_string().into_bytes()),
        1 => deep.prop_map(|value| value.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..80),
        1 => (1_usize..3000).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ]
}

#[test]
fn a25_any_json_from_an_administrator_gets_an_answer_that_is_no_failure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let authorization = format!("Bearer {}", runtime.block_on(service.admin_token())).into_bytes();
    let addresses = runtime.block_on(routes::all(&service)).into_iter().filter(|path| path.contains("/v1/"));
    let ways = (proptest::sample::select(vec!["POST", "PUT", "PATCH", "DELETE"]), proptest::sample::select(addresses.collect::<Vec<_>>()));
    let versions =
        proptest::sample::select(vec!["\"1\"", "\"0\"", "1", "*", "W/\"1\"", "\"99999999999999999999\"", "\"\"", "\"1\", \"2\""]);
    let outcome = runner(2000).run(&(ways, json(), versions), |((method, path), body, version)| {
        let headers = [
            ("authorization", authorization.clone()),
            ("content-type", b"application/json".to_vec()),
            ("if-match", version.as_bytes().to_vec()),
        ];
        let bytes = compose(method, path.as_bytes(), &headers, &body);
        holds(runtime.block_on(send(service.at, &bytes)), &bytes)
    });
    outcome.unwrap();
    let outcome = runner(500).run(&pairs(), |query| {
        let bytes = compose(
            "GET",
            &[b"/admin/v1/apps?".to_vec(), encoded(&query, false)].concat(),
            &[("authorization", authorization.clone())],
            b"",
        );
        holds(runtime.block_on(send(service.at, &bytes)), &bytes)
    });
    outcome.unwrap();
    assert!(runtime.block_on(service.answers_others()));
}

#[test]
fn a25_any_cookie_and_token_is_nobody() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let names = runtime.block_on(async {
        let mut browser = service.browser();
        browser.sign_in(&service.authorize()).await;
        browser.cookies.into_keys().collect::<Vec<_>>()
    });
    assert!(!names.is_empty());
    let input = (vec((proptest::sample::select(names), header_value()), 1..4), header_value());
    let outcome = runner(500).run(&input, |(cookies, token)| {
        let cookies = cookies.iter().map(|(name, value)| [name.as_bytes(), b"=", value].concat()).collect::<Vec<_>>().join(&b"; "[..]);
        let bytes = compose("GET", service.authorize().as_bytes(), &[("cookie", cookies)], b"");
        let answer = runtime.block_on(send(service.at, &bytes));
        prop_assert!(answer.as_ref().is_some_and(|answer| !answer.body.contains("value=\"accept\"")), "{answer:?}");
        holds(answer, &bytes)?;
        let bytes = compose("GET", b"/oauth/userinfo", &[("authorization", [&b"Bearer "[..], &token].concat())], b"");
        let answer = runtime.block_on(send(service.at, &bytes));
        prop_assert!(answer.as_ref().is_some_and(|answer| matches!(answer.status, 400 | 401)), "{answer:?}");
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn a25_bytes_that_are_no_http_are_refused_or_cut_off_and_the_service_goes_on() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let near = ("[A-Z]{0,8}", "\\PC{0,30}", "HTTP/[0-9.]{0,4}")
        .prop_map(|(method, target, version)| format!("{method} {target} {version}\r\n\r\n").into_bytes());
    let input = prop_oneof![
        vec(any::<u8>(), 1..200).prop_map(|mut bytes| {
            bytes.extend_from_slice(b"\r\n\r\n");
            bytes
        }),
        near
    ];
    let outcome = runner(500).run(&input, |bytes| {
        let answer = runtime.block_on(crate::web::send_and_close(service.at, &bytes));
        prop_assert!(answer.is_none_or(|answer| answer.status < 500 || answer.status == 505), "{}", String::from_utf8_lossy(&bytes));
        Ok(())
    });
    outcome.unwrap();
    assert!(runtime.block_on(service.answers_others()));
}

#[test]
fn what_is_not_a_form_is_said_in_the_words_of_the_standard() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    for (kind, body) in [
        ("application/json", "{}".to_owned()),
        ("text/plain", form(&[("grant_type", "authorization_code")])),
        ("application/x-www-form-urlencoded", "%ff%fe=%00".into()),
        ("application/x-www-form-urlencoded", String::new()),
    ] {
        let bytes = compose("POST", b"/oauth/token", &[("content-type", kind.as_bytes().to_vec())], body.as_bytes());
        let answer = runtime.block_on(send(service.at, &bytes)).unwrap();
        assert!(matches!(answer.status, 400 | 401), "{kind}: {answer:?}");
        assert!(answer.json()["error"].is_string(), "{kind}: {answer:?}");
    }
}

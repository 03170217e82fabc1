//! The page that the browser shows after a return by loopback: plain, without scripts, without secrets.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_wire::error::{ErrorCode, UserError};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use sha2::{Digest, Sha256};

const STYLE: &str = "
:root { color-scheme: light dark; --paper: oklch(0.994 0.002 200); --ink: oklch(0.24 0.017 220); --ink-2: oklch(0.42 0.016 220); --ink-3: oklch(0.515 0.015 220); --accent: oklch(0.47 0.08 195); }
@media (prefers-color-scheme: dark) { :root { --paper: oklch(0.208 0.011 215); --ink: oklch(0.935 0.006 200); --ink-2: oklch(0.775 0.01 205); --ink-3: oklch(0.675 0.012 207); --accent: oklch(0.795 0.092 188); } }
html { height: 100%; background: var(--paper); color: var(--ink); font: 0.875rem/1.45 Inter, system-ui, sans-serif; }
body { min-height: 100%; margin: 0; display: grid; place-items: center; box-sizing: border-box; padding: 2rem; }
main { width: 100%; max-width: 400px; }
svg { width: 28px; height: 28px; display: block; margin: 0 0 1.25rem; fill: none; stroke: none; }
h1 { font-size: 1.375rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.012em; margin: 0; text-wrap: balance; }
p { margin: .5rem 0 0; color: var(--ink-2); text-wrap: pretty; }
.asked { fill: var(--ink); } .granted { fill: var(--accent); } .open { stroke: var(--ink-3); stroke-width: 0.6; }
";

/// The seal: the left half is what was asked for, the right half what was granted.
const ASKED: &str = r#"<path class="asked" d="M9 1.072V7.5H6V14.708A7 7 0 0 1 9 1.072Z"/>"#;
const GRANTED: &str = r#"<path class="granted" d="M7 14.928V8.5H10V1.292A7 7 0 0 1 7 14.928Z"/>"#;
const NOT_ASKED: &str = r#"<path class="open" d="M8.5 1.55V7H5.5V14A6.5 6.5 0 0 1 8.5 1.55Z"/>"#;
const NOT_GRANTED: &str = r#"<path class="open" d="M7.5 14.45V9H10.5V2A6.5 6.5 0 0 1 7.5 14.45Z"/>"#;

static STYLE_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE)));

pub(super) fn signed_in() -> Response<Full<Bytes>> {
    page(StatusCode::OK, [ASKED, GRANTED], "You are signed in", "Go back to Countersign. You may close this page.")
}

pub(super) fn goes_on() -> Response<Full<Bytes>> {
    page(
        StatusCode::OK,
        [ASKED, NOT_GRANTED],
        "Your answer has arrived",
        "Go back to Countersign, which finishes the sign-in. You may close this page.",
    )
}

/// The cause is told in Countersign; here only whether it was the person's own choice.
pub(super) fn failed(error: &UserError) -> Response<Full<Bytes>> {
    let heading = if error.code == ErrorCode::Denied { "You were not signed in, as access was denied" } else { "You were not signed in" };
    page(StatusCode::OK, [ASKED, NOT_GRANTED], heading, "Go back to Countersign, which says why and what to do. You may close this page.")
}

pub(crate) fn signed_out() -> Response<Full<Bytes>> {
    page(
        StatusCode::OK,
        [NOT_ASKED, NOT_GRANTED],
        "You are signed out",
        "The service has ended its session in this browser. You may close this page.",
    )
}

pub(crate) fn not_for_us() -> Response<Full<Bytes>> {
    page(
        StatusCode::BAD_REQUEST,
        [NOT_ASKED, NOT_GRANTED],
        "Nothing waits for this here",
        "This address is for the answer to one sign-in only. Go back to Countersign.",
    )
}

/// The texts are this program's own, so nothing has to be escaped; nothing of the request is ever shown.
fn page(status: StatusCode, seal: [&'static str; 2], heading: &'static str, text: &'static str) -> Response<Full<Bytes>> {
    let [left, right] = seal;
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{heading} · Countersign</title><style>{STYLE}</style></head><body><main><svg viewBox=\"1 1 14 14\" aria-hidden=\"true\">{left}{right}</svg><h1>{heading}</h1><p>{text}</p></main></body></html>"
    );
    html(status, body)
}

/// An answer page with everything that a page of ours says of itself.
fn html(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let csp =
        format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", *STYLE_HASH);
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("connection", "close"),
        ("content-security-policy", &csp),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

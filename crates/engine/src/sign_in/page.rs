//! The page that the browser is left with after a return by loopback: plain, without scripts, without secrets, in the browser's
//! own language where that is English or Spanish.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_wire::error::ErrorCode;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue, LOCATION};
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
a { display: inline-block; margin: 1.25rem 0 0; padding: .5rem 1rem; border-radius: 6px; background: var(--accent); color: var(--paper); text-decoration: none; font-weight: 500; }
.asked { fill: var(--ink); } .granted { fill: var(--accent); } .open { stroke: var(--ink-3); stroke-width: 0.6; }
";

/// The seal: the left half is what was asked for, the right half what was granted.
const ASKED: &str = r#"<path class="asked" d="M9 1.072V7.5H6V14.708A7 7 0 0 1 9 1.072Z"/>"#;
const GRANTED: &str = r#"<path class="granted" d="M7 14.928V8.5H10V1.292A7 7 0 0 1 7 14.928Z"/>"#;
const NOT_ASKED: &str = r#"<path class="open" d="M8.5 1.55V7H5.5V14A6.5 6.5 0 0 1 8.5 1.55Z"/>"#;
const NOT_GRANTED: &str = r#"<path class="open" d="M7.5 14.45V9H10.5V2A6.5 6.5 0 0 1 7.5 14.45Z"/>"#;

static STYLE_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE)));

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Spanish,
}

impl Language {
    /// The one that the browser likes best (RFC 9110 §12.5.4).
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let wishes = wanted.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let language = match parts.next()?.split('-').next()? {
                tag if tag.eq_ignore_ascii_case("en") => Self::English,
                tag if tag.eq_ignore_ascii_case("es") => Self::Spanish,
                _ => return None,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
            (weight > 0.0).then_some((language, weight))
        });
        wishes.reduce(|best, other| if other.1 > best.1 { other } else { best }).map_or(Self::English, |(language, _)| language)
    }
}

/// What the page can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    SignedIn,
    /// The exchange takes longer than a page waits.
    GoesOn,
    /// Another way back was first.
    Already,
    Denied,
    TooLate,
    Unreachable,
    Failed,
    /// The service's own session in this browser was ended.
    SignedOut,
    NotForUs,
}

impl Said {
    /// How it went, in words of this program's own; what the service said stands in Countersign.
    pub(super) fn of(ended: &Result<(), ErrorCode>) -> Self {
        match ended {
            Ok(()) => Self::SignedIn,
            Err(ErrorCode::NonePending) => Self::Already,
            Err(ErrorCode::Denied) => Self::Denied,
            Err(ErrorCode::CodeExpired | ErrorCode::TimedOut) => Self::TooLate,
            Err(ErrorCode::Network | ErrorCode::Busy) => Self::Unreachable,
            Err(_) => Self::Failed,
        }
    }

    /// The heading, and what to do.
    fn words(self, language: Language) -> [&'static str; 2] {
        match language {
            Language::English => self.in_english(),
            Language::Spanish => self.in_spanish(),
        }
    }

    fn in_english(self) -> [&'static str; 2] {
        match self {
            Self::SignedIn => ["You are signed in", "Go back to Countersign. You may close this page."],
            Self::GoesOn => ["Your answer has arrived", "Go back to Countersign, which finishes the sign-in. You may close this page."],
            Self::Already => [
                "This sign-in had ended already",
                "This answer was not used. Go back to Countersign to see how it went. You may close this page.",
            ],
            Self::Denied => [
                "You were not signed in, as access was denied",
                "Nothing was stored. Go back to Countersign to start again if that was not meant. You may close this page.",
            ],
            Self::TooLate => {
                ["You were not signed in, as the answer came too late", "Go back to Countersign, and start again. You may close this page."]
            }
            Self::Unreachable => [
                "You were not signed in, as the service did not answer Countersign",
                "Go back to Countersign, which says what to do. You may close this page.",
            ],
            Self::Failed => ["You were not signed in", "Go back to Countersign, which says why and what to do. You may close this page."],
            Self::SignedOut => ["You are signed out", "The service has ended its session in this browser. You may close this page."],
            Self::NotForUs => {
                ["Nothing waits for this here", "This address is for the answer to one sign-in only. Go back to Countersign."]
            }
        }
    }

    fn in_spanish(self) -> [&'static str; 2] {
        match self {
            Self::SignedIn => ["Ha iniciado sesión", "Vuelva a Countersign. Puede cerrar esta página."],
            Self::GoesOn => ["Su respuesta ha llegado", "Vuelva a Countersign, que termina el inicio de sesión. Puede cerrar esta página."],
            Self::Already => [
                "Este inicio de sesión ya había terminado",
                "Esta respuesta no se ha usado. Vuelva a Countersign para ver cómo terminó. Puede cerrar esta página.",
            ],
            Self::Denied => [
                "No ha iniciado sesión: se denegó el acceso",
                "No se ha guardado nada. Si no era su intención, vuelva a Countersign y empiece de nuevo. Puede cerrar esta página.",
            ],
            Self::TooLate => [
                "No ha iniciado sesión: la respuesta llegó demasiado tarde",
                "Vuelva a Countersign y empiece de nuevo. Puede cerrar esta página.",
            ],
            Self::Unreachable => [
                "No ha iniciado sesión: el servicio no respondió a Countersign",
                "Vuelva a Countersign, que le dice qué hacer. Puede cerrar esta página.",
            ],
            Self::Failed => ["No ha iniciado sesión", "Vuelva a Countersign, que le dice por qué y qué hacer. Puede cerrar esta página."],
            Self::SignedOut => ["Ha cerrado sesión", "El servicio ha terminado su sesión en este navegador. Puede cerrar esta página."],
            Self::NotForUs => {
                ["Aquí nada espera esta respuesta", "Esta dirección es solo para la respuesta a un inicio de sesión. Vuelva a Countersign."]
            }
        }
    }
}

/// The page. Its texts are this program's own, so nothing has to be escaped; nothing of the request is ever shown.
pub(crate) fn page(said: Said, language: Language) -> Response<Full<Bytes>> {
    let (status, [left, right]) = match said {
        Said::SignedIn => (StatusCode::OK, [ASKED, GRANTED]),
        Said::NotForUs => (StatusCode::BAD_REQUEST, [NOT_ASKED, NOT_GRANTED]),
        Said::SignedOut => (StatusCode::OK, [NOT_ASKED, NOT_GRANTED]),
        _ => (StatusCode::OK, [ASKED, NOT_GRANTED]),
    };
    let [heading, text] = said.words(language);
    let body =
        body(language, heading, &format!("<title>{heading} · Countersign</title>"), &format!("{left}{right}"), &format!("<p>{text}</p>"));
    answer(status, body)
}

/// The page of a probe: a button that leads to `next`, as a consent page leads back to the app. Where the browser lets it, it
/// goes there by itself.
pub(crate) fn probe(next: &str, language: Language) -> Response<Full<Bytes>> {
    let [heading, text, button] = match language {
        Language::English => [
            "Does a sign-in come back to Countersign?",
            "This page finds it out; nobody is signed in. If your browser asks whether Countersign may be opened, allow it. You may close this page afterwards.",
            "Open Countersign",
        ],
        Language::Spanish => [
            "¿Vuelve un inicio de sesión a Countersign?",
            "Esta página lo comprueba; no se inicia ninguna sesión. Si su navegador pregunta si puede abrir Countersign, permítalo. Después puede cerrar esta página.",
            "Abrir Countersign",
        ],
    };
    let head = format!("<meta http-equiv=\"refresh\" content=\"1; url={next}\"><title>{heading}</title>");
    let rest = format!("<p>{text}</p><p><a href=\"{next}\">{button}</a></p>");
    answer(StatusCode::OK, body(language, heading, &head, &format!("{ASKED}{NOT_GRANTED}"), &rest))
}

fn body(language: Language, heading: &str, head: &str, seal: &str, rest: &str) -> String {
    let lang = if language == Language::Spanish { "es" } else { "en" };
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">{head}<style>{STYLE}</style></head><body><main><svg viewBox=\"1 1 14 14\" aria-hidden=\"true\">{seal}</svg><h1>{heading}</h1>{rest}</main></body></html>"
    )
}

/// Sends the browser to a link of the app's scheme, as a service does (RFC 6749 §4.1.2).
pub(crate) fn to_the_app(link: &str) -> Response<Full<Bytes>> {
    let mut response = answer(StatusCode::FOUND, String::new());
    if let Ok(link) = HeaderValue::from_str(link) {
        response.headers_mut().insert(LOCATION, link);
    }
    response
}

/// Sends the browser on to an address without the code in it: that of the answer stays in no address bar and no history.
pub(super) fn elsewhere(path: &'static str) -> Response<Full<Bytes>> {
    let mut response = answer(StatusCode::SEE_OTHER, String::new());
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(path));
    response
}

/// An answer page with everything that a page of ours says of itself.
fn answer(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let csp =
        format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", *STYLE_HASH);
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("vary", "accept-language"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_speaks_the_language_that_the_browser_likes_best_of_those_there_are() {
        for (wanted, language) in [
            ("", Language::English),
            ("es", Language::Spanish),
            ("ES-es, en;q=0.5", Language::Spanish),
            ("fr, de;q=0.9, es;q=0.4, en;q=0.3", Language::Spanish),
            ("en;q=0.4, es-MX;q=0.5", Language::Spanish),
            ("en, es", Language::English),
            ("es;q=0, en;q=0.1", Language::English),
            ("es;q=x", Language::English),
            ("fr", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(wanted).unwrap());
            assert_eq!(Language::of(&headers), language, "{wanted:?}");
        }
    }
}

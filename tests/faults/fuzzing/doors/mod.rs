//! What the service is asked over HTTP, in each place where a stranger may write.
//!
//! Inputs name what only a running service knows: `{WEB}`, `{NATIVE}` and `{PROVEN}` are its apps. So an input means the
//! same to every run. What an administrator may say is in [`administration`].

mod administration;

use countersign_wire::app::{AppSettings, ClientKeys, OAuthAppDraft, OpenIdSettings};
use serde_json::json;
use support::client::{VERIFIER, challenge};
use support::service::{BEGINNING, Service, ada, native_app, web_app};
use support::visitor::Visitor;

use super::http::{Answer, Line, in_a_header, in_a_query, request};
use super::{Taker, Target};

const GOODBYE: &str = "https://harbour.example/goodbye";
const FORM: (&str, &[u8]) = ("content-type", b"application/x-www-form-urlencoded");

pub const TARGETS: &[Target] = &[
    Target { name: "requests", words: HTTP, good: requests, begin: raw_requests },
    Target { name: "authorization requests", words: QUERY, good: authorizations, begin: authorization_requests },
    Target { name: "token requests", words: QUERY, good: token_bodies, begin: token_requests },
    Target {
        name: "authorization headers",
        words: &["Basic ", "Bearer ", "Og==", ":", "=", "{WEB}"],
        good: headers,
        begin: authorization_headers,
    },
    Target { name: "assertions", words: &[".", "eyJ", "eyJhbGciOiJub25lIn0", "=", "_", "e30"], good: assertions, begin: client_assertions },
    Target { name: "sign-out requests", words: QUERY, good: sign_outs, begin: sign_out_requests },
    Target { name: "cookies", words: &["countersign-session-", "=", ";", "; ", ",", "\""], good: cookies, begin: cookie_headers },
    Target { name: "administration", words: administration::JSON, good: administration::bodies, begin: administration::api },
    Target {
        name: "cursors",
        words: &["cursor=", "limit=", "search=", "sort=", "&", "W10", "WyJhIiwiYiJd", "-1", "201"],
        good: administration::cursors,
        begin: administration::lists,
    },
];

const HTTP: &[&str] = &[
    "GET ",
    "POST ",
    "HEAD ",
    "PATCH ",
    "OPTIONS ",
    " HTTP/1.1\r\n",
    " HTTP/1.0\r\n",
    "host: a\r\n",
    "content-length: ",
    "content-length: 3\r\n",
    "transfer-encoding: chunked\r\n",
    "expect: 100-continue\r\n",
    "\r\n\r\n",
    "0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "connection: close\r\n",
    "upgrade: h2c\r\n",
    "/oauth/token",
    "/sign-in",
    "/consent",
    "/account",
    "/set-up",
    "/assets/",
    "/../",
    "*",
    "http://a/",
];
const QUERY: &[&str] = &[
    "&",
    "=",
    "client_id={WEB}",
    "client_id={NATIVE}",
    "redirect_uri=",
    "https%3A%2F%2Fharbour.example%2Fcallback",
    "http://127.0.0.1:1/callback",
    "scope=openid",
    "response_type=code",
    "response_mode=form_post",
    "prompt=none",
    "prompt=login",
    "max_age=0",
    "max_age=-1",
    "claims={}",
    "claims=%7B%22id_token%22%3A%7B%7D%7D",
    "login_hint=",
    "id_token_hint=",
    "request=",
    "request_uri=",
    "nonce=",
    "state=",
    "resource=",
    "ui_locales=es",
    "display=",
    "acr_values=",
    "code_challenge=",
    "code_challenge_method=plain",
    "grant_type=authorization_code",
    "grant_type=refresh_token",
    "grant_type=client_credentials",
    "code=",
    "refresh_token=",
    "client_secret=",
    "client_assertion=",
    "client_assertion_type=",
    "code_verifier=",
    "post_logout_redirect_uri=",
    "https://evil.example/",
    "{",
    "}",
    "\"",
];

/// A service, and whoever is at its door.
struct Door {
    runtime: tokio::runtime::Runtime,
    service: Service,
    line: Line,
    /// What stands in inputs, and what it is here.
    names: Vec<(&'static str, String)>,
}

impl Door {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (service, names) = runtime.block_on(async {
            let service = Service::with_people().await;
            let mut names = Vec::new();
            for (name, draft) in [("{WEB}", web()), ("{NATIVE}", native_app()), ("{PROVEN}", proven())] {
                names.push((name, service.add_app(draft).await.client_id));
            }
            (service, names)
        });
        let line = Line::to(service.running.local_addr());
        Self { runtime, service, line, names }
    }

    /// An input with the names of this service.
    fn named(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for (name, here) in &self.names {
            while let Some(at) = bytes.windows(name.len()).position(|part| part == name.as_bytes()) {
                bytes.splice(at..at + name.len(), here.bytes());
            }
        }
        bytes
    }

    /// Asks; any answer will do that is no failure of the service.
    fn ask(&mut self, request: &[u8]) -> Result<Answer, String> {
        let answer = self.line.ask(request)?;
        sound(&answer)?;
        Ok(answer)
    }
}

fn sound(answer: &Answer) -> Result<(), String> {
    // What the service does not know of HTTP itself it may say by 501 and 505.
    if answer.status >= 500 && !matches!(answer.status, 501 | 505) {
        return Err(format!("{}: {}", answer.head, answer.text()));
    }
    Ok(())
}

/// Where an answer may lead: to a page of the service, or to one of these.
fn leads_only_to(answer: &Answer, places: &[&str]) -> Result<(), String> {
    let Some(location) = answer.header("location") else { return Ok(()) };
    let here = location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\");
    let there = |place: &&str| location.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '&']));
    if here || places.iter().any(there) { Ok(()) } else { Err(format!("it leads to {location}")) }
}

fn gives_nothing(answer: &Answer) -> Result<(), String> {
    let text = answer.text();
    if text.contains("access_token\"") || text.contains("refresh_token\"") || text.contains("\"sub\"") {
        return Err(format!("{}: {text}", answer.status));
    }
    Ok(())
}

fn web() -> OAuthAppDraft {
    let openid = OpenIdSettings { post_logout_redirect_uris: vec![GOODBYE.into()], ..OpenIdSettings::default() };
    OAuthAppDraft {
        scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
        settings: AppSettings { openid, ..AppSettings::default() },
        ..web_app()
    }
}

/// An app that proves itself with the public key of RFC 8037, appendix A.
fn proven() -> OAuthAppDraft {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "ed", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let client_keys = ClientKeys { jwks: Some(json!({ "keys": [key] })), jwks_uri: None };
    OAuthAppDraft { name: "Proven".into(), settings: AppSettings { client_keys, ..AppSettings::default() }, ..web_app() }
}

fn all<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    texts.into_iter().map(|text| text.as_ref().to_vec()).collect()
}

fn requests() -> Vec<Vec<u8>> {
    let body = "grant_type=refresh_token&refresh_token=x&client_id={NATIVE}";
    all([
        "GET /.well-known/openid-configuration HTTP/1.1\r\nhost: a\r\n\r\n".to_owned(),
        "GET /oauth/authorize?response_type=code&client_id={WEB} HTTP/1.1\r\nhost: a\r\naccept-language: es,en;q=0.5\r\n\r\n".to_owned(),
        format!("POST /oauth/token HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
        "POST /oauth/token HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n3\r\na=b\r\n0\r\n\r\n".to_owned(),
        "GET /admin/v1/apps HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\ncookie: a=b\r\norigin: https://a.example\r\n\r\n".to_owned(),
        "OPTIONS /oauth/token HTTP/1.1\r\nhost: a\r\norigin: https://a.example\r\naccess-control-request-method: POST\r\n\r\n".to_owned(),
        "GET /account/v1/profile HTTP/1.0\r\nauthorization: Bearer x\r\n\r\n".to_owned(),
        "PATCH /v1/user/profile HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
    ])
}

fn raw_requests() -> Taker {
    let mut door = Door::open();
    Box::new(move |bytes| {
        let sent = door.named(bytes);
        if let Some(answer) = door.line.send_and_close(&sent)? {
            sound(&answer)?;
        }
        // Others are answered all the same.
        let other = door.ask(&request("GET", b"/healthz", &[], b""))?;
        if other.status == 200 { Ok(()) } else { Err(format!("others are answered {}", other.status)) }
    })
}

fn authorizations() -> Vec<Vec<u8>> {
    let challenge = challenge(VERIFIER);
    all([
        format!("response_type=code&client_id={{WEB}}&redirect_uri=https%3A%2F%2Fharbour.example%2Fcallback&scope=openid+profile&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256&prompt=none"),
        format!("response_type=code&client_id={{NATIVE}}&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback&scope=profile&code_challenge={challenge}&code_challenge_method=S256"),
        "response_type=code&client_id={WEB}&redirect_uri=https://harbour.example/callback&scope=openid&max_age=0&claims=%7B%22userinfo%22%3A%7B%22email%22%3Anull%7D%7D&ui_locales=es&login_hint=michael%40test.com".to_owned(),
    ])
}

/// A1: whatever is asked, nobody is sent anywhere that was not registered.
fn authorization_requests() -> Taker {
    let mut door = Door::open();
    Box::new(move |bytes| {
        let query = in_a_query(&door.named(bytes));
        let target = [b"/oauth/authorize?", &query[..]].concat();
        let answer = door.ask(&request("GET", &target, &[], b""))?;
        let mut places = vec!["https://harbour.example/callback", "com.example.till:/callback"];
        let loopback = answer
            .header("location")
            .filter(|location| location.starts_with("http://127.0.0.1"))
            .and_then(|location| location.split('?').next());
        let loopback = loopback.map(str::to_owned);
        if let Some(place) = &loopback {
            let port = place.strip_prefix("http://127.0.0.1").and_then(|rest| rest.strip_suffix("/callback")).unwrap_or("x");
            if port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()) {
                places.push(place);
            }
        }
        leads_only_to(&answer, &places)
    })
}

fn token_bodies() -> Vec<Vec<u8>> {
    all([
        format!(
            "grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fharbour.example%2Fcallback&client_id={{WEB}}&client_secret=x&code_verifier={VERIFIER}"
        ),
        "grant_type=refresh_token&refresh_token=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx&client_id={NATIVE}&scope=profile".to_owned(),
        "grant_type=client_credentials&client_id={WEB}&client_secret=x&resource=https%3A%2F%2Fa.example".to_owned(),
        "{\"grant_type\":\"refresh_token\",\"client_id\":\"{WEB}\",\"client_secret\":\"x\",\"refresh_token\":\"x\"}".to_owned(),
        "token=x&client_id={NATIVE}&token_type_hint=refresh_token".to_owned(),
    ])
}

/// Nobody who knows no secret is given anything, at any of the endpoints for apps.
fn token_requests() -> Taker {
    let mut door = Door::open();
    let mut turn = 0_i64;
    Box::new(move |bytes| {
        turn += 1;
        // Who fails too often is put off: time passes, so that requests are read to their end.
        door.service.clock.set(BEGINNING + turn * 60);
        let body = door.named(bytes);
        let json: (&str, &[u8]) = ("content-type", b"application/json");
        for (path, kind) in [
            ("/oauth/token", FORM),
            ("/oauth/token", json),
            ("/v1/oauth/tokens", FORM),
            ("/oauth/revoke", FORM),
            ("/oauth/introspect", FORM),
        ] {
            let answer = door.ask(&request("POST", path.as_bytes(), &[kind], &body))?;
            gives_nothing(&answer).map_err(|what| format!("{path}: {what}"))?;
        }
        Ok(())
    })
}

fn headers() -> Vec<Vec<u8>> {
    all(["Basic e1dFQn06eA==", "Bearer xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "bearer x", "Basic Og==", "Digest username=\"x\""])
}

fn authorization_headers() -> Taker {
    let mut door = Door::open();
    let mut turn = 0_i64;
    Box::new(move |bytes| {
        turn += 1;
        door.service.clock.set(BEGINNING + turn * 60);
        let value = in_a_header(&door.named(bytes));
        let authorization: (&str, &[u8]) = ("authorization", &value);
        for (method, path, body) in [
            ("POST", "/oauth/token", &b"grant_type=client_credentials"[..]),
            ("GET", "/oauth/userinfo", b""),
            ("GET", "/admin/v1/apps", b""),
            ("GET", "/account/v1/profile", b""),
        ] {
            let answer = door.ask(&request(method, path.as_bytes(), &[authorization, FORM], body))?;
            if answer.status == 200 {
                return Err(format!("{path} takes it: {}", answer.text()));
            }
        }
        Ok(())
    })
}

fn assertions() -> Vec<Vec<u8>> {
    all([
        // {"alg":"EdDSA","kid":"ed"} . {"iss":"x","sub":"x","aud":"https://a.example","exp":9999999999,"jti":"a"} . no signature of it
        "eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIn0.eyJpc3MiOiJ4Iiwic3ViIjoieCIsImF1ZCI6Imh0dHBzOi8vYS5leGFtcGxlIiwiZXhwIjo5OTk5OTk5OTk5LCJqdGkiOiJhIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.",
        "e30.e30.e30",
    ])
}

fn client_assertions() -> Taker {
    let mut door = Door::open();
    Box::new(move |bytes| {
        let body = format!(
            "grant_type=client_credentials&client_id={}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={}",
            door.names[2].1,
            form_urlencoded::byte_serialize(&bytes[..bytes.len().min(12_000)]).collect::<String>()
        );
        let answer = door.ask(&request("POST", b"/oauth/token", &[FORM], body.as_bytes()))?;
        gives_nothing(&answer)?;
        // The same bytes as a hint of who is to be signed out.
        let query = in_a_query(bytes);
        let target = [b"/oauth/end-session?id_token_hint=", &query[..]].concat();
        leads_only_to(&door.ask(&request("GET", &target, &[], b""))?, &[])
    })
}

fn sign_outs() -> Vec<Vec<u8>> {
    all([
        "id_token_hint=e30.e30.e30&post_logout_redirect_uri=https%3A%2F%2Fharbour.example%2Fgoodbye&state=s",
        "client_id={WEB}&post_logout_redirect_uri=https://harbour.example/goodbye&ui_locales=es",
        "logout_hint=michael%40test.com",
    ])
}

/// Nobody who is not signed in, and shows no token of the service, is sent anywhere.
fn sign_out_requests() -> Taker {
    let mut door = Door::open();
    Box::new(move |bytes| {
        let named = door.named(bytes);
        let target = [b"/oauth/end-session?", &in_a_query(&named)[..]].concat();
        leads_only_to(&door.ask(&request("GET", &target, &[], b""))?, &[])?;
        leads_only_to(&door.ask(&request("POST", b"/oauth/end-session", &[FORM], &named))?, &[])
    })
}

fn cookies() -> Vec<Vec<u8>> {
    all([
        "countersign-session-8400=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; a=b",
        "{SESSION}=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "a",
    ])
}

/// No cookie but one that was given opens an account.
fn cookie_headers() -> Taker {
    let mut door = Door::open();
    let mut visitor = Visitor::new();
    door.runtime.block_on(visitor.sign_in(&door.service.url("/account"), &ada().email));
    let name = visitor.cookies.keys().find(|name| name.contains("session")).unwrap().clone();
    door.names.push(("{SESSION}", name));
    Box::new(move |bytes| {
        let value = in_a_header(&door.named(bytes));
        for path in ["/account", "/oauth/authorize?client_id=countersign", "/set-up"] {
            let answer = door.ask(&request("GET", path.as_bytes(), &[("cookie", &value)], b""))?;
            if path == "/account" && answer.status == 200 {
                return Err("a cookie that nobody was given opens an account".to_owned());
            }
        }
        Ok(())
    })
}

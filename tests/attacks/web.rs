//! A service with one administrator and three apps, and a browser without any manners: it sends the very bytes it is told to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_wire::app::OAuthAppDraft;
use sha2::{Digest, Sha256};
use support::service::{inbenta_app, native_app, web_app};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Of the administrator.
pub const EMAIL: &str = "ada@harbour.example";
pub use support::service::PASSWORD;
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const REDIRECT: &str = "https://my-application.com/callback";

/// The return addresses of the native app.
pub const NATIVE: [&str; 5] = [
    "http://127.0.0.1/callback",
    "http://[::1]/callback",
    "http://localhost:4242/callback",
    "com.example.app:/callback",
    "https://native.example/callback?a=1",
];

pub fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Sends bytes as they are; none where the peer closed without an answer.
pub async fn send(at: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).await.unwrap();
    // The service may have said all it has to say before everything is sent.
    let _ = stream.write_all(bytes).await;
    let mut raw = Vec::new();
    let reading = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut raw)).await;
    assert!(reading.is_ok(), "no end of the answer to {}", String::from_utf8_lossy(&bytes[..bytes.len().min(300)]));
    parse(&raw)
}

fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let body = &raw[end + 4..];
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunk(body) } else { body.to_vec() };
    Some(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = body.windows(2).position(|two| two == b"\r\n") {
        let Ok(size) = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap_or("0").trim(), 16) else { break };
        if size == 0 || body.len() < line + 2 + size {
            break;
        }
        whole.extend_from_slice(&body[line + 2..line + 2 + size]);
        body = &body[(line + 2 + size + 2).min(body.len())..];
    }
    whole
}

/// A request, written as it is sent.
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n").into_bytes();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        bytes.extend_from_slice(b"host: accounts.test\r\n");
    }
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !body.is_empty() || method == "POST" || method == "PUT" {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// `a=1&b=2`, encoded.
pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A form as it stands on a page.
#[derive(Clone, Debug)]
pub struct PageForm {
    pub action: String,
    /// What it sends when nothing is changed: hidden fields, texts, chosen options, ticked boxes.
    pub fields: Vec<(String, String)>,
}

impl PageForm {
    /// The form that has a field or a button of this name, the last one where there are several.
    pub fn with(html: &str, name: &str) -> Self {
        let wanted = format!("name=\"{name}\"");
        let form = html
            .split("<form")
            .skip(1)
            .map(|rest| rest.split("</form>").next().unwrap())
            .filter(|form| form.contains(&wanted))
            .last()
            .unwrap_or_else(|| panic!("no form with {name} on {html}"));
        let mut fields = Vec::new();
        for tag in form.split('<').skip(1) {
            if tag.starts_with("input") {
                let (Some(name), kind) = (attribute(tag, "name"), attribute(tag, "type").unwrap_or_default()) else { continue };
                if kind != "checkbox" || tag.contains(" checked") {
                    fields.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
        }
        for select in form.split("<select").skip(1) {
            let select = select.split("</select>").next().unwrap();
            let chosen = select.split("<option").skip(1).find(|option| option.split('>').next().unwrap().contains(" selected")).unwrap();
            let text = chosen.split_once('>').unwrap().1.split('<').next().unwrap();
            fields.push((attribute(select, "name").unwrap(), attribute(chosen, "value").unwrap_or_else(|| unescape(text))));
        }
        Self { action: attribute(form, "action").unwrap(), fields }
    }

    /// Sets a field, or adds it.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value.to_owned(),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    pub fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    Some(unescape(tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?))
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        let (number, tail) = after.split_once(';').unwrap();
        out.push_str(before);
        out.push(char::from_u32(number.parse().unwrap()).unwrap());
        rest = tail;
    }
    out + rest
}

/// A browser: it keeps cookies and follows redirects within the service.
#[derive(Clone, Debug)]
pub struct Browser {
    pub at: SocketAddr,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(at: SocketAddr) -> Self {
        Self { at, cookies: BTreeMap::new() }
    }

    pub fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// One request, its redirect not followed.
    pub async fn once(&mut self, method: &str, target: &str, body: &str) -> Answer {
        let cookies = self.cookie_header();
        let mut headers = vec![("host", "accounts.test")];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        if method == "POST" {
            headers.push(FORM);
        }
        let answer = send(self.at, &request(method, target, &headers, body.as_bytes())).await.expect("an answer");
        self.keep(&answer);
        answer
    }

    /// Gets a page of the service, redirects within it followed.
    pub async fn get(&mut self, target: &str) -> Answer {
        let answer = self.once("GET", target, "").await;
        self.follow(answer).await
    }

    pub async fn submit(&mut self, form: &PageForm) -> Answer {
        self.once("POST", &form.action, &form.body()).await
    }

    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        let own = format!("http://{}/", self.at);
        for _ in 0..10 {
            let Some(location) = answer.location().map(str::to_owned) else { return answer };
            let Some(target) =
                location.strip_prefix(&own).map(|rest| format!("/{rest}")).or_else(|| location.starts_with('/').then_some(location))
            else {
                return answer;
            };
            answer = self.once("GET", &target, "").await;
        }
        panic!("ten redirects in a row");
    }

    /// Signs in on the page that an authorize address shows; the answer is what comes after it.
    pub async fn sign_in(&mut self, authorize: &str) -> Answer {
        let page = self.get(authorize).await;
        let form = PageForm::with(&page.body, "password").fill("email", EMAIL).fill("password", PASSWORD);
        let answer = self.submit(&form).await;
        self.follow(answer).await
    }

    /// Signs in and accepts all; the redirect is not followed.
    pub async fn sign_in_and_accept(&mut self, authorize: &str) -> Answer {
        let page = self.sign_in(authorize).await;
        self.submit(&PageForm::with(&page.body, "answer").fill("answer", "accept")).await
    }
}

/// An app that was registered.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: String,
}

/// A service in process.
pub struct Service {
    pub inner: support::service::Service,
    pub at: SocketAddr,
    /// Standard dialect, confidential.
    pub web: Client,
    /// Standard dialect, public.
    pub native: Client,
    /// Inbenta's dialect, confidential.
    pub inbenta: Client,
}

impl Service {
    /// A service with people and apps.
    pub async fn start() -> Self {
        let inner = support::service::Service::with_people().await;
        let redirect_uris = vec![REDIRECT.to_owned()];
        let web = add_app(&inner, OAuthAppDraft { redirect_uris: redirect_uris.clone(), ..web_app() }).await;
        let native = add_app(&inner, OAuthAppDraft { redirect_uris: NATIVE.map(str::to_owned).to_vec(), ..native_app() }).await;
        let inbenta = add_app(&inner, OAuthAppDraft { redirect_uris, ..inbenta_app() }).await;
        Self { at: inner.running.local_addr(), inner, web, native, inbenta }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.at)
    }

    /// An authorize address of the web app.
    pub fn authorize(&self) -> String {
        self.authorize_with(&self.web.id, REDIRECT, "profile")
    }

    pub fn authorize_with(&self, client_id: &str, redirect_uri: &str, scope: &str) -> String {
        authorize(client_id, redirect_uri, scope)
    }

    /// A sign-in address of the documented dialect.
    pub fn inbenta_sign_in(&self, redirect_uri: &str) -> String {
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &self.inbenta.id),
            ("redirect_uri", redirect_uri),
            ("scope", "personal_information"),
            ("state", "st"),
        ]);
        format!("/v1/oauth/sign-in?{query}")
    }

    /// Asks the token endpoint as the web app.
    pub async fn token(&self, body: &str) -> Answer {
        let basic = base64::prelude::BASE64_STANDARD.encode(format!("{}:{}", self.web.id, self.web.secret));
        let authorization = format!("Basic {basic}");
        send(self.at, &request("POST", "/oauth/token", &[FORM, ("authorization", &authorization)], body.as_bytes())).await.unwrap()
    }

    /// A token of the administrator for the admin API.
    pub async fn admin_token(&self) -> String {
        let redirect = "http://127.0.0.1:49152/callback";
        let answer = self.browser().sign_in_and_accept(&authorize("countersign", redirect, "accounts:admin")).await;
        let code = parameter(answer.location().unwrap_or_else(|| panic!("{answer:?}")), "code").unwrap();
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect),
            ("client_id", "countersign"),
            ("code_verifier", VERIFIER),
        ]);
        let answer = send(self.at, &request("POST", "/oauth/token", &[FORM], body.as_bytes())).await.unwrap();
        answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    }

    /// Whether somebody else is answered at this moment.
    pub async fn answers_others(&self) -> bool {
        answers_others(self.at).await
    }
}

/// Whether the service there answers somebody at this moment.
pub async fn answers_others(at: SocketAddr) -> bool {
    let target = "/.well-known/oauth-authorization-server";
    send(at, &request("GET", target, &[], b"")).await.is_some_and(|answer| answer.status == 200)
}

pub fn authorize(client_id: &str, redirect_uri: &str, scope: &str) -> String {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("scope", scope),
        ("state", "st"),
        ("code_challenge", &challenge()),
        ("code_challenge_method", "S256"),
        // What was agreed to before is asked again, so that each attack meets the page with the question.
        ("prompt", "consent"),
    ]);
    format!("/oauth/authorize?{query}")
}

async fn add_app(service: &support::service::Service, draft: OAuthAppDraft) -> Client {
    let added = service.add_app(draft).await;
    Client { id: added.client_id, secret: added.secret.map(|secret| secret.expose().to_owned()).unwrap_or_default() }
}

/// A parameter of an address's query.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// Sends bytes and says that no more will come.
pub async fn send_and_close(at: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut raw = Vec::new();
    tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut raw)).await.expect("the service closes").ok();
    parse(&raw)
}

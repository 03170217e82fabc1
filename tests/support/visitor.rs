//! Somebody at the service's own pages, as a browser without scripts: cookies, forms, and redirects that it shows.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use url::Url;

use crate::service::{PASSWORD, http};

/// A browser. It keeps cookies and follows no redirect by itself.
#[derive(Clone, Debug)]
pub struct Visitor {
    http: reqwest::Client,
    /// The cookies it holds, by name.
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How it was asked.
    pub method: Method,
    /// The address that was asked.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Sends a request and reads its answer whole.
    pub async fn to(request: reqwest::RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let (method, address) = (request.method().clone(), request.url().clone());
        let response = client.execute(request).await.unwrap_or_else(|error| panic!("{method} {address}: {error}"));
        let (url, status, headers) = (response.url().clone(), response.status().as_u16(), response.headers().clone());
        Self { method, url, status, headers, body: response.text().await.unwrap() }
    }

    /// A header, as text; empty where it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it redirects to, whole.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        Some(self.headers.get(LOCATION)?.to_str().unwrap())
    }

    /// The parameters of the address that it redirects to.
    #[must_use]
    pub fn redirected_with(&self) -> BTreeMap<String, String> {
        parameters(self.location().unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.body)))
    }

    /// The parameters of the address that its [way back](Self::way_back) leads to.
    #[must_use]
    pub fn turned_back_with(&self) -> BTreeMap<String, String> {
        parameters(&self.way_back())
    }

    /// Where the button leads of a page that turns somebody back to an app.
    #[must_use]
    pub fn way_back(&self) -> String {
        let after = self.body.split_once("<a class=\"btn primary\" href=\"");
        let (_, rest) = after.unwrap_or_else(|| panic!("no way back: {} {:?} {}", self.status, self.location(), self.body));
        rest.split('"').next().unwrap_or_default().replace("&#38;", "&")
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {} {}", self.status, self.body))
    }

    /// The forms of the page, in order.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        forms(&self.body)
    }

    /// The form that has a field or button of that name.
    #[must_use]
    pub fn form_with(&self, name: &str) -> Form {
        let mut forms = self.forms();
        // The last one: a small form such as “Not you?” may stand before the one that the page is about.
        let at = forms.iter().rposition(|form| form.names.iter().any(|other| other == name));
        forms.remove(at.unwrap_or_else(|| panic!("no form with “{name}”: {} {:?} {}", self.status, self.location(), self.body)))
    }
}

fn parameters(address: &str) -> BTreeMap<String, String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// A form as it would be sent when nothing is touched.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Where it goes, as the page says it.
    pub action: String,
    /// What is sent: hidden and filled fields, ticked boxes.
    pub fields: Vec<(String, String)>,
    /// The names of all fields and buttons.
    pub names: Vec<String>,
}

impl Form {
    /// Sets a field, in place of what it holds.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks exactly these boxes of a name.
    #[must_use]
    pub fn ticking(mut self, name: &str, values: &[&str]) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self.fields.extend(values.iter().map(|value| (name.to_owned(), (*value).to_owned())));
        self
    }
}

impl Default for Visitor {
    fn default() -> Self {
        Self { http: http(), cookies: BTreeMap::new() }
    }
}

impl Visitor {
    /// Somebody who was never here before.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Somebody who was never here before, whose browser sends or trusts something of its own.
    #[must_use]
    pub fn through(http: reqwest::Client) -> Self {
        Self { http, cookies: BTreeMap::new() }
    }

    /// Opens an address.
    pub async fn open(&mut self, address: &str) -> Answer {
        self.send(self.http.request(Method::GET, address)).await
    }

    /// Opens an address and follows redirects as long as they stay at its origin.
    pub async fn visit(&mut self, address: &str) -> Answer {
        let mut answer = self.open(address).await;
        for _ in 0..8 {
            let Some(location) = answer.location() else { return answer };
            let Ok(next) = answer.url.join(location) else { return answer };
            if next.origin() != answer.url.origin() || next.scheme() != answer.url.scheme() {
                return answer;
            }
            answer = self.open(next.as_str()).await;
        }
        panic!("the service redirects in a circle at {address}");
    }

    /// Sends a form of a page.
    pub async fn submit(&mut self, page: &Answer, form: &Form) -> Answer {
        let address = page.url.join(&form.action).unwrap();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let origin = page.url.origin().ascii_serialization();
        let request = self
            .http
            .request(Method::POST, address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", origin)
            .body(body);
        self.send(request).await
    }

    /// Sends a form and follows redirects as long as they stay at the service.
    pub async fn submit_and_follow(&mut self, page: &Answer, form: &Form) -> Answer {
        let answer = self.submit(page, form).await;
        match answer.location().map(|location| answer.url.join(location)) {
            Some(Ok(next)) if next.scheme() == answer.url.scheme() && next.origin() == answer.url.origin() => {
                self.visit(next.as_str()).await
            }
            _ => answer,
        }
    }

    /// Opens an authorization request and signs in at the page that comes; gives what follows.
    pub async fn sign_in(&mut self, authorize: &str, email: &str) -> Answer {
        let page = self.visit(authorize).await;
        let form = page.form_with("password").with("email", email).with("password", PASSWORD);
        self.submit_and_follow(&page, &form).await
    }

    /// Signs in, leaves ticked what the page ticks, and accepts; gives the redirect.
    pub async fn accept(&mut self, authorize: &str, email: &str) -> Answer {
        let page = self.sign_in(authorize, email).await;
        if page.location().is_some() {
            return page;
        }
        let form = page.form_with("answer").with("answer", "accept");
        self.submit(&page, &form).await
    }

    /// Sends a request with the cookies it holds, and keeps those of the answer.
    pub async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let answer = Answer::to(request).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.to_ascii_lowercase().contains("max-age=0") || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// The forms of a page. Enough for pages that this project writes: every attribute is in double quotes.
fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    for part in html.split("<form").skip(1) {
        let part = part.split("</form>").next().unwrap_or_default();
        let (head, rest) = part.split_once('>').unwrap_or((part, ""));
        let mut form = Form { action: attribute(head, "action").unwrap_or_default(), ..Form::default() };
        for (tag, kind) in tags(rest) {
            let Some(name) = attribute(tag, "name") else { continue };
            form.names.push(name.clone());
            let value = attribute(tag, "value");
            let typed = attribute(tag, "type").unwrap_or_default();
            match (kind, typed.as_str()) {
                ("input", "checkbox" | "radio") if !has(tag, "checked") => {}
                ("input", "checkbox" | "radio") => form.fields.push((name, value.unwrap_or_else(|| "on".into()))),
                ("input", "submit") | ("button", _) => {}
                ("input", _) => form.fields.push((name, value.unwrap_or_default())),
                ("select", _) => {
                    let options = &rest[rest.find(tag).unwrap()..];
                    let options = options.split("</select>").next().unwrap();
                    let all: Vec<_> = options.split("<option").skip(1).map(|option| option.split('>').next().unwrap()).collect();
                    let chosen = all.iter().find(|option| has(option, "selected")).or(all.first());
                    form.fields.push((name, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
                }
                _ => {}
            }
        }
        forms.push(form);
    }
    forms
}

fn tags(html: &str) -> impl Iterator<Item = (&str, &'static str)> {
    html.split('<').filter_map(|part| {
        let kind = ["input", "select", "button", "textarea"].into_iter().find(|kind| part.starts_with(kind))?;
        Some((part.split('>').next().unwrap_or_default(), kind))
    })
}

fn has(tag: &str, word: &str) -> bool {
    // Outside of quoted values: a value may hold any word.
    tag.split('"').step_by(2).any(|outside| outside.split_whitespace().any(|other| other == word))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag[start..].split('"').next()?;
    let decoded = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#34;", "\"").replace("&#38;", "&");
    Some(decoded.replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&amp;", "&"))
}

//! The cookies of this service (A10).

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::token::Token;

/// Under which names cookies stand, and with which attributes.
#[derive(Debug)]
pub(super) struct CookieNames {
    pub(super) session: String,
    pub(super) set_up: String,
    /// What the person has done for a request.
    pub(super) done: String,
    pub(super) first_step: String,
    pub(super) link: String,
    secure: bool,
}

impl CookieNames {
    /// Over https the names begin with `__Host-`, which binds them to this very host. Over http on this computer that
    /// cannot be, and cookies do not know ports: the port is in the name, so that two services do not take each
    /// other's.
    pub(super) fn of(issuer: &str) -> Self {
        let secure = issuer.starts_with("https:");
        let name = |what: &str| {
            if secure {
                return format!("__Host-countersign-{what}");
            }
            let port: String = issuer.rsplit(':').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            format!("countersign-{what}-{port}")
        };
        Self {
            session: name("session"),
            set_up: name("set-up"),
            done: name("done"),
            first_step: name("first-step"),
            link: name("link"),
            secure,
        }
    }

    /// Sets a cookie. It ends with the browser; what it opens ends at the service.
    pub(super) fn set(&self, response: &mut Response, name: &str, value: &Token) {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}", value.expose());
        append(response, &text);
    }

    /// Takes a cookie away.
    pub(super) fn clear(&self, response: &mut Response, name: &str) {
        let secure = if self.secure { "; Secure" } else { "" };
        append(response, &format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"));
    }
}

fn append(response: &mut Response, text: &str) {
    if let Ok(mut value) = HeaderValue::from_str(text) {
        value.set_sensitive(true);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The value of a cookie that looks like one of ours.
pub(super) fn read(headers: &HeaderMap, name: &str) -> Option<Token> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = found.find(|(other, _)| *other == name)?;
    let ours = value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    ours.then(|| Token::presented(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a10_over_https_a_cookie_is_bound_to_its_host() {
        let names = CookieNames::of("https://accounts.example");
        let mut response = Response::default();
        names.set(&mut response, &names.session, &Token::presented("x"));
        let text = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(text, "__Host-countersign-session=x; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn a10_two_services_of_one_computer_have_cookies_of_their_own() {
        assert_ne!(CookieNames::of("http://127.0.0.1:1234").session, CookieNames::of("http://127.0.0.1:1235").session);
    }
}

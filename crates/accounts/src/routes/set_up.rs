//! Set-up: a one-time code becomes a cookie, and a form the first administrator.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};

use super::reader::Reader;
use super::site::{At, wiped};
use super::{answer, cookies, seal};
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::{Message, Problem, SetUp, SetUpFields};
use crate::people::customs;
use crate::people::newcomer::Newcomer;
use crate::people::password::Password;
use crate::store::StoreError;
use crate::store::rows::Role;
use crate::token::Token;

pub(super) const PATH: &str = "/set-up";
const PURPOSE: &str = "set-up";

/// How long the form may be filled in for, once the code was exchanged.
const FORM_SECONDS: i64 = 3600;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let closed = || answer::message(StatusCode::GONE, &Message::set_up_closed(at.frame(&reader)));
    let Ok(parameters) = Parameters::read(query.unwrap_or_default().as_bytes()) else { return closed() };
    if parameters.repeated().is_some() {
        // Which of two codes is meant is not guessed, and neither is spent (A2).
        return answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &Saying::of("bad-parameter-twice")));
    }
    if let Some(code) = parameters.get("code") {
        return exchange(&at, &reader, &Token::presented(code)).await;
    }
    match visitor(&at, &headers).await {
        Ok(Some(cookie)) => form(&at, &reader, &cookie, StatusCode::OK, suggestion(&headers), Vec::new()),
        Ok(None) => closed(),
        Err(error) => answer::failed(at.frame(&reader), &error),
    }
}

/// The code leaves the address at once, and works no second time.
async fn exchange(at: &At, reader: &Reader, code: &Token) -> Response {
    let (cookie, now) = (Token::mint(at.entropy()), at.issuing.now());
    match at.store().exchange_set_up(code.digest(), cookie.digest(), now, now.saturating_add(FORM_SECONDS)).await {
        Ok(true) => {
            let mut response = answer::redirect(StatusCode::SEE_OTHER, PATH);
            at.cookies().set(&mut response, &at.cookies().set_up, &cookie);
            response
        }
        Ok(false) => answer::message(StatusCode::GONE, &Message::set_up_closed(at.frame(reader))),
        Err(error) => answer::failed(at.frame(reader), &error),
    }
}

/// The cookie of a browser that exchanged a code, while set-up is open.
async fn visitor(at: &At, headers: &HeaderMap) -> Result<Option<Token>, StoreError> {
    let Some(cookie) = cookies::read(headers, &at.cookies().set_up) else { return Ok(None) };
    let good = at.store().is_set_up_cookie(cookie.digest(), at.issuing.now()).await?;
    Ok(good.then_some(cookie))
}

fn form(at: &At, reader: &Reader, cookie: &Token, status: StatusCode, fields: SetUpFields, problems: Vec<Problem>) -> Response {
    let hidden = seal::seal(&at.issuing.key, PURPOSE, cookie, PATH, at.issuing.now());
    let reader = reader.clone().on_the_way_to(&reader.remembered_at(PATH));
    let page = SetUp { frame: at.frame(&reader), action: reader.remembered_at(PATH), hidden, fields, problems };
    answer::page(status, &page.frame, page.render(), None)
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let closed = || answer::message(StatusCode::GONE, &Message::set_up_closed(at.frame(&reader)));
    let sent = match Parameters::read(&body) {
        Ok(sent) if sent.repeated().is_none() => sent,
        _ => return answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &Saying::of("bad-form"))),
    };
    let cookie = match visitor(&at, &headers).await {
        Ok(Some(cookie)) => cookie,
        Ok(None) => return closed(),
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    if seal::open(&at.issuing.key, PURPOSE, &cookie, &sent, at.issuing.now()).is_none() {
        return closed();
    }
    let fields = SetUpFields::read(|name| sent.get(name));
    let password = match check(&fields, &sent) {
        Ok(password) => password,
        Err(problems) => return form(&at, &reader, &cookie, StatusCode::UNPROCESSABLE_ENTITY, fields, problems),
    };
    let (email, name, formats) = (fields.email.clone(), fields.name.clone(), fields.formats());
    let newcomer = Newcomer { email, name, role: Role::Administrator, organisation: None, formats };
    match at.signing_in.add_first(newcomer, password, &cookie, peer.ip()).await {
        Ok(true) => {
            at.people.send_replace(true);
            let mut response = answer::message(StatusCode::OK, &Message::set_up_done(at.frame(&reader), &fields.name, &fields.email));
            at.cookies().clear(&mut response, &at.cookies().set_up);
            response
        }
        Ok(false) => closed(),
        Err(refused) => answer::not_set(at.frame(&reader), &refused),
    }
}

/// Everything that stands against what was typed, or the password.
fn check(fields: &SetUpFields, sent: &Parameters) -> Result<Password, Vec<Problem>> {
    let mut problems = fields.problems();
    match Password::typed_twice(&wiped(sent.get("password")), &wiped(sent.get("password_again"))) {
        Ok(password) if problems.is_empty() => return Ok(password),
        Ok(_) => {}
        Err(problem) => problems.push(Problem::of_typed(problem)),
    }
    Err(problems)
}

/// A first guess from the browser's languages; the person sees it and can change it.
fn suggestion(headers: &HeaderMap) -> SetUpFields {
    let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tag = languages.split([',', ';']).next().unwrap_or_default().trim();
    customs::of(tag).map_or_else(SetUpFields::default, SetUpFields::suggested)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guess_is_valid_for_whatever_the_browser_says() {
        for said in ["", "en-US,en;q=0.9", "de-CH", "fr-FR", "xx", "*", "ja", "es-MX;q=1", "sv", "zh-TW", "\u{7f}"] {
            let mut headers = HeaderMap::new();
            if let Ok(value) = said.parse() {
                headers.insert(header::ACCEPT_LANGUAGE, value);
            }
            let fields = SetUpFields { name: "Ada".into(), email: "ada@example.com".into(), ..suggestion(&headers) };
            assert_eq!(fields.problems(), [], "{said}");
        }
    }
}

//! Somebody at the service's own pages, as far as a benchmark needs them.

use serde_json::{Value, json};

use crate::http1::{Answer, Connection};

/// Comes to the page of `{"authorize"}` and gives its form as far as it is not for a person to fill in. It is good for an
/// hour, however often it is sent.
pub(crate) fn sign_in_form(address: &str, order: &Value) -> Value {
    let mut connection = Connection::open(address).unwrap();
    let (head, hidden) = form(&mut connection, order["authorize"].as_str().unwrap());
    json!({ "head": head, "hidden": hidden })
}

/// Signs in; gives the session's cookie.
pub(crate) fn sign_in(connection: &mut Connection, authorize: &str, email: &str, password: &str) -> String {
    let (head, hidden) = form(connection, authorize);
    let filled = form_urlencoded::Serializer::new(String::new()).append_pair("email", email).append_pair("password", password).finish();
    let body = format!("{hidden}&{filled}");
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let answer = connection.ask(request.as_bytes()).unwrap();
    assert_eq!(answer.status, 303, "nobody was signed in: {}", String::from_utf8_lossy(&answer.body));
    cookie(&answer)
}

/// Sees a page, with a session.
pub(crate) fn see(connection: &mut Connection, path: &str, cookie: &str) -> Answer {
    connection.ask(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n").as_bytes()).unwrap()
}

/// The head of the form's request, but for the length, and its hidden fields.
fn form(connection: &mut Connection, authorize: &str) -> (String, String) {
    let page = connection.ask(format!("GET {authorize} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).unwrap();
    let html = String::from_utf8_lossy(&page.body);
    let hidden = |name: &str| {
        let (_, rest) = html
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("no field {name}: {} {:?} {html}", page.status, page.header("location")));
        rest.split('"').next().unwrap().to_owned()
    };
    let kind = "content-type: application/x-www-form-urlencoded";
    let head = format!("POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n{kind}\r\n", cookie(&page));
    (head, format!("request={}&csrf={}", hidden("request"), hidden("csrf")))
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").and_then(|text| text.split(';').next()).expect("a cookie").to_owned()
}

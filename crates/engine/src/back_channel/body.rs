//! How the body of a token request is written, where a service wants it in another way than the standard.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use crate::provider::quirks::BodyEncoding;

/// The form in the encoding that the service reads, with the header for it.
pub(super) fn written(encoding: BodyEncoding, form: Vec<u8>, headers: &mut HeaderMap) -> Vec<u8> {
    if encoding == BodyEncoding::Form {
        return form;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if encoding == BodyEncoding::FormCalledJson {
        return form;
    }
    let mut object = Map::new();
    for (name, value) in form_urlencoded::parse(&form) {
        let value = Value::from(value.into_owned());
        // A name that stands twice, as `resource` may (RFC 8707 §2), is a list.
        match object.get_mut(name.as_ref()) {
            None => drop(object.insert(name.into_owned(), value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(object).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c11_an_object_holds_what_the_form_holds_byte_for_byte() {
        let form =
            b"code=a%2Bb+c&client_secret=1bc8%3A%3A%22&resource=https%3A%2F%2Fa&resource=https%3A%2F%2Fb&resource=https%3A%2F%2Fc".to_vec();
        let mut headers = HeaderMap::new();
        let object: Value = serde_json::from_slice(&written(BodyEncoding::Json, form.clone(), &mut headers)).unwrap();
        assert_eq!(headers[CONTENT_TYPE], "application/json");
        let expected =
            serde_json::json!({"code": "a+b c", "client_secret": "1bc8::\"", "resource": ["https://a", "https://b", "https://c"]});
        assert_eq!(object, expected);
        assert_eq!(written(BodyEncoding::FormCalledJson, form.clone(), &mut headers), form);
        let mut headers = HeaderMap::new();
        assert_eq!(written(BodyEncoding::Form, form.clone(), &mut headers), form);
        assert!(headers.is_empty());
    }
}

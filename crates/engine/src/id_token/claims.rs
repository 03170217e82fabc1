//! The members of an ID token, whatever somebody put there.

use countersign_wire::UnixSeconds;
use serde_json::{Map, Value};

use super::IdTokenError;

/// All of them.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Claims<'a> {
    /// A text, if it is there.
    pub(super) fn text(self, name: &'static str) -> Result<Option<&'a str>, IdTokenError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(IdTokenError::Shape(name, "no text")),
        }
    }

    /// A text that has to be there.
    pub(super) fn needed_text(self, name: &'static str) -> Result<&'a str, IdTokenError> {
        self.text(name)?.ok_or(IdTokenError::Without(name))
    }

    /// A time in seconds since the Unix epoch (RFC 7519 §2), if it is there. It may have a fraction; one that no clock will
    /// ever show is the nearest that fits.
    pub(super) fn time(self, name: &'static str) -> Result<Option<UnixSeconds>, IdTokenError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => {
                let whole = number.as_i64();
                // Saturates: there is neither an infinity nor a NaN in JSON.
                Ok(Some(whole.or_else(|| number.as_f64().map(|seconds| seconds as i64)).unwrap_or(i64::MAX)))
            }
            Some(_) => Err(IdTokenError::Shape(name, "no number of seconds")),
        }
    }

    /// A time that has to be there.
    pub(super) fn needed_time(self, name: &'static str) -> Result<UnixSeconds, IdTokenError> {
        self.time(name)?.ok_or(IdTokenError::Without(name))
    }

    /// One text or a list of them (`aud`, RFC 7519 §4.1.3), which has to be there.
    pub(super) fn needed_texts(self, name: &'static str) -> Result<Vec<&'a str>, IdTokenError> {
        match self.0.get(name) {
            None => Err(IdTokenError::Without(name)),
            Some(Value::String(text)) => Ok(vec![text]),
            Some(Value::Array(all)) => all.iter().map(|one| one.as_str().ok_or(IdTokenError::Shape(name, "no list of texts"))).collect(),
            Some(_) => Err(IdTokenError::Shape(name, "neither a text nor a list of texts")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn c8_times_of_any_size_are_times_and_nothing_else_is() {
        let time = |value: Value| {
            let map = json!({ "exp": value }).as_object().cloned().unwrap();
            Claims(&map).needed_time("exp")
        };
        for (value, seconds) in [
            (json!(0), 0),
            (json!(-5), -5),
            (json!(1_778_749_620), 1_778_749_620),
            (json!(1_778_749_620.9), 1_778_749_620),
            (json!(u64::MAX), i64::MAX),
            (json!(1e300), i64::MAX),
            (json!(-1e300), i64::MIN),
        ] {
            assert_eq!(time(value.clone()).ok(), Some(seconds), "{value}");
        }
        for value in [json!("1778749620"), json!(true), json!(null), json!([1]), json!({})] {
            assert!(matches!(time(value), Err(IdTokenError::Shape("exp", _))));
        }
    }
}

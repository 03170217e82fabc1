//! Logout tokens (Back-Channel Logout 1.0 §2.4).

use countersign_wire::UnixSeconds;
use serde::Serialize;
use serde_json::{Map, Value};

/// The type that their header names: nothing else of this service can be taken for one (RFC 8725 §3.11).
pub const TYPE: &str = "logout+jwt";

/// How long one counts, in seconds: it is made when it is sent.
const LIFETIME: i64 = 120;

/// The one event of a logout token.
#[derive(Debug, Serialize)]
struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Map<String, Value>,
}

/// What a logout token says. It has no `nonce`, so that it cannot be taken for an ID token (§2.4).
#[derive(Debug, Serialize)]
pub struct LogoutClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    sid: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    jti: String,
    events: Events,
}

impl<'a> LogoutClaims<'a> {
    /// That the session `sid` of `sub` has ended, for one app.
    #[must_use]
    pub fn of(iss: &'a str, aud: &'a str, sub: &'a str, sid: &'a str, jti: String, now: UnixSeconds) -> Self {
        Self { iss, aud, sub, sid, iat: now, exp: now.saturating_add(LIFETIME), jti, events: Events { logout: Map::new() } }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lo_04_a_logout_token_names_the_session_and_the_event_and_has_no_nonce() {
        let claims = LogoutClaims::of("https://a.example", "app", "ada", "s1", "j1".into(), 1_000);
        assert_eq!(
            serde_json::to_value(&claims).unwrap(),
            json!({
                "iss": "https://a.example", "aud": "app", "sub": "ada", "sid": "s1", "iat": 1_000, "exp": 1_120, "jti": "j1",
                "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
            })
        );
    }
}

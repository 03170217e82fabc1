//! The part of a browser on another device (RFC 8628).

use serde_json::{Value, json};

use super::{FakeProvider, Grants, Reply, Seen};

/// What people decide about the codes that they were shown.
pub(super) struct Devices {
    given: Vec<Given>,
    interval: u32,
}

impl Default for Devices {
    fn default() -> Self {
        Self { given: Vec::new(), interval: 5 }
    }
}

struct Given {
    user_code: String,
    device_code: String,
    scope: String,
    decided: Decided,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Decided {
    NotYet,
    Yes,
    No,
    /// The token was given, or the code lapsed.
    Over,
}

impl FakeProvider {
    /// It has a device endpoint, and says so.
    pub fn lets_devices_sign_in(&self) {
        let endpoint = self.url("/device_authorization");
        self.metadata(|doc| doc["device_authorization_endpoint"] = endpoint.into());
    }

    /// How many seconds it wants between two questions.
    pub fn device_interval(&self, seconds: u32) {
        self.shared.devices.lock().unwrap().interval = seconds;
    }

    /// The person enters a code and accepts.
    pub fn enter(&self, user_code: &str) {
        self.decide(user_code, Decided::Yes);
    }

    /// The person enters a code and denies.
    pub fn deny(&self, user_code: &str) {
        self.decide(user_code, Decided::No);
    }

    /// A code is no longer taken.
    pub fn lapse(&self, user_code: &str) {
        self.decide(user_code, Decided::Over);
    }

    /// How often it was asked whether a code was entered.
    #[must_use]
    pub fn device_polls(&self) -> usize {
        self.seen("/token").iter().filter(|seen| seen.form("grant_type").ends_with(":device_code")).count()
    }

    fn decide(&self, user_code: &str, decided: Decided) {
        let mut devices = self.shared.devices.lock().unwrap();
        let given = devices.given.iter_mut().find(|given| given.user_code == user_code);
        given.unwrap_or_else(|| panic!("no code {user_code} was given")).decided = decided;
    }
}

impl Devices {
    /// RFC 8628 §3.2.
    pub(super) fn authorize(&mut self, seen: &Seen) -> Reply {
        let number = self.given.len() + 1;
        let (user_code, device_code) = (format!("WDJB-{number:04}"), format!("device-{number}"));
        let host = seen.header("host");
        let answer = json!({
            "device_code": device_code, "user_code": user_code, "expires_in": 600, "interval": self.interval,
            "verification_uri": format!("http://{host}/device"),
            "verification_uri_complete": format!("http://{host}/device?user_code={user_code}"),
        });
        self.given.push(Given { user_code, device_code, scope: seen.form("scope"), decided: Decided::NotYet });
        Reply::json(200, answer)
    }

    /// RFC 8628 §3.5.
    pub(super) fn redeem(&mut self, device_code: &str, grants: &mut Grants) -> Reply {
        let refuse = |error: &str| Reply::json(400, json!({ "error": error }));
        let Some(given) = self.given.iter_mut().find(|given| given.device_code == device_code) else { return refuse("invalid_grant") };
        match given.decided {
            Decided::NotYet => refuse("authorization_pending"),
            Decided::No => refuse("access_denied"),
            Decided::Over => refuse("expired_token"),
            Decided::Yes => {
                given.decided = Decided::Over;
                let token: Value = grants.issue(&given.scope);
                Reply::json(200, token)
            }
        }
    }
}

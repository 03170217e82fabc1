//! A sign-in on its way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::UnixSeconds;
use crate::account::AccountView;
use crate::error::UserError;
use crate::provider::ReturnPath;

/// The places on the way, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInStep {
    /// The request is made and put away.
    Started,
    /// The system was asked to open the browser.
    Opened,
    /// The browser came back with an answer for this sign-in.
    Returned,
    /// The code was exchanged for a token.
    Exchanged,
    /// The profile was read; the sign-in is complete.
    Profile,
}

/// What to start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInRequest {
    /// The provider's name.
    pub provider: String,
    /// Scopes to ask for; absent: the provider's.
    pub scopes: Option<Vec<String>>,
    /// The one way back; absent: all that there are at once, and the first answer counts.
    pub return_path: Option<ReturnPath>,
    /// False only prints or shows the address.
    pub open_browser: bool,
    /// Whether the service is to ask which of its accounts it shall be (`prompt=select_account`, OpenID Connect Core §3.1.2.1).
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub select_account: bool,
    /// The name to fill in on the service's page (`login_hint`, OpenID Connect Core §3.1.2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub login_hint: Option<String>,
}

/// A request of the same sign-in whose answer comes back another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OtherWay {
    /// How.
    pub return_path: ReturnPath,
    /// Where the browser goes for it.
    pub authorize_url: String,
}

/// What the person needs to sign in with a browser on any device (RFC 8628 §3.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceCode {
    /// What to enter there.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// The same address with the code in it, where the service gives one.
    pub verification_uri_complete: Option<String>,
    /// When the code is no longer taken.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
}

/// A sign-in that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInStarted {
    /// The attempt's id. It is not `state`, and opens nothing.
    pub attempt: String,
    /// The provider's name.
    pub provider: String,
    /// Where the browser goes. Like any authorize URL it may be seen by others.
    pub authorize_url: String,
    /// The host of it, for the person to recognise.
    pub host: String,
    /// The way back of that address.
    pub return_path: ReturnPath,
    /// Every way back that is open, that one first.
    #[serde(default)]
    pub open_ways: Vec<ReturnPath>,
    /// Requests of the same sign-in whose answers come back another way.
    #[serde(default)]
    pub others: Vec<OtherWay>,
    /// For a browser on another device, where this process waits for that.
    #[serde(default)]
    pub device: Option<DeviceCode>,
    /// When it was started.
    #[ts(type = "number")]
    pub started_at: UnixSeconds,
    /// When it is dropped.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// What the person should know of this sign-in, such as that its page is there for a few seconds only.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// A step of a sign-in, as it happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInProgress {
    /// The attempt's id.
    pub attempt: String,
    /// The step that was reached.
    pub step: SignInStep,
    /// When.
    #[ts(type = "number")]
    pub at: UnixSeconds,
}

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SignInOutcome {
    /// Somebody is signed in.
    SignedIn {
        /// The session.
        account: AccountView,
    },
    /// It failed; nothing was stored.
    Failed {
        /// The last step that was reached.
        step: SignInStep,
        /// Why, and what to do.
        error: UserError,
    },
    /// The person called it off here.
    Cancelled,
}

/// What is known before a sign-in starts (D2, S2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInPreflight {
    /// Whether the system hands the app's scheme to this app.
    pub deep_link: DeepLinkHandler,
    /// Whether tokens can be kept.
    pub keychain: crate::keychain::KeychainState,
    /// The name of the default browser, where the system tells it.
    pub browser: Option<String>,
}

/// Who receives the app's scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "handler", rename_all = "snake_case")]
pub enum DeepLinkHandler {
    /// This app.
    ThisApp,
    /// Another program: use loopback, or register again.
    Other {
        /// The desktop entry that wins.
        entry: String,
    },
    /// No program yet: register.
    Nobody,
    /// The system does not tell, which may pass.
    Unknown {
        /// What was found out.
        reason: String,
    },
}

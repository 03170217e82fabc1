//! A session at a service, as the screen and the command line show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;
use crate::scope::ScopeSet;

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// There is a token that is good now, or one that can be renewed.
    Active,
    /// There is a token that is good for a minute more at most, and it cannot be renewed: sign in again.
    ExpiresSoon,
    /// The token ended and cannot be renewed: sign in again.
    Expired,
    /// Signed out here, or ended by the service.
    SignedOut,
    /// The keychain is locked: nothing is lost, nothing can be read.
    Locked,
}

impl SessionStatus {
    /// Whether there is a token that is good now or can be had without the person.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::ExpiresSoon)
    }
}

/// Where a session's tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// In the sealed file, its key in the keychain.
    Vault,
    /// In memory until the app closes, as there is no keychain.
    Memory,
}

/// How far somebody may look after their own account at its service, by a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OwnAccountReach {
    /// The name, and what they say of themselves.
    Profile,
    /// The same with language, time zone and formats; the apps that have access; and where they are signed in.
    Whole,
}

/// A session, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// The account's id on this computer; the ACCOUNT of the command line.
    pub id: String,
    /// The provider's name.
    pub provider: String,
    /// The service's id for the person.
    pub subject: Option<String>,
    /// The person's name, where a scope reveals it.
    pub name: Option<String>,
    /// The person's e-mail address, where a scope reveals it.
    pub email: Option<String>,
    /// How the session stands.
    pub state: SessionStatus,
    /// Whether it can be renewed without the person.
    pub can_refresh: bool,
    /// When the sign-in was completed.
    #[ts(type = "number")]
    pub signed_in_at: UnixSeconds,
    /// When the current access token was issued.
    #[ts(type = "number")]
    pub issued_at: UnixSeconds,
    /// When the current access token ends; absent where the service does not say.
    #[ts(type = "number | null")]
    pub expires_at: Option<UnixSeconds>,
    /// When it was renewed, oldest first, the last sixteen.
    #[ts(type = "Array<number>")]
    pub renewed_at: Vec<UnixSeconds>,
    /// The scopes of the token.
    pub scopes: ScopeSet,
    /// Where the tokens are.
    pub kept: Kept,
    /// Whether this session may administer OAuth apps at its service.
    pub administers: bool,
    /// How far this session may look after the person's own account at its service; absent: not at all.
    #[serde(default)]
    pub own_account: Option<OwnAccountReach>,
    /// What was tolerated at the last sign-in although the standard says otherwise.
    pub deviations: Vec<String>,
}

/// A token or a right that a sign-out dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignedOutPart {
    /// The access token.
    AccessToken,
    /// The refresh token.
    RefreshToken,
    /// The service's own session in the person's browser.
    BrowserSession,
}

/// What a sign-out did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignOutReceipt {
    /// Dead at the service, as it said itself.
    pub revoked: Vec<SignedOutPart>,
    /// Deleted here; the service offers no way to end it, or refused.
    pub forgotten: Vec<SignedOutPart>,
    /// Could not be told to the service just now.
    pub pending: Vec<SignedOutPart>,
    /// When it was done.
    #[ts(type = "number")]
    pub at: UnixSeconds,
    /// When what was only forgotten ends by itself, where that is known.
    #[ts(type = "number | null")]
    pub lapses_at: Option<UnixSeconds>,
    /// Why something was not revoked, in words.
    pub reason: Option<String>,
}

/// Everything that the account screen shows beside the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountDetail {
    /// The session.
    pub account: AccountView,
    /// The last profile read, dated.
    pub profile: Option<crate::profile::Profile>,
    /// What earlier sign-outs of this account did, newest first.
    pub receipts: Vec<SignOutReceipt>,
}

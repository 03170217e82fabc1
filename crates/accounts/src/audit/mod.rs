//! What is written down of administration and sign-ins, in the transaction of what it tells, and sealed ([`chain`]).

pub mod chain;

use countersign_wire::UnixSeconds;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the sentence it says")]
pub enum Deed {
    PersonAdded,
    SetUpDone,
    SignedIn,
    SignInRefused,
    SignedOut,
    ConsentGiven,
    ConsentDenied,
    ConsentForgotten,
    LogoutNotDelivered,
    CodeReplayed,
    RefreshTokenReused,
    TokenRevoked,
    AppAdded,
    AppChanged,
    AppDeleted,
    AppEnabled,
    AppDisabled,
    AppTransferred,
    LogoChanged,
    GrantsRevoked,
    SecretAdded,
    PersonChanged,
    PersonDeleted,
    PersonInvited,
    ResetLinkMade,
    PasswordChosen,
    PasswordChanged,
    ProfileChanged,
    SessionEnded,
    SessionsEnded,
    AppDisconnected,
    SecondFactorAdded,
    SecondFactorRemoved,
    RecoveryCodeUsed,
    RecoveryCodesRenewed,
    OrganisationAdded,
    OrganisationChanged,
    OrganisationDeleted,
    SecretRetired,
    SecretRestored,
    ApiKeyAdded,
    ApiKeyChanged,
    ApiKeyDeleted,
    ApiKeySecretAdded,
    ApiKeySecretRetired,
    Restored,
    SigningKeyMade,
    SigningKeyPromoted,
    SigningKeyRemoved,
}

impl Deed {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonAdded => "person_added",
            Self::SetUpDone => "set_up_done",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::ConsentGiven => "consent_given",
            Self::ConsentDenied => "consent_denied",
            Self::ConsentForgotten => "consent_forgotten",
            Self::LogoutNotDelivered => "logout_not_delivered",
            Self::CodeReplayed => "code_replayed",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::TokenRevoked => "token_revoked",
            Self::AppAdded => "app_added",
            Self::AppChanged => "app_changed",
            Self::AppDeleted => "app_deleted",
            Self::AppEnabled => "app_enabled",
            Self::AppDisabled => "app_disabled",
            Self::AppTransferred => "app_transferred",
            Self::LogoChanged => "logo_changed",
            Self::GrantsRevoked => "grants_revoked",
            Self::SecretAdded => "secret_added",
            Self::PersonChanged => "person_changed",
            Self::PersonDeleted => "person_deleted",
            Self::PersonInvited => "person_invited",
            Self::ResetLinkMade => "reset_link_made",
            Self::PasswordChosen => "password_chosen",
            Self::PasswordChanged => "password_changed",
            Self::ProfileChanged => "profile_changed",
            Self::SessionEnded => "session_ended",
            Self::SessionsEnded => "sessions_ended",
            Self::AppDisconnected => "app_disconnected",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::OrganisationAdded => "organisation_added",
            Self::OrganisationChanged => "organisation_changed",
            Self::OrganisationDeleted => "organisation_deleted",
            Self::SecretRetired => "secret_retired",
            Self::SecretRestored => "secret_restored",
            Self::ApiKeyAdded => "api_key_added",
            Self::ApiKeyChanged => "api_key_changed",
            Self::ApiKeyDeleted => "api_key_deleted",
            Self::ApiKeySecretAdded => "api_key_secret_added",
            Self::ApiKeySecretRetired => "api_key_secret_retired",
            Self::Restored => "restored",
            Self::SigningKeyMade => "signing_key_made",
            Self::SigningKeyPromoted => "signing_key_promoted",
            Self::SigningKeyRemoved => "signing_key_removed",
        }
    }
}

/// One row of the audit. It has no room for anything secret: ids and words only.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: UnixSeconds,
    /// What.
    pub deed: Deed,
    /// The person who did it; absent for the operator at the command line and for the unknown.
    pub actor: Option<String>,
    /// The app it is about.
    pub app: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// What else there is to know, such as the scopes granted.
    pub detail: Option<String>,
}

impl Entry {
    /// A row about `deed`, with nothing else said yet.
    #[must_use]
    pub fn of(deed: Deed, at: UnixSeconds) -> Self {
        Self { at, deed, actor: None, app: None, address: None, detail: None }
    }

    /// Names the person who did it.
    #[must_use]
    pub fn by(mut self, person: &str) -> Self {
        self.actor = Some(person.to_owned());
        self
    }

    /// Names the app.
    #[must_use]
    pub fn about(mut self, client_id: &str) -> Self {
        self.app = Some(client_id.to_owned());
        self
    }

    /// Names the address of the request.
    #[must_use]
    pub fn from(mut self, address: std::net::IpAddr) -> Self {
        self.address = Some(address.to_string());
        self
    }

    /// Adds a word of detail, with control characters escaped (A18).
    #[must_use]
    pub fn saying(mut self, detail: &str) -> Self {
        self.detail = Some(detail.escape_debug().to_string());
        self
    }
}

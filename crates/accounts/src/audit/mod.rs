//! What is written down of administration and sign-ins, in the transaction of what it tells, and sealed ([`chain`]).

pub mod chain;
pub mod changes;

use countersign_wire::{UnixSeconds, words};

words! {
    /// What happened, and the word for it that is stored.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "each is the sentence it says")]
    pub enum Deed {
        PersonAdded => "person_added",
        PersonInvited => "person_invited",
        PersonChanged => "person_changed",
        PersonDeleted => "person_deleted",
        SetUpDone => "set_up_done",
        SignedIn => "signed_in",
        SignInRefused => "sign_in_refused",
        SignedOut => "signed_out",
        ResetLinkMade => "reset_link_made",
        PasswordChosen => "password_chosen",
        PasswordChanged => "password_changed",
        ProfileChanged => "profile_changed",
        SessionEnded => "session_ended",
        SessionsEnded => "sessions_ended",
        SecondFactorBegun => "second_factor_begun",
        SecondFactorAdded => "second_factor_added",
        SecondFactorRemoved => "second_factor_removed",
        RecoveryCodeUsed => "recovery_code_used",
        RecoveryCodesRenewed => "recovery_codes_renewed",
        AppDisconnected => "app_disconnected",
        ConsentGiven => "consent_given",
        ConsentDenied => "consent_denied",
        ConsentForgotten => "consent_forgotten",
        CodeReplayed => "code_replayed",
        RefreshTokenReused => "refresh_token_reused",
        TokenRevoked => "token_revoked",
        GrantsRevoked => "grants_revoked",
        LogoutNotDelivered => "logout_not_delivered",
        OrganisationAdded => "organisation_added",
        OrganisationChanged => "organisation_changed",
        OrganisationDeleted => "organisation_deleted",
        AppAdded => "app_added",
        AppChanged => "app_changed",
        AppDeleted => "app_deleted",
        AppEnabled => "app_enabled",
        AppDisabled => "app_disabled",
        AppTransferred => "app_transferred",
        LogoChanged => "logo_changed",
        SecretAdded => "secret_added",
        SecretRetired => "secret_retired",
        SecretRestored => "secret_restored",
        ApiKeyAdded => "api_key_added",
        ApiKeyChanged => "api_key_changed",
        ApiKeyDeleted => "api_key_deleted",
        ApiKeySecretAdded => "api_key_secret_added",
        ApiKeySecretRetired => "api_key_secret_retired",
        SigningKeyMade => "signing_key_made",
        SigningKeyPromoted => "signing_key_promoted",
        SigningKeyRemoved => "signing_key_removed",
        SigningKeyDropped => "signing_key_dropped",
        Restored => "restored",
    }
}

/// What a row is about: what was made, changed or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person, by id.
    Person(String),
    /// An app, by client id.
    App(String),
    /// A key of the product APIs.
    ApiKey(String),
    /// An organisation, by id.
    Organisation(String),
    /// A signing key, by its `kid`.
    SigningKey(String),
}

impl Subject {
    /// Reads `KIND:ID`, as it is stored and asked for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':').filter(|(_, id)| !id.is_empty())?;
        let id = id.to_owned();
        Some(match kind {
            "person" => Self::Person(id),
            "app" => Self::App(id),
            "api_key" => Self::ApiKey(id),
            "organisation" => Self::Organisation(id),
            "signing_key" => Self::SigningKey(id),
            _ => return None,
        })
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, id) = match self {
            Self::Person(id) => ("person", id),
            Self::App(id) => ("app", id),
            Self::ApiKey(id) => ("api_key", id),
            Self::Organisation(id) => ("organisation", id),
            Self::SigningKey(id) => ("signing_key", id),
        };
        write!(f, "{kind}:{id}")
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
    /// The app that it happened with.
    pub app: Option<String>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// Where the request came from.
    pub address: Option<String>,
    /// What else there is to know, such as the scopes granted.
    pub detail: Option<String>,
}

impl Entry {
    /// A row about `deed`, with nothing else said yet.
    #[must_use]
    pub fn of(deed: Deed, at: UnixSeconds) -> Self {
        Self { at, deed, actor: None, app: None, subject: None, address: None, detail: None }
    }

    /// Names the person who did it.
    #[must_use]
    pub fn by(mut self, person: &str) -> Self {
        self.actor = Some(person.to_owned());
        self
    }

    /// Names what it is about. An app that it is about is also the one that it happened with.
    #[must_use]
    pub fn on(mut self, subject: Subject) -> Self {
        if let Subject::App(client_id) = &subject {
            self.app = Some(client_id.clone());
        }
        self.subject = Some(subject);
        self
    }

    /// Names the person that it is about.
    #[must_use]
    pub fn on_person(self, id: &str) -> Self {
        self.on(Subject::Person(id.to_owned()))
    }

    /// Names the app that it is about.
    #[must_use]
    pub fn on_app(self, client_id: &str) -> Self {
        self.on(Subject::App(client_id.to_owned()))
    }

    /// Names the app that it happened with.
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

    /// Adds a word of detail, with control characters escaped (A18). Nothing said is no detail.
    #[must_use]
    pub fn saying(mut self, detail: &str) -> Self {
        self.detail = Some(detail).filter(|detail| !detail.is_empty()).map(|detail| detail.escape_debug().to_string());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_is_about_is_read_back_as_it_was_written() {
        for text in ["person:a", "app:countersign", "api_key:k", "organisation:o:1", "signing_key:EdDSA-1"] {
            assert_eq!(Subject::parse(text).map(|subject| subject.to_string()).as_deref(), Some(text));
        }
        for wrong in ["", "person", "person:", "secret:x", ":x"] {
            assert_eq!(Subject::parse(wrong), None, "{wrong}");
        }
    }
}

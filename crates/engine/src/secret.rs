//! Secrets: no `Display`, no `Serialize`, a redacted `Debug`, zeroised, reached through one verb.
//!
//! `grep -rn 'expose()'` finds every place where a secret leaves its type.

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A token, a code, a verifier or a client secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Takes a text in; from here on it is not printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that has to send or show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    /// In constant time for texts of one length: `state` is compared by this.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

/// How a record of the vault holds a [`Secret`]: `#[serde(with = "crate::secret::in_vault")]`.
///
/// `Secret` itself is not serialisable, so that no answer, log or error can carry one by accident; a type that
/// uses this module says by its attribute that it is only ever written to the sealed file.
pub(crate) mod in_vault {
    use super::Secret;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

/// The same for a secret that may be absent: `#[serde(default, with = "crate::secret::in_vault_option")]`.
pub(crate) mod in_vault_option {
    use super::Secret;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => serializer.serialize_some(secret.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(Secret::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, serde::Deserialize, Debug)]
    struct Record {
        #[serde(with = "in_vault")]
        token: Secret,
        #[serde(default, with = "in_vault_option")]
        refresh: Option<Secret>,
    }

    #[test]
    fn a_secret_does_not_print() {
        let record = Record { token: Secret::new("canary-1"), refresh: Some(Secret::new("canary-2")) };
        assert!(!format!("{record:?} {record:#?}").contains("canary"));
    }

    #[test]
    fn a_record_of_the_vault_holds_it_and_gives_it_back() {
        let bytes = serde_json::to_vec(&Record { token: Secret::new("a"), refresh: None }).unwrap();
        let record: Record = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((record.token.expose(), record.refresh), ("a", None));
        let bytes = serde_json::to_vec(&Record { token: Secret::new("a"), refresh: Some(Secret::new("b\n\"")) }).unwrap();
        let record: Record = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(record.refresh, Some(Secret::new("b\n\"")));
    }

    #[test]
    fn only_the_same_text_is_equal() {
        assert_eq!(Secret::new("abc"), Secret::new("abc"));
        assert_ne!(Secret::new("abc"), Secret::new("abd"));
        assert_ne!(Secret::new("abc"), Secret::new("abcd"));
    }
}

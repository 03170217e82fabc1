//! The dialects by name: an entry for each, with the scopes that its apps may be given. What a dialect does in its own way is
//! the service's.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

macro_rules! dialects {
    ($($(#[$about:meta])* $variant:ident = $word:literal [$($scope:literal),+ $(,)?])+) => {
        /// Which shapes, lifetimes and rules an app gets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum DialectName {
            $($(#[$about])* $variant),+
        }

        words!(DialectName { $($variant => $word),+ });

        impl DialectName {
            /// The scopes that an app of this dialect may be given.
            #[must_use]
            pub fn scopes(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($scope),+]),+ }
            }
        }
    };
}

dialects! {
    /// OAuth 2.0 as the RFCs say.
    Standard = "standard" ["openid", "profile", "email", "address", "phone", "offline_access", "accounts:admin"]
    /// As Inbenta documents it.
    Inbenta = "inbenta" ["personal_information", "personal_configuration", "product_apis", "km_editor_api", "reporting_api"]
    /// As the general document shows it.
    General = "general" ["read_write"]
    /// As vcita documents inTandem.
    Intandem = "intandem" ["openid", "profile", "email"]
    /// As iiniit documents it.
    Iiniit = "iiniit" ["user:read", "user:write"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_told_as_a_person_would() {
        assert_eq!(DialectName::one_of(), "standard, inbenta, general, intandem or iiniit");
        assert!(DialectName::ALL.iter().all(|name| DialectName::parse(name.as_str()) == Some(*name)));
    }

    #[test]
    fn the_word_is_the_one_on_the_wire() {
        for name in DialectName::ALL {
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
    }
}

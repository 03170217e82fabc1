//! Where a service's product APIs are, and in which headers they take what they need.

use countersign_wire::scope::ScopeSet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::preset::is_base;
use super::quirks::checked_header;
use crate::http::shown;

/// The product APIs of a service, which take the person's token and an API key together for a token of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductApis {
    /// The host of the paths below.
    #[serde(deserialize_with = "base_url")]
    pub(crate) base_url: String,
    /// Where the exchange is.
    #[serde(deserialize_with = "path")]
    pub(crate) authorization: String,
    /// Where its token is renewed.
    #[serde(deserialize_with = "path")]
    pub(crate) renewal: String,
    /// Where the APIs are listed.
    #[serde(deserialize_with = "path")]
    pub(crate) catalog: String,
    /// The header of the API key.
    #[serde(deserialize_with = "header")]
    pub(crate) key_header: String,
    /// The header of the person's token.
    #[serde(deserialize_with = "header")]
    pub(crate) token_header: String,
    /// It takes one of these scopes.
    pub(crate) scopes: ScopeSet,
}

impl ProductApis {
    /// The same below another host.
    pub(crate) fn at(&self, base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), ..self.clone() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.trim_end_matches('/'))
    }
}

fn base_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let base = String::deserialize(deserializer)?;
    if is_base(&base) {
        Ok(base)
    } else {
        Err(D::Error::custom(format!("“{}” is no base address: it is https, without question mark or “#”", shown(&base))))
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let path = String::deserialize(deserializer)?;
    if path.starts_with('/') && is_base(&format!("https://a.example{path}")) {
        return Ok(path);
    }
    Err(D::Error::custom(format!("“{}” is no path such as “/v1/auth”", shown(&path))))
}

fn header<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    checked_header(&name).map_err(D::Error::custom).map(|()| name)
}

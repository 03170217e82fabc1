//! Reading an ID token that this service signed (`id_token_hint`, OpenID Connect Core §3.1.2.1).

use serde::Deserialize;

use super::{Keys, KeysError};
use crate::jws::Jws;

/// The type that ID tokens name in their header. Other tokens of these keys have other types (RFC 8725 §3.11).
pub const ID_TOKEN: &str = "JWT";

/// What an ID token of this service says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IdTokenHint {
    /// The issuer.
    pub iss: String,
    /// Who it is about.
    pub sub: String,
    /// The app that it was given to.
    pub aud: String,
    /// The session.
    pub sid: Option<String>,
}

impl Keys {
    /// Reads an ID token of `issuer`. It may have expired, as it only tells who is meant. `None` where this service did
    /// not sign it, or it is no ID token.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn read_hint(&self, issuer: &str, token: &str) -> Result<Option<IdTokenHint>, KeysError> {
        let Some(jws) = Jws::read(token) else { return Ok(None) };
        let (Some(kid), Some(ID_TOKEN), None) = (&jws.header.kid, jws.header.typ.as_deref(), &jws.header.crit) else { return Ok(None) };
        let mut known = self.known().await?;
        if known.with(kid).is_none() {
            known = self.read().await?;
        }
        // The key says the algorithm; what the header says has to be the same.
        let Some(key) = known.with(kid).filter(|key| key.alg.as_str() == jws.header.alg) else { return Ok(None) };
        let public = serde_json::from_value(key.public.clone()).map_err(|error| KeysError::Crypto(error.to_string()))?;
        Ok(jws.signed_by(&public).filter(|hint: &IdTokenHint| hint.iss == issuer))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use countersign_wire::app::SigningAlg;
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::SettableClock;
    use crate::entropy::SystemEntropy;
    use crate::store::sqlite::SqliteStore;

    const ISSUER: &str = "https://a.example";

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let (store, key) = SqliteStore::open(&folder.path().join("a.db"), &SystemEntropy).unwrap();
        let keys = Keys::new(Arc::new(store), key, Arc::new(SettableClock::at(2_000)), Arc::new(SystemEntropy));
        (folder, keys)
    }

    fn claims() -> Value {
        json!({ "iss": ISSUER, "sub": "ada", "aud": "app", "exp": 1_000, "sid": "s" })
    }

    #[tokio::test]
    async fn op_06_a_hint_that_has_expired_still_says_who_is_meant() {
        let (_folder, keys) = keys();
        for alg in [SigningAlg::ES256, SigningAlg::Ed25519, SigningAlg::EdDSA] {
            let token = keys.sign(alg, ID_TOKEN, &claims()).await.unwrap();
            let hint = keys.read_hint(ISSUER, &token).await.unwrap().unwrap();
            assert_eq!((hint.sub.as_str(), hint.aud.as_str(), hint.sid.as_deref()), ("ada", "app", Some("s")));
        }
    }

    #[tokio::test]
    async fn lo_02_what_was_not_signed_here_as_an_id_token_is_no_hint() {
        let ((_one, keys), (_two, others)) = (keys(), keys());
        let good = keys.sign(SigningAlg::ES256, ID_TOKEN, &claims()).await.unwrap();
        let (message, signature) = good.rsplit_once('.').unwrap();
        let (header, payload) = message.split_once('.').unwrap();
        let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let kid = Jws::read(&good).unwrap().header.kid;
        let none = encode(json!({ "alg": "none", "typ": "JWT", "kid": kid }));
        let symmetric = encode(json!({ "alg": "HS256", "typ": "JWT", "kid": kid }));
        let wrong = [
            String::new(),
            "a.b.c".to_owned(),
            message.to_owned(),
            format!("{message}."),
            format!("{none}.{payload}."),
            format!("{none}.{payload}.{signature}"),
            format!("{symmetric}.{payload}.{signature}"),
            format!("{header}.{}.{signature}", encode(json!({ "iss": ISSUER, "sub": "eve", "aud": "app" }))),
            others.sign(SigningAlg::ES256, ID_TOKEN, &claims()).await.unwrap(),
            keys.sign(SigningAlg::ES256, "at+jwt", &claims()).await.unwrap(),
            keys.sign(SigningAlg::ES256, "logout+jwt", &claims()).await.unwrap(),
            keys.sign(SigningAlg::ES256, ID_TOKEN, &json!({ "iss": "https://b.example", "sub": "ada", "aud": "app" })).await.unwrap(),
            keys.sign(SigningAlg::ES256, ID_TOKEN, &json!({ "sub": "ada", "aud": "app" })).await.unwrap(),
        ];
        for token in wrong {
            assert_eq!(keys.read_hint(ISSUER, &token).await.unwrap(), None, "{token}");
        }
        assert!(keys.read_hint(ISSUER, &good).await.unwrap().is_some());
    }
}

//! The key by which an app proves itself instead of a secret (RFC 7523, OpenID Connect Core §9 `private_key_jwt`).

use countersign_wire::error::UserError;

use super::Provider;
use super::catalog::ClientAuthentication;
use super::place::invalid;
use crate::entropy::Entropy;
use crate::http::shown;
use crate::secret::Secret;
use crate::signing_key::{Algorithm, SigningKey};

/// The field that what is wrong with a key is told of.
const FIELD: &str = "client_key";

/// Where the key comes from.
#[derive(Clone, Debug)]
pub enum ClientKey {
    /// It is there already: PEM, or a private JWK, as a file holds it. Its public part is registered at the service.
    Given(Secret),
    /// It is made here, and only its public part ever leaves; [`countersign_wire::provider::ProviderView`] shows that for the
    /// service's administrator.
    Made,
}

impl Provider {
    /// Has the app prove itself by a key. It is looked at once, here, so that no sign-in fails by it later.
    pub(super) fn prove_by(&mut self, key: ClientKey, entropy: &dyn Entropy) -> Result<(), UserError> {
        if self.client_secret.is_some() {
            return Err(invalid(FIELD, "An app has a secret or a key, not both: a service refuses two proofs in one request."));
        }
        let methods = &self.can.authentication_methods;
        if !methods.is_empty() && !methods.iter().any(|method| method == "private_key_jwt") {
            let taken: Vec<_> = methods.iter().map(|method| shown(method)).collect();
            let message = format!("This service takes no keys of apps (private_key_jwt): it takes {}.", taken.join(", "));
            return Err(invalid(FIELD, message));
        }
        let key = match key {
            ClientKey::Given(text) => SigningKey::read(&text),
            ClientKey::Made => made_for(&self.can.assertion_algorithms, entropy),
        };
        let key = key.and_then(|key| key.for_service(&self.can.assertion_algorithms));
        self.client_key = Some(key.map_err(|why| UserError::from(why).about(FIELD))?);
        self.client_authentication = ClientAuthentication::PrivateKeyJwt;
        Ok(())
    }
}

/// ES256 is what most services know; Ed25519 where it is all that can be made for one.
fn made_for(taken: &[String], entropy: &dyn Entropy) -> Result<SigningKey, crate::signing_key::KeyError> {
    let takes = |alg: Algorithm| taken.iter().any(|name| name == alg.as_str());
    let only_ed = !takes(Algorithm::ES256) && (takes(Algorithm::EdDSA) || takes(Algorithm::Ed25519));
    SigningKey::generate(if only_ed { Algorithm::EdDSA } else { Algorithm::ES256 }, entropy)?.known_by_thumbprint()
}

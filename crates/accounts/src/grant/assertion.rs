//! An app proves who it is by a JWT that it signed (`private_key_jwt`; RFC 7523 §3, OpenID Connect Core §9).
//!
//! The assertion is for this service alone: `aud` is the issuer or the address of the endpoint, and nothing else stands
//! beside it. It counts once: its `jti` is remembered until it has ended. Clocks may differ by ten seconds.
//!
//! Some libraries have every assertion last for an hour, though they make a new one for each request. So `exp` may be an
//! hour ahead where `iat` says when it was made; it counts for the first five minutes alone (RFC 7523 §3, rule 6). With
//! that, nothing is remembered for longer than five minutes, and what was stolen later is worth nothing.

use countersign_wire::UnixSeconds;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Issuing, Refusal};
use crate::jws::{self, Header, Jws};
use crate::store::rows::App;
use crate::token::Digest;

/// What `client_assertion_type` says (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The algorithms that an assertion may be signed with. The last two are one, by its new name and its old one.
pub const ALGORITHMS: [&str; 5] = ["RS256", "PS256", "ES256", "Ed25519", "EdDSA"];

/// How far clocks may differ, in seconds.
const SKEW: i64 = 10;
/// How far ahead `exp` may be, in seconds.
const LONGEST: i64 = 3600;
/// For how long an assertion counts after it was made, in seconds, whatever its `exp` says.
const COUNTS_FOR: i64 = 300;
/// The longest `jti` that is taken.
const LONGEST_ID: usize = 256;
/// How many keys are tried for an assertion that names none.
const MOST_TRIED: usize = 8;

/// What an assertion says, where it is written as it should be.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: UnixSeconds,
    nbf: Option<UnixSeconds>,
    iat: Option<UnixSeconds>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Claims {
    /// When it counts no more, by the clock of whoever made it.
    fn ends_at(&self) -> UnixSeconds {
        self.iat.map_or(self.exp, |iat| self.exp.min(iat.saturating_add(COUNTS_FOR)))
    }
}

impl Audience {
    /// Whether it names this service, and nobody who could use the assertion here in our place.
    fn is(&self, ours: &[String]) -> bool {
        match self {
            Self::One(audience) => ours.contains(audience),
            Self::Several(audiences) => !audiences.is_empty() && audiences.iter().all(|audience| ours.contains(audience)),
        }
    }
}

fn refused(description: &'static str) -> Refusal {
    Refusal::Client { description }
}

/// Who an assertion says it is from. Nothing is known of it yet.
pub(super) fn issuer_of(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    Jws::read(assertion)?.unproven::<Issuer>().map(|claims| claims.iss)
}

impl Issuing {
    /// Checks an assertion of `app` that came to the endpoint at `path`, and uses it up.
    pub(super) async fn check_assertion(&self, app: &App, assertion: &str, path: &str) -> Result<(), Refusal> {
        let jws = Jws::read(assertion).ok_or(refused("The client assertion is not a signed JWT."))?;
        if !ALGORITHMS.contains(&&*jws.header.alg) || jws.header.crit.is_some() {
            return Err(refused("The client assertion has to be signed with RS256, PS256, ES256, Ed25519 or EdDSA."));
        }
        let keys = self.client_keys.of(&app.settings.client_keys, jws.header.kid.as_deref()).await;
        let claims = verified(&jws, &keys).ok_or(refused("The client assertion is not signed with a key of the client."))?;
        let now = self.now();
        self.check_claims(app, &claims, path, now)?;
        // The id is the app's own: two apps may have the same.
        let used = Digest::from_stored(Sha256::digest([app.client_id.as_bytes(), &[0], claims.jti.as_bytes()].concat()).into());
        if !self.store.use_assertion(used, claims.ends_at().saturating_add(SKEW)).await? {
            return Err(refused("The client assertion was used before. Make a new one, with a jti of its own, for each request."));
        }
        Ok(())
    }

    fn check_claims(&self, app: &App, claims: &Claims, path: &str, now: UnixSeconds) -> Result<(), Refusal> {
        if claims.iss != app.client_id || claims.sub != app.client_id {
            return Err(refused("iss and sub of the client assertion have to be the client_id."));
        }
        if !claims.aud.is(&[self.issuer.clone(), format!("{}{path}", self.issuer)]) {
            return Err(refused("aud of the client assertion has to be the issuer, or the address of this endpoint, and nothing else."));
        }
        if claims.exp.saturating_add(SKEW) <= now {
            return Err(refused("The client assertion has expired."));
        }
        let ahead = now.saturating_add(SKEW);
        if claims.nbf.is_some_and(|nbf| nbf > ahead) || claims.iat.is_some_and(|iat| iat > ahead) {
            return Err(refused("The client assertion is from the future. Look at the clock of the client."));
        }
        if claims.ends_at().saturating_add(SKEW) <= now {
            return Err(refused(
                "The client assertion was made too long ago: it counts for 5 minutes after iat. Make a new one for each request.",
            ));
        }
        if claims.exp > now.saturating_add(LONGEST + SKEW) {
            return Err(refused("The client assertion lasts too long: exp may be an hour ahead at most."));
        }
        if claims.ends_at() > now.saturating_add(COUNTS_FOR + SKEW) {
            return Err(refused("The client assertion does not say when it was made: without iat, exp may be 5 minutes ahead at most."));
        }
        if claims.jti.is_empty() || claims.jti.len() > LONGEST_ID {
            return Err(refused("jti of the client assertion has 1 to 256 bytes."));
        }
        Ok(())
    }
}

/// What an assertion says, if one of the keys signed it.
fn verified(jws: &Jws<'_>, keys: &[Jwk]) -> Option<Claims> {
    keys.iter().filter(|key| fits(key, &jws.header)).take(MOST_TRIED).find_map(|key| jws.signed_by(key))
}

/// Whether a key is one for signatures of this algorithm: what the header says is not enough (RFC 8725 §3.1).
fn fits(key: &Jwk, header: &Header) -> bool {
    let of_kind = match (&key.algorithm, &*header.alg) {
        (AlgorithmParameters::RSA(_), "RS256" | "PS256") => true,
        (AlgorithmParameters::EllipticCurve(key), "ES256") => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::OctetKeyPair(key), "Ed25519" | "EdDSA") => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let for_signing = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let algorithm = jws::algorithm(&header.alg).map(Into::into);
    let for_this = key.common.key_algorithm.is_none_or(|own| Some(own) == algorithm);
    of_kind && for_signing && for_this
}

//! The secret of a second factor, and the codes that belong to it.

use countersign_wire::UnixSeconds;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::key::SealingKey;

/// What the sealing key seals it for.
const PURPOSE: &str = "second factor";
/// As long as what HMAC-SHA-1 gives (RFC 4226 §4, R6).
const SECRET_BYTES: usize = 20;

/// The secret of a second factor.
#[derive(Clone)]
pub struct FactorSecret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for FactorSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FactorSecret(…)")
    }
}

impl FactorSecret {
    /// A new one.
    #[must_use]
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new(vec![0; SECRET_BYTES]);
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Sealed, for one person only.
    #[must_use]
    pub fn seal(&self, key: &SealingKey, person: &str, entropy: &dyn Entropy) -> Vec<u8> {
        key.seal(PURPOSE, person, &self.0, entropy)
    }

    /// Opens what was sealed for that person; `None` where it was changed, or belongs to somebody else.
    #[must_use]
    pub fn open(key: &SealingKey, person: &str, sealed: &[u8]) -> Option<Self> {
        key.open(PURPOSE, person, sealed).map(Self)
    }

    /// The time step whose code this is, if it is one of now.
    #[must_use]
    pub fn step_of(&self, code: &str, now: UnixSeconds) -> Option<i64> {
        let digits: Zeroizing<String> = Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).take(7).collect());
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let step = self.totp("", "account")?.check(&digits, u64::try_from(now).ok()?)?;
        i64::try_from(step).ok()
    }

    /// The secret as an authenticator app takes it, in groups of four.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let text = Zeroizing::new(totp_rs::Secret::from(self.0.to_vec()).to_base32());
        let groups: Vec<String> = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Zeroizing::new(groups.join(" "))
    }

    /// The address that a QR code carries to an authenticator app.
    #[must_use]
    pub fn url(&self, service: &str, account: &str) -> Option<Zeroizing<String>> {
        // A colon stands between the two, and in neither.
        let plain = |text: &str| text.replace(':', " ");
        self.totp(&plain(service), &plain(account))?.to_url().ok().map(Zeroizing::new)
    }

    /// SHA-1, six digits, thirty seconds, one step of skew: what every authenticator app does.
    fn totp(&self, service: &str, account: &str) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_skew(1)
            .with_secret(self.0.to_vec())
            .with_account_name(account)
            .with_issuer(Some(service).filter(|service| !service.is_empty()))
            .build()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use crate::key::KeyFile;

    /// The secret of RFC 6238, Appendix B.
    fn of_the_rfc() -> FactorSecret {
        FactorSecret(Zeroizing::new(b"12345678901234567890".to_vec()))
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // The last six of its eight digits.
        for (now, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(of_the_rfc().step_of(code, now), Some(now / 30), "{now}");
        }
    }

    #[test]
    fn a_code_counts_in_its_own_step_and_in_those_beside_it() {
        let now = 1_234_567_890;
        for (off, counts) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(of_the_rfc().step_of("005924", now + off).is_some(), counts, "{off}");
        }
        assert_eq!(of_the_rfc().step_of("005 924", now), Some(now / 30));
        for wrong in ["", "5924", "0059240", "00592४", "abcdef"] {
            assert_eq!(of_the_rfc().step_of(wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn a15_the_secret_is_sealed_for_its_person_and_does_not_print() {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyFile::beside(&folder.path().join("a.db")).unwrap().create(&SystemEntropy).unwrap();
        let secret = FactorSecret::mint(&SystemEntropy);
        let sealed = secret.seal(&key, "ada", &SystemEntropy);
        assert_eq!(FactorSecret::open(&key, "ada", &sealed).unwrap().text(), secret.text());
        assert!(FactorSecret::open(&key, "michael", &sealed).is_none());
        assert!(!format!("{secret:?}").contains(secret.text().as_str()));
    }

    #[test]
    fn the_secret_is_carried_to_an_app_as_text_and_as_an_address() {
        let secret = of_the_rfc();
        assert_eq!(secret.text().as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let url = secret.url("Harbour: accounts", "ada@harbour.example").unwrap();
        assert!(url.starts_with("otpauth://totp/") && url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", url.as_str());
    }
}

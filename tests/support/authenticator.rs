//! An app on a telephone that shows codes of a second factor.

use totp_rs::{Builder, Secret, Totp};

/// The app, once it was told a secret.
#[derive(Debug)]
pub struct Authenticator {
    /// The secret, as it was told, without spaces.
    pub secret: String,
    codes: Totp,
}

impl Authenticator {
    /// Reads the secret that the page shows.
    #[must_use]
    pub fn reading(text: &str) -> Self {
        let secret: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = Secret::try_from_base32(&secret).unwrap().as_ref().to_vec();
        Self { secret, codes: Builder::new().with_secret(bytes).with_account_name("account").build().unwrap() }
    }

    /// The code that it shows at a moment.
    #[must_use]
    pub fn code_at(&self, now: i64) -> String {
        self.codes.generate(u64::try_from(now).unwrap()).to_string()
    }
}

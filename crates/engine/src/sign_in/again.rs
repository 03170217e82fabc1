//! Signing in once more to an account whose session has ended or is about to.
//!
//! It is a sign-in like any other, for the same service and scopes, and the browser is told whom to expect. While its own
//! session at the service lives nobody is asked for anything (so there is no `prompt`). The same person comes back to the same
//! account; somebody else becomes an account of their own, and that is told.

use std::sync::Arc;

use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::UserError;
use countersign_wire::sign_in::SignInStarted;

use super::Wish;
use super::ways::Ways;
use crate::core::Core;

impl Core {
    /// Starts a sign-in to the account once more.
    pub(crate) async fn sign_in_again(
        self: &Arc<Self>,
        id: &str,
        open_browser: bool,
        links_come_here: bool,
    ) -> Result<SignInStarted, UserError> {
        self.check_keychain().await?;
        let account = self.load_account(id).await?;
        let provider = self.provider(&account.provider).await?;
        let ways = Ways::all(&provider, links_come_here)?;
        let more = account.email.map(|email| ("login_hint", email)).into_iter().collect();
        let again = Some(account.id);
        let browser = if open_browser { provider.browser.clone() } else { BrowserChoice::Link };
        let wish = Wish { provider, scopes: account.requested, ways, more, session: None, again, browser };
        let started = self.prepare(wish).await?;
        self.open_or_drop(&started).await?;
        Ok(started)
    }
}

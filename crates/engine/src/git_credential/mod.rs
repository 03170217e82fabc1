//! A credential helper of git (gitcredentials(7)): tokens of the person's accounts in the place of passwords.
//!
//! `request` is what git writes and reads; `binding` which account is for which host, as the person said. For a host that was
//! not bound git hears nothing, and goes on with its other helpers. What git found refused is renewed.
//!
//! Left out on purpose: storing what git learnt elsewhere (it is told to every helper, and belongs to the one that gave it),
//! `authtype` and bearer credentials (git 2.46 and newer; a token in the place of a password works with all of them).

mod binding;
mod request;

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};

pub use binding::GitHostView;
pub(crate) use binding::{bind, list, unbind};

use crate::core::Core;
use crate::http::is_secure_or_loopback;
use crate::secret::Secret;
use binding::GitHost;
use request::Request;

/// What git is given as a name where neither it nor the person says one. Services that want one for a token take this.
const USUAL_NAME: &str = "oauth2";
/// How long a token for git is good for at least: one transfer.
const VALIDITY: Duration = Duration::from_secs(60);

/// What git gets: the lines of its protocol.
#[derive(Debug)]
pub struct GitAnswer(Secret);

impl GitAnswer {
    fn new(username: &str, password: &Secret, expires_at: Option<UnixSeconds>) -> Result<Self, UserError> {
        let fits = |text: &str| !text.is_empty() && !text.contains(['\n', '\r', '\0']);
        if !fits(username) || !fits(password.expose()) {
            let message = "The token or the name has line breaks, which git cannot take. Bind the host with another name.";
            return Err(UserError::new(ErrorCode::BadAnswer, message));
        }
        let expiry = expires_at.map(|at| format!("password_expiry_utc={at}\n")).unwrap_or_default();
        Ok(Self(Secret::from(format!("username={username}\npassword={}\n{expiry}", password.expose()))))
    }

    /// The lines, for git alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What git asks for, where the host is bound and its connection hides what is sent.
async fn bound(core: &Core, input: &[u8]) -> Result<Option<(Request, GitHost)>, UserError> {
    let request = Request::read(input)?;
    if !is_secure_or_loopback(&format!("{}://{}/", request.protocol, request.host)) {
        return Ok(None);
    }
    let host = binding::of(&core.vault.read().await?, &request);
    Ok(host.map(|host| (request, host)))
}

/// Answers git's `get`. `None`: nothing is known of that host.
///
/// # Errors
/// `InvalidInput` where git's lines cannot be read, or why there is no token.
pub(crate) async fn get(core: &Arc<Core>, input: &[u8]) -> Result<Option<GitAnswer>, UserError> {
    let Some((request, host)) = bound(core, input).await? else { return Ok(None) };
    let token = core.access_token(&host.account, VALIDITY).await?;
    let name = host.username.as_deref().or(request.username.as_deref()).unwrap_or(USUAL_NAME);
    GitAnswer::new(name, &token.token, token.expires_at).map(Some)
}

/// Answers git's `erase`: the service refused what git was given, so the token is renewed, unless it is another one by now.
///
/// # Errors
/// Why it was not renewed.
pub(crate) async fn erase(core: &Arc<Core>, input: &[u8]) -> Result<(), UserError> {
    let Some((request, host)) = bound(core, input).await? else { return Ok(()) };
    let account = core.load_account(&host.account).await?;
    let Some(tokens) = account.tokens() else { return Ok(()) };
    let refused = request.password.unwrap_or_else(|| tokens.access.clone());
    if refused != tokens.access || tokens.refresh.is_none() {
        return Ok(());
    }
    core.renew(&host.account, Some(&refused)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_would_write_lines_of_its_own_is_told_to_git() {
        for (name, password) in [("u", "a\nhost=evil.example"), ("u\nquit=1", "a"), ("", "a"), ("u", ""), ("u", "a\0")] {
            let error = GitAnswer::new(name, &Secret::new(password), None).unwrap_err();
            assert_eq!(error.code, ErrorCode::BadAnswer, "{name:?} {password:?}");
        }
        assert_eq!(GitAnswer::new("u", &Secret::new("a"), None).unwrap().expose(), "username=u\npassword=a\n");
    }
}

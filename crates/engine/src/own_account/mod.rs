//! One's own account at a service: the profile, the apps that have access to it, and where one is signed in.
//!
//! * `profile` reads and changes what people may say of themselves, in either way that a preset names.
//! * `access` is about connected apps and about browsers that are signed in; only an account API tells of them.
//!
//! What is changed at the service is read anew here, so that the known profile is what the service says, and not what was
//! sent to it. Left out on purpose: the password, which people change on the service's own page and give to no program.

mod access;
mod profile;

use std::sync::Arc;

use countersign_wire::account::OwnAccountReach;
use countersign_wire::error::{ErrorCode, UserError};

use crate::core::Core;
use crate::http::Answer;
use crate::json_api::{Request, done};
use crate::provider::Provider;
use crate::provider::own_account::OwnAccount as Place;
use crate::session::{Account, sign_in_again};

/// A session whose person may look after their own account.
pub(crate) struct OwnAccount<'a> {
    core: &'a Arc<Core>,
    account: Account,
    provider: Provider,
    place: Place,
}

impl<'a> OwnAccount<'a> {
    /// The account of a session.
    ///
    /// # Errors
    /// `Forbidden` where the service offers no such thing or its scope was not granted, `SignInAgain` where the session is over.
    pub(crate) async fn of(core: &'a Arc<Core>, id: &str) -> Result<Self, UserError> {
        let account = core.load_account(id).await?;
        if account.tokens().is_none() {
            return Err(sign_in_again(&account));
        }
        let provider = core.provider_of(&account).await?;
        let Some(place) = provider.own_account.clone() else {
            return Err(forbidden(format!(
                "This app knows no way to look after your account at “{}”. Do it on its own pages.",
                account.provider
            )));
        };
        if account.own_account.is_none() {
            let message =
                format!("You have not let this app look after your account at “{}”. Sign in again, and allow it there.", account.provider);
            return Err(forbidden(message));
        }
        Ok(Self { core, account, provider, place })
    }

    /// The same, of a service that tells of connected apps and sessions too.
    pub(crate) async fn whole(core: &'a Arc<Core>, id: &str) -> Result<Self, UserError> {
        let own = Self::of(core, id).await?;
        if own.account.own_account == Some(OwnAccountReach::Whole) {
            return Ok(own);
        }
        let message = format!("“{}” tells an app nothing of this. Look at its own pages.", own.account.provider);
        Err(forbidden(message))
    }

    async fn done(&self, request: Request) -> Result<Answer, UserError> {
        let (answer, _) = self.core.ask_json_api(&self.account, &self.provider, &self.place.endpoint, &request).await?;
        done(answer)
    }
}

fn forbidden(message: String) -> UserError {
    UserError::new(ErrorCode::Forbidden, message)
}

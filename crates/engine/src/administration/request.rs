//! What every call of the administration goes through: whose it is, and a fresh sign-in where the service wants one.

use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Administration, ShownOnce};
use crate::http::Answer;
pub(super) use crate::json_api::{Request, checked, refusal};
use crate::json_api::{done, read, wants_a_fresh_sign_in};
use crate::session::Account;
use crate::stored::Stored;
use crate::unbroken::UntilShown;

/// The words that most lists are asked for by.
#[derive(Default, Serialize)]
pub(super) struct Listing {
    pub(super) search: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) limit: Option<u32>,
}

impl Administration<'_> {
    /// Asks, and reads the answer; a refusal is an error in the service's own words.
    pub(super) async fn read<T: DeserializeOwned>(&self, request: Request) -> Result<T, UserError> {
        read(&self.done(request).await?)
    }

    /// The same for what the service says this once.
    pub(super) async fn read_once<T: DeserializeOwned>(&self, request: Request) -> Result<ShownOnce<T>, UserError> {
        let (answer, until_shown) = self.ask(request.shown_once()).await?;
        Ok(ShownOnce::new(read(&done(answer)?)?, until_shown))
    }

    /// The same, where nothing is to be read.
    pub(super) async fn done(&self, request: Request) -> Result<Answer, UserError> {
        done(self.ask(request).await?.0)
    }

    /// Asks with a good token, and once more after a fresh sign-in where the service wants one (RFC 9470): the very same
    /// request, with the version that it is about. What is shown once comes with what keeps the process from ending before.
    pub(super) async fn ask(&self, request: Request) -> Result<(Answer, Option<UntilShown>), UserError> {
        let (core, account) = (self.core, self.administrator().await?);
        let provider = core.provider_of(&account).await?;
        let Some(root) = &provider.administration_endpoint else {
            return Err(UserError::new(
                ErrorCode::Forbidden,
                format!("“{}” has no administration of apps. Choose an account of a service that has one.", account.provider),
            ));
        };
        let (mut answer, mut until_shown) = core.ask_json_api(&account, &provider, root, &request).await?;
        if let (Some(step_up), Some(how)) = (wants_a_fresh_sign_in(&answer), self.fresh_sign_ins) {
            core.sign_in_freshly(&account, step_up, how).await?;
            (answer, until_shown) = core.ask_json_api(&account, &provider, root, &request).await?;
            if wants_a_fresh_sign_in(&answer).is_some() {
                return Err(asked_twice(&account));
            }
        }
        Ok((answer, until_shown))
    }

    /// The session that administers: the one named, else the only one there is.
    async fn administrator(&self) -> Result<Account, UserError> {
        let forbidden = |message: &str| UserError::new(ErrorCode::Forbidden, message);
        if let Some(id) = self.account {
            let account = self.core.load_account(id).await?;
            return match (account.tokens().is_some(), account.administers) {
                (_, true) => Ok(account),
                (true, false) => {
                    Err(forbidden("This session may not administer apps. Sign in as an administrator, with the scope accounts:admin."))
                }
                (false, false) => Err(crate::session::sign_in_again(&account)),
            };
        }
        let accounts = Account::load_all(&self.core.vault.read().await?);
        let mut able = accounts.into_iter().filter(|account| account.administers && account.tokens().is_some());
        match (able.next(), able.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(forbidden("No session here may administer apps. Sign in as an administrator, with the scope accounts:admin.")),
            (Some(_), Some(_)) => {
                Err(UserError::new(ErrorCode::InvalidInput, "Several sessions here may administer apps. Say which account.")
                    .about("account"))
            }
        }
    }
}

fn asked_twice(account: &Account) -> UserError {
    let message = format!(
        "“{}” asked for a fresh sign-in again, right after one. What you wanted was not done. Try again; if it stays so, ask whoever runs the service.",
        account.provider
    );
    UserError::new(ErrorCode::Refused, message)
}

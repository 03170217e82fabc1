//! The end of a session: tells the service, forgets here, and says what was done.

use std::sync::Arc;

use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;

use super::{Account, REMEMBERED, Standing, Tokens, Untold, no_account};
use crate::core::Core;
use crate::http::HttpError;
use crate::provider::Provider;
use crate::stored::Stored;
use crate::token::{self, TokenError};
use crate::vault::RecordKind;

impl Core {
    /// Signs out, in a task of its own: half a sign-out would be worse than none.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &str) -> Result<SignOutReceipt, UserError> {
        let (core, id) = (Arc::clone(self), id.to_owned());
        let task = tokio::spawn(async move { core.sign_out_now(&id).await });
        task.await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, "The sign-out broke off. Try again.")))
    }

    async fn sign_out_now(&self, id: &str) -> Result<SignOutReceipt, UserError> {
        // No renewal may cross: its new tokens would survive the sign-out.
        let _turn = self.turn(id).await;
        let account = self.load_account(id).await?;
        let provider = self.provider_of(&account).await.ok();
        let due = match &account.standing {
            Standing::SignedIn(tokens) => all_of(tokens),
            Standing::SignedOut { untold } if !untold.is_empty() => untold.clone(),
            Standing::SignedOut { .. } if !account.receipts.is_empty() => return Ok(account.receipts[0].clone()),
            Standing::Ended | Standing::SignedOut { .. } => Vec::new(),
        };
        let (mut receipt, mut untold) = self.tell_service(provider.as_ref(), due).await;
        receipt.at = self.now();
        let access_lives_on =
            receipt.forgotten.contains(&SignedOutPart::AccessToken) || receipt.pending.contains(&SignedOutPart::AccessToken);
        receipt.lapses_at = account.expires_at.filter(|_| access_lives_on);
        let (account, receipt) = self
            .vault
            .write(|records| {
                let mut now_there = Account::load(records, id)?.ok_or_else(|| no_account(id))?;
                // Another process may have renewed between the look and here: those tokens are to be told as well.
                if let (Standing::SignedIn(newer), Some(told)) = (&now_there.standing, account.tokens())
                    && newer.access != told.access
                {
                    untold.extend(all_of(newer));
                }
                receipt.pending = untold.iter().map(|untold| untold.part.clone()).collect();
                now_there.standing = Standing::SignedOut { untold };
                now_there.receipts.insert(0, receipt.clone());
                now_there.receipts.truncate(REMEMBERED);
                now_there.store(records)?;
                // What was got with the session is of no use without it, and nothing there ends it.
                records.remove(RecordKind::ProductAccess, id);
                Ok::<_, UserError>((now_there, receipt))
            })
            .await?;
        self.tell(Event::AccountChanged(self.view(&account)));
        Ok(receipt)
    }

    /// Asks the service to end each token. What it cannot be told just now is kept, so that signing out again can.
    async fn tell_service(&self, provider: Option<&Provider>, due: Vec<Untold>) -> (SignOutReceipt, Vec<Untold>) {
        let mut receipt = SignOutReceipt::default();
        let mut untold = Vec::new();
        let endpoint = provider.and_then(|provider| provider.revocation_endpoint.as_deref().map(|endpoint| (provider, endpoint)));
        for token in due {
            let Some((provider, endpoint)) = endpoint else {
                receipt.forgotten.push(token.part);
                receipt.reason =
                    Some("This service offers no way to end a token: it was deleted here, and lapses there by itself.".to_owned());
                continue;
            };
            let hint = match token.part {
                SignedOutPart::AccessToken => "access_token",
                SignedOutPart::RefreshToken => "refresh_token",
            };
            match token::revoke(self, provider, endpoint, &token.token, hint).await {
                Ok(()) => receipt.revoked.push(token.part),
                Err(error) if is_for_now(&error) => {
                    receipt.reason.get_or_insert_with(|| format!("{error} Sign out again to tell the service."));
                    untold.push(token);
                }
                Err(error) => {
                    receipt.reason.get_or_insert_with(|| error.to_string());
                    receipt.forgotten.push(token.part);
                }
            }
        }
        (receipt, untold)
    }
}

/// The refresh token first: it is the one that could make others.
fn all_of(tokens: &Tokens) -> Vec<Untold> {
    let refresh = tokens.refresh.clone().map(|token| Untold { part: SignedOutPart::RefreshToken, token });
    let access = Untold { part: SignedOutPart::AccessToken, token: tokens.access.clone() };
    refresh.into_iter().chain([access]).collect()
}

/// Whether another try later may do better.
fn is_for_now(error: &TokenError) -> bool {
    matches!(error, TokenError::Http(HttpError::Unreachable(_) | HttpError::Lost(_) | HttpError::TimedOut(_) | HttpError::Busy { .. }))
}

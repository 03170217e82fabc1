//! The end of a session: tells the service, forgets here, and says what was done.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::trace::{TraceKind, TraceStep};

use super::untold::{Answers, Untold};
use super::{Account, REMEMBERED, Standing, no_account};
use crate::core::Core;
use crate::recording;
use crate::stored::Stored;
use crate::vault::RecordKind;

impl Core {
    /// Signs out, in a task of its own: half a sign-out would be worse than none. Of an account that is signed out already
    /// only what the service does not know yet is told, and the receipt is the same one.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &str) -> Result<SignOutReceipt, UserError> {
        let (core, id) = (Arc::clone(self), id.to_owned());
        let task = tokio::spawn(async move {
            let account = core.load_account(&id).await?;
            if matches!(account.standing, Standing::SignedOut { .. }) && !account.receipts.is_empty() {
                core.tell_again(&id, true).await?;
                let told = core.load_account(&id).await?;
                return told.receipts.into_iter().next().ok_or_else(|| no_account(&id));
            }
            let recording = core.of_account(TraceKind::SignOut, &id);
            core.recorded(recording, async { recording::with_its_end(core.sign_out_now(&id).await) }).await
        });
        task.await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, "The sign-out broke off. Try again.")))
    }

    async fn sign_out_now(&self, id: &str) -> Result<SignOutReceipt, UserError> {
        // No renewal may cross, in this process or in another: its new tokens would survive the sign-out.
        let _turn = self.turn(id).await?;
        let (told, at) = (self.load_account(id).await?, self.moment());
        let provider = self.provider_of(&told).await.ok();
        let ends_at = told.ends_at(&at);
        let due = told.tokens().map(|tokens| Untold::all_of(tokens, ends_at, at.now)).unwrap_or_default();
        let answers = self.tell_service(provider.as_ref(), due).await;
        let (account, receipt) = self
            .vault
            .write(|records| {
                let mut account = Account::load(records, id)?.ok_or_else(|| no_account(id))?;
                let mut untold = account.untold();
                untold.extend(answers.pending.iter().cloned());
                // Where a lock did not hold, somebody may have renewed between the look and here.
                if let (Some(newer), Some(told)) = (account.tokens(), told.tokens())
                    && newer.access != told.access
                {
                    untold.extend(Untold::all_of(newer, account.ends_at(&at), at.now));
                }
                account.standing = Standing::SignedOut { untold: Vec::new() };
                let receipt = receipt(&answers, &untold, at.now, ends_at);
                account.keep_untold(untold);
                account.receipts.insert(0, receipt.clone());
                account.receipts.truncate(REMEMBERED);
                account.store(records)?;
                // What was got with the session is of no use without it, and nothing there ends it.
                records.remove(RecordKind::ProductAccess, id);
                Ok::<_, UserError>((account, receipt))
            })
            .await?;
        recording::step(TraceStep::Saved);
        self.tell(Event::AccountChanged(self.view(&account)));
        Ok(receipt)
    }
}

fn receipt(answers: &Answers, untold: &[Untold], at: UnixSeconds, ends_at: Option<UnixSeconds>) -> SignOutReceipt {
    let parts = |all: &[Untold]| all.iter().filter(|untold| untold.is_of(at)).map(|untold| untold.part.clone()).collect::<Vec<_>>();
    let (revoked, forgotten, pending) = (parts(&answers.revoked), parts(&answers.forgotten), parts(untold));
    let access_lives_on = [&forgotten, &pending].iter().any(|parts| parts.contains(&SignedOutPart::AccessToken));
    SignOutReceipt { revoked, forgotten, pending, at, lapses_at: ends_at.filter(|_| access_lives_on), reason: answers.reason.clone() }
}

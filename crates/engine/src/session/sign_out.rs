//! The end of a session: tells the service, forgets here, and says what was done.

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::trace::{TraceKind, TraceStep};

use super::untold::{Answers, Untold};
use super::{Account, REMEMBERED, Standing, no_account};
use crate::clock::Moment;
use crate::core::{Core, locked};
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
        let due = self.due_at_sign_out(&told, &at);
        let answers = self.tell_service(provider.as_ref(), due.clone()).await;
        let (account, receipt) = self
            .vault
            .write(|records| {
                let mut account = Account::load(records, id)?.ok_or_else(|| no_account(id))?;
                let mut untold = account.untold();
                untold.retain(|untold| due.iter().all(|due| due.token != untold.token));
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
        locked(&self.unsaved).remove(id);
        recording::step(TraceStep::Saved);
        self.tell(Event::AccountChanged(self.view(&account)));
        Ok(receipt)
    }

    /// Every token of the account that lives: the session's, those of a renewal that could not be saved, and those that others
    /// took the place of and the service was not told of yet.
    fn due_at_sign_out(&self, account: &Account, at: &Moment) -> Vec<Untold> {
        let mut due = account.replaced(at);
        let replaced = account.untold().into_iter().filter(|untold| !has_receipt(account, untold));
        for untold in self.unsaved_of(&account.id, at).into_iter().chain(replaced) {
            if due.iter().all(|other| other.token != untold.token) {
                due.push(untold.signed_out(at.now));
            }
        }
        // One that has ended by itself is nothing to tell of beside another of its kind.
        let living: Vec<_> = due.iter().filter(|untold| !untold.is_past(at.now)).map(|untold| untold.part.clone()).collect();
        due.retain(|untold| !untold.is_past(at.now) || !living.contains(&untold.part));
        due
    }
}

/// Whether a sign-out told of it.
fn has_receipt(account: &Account, untold: &Untold) -> bool {
    account.receipts.iter().any(|receipt| untold.is_of(receipt.at))
}

/// Of several tokens of a kind, the least that became of one is what the receipt says.
fn receipt(answers: &Answers, untold: &[Untold], at: UnixSeconds, ends_at: Option<UnixSeconds>) -> SignOutReceipt {
    let parts = |all: &[Untold]| {
        let mut parts: Vec<_> = all.iter().filter(|untold| untold.is_of(at)).map(|untold| untold.part.clone()).collect();
        parts.sort_by_key(|part| *part != SignedOutPart::RefreshToken);
        parts.dedup();
        parts
    };
    let (mut revoked, forgotten, pending) = (parts(&answers.revoked), parts(&answers.forgotten), parts(untold));
    revoked.retain(|part| !forgotten.contains(part) && !pending.contains(part));
    let access_lives_on = [&forgotten, &pending].iter().any(|parts| parts.contains(&SignedOutPart::AccessToken));
    SignOutReceipt { revoked, forgotten, pending, at, lapses_at: ends_at.filter(|_| access_lives_on), reason: answers.reason.clone() }
}

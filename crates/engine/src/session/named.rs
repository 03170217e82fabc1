//! Which account is meant, where its provider is named in the place of its id.

use countersign_wire::error::{ErrorCode, UserError};

use super::{Account, Standing, no_account};
use crate::core::Core;
use crate::http::shown;
use crate::stored::Stored as _;
use crate::vault::Records;

/// Most accounts that are listed where several could be meant.
const MOST_LISTED: usize = 8;

/// The accounts at a provider that its name may mean: those that are signed in; where none is, those whose session has ended;
/// where there is none of these either, those that are signed out.
pub(crate) fn at_provider(records: &Records, provider: &str) -> Vec<Account> {
    let all: Vec<Account> = Account::load_all(records).into_iter().filter(|account| account.provider == provider).collect();
    let rank = |account: &Account| match account.standing {
        Standing::SignedIn(_) => 0,
        Standing::Ended => 1,
        Standing::SignedOut { .. } => 2,
    };
    let nearest = all.iter().map(rank).min();
    all.into_iter().filter(|account| Some(rank(account)) == nearest).collect()
}

impl Core {
    pub(crate) async fn account_named(&self, name: &str) -> Result<String, UserError> {
        let records = self.vault.read().await?;
        if Account::is_in(&records, name) {
            return Ok(name.to_owned());
        }
        let mut there = at_provider(&records, name);
        match there.pop() {
            None => Err(no_account(name)),
            Some(account) if there.is_empty() => Ok(account.id),
            Some(last) => {
                there.push(last);
                Err(several(name, &there))
            }
        }
    }
}

fn several(provider: &str, there: &[Account]) -> UserError {
    let who = |account: &Account| {
        let name = account.email.as_ref().or(account.name.as_ref()).or(account.subject.as_ref());
        name.map_or_else(|| account.id.clone(), |name| format!("{} ({})", account.id, shown(name)))
    };
    let mut listed: Vec<String> = there.iter().take(MOST_LISTED).map(who).collect();
    if there.len() > MOST_LISTED {
        listed.push(format!("{} more", there.len() - MOST_LISTED));
    }
    let message = format!("There are several accounts at “{}”: {}. Name one by its id.", shown(provider), listed.join(", "));
    UserError::new(ErrorCode::Conflict, message).about("account")
}

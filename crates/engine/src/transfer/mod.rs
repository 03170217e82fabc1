//! Accounts taken from one computer to another: a file that is sealed with a passphrase.
//!
//! It holds sessions with their tokens, the services that they are of, and the API keys of those. A service that rotates refresh
//! tokens takes two holders of one for theft and ends the session for both: so accounts can be moved instead of copied, and a
//! copy says what it risks. An import ([`arrival`]) changes nothing that is here: what is signed in already stays as it is.

mod arrival;

use std::path::Path;
use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::transfer::{Exported, Imported};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::core::Core;
use crate::http::shown;
use crate::product_apis::ApiKey;
use crate::provider::Provider;
use crate::session::Account;
use crate::stored::Stored;
use crate::vault::passphrase::Passphrase;
use crate::vault::portable::{self, NotOpened};
use crate::vault::{RecordKind, Records};
use arrival::Arrival;

/// The newest content that this program reads, and the one that it writes.
const VERSION: u32 = 1;

/// What stands in an export; only ever written sealed.
#[derive(Serialize, Deserialize)]
struct Content {
    version: u32,
    providers: Vec<Provider>,
    accounts: Vec<Account>,
    /// Whether the accounts were taken off where they came from. Earlier versions did not say.
    #[serde(default)]
    moved: bool,
    #[serde(default)]
    api_keys: Vec<ApiKey>,
}

impl From<NotOpened> for UserError {
    fn from(error: NotOpened) -> Self {
        let code = match error {
            NotOpened::Unread { is_missing: true, .. } => ErrorCode::NotFound,
            _ => ErrorCode::InvalidInput,
        };
        Self::new(code, error.to_string()).about("file")
    }
}

impl Core {
    /// Seals sessions into a file: those named, or all that are signed in.
    pub(crate) async fn export_accounts(
        self: &Arc<Self>,
        path: &Path,
        passphrase: &Passphrase,
        only: &[String],
        take_off: bool,
    ) -> Result<Exported, UserError> {
        let ids = self.exportable(only).await?;
        // A renewal meanwhile would leave a dead token in the file.
        let mut turns = Vec::with_capacity(ids.len());
        for id in &ids {
            turns.push(self.turn(id).await?);
            // What a renewal could not save is the session's newest, and the token in the vault may be dead.
            self.save_held(id).await?;
        }
        let content = gather(&self.vault.read().await?, &ids, take_off)?;
        let warnings = warnings(&content);
        let providers = content.providers.iter().map(|provider| provider.name.clone()).collect();
        let plain = serde_json::to_vec(&content).map(Zeroizing::new);
        let plain =
            plain.map_err(|_| UserError::new(ErrorCode::Internal, "The accounts could not be written down. Nothing was exported."))?;
        let (to, passphrase, entropy) = (path.to_owned(), passphrase.clone(), Arc::clone(&self.entropy));
        let sealing = tokio::task::spawn_blocking(move || portable::seal_into(&to, &plain, &passphrase, entropy.as_ref()));
        sealing.await.map_err(|_| UserError::new(ErrorCode::Internal, "The export broke off. Nothing was taken off."))??;
        if take_off {
            self.take_off(&ids).await?;
        }
        Ok(Exported { accounts: ids, providers, moved: take_off, warnings })
    }

    /// The accounts that are signed in; each one named has to be.
    async fn exportable(&self, only: &[String]) -> Result<Vec<String>, UserError> {
        let records = self.vault.read().await?;
        let mut ids: Vec<String> = if only.is_empty() {
            Account::load_all(&records).into_iter().filter(|account| account.tokens().is_some()).map(|account| account.id).collect()
        } else {
            for id in only {
                signed_in(&records, id)?;
            }
            only.to_vec()
        };
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Err(UserError::new(ErrorCode::NotFound, "Nobody is signed in here, so there is nothing to export."));
        }
        Ok(ids)
    }

    /// They live on elsewhere: here they are gone, and the services are told nothing.
    async fn take_off(&self, ids: &[String]) -> Result<(), UserError> {
        self.vault
            .write(|records| {
                for id in ids {
                    Account::remove(records, id);
                    records.remove(RecordKind::ProductAccess, id);
                }
                Ok::<_, UserError>(())
            })
            .await?;
        ids.iter().for_each(|id| self.tell(Event::AccountRemoved { id: id.clone() }));
        Ok(())
    }

    /// Opens an export, and keeps what is not here yet.
    pub(crate) async fn import_accounts(&self, path: &Path, passphrase: &Passphrase) -> Result<Imported, UserError> {
        let (from, passphrase) = (path.to_owned(), passphrase.clone());
        let opening = tokio::task::spawn_blocking(move || portable::open(&from, &passphrase));
        let plain = opening.await.map_err(|_| UserError::new(ErrorCode::Internal, "The import broke off. Nothing was changed."))??;
        let content = read(&plain, path)?;
        let (imported, accounts) = self.vault.write(|records| Arrival::of(content, records, self.entropy.as_ref()).bring_in()).await?;
        if !imported.providers.is_empty() {
            self.tell(Event::ProvidersChanged);
        }
        accounts.iter().for_each(|account| self.tell(Event::AccountChanged(self.view(account))));
        Ok(imported)
    }
}

/// Everything that goes along. Whoever was signed out or moved while this waited for their turn is an error: what says that it
/// was exported is in the file.
fn gather(records: &Records, ids: &[String], moved: bool) -> Result<Content, UserError> {
    let accounts = ids.iter().map(|id| signed_in(records, id)).collect::<Result<Vec<_>, _>>()?;
    let is_used = |name: &str| accounts.iter().any(|account| account.provider == name);
    let providers = Provider::load_all(records).into_iter().filter(|provider| is_used(&provider.name)).collect();
    let api_keys = ApiKey::load_all(records).into_iter().filter(|key| is_used(key.id())).collect();
    Ok(Content { version: VERSION, providers, accounts, moved, api_keys })
}

fn signed_in(records: &Records, id: &str) -> Result<Account, UserError> {
    let account = Account::load(records, id)?.filter(|account| account.tokens().is_some());
    account.ok_or_else(|| {
        let message = format!("No account “{}” is signed in here. See the list of accounts. Nothing was exported.", shown(id));
        UserError::new(ErrorCode::NotFound, message).about("account")
    })
}

fn warnings(content: &Content) -> Vec<String> {
    let renewable = content.accounts.iter().any(|account| account.tokens().is_some_and(|tokens| tokens.refresh.is_some()));
    if content.moved || !renewable {
        return Vec::new();
    }
    vec!["These sessions are in two places now. A service that gives a new refresh token at each renewal takes the second holder of the old one for a thief, and ends the session for both: use them in one place only, or move them.".to_owned()]
}

fn read(plain: &[u8], path: &Path) -> Result<Content, UserError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let refused =
        |why: &str| UserError::new(ErrorCode::InvalidInput, format!("“{}” {why} Nothing was changed.", path.display())).about("file");
    // What it says may be secret: nothing of it stands in the error.
    let of = serde_json::from_slice::<Version>(plain).map_err(|_| refused("holds no accounts that can be read."))?;
    if of.version > VERSION {
        return Err(refused("was exported by a newer Countersign. Update this one, and try again."));
    }
    serde_json::from_slice(plain).map_err(|_| refused("holds no accounts that can be read."))
}

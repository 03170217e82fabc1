//! Accounts taken from one computer to another: a file that is sealed with a passphrase.
//!
//! It holds sessions with their tokens, the services that they are of, and the API keys of those. A service that rotates refresh
//! tokens takes two holders of one for theft and ends the session for both: so accounts can be moved instead of copied, and a
//! copy says what it risks. An import changes nothing that is here: what is signed in already stays as it is.

use std::path::Path;
use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::transfer::{Exported, Imported};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::core::Core;
use crate::entropy::short_id;
use crate::http::shown;
use crate::product_apis::ApiKey;
use crate::provider::Provider;
use crate::session::Account;
use crate::stored::Stored;
use crate::vault::passphrase::Passphrase;
use crate::vault::portable::{self, NotOpened};
use crate::vault::{RecordKind, Records};

/// The newest content that this program reads, and the one that it writes.
const VERSION: u32 = 1;

/// What stands in an export; only ever written sealed.
#[derive(Serialize, Deserialize)]
struct Content {
    version: u32,
    providers: Vec<Provider>,
    accounts: Vec<Account>,
    #[serde(default)]
    api_keys: Vec<ApiKey>,
}

impl From<NotOpened> for UserError {
    fn from(error: NotOpened) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string()).about("file")
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
            turns.push(self.turn(id).await);
        }
        let content = gather(&self.vault.read().await?, &ids)?;
        let warnings = warnings(&content, take_off);
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
                let account = Account::load(&records, id)?;
                if account.is_none_or(|account| account.tokens().is_none()) {
                    let message = format!("No account “{}” is signed in here. See the list of accounts.", shown(id));
                    return Err(UserError::new(ErrorCode::NotFound, message).about("account"));
                }
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
        let (imported, accounts) = self.vault.write(|records| self.bring_in(records, content)).await?;
        if !imported.providers.is_empty() {
            self.tell(Event::ProvidersChanged);
        }
        accounts.iter().for_each(|account| self.tell(Event::AccountChanged(self.view(account))));
        Ok(imported)
    }

    fn bring_in(&self, records: &mut Records, content: Content) -> Result<(Imported, Vec<Account>), UserError> {
        let mut imported = Imported { accounts: Vec::new(), providers: Vec::new(), skipped: Vec::new() };
        let mut names = std::collections::BTreeMap::new();
        for mut provider in content.providers {
            let exported_as = provider.name.clone();
            let others = Provider::load_all(records);
            if let Some(here) = others.iter().find(|here| is_same_service(here, &provider)) {
                names.insert(exported_as, here.name.clone());
                continue;
            }
            provider.name = free_name(&provider.name, &others);
            provider.store(records)?;
            imported.providers.push(provider.name.clone());
            names.insert(exported_as, provider.name);
        }
        let mut accounts = Vec::new();
        for mut account in content.accounts {
            let Some(provider) = names.get(&account.provider) else { continue };
            account.provider.clone_from(provider);
            let all = Account::load_all(records);
            if let Some(here) = all.iter().find(|here| is_same_person(here, &account) && here.tokens().is_some()) {
                imported.skipped.push(format!("{} is signed in at “{}” here already, and stays as it is.", whom(&account), here.provider));
                continue;
            }
            if all.iter().any(|here| here.id == account.id) {
                account.id = short_id(self.entropy.as_ref());
            }
            account.store(records)?;
            imported.accounts.push(account.id.clone());
            accounts.push(account);
        }
        for key in content.api_keys {
            let Some(provider) = names.get(key.id()) else { continue };
            if ApiKey::load(records, provider)?.is_some() {
                imported.skipped.push(format!("An API key of “{provider}” is here already, and stays as it is."));
            } else {
                key.of(provider).store(records)?;
            }
        }
        Ok((imported, accounts))
    }
}

fn gather(records: &Records, ids: &[String]) -> Result<Content, UserError> {
    let accounts = ids.iter().filter_map(|id| Account::load(records, id).transpose()).collect::<Result<Vec<_>, _>>()?;
    let is_used = |name: &str| accounts.iter().any(|account| account.provider == name);
    let providers = Provider::load_all(records).into_iter().filter(|provider| is_used(&provider.name)).collect();
    let api_keys = ApiKey::load_all(records).into_iter().filter(|key| is_used(key.id())).collect();
    Ok(Content { version: VERSION, providers, accounts, api_keys })
}

fn warnings(content: &Content, moved: bool) -> Vec<String> {
    let renewable = content.accounts.iter().any(|account| account.tokens().is_some_and(|tokens| tokens.refresh.is_some()));
    if moved || !renewable {
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

fn is_same_service(a: &Provider, b: &Provider) -> bool {
    (&a.issuer, &a.authorization_endpoint, &a.token_endpoint, &a.client_id)
        == (&b.issuer, &b.authorization_endpoint, &b.token_endpoint, &b.client_id)
}

fn is_same_person(a: &Account, b: &Account) -> bool {
    a.provider == b.provider && a.token_endpoint == b.token_endpoint && a.subject.is_some() && a.subject == b.subject
}

fn free_name(wanted: &str, others: &[Provider]) -> String {
    let is_free = |name: &str| others.iter().all(|other| other.name != name);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

fn whom(account: &Account) -> String {
    shown(account.name.as_deref().or(account.subject.as_deref()).unwrap_or(&account.id))
}

//! What an import brings, into a vault where some of it may be.
//!
//! A service of the file is the one here of the same name where both are the same service; else the same service by another
//! name, unless the file has that one too; else it is added. So two services stay two. A session comes in only where the same
//! person has none at that service, whatever its name here: two holders of one refresh token lose the session both.

use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::UserError;
use countersign_wire::transfer::{Imported, NotBroughtIn};

use super::Content;
use crate::entropy::{Entropy, short_id};
use crate::http::shown;
use crate::product_apis::ApiKey;
use crate::provider::Provider;
use crate::session::Account;
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};

/// An import on its way.
pub(super) struct Arrival<'a> {
    records: &'a mut Records,
    entropy: &'a dyn Entropy,
    services: Vec<Service>,
    accounts: Vec<Account>,
    api_keys: Vec<ApiKey>,
    moved: bool,
    /// Who was here before.
    before: Vec<Account>,
    imported: Imported,
}

/// A service of the file.
struct Service {
    provider: Provider,
    /// The names that it goes by here.
    alike: Vec<String>,
    /// Where what is of it goes; nothing as long as it is to be added with the first who comes.
    place: Option<String>,
}

impl<'a> Arrival<'a> {
    pub(super) fn of(content: Content, records: &'a mut Records, entropy: &'a dyn Entropy) -> Self {
        let Content { providers, accounts, api_keys, moved, .. } = content;
        let services = services(providers, &Provider::load_all(records));
        let before = Account::load_all(records);
        Self { records, entropy, services, accounts, api_keys, moved, before, imported: Imported::default() }
    }

    /// Brings it in, and tells what came and what did not.
    pub(super) fn bring_in(mut self) -> Result<(Imported, Vec<Account>), UserError> {
        let mut came = Vec::new();
        for account in std::mem::take(&mut self.accounts) {
            let Some(service) = self.services.iter().position(|service| service.provider.name == account.provider) else {
                let why = format!("{} was left out, as the file does not have their service", whom(&account));
                self.leave(&account, None, &why);
                continue;
            };
            let alike = &self.services[service].alike;
            let here = self.before.iter().find(|here| alike.contains(&here.provider) && is_same_session(here, &account)).cloned();
            match here {
                Some(here) => {
                    let why = format!("{} is signed in at “{}” here already, and stays as it is", whom(&account), here.provider);
                    self.leave(&account, Some(here.id), &why);
                }
                None => came.push(self.take_in(account, service)?),
            }
        }
        for key in std::mem::take(&mut self.api_keys) {
            self.take_in_key(key)?;
        }
        Ok((self.imported, came))
    }

    fn take_in(&mut self, mut account: Account, service: usize) -> Result<Account, UserError> {
        account.provider = self.place(service)?;
        while self.records.get(RecordKind::Account, &account.id).is_some() {
            account.id = short_id(self.entropy);
        }
        account.store(self.records)?;
        self.imported.accounts.push(account.id.clone());
        Ok(account)
    }

    /// The name of a service here; it is added where it is not there yet.
    fn place(&mut self, service: usize) -> Result<String, UserError> {
        let service = &mut self.services[service];
        if let Some(name) = &service.place {
            return Ok(name.clone());
        }
        let name = free_name(&service.provider.name, &Provider::load_all(self.records));
        // Which browsers there were is true of the computer that it comes from.
        Provider { name: name.clone(), browser: BrowserChoice::Default, ..service.provider.clone() }.store(self.records)?;
        self.imported.providers.push(name.clone());
        service.place = Some(name.clone());
        Ok(name)
    }

    fn take_in_key(&mut self, key: ApiKey) -> Result<(), UserError> {
        let Some(service) = self.services.iter().find(|service| service.provider.name == key.id()) else { return Ok(()) };
        let Some(name) = &service.place else {
            let why = format!("The API key of “{}” was left out, as nobody of it came in.", shown(key.id()));
            self.imported.skipped.push(why);
            return Ok(());
        };
        if ApiKey::load(self.records, name)?.is_some() {
            self.imported.skipped.push(format!("An API key of “{name}” is here already, and stays as it is."));
            return Ok(());
        }
        key.of(name).store(self.records)
    }

    /// Leaves a session in the file. One that was moved is nowhere else then, which has to be told.
    fn leave(&mut self, account: &Account, here: Option<String>, why: &str) {
        if !self.moved {
            self.imported.skipped.push(format!("{why}."));
            return;
        }
        let then = if here.is_some() { "To have it here instead, sign out here and import the file again." } else { "Keep the file." };
        self.imported.skipped.push(format!("{why}. The session that was moved was not brought in; it is still in the file. {then}"));
        let (account, provider, name) = (account.id.clone(), account.provider.clone(), account.name.clone());
        self.imported.not_brought_in.push(NotBroughtIn { account, provider, name, here });
    }
}

/// Where each service of a file goes: no two of them to one.
fn services(providers: Vec<Provider>, here: &[Provider]) -> Vec<Service> {
    let alike = |provider: &Provider| here.iter().filter(|here| is_same_service(here, provider)).map(|here| here.name.clone()).collect();
    let mut services: Vec<Service> =
        providers.into_iter().map(|provider| Service { alike: alike(&provider), provider, place: None }).collect();
    for service in &mut services {
        service.place = service.alike.iter().find(|name| **name == service.provider.name).cloned();
    }
    let mut taken: Vec<String> = services.iter().filter_map(|service| service.place.clone()).collect();
    for service in services.iter_mut().filter(|service| service.place.is_none()) {
        service.place = service.alike.iter().find(|name| !taken.contains(name)).cloned();
        taken.extend(service.place.clone());
    }
    services
}

fn is_same_service(a: &Provider, b: &Provider) -> bool {
    (&a.issuer, &a.authorization_endpoint, &a.token_endpoint, &a.client_id)
        == (&b.issuer, &b.authorization_endpoint, &b.token_endpoint, &b.client_id)
}

/// Whether the session of the file is one that is here, at the same service: by its person; else, of a service that does not say
/// who somebody is, by its id, which no two have by chance. A refresh token that is here already says it in any case.
fn is_same_session(here: &Account, account: &Account) -> bool {
    let (Some(held), Some(brought)) = (here.tokens(), account.tokens()) else { return false };
    if held.refresh.is_some() && held.refresh == brought.refresh {
        return true;
    }
    match (&here.subject, &account.subject) {
        (Some(one), Some(other)) => here.token_endpoint == account.token_endpoint && one == other,
        _ => here.id == account.id,
    }
}

fn free_name(wanted: &str, others: &[Provider]) -> String {
    let is_free = |name: &str| others.iter().all(|other| other.name != name);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

fn whom(account: &Account) -> String {
    shown(account.name.as_deref().or(account.subject.as_deref()).unwrap_or(&account.id))
}

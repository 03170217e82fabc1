//! From what a person enters to a [`Provider`].

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ProviderView};

use super::client_key::ClientKey;
use super::discovery::discover_issuer;
use super::place::{Place, invalid};
use super::{OWN_SCHEME, Provider};
use crate::core::Core;
use crate::http::shown;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::vault::RecordKind;

/// What goes with a draft, and never through a web view.
#[derive(Clone, Debug, Default)]
pub struct Enclosed {
    /// The secret of the app that was registered at the service.
    pub client_secret: Option<Secret>,
    /// The key that it proves itself by instead.
    pub client_key: Option<ClientKey>,
}

impl From<Option<Secret>> for Enclosed {
    fn from(client_secret: Option<Secret>) -> Self {
        Self { client_secret, ..Self::default() }
    }
}

impl Core {
    /// Adds a service. What is wrong is told with its field; nothing is stored then.
    pub(crate) async fn add_provider(&self, draft: ProviderDraft, enclosed: Enclosed) -> Result<ProviderView, UserError> {
        let draft = without_blanks(draft);
        if !draft.name.is_empty() {
            check_name(&draft.name)?;
            let taken = Provider::load_all(&self.vault.read().await?);
            check_free(&draft.name, &taken)?;
        }
        let place = self.place(&draft).await?;
        let mut provider = place.into_provider(&draft, enclosed.client_secret)?;
        if draft.bearer_tokens {
            provider.can.dpop_algorithms.clear();
        }
        if let Some(key) = enclosed.client_key {
            provider.prove_by(key, self.entropy.as_ref())?;
        }
        let view = self
            .vault
            .write(|records| {
                let others = Provider::load_all(records);
                if provider.name.is_empty() {
                    provider.name = free_name(&provider.title, &others);
                } else {
                    check_free(&provider.name, &others)?;
                }
                provider.fill_in_name();
                provider.warn_of_shared_redirects(&others);
                provider.store(records)?;
                Ok::<_, UserError>(provider.view())
            })
            .await?;
        self.tell(Event::ProvidersChanged);
        Ok(view)
    }

    async fn place(&self, draft: &ProviderDraft) -> Result<Place, UserError> {
        let by_hand = draft.authorize_url.is_some() || draft.token_url.is_some();
        let preset_id = draft.preset.as_deref();
        let named = usize::from(draft.issuer.is_some()) + usize::from(preset_id.is_some()) + usize::from(by_hand);
        if named != 1 {
            return Err(invalid(
                "issuer",
                "Name the service in exactly one way: by its issuer, by a preset, or by its authorization and token addresses.",
            ));
        }
        if draft.base_url.is_some() && preset_id.is_none() {
            return Err(invalid("base_url", "A base address replaces the hosts of a preset: name the preset too, or leave it out."));
        }
        match (draft.issuer.as_deref(), preset_id) {
            (Some(issuer), _) => self.place_by_issuer(issuer).await,
            (None, Some("accounts")) => match draft.base_url.as_deref() {
                Some(issuer) => self.place_by_issuer(issuer).await,
                None => Err(invalid("issuer", "An accounts service is added by its issuer, such as https://accounts.example.com.")),
            },
            (None, Some(id)) => Place::by_preset(id, draft.base_url.as_deref()),
            (None, None) => Place::by_hand(draft),
        }
    }

    async fn place_by_issuer(&self, issuer: &str) -> Result<Place, UserError> {
        Place::by_metadata(discover_issuer(&self.http, issuer, None).await?)
    }

    /// Takes a service off the list, unless a session of it is still here: without the service it could neither be
    /// renewed nor ended. `in_use` says who uses it.
    pub(crate) async fn remove_provider(
        &self,
        name: &str,
        in_use: impl Fn(&crate::vault::Records, &str) -> Option<String>,
    ) -> Result<(), UserError> {
        self.vault
            .write(|records| {
                if Provider::load(records, name)?.is_none() {
                    return Err(unknown(name));
                }
                if let Some(who) = in_use(records, name) {
                    return Err(UserError::new(
                        ErrorCode::Conflict,
                        format!("“{}” is still in use by {who}. Sign out there first.", shown(name)),
                    ));
                }
                Provider::remove(records, name);
                records.remove(RecordKind::ApiKey, name);
                Ok(())
            })
            .await?;
        self.tell(Event::ProvidersChanged);
        Ok(())
    }

    /// A service by its name.
    pub(crate) async fn provider(&self, name: &str) -> Result<Provider, UserError> {
        Provider::load(&self.vault.read().await?, name)?.ok_or_else(|| unknown(name))
    }
}

fn unknown(name: &str) -> UserError {
    UserError::new(ErrorCode::NotFound, format!("There is no provider “{}” here. See the list of providers, or add it.", shown(name)))
        .about("provider")
}

/// A field of a form that was left empty was not given. What was given stays as it is, byte for byte.
fn without_blanks(draft: ProviderDraft) -> ProviderDraft {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    ProviderDraft {
        name: draft.name.trim().to_owned(),
        issuer: given(draft.issuer),
        preset: given(draft.preset),
        base_url: given(draft.base_url),
        authorize_url: given(draft.authorize_url),
        token_url: given(draft.token_url),
        userinfo_url: given(draft.userinfo_url),
        revoke_url: given(draft.revoke_url),
        client_id: given(draft.client_id),
        redirect_uris: draft.redirect_uris,
        scopes: draft.scopes,
        bearer_tokens: draft.bearer_tokens,
    }
}

fn check_name(name: &str) -> Result<(), UserError> {
    if name.chars().count() > 64 || name.starts_with('-') || name.chars().any(char::is_control) {
        return Err(invalid(
            "name",
            "A provider's name has 1 to 64 characters, none of them a control character, and does not begin with “-”.",
        ));
    }
    Ok(())
}

fn check_free(name: &str, taken: &[Provider]) -> Result<(), UserError> {
    if taken.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
        let message = format!("There is a provider “{name}” already. Choose another name, or remove that one first.");
        return Err(UserError::new(ErrorCode::AlreadyExists, message).about("name"));
    }
    Ok(())
}

fn free_name(title: &str, taken: &[Provider]) -> String {
    let title: String = title.chars().filter(|c| !c.is_control()).take(56).collect();
    let title = title.trim().trim_start_matches('-').to_owned();
    let title = if title.is_empty() { "Service".to_owned() } else { title };
    let mut name = title.clone();
    let mut number = 2;
    while check_free(&name, taken).is_err() {
        name = format!("{title} {number}");
        number += 1;
    }
    name
}

impl Provider {
    /// Puts the name into the addresses that have a place for it.
    fn fill_in_name(&mut self) {
        let lower = self.name.to_lowercase();
        let slug: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        for uri in &mut self.redirect_uris {
            if uri.contains("{name}") {
                *uri = uri.replace("{name}", slug.trim_matches('-'));
            }
        }
    }

    /// C4: without `iss`, only the path tells two services apart (RFC 9700 §4.4.2).
    fn warn_of_shared_redirects(&mut self, others: &[Self]) {
        if self.promises_iss {
            return;
        }
        let shared = others.iter().filter(|other| other.token_endpoint != self.token_endpoint);
        let shared = shared.filter(|other| other.redirect_uris.iter().any(|uri| self.redirect_uris.contains(uri)));
        for other in shared {
            self.warnings.push(format!(
                "“{}” uses the same return address, and this service does not say who it is when it answers. Register one of its own for each, such as {OWN_SCHEME}:/callback/{}.",
                other.name,
                self.name.to_lowercase().replace(' ', "-")
            ));
        }
    }
}

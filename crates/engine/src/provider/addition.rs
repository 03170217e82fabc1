//! From what a person enters to a [`Provider`].

use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::provider::{PresetView, ProviderDraft, ProviderView};

use super::added_ca::AddedCa;
use super::client_key::ClientKey;
use super::deviation::Deviation;
use super::discovery::{discover_base, discover_issuer};
use super::place::{Place, checked_base, invalid};
use super::preset::{Discovery, Preset};
use super::registration::{self, Registered};
use super::{OWN_SCHEME, Provider, catalog, own_presets};
use crate::core::Core;
use crate::http::reach::Reach;
use crate::http::shown;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::vault::RecordKind;

/// What goes with a draft, and never through a web view: secrets, and files of this computer.
#[derive(Clone, Debug, Default)]
pub struct Enclosed {
    /// The secret of the app that was registered at the service.
    pub client_secret: Option<Secret>,
    /// The key that it proves itself by instead.
    pub client_key: Option<ClientKey>,
    /// What allows an app to be registered by the way (RFC 7591 §3), where the service asks for it.
    pub registration_token: Option<Secret>,
    /// CA certificates that are trusted for this service beside those of the system.
    pub ca: Option<AddedCa>,
    /// A file with presets, beside the one in the state folder.
    pub preset_file: Option<PathBuf>,
}

impl From<Option<Secret>> for Enclosed {
    fn from(client_secret: Option<Secret>) -> Self {
        Self { client_secret, ..Self::default() }
    }
}

impl Core {
    /// Adds a service. What is wrong is told with its field; nothing is stored then, and what was registered is taken back.
    pub(crate) async fn add_provider(&self, draft: ProviderDraft, enclosed: Enclosed) -> Result<ProviderView, UserError> {
        let draft = without_blanks(draft);
        let taken = Provider::load_all(&self.vault.read().await?);
        if !draft.name.is_empty() {
            check_name(&draft.name)?;
            check_free(&draft.name, &taken)?;
        }
        let reach = self.reach(&draft, enclosed.ca.as_ref())?;
        let (place, reach) = self.place(&draft, enclosed.preset_file.as_deref(), reach).await?;
        let name = if draft.name.is_empty() { free_name(place.title(), &taken) } else { draft.name.clone() };
        let registers = place.registers(&draft);
        if registers.is_some() && (enclosed.client_secret.is_some() || enclosed.client_key.is_some()) {
            return Err(invalid("client_id", "A secret or key belongs to a client id: enter both, or neither to have an app registered."));
        }
        let is_discovered = place.is_discovered;
        let mut provider = place.into_provider(&draft, &name, enclosed.client_secret)?;
        // What a person or their preset named is entered; what a document named is not.
        provider.reach = Some(if is_discovered { reach } else { reach.and(provider.endpoints()) });
        if draft.bearer_tokens {
            provider.can.dpop_algorithms.clear();
        }
        if let Some(key) = enclosed.client_key {
            provider.prove_by(key, self.entropy.as_ref())?;
        }
        if let Some(method) = registers {
            registration::register(&self.http, &mut provider, method, enclosed.registration_token.as_ref()).await?;
        }
        let registered = provider.registered.clone();
        let kept = self.vault.write(|records| {
            let others = Provider::load_all(records);
            check_free(&provider.name, &others)?;
            provider.warn_of_shared_redirects(&others);
            provider.store(records)?;
            Ok::<_, UserError>(provider.view())
        });
        match kept.await {
            Ok(view) => {
                self.tell(Event::ProvidersChanged);
                Ok(view)
            }
            Err(error) => {
                self.take_back(registered, &provider.reach()).await;
                Err(error)
            }
        }
    }

    /// An app that nobody can find again would stay at the service.
    async fn take_back(&self, registered: Option<Registered>, reach: &Reach) {
        if let Some(registered) = registered
            && let Err(error) = registration::unregister(&self.http, &registered, reach).await
        {
            tracing::warn!(%error, "an app that was registered by the way could not be taken back");
        }
    }

    /// Accepts a deviation from a service from now on.
    pub(crate) async fn allow_deviation(&self, name: &str, deviation: &str) -> Result<ProviderView, UserError> {
        let deviation = Deviation::named(deviation)?;
        let view = self
            .vault
            .write(|records| {
                let mut provider = Provider::load(records, name)?.ok_or_else(|| unknown(name))?;
                provider.tolerates.add(deviation);
                provider.store(records)?;
                Ok::<_, UserError>(provider.view())
            })
            .await?;
        self.tell(Event::ProvidersChanged);
        Ok(view)
    }

    /// The services that can be chosen by name: the documented ones, and those of the person's own file as far as it reads.
    pub(crate) async fn presets(&self) -> Vec<PresetView> {
        let mut views = catalog::listed();
        match own_presets::of_home(&self.home).await {
            Ok(own) => views.extend(own_presets::views(&own)),
            Err(unread) => self.tell(Event::Notice(unread.into())),
        }
        views
    }

    /// Opens the page on which an app is registered at a service.
    pub(crate) async fn open_registration_page(&self, preset: &str) -> Result<(), UserError> {
        let page = self.preset(preset, None).await?.view().register_at;
        let page =
            page.ok_or_else(|| UserError::new(ErrorCode::NotFound, "Countersign knows no page for that. Ask whoever runs the service."))?;
        self.open_in_browser(page).await
    }

    /// A preset by its id; a built-in one is there whatever stands in a person's files.
    async fn preset(&self, id: &str, file: Option<&Path>) -> Result<Preset, UserError> {
        if let Some(preset) = catalog::choice(id) {
            return Ok(preset.clone());
        }
        let mut own = match file {
            Some(file) => own_presets::of_file(file).await?,
            None => Vec::new(),
        };
        if own.iter().all(|preset| preset.id() != id) {
            own.extend(own_presets::of_home(&self.home).await?);
        }
        let built_in = catalog::listed().into_iter().map(|preset| preset.id);
        let names: Vec<String> = built_in.chain(own.iter().map(|preset| preset.id().to_owned())).collect();
        let none = || invalid("preset", format!("There is no preset “{}”. There is {}.", shown(id), names.join(", ")));
        own.into_iter().find(|preset| preset.id() == id).ok_or_else(none)
    }

    /// How far the person let the service reach: to the hosts of what they entered, with the CA that they gave.
    fn reach(&self, draft: &ProviderDraft, ca: Option<&AddedCa>) -> Result<Reach, UserError> {
        let entered = [&draft.issuer, &draft.base_url, &draft.authorize_url, &draft.token_url, &draft.userinfo_url, &draft.revoke_url];
        let reach = Reach::entered(entered.into_iter().filter_map(Option::as_deref));
        match ca {
            Some(ca) => ca.vouching(&self.http, reach),
            None => Ok(reach),
        }
    }

    /// Where the service is; and how far it may reach, with where its preset is as entered.
    async fn place(&self, draft: &ProviderDraft, preset_file: Option<&Path>, reach: Reach) -> Result<(Place, Reach), UserError> {
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
            (Some(issuer), _) => self.place_by_issuer(issuer, reach).await,
            (None, Some("accounts")) => match draft.base_url.as_deref() {
                Some(issuer) => self.place_by_issuer(issuer, reach).await,
                None => Err(invalid("issuer", "An accounts service is added by its issuer, such as https://accounts.example.com.")),
            },
            (None, Some(id)) => self.place_by_preset(self.preset(id, preset_file).await?, draft.base_url.as_deref(), reach).await,
            (None, None) => Ok((Place::by_hand(draft)?, reach)),
        }
    }

    async fn place_by_issuer(&self, issuer: &str, reach: Reach) -> Result<(Place, Reach), UserError> {
        Ok((Place::by_metadata(discover_issuer((&self.http, &reach), issuer, None).await?, None)?, reach))
    }

    async fn place_by_preset(&self, preset: Preset, base: Option<&str>, reach: Reach) -> Result<(Place, Reach), UserError> {
        let base = base.map(checked_base).transpose()?;
        let at = base.or(preset.base_url.as_deref());
        if at.is_none() {
            let message = format!("{} has no address of its own: say where it is with a base address.", preset.title);
            return Err(invalid("base_url", message));
        }
        let reach = reach.and(at);
        let Some(at) = at.filter(|_| preset.discovery != Discovery::Never) else { return Ok((Place::by_paths(preset, base)?, reach)) };
        let place = match discover_base((&self.http, &reach), at, preset.issuer_template.as_ref()).await {
            Ok(metadata) => Place::by_metadata(metadata, Some(preset))?,
            Err(error) if preset.discovery == Discovery::First && error.is_absence() => Place::by_paths(preset, base)?,
            Err(error) => return Err(error.into()),
        };
        Ok((place, reach))
    }

    /// Takes a service off the list, unless a session of it is still here: without the service it could neither be
    /// renewed nor ended. `in_use` says who uses it. An app that was registered by the way is taken off the service
    /// (RFC 7592 §2.3); where that fails, what is left there is told.
    pub(crate) async fn remove_provider(
        &self,
        name: &str,
        in_use: impl Fn(&crate::vault::Records, &str) -> Option<String>,
    ) -> Result<Vec<String>, UserError> {
        let removed = self
            .vault
            .write(|records| {
                let provider = Provider::load(records, name)?.ok_or_else(|| unknown(name))?;
                if let Some(who) = in_use(records, name) {
                    return Err(UserError::new(
                        ErrorCode::Conflict,
                        format!("“{}” is still in use by {who}. Sign out there first.", shown(name)),
                    ));
                }
                Provider::remove(records, name);
                records.remove(RecordKind::ApiKey, name);
                Ok(provider)
            })
            .await?;
        self.tell(Event::ProvidersChanged);
        let Some(registered) = &removed.registered else { return Ok(Vec::new()) };
        Ok(match registration::unregister(&self.http, registered, &removed.reach()).await {
            Ok(()) => Vec::new(),
            Err(error) => vec![format!(
                "The app “{}” that was registered there for this provider is still there: {error} Ask whoever runs the service to delete it.",
                shown(&removed.client_id)
            )],
        })
    }

    /// A service by its name.
    pub(crate) async fn provider(&self, name: &str) -> Result<Provider, UserError> {
        Provider::load(&self.vault.read().await?, name)?.ok_or_else(|| unknown(name))
    }
}

pub(super) fn unknown(name: &str) -> UserError {
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
        allow: draft.allow,
        resources: draft.resources,
        post_logout_redirect_uris: draft.post_logout_redirect_uris,
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
    pub(super) fn fill_in_name(&mut self) {
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

//! What an operator does at the command line, beside a running service, which sees it at its next request.

mod api_keys;
mod signing_keys;

use std::path::Path;
use std::sync::Arc;

use countersign_wire::app::{AppPlan, Applied, FieldProblem, OAuthAppDraft};
use countersign_wire::person::OrganisationDraft;

use crate::apps::declared::{self, Applying, DeclaredError};
use crate::apps::{registration, rules};
use crate::audit::{Deed, Entry, Subject};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::keys::Keys;
use crate::organisations;
use crate::people::newcomer::Newcomer;
use crate::people::password::{Bounds, Cost, PasswordHasher};
use crate::store::rows::NotAdded;
use crate::store::sqlite::{OpenError, SqliteStore};
use crate::store::{Apps as _, Organisations as _, People as _, Place as _, StoreError};
use crate::token::Token;
pub use api_keys::NewApiKeySecret;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The database could not be opened, read or written.
    #[error("{0}")]
    Database(String),
    /// What was given is not valid.
    #[error("{}", told(.0))]
    Invalid(Vec<FieldProblem>),
    /// Somebody has the address already.
    #[error("{0} is in use already. Nobody was added.")]
    EmailTaken(String),
    /// Another organisation has the name already.
    #[error("There is an organisation {0} already. Nothing was added.")]
    OrganisationTaken(String),
    /// There is no such organisation.
    #[error("There is no organisation {0}. Add it with: organisations add --name NAME. Nothing was added.")]
    NoSuchOrganisation(String),
    /// Somebody changed the key at the same moment.
    #[error("Somebody changed the API key {0} at the same moment. Nothing was changed; try again.")]
    ApiKeyChanged(String),
    /// Nobody has that key.
    #[error("There is no API key {0}. List them with `api-keys list`.")]
    NoSuchApiKey(String),
    /// No such signing key is there, or it is not in the state that is needed.
    #[error("There is no such signing key {0}. List them with `signing-keys list`; only one that is published can be promoted.")]
    NoSuchSigningKey(String),
    /// The key signs.
    #[error("The key {0} signs. Publish another one and promote it first, then remove this one.")]
    Signs(String),
}

fn told(problems: &[FieldProblem]) -> String {
    let line = |problem: &FieldProblem| match problem.row {
        Some(row) => format!("{} {}: {}", problem.field, row + 1, problem.message),
        None => format!("{}: {}", problem.field, problem.message),
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A database at the command line, brought up to date.
#[derive(Debug)]
pub struct Operator {
    store: SqliteStore,
    keys: Keys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// An app that was added.
#[derive(Debug)]
pub struct AddedApp {
    /// Its client id.
    pub client_id: String,
    /// Its secret, to be shown this once, where it has one.
    pub secret: Option<Token>,
    /// What the operator should look at.
    pub warnings: Vec<String>,
}

impl Operator {
    /// Opens the database, beginning it where it is absent.
    ///
    /// # Errors
    /// [`OperatorError::Database`] says what stood in the way.
    pub fn open(database: &Path, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, OperatorError> {
        Self::over(SqliteStore::open(database, entropy.as_ref()), clock, entropy)
    }

    /// Opens a database that is there already.
    ///
    /// # Errors
    /// [`OperatorError::Database`] says what stood in the way; where there is no database, none is made.
    pub fn open_existing(database: &Path, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, OperatorError> {
        Self::over(SqliteStore::open_existing(database, entropy.as_ref()), clock, entropy)
    }

    fn over(
        opened: Result<(SqliteStore, SealingKey), OpenError>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, OperatorError> {
        let (store, key) = opened.map_err(|error| OperatorError::Database(error.to_string()))?;
        let keys = Keys::new(Arc::new(store.clone()), key, Arc::clone(&clock), Arc::clone(&entropy));
        Ok(Self { store, keys, clock, entropy })
    }

    /// The store, for what needs nothing but it.
    #[must_use]
    pub fn store(&self) -> &SqliteStore {
        &self.store
    }

    /// Adds an organisation; gives its id.
    ///
    /// # Errors
    /// [`OperatorError`]; nothing was added then.
    pub async fn add_organisation(&self, name: &str) -> Result<String, OperatorError> {
        let draft = OrganisationDraft { name: name.to_owned() };
        let problems = draft.validate();
        if !problems.is_empty() {
            return Err(OperatorError::Invalid(problems));
        }
        let now = self.clock.now();
        let new = organisations::new(&draft, self.entropy.as_ref(), now);
        let (id, name) = (new.id.clone(), new.name.clone());
        let entry = Entry::of(Deed::OrganisationAdded, now).on(Subject::Organisation(id.clone()));
        let added = self.store.add_organisation(new, entry).await.map_err(|error| OperatorError::Database(error.to_string()))?;
        if added { Ok(id) } else { Err(OperatorError::OrganisationTaken(name)) }
    }

    /// Adds somebody, in an organisation by its name or id where one is named; gives their id.
    ///
    /// # Errors
    /// [`OperatorError`]; nobody was added then.
    pub async fn add_person(&self, mut newcomer: Newcomer, password: String) -> Result<String, OperatorError> {
        let database = |error: &dyn std::fmt::Display| OperatorError::Database(error.to_string());
        if let Some(asked) = newcomer.organisation.take() {
            let found = self.store.organisation(&asked).await.map_err(|error| database(&error))?;
            newcomer.organisation = Some(found.ok_or(OperatorError::NoSuchOrganisation(asked))?.id);
        }
        let password = newcomer.validate(password).map_err(OperatorError::Invalid)?;
        let hasher =
            PasswordHasher::new(Cost::default(), Bounds::default(), Arc::clone(&self.entropy)).map_err(|error| database(&error))?;
        let hash = hasher.hash(password).await.map_err(|error| database(&error))?;
        let now = self.clock.now();
        let person = newcomer.into_person(&hash, self.entropy.as_ref(), now);
        let (id, email) = (person.person.id.clone(), person.person.email.clone());
        let entry = Entry::of(Deed::PersonAdded, now).on_person(&id);
        let added = self.store.add_person(person, entry).await.map_err(|error| database(&error))?;
        if added { Ok(id) } else { Err(OperatorError::EmailTaken(email)) }
    }

    /// Adds an app.
    ///
    /// # Errors
    /// [`OperatorError`]; no app was added then.
    pub async fn add_app(&self, mut draft: OAuthAppDraft) -> Result<AddedApp, OperatorError> {
        let database = |error: StoreError| OperatorError::Database(error.to_string());
        if let Some(asked) = draft.settings.organisation.take() {
            let found = self.store.organisation(&asked).await.map_err(database)?;
            draft.settings.organisation = Some(found.ok_or(OperatorError::NoSuchOrganisation(asked))?.id);
        }
        let issuer = self.store.issuer().await.map_err(database)?;
        let problems = rules::problems(&draft, None, issuer.as_deref());
        if !problems.is_empty() {
            return Err(OperatorError::Invalid(problems));
        }
        let warnings = draft.check().warnings.into_iter().map(|warning| warning.message).collect();
        let now = self.clock.now();
        let (app, secret) = registration::new_app(draft, None, self.entropy.as_ref(), now);
        let client_id = app.client_id.clone();
        let entry = Entry::of(Deed::AppAdded, now).on_app(&client_id);
        if let Err(reason) = self.store.add_app(app, entry).await.map_err(database)? {
            let (field, message) = match reason {
                NotAdded::ClientIdTaken => ("client_id", "Another app has this client id. Try again.".to_owned()),
                NotAdded::Names(named) => (named.field(), named.to_string()),
            };
            return Err(OperatorError::Invalid(vec![FieldProblem { field: field.to_owned(), row: None, message }]));
        }
        Ok(AddedApp { client_id, secret, warnings })
    }

    /// All apps as a file: sorted, without secrets.
    ///
    /// # Errors
    /// [`DeclaredError`].
    pub async fn export_apps(&self) -> Result<String, DeclaredError> {
        declared::export(&self.store.all_apps().await?)
    }

    /// What a file of apps would change.
    ///
    /// # Errors
    /// [`DeclaredError`].
    pub async fn plan_apps(&self, file: &str, prune: bool) -> Result<AppPlan, DeclaredError> {
        let issuer = self.store.issuer().await?;
        Ok(declared::plan(file, prune, &self.store.all_apps().await?, issuer.as_deref())?.plan)
    }

    /// Does what a file of apps says; where there is a plan, exactly that.
    ///
    /// # Errors
    /// [`DeclaredError`]; nothing was done then.
    pub async fn apply_apps(&self, file: &str, prune: bool, looked_at: Option<&AppPlan>) -> Result<Applied, DeclaredError> {
        let entry = Entry::of(Deed::AppChanged, self.clock.now());
        let issuer = self.store.issuer().await?;
        let applying = Applying { store: &self.store, entropy: self.entropy.as_ref(), issuer: issuer.as_deref(), by: None, entry };
        applying.apply(file, prune, looked_at).await
    }
}

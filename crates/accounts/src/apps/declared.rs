//! Apps as a file declares them: written from what is there, compared with it, and put in its place.
//!
//! A plan is a function of the file and of what is there, and names the versions it was made at. Applying makes it anew and does
//! it only where it is the same, in one transaction: so what is done is what was looked at. A file has no secrets; an app
//! that is added gets a new one.

use std::collections::{BTreeMap, BTreeSet};

use countersign_wire::app::{AddedByFile, AppPlan, Applied, FieldChange, FieldProblem, OAuthAppDraft, Pkce, PlanAction, PlannedChange};
use serde_json::Value;

use super::reading::{Declared, File, WrittenApps, problem};
use super::registration::{self, BUILT_IN};
use super::rules;
use crate::audit::{Deed, Entry};
use crate::entropy::Entropy;
use crate::store::rows::{App, NotAdded, NotApplied, NotChanged};
use crate::store::{AppChange, Store, StoreError};
use crate::token::Token;

const HEAD: &str = "# OAuth apps, without secrets. `countersign-accounts apps plan FILE` shows what this file would change.\n\n";

/// Why a file was not planned or applied. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeclaredError {
    /// It cannot be read.
    #[error("The file cannot be read: {0}")]
    Unreadable(String),
    /// What it says is not valid.
    #[error("{}", .0.iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<FieldProblem>),
    /// What is there is not what the plan was made for any more; this is the plan as it would be now.
    #[error("Something was changed since the plan was made. Nothing was done. Look at the new plan, and apply that.")]
    Changed(Box<AppPlan>),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is there, as a file: sorted by client id, without secrets.
///
/// # Errors
/// Where it cannot be written, which would be a defect.
pub fn export(apps: &[App]) -> Result<String, DeclaredError> {
    let declared = |app: &App| Declared { client_id: Some(app.client_id.clone()), draft: app.as_draft() };
    let mut apps: Vec<_> = apps.iter().filter(|app| !app.built_in).map(declared).collect();
    apps.sort_by(|one, other| one.client_id.cmp(&other.client_id));
    let text = toml::to_string_pretty(&File { apps }).map_err(|error| DeclaredError::Unreadable(error.to_string()))?;
    Ok(format!("{HEAD}{text}"))
}

/// What a file would change, and the drafts that the changes are made of.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: AppPlan,
    drafts: Vec<Option<Declared>>,
}

/// Compares a file with what is there, in a service at `issuer` ([`rules::problems`]). Apps that it does not name are removed
/// where `prune` says so.
///
/// # Errors
/// [`DeclaredError::Unreadable`] and [`DeclaredError::Invalid`], with every problem there is.
pub fn plan(file: &str, prune: bool, apps: &[App], issuer: Option<&str>) -> Result<Planned, DeclaredError> {
    let WrittenApps { apps: declared, mut problems, lines } = WrittenApps::read(file).map_err(DeclaredError::Unreadable)?;
    let by_id: BTreeMap<&str, &App> = apps.iter().map(|app| (app.client_id.as_str(), app)).collect();
    let by_code_name: BTreeMap<&str, &App> = apps.iter().filter_map(|app| Some((app.settings.code_name.as_deref()?, app))).collect();
    let mut named = BTreeSet::new();
    let mut planned = Planned { plan: AppPlan::default(), drafts: Vec::new() };
    for (place, mut one) in declared {
        let found = match (&one.client_id, &one.draft.settings.code_name) {
            (Some(client_id), _) => by_id.get(client_id.as_str()).copied(),
            (None, Some(code_name)) => by_code_name.get(code_name.as_str()).copied(),
            (None, None) => None,
        };
        problems.extend(problems_of(place, &one, found, issuer));
        let identity = found.map(|app| app.client_id.clone()).or_else(|| one.client_id.clone());
        let identity = identity.or_else(|| one.draft.settings.code_name.clone());
        if !identity.is_some_and(|identity| named.insert(identity)) && (one.client_id.is_some() || one.draft.settings.code_name.is_some()) {
            problems.push(problem(place, "client_id", "This app is in the file twice."));
        }
        settle(&mut one.draft, found);
        planned.add(one, found);
    }
    if !problems.is_empty() {
        return Err(DeclaredError::Invalid(lines.told(problems)));
    }
    if prune && named.is_empty() && apps.iter().any(|app| !app.built_in) {
        planned.plan.warnings.push("The file names no app: every app is removed.".to_owned());
    }
    for app in apps.iter().filter(|app| prune && !app.built_in && !named.contains(&app.client_id)) {
        planned.plan.warnings.push(format!("{} is removed, and everybody who uses it is signed out of it.", app.name));
        planned.push(None, change(PlanAction::Remove, Some(app), &app.name, Vec::new()));
    }
    Ok(planned)
}

impl Planned {
    fn push(&mut self, declared: Option<Declared>, change: PlannedChange) {
        self.drafts.push(declared);
        self.plan.changes.push(change);
    }

    fn add(&mut self, one: Declared, found: Option<&App>) {
        let after = flat(&one.draft);
        let before = found.map(|app| flat(&app.as_draft())).unwrap_or_default();
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let fields: Vec<FieldChange> = names
            .into_iter()
            .filter(|name| before.get(*name) != after.get(*name))
            .map(|name| FieldChange { field: name.clone(), before: before.get(name).cloned(), after: after.get(name).cloned() })
            .collect();
        match found {
            Some(_) if fields.is_empty() => self.plan.unchanged += 1,
            Some(app) => {
                self.warn(app, &one.draft);
                self.push(Some(one), change(PlanAction::Change, Some(app), &app.name, fields));
            }
            None => {
                let (client_id, code_name) = (one.client_id.clone(), one.draft.settings.code_name.clone());
                let change = change(PlanAction::Add, None, &one.draft.name, fields);
                self.push(Some(one), PlannedChange { client_id, code_name, ..change });
            }
        }
    }

    /// What is worth a look before an app becomes as the file says.
    fn warn(&mut self, app: &App, draft: &OAuthAppDraft) {
        let name = &app.name;
        if app.enabled && !draft.enabled {
            self.plan.warnings.push(format!("{name} is disabled, and everybody who uses it is signed out of it."));
        }
        if draft.trusted && !app.trusted {
            self.plan.warnings.push(format!("{name} becomes trusted: people are not asked for their consent any more."));
        }
        let gone = app.redirect_uris.iter().filter(|uri| !draft.redirect_uris.iter().any(|kept| kept == uri.as_str())).count();
        if gone > 0 {
            self.plan.warnings.push(format!("{name} loses {gone} of its return addresses; sign-ins that end there will fail."));
        }
    }
}

fn change(action: PlanAction, app: Option<&App>, name: &str, fields: Vec<FieldChange>) -> PlannedChange {
    PlannedChange {
        action,
        client_id: app.map(|app| app.client_id.clone()),
        name: name.to_owned(),
        code_name: app.and_then(|app| app.settings.code_name.clone()),
        version: app.map(|app| app.version),
        fields,
    }
}

fn problems_of(place: usize, one: &Declared, found: Option<&App>, issuer: Option<&str>) -> Vec<FieldProblem> {
    let told = rules::problems(&one.draft, found, issuer).into_iter();
    let mut problems: Vec<_> = told.map(|told| FieldProblem { field: format!("app {}: {}", place + 1, told.field), ..told }).collect();
    match &one.client_id {
        Some(id) if id == BUILT_IN => problems.push(problem(place, "client_id", "The service carries this app by itself.")),
        Some(id) if found.is_none() && !is_client_id(id) => {
            problems.push(problem(place, "client_id", "A client id has 1 to 64 letters, digits, points, hyphens and underscores."));
        }
        None if one.draft.settings.code_name.is_none() => {
            problems.push(problem(place, "client_id", "Say which app it is, by client_id or code_name; a new one has a code_name."));
        }
        _ => {}
    }
    problems
}

fn is_client_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

/// Fills in what a file may leave out, so that leaving it out and saying it are the same.
fn settle(draft: &mut OAuthAppDraft, found: Option<&App>) {
    draft.name = draft.name.trim().to_owned();
    let pkce: Pkce = draft.pkce_or_default();
    draft.pkce = Some(pkce);
    if let Some(app) = found {
        // Whether there is a secret was decided when it was made.
        draft.with_secret = app.as_draft().with_secret;
    }
}

/// The fields of a draft with what is within others beside them, so that each is compared by itself.
fn flat(draft: &OAuthAppDraft) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    let Ok(Value::Object(all)) = serde_json::to_value(draft) else { return fields };
    for (name, value) in all {
        match value {
            Value::Null => {}
            Value::Object(inner) => fields.extend(inner.into_iter().map(|(inner, value)| (format!("{name}.{inner}"), value))),
            value => {
                fields.insert(name, value);
            }
        }
    }
    fields
}

/// Who applies a file, for the audit and as the one who made what is added.
#[derive(Debug)]
pub struct Applying<'a> {
    /// Where it is applied.
    pub store: &'a dyn Store,
    /// Where secrets come from.
    pub entropy: &'a dyn Entropy,
    /// Where the service stands; absent at the command line where nobody served the database yet.
    pub issuer: Option<&'a str>,
    /// The person; absent for the operator at the command line.
    pub by: Option<&'a str>,
    /// A row of the audit about a deed of theirs.
    pub entry: Entry,
}

impl Applying<'_> {
    /// Does what a file says, exactly as `looked_at` says it.
    ///
    /// # Errors
    /// [`DeclaredError::Changed`] where that is not what the file would change now; nothing was done then.
    pub async fn apply(&self, file: &str, prune: bool, looked_at: Option<&AppPlan>) -> Result<Applied, DeclaredError> {
        let planned = plan(file, prune, &self.store.all_apps().await?, self.issuer)?;
        if looked_at.is_some_and(|looked_at| *looked_at != planned.plan) {
            return Err(DeclaredError::Changed(Box::new(planned.plan)));
        }
        let (changes, added) = self.changes(&planned);
        if let Err((place, no)) = self.store.change_apps(changes).await? {
            let again = plan(file, prune, &self.store.all_apps().await?, self.issuer)?.plan;
            if again != planned.plan {
                return Err(DeclaredError::Changed(Box::new(again)));
            }
            let told = in_words(no);
            let name = planned.plan.changes.get(place).map(|change| change.name.clone()).unwrap_or_default();
            return Err(DeclaredError::Invalid(vec![FieldProblem { field: name, row: None, message: told }]));
        }
        Ok(Applied { plan: planned.plan, added: added.into_iter().map(NewOne::shown).collect() })
    }

    /// The changes of a plan, and what they add.
    fn changes(&self, planned: &Planned) -> (Vec<(AppChange, Entry)>, Vec<NewOne>) {
        let (mut changes, mut added) = (Vec::new(), Vec::new());
        for (change, declared) in planned.plan.changes.iter().zip(&planned.drafts) {
            let entry = |deed, client_id: &str| Entry { deed, ..self.entry.clone() }.on_app(client_id);
            match (declared, &change.client_id, change.version) {
                (Some(declared), Some(id), Some(version)) => {
                    let set = AppChange::Set(id.clone(), Box::new(declared.draft.clone()), version);
                    changes.push((set, entry(Deed::AppChanged, id)));
                }
                (None, Some(id), Some(version)) => changes.push((AppChange::Delete(id.clone(), version), entry(Deed::AppDeleted, id))),
                (Some(declared), id, _) => {
                    let (mut app, secret) = registration::new_app(declared.draft.clone(), self.by, self.entropy, self.entry.at);
                    if let Some(id) = id {
                        app.client_id.clone_from(id);
                    }
                    added.push(NewOne { client_id: app.client_id.clone(), name: declared.draft.name.clone(), secret });
                    let entry = entry(Deed::AppAdded, &app.client_id);
                    changes.push((AppChange::Add(Box::new(app)), entry));
                }
                (None, ..) => {}
            }
        }
        (changes, added)
    }
}

/// An app that a file adds.
struct NewOne {
    client_id: String,
    name: String,
    secret: Option<Token>,
}

impl NewOne {
    /// As it is told, this once with its secret.
    fn shown(self) -> AddedByFile {
        let client_secret = self.secret.map(|secret| secret.expose().to_owned());
        AddedByFile { client_id: self.client_id, name: self.name, client_secret }
    }
}

/// Why a change that the plan allowed was not done: what a plan does not look at, or what became so since.
fn in_words(no: NotApplied) -> String {
    match no {
        NotApplied::Added(NotAdded::Names(named)) | NotApplied::Changed(NotChanged::Names(named)) => named.to_string(),
        NotApplied::Added(NotAdded::ClientIdTaken)
        | NotApplied::Changed(NotChanged::App(_) | NotChanged::Conflict(_) | NotChanged::Held)
        | NotApplied::Deleted(_) => "Somebody changed it at the same moment. Nothing was done; plan it anew.".to_owned(),
    }
}

#[cfg(test)]
#[path = "declared_tests.rs"]
mod tests;

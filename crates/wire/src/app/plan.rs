//! Apps as a file says them, and what putting the service in line with it would change.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What is to be done about an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanAction {
    /// It is added.
    Add,
    /// It is changed.
    Change,
    /// It is removed, as the file does not name it.
    Remove,
}

/// A field, before and after. Values are as JSON writes them; absent where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FieldChange {
    /// Which, such as `redirect_uris` or `tokens.access_lifetime`.
    pub field: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub before: Option<serde_json::Value>,
    /// What it becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub after: Option<serde_json::Value>,
}

/// What is to be done about one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlannedChange {
    /// What.
    pub action: PlanAction,
    /// The client id; absent for an app that is to get one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub client_id: Option<String>,
    /// The name of the app.
    pub name: String,
    /// The code name of the app, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code_name: Option<String>,
    /// The version that it is planned at; absent for an app to add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub version: Option<i64>,
    /// The fields that change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<FieldChange>>")]
    pub fields: Vec<FieldChange>,
}

/// Everything that is to be done, in order. It holds for the versions that it names, and for nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppPlan {
    /// The changes.
    pub changes: Vec<PlannedChange>,
    /// How many apps stay as they are.
    #[ts(type = "number")]
    pub unchanged: u64,
    /// What is worth a look before it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub warnings: Vec<String>,
}

/// A file of apps, to be planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlanRequest {
    /// The file, as TOML.
    pub file: String,
    /// Whether apps that it does not name are removed.
    #[serde(default)]
    pub prune: bool,
}

/// A file of apps, to be applied exactly as it was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApplyRequest {
    /// The file, as TOML.
    pub file: String,
    /// Whether apps that it does not name are removed.
    #[serde(default)]
    pub prune: bool,
    /// The plan that was looked at.
    pub plan: AppPlan,
}

/// An app that was added, and its secret, shown this once, where it has one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AddedByFile {
    /// The client id.
    pub client_id: String,
    /// The name.
    pub name: String,
    /// The secret. It is not kept anywhere in this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for AddedByFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddedByFile").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Applied {
    /// The plan, which is what was done.
    pub plan: AppPlan,
    /// The apps that were added.
    pub added: Vec<AddedByFile>,
}

/// Why nothing was done: what is there is not what the plan was made for any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlanChanged {
    /// `plan_changed`.
    pub code: String,
    /// What happened, and what to do.
    pub message: String,
    /// The plan as it would be now.
    pub plan: AppPlan,
}

/// What came of applying a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", content = "detail", rename_all = "snake_case")]
pub enum Application {
    /// Exactly the plan was done.
    Done(Applied),
    /// Something was changed since the plan was made: nothing was done, and this is the plan as it would be now.
    Changed(Box<PlanChanged>),
}

impl AppPlan {
    /// The plan as people read it: `+` is added, `~` changed field by field, `-` removed.
    #[must_use]
    pub fn diff(&self) -> String {
        let mut lines = Vec::new();
        let value = |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        for change in &self.changes {
            let sign = match change.action {
                PlanAction::Add => '+',
                PlanAction::Change => '~',
                PlanAction::Remove => '-',
            };
            let id = change.client_id.as_deref().or(change.code_name.as_deref()).unwrap_or("new");
            // A name may hold anything that is no control character; what the terminal shows is escaped all the same.
            lines.push(format!("{sign} {} ({})", change.name.escape_debug(), id.escape_debug()));
            for field in &change.fields {
                lines.push(match change.action {
                    PlanAction::Add => format!("    {} = {}", field.field, value(&field.after)),
                    _ => format!("    {}: {} -> {}", field.field, value(&field.before), value(&field.after)),
                });
            }
        }
        lines.extend(self.warnings.iter().map(|warning| format!("! {warning}")));
        lines.push(match self.changes.len() {
            0 => format!("Nothing to do: {} as the file says.", apps(self.unchanged)),
            _ => format!("{} to change, {} as the file says.", apps(self.changes.len() as u64), self.unchanged),
        });
        lines.join("\n")
    }
}

fn apps(count: u64) -> String {
    if count == 1 { "1 app".to_owned() } else { format!("{count} apps") }
}

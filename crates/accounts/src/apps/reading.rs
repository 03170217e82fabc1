//! A file of apps as it is written: read field by field, so that one that cannot be read hides nothing that is wrong with the
//! others, and with the line of each.

use std::collections::BTreeMap;

use countersign_wire::app::{FieldProblem, OAuthAppDraft};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

/// The words that an app of a file may use.
const FIELDS: [&str; 17] = [
    "client_id",
    "name",
    "kind",
    "dialect",
    "redirect_uris",
    "scopes",
    "trusted",
    "enabled",
    "pkce",
    "with_secret",
    "about",
    "openid",
    "tokens",
    "client_keys",
    "origins",
    "organisation",
    "code_name",
];
const FIELDS_WITHIN: [(&str, &[&str]); 4] = [
    ("about", &["description", "homepage_url", "policy_url", "terms_url"]),
    ("openid", &["id_token_alg", "post_logout_redirect_uris", "backchannel_logout_uri"]),
    ("tokens", &["access_token_format", "access_lifetime", "refresh_idle", "refresh_absolute", "resources"]),
    ("client_keys", &["jwks", "jwks_uri"]),
];

/// A file of apps.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<T> {
    #[serde(default = "Vec::new", rename = "app", skip_serializing_if = "Vec::is_empty")]
    pub(super) apps: Vec<T>,
}

/// An app of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Declared {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) client_id: Option<String>,
    #[serde(flatten)]
    pub(super) draft: OAuthAppDraft,
}

/// What a file says.
pub(super) struct WrittenApps {
    /// The apps that could be read, with their places.
    pub(super) apps: Vec<(usize, Declared)>,
    /// What could not be.
    pub(super) problems: Vec<FieldProblem>,
    /// Where all of it stands.
    pub(super) lines: Lines,
}

impl WrittenApps {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it is no TOML, or has something else than apps.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let file: File<Map<String, Value>> = toml::from_str(text).map_err(|error| error.to_string())?;
        let (mut apps, mut problems) = (Vec::new(), Vec::new());
        for (place, mut app) in file.apps.into_iter().enumerate() {
            take_unknown(place, &mut app, &mut problems);
            match declared(place, app) {
                Ok(app) => apps.push((place, app)),
                Err(unread) => problems.extend(unread),
            }
        }
        Ok(Self { apps, problems, lines: Lines::of(text) })
    }
}

/// Takes out the fields that nothing has, so that what else is wrong with the app is seen as well.
fn take_unknown(place: usize, app: &mut Map<String, Value>, problems: &mut Vec<FieldProblem>) {
    let mut say = |field: &str| problems.push(problem(place, field, "There is no such field. Take it out, or look at how it is spelt."));
    app.retain(|field, inner| {
        if !FIELDS.contains(&field.as_str()) {
            say(field);
            return false;
        }
        if let (Some((_, within)), Some(inner)) = (FIELDS_WITHIN.iter().find(|(name, _)| name == field), inner.as_object_mut()) {
            inner.retain(|name, _| {
                let known = within.contains(&name.as_str());
                if !known {
                    say(&format!("{field}.{name}"));
                }
                known
            });
        }
        true
    });
}

/// An app, or what of it cannot be read: each field is tried by itself, as the first that fails would hide the others.
fn declared(place: usize, app: Map<String, Value>) -> Result<Declared, Vec<FieldProblem>> {
    let missing = ["name", "kind"].into_iter().filter(|field| !app.contains_key(*field));
    let mut problems: Vec<_> = missing.map(|field| problem(place, field, "It is missing, and every app has one. Write it.")).collect();
    for (field, value) in &app {
        let parts = match (value, FIELDS_WITHIN.iter().any(|(name, _)| name == field)) {
            (Value::Object(inner), true) => inner.iter().map(|(name, value)| (format!("{field}.{name}"), json!({ name: value }))).collect(),
            _ => vec![(field.clone(), value.clone())],
        };
        for (name, value) in parts {
            let mut alone = Map::from_iter([("name".to_owned(), json!("x")), ("kind".to_owned(), json!("web"))]);
            alone.insert(field.clone(), value);
            if let Err(error) = serde_json::from_value::<Declared>(Value::Object(alone)) {
                problems.push(problem(place, &name, &format!("It cannot be read: {error}.")));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(Value::Object(app)).map_err(|error| vec![problem(place, "name", &format!("The app cannot be read: {error}."))])
}

/// What stands against a field of an app, by its place in the file.
pub(super) fn problem(place: usize, field: &str, message: &str) -> FieldProblem {
    FieldProblem { field: format!("{}{field}", of_app(place)), row: None, message: message.to_owned() }
}

fn of_app(place: usize) -> String {
    format!("app {}: ", place + 1)
}

/// The lines of a file, by app and field.
pub(super) struct Lines(BTreeMap<String, usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let mut lines = BTreeMap::new();
        let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let (table, _) = DeTable::parse_recoverable(text);
        let apps = table.get_ref().iter().filter(|(name, _)| name.get_ref() == "app").filter_map(|(_, value)| value.get_ref().as_array());
        for (place, app) in apps.flat_map(|apps| apps.iter()).enumerate() {
            lines.insert(of_app(place), line(app.span().start));
            let DeValue::Table(fields) = app.get_ref() else { continue };
            for (field, value) in fields {
                lines.insert(format!("{}{}", of_app(place), field.get_ref()), line(field.span().start));
                let DeValue::Table(within) = value.get_ref() else { continue };
                // Problems of a whole draft name what is within by its own name alone.
                for (name, _) in within {
                    let at = line(name.span().start);
                    lines.insert(format!("{}{}.{}", of_app(place), field.get_ref(), name.get_ref()), at);
                    lines.insert(format!("{}{}", of_app(place), name.get_ref()), at);
                }
            }
        }
        Self(lines)
    }

    /// The same problems, in the order of the file, each with the line that it is about: the field's, or where the app begins.
    pub(super) fn told(&self, problems: Vec<FieldProblem>) -> Vec<FieldProblem> {
        let line = |problem: &FieldProblem| {
            let app = problem.field.split_inclusive(": ").next().unwrap_or_default();
            self.0.get(&problem.field).or_else(|| self.0.get(app)).copied()
        };
        let mut told: Vec<_> = problems.into_iter().map(|problem| (line(&problem), problem)).collect();
        told.sort_by_key(|(line, _)| *line);
        let with = |(line, problem): (Option<usize>, FieldProblem)| match line {
            Some(line) => FieldProblem { message: format!("{} (line {line})", problem.message), ..problem },
            None => problem,
        };
        told.into_iter().map(with).collect()
    }
}

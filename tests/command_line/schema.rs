//! What is printed with `--json`, held against `docs/command-line.schema.json`.
//!
//! As much of JSON Schema (2020-12) as that document uses, and no more: a keyword that is not known here is a failure, not
//! something to pass over. Besides, an object has no key that the document does not name: what is printed is described.

use std::sync::LazyLock;

use serde_json::{Map, Value};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../../docs/command-line.schema.json")).unwrap());

/// Holds a line of stdout against what the verb may print.
#[track_caller]
pub(crate) fn check_answer(arguments: &[&str], line: &Value) {
    let verb = verb_of(arguments);
    if let Err(problem) = fits(&defs()[&verb], line, false) {
        panic!("`{verb}` printed {line}, which is not as the schema says: {problem}");
    }
}

/// Holds a line of stderr against what may be told there.
#[track_caller]
pub(crate) fn check_told(line: &Value) {
    let told = |name: &str| fits(&defs()[name], line, false);
    assert!(told("ErrorLine").is_ok() || told("WarningLine").is_ok(), "{line} is neither an error nor a warning");
}

fn defs() -> &'static Map<String, Value> {
    DOCUMENT["$defs"].as_object().unwrap()
}

/// The verb among what was typed: the words that lead, one after the other, to one that the document names.
fn verb_of(arguments: &[&str]) -> String {
    let mut verb = String::new();
    for word in arguments {
        let longer = format!("{verb} {word}").trim_start().to_owned();
        if defs().keys().any(|name| *name == longer || name.starts_with(&format!("{longer} "))) {
            verb = longer;
        }
    }
    assert!(defs().contains_key(&verb), "the schema does not name the verb of {arguments:?}");
    verb
}

/// Whether a value is as a schema says; of a `part`, others say the rest.
fn fits(schema: &Value, value: &Value, part: bool) -> Result<(), String> {
    let schema = schema.as_object().ok_or("a schema is an object")?;
    for (keyword, wanted) in schema {
        match keyword.as_str() {
            "$ref" => fits(referred(wanted)?, value, part)?,
            "anyOf" | "oneOf" => one_fits(keyword, wanted, value, part)?,
            "allOf" => wanted.as_array().into_iter().flatten().try_for_each(|one| fits(one, value, true))?,
            "type" => is_of_type(wanted, value)?,
            "enum" => wanted.as_array().unwrap().contains(value).then_some(()).ok_or(format!("{value} is none of {wanted}"))?,
            "required" => {
                let missing = wanted.as_array().into_iter().flatten().find(|key| value.get(key.as_str().unwrap()).is_none());
                missing.map_or(Ok(()), |key| Err(format!("{key} is missing")))?;
            }
            "properties" => {
                for (key, within) in wanted.as_object().unwrap() {
                    value.get(key).map_or(Ok(()), |value| fits(within, value, false).map_err(|problem| format!("{key}: {problem}")))?;
                }
            }
            "items" => value.as_array().into_iter().flatten().try_for_each(|item| fits(wanted, item, false))?,
            "additionalProperties" if wanted.is_object() => {
                value.as_object().into_iter().flatten().try_for_each(|(_, value)| fits(wanted, value, false))?;
            }
            "minimum" if value.is_number() => {
                (value.as_f64() >= wanted.as_f64()).then_some(()).ok_or(format!("{value} is less than {wanted}"))?
            }
            // Words for people, and names of formats, which JSON Schema only notes.
            "description"
            | "title"
            | "format"
            | "example"
            | "examples"
            | "default"
            | "propertyNames"
            | "additionalProperties"
            | "minimum" => {}
            other => return Err(format!("the keyword {other} is not known to this test")),
        }
    }
    if part { Ok(()) } else { knows_every_key(schema, value) }
}

fn referred(reference: &Value) -> Result<&'static Value, String> {
    let name = reference.as_str().and_then(|text| text.strip_prefix("#/$defs/")).ok_or(format!("{reference} leads elsewhere"))?;
    defs().get(&name.replace("%20", " ")).ok_or(format!("{name} is not described"))
}

fn one_fits(keyword: &str, wanted: &Value, value: &Value, part: bool) -> Result<(), String> {
    let outcomes: Vec<Result<(), String>> = wanted.as_array().unwrap().iter().map(|one| fits(one, value, part)).collect();
    match (keyword, outcomes.iter().filter(|outcome| outcome.is_ok()).count()) {
        (_, 0) => Err(outcomes.into_iter().filter_map(Result::err).collect::<Vec<_>>().join("; or ")),
        ("oneOf", count) if count > 1 => Err(format!("{count} of those that exclude each other fit")),
        _ => Ok(()),
    }
}

fn is_of_type(wanted: &Value, value: &Value) -> Result<(), String> {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    let fits = wanted.as_array().map_or_else(|| is(wanted), |names| names.iter().any(is));
    if fits { Ok(()) } else { Err(format!("{value} is not {wanted}")) }
}

/// Whether every key of an object is one that its schema names, where that is the whole of an object.
fn knows_every_key(schema: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let Some(object) = value.as_object().filter(|_| schema.contains_key("properties") || schema.contains_key("allOf")) else {
        return Ok(());
    };
    let mut known = Vec::new();
    keys_of(schema, &mut known);
    let unknown: Vec<_> = object.keys().filter(|key| !known.contains(key)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("{unknown:?} is not described")) }
}

fn keys_of<'a>(schema: &'a Map<String, Value>, known: &mut Vec<&'a String>) {
    known.extend(schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys));
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        let part = part.get("$ref").map_or(part, |reference| referred(reference).unwrap());
        part.as_object().into_iter().for_each(|part| keys_of(part, known));
    }
}

//! What a body may have: what the document says of it. A member that is misspelt would do nothing, and where a body is the
//! whole of what it sets, it would set back what it was meant to say.
//!
//! Where something is read, changed and sent back, what is only read of it may stay: those members are known too.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::document;

/// What sets something, and what is read of the same.
const SENT_BACK: [(&str, &str); 4] =
    [("OAuthAppDraft", "OAuthApp"), ("PersonDraft", "PersonView"), ("OrganisationDraft", "Organisation"), ("ApiKeyUpdate", "ApiKeyView")];

/// The members of a body that its schema, by this name, does not have.
pub(super) fn unknown(schema: &str, body: &Value) -> Vec<String> {
    static SCHEMAS: OnceLock<Value> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| {
        let document: Value = serde_json::from_str(document::text()).unwrap_or_default();
        document["components"]["schemas"].clone()
    });
    let read = SENT_BACK.iter().filter(|(draft, _)| *draft == schema).map(|(_, view)| &schemas[view]);
    let whole: Vec<&Value> = std::iter::once(&schemas[schema]).chain(read).collect();
    let mut found = Vec::new();
    look(schemas, &whole, "", body, &mut found);
    found
}

fn look<'a>(schemas: &'a Value, whole: &[&'a Value], path: &str, value: &Value, found: &mut Vec<String>) {
    let mut known = BTreeMap::new();
    whole.iter().for_each(|schema| members(schemas, schema, &mut known));
    let Value::Object(sent) = value else { return };
    // What has no members of its own is a map, or nobody's to judge, such as a key.
    for (name, inner) in sent.iter().filter(|_| !known.is_empty()) {
        match known.get(name.as_str()) {
            Some(schema) => look(schemas, &[*schema], &format!("{path}{name}."), inner, found),
            None => found.push(format!("{path}{name}")),
        }
    }
}

/// The members of a schema, of those that it refers to and of those that it is made of.
fn members<'a>(schemas: &'a Value, schema: &'a Value, known: &mut BTreeMap<&'a str, &'a Value>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()) {
        members(schemas, &schemas[name], known);
    }
    for part in ["allOf", "oneOf", "anyOf"].iter().flat_map(|word| schema[word].as_array().into_iter().flatten()) {
        members(schemas, part, known);
    }
    known.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_is_known_by_the_document_and_by_what_is_read_of_the_same() {
        let app = json!({ "name": "x", "kind": "web", "about": { "homepage": "x", "terms_url": "x" }, "version": 3, "colour": 1 });
        assert_eq!(unknown("OAuthAppDraft", &app), ["about.homepage", "colour"]);
        assert_eq!(unknown("OAuthAppDraft", &json!({ "client_keys": { "jwks": { "keys": [] } } })), Vec::<String>::new());
        assert_eq!(unknown("PersonDraft", &json!({ "formats": { "locale": "es" }, "id": "x", "phone": "1" })), ["phone"]);
        assert_eq!(unknown("Transfer", &json!({ "organization": "x" })), ["organization"]);
    }
}

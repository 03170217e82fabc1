//! The JSON Schema of everything that `--json` prints, made from the types that are printed.
//!
//! `$defs` has an entry for each verb, by its words (`apps list`), that says what a line of its answer may be; one for
//! `error`, a line on stderr; and the types that these are made of. A key that is there stays; a reader passes over keys
//! that it does not know.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::answers as line;
use crate::output::{ErrorLine, PageEnd, WarningLine};
use countersign_wire::api_key::{ApiKeyView, CreatedApiKey, NewApiKeySecret};
use countersign_wire::app::{AppFacets, AppGrantView, AppPlan, AppUsage, MismatchView, NewSecret, Revoked, SecretView};
use countersign_wire::audit::{AuditRow, AuditVerdict};
use countersign_wire::doctor::Finding;
use countersign_wire::person::{NewOneTimeLink, Organisation, PersonCreated, PersonView, SessionView};
use countersign_wire::product_apis::{ApiKeyOfProvider, ProductAccess};
use countersign_wire::signing_key::SigningKeyView;
use countersign_wire::trace::Trace;
use countersign_wire::transfer::{Exported, Imported};

/// The verbs, and what each line of their answers is one of.
macro_rules! answers {
    ($($verb:literal => [$($line:ty),* $(,)?];)+) => {
        /// Every verb by its words.
        pub(crate) const VERBS: &[&str] = &[$($verb),+];

        fn describe(schemas: &mut Schemas) {
            $(let lines = vec![$(schemas.refer::<$line>()),*]; schemas.verb($verb, lines);)+
        }
    };
}

answers! {
    "providers add" => [line::ProviderLine];
    "providers list" => [line::ProviderLine];
    "providers presets" => [line::PresetLine];
    "providers allow" => [line::ProviderLine];
    "providers remove" => [line::RemovedLine<'static>];
    "sign-in" => [line::AuthorizeLine<'static>, line::DeviceLine<'static>, line::AccountLine];
    "accounts" => [line::AccountLine];
    "profile" => [line::ProfileLine];
    "token" => [line::TokenLine<'static>];
    "headers" => [line::HeadersLine<'static>];
    "refresh" => [line::RenewedLine];
    "sign-out" => [line::ReceiptLine];
    "forget" => [line::ForgottenLine<'static>];
    "agent" => [line::AgentLine];
    "agent approvals list" => [line::ApprovalLine];
    "agent approvals allow" => [line::ApprovalLine];
    "agent approvals revoke" => [line::RemovedLine<'static>];
    "agent log" => [line::UseLine];
    "git-credential get" => [];
    "git-credential store" => [];
    "git-credential erase" => [];
    "git-credential bind" => [line::GitHostLine];
    "git-credential unbind" => [line::RemovedLine<'static>];
    "git-credential list" => [line::GitHostLine];
    "trace" => [line::TraceLine, Trace];
    "product-apis key" => [ApiKeyOfProvider];
    "product-apis keys" => [ApiKeyOfProvider];
    "product-apis forget-key" => [line::ForgottenKeyLine];
    "product-apis show" => [ProductAccess];
    "product-apis token" => [line::ProductTokenLine<'static>];
    "vault change-passphrase" => [line::PassphraseChangedLine];
    "vault export" => [Exported];
    "vault import" => [Imported];
    "doctor" => [line::ProbeLine<'static>, Finding];
    "apps list" => [line::AppLine, PageEnd, AppFacets];
    "apps show" => [line::AppLine, line::AppDetails];
    "apps add" => [line::AuthorizeLine<'static>, line::AppLine];
    "apps update" => [line::AuthorizeLine<'static>, line::AppLine];
    "apps enable" => [line::AuthorizeLine<'static>, line::AppLine];
    "apps disable" => [line::AuthorizeLine<'static>, line::AppLine];
    "apps transfer" => [line::AuthorizeLine<'static>, line::AppLine];
    "apps delete" => [line::AppDeletedLine];
    "apps new-secret" => [line::AuthorizeLine<'static>, NewSecret];
    "apps secrets list" => [SecretView];
    "apps secrets retire" => [line::AuthorizeLine<'static>, line::SecretChangedLine];
    "apps secrets roll-back" => [line::AuthorizeLine<'static>, line::SecretChangedLine];
    "apps redirects mismatches" => [MismatchView];
    "apps grants list" => [AppGrantView, PageEnd];
    "apps grants revoke" => [line::GrantRevokedLine];
    "apps grants revoke-all" => [Revoked];
    "apps usage" => [AppUsage];
    "apps export" => [line::TextLine];
    "apps plan" => [AppPlan];
    "apps apply" => [line::AuthorizeLine<'static>, line::AppliedLine];
    "people list" => [PersonView, PageEnd];
    "people show" => [PersonView];
    "people add" => [line::AuthorizeLine<'static>, PersonCreated];
    "people update" => [line::AuthorizeLine<'static>, PersonView];
    "people enable" => [line::AuthorizeLine<'static>, PersonView];
    "people disable" => [line::AuthorizeLine<'static>, PersonView];
    "people delete" => [line::AuthorizeLine<'static>, line::DeletedLine];
    "people invite" => [line::AuthorizeLine<'static>, NewOneTimeLink];
    "people reset" => [line::AuthorizeLine<'static>, NewOneTimeLink];
    "people sessions" => [SessionView];
    "people sign-out" => [line::EndedLine];
    "people remove-second-factor" => [line::AuthorizeLine<'static>, line::EndedLine];
    "organisations list" => [Organisation, PageEnd];
    "organisations show" => [Organisation];
    "organisations add" => [Organisation];
    "organisations rename" => [Organisation];
    "organisations delete" => [line::DeletedLine];
    "api-keys list" => [ApiKeyView, PageEnd];
    "api-keys add" => [line::AuthorizeLine<'static>, CreatedApiKey];
    "api-keys rotate" => [line::AuthorizeLine<'static>, NewApiKeySecret];
    "api-keys retire" => [line::AuthorizeLine<'static>, line::KeySecretRetiredLine];
    "api-keys enable" => [line::AuthorizeLine<'static>, ApiKeyView];
    "api-keys disable" => [ApiKeyView];
    "api-keys delete" => [line::DeletedLine];
    "signing-keys list" => [SigningKeyView];
    "signing-keys publish" => [line::AuthorizeLine<'static>, SigningKeyView];
    "signing-keys promote" => [line::AuthorizeLine<'static>, SigningKeyView];
    "signing-keys remove" => [line::AuthorizeLine<'static>, SigningKeyView];
    "audit list" => [AuditRow, PageEnd];
    "audit export" => [AuditRow];
    "audit verify" => [AuditVerdict];
    "completions" => [line::TextLine];
    "man" => [line::TextLine, line::ManLine];
    "schema" => [];
    "exit-codes" => [line::TextLine];
}

/// The schemas that were asked for, and those that they are made of.
#[derive(Default)]
struct Schemas {
    defs: Map<String, Value>,
}

impl Schemas {
    /// A reference to a type, which is described once.
    fn refer<T: ToSchema>(&mut self) -> Value {
        let mut within = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut within);
        for (name, schema) in within {
            self.defs.entry(named(&name)).or_insert_with(|| json_of(&schema));
        }
        json!({ "$ref": format!("#/$defs/{}", named(&T::name())) })
    }

    fn verb(&mut self, verb: &str, lines: Vec<Value>) {
        // The schema itself is printed so, and what git reads, which is no JSON.
        let schema = if lines.is_empty() { json!({ "type": "object" }) } else { json!({ "anyOf": lines }) };
        self.defs.insert(verb.to_owned(), schema);
    }
}

/// The one number that has a name of its own among the types is a time, whose alias the derivation does not see.
fn named(name: &str) -> String {
    if name == "i64" { "UnixSeconds".to_owned() } else { name.to_owned() }
}

/// A schema of an OpenAPI document is one of JSON Schema but for where its references lead.
fn json_of(schema: &(impl Serialize + ?Sized)) -> Value {
    let mut value = serde_json::to_value(schema).unwrap_or_default();
    lead_to_definitions(&mut value);
    value
}

fn lead_to_definitions(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                *reference = format!("#/$defs/{}", named(reference.trim_start_matches("#/components/schemas/")));
            }
            members.values_mut().for_each(lead_to_definitions);
        }
        Value::Array(items) => items.iter_mut().for_each(lead_to_definitions),
        _ => {}
    }
}

/// The whole of it.
pub(crate) fn document() -> Value {
    let mut schemas = Schemas::default();
    describe(&mut schemas);
    let errors = [schemas.refer::<ErrorLine<'static>>(), schemas.refer::<WarningLine<'static>>()];
    // What `schema` prints is a schema, of which nothing is to be said here.
    let verbs = VERBS.iter().filter(|verb| **verb != "schema");
    let all = verbs.map(|verb| json!({ "$ref": format!("#/$defs/{}", verb.replace(' ', "%20")) }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line that `countersign --json` prints",
        "description": "What `countersign VERB --json` prints on stdout, a value a line, is `#/$defs/VERB`; on stderr it is `#/$defs/ErrorLine` or `#/$defs/WarningLine`.",
        "anyOf": all.chain(errors).collect::<Vec<_>>(),
        "$defs": schemas.defs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Arguments;
    use clap::CommandFactory as _;

    fn verbs(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        if !command.is_subcommand_required_set() {
            found.push(path.to_owned());
        }
        command.get_subcommands().for_each(|verb| verbs(verb, format!("{path} {}", verb.get_name()).trim_start(), found));
    }

    #[test]
    fn what_every_verb_answers_is_described() {
        let mut found = Vec::new();
        verbs(&Arguments::command(), "", &mut found);
        let missing: Vec<_> = found.iter().filter(|verb| !VERBS.contains(&verb.as_str())).collect();
        assert!(missing.is_empty(), "say in `answers!` what these print with --json: {missing:?}");
        let gone: Vec<_> = VERBS.iter().filter(|verb| !found.iter().any(|there| there == *verb)).collect();
        assert!(gone.is_empty(), "there are no such verbs: {gone:?}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#/$defs/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(document["$defs"].get(reference.replace("%20", " ")).is_some(), "{reference}");
        }
    }
}

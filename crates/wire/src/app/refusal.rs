//! How the administration API refuses.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FieldProblem;

words! {
    /// Why a request was refused, for programs. A reader takes one that it does not know by the status of the answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    #[serde(rename_all = "snake_case")]
    #[expect(missing_docs, reason = "each is the sentence it says")]
    pub enum AdministrationCode {
        InvalidInput => "invalid_input",
        Unauthorized => "unauthorized",
        FreshSignInNeeded => "fresh_sign_in_needed",
        Forbidden => "forbidden",
        NotFound => "not_found",
        Conflict => "conflict",
        AlreadyExists => "already_exists",
        BuiltIn => "built_in",
        TooLate => "too_late",
        LastAdministrator => "last_administrator",
        NotEmpty => "not_empty",
        Signs => "signs",
        NoMail => "no_mail",
        Disabled => "disabled",
        PlanChanged => "plan_changed",
        TooManyTries => "too_many_tries",
        Busy => "busy",
        Internal => "internal",
    }
}

/// A body of an error answer of the administration API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdministrationError {
    /// Why.
    #[schema(value_type = AdministrationCode)]
    pub code: String,
    /// What happened, and what to do.
    pub message: String,
    /// The fields it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_word_in_json_and_out_of_it() {
        for code in [AdministrationCode::FreshSignInNeeded, AdministrationCode::InvalidInput, AdministrationCode::NotEmpty] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}

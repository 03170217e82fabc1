//! What was probably meant, where nothing has the name that was typed.

use countersign_engine::{Administration, Engine};
use countersign_wire::app::AppQuery;
use countersign_wire::error::{ErrorCode, UserError};

use crate::output::{Failure, shown};

/// How alike two words are, from 0 to 1, to be taken for each other.
const ALIKE: f64 = 0.84;
/// The most that is suggested.
const MOST: usize = 3;

/// Something that could have been meant: what to type, and what people call it.
pub(super) type Named = (String, String);

/// Where an account is not there, names those that are like it.
pub(super) async fn account(engine: &Engine, wanted: &str, outcome: Result<(), Failure>) -> Result<(), Failure> {
    let Err(Failure::Engine(error)) = outcome else { return outcome };
    if error.code != ErrorCode::NotFound {
        return Err(error.into());
    }
    let there = engine.accounts().await.unwrap_or_default();
    let named = there.into_iter().map(|account| (account.id, account.name.unwrap_or(account.provider)));
    Err(suggesting(error, wanted, named.collect()).into())
}

/// Where a provider is not there, names those that are like it.
pub(super) async fn provider(engine: &Engine, wanted: &str, outcome: Result<(), Failure>) -> Result<(), Failure> {
    let Err(Failure::Engine(error)) = outcome else { return outcome };
    if error.code != ErrorCode::NotFound {
        return Err(error.into());
    }
    let there = engine.providers().await.unwrap_or_default();
    let named = there.into_iter().map(|provider| (provider.name, provider.issuer.unwrap_or_default()));
    Err(suggesting(error, wanted, named.collect()).into())
}

/// Where a preset is not there, names those that are like it.
pub(super) async fn preset(engine: &Engine, wanted: Option<&str>, outcome: Result<(), Failure>) -> Result<(), Failure> {
    let Err(Failure::Engine(error)) = outcome else { return outcome };
    let Some(wanted) = wanted.filter(|_| error.field.as_deref() == Some("preset")) else { return Err(error.into()) };
    let named = engine.presets().await.into_iter().map(|preset| (preset.id, preset.title));
    Err(suggesting(error, wanted, named.collect()).into())
}

/// Where an app is not there, says so of it, and names those that are like it: by client id, name or code name.
pub(super) async fn app(desk: &Administration<'_>, wanted: &str, error: UserError) -> UserError {
    // It may be something of the app that is not there: then the error has said what.
    if desk.app(wanted).await.err().is_none_or(|why| why.code != ErrorCode::NotFound) {
        return error;
    }
    let message = format!("There is no app “{}” here that you may see. See them with: countersign apps list", shown(wanted));
    let error = UserError { message, ..error };
    let query = AppQuery { limit: Some(200), ..AppQuery::default() };
    let Ok(page) = desk.apps(query).await else { return error };
    let named = page.items.into_iter().map(|app| (app.client_id, app.name));
    suggesting(error, wanted, named.collect())
}

/// The same error with what is like the word that was typed. What is there exactly so is not what was not found.
pub(super) fn suggesting(error: UserError, wanted: &str, there: Vec<Named>) -> UserError {
    if there.iter().any(|(id, _)| id == wanted) {
        return error;
    }
    let mut alike: Vec<(f64, &Named)> = there.iter().map(|named| (likeness(wanted, named), named)).collect();
    alike.retain(|(likeness, _)| *likeness >= ALIKE);
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let told: Vec<String> = alike.iter().take(MOST).map(|(_, named)| told(named)).collect();
    if told.is_empty() {
        return error;
    }
    let end = if error.message.ends_with(['.', '!', '?']) { "" } else { "." };
    let message = format!("{}{end} Did you mean {}?", error.message, told.join(" or "));
    UserError { message, ..error }
}

fn likeness(wanted: &str, (id, name): &Named) -> f64 {
    let wanted = wanted.to_lowercase();
    let one = |word: &str| {
        let word = word.to_lowercase();
        // The beginning of an id is what people copy.
        if wanted.chars().count() >= 3 && word.starts_with(&wanted) { 1.0 } else { strsim::jaro_winkler(&wanted, &word) }
    };
    one(id).max(one(name))
}

fn told((id, name): &Named) -> String {
    if name.is_empty() || name == id { id.clone() } else { format!("{id} ({name})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(wanted: &str) -> String {
        let there =
            [("3f44f3b335dfbca8", "Harbour Desk"), ("9a01", "Till"), ("work", "")].map(|(id, name)| (id.to_owned(), name.to_owned()));
        suggesting(UserError::new(ErrorCode::NotFound, "There is none."), wanted, there.into()).message
    }

    #[test]
    fn what_is_like_it_is_named_and_nothing_else() {
        assert_eq!(message("3f44"), "There is none. Did you mean 3f44f3b335dfbca8 (Harbour Desk)?");
        assert_eq!(message("harbor desk"), "There is none. Did you mean 3f44f3b335dfbca8 (Harbour Desk)?");
        assert_eq!(message("wrok"), "There is none. Did you mean work?");
        assert_eq!(message("something else"), "There is none.");
        assert_eq!(message("9a01"), "There is none.", "it is there: something of it was not found");
    }
}

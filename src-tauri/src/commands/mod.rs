//! What the screen may ask for, one call each. No rule lives here: a command hands on to the engine, to the hosted
//! service or to the system, and its answer is a word of `wire`.

pub(crate) mod accounts;
pub(crate) mod api_keys;
pub(crate) mod apps;
pub(crate) mod audit;
pub(crate) mod doctor;
pub(crate) mod files;
pub(crate) mod hosted;
pub(crate) mod organisations;
pub(crate) mod own_account;
pub(crate) mod people;
pub(crate) mod product_apis;
pub(crate) mod programs;
pub(crate) mod providers;
pub(crate) mod sign_in;
pub(crate) mod signing_keys;
pub(crate) mod system;
pub(crate) mod traces;

use countersign_wire::error::UserError;

/// What every command answers.
pub(crate) type Answer<T> = Result<T, UserError>;
/// The habits of the app, likewise.
pub(crate) type Habits<'a> = tauri::State<'a, std::sync::Arc<crate::habits::Habits>>;
/// The one desk, as Tauri hands it to a command.
pub(crate) type Desk<'a> = tauri::State<'a, std::sync::Arc<crate::desk::Desk>>;

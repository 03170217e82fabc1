//! What every route answers: its own answer, and each error that the document says of it.

mod apps;
mod every_error;
mod keys;
mod one_app;
mod organisations;
mod people;
mod refusals;
mod signing_and_audit;

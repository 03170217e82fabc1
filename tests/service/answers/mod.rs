//! What every address answers: its own answer, and what it refuses with.

mod account_api;
mod account_pages;
mod authorize;
mod busy;
mod every_address;
mod links;
mod published;
mod second_factor;
mod sign_in;
mod sign_out;
mod tokens;
mod user_info;
mod watched;

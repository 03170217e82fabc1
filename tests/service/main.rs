//! The accounts service at its HTTP face: what is asked, what is answered, what is stored.

mod administration;
mod answers;
mod apps_file;
mod audit;
mod authorization;
mod changes;
mod client_auth;
mod codes;
mod consent;
mod operator;
mod pkce;
mod refresh;
mod revocation;
mod set_up;
mod user_info;

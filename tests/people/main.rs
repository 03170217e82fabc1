//! People and their accounts: how they are administered, how they look after themselves, how they come in.

mod account;
mod account_api;
mod administration;
mod decided;
mod desk;
mod letters;
mod links;
mod meanwhile;
mod operator;
mod organisations;
mod second_factor;

//! The administration API: who may come to it, what it answers, and what stands afterwards.

mod answers;
mod apps;
mod authority;
mod declared;
mod desk;
mod logo;
mod overview;
mod search;
mod secrets;
mod signing_keys;
mod unknown;

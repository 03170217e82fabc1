//! Tokens and those who get them: ID tokens and keys, apps that prove themselves by keys or act for themselves, what
//! tokens say to programs, and what the service publishes about all of it.

mod assertions;
mod browsers;
mod id_tokens;
mod inspection;
mod lifetimes;
mod machines;
mod published;
mod rotation;
mod scene;
mod signed;
mod taken;
mod usage;
mod user_info;

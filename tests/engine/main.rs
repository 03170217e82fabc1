//! The engine through its own face, over a provider that behaves or does not.

mod agent;
mod answers;
mod callbacks;
mod client_authentication;
mod client_keys;
mod discovery;
mod dpop;
mod fresh_sign_in;
mod git_credential;
mod id_tokens;
mod keychains;
mod loopback;
mod mix_up;
mod pending;
mod product_apis;
mod profiles;
mod providers;
mod pushed;
mod real_service;
mod renewal;
mod sign_in;
mod sign_out;
mod stage;
mod transfer;

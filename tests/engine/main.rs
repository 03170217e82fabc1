//! The engine through its own face, over a provider that behaves or does not.

mod answers;
mod callbacks;
mod client_authentication;
mod discovery;
mod fresh_sign_in;
mod id_tokens;
mod keychains;
mod loopback;
mod mix_up;
mod offline;
mod pending;
mod product_apis;
mod profiles;
mod providers;
mod real_service;
mod renewal;
mod renewal_answers;
mod renewal_kept;
mod sign_in;
mod sign_in_again;
mod sign_out;
mod sign_out_everywhere;
mod sign_out_queue;
mod stage;
mod time;
mod transfer;

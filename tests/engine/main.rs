//! The engine through its own face, over a provider that behaves or does not.

mod answers;
mod callbacks;
mod client_authentication;
mod client_keys;
mod device;
mod discovery;
mod dpop;
mod fresh_sign_in;
mod id_tokens;
mod keychains;
mod loopback;
mod mix_up;
mod paste;
mod pending;
mod presets;
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
mod ways_back;

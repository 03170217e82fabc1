//! The vault, and the sessions in it, over a real keychain and between real processes (S1, S3, S4).

mod probe;
mod processes;
mod real_keychain;
mod sessions;

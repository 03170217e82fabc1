//! The vault over a real keychain and between real processes (S1, S3).

mod probe;
mod processes;
mod real_keychain;

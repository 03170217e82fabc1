//! The two prerequisites that a person installs: Rust and Node.

use std::process::Command;

use crate::Outcome;
use crate::checkout::read;

const RUST: (u32, u32) = (1, 95);
const NODE: (u32, u32) = (20, 19);

/// Checks both versions.
///
/// # Errors
/// Which one is missing or too old, and where to get it.
pub(crate) fn check() -> Outcome {
    check_rust()?;
    check_node()
}

/// Checks that Rust is there and new enough.
///
/// # Errors
/// That it is not, and where to get it.
pub(crate) fn check_rust() -> Outcome {
    let rust = read(Command::new("rustc").arg("--version")).map_err(|_| {
        format!("Rust is missing. Install Rust {}.{} or newer from https://rustup.rs, then run this again.", RUST.0, RUST.1)
    })?;
    if version(&rust).is_none_or(|found| found < RUST) {
        return Err(format!(
            "Rust {}.{} or newer is needed; here is {}. Run `rustup update stable`, then this again.",
            RUST.0,
            RUST.1,
            rust.trim()
        ));
    }
    Ok(())
}

/// Checks that Node.js is there and new enough.
///
/// # Errors
/// That it is not, and where to get it.
pub(crate) fn check_node() -> Outcome {
    let node = read(Command::new("node").arg("--version")).map_err(|_| {
        format!("Node.js is missing. Install Node.js {}.{} or newer from https://nodejs.org (a distribution's own may be older), then run this again.", NODE.0, NODE.1)
    })?;
    if version(&node).is_none_or(|found| found < NODE) {
        return Err(format!(
            "Node.js {}.{} or newer is needed; here is {}. Get it from https://nodejs.org, then run this again.",
            NODE.0,
            NODE.1,
            node.trim()
        ));
    }
    Ok(())
}

/// The first two numbers in a line such as `rustc 1.95.0 (…)` or `v20.20.2`.
fn version(line: &str) -> Option<(u32, u32)> {
    let start = line.find(|c: char| c.is_ascii_digit())?;
    let mut numbers = line[start..].split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_the_programs_print() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("nothing"), None);
    }
}

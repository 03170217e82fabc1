//! Brings a fresh machine to where everything builds and every test can run.
//!
//! Each step looks first and does nothing where nothing is missing, so that the second start costs nothing.

mod clients;
mod npm;
mod packages;
mod screen;
mod stamp;
mod toolchain;

use crate::Outcome;

/// What the machine is made ready for. Each includes the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Building and starting the app.
    Build,
    /// Driving the app on a display of its own, with a browser and a keychain.
    Tour,
    /// The tests, which drive it too, and set the service against libraries of others.
    Test,
}

/// Makes the machine ready.
///
/// # Errors
/// What is missing, by name, and what to do about it.
pub(crate) fn prepare(purpose: Purpose) -> Outcome {
    toolchain::check()?;
    packages::install(purpose)?;
    screen::build()?;
    if purpose >= Purpose::Test { clients::install() } else { Ok(()) }
}

/// Makes the machine ready for the screens alone, which need Node and its packages and nothing that is built from Rust.
///
/// # Errors
/// What is missing, by name, and what to do about it.
pub(crate) fn prepare_screens() -> Outcome {
    toolchain::check_node()?;
    screen::install()
}

/// Makes the machine ready for a benchmark, which needs a compiler and the load, and neither screen nor display.
///
/// # Errors
/// What is missing, by name, and what to do about it.
pub(crate) fn prepare_bench() -> Outcome {
    toolchain::check_rust()?;
    packages::install_bench()
}

/// Makes the machine ready for a soak, which needs strace, and where it asks questions the tester that asks them.
///
/// # Errors
/// What is missing, by name, and what to do about it.
pub(crate) fn prepare_soak(questions: bool) -> Outcome {
    toolchain::check_rust()?;
    packages::install_soak()?;
    if questions { clients::install_from_pypi() } else { Ok(()) }
}

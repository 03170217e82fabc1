//! The programs of others that the tests set against ours: client libraries against the service, from npm, and from PyPI into
//! an environment of its own; authorization servers against the engine, from npm.

use std::path::Path;
use std::process::Command;

use super::{npm, stamp};
use crate::Outcome;
use crate::checkout::{finish, root, target};

/// Installs them, each kind only where its list changed.
///
/// # Errors
/// What npm, Python or pip said.
pub(super) fn install() -> Outcome {
    npm::install(&root().join("tests/clients/node"))?;
    npm::install(&root().join("tests/peers/node"))?;
    install_from_pypi()
}

/// Installs those of Python, schemathesis among them.
///
/// # Errors
/// What Python or pip said.
pub(super) fn install_from_pypi() -> Outcome {
    from_pypi(&root().join("tests/clients/python/requirements.txt"), &target().join("clients-venv"))
}

/// Every package is the one whose hash the list has.
fn from_pypi(list: &Path, environment: &Path) -> Outcome {
    stamp::once_for(list, environment, || {
        finish(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))?;
        let mut pip = Command::new(environment.join("bin/python"));
        finish(pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]).arg(list))
    })
}

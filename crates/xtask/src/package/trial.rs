//! The package, tried on this computer: installed over an older one, used, removed. Needs root, as apt does.
//!
//! Another package of this name that is installed already is somebody's own: then nothing is done.

use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::checkout::{cargo, finish, read, target};

const NAME: &str = "countersign";
const KIND: &str = "x-scheme-handler/app.countersign.desktop";
const ENTRY: &str = "app.countersign.desktop.desktop";

/// Recommended packages are left out: they are a keychain and a browser, which whoever runs this has.
const APT: &str = "env DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends";

/// What a person would look for first; the rest is what dpkg lists.
const PROGRAMS: &[&str] = &["/usr/bin/countersign-desktop", "/usr/bin/countersign", "/usr/bin/countersign-accounts"];

/// Installs `before`, signs in with it, upgrades to `package`, finds the account again, removes.
///
/// # Errors
/// The first thing that did not hold. The package is removed in any case.
pub(super) fn run(before: &Path, package: &Path) -> Outcome {
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err("a trial installs packages: run it as root, on a computer that may be changed".into());
    }
    if is_installed() {
        return Err(format!("the package {NAME} is installed here already; remove it first (apt-get remove {NAME})"));
    }
    finish(cargo().args(["build", "--package", "countersign-tests", "--bin", "installed"]))?;
    let went = whole(before, package);
    let removed = if is_installed() { finish(&mut apt(&["purge", NAME])) } else { Ok(()) };
    went.and(removed)
}

fn whole(before: &Path, package: &Path) -> Outcome {
    finish(apt(&["install"]).arg(before))?;
    holds(is_handler()?, "the system names the installed app for its links")?;
    let files: Vec<String> = read(Command::new("dpkg").args(["-L", NAME]))?.lines().map(str::to_owned).collect();
    holds(PROGRAMS.iter().all(|program| files.iter().any(|file| file == program)), "the programs are in the package")?;
    holds(version()? == super::BEFORE, "the older one is installed")?;

    let upgrade =
        format!("{APT} install '{}' && test \"$(dpkg-query -W -f '${{Version}}' {NAME})\" != {}", package.display(), super::BEFORE);
    let remove = format!("{APT} purge {NAME}");
    finish(Command::new(target().join("debug/installed")).args([upgrade, remove]))?;

    let left: Vec<&String> = files.iter().filter(|file| Path::new(file.as_str()).is_file()).collect();
    holds(left.is_empty(), &format!("nothing of it is left {left:?}"))?;
    holds(!is_handler()?, "the system names it no more")
}

fn holds(it: bool, what: &str) -> Outcome {
    if it {
        println!("xtask: {what}: yes");
        Ok(())
    } else {
        Err(format!("it does not hold that {what}"))
    }
}

fn is_installed() -> bool {
    read(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", NAME])).is_ok_and(|status| status == "installed")
}

fn version() -> Outcome<String> {
    read(Command::new("dpkg-query").args(["-W", "-f", "${Version}", NAME]))
}

/// Asked as somebody with an empty home, so that nothing but the package answers.
fn is_handler() -> Outcome<bool> {
    let mut ask = Command::new("xdg-mime");
    ask.args(["query", "default", KIND]).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", "/nonexistent");
    Ok(read(&mut ask)?.trim() == ENTRY)
}

fn apt(words: &[&str]) -> Command {
    let mut words = APT.split(' ').chain(words.iter().copied());
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

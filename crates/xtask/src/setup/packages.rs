//! System packages: found, and where the system has apt, installed.

use std::process::{Command, Stdio};

use super::Purpose;
use crate::Outcome;
use crate::checkout::{finish, is_on_path, read};

/// What Debian and Ubuntu call what is needed to build.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// What they call what the tour and the tests need besides: a display, a driver, a keychain, a browser, a bus,
/// and the library by which the app shows itself in a tray. The app opens that one as it runs; nothing is linked with it.
const TOUR: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "gnome-keyring",
    "chromium",
    "chromium-driver",
    "xdg-utils",
    "libglib2.0-bin",
    "imagemagick",
    "dbus",
    "xdotool",
    "xclip",
    "libayatana-appindicator3-1",
];

/// What they call what the tests need besides that: Python, for client libraries, and strace, which kills the service where
/// it is told to.
const TEST: &[&str] = &["python3-venv", "strace"];

/// The programs that stand for the tour's packages where there is no dpkg to ask.
const TOUR_PROGRAMS: &[&str] = &[
    "Xvfb",
    "WebKitWebDriver",
    "gnome-keyring-daemon",
    "chromium",
    "chromedriver",
    "xdg-open",
    "gio",
    "import",
    "dbus-daemon",
    "xdotool",
    "xclip",
];

/// What a benchmark needs: a compiler, as SQLite is C, the load, and a keychain on a bus of its own.
const BENCH: &[&str] = &["build-essential", "wrk", "dbus", "gnome-keyring"];

/// Sees to it that what a benchmark needs is there. Its figures of memory and sockets are Linux's.
///
/// # Errors
/// The packages that are missing, and the command that installs them.
pub(crate) fn install_bench() -> Outcome {
    if ["wrk", "dbus-run-session", "gnome-keyring-daemon"].iter().all(|program| is_on_path(program)) && cfg!(target_os = "linux") {
        return Ok(());
    }
    if !is_on_path("dpkg-query") {
        return Err("the benchmarks need Linux, and wrk (https://github.com/wg/wrk), dbus-run-session and gnome-keyring-daemon on the path; install them, then run this again".to_owned());
    }
    install_missing(BENCH.iter().copied())
}

/// What a soak needs: a compiler, as SQLite is C, what kills, and what the tester of the API is written in.
const SOAK: &[&str] = &["build-essential", "strace", "python3-venv"];

/// Sees to it that what a soak needs is there. How it kills is Linux's.
///
/// # Errors
/// The packages that are missing, and the command that installs them.
pub(crate) fn install_soak() -> Outcome {
    if is_on_path("strace") && is_on_path("python3") && cfg!(target_os = "linux") {
        return Ok(());
    }
    if !is_on_path("dpkg-query") {
        return Err(
            "a soak needs Linux, and strace and Python 3 with its module venv on the path; install them, then run this again".to_owned()
        );
    }
    install_missing(SOAK.iter().copied())
}

/// Sees to it that the packages for a purpose are there.
///
/// # Errors
/// The packages that are missing, and the command that installs them.
pub(crate) fn install(purpose: Purpose) -> Outcome {
    if !cfg!(target_os = "linux") {
        return elsewhere(purpose);
    }
    if !is_on_path("dpkg-query") {
        return other_linux(purpose);
    }
    install_missing(wanted(purpose))
}

fn install_missing(wanted: impl Iterator<Item = &'static str>) -> Outcome {
    let missing: Vec<&str> = wanted.filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("xtask: these packages are missing: {}", missing.join(" "));
    let by_hand = format!("sudo apt-get install --no-install-recommends -y {}", missing.join(" "));
    if !is_on_path("apt-get") {
        return Err(format!("install these packages, then run this again: {}", missing.join(" ")));
    }
    let mut update = as_root().ok_or_else(|| format!("installing packages needs an administrator. Run `{by_hand}`, then this again."))?;
    finish(update.args(["apt-get", "update", "-q"]))?;
    let mut install = as_root().ok_or_else(|| by_hand.clone())?;
    finish(install.args(["apt-get", "install", "--no-install-recommends", "-y"]).args(&missing))
        .map_err(|reason| format!("{reason}\nThe packages could not be installed. Run `{by_hand}` yourself, then this again."))
}

fn wanted(purpose: Purpose) -> impl Iterator<Item = &'static str> {
    let tour: &[&str] = if purpose >= Purpose::Tour { TOUR } else { &[] };
    let test: &[&str] = if purpose >= Purpose::Test { TEST } else { &[] };
    BUILD.iter().chain(tour).chain(test).copied()
}

fn is_installed(package: &str) -> bool {
    read(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package])).is_ok_and(|status| status == "installed")
}

/// A command that runs what follows as root: as it is where this is root, else through sudo where a person can answer it.
fn as_root() -> Option<Command> {
    let is_root = read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        let mut command = Command::new("env");
        command.arg("DEBIAN_FRONTEND=noninteractive");
        return Some(command);
    }
    is_on_path("sudo").then(|| {
        println!("xtask: installing packages needs an administrator; sudo may ask for your password.");
        let mut command = Command::new("sudo");
        command.args(["env", "DEBIAN_FRONTEND=noninteractive"]).stdin(Stdio::inherit());
        command
    })
}

/// A Linux without dpkg: look for what the packages bring, and name what is not there.
fn other_linux(purpose: Purpose) -> Outcome {
    let mut missing = Vec::new();
    if !is_on_path("cc") {
        missing.push("a C compiler");
    }
    let webkit = is_on_path("pkg-config") && read(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"])).is_ok();
    if !webkit {
        missing.push("WebKitGTK 4.1 with its headers, and pkg-config (Fedora: webkit2gtk4.1-devel; Arch: webkit2gtk-4.1)");
    }
    if purpose >= Purpose::Tour {
        missing.extend(TOUR_PROGRAMS.iter().copied().filter(|program| !is_on_path(program)));
    }
    if purpose >= Purpose::Test && !is_on_path("python3") {
        missing.push("Python 3 with its module venv");
    }
    if purpose >= Purpose::Test && !is_on_path("strace") {
        missing.push("strace");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("install these with your system's package program, then run this again:\n  {}", missing.join("\n  ")))
    }
}

/// macOS and Windows carry their own web view; what drives the app in the tests runs on Linux only.
fn elsewhere(purpose: Purpose) -> Outcome {
    if purpose >= Purpose::Tour {
        return Err("the tests of the whole app need a Linux desktop session (a virtual display, D-Bus, gnome-keyring); run them on Linux. `cargo xtask run` works here.".into());
    }
    let hint = if cfg!(target_os = "macos") {
        "the Xcode command line tools (xcode-select --install)"
    } else {
        "the Visual Studio C++ build tools and the WebView2 runtime"
    };
    println!("xtask: on this system the build needs {hint}.");
    Ok(())
}

//! A desktop session of its own for each scenario: folders, bus, keychain, display.
//!
//! Nothing of the person's own session is seen or touched: the environment is built from nothing, and every process
//! that was started here ends by its id when the session is dropped.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::wait::{LIMIT, until};

/// How the keychain is at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// gnome-keyring with an unlocked login keyring.
    Unlocked,
    /// The same, locked.
    Locked,
    /// A bus on which nobody offers secrets.
    NoProvider,
    /// No bus at all.
    NoBus,
}

/// The password of every login keyring here. It protects nothing.
const KEYRING_PASSWORD: &[u8] = b"a password for tests";

/// Folders, bus, keychain and, where asked for, a display.
pub struct Session {
    folder: tempfile::TempDir,
    environment: Vec<(OsString, OsString)>,
    children: Vec<Child>,
}

impl Session {
    /// Starts a session without a display.
    #[must_use]
    pub fn start(keyring: Keyring) -> Self {
        require(&["dbus-daemon", "gnome-keyring-daemon", "gdbus"]);
        let folder = tempfile::Builder::new().prefix("countersign-").tempdir().unwrap();
        let mut session = Self { folder, environment: Vec::new(), children: Vec::new() };
        session.make_folders();
        if keyring != Keyring::NoBus {
            session.start_bus(keyring != Keyring::NoProvider);
        }
        if matches!(keyring, Keyring::Unlocked | Keyring::Locked) {
            session.start_keyring();
        }
        if keyring == Keyring::Locked {
            session.lock_keyring();
        }
        session
    }

    /// The same with a display of 1280 by 800, or as asked for.
    #[must_use]
    pub fn with_display(keyring: Keyring, width: u32, height: u32) -> Self {
        require(&["Xvfb"]);
        let mut session = Self::start(keyring);
        let number = session.path().join("display");
        let file = std::fs::File::create(&number).unwrap();
        let child = session
            .command("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"])
            .stdout(file)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        session.children.push(child);
        let mut display = String::new();
        until("Xvfb to name its display", || {
            display = std::fs::read_to_string(&number).unwrap_or_default();
            display.ends_with('\n')
        });
        session.set("DISPLAY", format!(":{}", display.trim()));
        session
    }

    /// The session's folder; it goes with the session.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `$HOME`.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    /// `$XDG_DATA_HOME`.
    #[must_use]
    pub fn data_home(&self) -> PathBuf {
        self.path().join("data")
    }

    /// `$XDG_CONFIG_HOME`.
    #[must_use]
    pub fn config_home(&self) -> PathBuf {
        self.path().join("config")
    }

    /// `$XDG_RUNTIME_DIR`.
    #[must_use]
    pub fn runtime(&self) -> PathBuf {
        self.path().join("run")
    }

    /// Sets a variable for what is started from now on.
    pub fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.environment.retain(|(other, _)| other != name);
        self.environment.push((name.into(), value.as_ref().into()));
    }

    /// The environment of the session, whole.
    #[must_use]
    pub fn environment(&self) -> &[(OsString, OsString)] {
        &self.environment
    }

    /// A program of this session, with nothing of the outside's environment.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().cloned()).current_dir(self.home()).stdin(Stdio::null());
        command
    }

    /// Hands a child to the session, which ends it with itself.
    pub fn keep(&mut self, child: Child) {
        self.children.push(child);
    }

    /// Locks the login keyring, as a screen lock may.
    pub fn lock_keyring(&self) {
        let answer = self.secrets("org.freedesktop.Secret.Service.Lock", &["['/org/freedesktop/secrets/collection/login']"]);
        assert!(answer.contains("/collection/login"), "the keyring was not locked: {answer}");
    }

    /// Unlocks the login keyring, as signing in to the system does.
    ///
    /// The daemon takes a password from a program only on an interface of its own, within a session of the same
    /// connection; therefore no `gdbus` here.
    pub fn unlock_keyring(&self) {
        use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
        const DESTINATION: Option<&str> = Some("org.freedesktop.secrets");
        const PATH: &str = "/org/freedesktop/secrets";
        let address = self.environment.iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS").unwrap().1.to_str().unwrap();
        let bus = zbus::blocking::connection::Builder::address(address).unwrap().build().unwrap();
        let answer =
            bus.call_method(DESTINATION, PATH, Some("org.freedesktop.Secret.Service"), "OpenSession", &("plain", Value::from(""))).unwrap();
        let (_, session): (OwnedValue, OwnedObjectPath) = answer.body().deserialize().unwrap();
        let collection = ObjectPath::try_from("/org/freedesktop/secrets/collection/login").unwrap();
        let password = (session, Vec::<u8>::new(), KEYRING_PASSWORD.to_vec(), "text/plain");
        let interface = Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface");
        bus.call_method(DESTINATION, PATH, interface, "UnlockWithMasterPassword", &(collection, password)).unwrap();
        until("the keyring to be unlocked", || !self.is_keyring_locked());
    }

    /// Holds the keychain's daemon where it is, so that it takes every question and answers none, until what it gives is dropped.
    ///
    /// # Panics
    /// When nobody offers secrets.
    #[must_use]
    pub fn hang_keyring(&self) -> Hung {
        let answer = self.gdbus(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.GetConnectionUnixProcessID",
            &["org.freedesktop.secrets"],
        );
        let daemon: String = answer.chars().skip_while(|c| *c != ' ').filter(char::is_ascii_digit).collect();
        assert!(send("-STOP", &daemon), "nobody offers secrets: {answer}");
        Hung(daemon)
    }

    /// Whether the login keyring is locked.
    #[must_use]
    pub fn is_keyring_locked(&self) -> bool {
        let answer = self.gdbus(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            &["org.freedesktop.Secret.Collection", "Locked"],
        );
        answer.contains("true")
    }

    fn make_folders(&mut self) {
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            let path = self.path().join(folder);
            std::fs::create_dir(&path).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
            self.set(name, path);
        }
        self.set("PATH", std::env::var_os("PATH").unwrap_or_default());
        self.set("LANG", "C.UTF-8");
        self.set("TMPDIR", std::env::temp_dir());
    }

    fn start_bus(&mut self, with_services: bool) {
        let mut command = self.command("dbus-daemon");
        command.args(["--nofork", "--nopidfile", "--print-address=1"]);
        if with_services {
            command.arg("--session");
        } else {
            command.arg(format!("--config-file={}", self.bus_without_services().display()));
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        self.children.push(child);
        self.set("DBUS_SESSION_BUS_ADDRESS", address.trim());
    }

    /// A bus that starts nobody: the usual one would start gnome-keyring for whoever asks for secrets.
    fn bus_without_services(&self) -> PathBuf {
        let path = self.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            self.runtime().display()
        );
        std::fs::write(&path, text).unwrap();
        path
    }

    fn start_keyring(&mut self) {
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(KEYRING_PASSWORD).unwrap();
        self.children.push(child);
        until("gnome-keyring to offer an unlocked login keyring", || {
            self.gdbus("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", &["org.freedesktop.secrets"])
                .contains("true")
                && self
                    .gdbus(
                        "org.freedesktop.secrets",
                        "/org/freedesktop/secrets/collection/login",
                        "org.freedesktop.DBus.Properties.Get",
                        &["org.freedesktop.Secret.Collection", "Locked"],
                    )
                    .contains("false")
        });
    }

    fn secrets(&self, method: &str, arguments: &[&str]) -> String {
        self.gdbus("org.freedesktop.secrets", "/org/freedesktop/secrets", method, arguments)
    }

    /// Calls a method on the session's bus and gives what gdbus printed, be it an answer or an error.
    #[must_use]
    pub fn gdbus(&self, destination: &str, path: &str, method: &str, arguments: &[&str]) -> String {
        let output = self
            .command("gdbus")
            .args([
                "call",
                "--session",
                "--timeout",
                &LIMIT.as_secs().to_string(),
                "--dest",
                destination,
                "--object-path",
                path,
                "--method",
                method,
            ])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }
}

/// A daemon that hangs.
pub struct Hung(String);

impl Drop for Hung {
    fn drop(&mut self) {
        let _ = send("-CONT", &self.0);
    }
}

fn send(signal: &str, process: &str) -> bool {
    !process.is_empty() && Command::new("kill").args([signal, process]).status().is_ok_and(|status| status.success())
}

impl Drop for Session {
    fn drop(&mut self) {
        // Newest first: what stands on the display and the bus ends before them.
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Fails with the names of what is not installed.
///
/// # Panics
/// When a program is missing: a scenario that cannot run has not passed.
pub fn require(programs: &[&str]) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let missing: Vec<_> =
        programs.iter().filter(|program| !std::env::split_paths(&path).any(|folder| folder.join(program).is_file())).collect();
    assert!(missing.is_empty(), "these programs are missing: {missing:?}; `cargo xtask setup` installs them");
}

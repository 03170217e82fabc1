//! Where the socket is, and that nobody else can reach it or stand in its place.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};
use sha2::{Digest as _, Sha256};

use crate::home::Home;

/// The folder in the runtime folder; the same name as the state folder's.
const FOLDER: &str = "app.countersign.desktop";
/// The longest path that a socket's address has room for (unix(7): `sun_path` of 108 bytes, with a zero at its end).
const LONGEST_PATH: usize = 107;

/// The one agent at a socket; another cannot begin while this lives.
pub(super) struct Place {
    pub(super) socket: PathBuf,
    /// Whose it is, and who alone may come.
    pub(super) uid: u32,
    /// The lock goes with the file, however the process ends.
    _lock: File,
}

impl Place {
    /// Takes the place of a home, or the one given, and opens its socket. What is left of an agent that was killed is replaced.
    pub(super) fn take(home: &Home, given: Option<PathBuf>) -> Result<(Self, UnixListener), UserError> {
        let uid = owner(home).map_err(|error| unusable(home.path(), &error))?;
        let socket = given.map_or_else(|| usual(home).and_then(made), Ok).map_err(|error| unusable(home.path(), &error))?;
        let folder = socket.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if socket.as_os_str().as_bytes().len() > LONGEST_PATH {
            let message = format!("“{}” is too long for a socket. Give a shorter path.", socket.display());
            return Err(UserError::new(ErrorCode::InvalidInput, message).about("socket"));
        }
        if !is_private(folder, uid) {
            let message =
                format!("“{}” is not a folder of yours alone (0700), so no agent can be there. Give another place.", folder.display());
            return Err(UserError::new(ErrorCode::InvalidInput, message).about("socket"));
        }
        let lock = lock(&socket)?;
        let listener = bind(&socket).map_err(|error| unusable(&socket, &error))?;
        Ok((Self { socket, uid, _lock: lock }, listener))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _gone_already = std::fs::remove_file(&self.socket);
    }
}

fn unusable(path: &Path, error: &io::Error) -> UserError {
    let message = format!("The agent cannot listen at “{}”: {error}. Give another path.", path.display());
    UserError::new(ErrorCode::InvalidInput, message).about("socket")
}

/// Whoever has the lock of a socket is its agent: no socket is ever taken for stale while its agent lives.
fn lock(socket: &Path) -> Result<File, UserError> {
    let mut path = socket.as_os_str().to_owned();
    path.push(".lock");
    let failed = |error: io::Error| unusable(Path::new(&path), &error);
    if std::fs::symlink_metadata(&path).is_ok_and(|about| !about.is_file()) {
        return Err(failed(io::ErrorKind::PermissionDenied.into()));
    }
    let file = File::options().create(true).write(true).truncate(false).mode(0o600).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message =
                format!("An agent answers at “{}” already; the desktop app hosts one too. Use it, or end it first.", socket.display());
            Err(UserError::new(ErrorCode::AlreadyExists, message))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn bind(socket: &Path) -> io::Result<UnixListener> {
    match std::fs::symlink_metadata(socket) {
        // Of an agent that was killed: whoever has the lock may take it away.
        Ok(about) if about.file_type().is_socket() => std::fs::remove_file(socket)?,
        Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // Nobody else can enter the folder, so nobody comes between these two.
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Whose home it is.
fn owner(home: &Home) -> io::Result<u32> {
    Ok(std::fs::metadata(home.path())?.uid())
}

/// The socket of a home: in the runtime folder where there is one that only this person can enter, else in the home.
fn usual(home: &Home) -> io::Result<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
    usual_in(runtime.as_deref(), home)
}

fn usual_in(runtime: Option<&Path>, home: &Home) -> io::Result<PathBuf> {
    let uid = owner(home)?;
    let folder = match runtime.filter(|runtime| is_private(runtime, uid)) {
        Some(runtime) => runtime.join(FOLDER),
        None => home.path().join("run"),
    };
    Ok(folder.join(name(home)?))
}

/// The same with its folder there.
fn made(socket: PathBuf) -> io::Result<PathBuf> {
    match socket.parent().map(|folder| DirBuilder::new().mode(0o700).create(folder)) {
        Some(Err(error)) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(socket),
    }
}

/// Other homes have agents of their own beside that of the usual one.
fn name(home: &Home) -> io::Result<String> {
    let own = home.path().canonicalize()?;
    if Home::default_folder().and_then(|usual| usual.canonicalize().ok()).is_some_and(|usual| usual == own) {
        return Ok("agent".to_owned());
    }
    let digest = Sha256::digest(own.as_os_str().as_bytes());
    Ok(digest.iter().take(8).fold("agent-".to_owned(), |name, byte| format!("{name}{byte:02x}")))
}

/// The socket of an agent to ask, where one may be that is the person's own: nothing is told to anybody else's.
pub(super) fn existing(home: &Home) -> Option<PathBuf> {
    let (socket, uid) = (usual(home).ok()?, owner(home).ok()?);
    let about = std::fs::symlink_metadata(&socket).ok()?;
    let own = about.file_type().is_socket() && about.uid() == uid && socket.parent().is_some_and(|folder| is_private(folder, uid));
    own.then_some(socket)
}

fn is_private(folder: &Path, uid: u32) -> bool {
    std::fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir() && about.uid() == uid && about.mode() & 0o077 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        open_to(folder.path(), 0o700);
        let home = Home::resolve(Some(folder.path().join("home"))).unwrap();
        (folder, home)
    }

    fn open_to(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn l1_the_socket_is_for_its_owner_only_in_a_folder_for_its_owner_only() {
        let (folder, home) = home();
        let socket = usual_in(Some(folder.path()), &home).and_then(made).unwrap();
        assert_eq!(socket.parent(), Some(folder.path().join(FOLDER).as_path()));
        let (place, _listener) = Place::take(&home, Some(socket.clone())).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!((mode(&socket), mode(socket.parent().unwrap())), (0o600, 0o700));
        drop(place);
        assert!(!socket.exists());
    }

    #[test]
    fn l1_a_runtime_folder_that_others_can_enter_is_not_used() {
        let (folder, home) = home();
        open_to(folder.path(), 0o755);
        for runtime in [Some(folder.path()), None] {
            assert_eq!(usual_in(runtime, &home).unwrap().parent(), Some(home.path().join("run").as_path()));
        }
    }

    #[test]
    fn l1_a_folder_that_is_open_or_a_link_takes_no_socket() {
        let (folder, home) = home();
        std::fs::create_dir(folder.path().join("open")).unwrap();
        open_to(&folder.path().join("open"), 0o750);
        std::os::unix::fs::symlink(home.path(), folder.path().join("link")).unwrap();
        for name in ["open", "link"] {
            let error = Place::take(&home, Some(folder.path().join(name).join("s"))).err().unwrap();
            assert!(error.code == ErrorCode::InvalidInput && error.message.contains("0700"), "{name}: {error}");
        }
        // The same where the folder stands already in the place of the agent's own.
        std::os::unix::fs::symlink(home.path(), folder.path().join(FOLDER)).unwrap();
        let socket = usual_in(Some(folder.path()), &home).and_then(made).unwrap();
        assert_eq!(Place::take(&home, Some(socket)).err().unwrap().code, ErrorCode::InvalidInput);
    }

    #[test]
    fn l1_a_second_agent_finds_the_first_and_a_socket_that_was_left_is_replaced() {
        let (_folder, home) = home();
        let socket = home.path().join("s");
        drop(UnixListener::bind(&socket).unwrap());
        assert!(socket.exists(), "as a killed agent leaves it");
        let (_first, _listener) = Place::take(&home, Some(socket.clone())).unwrap();
        let error = Place::take(&home, Some(socket.clone())).err().unwrap();
        assert_eq!(error.code, ErrorCode::AlreadyExists);
        assert!(socket.exists());
    }

    #[test]
    fn l1_what_is_no_socket_is_neither_replaced_nor_followed() {
        let (_folder, home) = home();
        let (file, link, socket) = (home.path().join("f"), home.path().join("l"), home.path().join("s"));
        std::fs::write(&file, "mine").unwrap();
        let _listener = UnixListener::bind(&socket).unwrap();
        std::os::unix::fs::symlink(&socket, &link).unwrap();
        for path in [&file, &link] {
            assert!(Place::take(&home, Some(path.clone())).is_err());
        }
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
        let long = home.path().join("x".repeat(120));
        assert!(Place::take(&home, Some(long)).err().unwrap().message.contains("too long"));
    }

    #[test]
    fn another_home_has_another_socket() {
        let ((_one, one), (_two, two)) = (home(), home());
        assert_ne!(name(&one).unwrap(), name(&two).unwrap());
    }
}

//! The socket through which a second start hands over: 0600 in a 0700 folder, the peer's uid checked on both sides.

use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Semaphore, mpsc};

use super::{Arrival, LONGEST, NotHandedOver};

/// What every message begins with; after it one letter, and for a callback its bytes up to the end.
const HEAD: &[u8] = b"countersign 1 ";
const CALLBACK: u8 = b'c';
const RAISE: u8 = b'r';
/// The answers.
const TAKEN: u8 = b'+';
const REFUSED: u8 = b'-';
/// How long a peer may take to say it.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many may be speaking at once.
const AT_ONCE: usize = 16;

/// The socket of the one running app.
pub(crate) struct Door {
    listener: UnixListener,
    path: PathBuf,
    /// Whose it is, and who alone may come.
    uid: u32,
}

impl Door {
    /// Opens it. Only who holds the app's lock may call this: what is left of an earlier app is replaced.
    pub(super) fn open(home: &Path) -> std::io::Result<Self> {
        let path = path(home)?;
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Nobody else can enter the folder, so nobody comes between these two.
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        let uid = std::fs::metadata(&path)?.uid();
        Ok(Self { listener, path, uid })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes what second starts bring, until the receiver is dropped.
    pub(crate) async fn serve(self, arrivals: mpsc::Sender<Arrival>) -> std::io::Result<()> {
        let listener = tokio::net::UnixListener::from_std(self.listener.try_clone()?)?;
        let places = Arc::new(Semaphore::new(AT_ONCE));
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Such as no file descriptor being free: it passes.
                    tracing::debug!(%error, "a second start was not heard");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            if arrivals.is_closed() {
                break;
            }
            let (arrivals, uid) = (arrivals.clone(), self.uid);
            tokio::spawn(async move {
                if tokio::time::timeout(PATIENCE, hear(stream, uid, &arrivals)).await.is_err() {
                    tracing::debug!("a second start took too long");
                }
                drop(place);
            });
        }
        Ok(())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn hear(mut stream: tokio::net::UnixStream, uid: u32, arrivals: &mpsc::Sender<Arrival>) {
    if !stream.peer_cred().is_ok_and(|peer| peer.uid() == uid) {
        tracing::warn!("a program of another user came to the hand-over socket");
        return;
    }
    let mut message = Vec::new();
    let limit = (HEAD.len() + 1 + LONGEST + 1) as u64;
    let read = (&mut stream).take(limit).read_to_end(&mut message).await;
    let taken = match (read, parse(&message)) {
        // A full queue makes the peer wait, and gives up with it.
        (Ok(_), Some(arrival)) => arrivals.send(arrival).await.is_ok(),
        _ => {
            tracing::debug!("what came to the hand-over socket is no message");
            false
        }
    };
    let _ = stream.write_all(&[if taken { TAKEN } else { REFUSED }]).await;
}

fn parse(message: &[u8]) -> Option<Arrival> {
    match message.strip_prefix(HEAD)?.split_first()? {
        (&CALLBACK, url) if !url.is_empty() && url.len() <= LONGEST => Some(Arrival::Callback(url.to_owned())),
        (&RAISE, []) => Some(Arrival::Raise),
        _ => None,
    }
}

/// Brings something to the running app.
pub(super) fn hand_over(home: &Path, lock: &Path, arrival: &Arrival) -> Result<(), NotHandedOver> {
    let nobody = |error: std::io::Error| {
        let message = format!("Countersign runs already and cannot be reached ({error}). End it, then start it again.");
        NotHandedOver::NobodyThere(UserError::new(ErrorCode::Internal, message))
    };
    let path = PathBuf::from(std::ffi::OsString::from_vec(std::fs::read(lock).map_err(nobody)?));
    is_own(&path, home).map_err(nobody)?;
    let mut stream = UnixStream::connect(&path).map_err(nobody)?;
    stream.set_read_timeout(Some(2 * PATIENCE)).and_then(|()| stream.set_write_timeout(Some(2 * PATIENCE))).map_err(nobody)?;
    let (letter, bytes) = match arrival {
        Arrival::Callback(url) => (CALLBACK, url.as_slice()),
        Arrival::Raise => (RAISE, &[][..]),
    };
    let message = [HEAD, &[letter], bytes].concat();
    // Whoever is refused for its length is answered while it still writes.
    let written = stream.write_all(&message).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
    let mut answer = [0];
    match (stream.read_exact(&mut answer), written) {
        (Ok(()), Ok(())) if answer == [TAKEN] => Ok(()),
        (Ok(()), _) => Err(NotHandedOver::Refused(UserError::new(
            ErrorCode::CallbackRefused,
            "What this was started with is no address that Countersign takes: it is empty or longer than 8 KiB.",
        ))),
        (Err(error), _) => Err(nobody(error)),
    }
}

/// Nothing is told to a socket of somebody else's.
fn is_own(path: &Path, home: &Path) -> std::io::Result<()> {
    let (socket, own) = (std::fs::symlink_metadata(path)?, std::fs::metadata(home)?);
    if socket.file_type().is_socket() && socket.uid() == own.uid() { Ok(()) } else { Err(std::io::ErrorKind::PermissionDenied.into()) }
}

/// The socket's path: in the runtime folder where there is one that only this person can enter, else in the home.
fn path(home: &Path) -> std::io::Result<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
    path_in(runtime.as_deref(), home)
}

fn path_in(runtime: Option<&Path>, home: &Path) -> std::io::Result<PathBuf> {
    let uid = std::fs::metadata(home)?.uid();
    if let Some(runtime) = runtime.filter(|folder| is_private(folder, uid)) {
        let digest = Sha256::digest(home.canonicalize()?.as_os_str().as_encoded_bytes());
        let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        return Ok(runtime.join(format!("countersign-{short}")));
    }
    let folder = home.join("run");
    match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if is_private(&folder, uid) { Ok(folder.join("app")) } else { Err(std::io::ErrorKind::PermissionDenied.into()) }
}

fn is_private(folder: &Path, uid: u32) -> bool {
    std::fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir() && about.uid() == uid && about.mode() & 0o077 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(bytes: &[u8]) -> Arrival {
        Arrival::Callback(bytes.to_owned())
    }

    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        home
    }

    #[test]
    fn d3_without_a_private_runtime_folder_the_socket_stands_in_one_of_the_homes() {
        let (home, runtime) = (home(), home());
        let own = path_in(Some(runtime.path()), home.path()).unwrap();
        assert_eq!(own.parent(), Some(runtime.path()));
        std::fs::set_permissions(runtime.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        for runtime in [Some(runtime.path()), None] {
            let path = path_in(runtime, home.path()).unwrap();
            assert_eq!(path, home.path().join("run/app"));
            assert_eq!(std::fs::metadata(home.path().join("run")).unwrap().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn d3_the_socket_is_for_its_owner_only() {
        let home = home();
        let door = Door::open(home.path()).unwrap();
        assert_eq!(std::fs::metadata(&door.path).unwrap().mode() & 0o777, 0o600);
        let path = door.path.clone();
        drop(door);
        assert!(!path.exists());
    }

    #[test]
    fn d5_what_is_no_message_is_not_taken() {
        for junk in [
            &b""[..],
            b"countersign 1 ",
            b"countersign 1 c",
            b"countersign 1 rx",
            b"countersign 2 cx",
            b"GET / HTTP/1.1\r\n\r\n",
            &[HEAD, b"c", &[b'x'; LONGEST + 1]].concat(),
        ] {
            assert!(parse(junk).is_none(), "{:?}", String::from_utf8_lossy(junk));
        }
        assert!(parse(b"countersign 1 r") == Some(Arrival::Raise));
        assert!(parse(&[HEAD, b"c\xff\0x"].concat()) == Some(callback(b"\xff\0x")));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn d3_a_second_start_hands_its_bytes_over_and_silence_does_not_block_it() {
        let home = home();
        let Ok(super::super::Start::First(mut first)) = super::super::start(home.path(), &Arrival::Raise) else {
            panic!("the first start is the first")
        };
        let door = first.door.take().unwrap();
        let path = door.path.clone();
        let (send, mut arrivals) = mpsc::channel(4);
        tokio::spawn(door.serve(send));
        let silent: Vec<_> = (0..AT_ONCE / 2).map(|_| UnixStream::connect(&path).unwrap()).collect();
        let second = |bytes: Vec<u8>| {
            let home = home.path().to_owned();
            tokio::task::spawn_blocking(move || super::super::start(&home, &callback(&bytes)))
        };
        let url = b"app.countersign.desktop:/callback?code=\xff".to_vec();
        assert!(matches!(second(url.clone()).await.unwrap(), Ok(super::super::Start::HandedOver)));
        assert!(arrivals.recv().await == Some(callback(&url)));
        let Err(error) = second(vec![b'x'; LONGEST + 1]).await.unwrap() else { panic!("8 KiB and a byte were taken") };
        assert_eq!(error.code, ErrorCode::CallbackRefused);
        drop(silent);
    }
}

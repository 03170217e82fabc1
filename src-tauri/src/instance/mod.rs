//! One running app for a home (D3). A second start hands over what it was started with and ends.
//!
//! No bus name is involved: any program of the session could take that, and would be handed the authorization code.

#[cfg(unix)]
mod unix;

use std::fs::{File, TryLockError};
use std::path::Path;

use countersign_wire::error::{ErrorCode, UserError};

#[cfg(unix)]
pub(crate) use unix::Door;

/// The longest callback that is handed over; the engine reads no longer one (D5).
#[cfg(unix)]
pub(crate) const LONGEST: usize = 8 * 1024;

/// The file that is locked.
const LOCK: &str = "app.lock";

/// What a second start brings.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// A URL, byte for byte as it came.
    Callback(Vec<u8>),
    /// The person started the app once more: show the window.
    Raise,
}

/// What this start turned out to be.
pub(crate) enum Start {
    /// The one running app.
    First(Instance),
    /// Another one runs, and has taken over what this one brought.
    HandedOver,
}

/// Being the one running app, for as long as this lives.
pub(crate) struct Instance {
    /// The lock goes with the file, however the process ends.
    _lock: File,
    /// Where second starts come to.
    #[cfg(unix)]
    pub(crate) door: Option<Door>,
}

/// Becomes the one running app of a home, or hands over to it.
pub(crate) fn start(home: &Path, arrival: &Arrival) -> Result<Start, UserError> {
    // The first one may be just starting or just ending: five seconds cover both.
    let mut last = UserError::new(ErrorCode::Internal, "Countersign runs already and does not answer. End it, then start it again.");
    for _ in 0..50 {
        if let Some(lock) = lock(home)? {
            return Ok(Start::First(first(lock, home)));
        }
        match hand_over(home, arrival) {
            Ok(()) => return Ok(Start::HandedOver),
            Err(NotHandedOver::Refused(error)) => return Err(error),
            Err(NotHandedOver::NobodyThere(error)) => last = error,
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    Err(last)
}

/// Why the other app did not take it.
enum NotHandedOver {
    /// It may do so in a moment.
    #[cfg_attr(not(unix), allow(dead_code, reason = "nobody is asked there"))]
    NobodyThere(UserError),
    /// It never will.
    Refused(UserError),
}

fn lock(home: &Path) -> Result<Option<File>, UserError> {
    let path = home.join(LOCK);
    let failed = |error: std::io::Error| {
        let message = format!("“{}” could not be locked: {error}. Give another folder with --home.", path.display());
        UserError::new(ErrorCode::InvalidInput, message).about("home")
    };
    let mut options = File::options();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The lock file says where the door is: a second start may come from a program with another environment.
#[cfg(unix)]
fn first(mut lock: File, home: &Path) -> Instance {
    use std::io::Write as _;
    let door = Door::open(home).and_then(|door| {
        lock.set_len(0)?;
        lock.write_all(door.path().as_os_str().as_encoded_bytes())?;
        Ok(door)
    });
    let door =
        door.inspect_err(|error| tracing::warn!(%error, "a second start cannot hand over; sign-ins come back by loopback only")).ok();
    Instance { _lock: lock, door }
}

#[cfg(unix)]
fn hand_over(home: &Path, arrival: &Arrival) -> Result<(), NotHandedOver> {
    unix::hand_over(home, &home.join(LOCK), arrival)
}

#[cfg(not(unix))]
fn first(lock: File, _: &Path) -> Instance {
    Instance { _lock: lock }
}

/// Not done on this system yet: sign-ins come back by loopback, which needs no second start.
#[cfg(not(unix))]
fn hand_over(_: &Path, _: &Arrival) -> Result<(), NotHandedOver> {
    Err(NotHandedOver::Refused(UserError::new(ErrorCode::Internal, "Countersign runs already. Use its window.")))
}

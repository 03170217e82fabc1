//! Finding out who asks, beside the async threads, as a file may be large or on a disk that hardly answers.
//!
//! A few files are read at once, each for a while at most, and who finds no room waits for a while at most: a slow file is its
//! own program's concern. Countersign itself, and a program whose file was read before, need no room. A read in which the
//! system itself hangs cannot be called back: it keeps its room until the system lets it go.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::program::{Caller, Peer, Programs, Unknown};

/// How many programs' files are read at once.
const MOST: usize = 2;
/// How long a file may take.
const TO_READ: Duration = Duration::from_secs(10);
/// How long a program waits until its file is looked at: longer than those before it may take.
const FOR_ROOM: Duration = Duration::from_secs(30);

/// Reads programs.
pub(super) struct Reading {
    programs: Arc<Programs>,
    room: Arc<Semaphore>,
    to_read: Duration,
    for_room: Duration,
}

impl Reading {
    /// With the files of Countersign itself.
    pub(super) fn new(own: Vec<PathBuf>) -> Self {
        Self { programs: Arc::new(Programs::new(own)), room: Arc::new(Semaphore::new(MOST)), to_read: TO_READ, for_room: FOR_ROOM }
    }

    /// Which file a process runs.
    pub(super) async fn caller(&self, process: i32) -> Result<Caller, UserError> {
        let programs = Arc::clone(&self.programs);
        let looked = spawn_blocking(move || programs.caller(process).map_err(UserError::from));
        looked.await.unwrap_or_else(|_| Err(broke_off()))
    }

    /// Who it is by what is in that file.
    pub(super) async fn peer(&self, caller: Caller) -> Result<Peer, UserError> {
        let room = if self.programs.knows(&caller) {
            None
        } else {
            // Closed is what this never is.
            timeout(self.for_room, Arc::clone(&self.room).acquire_owned()).await.map_err(|_| no_room())?.ok()
        };
        let (programs, enough) = (Arc::clone(&self.programs), CancellationToken::new());
        // Whoever waits for it no more has the read end too, at its next part.
        let _ends_with_this = enough.clone().drop_guard();
        let read = spawn_blocking(move || {
            let _room = room;
            programs.peer(caller, &enough).map_err(UserError::from)
        });
        match timeout(self.to_read, read).await {
            Ok(read) => read.unwrap_or_else(|_| Err(broke_off())),
            Err(_) => Err(Unknown::TooSlow.into()),
        }
    }
}

fn no_room() -> UserError {
    UserError::new(ErrorCode::Busy, "The files of other programs are being read, which takes long. Connect again later.")
}

fn broke_off() -> UserError {
    UserError::new(ErrorCode::Internal, "To look who asks broke off. Ask again.")
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{PipeWriter, Write as _};
    use std::os::fd::OwnedFd;
    use std::path::Path;

    use super::*;

    /// A program whose file says nothing until somebody writes it.
    fn slow() -> (Caller, PipeWriter) {
        let (file, writer) = std::io::pipe().unwrap();
        (Caller::of(OwnedFd::from(file).into(), "/mnt/far/tool", false), writer)
    }

    fn quick(path: &Path, own: bool) -> Caller {
        Caller::of(File::open(path).unwrap(), path.to_str().unwrap(), own)
    }

    #[tokio::test]
    async fn l1_slow_files_hold_up_neither_countersign_nor_whoever_was_read_before_and_the_others_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let (known, new) = (folder.path().join("known"), folder.path().join("new"));
        [&known, &new].into_iter().for_each(|path| std::fs::write(path, path.to_str().unwrap()).unwrap());
        let reading = Arc::new(Reading { for_room: Duration::ZERO, ..Reading::new(Vec::new()) });
        let before = reading.peer(quick(&known, false)).await.unwrap();
        let (slow, writers): (Vec<_>, Vec<_>) = (0..MOST).map(|_| slow()).unzip();
        let slow = slow.into_iter().map(|caller| {
            let reading = Arc::clone(&reading);
            tokio::spawn(async move { reading.peer(caller).await })
        });
        let slow: Vec<_> = slow.collect();
        while reading.room.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(reading.peer(quick(&new, true)).await.unwrap().own);
        assert_eq!(reading.peer(quick(&known, false)).await.unwrap().program, before.program);
        assert_eq!(reading.peer(quick(&new, false)).await.unwrap_err().code, ErrorCode::Busy);
        drop(writers);
        for slow in slow {
            slow.await.unwrap().unwrap();
        }
        reading.peer(quick(&new, false)).await.unwrap();
    }

    #[tokio::test]
    async fn l1_a_file_that_takes_too_long_is_refused_and_makes_room_at_its_next_part() {
        let reading = Reading { to_read: Duration::ZERO, ..Reading::new(Vec::new()) };
        let (caller, mut writer) = slow();
        let error = reading.peer(caller).await.unwrap_err();
        assert!(error.code == ErrorCode::TimedOut && error.message.contains("ten seconds"), "{error}");
        assert_eq!(reading.room.available_permits(), MOST - 1, "it is still read");
        writer.write_all(b"a part").unwrap();
        let _all = reading.room.acquire_many(u32::try_from(MOST).unwrap()).await.unwrap();
    }
}

//! One at a time between processes: who writes, and who changes the tokens of an account.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::VaultError;

/// How long another process may write, or wait for its keychain, before this one gives up.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A right that one process has at a time. It ends when this is dropped, and with the process in any case, killed or not:
/// the system lets go of the lock with the file.
///
/// The lock stands on a file of its own, never on the sealed file: that one is replaced by each save, and a lock on
/// a file that was replaced guards nothing. For the same reason a lock's file is never removed.
pub(crate) struct FileLock {
    _file: File,
}

/// Waits for the lock without holding up a thread.
pub(super) async fn lock_file(path: &Path, patience: Duration) -> Result<FileLock, VaultError> {
    let file = open(path).map_err(VaultError::io("opened", path))?;
    let give_up = tokio::time::Instant::now() + patience;
    let mut pause = Duration::from_millis(1);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(FileLock { _file: file }),
            Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= give_up => return Err(VaultError::Busy),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(VaultError::io("locked", path)(source)),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(16));
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_waits_until_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.lock");
        let first = lock_file(&path, PATIENCE).await.unwrap();
        let second = tokio::spawn({
            let path = path.clone();
            async move { lock_file(&path, PATIENCE).await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap().unwrap();
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_lock_is_an_empty_file_of_its_owner_that_stays() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account-1.lock");
        drop(lock_file(&path, PATIENCE).await.unwrap());
        let metadata = path.metadata().unwrap();
        assert_eq!((metadata.permissions().mode() & 0o777, metadata.len()), (0o600, 0));
    }

    #[tokio::test]
    async fn waiting_ends_with_an_error_that_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.lock");
        let _first = lock_file(&path, PATIENCE).await.unwrap();
        assert!(matches!(lock_file(&path, Duration::ZERO).await, Err(VaultError::Busy)));
    }
}

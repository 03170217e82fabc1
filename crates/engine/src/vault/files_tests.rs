//! Every way in which a save can break off.

use std::cell::Cell;

use super::super::contract::Counting;
use super::super::records::RecordKind;
use super::super::sealed::seal;
use super::*;

fn key() -> Key32 {
    Key32::from_slice(&[7; 32]).unwrap()
}

fn file_with(token: &str, generation: usize) -> Vec<u8> {
    let mut records = Records::default();
    records.put(RecordKind::Account, "anna", token.as_bytes().to_vec());
    for _ in 0..generation {
        records = records.stamped();
    }
    seal(&records, &key(), &Counting::default()).unwrap()
}

fn token(files: &Files) -> String {
    let Loaded::Whole(records, _) = files.load(&key()).unwrap() else { panic!("the file does not load") };
    String::from_utf8(records.get(RecordKind::Account, "anna").unwrap().to_vec()).unwrap()
}

fn recovered(files: &Files) -> String {
    let Loaded::Broken(detail) = files.load(&key()).unwrap() else { panic!("the file is not broken") };
    files.recover(&key(), detail).unwrap();
    token(files)
}

fn stop() -> io::Error {
    io::Error::other("stopped by the test")
}

#[test]
fn s1_a_save_stopped_before_any_step_leaves_the_file_as_before_or_as_after() {
    let steps = [Step::Write, Step::SyncFile, Step::KeepPrevious, Step::Replace, Step::SyncFolder];
    for (number, stopped) in steps.into_iter().enumerate() {
        let home = tempfile::tempdir().unwrap();
        let files = Files::of(home.path(), SealedFile::Vault);
        files.save(&file_with("one", 1)).unwrap();
        files.save(&file_with("two", 2)).unwrap();
        let result = files.save_stopping(&file_with("three", 3), |step| if step == stopped { Err(stop()) } else { Ok(()) });
        assert!(result.is_err());
        let expected = if number < 4 { "two" } else { "three" };
        assert_eq!(token(&files), expected, "stopped before {stopped:?}");
        files.save(&file_with("four", 4)).unwrap();
        assert_eq!(token(&files), "four", "the next save is not in the way of the broken one");
        assert!(matches!(fs::read(&files.previous).map(|bytes| unseal(&bytes, &key()).is_ok()), Ok(true)));
    }
}

#[test]
fn s1_whatever_prefix_of_the_new_file_a_power_loss_leaves_the_old_one_stands() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    files.save(&file_with("one", 1)).unwrap();
    let new = file_with("two", 2);
    for length in 0..=new.len() {
        fs::write(&files.next, &new[..length]).unwrap();
        assert_eq!(token(&files), "one", "{length} bytes of the new file");
    }
    files.save(&new).unwrap();
    assert_eq!(token(&files), "two");
}

#[test]
fn s1_whatever_prefix_of_the_file_is_left_the_generation_before_is_used_and_the_rest_kept_aside() {
    let whole = file_with("two", 2);
    for length in 0..whole.len() {
        let home = tempfile::tempdir().unwrap();
        let files = Files::of(home.path(), SealedFile::Vault);
        files.save(&file_with("one", 1)).unwrap();
        files.save(&whole).unwrap();
        // Not through the name: the generation before must not share the bytes.
        OpenOptions::new().write(true).open(&files.current).unwrap().set_len(length as u64).unwrap();
        assert_eq!(recovered(&files), "one", "{length} bytes");
        assert_eq!(fs::read(home.path().join("vault.sealed.unreadable-1")).unwrap(), &whole[..length]);
    }
}

#[test]
fn a_file_that_is_gone_is_replaced_by_the_generation_before() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    files.save(&file_with("one", 1)).unwrap();
    files.save(&file_with("two", 2)).unwrap();
    fs::remove_file(&files.current).unwrap();
    assert!(matches!(files.look(), Ok(Found::File(_))), "it is no new home");
    assert_eq!(recovered(&files), "one");
}

#[test]
fn with_both_generations_damaged_nothing_is_touched() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    files.save(&file_with("one", 1)).unwrap();
    files.save(&file_with("two", 2)).unwrap();
    fs::write(&files.current, b"torn").unwrap();
    fs::write(&files.previous, b"torn too").unwrap();
    assert!(matches!(files.recover(&key(), "it is cut off"), Err(VaultError::Damaged { .. })));
    assert_eq!(fs::read(&files.current).unwrap(), b"torn");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
}

#[test]
fn a_newer_format_or_another_key_never_falls_back() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    files.save(&file_with("one", 1)).unwrap();
    files.save(&file_with("two", 2)).unwrap();
    let mut newer = file_with("three", 3);
    newer[8] = 9;
    fs::write(&files.current, &newer).unwrap();
    assert!(matches!(files.load(&key()), Err(VaultError::NewerFormat { format: 9, .. })));
    fs::write(&files.current, file_with("three", 3)).unwrap();
    assert!(matches!(files.load(&Key32::from_slice(&[1; 32]).unwrap()), Err(VaultError::AnotherKey { .. })));
}

#[test]
fn recovering_twice_keeps_both_damaged_files() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    files.save(&file_with("one", 1)).unwrap();
    files.save(&file_with("two", 2)).unwrap();
    for number in 1..=2 {
        fs::write(&files.current, format!("torn {number}")).unwrap();
        assert_eq!(recovered(&files), "one");
    }
    for number in 1..=2 {
        assert_eq!(fs::read(home.path().join(format!("vault.sealed.unreadable-{number}"))).unwrap(), format!("torn {number}").as_bytes());
    }
}

#[cfg(unix)]
#[test]
fn s1_every_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    let modes = Cell::new(0);
    let look = |path: &Path| {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        modes.set(modes.get() + 1);
    };
    files
        .save_stopping(&file_with("one", 1), |step| {
            if step == Step::SyncFile {
                look(&files.next);
            }
            Ok(())
        })
        .unwrap();
    files.save(&file_with("two", 2)).unwrap();
    look(&files.current);
    look(&files.previous);
    assert_eq!(modes.get(), 3);
}

#[test]
fn another_file_has_another_stamp_even_of_the_same_length() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::of(home.path(), SealedFile::Vault);
    let first = files.save(&file_with("one", 1)).unwrap();
    let second = files.save(&file_with("two", 1)).unwrap();
    assert_ne!(first, second);
    assert!(matches!(files.look(), Ok(Found::File(stamp)) if stamp == second));
}

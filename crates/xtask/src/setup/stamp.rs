//! What was installed from a list of packages, and from which: the list itself lies beside it.

use std::path::Path;

use crate::Outcome;

/// Installs into a folder what a list names, unless the folder was made from exactly this list.
///
/// # Errors
/// What the installing said, or that a file cannot be read or written.
pub(super) fn once_for(list: &Path, folder: &Path, install: impl FnOnce() -> Outcome) -> Outcome {
    let stamp = folder.join(".installed-from");
    let wanted = std::fs::read(list).map_err(|error| format!("{} cannot be read: {error}", list.display()))?;
    if std::fs::read(&stamp).ok().as_deref() == Some(&wanted) {
        return Ok(());
    }
    install()?;
    std::fs::write(&stamp, &wanted).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_names_is_installed_once_and_again_when_the_list_changes_or_it_failed() {
        let place = std::env::temp_dir().join(format!("countersign-stamp-{}", std::process::id()));
        std::fs::create_dir_all(place.join("made")).unwrap();
        let list = place.join("list");
        let mut count = 0;
        for (text, works, so_far) in [("a", false, 1), ("a", true, 2), ("a", true, 2), ("b", true, 3)] {
            std::fs::write(&list, text).unwrap();
            let outcome = once_for(&list, &place.join("made"), || {
                count += 1;
                if works { Ok(()) } else { Err("no network".to_owned()) }
            });
            assert_eq!((outcome.is_ok(), count), (works, so_far), "{text}");
        }
        std::fs::remove_dir_all(&place).unwrap();
    }
}

//! How the person wants the app to be, kept in a file of its own beside what is sealed: none of it is secret, and it is needed
//! before a keychain answers.

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_engine::Home;
use countersign_wire::error::UserError;
use countersign_wire::preferences::Preferences;
use serde_json::{Map, Value};

use crate::kept_file::KeptFile;

/// The preferences as they are now.
pub(crate) struct KeptPreferences {
    file: KeptFile,
    now: Mutex<Preferences>,
}

impl KeptPreferences {
    /// As they were left. A preference that nobody can read is as at first, the others are as they were chosen; a file of which
    /// nobody can read anything is set aside.
    pub(crate) fn of(home: &Home) -> Self {
        let file = KeptFile::new(home.path(), "preferences.json", "how you want the app to be");
        let read = file.read::<Map<String, Value>>().unwrap_or_else(|error| {
            tracing::warn!(message = error.message, "the preferences are as at first");
            file.set_aside();
            None
        });
        Self { file, now: Mutex::new(read.map(as_far_as_it_goes).unwrap_or_default().within_bounds()) }
    }

    pub(crate) fn now(&self) -> Preferences {
        self.lock().clone()
    }

    /// Keeps others, and gives them as they are kept.
    ///
    /// # Errors
    /// Where they cannot be written; they stay as they were.
    pub(crate) fn set(&self, preferences: Preferences) -> Result<Preferences, UserError> {
        let preferences = preferences.within_bounds();
        let mut now = self.lock();
        self.file.write(&preferences)?;
        *now = preferences.clone();
        Ok(preferences)
    }

    fn lock(&self) -> MutexGuard<'_, Preferences> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One after the other: what a later version wrote into one says nothing about the others.
fn as_far_as_it_goes(chosen: Map<String, Value>) -> Preferences {
    let (mut good, mut read) = (Map::new(), Preferences::default());
    for (name, value) in chosen {
        let mut more = good.clone();
        more.insert(name.clone(), value);
        match serde_json::from_value(Value::Object(more.clone())) {
            Ok(with_it) => (good, read) = (more, with_it),
            Err(error) => tracing::warn!(name, %error, "a preference that cannot be read is as at first"),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use countersign_wire::preferences::Appearance;

    use super::*;

    fn home(folder: &std::path::Path) -> Home {
        Home::named(Some(folder.to_owned())).unwrap()
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let before = KeptPreferences::of(&home(folder.path()));
        assert_eq!(before.now(), Preferences::default());
        let chosen = Preferences { appearance: Appearance::Dark, zoom: 125, ..Preferences::default() };
        assert_eq!(before.set(chosen.clone()), Ok(chosen.clone()));
        assert_eq!((before.now(), KeptPreferences::of(&home(folder.path())).now()), (chosen.clone(), chosen));
    }

    #[test]
    fn a_file_of_an_older_or_a_stranger_app_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("preferences.json"), r#"{"appearance": "light", "zoom": 9000, "fortune": 7}"#).unwrap();
        let read = KeptPreferences::of(&home(folder.path())).now();
        assert_eq!(read, Preferences { appearance: Appearance::Light, zoom: 200, ..Preferences::default() });
    }

    #[test]
    fn a_preference_that_nobody_can_read_takes_no_other_along() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"appearance": "plaid", "zoom": 125, "language": 7}"#;
        std::fs::write(folder.path().join("preferences.json"), text).unwrap();
        let read = KeptPreferences::of(&home(folder.path())).now();
        assert_eq!(read, Preferences { zoom: 125, ..Preferences::default() });
    }

    #[test]
    fn a_file_that_was_set_aside_is_not_lost_to_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["{ half", "[", "7"] {
            std::fs::write(folder.path().join("preferences.json"), text).unwrap();
            KeptPreferences::of(&home(folder.path()));
        }
        let aside = ["preferences.json.unread", "preferences.json.unread-2", "preferences.json.unread-3"];
        assert_eq!(aside.map(|name| std::fs::read_to_string(folder.path().join(name)).unwrap()), ["{ half", "[", "7"]);
    }

    #[test]
    fn a_file_that_nobody_can_read_is_set_aside_and_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("preferences.json"), "{ half").unwrap();
        let kept = KeptPreferences::of(&home(folder.path()));
        assert_eq!(kept.now(), Preferences::default());
        kept.set(Preferences::default()).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("preferences.json.unread")).unwrap(), "{ half");
    }

    #[test]
    fn what_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptPreferences::of(&home(folder.path()));
        std::fs::create_dir(folder.path().join("preferences.json.new")).unwrap();
        let refused = kept.set(Preferences { zoom: 150, ..Preferences::default() });
        assert!(refused.unwrap_err().message.contains("could not be written"));
        assert_eq!(kept.now().zoom, 100);
    }
}

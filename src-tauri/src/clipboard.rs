//! The system's clipboard, on a thread of its own: another program may take its time to hand over what it copied.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_engine::Secret;
use countersign_wire::error::{ErrorCode, UserError};

/// The longest secret that is taken.
const LONGEST_SECRET: usize = 4096;
/// The longest text that is copied.
const LONGEST_COPY: usize = 64 * 1024;
/// How long another program may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The clipboard. On X11 and Wayland what was copied lives as long as this does.
#[derive(Clone, Default)]
pub(crate) struct Clipboard {
    system: Arc<Mutex<Option<arboard::Clipboard>>>,
}

impl Clipboard {
    /// The address in the clipboard. It stays there: the code in it is good once, and is used up by then.
    pub(crate) async fn read_address(&self) -> Result<Secret, UserError> {
        let none = "There is no address in the clipboard. Copy the whole address that your browser ended on, then press the button again.";
        self.with(move |clipboard| text(clipboard, || UserError::new(ErrorCode::CallbackRefused, none))).await
    }

    /// Takes the text out of the clipboard, which is empty afterwards.
    pub(crate) async fn take_secret(&self) -> Result<Secret, UserError> {
        self.with(|clipboard| {
            let secret = checked(text(clipboard, no_text)?.expose())?;
            clipboard.clear().map_err(|error| unreadable(&error))?;
            Ok(secret)
        })
        .await
    }

    /// Puts a text into the clipboard.
    pub(crate) async fn copy(&self, text: String) -> Result<(), UserError> {
        if text.len() > LONGEST_COPY {
            return Err(UserError::new(ErrorCode::InvalidInput, "This text is too long to be copied. Select a part of it."));
        }
        self.with(move |clipboard| clipboard.set_text(text).map_err(|error| unreadable(&error))).await
    }

    async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut arboard::Clipboard) -> Result<T, UserError> + Send + 'static,
    ) -> Result<T, UserError> {
        let system = Arc::clone(&self.system);
        let work = tokio::task::spawn_blocking(move || {
            let mut system = system.lock().unwrap_or_else(PoisonError::into_inner);
            let clipboard = match &mut *system {
                Some(clipboard) => clipboard,
                none => none.insert(arboard::Clipboard::new().map_err(|error| unreadable(&error))?),
            };
            act(clipboard)
        });
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(UserError::new(ErrorCode::Internal, "The clipboard could not be used. Try again.")),
            Err(_) => Err(UserError::new(ErrorCode::TimedOut, "The clipboard does not answer. Copy it again, then try again.")),
        }
    }
}

fn text(clipboard: &mut arboard::Clipboard, nothing: impl FnOnce() -> UserError) -> Result<Secret, UserError> {
    match clipboard.get_text() {
        Ok(text) => Ok(Secret::new(text)),
        Err(arboard::Error::ContentNotAvailable) => Err(nothing()),
        Err(error) => Err(unreadable(&error)),
    }
}

fn no_text() -> UserError {
    UserError::new(
        ErrorCode::InvalidInput,
        "There is no text in the clipboard. Copy the client secret at the service, then press the button again.",
    )
    .about("client_secret")
}

fn unreadable(error: &arboard::Error) -> UserError {
    UserError::new(ErrorCode::Internal, format!("The clipboard could not be used: {error}."))
}

/// A secret is one line of printable characters; what surrounds it when it is copied from a page is not part of it.
fn checked(text: &str) -> Result<Secret, UserError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(no_text());
    }
    if text.len() > LONGEST_SECRET || text.chars().any(char::is_control) {
        let message = "What is in the clipboard is not a client secret: it has several lines, or is very long. It was left there. Copy the secret alone, then press the button again.";
        return Err(UserError::new(ErrorCode::InvalidInput, message).about("client_secret"));
    }
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_refused_in_words_that_do_not_repeat_it() {
        for text in ["", " \n", "canary\nof two lines", "canary\u{7}", &"canary".repeat(1000)] {
            let error = checked(text).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidInput);
            assert!(!error.message.contains("canary"), "{error}");
        }
        assert_eq!(checked(" s3cret:/=\n").unwrap().expose(), "s3cret:/=");
    }
}

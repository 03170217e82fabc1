//! What the engine asks of the desktop: to open a page in the person's own browser (RFC 8252 §8.12).

use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use reqwest::Url;

use crate::http::is_secure_or_loopback;

/// Opens pages.
pub trait Desktop: Send + Sync {
    /// Opens `url` in the system's browser. May take a moment; must not wait until the browser closes.
    ///
    /// # Errors
    /// [`OpenUrlError`] where nothing was opened.
    fn open_url(&self, url: &str) -> Result<(), OpenUrlError>;
}

/// Why no page was opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenUrlError {
    /// W2: a `file:` or `javascript:` address, or plain http to another machine, is never handed to the system.
    #[error("Only https addresses, and http on this computer, are opened in the browser. Check the provider's sign-in address.")]
    NotAllowed,
    /// The system has no browser, or it did not start.
    #[error("The browser could not be opened ({0}). Open the address yourself, or choose a default browser and try again.")]
    Failed(String),
}

impl From<OpenUrlError> for UserError {
    fn from(error: OpenUrlError) -> Self {
        Self::new(ErrorCode::Browser, error.to_string())
    }
}

/// Opens a page that was shown and pressed.
///
/// # Errors
/// `Browser` where nothing was opened: W2, an address that is not https (or http on this computer), or that has somebody's name
/// or password in it, is not.
pub async fn open_page(browser: Arc<dyn Desktop>, address: &str) -> Result<(), UserError> {
    let page = page(address).ok_or_else(|| {
        let message = "This address is not opened: only https addresses are, and http on this computer, with nobody's name in them.";
        UserError::new(ErrorCode::Browser, message)
    })?;
    let opened = tokio::task::spawn_blocking(move || browser.open_url(page.as_str())).await;
    opened.map_err(|_| UserError::new(ErrorCode::Browser, "The browser could not be opened. Try again."))??;
    Ok(())
}

/// What may be opened, as it is handed on: what was read, and not what was written.
fn page(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
    is_secure_or_loopback(url.as_str()).then_some(url)
}

/// The system's own way to open a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDesktop;

impl Desktop for SystemDesktop {
    fn open_url(&self, url: &str) -> Result<(), OpenUrlError> {
        if !is_secure_or_loopback(url) {
            return Err(OpenUrlError::NotAllowed);
        }
        let mut last = String::from("no program that opens web pages was found");
        for mut command in open::commands(url) {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            match command.spawn() {
                Ok(child) => match ended_badly_at_once(child) {
                    None => return Ok(()),
                    Some(status) => last = status,
                },
                Err(error) => tracing::debug!(%error, "an opener is not there"),
            }
        }
        Err(OpenUrlError::Failed(last))
    }
}

/// Watches an opener for half a second. Without a desktop environment `xdg-open` lives as long as the browser
/// does, so one that still runs is a success; one that failed by then is noticed.
fn ended_badly_at_once(mut child: Child) -> Option<String> {
    for _ in 0..25 {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return None,
            Ok(Some(status)) => return Some(format!("the system's opener ended with {status}")),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => return Some(error.to_string()),
        }
    }
    // Somebody has to collect it when it ends.
    let _reaper = std::thread::Builder::new().name("browser".into()).spawn(move || child.wait());
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_opener_that_fails_at_once_is_noticed_and_one_that_stays_is_not_waited_for() {
        let start = |program: &str, argument: &str| std::process::Command::new(program).arg(argument).spawn().unwrap();
        // A busy computer may take longer than that to start and end them.
        let ended = |program: &str| {
            let mut child = start(program, "x");
            child.wait().unwrap();
            child
        };
        assert!(ended_badly_at_once(ended("false")).unwrap().contains("exit status"));
        assert_eq!(ended_badly_at_once(ended("true")), None);
        assert_eq!(ended_badly_at_once(start("sleep", "5")), None);
    }

    #[test]
    fn w2_only_https_and_loopback_reach_the_system() {
        for url in ["file:///etc/passwd", "javascript:alert(1)", "http://example.com/", "app.countersign.desktop:/x", "-x", "https://"] {
            assert_eq!(SystemDesktop.open_url(url), Err(OpenUrlError::NotAllowed), "{url}");
        }
    }

    /// A browser that notes what it is to open.
    #[derive(Default)]
    struct Noting(std::sync::Mutex<Vec<String>>);

    impl Desktop for Noting {
        fn open_url(&self, url: &str) -> Result<(), OpenUrlError> {
            self.0.lock().unwrap().push(url.to_owned());
            Ok(())
        }
    }

    #[tokio::test]
    async fn w2_of_the_pages_that_are_shown_only_https_and_loopback_ones_without_a_name_in_them_are_opened() {
        let browser = Arc::new(Noting::default());
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:ada@harbour.example",
            "http://harbour.example/",
            "http://127.0.0.1.example/",
            "https://ada@harbour.example/",
            "https://ada:word@harbour.example/",
            "https://:word@harbour.example/",
            "https://",
            "//harbour.example/",
            "harbour.example",
            "app.countersign.desktop:/callback?code=1",
            "--help",
            "",
        ] {
            let error = open_page(browser.clone(), address).await.unwrap_err();
            assert!(error.code == ErrorCode::Browser && error.message.contains("not opened"), "{address}: {error}");
        }
        assert_eq!(*browser.0.lock().unwrap(), Vec::<String>::new());
        for address in ["https://harbour.example/a b?q=1#s", "http://127.0.0.1:8400/", "http://[::1]/"] {
            open_page(browser.clone(), address).await.unwrap();
        }
        assert_eq!(*browser.0.lock().unwrap(), ["https://harbour.example/a%20b?q=1#s", "http://127.0.0.1:8400/", "http://[::1]/"]);
    }
}

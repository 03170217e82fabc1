//! The one window, which never shows anything but the app's own pages (C1, W2).

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, Theme, Url, WebviewUrl, WebviewWindowBuilder};

/// The window's name, as the capability knows it.
const MAIN: &str = "main";

/// Opens the window as `tauri.conf.json` describes it.
pub(crate) fn open(app: &tauri::App, theme: Option<Theme>) -> tauri::Result<()> {
    let settings = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let builder = match settings {
        Some(settings) => WebviewWindowBuilder::from_config(app, settings)?,
        None => WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default()),
    };
    let window = builder.on_navigation(is_own).on_new_window(|_, _| NewWindowResponse::Deny).on_download(|_, _| false).build()?;
    // Linux takes a theme only once the window is there.
    if theme.is_some() {
        window.set_theme(theme)?;
    }
    Ok(())
}

/// Whether the window may go there: the app's own origin, which on Windows and Android is written as http.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" if cfg!(windows) => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Brings the window to the front.
#[derive(Clone)]
pub(crate) struct Raise(AppHandle);

impl Raise {
    pub(crate) fn of(app: &AppHandle) -> Self {
        Self(app.clone())
    }

    pub(crate) fn raise(&self) {
        let Some(window) = self.0.get_webview_window(MAIN) else { return };
        let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::debug!(%error, "the window did not come to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w2_the_window_goes_nowhere_but_to_the_apps_own_origin() {
        for url in [
            "https://example.com/",
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "blob:tauri://localhost/x",
            "about:blank",
            "app.countersign.desktop:/callback",
            "tauri://other/",
            "tauri://localhost.example/",
        ] {
            assert!(!is_own(&Url::parse(url).unwrap()), "{url}");
        }
        if cfg!(not(windows)) {
            assert!(is_own(&Url::parse("tauri://localhost/index.html").unwrap()));
        }
    }
}

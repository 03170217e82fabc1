//! The one window, which never shows anything but the app's own pages (C1, W2).

use std::sync::Arc;

use countersign_wire::preferences::{Appearance, Preferences, ScreenLanguage};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, LogicalSize, Manager as _, PhysicalPosition, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::placement::{KeptPlacement, Placement, Screen};

/// The window's name, as the capability knows it.
const MAIN: &str = "main";

/// What stands for the system's own appearance, where the person chose neither: an option of the start.
#[derive(Clone, Copy)]
pub(crate) struct UsualTheme(pub(crate) Option<Theme>);

/// How the window is at first.
pub(crate) struct FirstSight<'a> {
    pub(crate) preferences: &'a Preferences,
    pub(crate) usual: UsualTheme,
    pub(crate) placement: Option<Placement>,
    pub(crate) first: First,
}

/// What is seen of the window at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// All of it.
    Shown,
    /// Its name among the others'.
    Minimised,
    /// Nothing, as the app is in the tray.
    Hidden,
}

/// Opens the window as `tauri.conf.json` describes it, dressed and in its place before it is seen.
pub(crate) fn open(app: &tauri::App, sight: &FirstSight<'_>) -> tauri::Result<()> {
    let settings = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let builder = match settings {
        Some(settings) => WebviewWindowBuilder::from_config(app, settings)?,
        None => WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default()),
    };
    let builder = builder.on_navigation(is_own).on_new_window(|_, _| NewWindowResponse::Deny).on_download(|_, _| false);
    let window = builder.visible(false).initialization_script(first_paint(sight.preferences)).build()?;
    if let Some(theme) = theme(sight.preferences).or(sight.usual.0) {
        // Linux takes a theme only once the window is there.
        window.set_theme(Some(theme))?;
    }
    window.set_zoom(scale(sight.preferences))?;
    if let Some(placement) = sight.placement {
        place(&window, placement)?;
    }
    match sight.first {
        First::Hidden => return Ok(()),
        First::Minimised => window.minimize()?,
        First::Shown => {}
    }
    window.show()
}

/// Puts it where it was, as far as there are screens.
fn place(window: &WebviewWindow, placement: Placement) -> tauri::Result<()> {
    let first = window.primary_monitor()?;
    let screens: Vec<Screen> = first.iter().chain(&window.available_monitors()?).map(Screen::from).collect();
    if let Some(Placement { x, y, width, height, maximised }) = placement.within(&screens) {
        window.set_size(LogicalSize::new(width, height))?;
        window.set_position(PhysicalPosition::new(x, y))?;
        if maximised {
            window.maximize()?;
        }
    }
    Ok(())
}

/// Dresses the window anew, after the preferences changed.
pub(crate) fn dress(app: &AppHandle, preferences: &Preferences, usual: UsualTheme) {
    let Some(window) = main_of(app) else { return };
    let dressed = window.set_theme(theme(preferences).or(usual.0)).and_then(|()| window.set_zoom(scale(preferences)));
    if let Err(error) = dressed {
        tracing::warn!(%error, "the window does not look as was chosen");
    }
}

/// The one that was chosen; `None` for the system's own.
fn theme(preferences: &Preferences) -> Option<Theme> {
    match preferences.appearance {
        Appearance::System => None,
        Appearance::Light => Some(Theme::Light),
        Appearance::Dark => Some(Theme::Dark),
    }
}

fn scale(preferences: &Preferences) -> f64 {
    f64::from(preferences.zoom) / 100.0
}

/// What the page has to know before it asks: its first frame would be in another language, or in other colours.
fn first_paint(preferences: &Preferences) -> String {
    let mut script = String::from("{ const { dataset } = document.documentElement;");
    match preferences.appearance {
        Appearance::System => {}
        Appearance::Light => script.push_str(" dataset.theme = 'light';"),
        Appearance::Dark => script.push_str(" dataset.theme = 'dark';"),
    }
    match preferences.language {
        ScreenLanguage::System => {}
        ScreenLanguage::En => script.push_str(" dataset.language = 'en';"),
        ScreenLanguage::Es => script.push_str(" dataset.language = 'es';"),
    }
    script + " }"
}

/// The one window, until it is closed.
pub(crate) fn main_of(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(MAIN)
}

/// Whether the person has the window before them and writes into it.
pub(crate) fn is_in_front(app: &AppHandle) -> bool {
    main_of(app).is_some_and(|window| window.is_focused().unwrap_or_default())
}

/// Whether the window may go there: the app's own origin, which on Windows and Android is written as http.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" if cfg!(windows) => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Brings the window to the front, from wherever it is.
#[derive(Clone)]
pub(crate) struct Raise(AppHandle, Arc<KeptPlacement>);

impl Raise {
    pub(crate) fn of(app: &AppHandle, placement: Arc<KeptPlacement>) -> Self {
        Self(app.clone(), placement)
    }

    pub(crate) fn raise(&self) {
        let Some(window) = main_of(&self.0) else { return };
        // One that was hidden would be put anywhere.
        let was = if window.is_visible().unwrap_or(true) { None } else { self.1.now() };
        let placed = was.map_or(Ok(()), |was| place(&window, was));
        let raised = placed.and_then(|()| window.unminimize()).and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::debug!(%error, "the window did not come to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_is_told_what_was_chosen_and_nothing_else() {
        let of = |appearance, language| first_paint(&Preferences { appearance, language, ..Preferences::default() });
        assert_eq!(of(Appearance::System, ScreenLanguage::System), "{ const { dataset } = document.documentElement; }");
        assert_eq!(
            of(Appearance::Dark, ScreenLanguage::Es),
            "{ const { dataset } = document.documentElement; dataset.theme = 'dark'; dataset.language = 'es'; }"
        );
    }

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

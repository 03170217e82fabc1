//! The tray: the accounts at a glance, and a way back to a window that was closed into it.
//!
//! On Linux a tray is a program on the session's bus. It may come later than this app or not at all: without one there is no
//! tray, nothing is loaded for it, and the app is as ever.

#[cfg(target_os = "linux")]
mod library;
mod menu;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use countersign_wire::account::AccountView;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::words::Words;
use menu::{Item, menu};

pub(crate) use menu::Choice;

/// The one icon and its menu.
pub(crate) struct Tray {
    /// Where the picture is put for the panel to read: a folder of the app's own, as one that all share could be prepared.
    folder: PathBuf,
    is_there: AtomicBool,
    /// Told apart from what is shown: that is locked while the window's thread is waited for, which asks this.
    has_icon: AtomicBool,
    shown: Mutex<Option<(TrayIcon, Vec<Item>)>>,
}

impl Tray {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            is_there: AtomicBool::new(cfg!(not(target_os = "linux"))),
            has_icon: AtomicBool::new(false),
            shown: Mutex::default(),
        }
    }

    /// Whether somebody shows trays, and this one can be among them.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    /// Whether a window that is hidden can be found again: the icon stands among those that are shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.is_there() && self.has_icon.load(Ordering::Relaxed)
    }

    /// Takes over whether somebody shows trays. Gives whether this one can be among them.
    #[cfg(target_os = "linux")]
    pub(crate) fn found(&self, somebody_shows: bool) -> bool {
        let is_there = somebody_shows && library::is_here();
        self.is_there.store(is_there, Ordering::Relaxed);
        is_there
    }

    /// Shows these accounts, from now on.
    pub(crate) fn show(&self, app: &AppHandle, accounts: &[AccountView], words: &Words, chosen: fn(&AppHandle, Choice)) {
        let items = menu(accounts, words);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let done = match &mut *shown {
            Some((_, before)) if *before == items => Ok(()),
            Some((icon, before)) => native(app, &items).and_then(|menu| icon.set_menu(Some(menu))).map(|()| *before = items),
            None => self.build(app, &items, chosen).map(|icon| *shown = Some((icon, items))),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the tray does not show how things are");
        }
        self.has_icon.store(shown.is_some(), Ordering::Relaxed);
    }

    fn build(&self, app: &AppHandle, items: &[Item], chosen: fn(&AppHandle, Choice)) -> tauri::Result<TrayIcon> {
        TrayIconBuilder::with_id("countersign")
            .icon(tauri::include_image!("../icons/tray.png"))
            .icon_as_template(true)
            .tooltip("Countersign")
            .temp_dir_path(&self.folder)
            .menu(&native(app, items)?)
            .on_menu_event(move |app, event| {
                if let Some(choice) = Choice::of(event.id().as_ref()) {
                    chosen(app, choice);
                }
            })
            .build(app)
    }
}

fn native(app: &AppHandle, items: &[Item]) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for item in items {
        match item {
            Item::Choice { choice, text } => menu.append(&MenuItem::with_id(app, choice.id(), text, true, None::<&str>)?)?,
            Item::Between => menu.append(&PredefinedMenuItem::separator(app)?)?,
        }
    }
    Ok(menu)
}

//! The app's menu on macOS: Tauri's usual one, as copying and pasting by keys needs one there. Its *Quit* goes the way of every other
//! wish to end the app; the system's own would end the process at once.

use tauri::menu::{Menu, MenuEvent, MenuItem, MenuItemKind};
use tauri::{AppHandle, Wry};

use crate::habits;

/// No word of the tray's menu: whatever is chosen in any menu is told to both.
const QUIT: &str = "quit of the app menu";

/// The usual menu with that one line of its own.
pub(crate) fn usual(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::default(app)?;
    // The first is named after the app, and ends with the system's line.
    if let Some(MenuItemKind::Submenu(own)) = menu.items()?.first() {
        own.remove_at(own.items()?.len().saturating_sub(1))?;
        own.append(&MenuItem::with_id(app, QUIT, "Quit Countersign", true, Some("CmdOrCtrl+Q"))?)?;
    }
    Ok(menu)
}

/// Does what was chosen there.
pub(crate) fn chosen(app: &AppHandle, event: &MenuEvent) {
    if event.id().as_ref() == QUIT {
        habits::quit(app);
    }
}

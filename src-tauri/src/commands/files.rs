//! What the person saves as a file.

use tauri::AppHandle;

use super::{Answer, Desk};
use crate::chooser::AtTheWindow;
use crate::files::FileBegun;

/// The page proposes a name; the person says where. `private`: it holds a secret.
#[tauri::command]
pub(crate) async fn begin_file(app: AppHandle, desk: Desk<'_>, name: String, private: bool) -> Answer<Option<FileBegun>> {
    desk.files.begin(&AtTheWindow(app), &name, private).await
}

#[tauri::command]
pub(crate) async fn add_to_file(desk: Desk<'_>, file: String, text: String) -> Answer<()> {
    desk.files.add(&file, text).await
}

#[tauri::command]
pub(crate) async fn finish_file(desk: Desk<'_>, file: String) -> Answer<()> {
    desk.files.finish(&file).await
}

#[tauri::command]
pub(crate) async fn give_up_file(desk: Desk<'_>, file: String) -> Answer<()> {
    desk.files.give_up(&file).await
}

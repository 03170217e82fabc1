//! Asks the person for a file, by the system's own window: a page can neither name a path nor learn one.

use std::path::PathBuf;

use tauri::AppHandle;
use tokio::sync::oneshot;

use crate::windows;

/// Who is asked for a file. `None` where they called it off.
pub(crate) trait Chooser: Send + Sync {
    /// Where a file is to be that is called so unless they say otherwise. They were asked before one that is there is replaced.
    fn to_save(&self, name: &str) -> impl Future<Output = Option<PathBuf>> + Send;
    /// A file that is there.
    fn to_open(&self) -> impl Future<Output = Option<PathBuf>> + Send;
}

/// The person at this app's window.
pub(crate) struct AtTheWindow(pub(crate) AppHandle);

/// What they are asked.
enum Question {
    Save { name: String },
    Open,
}

impl Chooser for AtTheWindow {
    async fn to_save(&self, name: &str) -> Option<PathBuf> {
        self.ask(Question::Save { name: name.to_owned() }).await
    }

    async fn to_open(&self) -> Option<PathBuf> {
        self.ask(Question::Open).await
    }
}

impl AtTheWindow {
    /// Asks on the main thread, as the toolkits want it. Where the app ends meanwhile, nothing was chosen.
    async fn ask(&self, question: Question) -> Option<PathBuf> {
        let (answer, answered) = oneshot::channel();
        let app = self.0.clone();
        self.0.run_on_main_thread(move || ask_here(&app, question, answer)).ok()?;
        answered.await.ok().flatten()
    }
}

/// GTK's window, which is there already: a crate that shows one for all systems would drive GTK from a second thread.
#[cfg(target_os = "linux")]
fn ask_here(app: &AppHandle, question: Question, answer: oneshot::Sender<Option<PathBuf>>) {
    use std::cell::RefCell;
    use std::rc::Rc;

    use gtk::prelude::{FileChooserExt as _, NativeDialogExt as _};
    use gtk::{FileChooserAction, FileChooserNative, ResponseType};

    let action = match question {
        Question::Save { .. } => FileChooserAction::Save,
        Question::Open => FileChooserAction::Open,
    };
    let parent = windows::main_of(app).and_then(|window| window.gtk_window().ok());
    // The words on its buttons are GTK's, in the language of the system.
    let dialog = FileChooserNative::new(Some("Countersign"), parent.as_ref(), action, None, None);
    dialog.set_modal(true);
    if let Question::Save { name } = question {
        dialog.set_current_name(&name);
        dialog.set_do_overwrite_confirmation(true);
    }
    // Nobody else holds it until it is answered, which it is once.
    let open = Rc::new(RefCell::new(Some((dialog.clone(), answer))));
    dialog.connect_response(move |_, response| {
        if let Some((dialog, answer)) = open.borrow_mut().take() {
            let chosen = (response == ResponseType::Accept).then(|| dialog.filename()).flatten();
            dialog.destroy();
            // Nobody waits any more where the app is ending.
            let _ = answer.send(chosen);
        }
    });
    dialog.show();
}

#[cfg(not(target_os = "linux"))]
fn ask_here(app: &AppHandle, question: Question, answer: oneshot::Sender<Option<PathBuf>>) {
    let mut dialog = rfd::AsyncFileDialog::new();
    if let Some(window) = windows::main_of(app) {
        dialog = dialog.set_parent(&window);
    }
    // It is made here, and waited for elsewhere.
    match question {
        Question::Save { name } => {
            let asked = dialog.set_file_name(name).save_file();
            tauri::async_runtime::spawn(async move { answer.send(asked.await.map(|file| file.path().to_owned())) });
        }
        Question::Open => {
            let asked = dialog.pick_file();
            tauri::async_runtime::spawn(async move { answer.send(asked.await.map(|file| file.path().to_owned())) });
        }
    }
}

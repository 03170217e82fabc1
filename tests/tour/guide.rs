//! Who leads the tour: the session, the browser, and the pictures taken on the way.

use std::path::PathBuf;

use support::browser::Browser;
use support::desktop::App;
use support::session::{Keyring, Session};

/// The scheme that the app answers.
pub(crate) const SCHEME: &str = "app.countersign.desktop";

/// The one who leads.
pub(crate) struct Guide {
    pub(crate) session: Session,
    pub(crate) browser: Browser,
    folder: PathBuf,
    pictures: Vec<PathBuf>,
    theme: &'static str,
}

impl Guide {
    /// Starts a session with display, bus, keychain and browser.
    pub(crate) fn set_out(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{} cannot be made: {error}", folder.display()));
        for old in std::fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "png"))
        {
            std::fs::remove_file(old.path()).unwrap();
        }
        let mut session = Session::with_display(Keyring::Unlocked, 1440, 900);
        let browser = Browser::install(&mut session);
        let guide = Self { session, browser, folder, pictures: Vec::new(), theme: "light" };
        guide.tell("a desktop session of its own: display, bus, keychain, browser");
        guide
    }

    /// Starts the app in a theme.
    pub(crate) async fn start_app(&mut self, theme: &'static str) -> App {
        self.theme = theme;
        let app = App::start(&self.session, &["--theme", theme]).await;
        app.client().set_window_size(1280, 800).await.ok();
        self.tell(&format!("Countersign started, in the {theme} theme"));
        app
    }

    /// Says where the tour is.
    pub(crate) fn tell(&self, step: &str) {
        println!("tour: {step}");
    }

    /// Keeps what the app shows.
    pub(crate) async fn picture(&mut self, app: &App, name: &str) {
        self.keep(name, &app.picture().await);
    }

    /// Keeps a PNG.
    pub(crate) fn keep(&mut self, name: &str, png: &[u8]) {
        let path = self.folder.join(format!("{:02}-{name}-{}.png", self.pictures.len() + 1, self.theme));
        std::fs::write(&path, png).unwrap_or_else(|error| panic!("{} cannot be written: {error}", path.display()));
        println!("tour: {}", path.display());
        self.pictures.push(path);
    }

    /// Says how it went.
    pub(crate) fn come_home(self) {
        println!("tour: {} pictures in {}. All went well.", self.pictures.len(), self.folder.display());
    }
}

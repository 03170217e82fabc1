//! The habits of a desktop app: staying in the tray, starting with the computer, telling what happens while nobody looks.
//!
//! Each is a choice of the person and off at first. What the desktop does not offer (a tray, notifications) is not missed: the
//! app goes on without.
//!
//! * `tray`: the icon, and its menu as comparable data. Where it goes, a window that is hidden behind it comes back.
//! * `notices`: what is worth a notification; `bus` has it shown, on Linux. Elsewhere there are none.
//! * `words`: what is said there, in the languages of the window.
//!
//! Starting with the computer is an entry on a list of the system, which the engine writes: the person may take it off there too,
//! so that the list is asked and no preference kept.

#[cfg(target_os = "linux")]
mod bus;
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "nothing shows them there"))]
mod notices;
mod tray;
mod words;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use countersign_engine::autostart::Autostart;
use countersign_engine::{Engine, Home};
use countersign_wire::desktop::{DesktopHabits, Wanted};
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use countersign_wire::preferences::Preferences;
use tauri::{AppHandle, Manager as _, WebviewWindow, Window, WindowEvent};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::closing::Wish;
use crate::desk::Desk;
use crate::placement::KeptPlacement;
use crate::windows::{First, Raise, is_in_front, main_of};
use notices::{Notice, Notices};
use tray::{Choice, Tray};
use words::Words;

/// How long a window may take to come to the front by itself.
const UNTIL_IN_FRONT: Duration = Duration::from_secs(1);

/// How often it is looked whose secret ends. Nobody is asked for it, and the window may have been in front the last time.
const BETWEEN_LOOKS: Duration = Duration::from_secs(3600);

/// All of them.
pub(crate) struct Habits {
    tray: Tray,
    autostart: Autostart,
    notices: Mutex<Notices>,
    /// The tray may have to look otherwise.
    changed: Notify,
    engine: OnceLock<Engine>,
    #[cfg(target_os = "linux")]
    bus: bus::SessionBus,
    #[cfg(target_os = "linux")]
    presses: tokio::sync::OnceCell<()>,
}

impl Habits {
    /// Nothing is asked of the desktop yet.
    pub(crate) fn of(home: &Home) -> Self {
        Self {
            tray: Tray::new(home.path().join("tray")),
            autostart: Autostart::of_this_program(home),
            notices: Mutex::default(),
            changed: Notify::new(),
            engine: OnceLock::new(),
            #[cfg(target_os = "linux")]
            bus: bus::SessionBus::default(),
            #[cfg(target_os = "linux")]
            presses: tokio::sync::OnceCell::new(),
        }
    }

    /// What is seen of the window at first, where the app was started to be in the background.
    pub(crate) async fn first_in_background(&self) -> First {
        #[cfg(target_os = "linux")]
        self.tray.found(self.bus.shows_trays().await);
        if self.tray.is_there() { First::Hidden } else { First::Minimised }
    }

    /// Whether there is a tray that a hidden window can be found by.
    pub(crate) fn has_tray(&self) -> bool {
        self.tray.is_shown()
    }

    /// What the desktop offers just now.
    pub(crate) async fn offered(&self) -> DesktopHabits {
        #[cfg(target_os = "linux")]
        let can_notify = self.bus.can_notify().await;
        #[cfg(not(target_os = "linux"))]
        let can_notify = false;
        DesktopHabits { has_tray: self.has_tray(), can_notify, starts_with_computer: self.autostart.is_on() }
    }

    /// Puts the app on the list of what starts with the computer, or takes it off.
    pub(crate) async fn start_with_computer(&self, on: bool) -> Result<DesktopHabits, UserError> {
        self.autostart.set(on)?;
        Ok(self.offered().await)
    }

    /// The preferences are others: the tray may speak another language now, and a window is not hidden against the person's wish.
    pub(crate) fn preferences_changed(&self, app: &AppHandle, before: &Preferences, now: &Preferences) {
        if before.keep_in_tray && !now.keep_in_tray {
            show_if_hidden(app);
        }
        self.changed.notify_one();
    }

    /// Deals with what happens to the window: its place is noted, and closing it hides it where the person wants that and a tray
    /// is there to find it by. Otherwise it ends the app, unless they are to be asked first.
    pub(crate) fn at_the_window(&self, window: &Window, event: &WindowEvent, desk: &Desk, placement: &KeptPlacement) {
        let app = window.app_handle();
        let Some(main) = main_of(app) else { return };
        match event {
            WindowEvent::Moved(_) | WindowEvent::Resized(_) => placement.note(&main),
            WindowEvent::CloseRequested { api, .. } => {
                placement.note(&main);
                placement.keep();
                if self.hides_into_the_tray(&main, &desk.preferences.now()) || !may_end(app, desk) {
                    api.prevent_close();
                }
            }
            _ => {}
        }
    }

    /// Hides the window where it can be found again. Tells whether it did.
    fn hides_into_the_tray(&self, main: &WebviewWindow, preferences: &Preferences) -> bool {
        if !preferences.keep_in_tray || !self.has_tray() {
            return false;
        }
        let hidden = main.hide().inspect_err(|error| tracing::warn!(%error, "the window is closed, as it could not be hidden"));
        // The tray may have gone in this very moment.
        self.changed.notify_one();
        hidden.is_ok()
    }

    /// Keeps them, for as long as the app runs.
    pub(crate) async fn keep(self: Arc<Self>, app: AppHandle, desk: Arc<Desk>) {
        self.autostart.renew();
        tokio::join!(self.follow_trays(), self.keep_tray(&app, &desk), self.follow_engine(&app, &desk), self.watch_secrets(&app, &desk));
    }

    /// Notices when somebody begins or ceases to show trays.
    async fn follow_trays(&self) {
        #[cfg(target_os = "linux")]
        if let Some(here) = self.bus.follow_trays().await {
            use futures_util::StreamExt as _;
            let mut here = std::pin::pin!(here);
            while let Some(here) = here.next().await {
                let found = self.tray.found(here);
                tracing::info!(found, "a tray");
                self.changed.notify_one();
            }
        }
    }

    async fn keep_tray(&self, app: &AppHandle, desk: &Desk) {
        loop {
            if self.tray.is_there() {
                // While the vault does not open there are none to show; the rest of the menu is there.
                let accounts = match self.engine.get() {
                    Some(engine) => engine.accounts().await.unwrap_or_default(),
                    None => Vec::new(),
                };
                self.tray.show(app, &accounts, Words::of(desk.preferences.now().language), chosen);
            }
            if !self.has_tray() {
                show_if_hidden(app);
            }
            self.changed.notified().await;
        }
    }

    async fn follow_engine(self: &Arc<Self>, app: &AppHandle, desk: &Desk) {
        let Ok(engine) = desk.engine().await else { return };
        let mut events = engine.events();
        let _first = self.engine.set(engine);
        self.changed.notify_one();
        loop {
            match events.recv().await {
                Ok(event) => {
                    if matches!(event, Event::AccountChanged(_) | Event::AccountRemoved { .. } | Event::KeychainChanged(_)) {
                        self.changed.notify_one();
                    }
                    self.tell(app, desk, |notices, words| notices.of(&event, words));
                }
                Err(RecvError::Lagged(_)) => self.changed.notify_one(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Tells of secrets that end soon, while the window is not seen.
    async fn watch_secrets(self: &Arc<Self>, app: &AppHandle, desk: &Desk) {
        let Ok(engine) = desk.engine().await else { return };
        loop {
            tokio::time::sleep(UNTIL_IN_FRONT).await;
            if desk.preferences.now().notifications && !is_in_front(app) {
                // While the vault does not open nothing is known of them.
                for provider in engine.providers_whose_secret_ends().await.unwrap_or_default() {
                    self.tell(app, desk, |notices, words| notices.of_secret(&provider, words));
                }
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Has a notification shown, where the person wants them and does not see it anyway.
    fn tell(self: &Arc<Self>, app: &AppHandle, desk: &Desk, notice: impl FnOnce(&mut Notices, &Words) -> Option<Notice>) {
        let preferences = desk.preferences.now();
        if !preferences.notifications {
            return;
        }
        let words = Words::of(preferences.language);
        let Some(notice) = notice(&mut self.notices.lock().unwrap_or_else(PoisonError::into_inner), words) else { return };
        let (habits, app) = (Arc::clone(self), app.clone());
        tokio::spawn(async move {
            // A link that finishes a sign-in brings the window to the front, where the desktop lets it.
            tokio::time::sleep(UNTIL_IN_FRONT).await;
            if !is_in_front(&app) {
                habits.show_notice(&app, notice, words).await;
            }
        });
    }

    #[cfg(target_os = "linux")]
    async fn show_notice(self: &Arc<Self>, app: &AppHandle, notice: Notice, words: &Words) {
        self.presses.get_or_init(|| async { self.follow_presses(app.clone()).await }).await;
        let said = bus::Said { summary: &notice.summary, body: notice.body, action: words.show };
        match self.bus.notify(&said).await {
            Ok(number) => self.notices.lock().unwrap_or_else(PoisonError::into_inner).shown(number, notice.wanted),
            Err(error) => tracing::info!(%error, "a notification was not shown"),
        }
    }

    #[cfg(not(target_os = "linux"))]
    async fn show_notice(self: &Arc<Self>, _: &AppHandle, _: Notice, _: &Words) {}

    /// Listens, from the first notification on, to which of them are pressed.
    #[cfg(target_os = "linux")]
    async fn follow_presses(self: &Arc<Self>, app: AppHandle) {
        use futures_util::StreamExt as _;
        let Some(pressed) = self.bus.pressed().await else { return };
        let habits = Arc::clone(self);
        tokio::spawn(async move {
            let mut pressed = std::pin::pin!(pressed);
            while let Some(number) = pressed.next().await {
                let wanted = habits.notices.lock().unwrap_or_else(PoisonError::into_inner).pressed(number);
                if let Some(wanted) = wanted {
                    chosen(&app, Choice::GoTo(wanted));
                }
            }
        });
    }
}

/// Does what was chosen outside of the window.
fn chosen(app: &AppHandle, choice: Choice) {
    match choice {
        Choice::GoTo(wanted) => show(app, wanted),
        Choice::Open => app.state::<Raise>().raise(),
        Choice::Quit => quit(app),
    }
}

/// Ends the app, unless the person is to be asked first.
pub(crate) fn quit(app: &AppHandle) {
    if may_end(app, &app.state::<Arc<Desk>>()) {
        app.exit(0);
    }
}

/// Whether the app may end now. Where the person is asked first, the question is before them.
fn may_end(app: &AppHandle, desk: &Desk) -> bool {
    let wish = desk.closing.wish(Instant::now());
    if wish == Wish::Asked {
        desk.bridge.tell(Event::QuitWanted);
        app.state::<Raise>().raise();
    }
    wish == Wish::Granted
}

/// Brings back a window that nobody could find any more. One that is minimised is found by its name.
fn show_if_hidden(app: &AppHandle) {
    if main_of(app).is_some_and(|window| !window.is_visible().unwrap_or(true)) {
        app.state::<Raise>().raise();
    }
}

fn show(app: &AppHandle, wanted: Wanted) {
    app.state::<Arc<Desk>>().bridge.tell(Event::GoTo(wanted));
    app.state::<Raise>().raise();
}

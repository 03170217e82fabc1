//! Countersign's desktop app: a thin face over the engine, which also hosts an accounts service in its own process.
//!
//! A short tour, along a start:
//!
//! * `options` reads the arguments; `instance` decides whether this is the one running app of its home, or hands over
//!   what it was started with (a deep link) and ends.
//! * `windows` opens the one window, which never leaves the app's own pages, as the person left it (`placement`).
//! * `desk` is what all commands stand on. It opens the engine (`opening` says whether it is), starts the service on this
//!   computer again where it was asked for once (`hosted_accounts`), and registers the app's scheme, while the window is
//!   drawn.
//! * `app_menu`: the menu that macOS has.
//! * `closing`: whoever ends the app while something in the window is unfinished is asked first. `ending`: a signal ends it as a
//!   closed window does and asks nothing, a second one at once.
//! * `hosted_agent` gives tokens to other programs of the person, who is asked in the window.
//! * `arrivals` takes links, from the arguments or from second starts, to the engine. They never reach the web view.
//! * `bindings` is the one list of `commands`; the screen's types are generated from it. `bridge` takes events to the
//!   screen through a channel.
//! * `clipboard` and `held_secrets`: a client secret goes from the clipboard to the engine, past the web view. `held` is what
//!   the screen goes on with by a handle, as it does with a CA certificate that the person chose (`held_cas`).
//! * `files`: what the person has the app write, where they said by the system's own window (`chooser`).
//! * `habits`: the tray, starting with the computer, notifications; what the desktop does not offer is not missed.
//! * `picture`: what a service sends as one, looked at and written anew before the page has it.
//! * `browser`: what the person calls their default browser.
//! * `preferences`: how they want the app to be; `kept_file`, the small files of the app's own.
//!
//! Left out on purpose: the deep-link and single-instance plugins (one shows the callback to every web view, the other
//! hands it to whoever takes a bus name first), any rule of sign-in, and any storage. The window's place, notifications, the
//! start with the computer and the question for a file need no plugin either: each is a file or a call, and the page is given
//! no door to them. Trays that speak only XEmbed are not used. On macOS the Dock's *Quit* and the end of the session end the app without a question;
//! notifications and the start with the computer are Linux's alone.

mod app_menu;
mod arrivals;
mod bindings;
mod bridge;
mod browser;
mod chooser;
mod clipboard;
mod closing;
mod commands;
mod desk;
#[cfg(unix)]
mod ending;
mod files;
mod habits;
mod held;
mod held_cas;
mod held_secrets;
mod hosted_accounts;
mod hosted_agent;
mod instance;
mod kept_file;
mod opening;
mod options;
mod picture;
mod placement;
mod preferences;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use countersign_engine::{Home, Parts};
use countersign_wire::error::UserError;
use tauri::{Manager as _, RunEvent};
use tokio::sync::mpsc;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub use bindings::write_bindings;

use habits::Habits;
use instance::{Arrival, Instance, Start};
use options::Options;
use placement::KeptPlacement;
use windows::{First, FirstSight, Raise, UsualTheme};

/// How many arrivals wait while the engine opens.
const MOST_WAITING: usize = 64;

/// Runs the app until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let options = Options::parse();
    start_log();
    let started = Home::resolve(options.home.clone()).and_then(|home| {
        let start = instance::start(home.path(), &options.arrival())?;
        Ok((home, start))
    });
    match started {
        Ok((_, Start::HandedOver)) => ExitCode::SUCCESS,
        Ok((home, Start::First(instance))) => match show(&options, home, instance) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
        Err(UserError { message, .. }) => fail(&message),
    }
}

#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn fail(message: &str) -> ExitCode {
    eprintln!("countersign-desktop: {message}");
    ExitCode::FAILURE
}

/// Warnings on stderr, or what `COUNTERSIGN_LOG` (`error` to `trace`) asks for; of this program's own crates only, as
/// what a library logs at its finest level is not known to be free of secrets.
fn start_log() {
    let level = std::env::var("COUNTERSIGN_LOG").ok().and_then(|word| word.parse().ok()).unwrap_or(Level::WARN);
    let ours = ["countersign_desktop", "countersign_engine", "countersign_accounts"];
    let targets = Targets::new().with_targets(ours.map(|name| (name, level)));
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(targets).with(layer).init();
}

fn show(options: &Options, home: Home, instance: Instance) -> tauri::Result<()> {
    let habits = Arc::new(Habits::of(&home));
    let placement = Arc::new(KeptPlacement::of(&home));
    let desk = Arc::new(desk::Desk::new(home, Parts::system()));
    let (send, arrivals) = mpsc::channel(MOST_WAITING);
    if let arrival @ Arrival::Callback(_) = options.arrival() {
        // The channel is new and empty: there is room.
        let _ = send.try_send(arrival);
    }
    let usual = UsualTheme(options.theme.map(Into::into));
    let first = match options.hidden {
        true => tauri::async_runtime::block_on(habits.first_in_background()),
        false => First::Shown,
    };
    let starting = Starting { desk: Arc::clone(&desk), habits: Arc::clone(&habits), placement: Arc::clone(&placement), first };
    let (second_starts, kept) = (send.clone(), Arc::clone(&placement));
    let app = with_a_menu(tauri::Builder::default())
        .manage(Arc::clone(&desk))
        .manage(Arc::clone(&habits))
        .manage(usual)
        .invoke_handler(bindings::handler())
        .on_window_event(move |window, event| habits.at_the_window(window, event, &desk, &kept))
        .setup(move |app| {
            starting.begin(app, usual, arrivals)?;
            listen(instance, second_starts);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |app, event| match event {
        RunEvent::Exit => {
            placement.keep();
            tauri::async_runtime::block_on(app.state::<Arc<desk::Desk>>().close());
        }
        // There, a link is an event of the running app, be it warm or cold.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            for url in urls {
                let _ = send.try_send(Arrival::Callback(String::from(url).into_bytes()));
            }
        }
        // Somebody presses the app in the Dock: its window may be hidden.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => app.state::<Raise>().raise(),
        _ => {}
    });
    Ok(())
}

/// The system that has one menu for the whole app needs it there.
fn with_a_menu(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    if cfg!(target_os = "macos") {
        builder.menu(app_menu::usual).on_menu_event(|app, event| app_menu::chosen(app, &event))
    } else {
        builder
    }
}

/// What a start needs, once Tauri is there.
struct Starting {
    desk: Arc<desk::Desk>,
    habits: Arc<Habits>,
    placement: Arc<KeptPlacement>,
    first: First,
}

impl Starting {
    fn begin(self, app: &tauri::App, usual: UsualTheme, arrivals: mpsc::Receiver<Arrival>) -> tauri::Result<()> {
        let Self { desk, habits, placement, first } = self;
        let sight = FirstSight { preferences: &desk.preferences.now(), usual, placement: placement.now(), first };
        windows::open(app, &sight)?;
        let raise = Raise::of(app.handle(), placement);
        app.manage(raise.clone());
        tauri::async_runtime::spawn(arrivals::receive(Arc::clone(&desk), raise, arrivals));
        #[cfg(unix)]
        tauri::async_runtime::spawn(ending::at_a_signal(app.handle().clone(), Arc::clone(&desk)));
        tauri::async_runtime::spawn(Arc::clone(&desk).open());
        tauri::async_runtime::spawn(habits.keep(app.handle().clone(), desk));
        Ok(())
    }
}

/// Takes what second starts bring, for as long as the app runs.
#[cfg(unix)]
fn listen(mut instance: Instance, arrivals: mpsc::Sender<Arrival>) {
    tauri::async_runtime::spawn(async move {
        if let Some(door) = instance.door.take()
            && let Err(error) = door.serve(arrivals).await
        {
            tracing::warn!(%error, "a second start cannot hand over any more");
        }
        // Whatever becomes of the door, this is the one running app.
        std::future::pending::<()>().await;
        drop(instance);
    });
}

/// A second start brings nothing there; this is the one running app all the same.
#[cfg(not(unix))]
fn listen(instance: Instance, _: mpsc::Sender<Arrival>) {
    tauri::async_runtime::spawn(async move {
        std::future::pending::<()>().await;
        drop(instance);
    });
}

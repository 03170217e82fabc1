//! What the panel of a desktop is to its programs: a tray, and somebody who shows notifications. The sessions of the tests have none
//! but this one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use support::session::Session;
use support::wait::found;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, interface};

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// What it has been told.
#[derive(Default)]
struct Told {
    /// The bus names and the paths of the items in the tray.
    items: Vec<(String, String)>,
    notices: Vec<Notice>,
    /// Nobody shows what the watcher knows of.
    is_away: bool,
}

/// A notification that it shows.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) summary: String,
    pub(crate) body: String,
}

/// The panel, for as long as this lives.
pub(crate) struct Panel {
    bus: Connection,
    told: Arc<Mutex<Told>>,
}

/// A line of a menu, by its number.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

struct Watcher(Arc<Mutex<Told>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// A program names either its object or its bus name.
    async fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().unwrap().to_string();
        let item = if service.starts_with('/') { (sender, service.to_owned()) } else { (service.to_owned(), "/StatusNotifierItem".into()) };
        self.0.lock().unwrap().items.push(item);
    }

    #[zbus(property)]
    async fn is_status_notifier_host_registered(&self) -> bool {
        !self.0.lock().unwrap().is_away
    }

    #[zbus(signal)]
    async fn status_notifier_host_unregistered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    #[zbus(property)]
    async fn protocol_version(&self) -> i32 {
        0
    }
}

struct Notifications(Arc<Mutex<Told>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    async fn notify(
        &self,
        _app_name: &str,
        _replaces_id: u32,
        _app_icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut told = self.0.lock().unwrap();
        told.notices.push(Notice { summary: summary.into(), body: body.into() });
        u32::try_from(told.notices.len()).unwrap()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}

impl Panel {
    /// Begins to show trays and notifications in a session.
    pub(crate) async fn start(session: &Session) -> Self {
        let address = session.environment().iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS").unwrap().1.clone();
        let told: Arc<Mutex<Told>> = Arc::default();
        let bus = zbus::connection::Builder::address(address.to_str().unwrap())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&told)))
            .unwrap()
            .serve_at(NOTIFICATIONS, Notifications(Arc::clone(&told)))
            .unwrap()
            .name(WATCHER)
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, told }
    }

    /// What the menu in the tray says, once it says something of that kind.
    pub(crate) async fn menu_with(&self, words: &str) -> Vec<String> {
        let look = || async {
            let says: Vec<String> = self.lines().await?.into_iter().map(|(_, says)| says).collect();
            says.iter().any(|line| line.contains(words)).then_some(says)
        };
        match found(look).await {
            Some(says) => says,
            None => panic!("no menu with “{words}”, but {:?} of {:?}", self.lines().await, self.told.lock().unwrap().items),
        }
    }

    /// Presses a line of the menu.
    pub(crate) async fn choose(&self, words: &str) {
        self.menu_with(words).await;
        let (number, _) = self.lines().await.unwrap().into_iter().find(|(_, says)| says == words).unwrap();
        let (name, menu) = self.menu().await.unwrap();
        let pressed = (number, "clicked", Value::from(0_i32), 0_u32);
        self.bus.call_method(Some(name.as_str()), &menu, Some("com.canonical.dbusmenu"), "Event", &pressed).await.unwrap();
    }

    /// Shows nothing any more, while the watcher beside it stays, as a panel that crashed.
    pub(crate) async fn go_away(&self) {
        self.told.lock().unwrap().is_away = true;
        let emitter = SignalEmitter::new(&self.bus, "/StatusNotifierWatcher").unwrap();
        Watcher::status_notifier_host_unregistered(&emitter).await.unwrap();
    }

    /// Shows no trays any more, as a panel that ended with its watcher.
    pub(crate) async fn leave(&self) {
        self.bus.release_name(WATCHER).await.unwrap();
    }

    /// Whether something is in the tray.
    pub(crate) fn has_an_item(&self) -> bool {
        !self.told.lock().unwrap().items.is_empty()
    }

    /// The notifications so far.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.told.lock().unwrap().notices.clone()
    }

    /// Presses the notification of that number, from one.
    pub(crate) async fn press_notice(&self, number: u32) {
        let emitter = SignalEmitter::new(&self.bus, NOTIFICATIONS).unwrap();
        Notifications::action_invoked(&emitter, number, "default").await.unwrap();
    }

    /// The numbers and the words of the menu's lines; nothing where there is no menu yet.
    async fn lines(&self) -> Option<Vec<(i32, String)>> {
        let (name, menu) = self.menu().await?;
        let whole = (0_i32, -1_i32, Vec::<String>::new());
        let answer = self.bus.call_method(Some(name.as_str()), &menu, Some("com.canonical.dbusmenu"), "GetLayout", &whole).await.ok()?;
        let (_, (_, _, lines)): (u32, Layout) = answer.body().deserialize().ok()?;
        let line = |line: OwnedValue| {
            let (number, about, _) = Layout::try_from(line).ok()?;
            let says = about.get("label").and_then(|label| <&str>::try_from(label).ok()).unwrap_or("-");
            Some((number, says.to_owned()))
        };
        lines.into_iter().map(line).collect()
    }

    /// Where the menu of the item is that came last.
    async fn menu(&self) -> Option<(String, OwnedObjectPath)> {
        let (name, path) = self.told.lock().unwrap().items.last().cloned()?;
        let asked = ("org.kde.StatusNotifierItem", "Menu");
        let answer =
            self.bus.call_method(Some(name.as_str()), path.as_str(), Some("org.freedesktop.DBus.Properties"), "Get", &asked).await.ok()?;
        let menu: OwnedValue = answer.body().deserialize().ok()?;
        Some((name, OwnedObjectPath::try_from(menu).ok()?))
    }
}

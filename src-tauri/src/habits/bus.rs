//! The session's bus, as far as habits go: who shows trays (freedesktop's StatusNotifierItem), and notifications (freedesktop's Desktop
//! Notifications 1.2).
//!
//! Nothing that is secret or names a person is said here: any program of the session may listen.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::OnceCell;
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::proxy::CacheProperties;
use zbus::zvariant::Value;

/// How long the bus may take, before the app goes on as if there were none.
const PATIENCE: Duration = Duration::from_secs(2);
/// The name under which it is known which icons and which panels there are.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// The name under which notifications are shown.
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;
}

/// Whoever knows of the icons, and of the panels that show them. A panel may go while this stays.
#[zbus::proxy(
    interface = "org.kde.StatusNotifierWatcher",
    default_service = "org.kde.StatusNotifierWatcher",
    default_path = "/StatusNotifierWatcher"
)]
trait TrayWatcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;

    #[zbus(signal)]
    fn status_notifier_host_registered(&self) -> zbus::Result<()>;

    #[zbus(signal)]
    fn status_notifier_host_unregistered(&self) -> zbus::Result<()>;
}

/// A connection that is made when it is first needed; `None` within where there is no bus.
#[derive(Default)]
pub(crate) struct SessionBus(OnceCell<Option<Connection>>);

/// What a notification says.
pub(crate) struct Said<'a> {
    pub(crate) summary: &'a str,
    pub(crate) body: &'a str,
    /// The name of what pressing it does, where the desktop shows a button for that.
    pub(crate) action: &'a str,
}

impl SessionBus {
    async fn connection(&self) -> Option<&Connection> {
        let connect = async {
            match tokio::time::timeout(PATIENCE, Connection::session()).await {
                Ok(Ok(connection)) => Some(connection),
                Ok(Err(error)) => {
                    tracing::info!(%error, "there is no session bus, and so neither a tray nor notifications");
                    None
                }
                Err(_) => {
                    tracing::warn!("the session bus does not answer; there is neither a tray nor are there notifications");
                    None
                }
            }
        };
        self.0.get_or_init(|| connect).await.as_ref()
    }

    /// Whether somebody has a name just now.
    async fn has(&self, name: &'static str) -> bool {
        let ask = async { self.names().await?.name_has_owner(BusName::try_from(name).ok()?).await.ok() };
        tokio::time::timeout(PATIENCE, ask).await.ok().flatten().unwrap_or_default()
    }

    /// Whether somebody shows notifications, or would be started to.
    pub(crate) async fn can_notify(&self) -> bool {
        if self.has(NOTIFICATIONS).await {
            return true;
        }
        let ask = async { self.names().await?.list_activatable_names().await.ok() };
        let names = tokio::time::timeout(PATIENCE, ask).await.ok().flatten().unwrap_or_default();
        names.iter().any(|name| name.as_str() == NOTIFICATIONS)
    }

    /// Whether somebody shows trays just now. A watcher that does not say whether it has a panel is taken for one that has.
    pub(crate) async fn shows_trays(&self) -> bool {
        if !self.has(WATCHER).await {
            return false;
        }
        let ask = async { self.watcher().await?.is_status_notifier_host_registered().await.ok() };
        tokio::time::timeout(PATIENCE, ask).await.ok().flatten().unwrap_or(true)
    }

    /// The same: now, and each time that it may have changed. Ends where there is no bus.
    pub(crate) async fn follow_trays(&self) -> Option<impl Stream<Item = bool>> {
        let watcher = self.watcher().await?;
        let owners = self.names().await?.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await.ok()?;
        let came = watcher.receive_status_notifier_host_registered().await.ok()?;
        let went = watcher.receive_status_notifier_host_unregistered().await.ok()?;
        // Listened to before it is asked: whoever comes between is heard twice, and not missed.
        let panels = stream::select(came.map(|_| ()), went.map(|_| ()));
        let changes = stream::select(owners.map(|_| ()), panels);
        Some(stream::once(async {}).chain(changes).then(|()| self.shows_trays()))
    }

    /// Has a notification shown; gives its number.
    pub(crate) async fn notify(&self, said: &Said<'_>) -> zbus::Result<u32> {
        let Some(connection) = self.connection().await else { return Err(zbus::Error::Unsupported) };
        let proxy = NotificationsProxy::new(connection).await?;
        let hints = HashMap::from([("desktop-entry", Value::from(countersign_engine::scheme::SCHEME))]);
        let actions = ["default", said.action];
        proxy.notify("Countersign", 0, countersign_engine::scheme::SCHEME, said.summary, said.body, &actions, hints, -1).await
    }

    /// The numbers of the notifications that are pressed, from now on; not only this app's.
    pub(crate) async fn pressed(&self) -> Option<impl Stream<Item = u32> + use<>> {
        let proxy = NotificationsProxy::new(self.connection().await?).await.ok()?;
        let pressed = proxy.receive_action_invoked().await.ok()?;
        Some(pressed.filter_map(|signal| async move { signal.args().ok().map(|args| args.id) }))
    }

    async fn watcher(&self) -> Option<TrayWatcherProxy<'static>> {
        let builder = TrayWatcherProxy::builder(self.connection().await?);
        builder.cache_properties(CacheProperties::No).build().await.ok()
    }

    async fn names(&self) -> Option<DBusProxy<'static>> {
        DBusProxy::new(self.connection().await?).await.ok()
    }
}

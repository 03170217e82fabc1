//! The session's bus, as far as habits go: who is on it, and notifications (freedesktop's Desktop Notifications 1.2).
//!
//! Nothing that is secret or names a person is said here: any program of the session may listen.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::sync::OnceCell;
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::zvariant::Value;

/// How long the bus may take, before the app goes on as if there were none.
const PATIENCE: Duration = Duration::from_secs(2);
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
    pub(crate) async fn has(&self, name: &'static str) -> bool {
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

    /// Whether somebody has a name: now, and each time that changes. Ends where there is no bus.
    pub(crate) async fn follow(&self, name: &'static str) -> Option<impl Stream<Item = bool>> {
        let changes = self.names().await?.receive_name_owner_changed_with_args(&[(0, name)]).await.ok()?;
        // Listened to first: whoever comes between is heard twice, and not missed.
        let now = self.has(name).await;
        let later = changes.filter_map(|change| async move { change.args().ok().map(|args| args.new_owner().is_some()) });
        Some(futures_util::stream::once(async move { now }).chain(later))
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

    async fn names(&self) -> Option<DBusProxy<'static>> {
        DBusProxy::new(self.connection().await?).await.ok()
    }
}

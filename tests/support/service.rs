//! An accounts service in this process, on a port and a clock of its own.

use std::sync::Arc;

use countersign_accounts::clock::SettableClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::{AddedApp, Operator};
use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_accounts::{Config, Running, start};
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft};
use countersign_wire::person::{DateFormats, Formats, NumberSeparators, SmartDates};

/// When every settable clock begins: 2026-05-14 09:07:00 UTC.
pub const BEGINNING: i64 = 1_778_749_620;

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

/// Where Michael signs in.
pub const MICHAEL: &str = "michael@test.com";

/// Where Ada signs in, who is an administrator.
pub const ADA: &str = "ada@harbour.example";

/// A service that runs, with what a test needs to know of it.
pub struct Service {
    /// What it hosts.
    pub running: Running,
    /// Its clock, which stands still until a test moves it.
    pub clock: Arc<SettableClock>,
    folder: Arc<tempfile::TempDir>,
}

impl Service {
    /// A service without people and with the one app that every service carries.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_in(Arc::new(tempfile::tempdir().unwrap()), change).await
    }

    async fn start_in(folder: Arc<tempfile::TempDir>, change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(SettableClock::at(BEGINNING));
        let mut config = Config::new(folder.path().join("accounts.db"));
        config.clock = clock.clone();
        change(&mut config);
        let running = start(config).await.unwrap();
        Self { running, clock, folder }
    }

    /// A service with Michael and Ada, who is an administrator.
    pub async fn with_people() -> Self {
        let service = Self::start().await;
        service.add_person(michael()).await;
        service.add_person(ada()).await;
        service
    }

    /// Stops it and starts it anew over the same data, on another port.
    pub async fn restart(self) -> Self {
        self.restart_after(async || {}).await
    }

    /// The same, with something done to the data while it is stopped.
    pub async fn restart_after(self, meanwhile: impl AsyncFnOnce()) -> Self {
        self.restart_as(meanwhile, |_| {}).await
    }

    /// The same, with other settings.
    pub async fn restart_with(self, change: impl FnOnce(&mut Config)) -> Self {
        self.restart_as(async || {}, change).await
    }

    async fn restart_as(self, meanwhile: impl AsyncFnOnce(), change: impl FnOnce(&mut Config)) -> Self {
        let (folder, now) = (Arc::clone(&self.folder), countersign_accounts::clock::Clock::now(self.clock.as_ref()));
        self.running.stop().await;
        meanwhile().await;
        let again = Self::start_in(folder, change).await;
        again.clock.set(now);
        again
    }

    /// An address below the issuer.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.issuer())
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.running.issuer()
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("accounts.db")
    }

    /// Adds somebody, with [`PASSWORD`], as an operator does; gives their id.
    pub async fn add_person(&self, newcomer: Newcomer) -> String {
        self.operator().add_person(newcomer, PASSWORD.to_owned()).await.unwrap()
    }

    /// Adds an app, as an operator does.
    pub async fn add_app(&self, draft: OAuthAppDraft) -> AddedApp {
        self.operator().add_app(draft).await.unwrap()
    }

    /// The command line of an operator, beside the running service.
    #[must_use]
    pub fn operator(&self) -> Operator {
        Operator::open(&self.database(), self.clock.clone(), Arc::new(SystemEntropy)).unwrap()
    }
}

/// An HTTP client that follows no redirect, as a client of OAuth must not.
#[must_use]
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(crate::wait::LIMIT).no_proxy().build().unwrap()
}

/// Michael, a member, as Inbenta's document shows him.
#[must_use]
pub fn michael() -> Newcomer {
    Newcomer {
        email: MICHAEL.into(),
        name: "Michael".into(),
        role: Role::Member,
        organisation: None,
        formats: Formats {
            locale: Some("en".into()),
            timezone: Some("Europe/Madrid".into()),
            dates: DateFormats { format: Some("DD-MM-YYYY".into()), smart: Some(SmartDates::Off) },
            number_separators: NumberSeparators { thousands: Some(".".into()), decimal: Some(",".into()) },
        },
    }
}

/// Ada, an administrator, who differs from Michael in everything that can be shown.
#[must_use]
pub fn ada() -> Newcomer {
    Newcomer {
        email: ADA.into(),
        name: "Ada Ruiz".into(),
        role: Role::Administrator,
        organisation: None,
        formats: Formats {
            locale: Some("es-MX".into()),
            timezone: Some("Asia/Tokyo".into()),
            dates: DateFormats { format: Some("YYYY/MM/DD".into()), smart: Some(SmartDates::On) },
            number_separators: NumberSeparators { thousands: Some(",".into()), decimal: Some(".".into()) },
        },
    }
}

/// A web app of the standard dialect that may ask for everything a member has.
#[must_use]
pub fn web_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Harbour Desk".into(),
        kind: AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: vec!["https://harbour.example/callback".into()],
        scopes: vec!["profile".into(), "email".into(), "offline_access".into()],
        trusted: false,
        enabled: true,
        pkce: None,
        with_secret: false,
        settings: AppSettings::default(),
    }
}

/// A native app of the standard dialect.
#[must_use]
pub fn native_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Harbour Till".into(),
        kind: AppKind::Native,
        redirect_uris: vec!["com.example.till:/callback".into(), "http://127.0.0.1/callback".into()],
        ..web_app()
    }
}

/// A web app as Inbenta's document shows it.
#[must_use]
pub fn inbenta_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Chat Desk".into(),
        dialect: DialectName::Inbenta,
        redirect_uris: vec!["https://my-application.com".into()],
        scopes: DialectName::Inbenta.scopes().iter().map(|scope| (*scope).to_owned()).collect(),
        ..web_app()
    }
}

/// A web app as the general document shows it.
#[must_use]
pub fn general_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Ledger".into(),
        dialect: DialectName::General,
        redirect_uris: vec!["https://ledger.example/callback".into()],
        scopes: vec!["read_write".into()],
        ..web_app()
    }
}

/// A web app as inTandem's document shows it: it asks for no scope.
#[must_use]
pub fn intandem_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Booking Desk".into(),
        dialect: DialectName::Intandem,
        redirect_uris: vec!["https://booking.example/callback".into()],
        scopes: Vec::new(),
        ..web_app()
    }
}

/// A web app as iiniit's document shows it.
#[must_use]
pub fn iiniit_app() -> OAuthAppDraft {
    OAuthAppDraft {
        name: "Gallery".into(),
        dialect: DialectName::Iiniit,
        redirect_uris: vec!["https://gallery.example/callback".into()],
        scopes: vec!["user:read".into(), "user:write".into()],
        ..web_app()
    }
}

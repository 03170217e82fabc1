//! A service with organisations, and who asks at the API of it.

use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_wire::app::OAuthAppDraft;
use support::service::{Service, michael, web_app};

pub(crate) use support::caller::{Caller, told};

/// The organisation that everything here belongs to unless said otherwise.
pub(crate) const HARBOUR: &str = "org-harbour";
/// Another one.
pub(crate) const MARKET: &str = "org-market";

/// A service with two organisations, Michael, Ada who administers it, and Manu who manages the apps of the harbour.
pub(crate) async fn service() -> Service {
    let service = Service::with_people().await;
    let raw = raw(&service);
    for (id, name) in [(HARBOUR, "Harbour"), (MARKET, "Market")] {
        raw.execute("INSERT INTO organisations (id, name, name_key, created_at, version) VALUES (?1, ?2, lower(?2), 0, 1)", [id, name])
            .unwrap();
    }
    for (email, organisation) in [("manu@harbour.example", HARBOUR), ("mara@market.example", MARKET)] {
        let manager = Newcomer { email: email.into(), role: Role::AppManager, organisation: Some(organisation.into()), ..michael() };
        service.add_person(manager).await;
    }
    service
}

/// Manu, who manages the apps of the harbour.
pub(crate) async fn of_the_harbour(service: &Service) -> Caller<'_> {
    Caller::of(service, "manu@harbour.example", "accounts:admin").await
}

/// Mara, who manages the apps of the market.
pub(crate) async fn of_the_market(service: &Service) -> Caller<'_> {
    Caller::of(service, "mara@market.example", "accounts:admin").await
}

/// A web app of that name.
pub(crate) fn named(name: &str) -> OAuthAppDraft {
    OAuthAppDraft { name: name.into(), ..web_app() }
}

/// The database, beside the service.
pub(crate) fn raw(service: &Service) -> rusqlite::Connection {
    rusqlite::Connection::open(service.database()).unwrap()
}

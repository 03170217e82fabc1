//! OAuth apps, their secrets, and what there is to know about one.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppFacets, AppImpact, AppQuery, OAuthAppDraft};

use super::Answer;
use super::rows::{
    App, AppGrant, AppSecret, AppsPage, DayCount, GrantsOf, NewApp, NoSecrets, NotAdded, NotApplied, NotChanged, NotRestored, NotRetired,
    NotSwitched, NotTransferred, OutOfReach, Reach, RefusedRedirectUri, SecretAdded,
};
use crate::audit::Entry;

/// OAuth apps and their secrets. Whoever changes one says how far they reach.
pub trait Apps {
    /// Adds an app.
    fn add_app(&self, app: NewApp, entry: Entry) -> Answer<'_, Result<App, NotAdded>>;
    /// One app.
    fn app(&self, client_id: &str) -> Answer<'_, Option<App>>;
    /// One page of apps; `after` is what the page before ended with: what apps are sorted by, and the client id.
    fn apps(&self, query: AppQuery, after: Option<(String, String)>, now: UnixSeconds) -> Answer<'_, AppsPage>;
    /// How many apps of a query there are by each thing they are chosen by.
    fn app_facets(&self, query: AppQuery, now: UnixSeconds) -> Answer<'_, AppFacets>;
    /// Every app but those that the service carries, by client id.
    fn all_apps(&self) -> Answer<'_, Vec<App>>;
    /// Whether an enabled app in a browser names this origin.
    fn is_origin(&self, origin: &str) -> Answer<'_, bool>;
    /// Sets everything that a draft may change, if the app still has `version`, and says in the audit what. Disabling ends all
    /// that it was given.
    fn update_app(
        &self,
        client_id: &str,
        reach: &Reach,
        draft: OAuthAppDraft,
        version: i64,
        entry: Entry,
    ) -> Answer<'_, Result<App, NotChanged>>;
    /// Enables or disables an app, whatever its version. Disabling ends all that it was given. What an administrator
    /// disabled is enabled by one.
    fn set_app_enabled(&self, client_id: &str, reach: &Reach, enabled: bool, entry: Entry) -> Answer<'_, Result<App, NotSwitched>>;
    /// Gives an app to an organisation, or to none.
    fn transfer_app(&self, client_id: &str, organisation: Option<String>, entry: Entry) -> Answer<'_, Result<App, NotTransferred>>;
    /// Deletes an app, and all that it was given.
    fn delete_app(&self, client_id: &str, reach: &Reach, entry: Entry) -> Answer<'_, Result<(), OutOfReach>>;
    /// Does many changes as one, all or none: each is an app to add, to set at its version, or to delete. At the first that
    /// cannot be done, its place and why.
    fn change_apps(&self, changes: Vec<(AppChange, Entry)>) -> Answer<'_, Result<(), (usize, NotApplied)>>;
    /// Adds a secret; of three that work the oldest is retired.
    fn add_secret(&self, client_id: &str, reach: &Reach, secret: AppSecret, entry: Entry) -> Answer<'_, Result<SecretAdded, NoSecrets>>;
    /// Retires a secret: it does not work from now on.
    fn retire_secret(&self, client_id: &str, reach: &Reach, secret: &str, entry: Entry) -> Answer<'_, Result<(), NotRetired>>;
    /// Takes the retiring of a secret back, where that was not before `since` and fewer than two others work.
    fn restore_secret(
        &self,
        client_id: &str,
        reach: &Reach,
        secret: &str,
        since: UnixSeconds,
        entry: Entry,
    ) -> Answer<'_, Result<(), NotRestored>>;
    /// Sets or takes away the logo of an app.
    fn set_app_logo(&self, client_id: &str, reach: &Reach, png: Option<Vec<u8>>, entry: Entry) -> Answer<'_, Result<(), OutOfReach>>;
}

/// One of several changes.
#[derive(Clone, Debug)]
pub enum AppChange {
    /// Adds an app.
    Add(Box<NewApp>),
    /// Sets everything that a draft may change, if the app still has the version.
    Set(String, Box<OAuthAppDraft>, i64),
    /// Deletes an app, if it still has the version.
    Delete(String, i64),
}

/// What apps were given, and what happened to them.
pub trait AppOverview {
    /// What deleting an app would break.
    fn app_impact(&self, client_id: &str, now: UnixSeconds) -> Answer<'_, AppImpact>;
    /// Grants that last, the latest first; `before` is when and with which id the page before ended.
    fn grants(&self, of: GrantsOf, before: Option<(UnixSeconds, String)>, limit: u32, now: UnixSeconds) -> Answer<'_, Vec<AppGrant>>;
    /// Ends one grant of an app within reach or of a person, or all of them; says how many.
    fn end_grants(&self, of: GrantsOf, reach: &Reach, grant: Option<String>, entry: Entry) -> Answer<'_, u64>;
    /// What happened to an app from a day on, in days since 1970-01-01.
    fn app_usage(&self, client_id: &str, from: i64) -> Answer<'_, Vec<DayCount>>;
    /// Return addresses of an app that were asked for lately and are not registered, the latest first.
    fn refused_redirect_uris(&self, client_id: &str) -> Answer<'_, Vec<RefusedRedirectUri>>;
}

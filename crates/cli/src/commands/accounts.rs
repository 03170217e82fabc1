//! `countersign accounts`, `profile` and `refresh`.

use countersign_engine::Engine;
use countersign_wire::UnixSeconds;
use countersign_wire::account::{AccountView, SessionStatus};
use countersign_wire::error::UserError;
use countersign_wire::person::{DateFormats, NumberSeparators};
use countersign_wire::profile::{Access, Profile};
use countersign_wire::scope::ScopeSet;
use serde::Serialize;
use utoipa::ToSchema;

use crate::output::{Failure, Output, pairs, time, when};

/// An account, in the keys that scripts rely on.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountLine {
    id: String,
    provider: String,
    #[schema(required = true)]
    subject: Option<String>,
    #[schema(required = true)]
    name: Option<String>,
    state: SessionStatus,
    can_refresh: bool,
    #[schema(required = true)]
    expires_at: Option<UnixSeconds>,
    scopes: ScopeSet,
    /// For people, where two of them have one name.
    #[serde(skip)]
    email: Option<String>,
}

impl From<AccountView> for AccountLine {
    fn from(view: AccountView) -> Self {
        let AccountView { id, provider, subject, name, email, state, can_refresh, expires_at, scopes, .. } = view;
        // Scripts know four words; that the token is about to end they see by `expires_at`.
        let state = if state.is_live() { SessionStatus::Active } else { state };
        Self { id, provider, subject, name, state, can_refresh, expires_at, scopes, email }
    }
}

/// A profile, in the keys that scripts rely on.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProfileLine {
    id: String,
    #[schema(required = true)]
    name: Option<String>,
    #[schema(required = true)]
    email: Option<String>,
    #[schema(required = true)]
    locale: Option<String>,
    #[schema(required = true)]
    timezone: Option<String>,
    dates: DateFormats,
    number_separators: NumberSeparators,
    #[schema(required = true)]
    business: Option<String>,
    scopes: Access,
    read_at: UnixSeconds,
}

impl From<Profile> for ProfileLine {
    fn from(profile: Profile) -> Self {
        let Profile { id, subject: _, name, email, locale, timezone, dates, number_separators, business, scopes, read_at } = profile;
        Self { id, name, email, locale, timezone, dates, number_separators, business, scopes, read_at }
    }
}

pub(super) async fn list(engine: &Engine, out: Output) -> Result<(), Failure> {
    let lines: Vec<AccountLine> = engine.accounts().await?.into_iter().map(AccountLine::from).collect();
    out.list(
        &lines,
        &["ACCOUNT", "PROVIDER", "NAME", "STATE", "TOKEN ENDS", "SCOPES"],
        |line| {
            vec![
                line.id.clone(),
                line.provider.clone(),
                told_apart(line, &lines),
                state(line.state).into(),
                line.expires_at.map_or_else(|| "–".into(), when),
                line.scopes.to_wire(),
            ]
        },
        "Nobody is signed in. Sign in with: countersign sign-in PROVIDER",
    )
}

/// The name; with the e-mail address where somebody else here has the same one.
fn told_apart(line: &AccountLine, all: &[AccountLine]) -> String {
    let name = line.name.clone().or_else(|| line.subject.clone()).unwrap_or_else(|| "–".into());
    let is_shared = all.iter().any(|other| other.id != line.id && other.name == line.name);
    match &line.email {
        Some(email) if is_shared => format!("{name}, {email}"),
        _ => name,
    }
}

/// One account, as `sign-in` answers.
pub(super) fn show(out: Output, view: AccountView) -> Result<(), Failure> {
    let line = AccountLine::from(view);
    out.answer(&line, || {
        pairs(&[
            ("Signed in", Some(line.name.clone().or_else(|| line.subject.clone()).unwrap_or_else(|| line.provider.clone()))),
            ("Account", Some(line.id.clone())),
            ("Provider", Some(line.provider.clone())),
            ("Token ends", line.expires_at.map(time)),
            ("Renewable", Some(if line.can_refresh { "yes" } else { "no" }.into())),
            ("Scopes", Some(line.scopes.to_wire())),
        ])
    })
}

pub(super) async fn profile(engine: &Engine, out: Output, account: &str) -> Result<(), Failure> {
    let (profile, not_newer) = engine.last_known_profile(account).await?;
    let line = ProfileLine::from(profile);
    out.answer(&line, || {
        let quoted = |text: &String| if text.trim().is_empty() { format!("“{text}”") } else { text.clone() };
        pairs(&[
            ("Name", line.name.clone()),
            ("E-mail", line.email.clone()),
            ("Language", line.locale.clone()),
            ("Time zone", line.timezone.clone()),
            ("Dates", line.dates.format.clone()),
            ("Near dates", line.dates.smart.map(|smart| format!("in words: {}", smart.as_str()))),
            ("Thousands", line.number_separators.thousands.as_ref().map(quoted)),
            ("Decimals", line.number_separators.decimal.as_ref().map(quoted)),
            ("Business", line.business.clone()),
            ("Asked for", Some(line.scopes.requested.to_wire())),
            ("Granted", Some(line.scopes.granted.to_wire())),
            ("Read", Some(time(line.read_at))),
        ])
    })?;
    // What was asked for is the profile of now: whoever goes by the exit code has to learn that this is not it.
    not_newer.map_or(Ok(()), |error| {
        let message = format!("{} The profile is the one that was read at {}.", error.message, time(line.read_at));
        Err(UserError { message, ..error }.into())
    })
}

/// Until when a renewed token is good.
#[derive(Serialize, ToSchema)]
pub(crate) struct RenewedLine {
    #[schema(required = true)]
    expires_at: Option<UnixSeconds>,
}

pub(super) async fn refresh(engine: &Engine, out: Output, account: &str) -> Result<(), Failure> {
    let view = engine.refresh(account).await?;
    out.answer(&RenewedLine { expires_at: view.expires_at }, || match view.expires_at {
        Some(at) => format!("Renewed; the token ends at {}", time(at)),
        None => "Renewed; the service does not say when the token ends".to_owned(),
    })
}

fn state(state: SessionStatus) -> &'static str {
    match state {
        SessionStatus::Active => "active",
        SessionStatus::ExpiresSoon => "ends soon",
        SessionStatus::Expired => "expired",
        SessionStatus::SignedOut => "signed out",
        SessionStatus::Locked => "locked",
    }
}

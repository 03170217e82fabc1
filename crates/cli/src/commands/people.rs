//! `countersign people`.

use countersign_engine::Administration;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::person::{
    DateFormats, Formats, LinkPurpose, LinkWish, NewOneTimeLink, NumberSeparators, PeopleQuery, PersonDraft, PersonView,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::administered::{Chunk, DeletedLine, ask_first, at_version, counted, rows};
use super::near::suggesting;
use super::organisations;
use crate::args::{AddPerson, ClearableOfPerson, FormatArguments, Link, ListPeople, PeopleCommand, UpdatePerson};
use crate::output::{Failure, Output, pairs, shown, time, when, yes_or_no};

/// What was ended or taken away, of somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndedLine {
    /// The person's id.
    person: String,
    /// `sessions` or `second_factor`.
    ended: &'static str,
}

pub(super) async fn run(desk: &Administration<'_>, out: Output, command: PeopleCommand) -> Result<(), Failure> {
    match command {
        PeopleCommand::List(wish) => list(desk, out, wish).await,
        PeopleCommand::Show { person } => show(out, &found(desk, &person).await?),
        PeopleCommand::Add(add) => self::add(desk, out, *add).await,
        PeopleCommand::Update(update) => self::update(desk, out, *update).await,
        PeopleCommand::Enable { person } => switch(desk, out, &person, true).await,
        PeopleCommand::Disable { person } => switch(desk, out, &person, false).await,
        PeopleCommand::Delete { person, sure } => delete(desk, out, &person, sure.yes).await,
        PeopleCommand::Invite(wish) => link(desk, out, wish, LinkPurpose::Invitation).await,
        PeopleCommand::Reset(wish) => link(desk, out, wish, LinkPurpose::Reset).await,
        PeopleCommand::Sessions { person } => sessions(desk, out, &person).await,
        PeopleCommand::SignOut { person } => {
            let id = found(desk, &person).await?.id;
            desk.end_person_sessions(&id).await?;
            let line = EndedLine { person: id, ended: "sessions" };
            out.answer(&line, || format!("{} is signed out of every browser", shown(&person)))
        }
        PeopleCommand::RemoveSecondFactor { person } => {
            let id = found(desk, &person).await?.id;
            desk.remove_second_factor(&id).await?;
            let line = EndedLine { person: id, ended: "second_factor" };
            out.answer(&line, || format!("{} signs in without a second factor from now on", shown(&person)))
        }
    }
}

async fn list(desk: &Administration<'_>, out: Output, wish: ListPeople) -> Result<(), Failure> {
    let organisation = match &wish.organisation {
        Some(named) => Some(organisations::id_of(desk, named).await?),
        None => None,
    };
    let query = PeopleQuery { search: wish.search, role: wish.role, organisation, enabled: wish.enabled, cursor: None, limit: None };
    let page = async |cursor, limit| {
        let page = desk.people(PeopleQuery { cursor, limit, ..query.clone() }).await?;
        Ok(Chunk { items: page.items, next_cursor: page.next_cursor, total: Some(page.total) })
    };
    let (people, end) = rows(&wish.paging, page).await?;
    out.list(
        &people,
        &["PERSON", "NAME", "E-MAIL", "ROLE", "STATE"],
        |person| vec![person.id.clone(), person.name.clone(), person.email.clone(), person.role.as_str().into(), state(person).into()],
        "Nobody matches.",
    )?;
    end.map_or(Ok(()), |end| out.page_end(&end))
}

fn state(person: &PersonView) -> &'static str {
    match (person.enabled, person.invited) {
        (false, _) => "disabled",
        (true, true) => "invited",
        (true, false) => "active",
    }
}

fn show(out: Output, person: &PersonView) -> Result<(), Failure> {
    out.answer(person, || text(person))
}

fn text(person: &PersonView) -> String {
    let formats = &person.formats;
    pairs(&[
        ("Name", Some(person.name.clone())),
        ("Person", Some(person.id.clone())),
        ("E-mail", Some(format!("{}{}", person.email, if person.email_verified { "" } else { " (not verified)" }))),
        ("Role", Some(person.role.as_str().into())),
        ("Organisation", person.organisation.clone()),
        ("State", Some(state(person).into())),
        ("Second factor", Some(yes_or_no(person.second_factor))),
        ("Language", formats.locale.clone()),
        ("Time zone", formats.timezone.clone()),
        ("Dates", formats.dates.format.clone()),
        ("Added", Some(time(person.created_at))),
        ("Changed", Some(time(person.updated_at))),
        ("Version", Some(person.version.to_string())),
    ])
}

async fn add(desk: &Administration<'_>, out: Output, add: AddPerson) -> Result<(), Failure> {
    let organisation = match &add.organisation {
        Some(named) => Some(organisations::id_of(desk, named).await?),
        None => None,
    };
    let draft = PersonDraft {
        email: add.email,
        name: add.name,
        role: add.role,
        organisation,
        enabled: true,
        formats: with(Formats::default(), add.formats),
        details: Default::default(),
    };
    let created = desk.add_person(draft).await?;
    out.answer(&*created, || format!("{}{}", text(&created.person), link_in_words(&created.link)))
}

async fn update(desk: &Administration<'_>, out: Output, update: UpdatePerson) -> Result<(), Failure> {
    let before = found(desk, &update.person).await?;
    at_version("person", update.if_version, before.version, &format!("countersign people show {}", before.id))?;
    let clears = |what| update.clear.contains(&what);
    let organisation = match &update.organisation {
        Some(named) => Some(organisations::id_of(desk, named).await?),
        None if clears(ClearableOfPerson::Organisation) => None,
        None => before.organisation.clone(),
    };
    let formats = if clears(ClearableOfPerson::Formats) { Formats::default() } else { before.formats.clone() };
    let draft = PersonDraft {
        email: update.email.unwrap_or(before.email.clone()),
        name: update.name.unwrap_or(before.name.clone()),
        role: update.role.unwrap_or(before.role),
        organisation,
        enabled: update.enabled.unwrap_or(before.enabled),
        formats: with(formats, update.formats),
        details: before.details.clone(),
    };
    show(out, &desk.update_person(&before.id, draft, before.version).await?)
}

async fn switch(desk: &Administration<'_>, out: Output, person: &str, enabled: bool) -> Result<(), Failure> {
    let PersonView { id, email, name, role, organisation, formats, details, version, .. } = found(desk, person).await?;
    let draft = PersonDraft { email, name, role, organisation, enabled, formats, details };
    show(out, &desk.update_person(&id, draft, version).await?)
}

/// The formats with what was typed.
fn with(before: Formats, typed: FormatArguments) -> Formats {
    Formats {
        locale: typed.locale.or(before.locale),
        timezone: typed.timezone.or(before.timezone),
        dates: DateFormats { format: typed.date_format.or(before.dates.format), smart: typed.smart_dates.or(before.dates.smart) },
        number_separators: NumberSeparators {
            thousands: typed.thousands.or(before.number_separators.thousands),
            decimal: typed.decimal.or(before.number_separators.decimal),
        },
    }
}

async fn delete(desk: &Administration<'_>, out: Output, wanted: &str, yes: bool) -> Result<(), Failure> {
    let person = found(desk, wanted).await?;
    if !yes && out.can_ask() {
        let goes = desk.person_deletion(&person.id).await?;
        out.tell(&format!(
            "{} is signed in with {}, and {} to the account. All of that ends.",
            person.name,
            counted(goes.sessions, "browser", "browsers"),
            counted(goes.connected_apps, "app has access", "apps have access"),
        ));
        ask_first(out, yes, format!("Delete {} <{}> for good?", person.name, person.email)).await?;
    }
    desk.delete_person(&person.id).await?;
    let line = DeletedLine { id: person.id, deleted: true };
    out.answer(&line, || format!("Deleted {}", shown(&person.email)))
}

/// Makes a link of that purpose. Which one somebody gets depends on whether they have a password; what was not meant is
/// not made.
async fn link(desk: &Administration<'_>, out: Output, wish: Link, purpose: LinkPurpose) -> Result<(), Failure> {
    let person = found(desk, &wish.person).await?;
    let refused = match (purpose, person.invited) {
        (LinkPurpose::Invitation, false) => Some(("has a password already", "reset")),
        (LinkPurpose::Reset, true) => Some(("has not chosen a password yet", "invite")),
        _ => None,
    };
    if let Some((why, other)) = refused {
        let message = format!("{} {why}. Use: countersign people {other} {}", person.email, person.email);
        return Err(UserError::new(ErrorCode::Refused, message).into());
    }
    let link = desk.make_person_link(&person.id, LinkWish { mail: wish.no_mail.then_some(false) }).await?;
    out.answer(&*link, || link_in_words(&link))
}

fn link_in_words(link: &NewOneTimeLink) -> String {
    let what = match link.purpose {
        LinkPurpose::Invitation => "Invitation",
        LinkPurpose::Reset => "Link",
    };
    pairs(&[
        (what, link.url.as_ref().map(|url| format!("{url}  (shown this once)"))),
        ("Sent", link.mailed.then(|| "by mail".to_owned())),
        ("Good until", Some(time(link.expires_at))),
    ])
}

async fn sessions(desk: &Administration<'_>, out: Output, person: &str) -> Result<(), Failure> {
    let id = found(desk, person).await?.id;
    let sessions = desk.person_sessions(&id).await?.items;
    out.list(
        &sessions,
        &["SESSION", "BROWSER", "SIGNED IN", "LAST USED", "FROM"],
        |session| {
            vec![
                session.id.clone(),
                session.user_agent.clone().unwrap_or_else(|| "–".into()),
                when(session.authenticated_at),
                when(session.seen_at),
                session.address.clone().unwrap_or_else(|| "–".into()),
            ]
        },
        "They are signed in with no browser.",
    )
}

/// Somebody by their id or their e-mail address.
pub(super) async fn found(desk: &Administration<'_>, wanted: &str) -> Result<PersonView, UserError> {
    if !wanted.contains('@') {
        return match desk.person(wanted).await {
            Err(error) if error.code == ErrorCode::NotFound => Err(near(desk, error, wanted).await),
            found => found,
        };
    }
    let query = PeopleQuery { search: Some(wanted.to_owned()), limit: Some(200), ..PeopleQuery::default() };
    let found = desk.people(query).await?.items.into_iter().find(|person| person.email.to_lowercase() == wanted.to_lowercase());
    match found {
        Some(person) => Ok(person),
        None => {
            let message = format!("There is nobody with the e-mail address {}.", shown(wanted));
            Err(near(desk, UserError::new(ErrorCode::NotFound, message), wanted).await)
        }
    }
}

async fn near(desk: &Administration<'_>, error: UserError, wanted: &str) -> UserError {
    let query = PeopleQuery { limit: Some(200), ..PeopleQuery::default() };
    let there = desk.people(query).await.map(|page| page.items).unwrap_or_default();
    suggesting(error, wanted, there.into_iter().map(|person| (person.email, person.name)).collect())
}

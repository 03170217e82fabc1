//! People, for those who look after them.

use countersign_engine::ShownOnce;
use countersign_wire::person::{
    LinkWish, NewOneTimeLink, PeopleQuery, PersonCreated, PersonDeletion, PersonDraft, PersonPage, PersonView, SessionList,
};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn people(desk: Desk<'_>, account: String, query: PeopleQuery) -> Answer<PersonPage> {
    desk.engine().await?.administration(Some(&account)).people(query).await
}

#[tauri::command]
pub(crate) async fn person(desk: Desk<'_>, account: String, id: String) -> Answer<PersonView> {
    desk.engine().await?.administration(Some(&account)).person(&id).await
}

#[tauri::command]
pub(crate) async fn add_person(desk: Desk<'_>, account: String, draft: PersonDraft) -> Answer<PersonCreated> {
    desk.engine().await?.administration(Some(&account)).add_person(draft).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn update_person(desk: Desk<'_>, account: String, id: String, draft: PersonDraft, version: i64) -> Answer<PersonView> {
    desk.engine().await?.administration(Some(&account)).update_person(&id, draft, version).await
}

#[tauri::command]
pub(crate) async fn person_deletion(desk: Desk<'_>, account: String, id: String) -> Answer<PersonDeletion> {
    desk.engine().await?.administration(Some(&account)).person_deletion(&id).await
}

#[tauri::command]
pub(crate) async fn delete_person(desk: Desk<'_>, account: String, id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).delete_person(&id).await
}

#[tauri::command]
pub(crate) async fn make_person_link(desk: Desk<'_>, account: String, id: String, wish: LinkWish) -> Answer<NewOneTimeLink> {
    desk.engine().await?.administration(Some(&account)).make_person_link(&id, wish).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn person_sessions(desk: Desk<'_>, account: String, id: String) -> Answer<SessionList> {
    desk.engine().await?.administration(Some(&account)).person_sessions(&id).await
}

#[tauri::command]
pub(crate) async fn end_person_sessions(desk: Desk<'_>, account: String, id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).end_person_sessions(&id).await
}

#[tauri::command]
pub(crate) async fn remove_second_factor(desk: Desk<'_>, account: String, id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).remove_second_factor(&id).await
}

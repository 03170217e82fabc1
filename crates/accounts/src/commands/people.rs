//! People, beside a running service.

use std::io::Read as _;

use serde_json::json;

use super::{Failure, Opens as _, print};
use crate::args::NewPerson;

pub(crate) async fn add(person: NewPerson) -> Result<(), Failure> {
    let password = read_password()?;
    let email = person.email.trim().to_owned();
    let id = person.database.operator()?.add_person(person.into_newcomer(), password).await?;
    print(&json!({ "id": id, "email": email }))
}

/// The password from stdin: all of it, but for one line end that `echo` adds.
fn read_password() -> Result<String, Failure> {
    // A password is at most 256 characters; what is longer is refused, not read for ever.
    const MOST: u64 = 4096;
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text).map_err(|_| "The password on stdin is not UTF-8 text.")?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

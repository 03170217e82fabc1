//! How an app wishes the person to be asked (OpenID Connect Core §3.1.2.1).

use countersign_wire::oauth_error::OAuthErrorCode;

use super::authorization::Refused;
use super::parameters::Parameters;

/// The longest `login_hint` that is shown again: an e-mail address has no more (RFC 5321 §4.5.3.1.3).
const LONGEST_LOGIN_HINT: usize = 254;

/// What is to be asked, whatever is known already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing may be asked at all.
    pub none: bool,
    /// The person signs in again.
    pub login: bool,
    /// The person is asked for consent again.
    pub consent: bool,
    /// The person chooses who they are.
    pub select_account: bool,
}

/// Whom a request is about, where it says so by `id_token_hint` or by a `sub` in `claims`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Whoever comes.
    #[default]
    Anybody,
    /// The person with this id, and nobody else.
    Person(String),
    /// Somebody whom this service cannot tell: the hint was not signed here, or was given to another app.
    Unknown,
}

/// The wishes of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// What is to be asked.
    pub prompt: Prompt,
    /// How many seconds ago the person may have signed in at most.
    pub max_age: Option<i64>,
    /// What the e-mail field holds at first.
    pub login_hint: Option<String>,
    /// The ID token that says who is meant, as it was sent.
    pub id_token_hint: Option<String>,
}

impl Wishes {
    /// Reads the wishes of a request.
    ///
    /// # Errors
    /// `invalid_request` where they contradict each other, or `max_age` is no number of seconds.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Refused> {
        let max_age = parameters.get("max_age").map(|text| seconds(text).ok_or(NO_SECONDS)).transpose()?;
        let login_hint = parameters.get("login_hint").filter(|hint| hint.len() <= LONGEST_LOGIN_HINT).map(str::to_owned);
        Ok(Self {
            prompt: Prompt::read(parameters.get("prompt").unwrap_or_default())?,
            max_age,
            login_hint,
            id_token_hint: parameters.get("id_token_hint").map(str::to_owned),
        })
    }
}

const NO_SECONDS: Refused = (OAuthErrorCode::InvalidRequest, "max_age is a number of seconds.");

/// Digits only: neither a sign nor a fraction is a number of seconds. More than fit are more than anybody waits.
fn seconds(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(i64::MAX))
}

impl Prompt {
    /// Words that are not known are not an error (Core §3.1.2.1).
    fn read(words: &str) -> Result<Self, Refused> {
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let has = |word| words.contains(&word);
        if has("none") && words.len() > 1 {
            return Err((OAuthErrorCode::InvalidRequest, "The prompt none stands alone."));
        }
        Ok(Self { none: has("none"), login: has("login"), consent: has("consent"), select_account: has("select_account") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Wishes, Refused> {
        Wishes::read(&Parameters::read(query.as_bytes()).unwrap())
    }

    #[test]
    fn op_06_prompts_are_a_list_and_none_stands_alone() {
        let prompt = |query| read(query).unwrap().prompt;
        assert_eq!(prompt("prompt=consent%20login"), Prompt { login: true, consent: true, ..Prompt::default() });
        assert_eq!(prompt("prompt=create+select_account"), Prompt { select_account: true, ..Prompt::default() });
        assert_eq!(prompt("prompt=none"), Prompt { none: true, ..Prompt::default() });
        assert_eq!(prompt(""), Prompt::default());
        for contradiction in ["prompt=none+login", "prompt=consent+none", "prompt=none+none"] {
            assert!(read(contradiction).is_err(), "{contradiction}");
        }
    }

    #[test]
    fn op_06_max_age_is_seconds() {
        assert_eq!(read("max_age=0").unwrap().max_age, Some(0));
        assert_eq!(read("max_age=99999999999999999999999").unwrap().max_age, Some(i64::MAX));
        for bad in ["max_age=-1", "max_age=1.5", "max_age=a", "max_age=%2B1"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn op_07_a_hint_that_is_longer_than_any_address_is_left_out() {
        assert_eq!(read("login_hint=ada%40harbour.example").unwrap().login_hint.as_deref(), Some("ada@harbour.example"));
        assert_eq!(read(&format!("login_hint={}", "a".repeat(255))).unwrap().login_hint, None);
    }
}

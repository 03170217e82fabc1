//! What programs say and hear: one JSON value a line, as docs/AGENT.md describes it.

use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::account::SessionStatus;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::session::AccessToken;

/// The version of the protocol; a request of another one is refused.
pub(super) const VERSION: u32 = 1;
/// The longest line that is read.
pub(super) const LONGEST_LINE: usize = 16 * 1024;
/// What a program is taken to want where it does not say: the token is good for a minute more.
const USUAL_VALIDITY: u64 = 60;
/// A year: more than anything is good for, and far from where sums overflow.
const LONGEST_VALIDITY: u64 = 366 * 24 * 3600;

/// What a program asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// An access token.
    Token(TokenRequest),
    /// The accounts that it may have tokens of.
    Accounts,
}

/// Which token.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenRequest {
    pub(super) whose: Whose,
    pub(super) min_validity: Duration,
    /// What the token has to be good for; empty where the program does not say.
    pub(super) scopes: ScopeSet,
    /// Whether the person may be asked.
    pub(super) interactive: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The account of this id.
    Account(String),
    /// The one account at this provider.
    Provider(String),
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    Token,
    Accounts,
}

/// A request as it stands on its line. What is not known is refused: it might narrow what is asked for.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    version: u32,
    ask: Ask,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_validity: Option<u64>,
    #[serde(default, skip_serializing_if = "ScopeSet::is_empty")]
    scopes: ScopeSet,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interactive: Option<bool>,
}

fn refused(message: impl Into<String>) -> UserError {
    UserError::new(ErrorCode::InvalidInput, message)
}

/// The first member that is not known, where its name is a word: whatever else stands there is not told.
fn unknown_member(line: &[u8]) -> Option<String> {
    const KNOWN: [&str; 7] = ["version", "ask", "account", "provider", "min_validity", "scopes", "interactive"];
    let serde_json::Value::Object(members) = serde_json::from_slice(line).ok()? else { return None };
    let is_word = |name: &String| name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    members.into_iter().map(|(name, _)| name).find(|name| !KNOWN.contains(&name.as_str())).filter(is_word)
}

/// Reads a line.
///
/// # Errors
/// `InvalidInput`, and what is wrong with it.
pub(super) fn read(line: &[u8]) -> Result<Request, UserError> {
    // serde_json's text may quote what it read; a program that confuses its lines may have sent a secret.
    let unreadable = |error: serde_json::Error| {
        let what = unknown_member(line).map_or_else(|| format!("column {}", error.column()), |name| format!("it knows no “{name}”"));
        refused(format!("This is no request of the agent's ({what}). See docs/AGENT.md."))
    };
    let Head { version } = serde_json::from_slice(line).map_err(unreadable)?;
    if version != VERSION {
        return Err(refused(format!("This agent speaks version {VERSION}, not {version}. Update the one or the other.")));
    }
    let Line { version: _, ask, account, provider, min_validity, scopes, interactive } =
        serde_json::from_slice(line).map_err(unreadable)?;
    match ask {
        Ask::Accounts => Ok(Request::Accounts),
        Ask::Token => {
            let whose = match (account, provider) {
                (Some(account), None) => Whose::Account(account),
                (None, Some(provider)) => Whose::Provider(provider),
                _ => return Err(refused("Name the token's account or its provider, one of the two.")),
            };
            let min_validity = Duration::from_secs(min_validity.unwrap_or(USUAL_VALIDITY).min(LONGEST_VALIDITY));
            Ok(Request::Token(TokenRequest { whose, min_validity, scopes, interactive: interactive.unwrap_or(true) }))
        }
    }
}

/// The line with which Countersign itself asks: the person is not asked, as it can do the same without the agent.
pub(super) fn own_token_request(account: &str, min_validity: Duration) -> String {
    let (account, min_validity) = (Some(account.to_owned()), Some(min_validity.as_secs()));
    let line = Line {
        version: VERSION,
        ask: Ask::Token,
        account,
        provider: None,
        min_validity,
        scopes: ScopeSet::default(),
        interactive: Some(false),
    };
    // No member of it can fail to be written.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// A token, on its way to a program. The one place where the agent writes one.
#[derive(Serialize)]
pub(super) struct TokenAnswer<'a> {
    pub(super) version: u32,
    pub(super) account: &'a str,
    pub(super) provider: &'a str,
    pub(super) access_token: &'a str,
    pub(super) token_type: &'a str,
    pub(super) expires_at: Option<UnixSeconds>,
    pub(super) scopes: &'a ScopeSet,
}

/// The accounts that a program may have tokens of.
#[derive(Serialize)]
pub(super) struct AccountsAnswer {
    pub(super) version: u32,
    pub(super) accounts: Vec<AccountLine>,
}

/// One of them.
#[derive(Serialize)]
pub(super) struct AccountLine {
    pub(super) account: String,
    pub(super) provider: String,
    pub(super) name: Option<String>,
    pub(super) state: SessionStatus,
    pub(super) expires_at: Option<UnixSeconds>,
    pub(super) scopes: ScopeSet,
}

#[derive(Serialize, Deserialize)]
struct ErrorAnswer {
    version: u32,
    error: UserError,
}

/// An answer as its line.
pub(super) fn line(answer: Result<&impl Serialize, &UserError>) -> Vec<u8> {
    let line = match answer {
        Ok(answer) => serde_json::to_vec(answer),
        Err(error) => serde_json::to_vec(&ErrorAnswer { version: VERSION, error: error.clone() }),
    };
    let mut line = line.unwrap_or_default();
    line.push(b'\n');
    line
}

/// A refusal as its line.
pub(super) fn refusal(error: &UserError) -> Vec<u8> {
    line(Err::<&(), _>(error))
}

#[derive(Deserialize)]
struct Given {
    version: u32,
    access_token: String,
    token_type: String,
    expires_at: Option<UnixSeconds>,
}

/// Reads the answer to [`own_token_request`]; `None` where it is none.
pub(super) fn read_token(answer: &[u8]) -> Option<Result<AccessToken, UserError>> {
    if let Ok(Given { version: VERSION, access_token, token_type, expires_at }) = serde_json::from_slice(answer) {
        return Some(Ok(AccessToken { token: Secret::from(access_token), token_type, expires_at, key: None }));
    }
    let ErrorAnswer { version, error } = serde_json::from_slice(answer).ok()?;
    (version == VERSION).then_some(Err(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> ErrorCode {
        read(line.as_bytes()).unwrap_err().code
    }

    #[test]
    fn a_request_for_a_token_names_an_account_or_a_provider() {
        let asked = read(br#"{"version":1,"ask":"token","provider":"work","min_validity":300,"scopes":["profile"]}"#).unwrap();
        let scopes = ScopeSet::parse("profile").unwrap();
        let (whose, min_validity) = (Whose::Provider("work".into()), Duration::from_secs(300));
        assert_eq!(asked, Request::Token(TokenRequest { whose, min_validity, scopes, interactive: true }));
        for line in [r#"{"version":1,"ask":"token"}"#, r#"{"version":1,"ask":"token","account":"a","provider":"b"}"#] {
            assert_eq!(code(line), ErrorCode::InvalidInput, "{line}");
        }
    }

    #[test]
    fn what_is_no_request_of_this_version_is_refused_without_being_quoted() {
        for line in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"version":2,"ask":"token","account":"canary"}"#,
            r#"{"version":1,"ask":"refresh_token","account":"canary"}"#,
            r#"{"version":1,"ask":"token","account":"canary","audience":"x"}"#,
            r#"{"version":1,"ask":"token","account":"canary","account":"b"}"#,
            r#"{"version":1,"ask":"token","account":"canary","min_validity":-1}"#,
            r#"{"version":1,"ask":"token","account":"canary","scopes":["a b"]}"#,
            "{\"version\":1,\"ask\":\"canary\"}{\"version\":1}",
            "GET / HTTP/1.1",
        ] {
            let error = read(line.as_bytes()).unwrap_err();
            assert!(error.code == ErrorCode::InvalidInput && !error.message.contains("canary"), "{line}: {error}");
        }
        assert!(read(&[0xff, b'{']).is_err());
        assert!(read("[".repeat(LONGEST_LINE).as_bytes()).is_err());
    }

    #[test]
    fn an_absurd_validity_is_a_year_at_most() {
        let line = format!(r#"{{"version":1,"ask":"token","account":"a","min_validity":{}}}"#, u64::MAX);
        let Ok(Request::Token(asked)) = read(line.as_bytes()) else { panic!("{line}") };
        assert_eq!(asked.min_validity, Duration::from_secs(LONGEST_VALIDITY));
    }

    #[test]
    fn what_countersign_asks_is_a_request_and_what_it_is_told_reads_back() {
        let asked = read(own_token_request("a", Duration::from_secs(7)).as_bytes()).unwrap();
        let whose = Whose::Account("a".into());
        let expected = TokenRequest { whose, min_validity: Duration::from_secs(7), scopes: ScopeSet::default(), interactive: false };
        assert_eq!(asked, Request::Token(expected));
        let scopes = ScopeSet::default();
        let (version, expires_at) = (VERSION, Some(9));
        let answer =
            TokenAnswer { version, account: "a", provider: "p", access_token: "t\"", token_type: "Bearer", expires_at, scopes: &scopes };
        let token = read_token(&line(Ok(&answer))).unwrap().unwrap();
        assert_eq!((token.token.expose(), token.token_type.as_str(), token.expires_at), ("t\"", "Bearer", Some(9)));
        let error = UserError::new(ErrorCode::SignInAgain, "Sign in again.");
        assert_eq!(read_token(&refusal(&error)).unwrap().unwrap_err(), error);
        for junk in [&b""[..], b"{}", b"{\"version\":2,\"access_token\":\"a\",\"token_type\":\"b\"}", b"\xff"] {
            assert!(read_token(junk).is_none());
        }
    }
}

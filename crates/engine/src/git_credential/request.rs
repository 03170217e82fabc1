//! What git writes to a helper: `key=value` lines up to an empty one (git-credential(1)).

use countersign_wire::error::{ErrorCode, UserError};

use crate::secret::Secret;

/// More than git's own limit for an address, with all that may stand beside it.
const LONGEST: usize = 64 * 1024;

/// What a credential is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) protocol: String,
    /// In lower case, with its port where one was written.
    pub(super) host: String,
    /// Only where `credential.useHttpPath` is set.
    pub(super) path: Option<String>,
    pub(super) username: Option<String>,
    pub(super) password: Option<Secret>,
}

impl Request {
    /// Reads it. Of a key that stands twice the last counts, as git has it; keys that are not known are passed over.
    pub(super) fn read(input: &[u8]) -> Result<Self, UserError> {
        let refused =
            |why: &str| UserError::new(ErrorCode::InvalidInput, format!("This is not what git writes to a credential helper: {why}."));
        if input.len() > LONGEST {
            return Err(refused("it is longer than 64 KiB"));
        }
        let text = std::str::from_utf8(input).map_err(|_| refused("it is no text"))?;
        let mut request = Self { protocol: String::new(), host: String::new(), path: None, username: None, password: None };
        for line in text.lines().take_while(|line| !line.is_empty()) {
            let (key, value) = line.split_once('=').ok_or_else(|| refused("a line has no “=”"))?;
            if value.contains(['\0', '\r']) {
                return Err(refused("a value has a character that no value can have"));
            }
            let some = || (!value.is_empty()).then(|| value.to_owned());
            match key {
                "protocol" => request.protocol = value.to_owned(),
                "host" => request.host = value.to_ascii_lowercase(),
                "path" => request.path = some(),
                "username" => request.username = some(),
                "password" => request.password = some().map(Secret::from),
                _ => {}
            }
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_writes_is_read_and_what_it_may_add_one_day_passed_over() {
        let input = b"capability[]=authtype\nprotocol=https\nhost=Git.Example:8443\npath=a/b.git\nusername=u\npassword=a=b\nwwwauth[]=Basic\n\nhost=x\n";
        let request = Request::read(input).unwrap();
        assert_eq!((request.protocol.as_str(), request.host.as_str()), ("https", "git.example:8443"));
        assert_eq!((request.path.as_deref(), request.username.as_deref()), (Some("a/b.git"), Some("u")));
        assert_eq!(request.password, Some(Secret::new("a=b")));
    }

    #[test]
    fn what_git_never_writes_is_refused_without_being_quoted() {
        for input in [&b"canary"[..], b"host=canary\0x\n", b"password=canary\r\n\xff", &vec![b'a'; LONGEST + 1]] {
            let error = Request::read(input).unwrap_err();
            assert!(error.code == ErrorCode::InvalidInput && !error.message.contains("canary"), "{error}");
        }
    }
}

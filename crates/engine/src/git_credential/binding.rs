//! Which account is for which host, as the person said.

use countersign_wire::error::{ErrorCode, UserError};
use serde::{Deserialize, Serialize};
use url::Url;

use super::request::Request;
use crate::core::Core;
use crate::http::{is_secure_or_loopback, shown};
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};

/// A host, or what is below a path of it, and whose tokens git gets there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct GitHost {
    /// `https://git.example.com:8443/group`, without a slash at its end.
    place: String,
    pub(super) account: String,
    pub(super) username: Option<String>,
}

impl Stored for GitHost {
    const KIND: RecordKind = RecordKind::GitHost;
    fn id(&self) -> &str {
        &self.place
    }
}

/// A bound host as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GitHostView {
    /// The host, with its path where it is bound below one.
    pub host: String,
    /// The account's id.
    pub account: String,
    /// The name that git is given; absent, the one that git has, or `oauth2`.
    pub username: Option<String>,
}

impl From<GitHost> for GitHostView {
    fn from(GitHost { place, account, username }: GitHost) -> Self {
        Self { host: place, account, username }
    }
}

/// A host as it is written down: `git.example.com`, with a port or a path where there is one; https unless it says http.
fn place(typed: &str) -> Result<String, UserError> {
    let refused = || {
        let message = format!(
            "“{}” is no host for git. Write it as git.example.com, git.example.com:8443 or https://git.example.com/group.",
            shown(typed)
        );
        UserError::new(ErrorCode::InvalidInput, message).about("host")
    };
    let address = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&address).map_err(|_| refused())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if !plain || typed.contains(|c: char| c.is_control() || c.is_whitespace()) || !is_secure_or_loopback(&address) {
        return Err(refused());
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?;
    // git leaves a port off where it is the usual one and nobody wrote it; here it is left off always, on both sides.
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{host}{port}{}", url.scheme(), url.path().trim_end_matches('/')))
}

/// What the person bound for a request: the longest path wins. A name that git has already has to be the bound one.
pub(super) fn of(records: &Records, request: &Request) -> Option<GitHost> {
    // What an address maps or decodes (`%2e`, other alphabets) would be another host to git than to the person who bound it.
    if !request.host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte)) {
        return None;
    }
    let path = request.path.as_deref().map(|path| format!("/{}", path.trim_start_matches('/'))).unwrap_or_default();
    let asked = place(&format!("{}://{}{path}", request.protocol, request.host)).ok()?;
    let below = |bound: &str| asked.strip_prefix(bound).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let same_name = |bound: &Option<String>| match (bound, &request.username) {
        (Some(bound), Some(asked)) => bound == asked,
        _ => true,
    };
    GitHost::load_all(records)
        .into_iter()
        .filter(|host| below(&host.place) && same_name(&host.username))
        .max_by_key(|host| host.place.len())
}

/// Says whose tokens git gets at a host, in the place of what was said before.
///
/// # Errors
/// `InvalidInput`, or `NotFound` where there is no such account.
pub(crate) async fn bind(core: &Core, host: &str, account: &str, username: Option<String>) -> Result<GitHostView, UserError> {
    let place = place(host)?;
    if username.as_ref().is_some_and(|name| name.is_empty() || name.chars().any(char::is_control)) {
        return Err(UserError::new(ErrorCode::InvalidInput, "A name for git is one line of text.").about("username"));
    }
    let account = core.load_account(account).await?.id;
    let bound = GitHost { place, account, username };
    core.vault.write(|records| bound.store(records)).await?;
    Ok(bound.into())
}

/// Forgets a host.
///
/// # Errors
/// `NotFound` where it is not bound.
pub(crate) async fn unbind(core: &Core, host: &str) -> Result<(), UserError> {
    let place = place(host)?;
    core.vault
        .write(|records| {
            if GitHost::remove(records, &place) {
                return Ok(());
            }
            Err(UserError::new(ErrorCode::NotFound, format!("“{}” is not bound. See: countersign git-credential list.", shown(host)))
                .about("host"))
        })
        .await
}

/// What is bound, by host.
///
/// # Errors
/// Where the vault cannot be read.
pub(crate) async fn list(core: &Core) -> Result<Vec<GitHostView>, UserError> {
    Ok(GitHost::load_all(&core.vault.read().await?).into_iter().map(GitHostView::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(hosts: &[(&str, Option<&str>)]) -> Records {
        let mut records = Records::default();
        for (host, username) in hosts {
            let bound = GitHost { place: place(host).unwrap(), account: (*host).into(), username: username.map(str::to_owned) };
            bound.store(&mut records).unwrap();
        }
        records
    }

    fn found(records: &Records, lines: &str) -> Option<String> {
        of(records, &Request::read(lines.replace(' ', "\n").as_bytes()).unwrap()).map(|host| host.account)
    }

    #[test]
    fn the_longest_path_that_was_bound_wins_and_ends_where_a_name_ends() {
        let records = records(&[
            ("git.example", None),
            ("https://git.example/group", None),
            ("git.example:8443", None),
            ("http://127.0.0.1:3000", None),
        ]);
        for (lines, expected) in [
            ("protocol=https host=git.example", Some("git.example")),
            ("protocol=https host=GIT.example path=other/x.git", Some("git.example")),
            ("protocol=https host=git.example path=group/x.git", Some("https://git.example/group")),
            ("protocol=https host=git.example path=groups/x.git", Some("git.example")),
            ("protocol=https host=git.example:443 path=group/x.git", Some("https://git.example/group")),
            ("protocol=https host=git.example:8443", Some("git.example:8443")),
            ("protocol=http host=127.0.0.1:3000", Some("http://127.0.0.1:3000")),
            ("protocol=http host=git.example", None),
            ("protocol=https host=git.example.evil", None),
            ("protocol=https host=evil-git.example", None),
            ("protocol=https host=user@git.example", None),
            ("protocol=https host=git.example#", None),
            ("protocol=https host=git%2eexample", None),
            ("protocol=https host=ｇit.example", None),
            ("protocol=https host=git.example?x", None),
            ("protocol=ssh host=git.example", None),
            ("protocol=https", None),
            ("host=git.example", None),
        ] {
            assert_eq!(found(&records, lines).as_deref(), expected, "{lines}");
        }
    }

    #[test]
    fn a_name_that_git_has_already_is_respected() {
        let records = records(&[("one.example", Some("u")), ("two.example", None)]);
        assert!(found(&records, "protocol=https host=one.example username=u").is_some());
        assert!(found(&records, "protocol=https host=one.example").is_some());
        assert!(found(&records, "protocol=https host=one.example username=v").is_none());
        assert!(found(&records, "protocol=https host=two.example username=v").is_some());
    }

    #[test]
    fn only_hosts_whose_connection_hides_what_is_sent_are_bound() {
        for host in
            ["", "http://git.example", "ftp://x", "a b", "https://u:p@git.example", "git.example?x", "git.example#x", "\u{1b}", "file:///x"]
        {
            assert_eq!(place(host).unwrap_err().code, ErrorCode::InvalidInput, "{host}");
        }
        assert_eq!(place("HTTPS://Git.Example:443/a/").unwrap(), "https://git.example/a");
    }
}

//! Which account a command is about.

#[cfg(target_os = "linux")]
use super::{AgentCommand, Approvals};
use super::{Command, GitCredential, ProductApisCommand, VaultCommand};

impl Command {
    /// The accounts that were named, each by its id or by its provider's name.
    pub(crate) fn accounts(&mut self) -> Vec<&mut String> {
        match self {
            Self::Profile { account } | Self::Refresh { account } | Self::Forget { account, .. } => vec![account],
            Self::Token(token) => vec![&mut token.account],
            Self::Headers(headers) => vec![&mut headers.account],
            Self::SignOut(sign_out) => sign_out.account.iter_mut().collect(),
            Self::Trace(trace) => trace.which.iter_mut().collect(),
            Self::Vault(VaultCommand::Export { accounts, .. }) => accounts.iter_mut().collect(),
            Self::ProductApis(ProductApisCommand::Show { account } | ProductApisCommand::Token { account, .. }) => vec![account],
            Self::GitCredential(GitCredential::Bind { account, .. }) => vec![account],
            #[cfg(target_os = "linux")]
            Self::Agent(agent) => match &mut agent.command {
                Some(AgentCommand::Approvals(Approvals::Allow { account, .. })) => vec![account],
                _ => Vec::new(),
            },
            Self::Apps(it) => it.who.account.iter_mut().collect(),
            Self::People(it) => it.who.account.iter_mut().collect(),
            Self::Organisations(it) => it.who.account.iter_mut().collect(),
            Self::ApiKeys(it) => it.who.account.iter_mut().collect(),
            Self::SigningKeys(it) => it.who.account.iter_mut().collect(),
            Self::Audit(it) => it.who.account.iter_mut().collect(),
            _ => Vec::new(),
        }
    }
}

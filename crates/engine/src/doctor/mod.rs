//! What is wrong with this computer as far as signing in goes, and what to do about it.
//!
//! A file a check, each of which gives findings and nothing else: `scheme` and `browser` ask the desktop, `keychain` and
//! `vault` what keeps secrets, `agent` the one that hands out tokens. Of each service `reach` asks once, and the answer
//! tells whether it is there (`network`), whether its certificate is good (`tls`) and what time it is (`clock`);
//! `provider` compares what it publishes with what was believed when it was added. All of them look at once, each for a
//! bounded time, and only what was asked to repair changes anything (the keychain is asked to keep a value of its own for a
//! moment, as before every sign-in). `probe` walks the way of a sign-in without signing in.
//!
//! Left out on purpose: the scheme and the browser elsewhere than on Linux (they say that they are not looked at), and mending
//! what is somebody else's: the clock, a certificate, a keychain, the default browser.

#[cfg(target_os = "linux")]
mod agent;
#[cfg(target_os = "linux")]
mod browser;
mod clock;
mod keychain;
mod network;
pub(crate) mod probe;
mod provider;
mod reach;
#[cfg(target_os = "linux")]
mod scheme;
mod tls;
mod vault;

use std::time::Duration;

use countersign_wire::doctor::{Check, Finding};
use countersign_wire::error::{ErrorCode, UserError};
use futures_util::future::join_all;

use crate::core::Core;
use crate::home::Home;
use crate::provider::Provider;
use crate::stored::Stored as _;

pub use probe::{Probe, Received, receive_probe};

/// How long a check may take that has no shorter time of its own.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is to be looked at.
#[derive(Clone, Debug, Default)]
pub struct DoctorOptions {
    /// Only this service, of those that were added.
    pub provider: Option<String>,
    /// Nobody on the network is asked.
    pub offline: bool,
    /// Mend what can be mended here: the scheme's entry, the rights of files, a vault with a good copy.
    pub repair: bool,
}

impl Core {
    /// Looks at everything, all at once.
    pub(crate) async fn doctor(&self, home: &Home, options: &DoctorOptions) -> Result<Vec<Finding>, UserError> {
        let (desktop, kept) = tokio::join!(self.desktop_findings(home, options.repair), self.kept_findings(options));
        Ok([desktop, kept?].concat())
    }

    /// What the desktop has to do with a sign-in.
    pub(crate) async fn desktop_findings(&self, home: &Home, repair: bool) -> Vec<Finding> {
        #[cfg(target_os = "linux")]
        {
            let (scheme, browser, agent) = tokio::join!(
                bounded(Check::Scheme, scheme::look(home, repair)),
                bounded(Check::Browser, browser::look()),
                bounded(Check::Agent, agent::look(home)),
            );
            [scheme, browser, agent].concat()
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = (home, repair);
            let untold = |check| Finding::unknown(check, "This system registers programs when they are installed, and is not asked.");
            vec![untold(Check::Scheme), untold(Check::Browser)]
        }
    }

    /// The keychain, what it keeps, and the services that stand in it. A keychain that does not open would not open the second
    /// time either, so the vault is not asked for then.
    async fn kept_findings(&self, options: &DoctorOptions) -> Result<Vec<Finding>, UserError> {
        let (opens, mut findings) = keychain::look(self).await;
        let (records, of_the_vault) = vault::look(self, opens, options.repair).await;
        findings.extend(of_the_vault);
        let Some(records) = records else {
            if !options.offline {
                findings.push(Finding::unknown(Check::Network, "Which services there are stands in the vault, which does not open."));
            }
            return Ok(findings);
        };
        let mut providers = Provider::load_all(&records);
        if let Some(name) = &options.provider {
            providers.retain(|provider| provider.name == *name);
            if providers.is_empty() {
                let message = format!("There is no provider “{name}”. `countersign providers list` shows those there are.");
                return Err(UserError::new(ErrorCode::NotFound, message));
            }
        }
        findings.extend(providers.iter().flat_map(provider::look_at_redirects));
        if !options.offline {
            findings.extend(self.service_findings(&providers).await);
        }
        Ok(findings)
    }

    /// Each host once, and each service's metadata.
    async fn service_findings(&self, providers: &[Provider]) -> Vec<Finding> {
        if providers.is_empty() {
            return vec![Finding::unknown(Check::Network, "No service was added yet, so none was asked.")];
        }
        let origins = reach::origins(providers);
        let asked = join_all(origins.into_iter().map(|origin| reach::reach(self, origin)));
        let published = join_all(providers.iter().map(|provider| bounded(Check::Provider, provider::look_at_metadata(self, provider))));
        let (reached, published) = tokio::join!(asked, published);
        let of_hosts = reached.iter().flat_map(|reached| [Some(network::judge(reached)), tls::judge(reached)]).flatten();
        of_hosts.chain(clock::judge(&reached)).chain(published.concat()).collect()
    }
}

/// Findings within a time, or that there are none.
async fn bounded(check: Check, look: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    tokio::time::timeout(PATIENCE, look)
        .await
        .unwrap_or_else(|_| vec![Finding::unknown(check, format!("There was no answer within {} s.", PATIENCE.as_secs()))])
}

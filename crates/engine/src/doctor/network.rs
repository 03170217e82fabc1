//! Whether a service's host can be reached.

use countersign_wire::doctor::{Check, Finding};

use super::reach::{Came, Reached};

pub(super) fn judge(reached: &Reached) -> Finding {
    let Reached { host, providers, proxy, came, .. } = reached;
    let way = proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
    let of = providers.join(", ");
    let connection = match proxy {
        Some(proxy) => format!("Check your connection and the proxy {proxy} (HTTPS_PROXY, NO_PROXY)."),
        None => "Check your connection, and whether a firewall is in between.".to_owned(),
    };
    let finding = match came {
        Came::Answered { .. } => Finding::good(Check::Network, format!("{host} answers{way} (for {of}).")),
        Came::NoTls(_) => Finding::good(Check::Network, format!("{host} is reached{way} (for {of}).")),
        Came::NoSuchName(why) => Finding::failed(
            Check::Network,
            format!("The name of {host} (for {of}) is not found: {why}."),
            "Check your connection and name server, and the addresses in `countersign providers list`.",
        ),
        Came::NoConnection(why) => Finding::failed(Check::Network, format!("{host} (for {of}) is not reached{way}: {why}."), connection),
        Came::Inside => Finding::failed(
            Check::Network,
            format!("{host} (for {of}) is on this computer or in a private network, and only a document named it. It is not asked."),
            "If you trust it, remove the provider, and add it again with the addresses themselves.",
        ),
        Came::NoRoots => Finding::unknown(Check::Network, format!("{host} (for {of}) was not asked.")),
        Came::Silence => Finding::failed(Check::Network, format!("{host} (for {of}) does not answer{way} within ten seconds."), connection),
        Came::BrokenOff(why) => Finding::warning(
            Check::Network,
            format!("{host} (for {of}) takes the connection{way} and breaks it off: {why}."),
            "Try again in a moment; if it stays so, ask whoever runs the service.",
        ),
    };
    finding.about(host.as_str()).took(reached.took)
}

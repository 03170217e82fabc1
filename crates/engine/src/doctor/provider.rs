//! Whether a service still is what it was when it was added.

use countersign_wire::doctor::{Check, Finding};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::metadata::ServerMetadata;

use crate::core::Core;
use crate::provider::{Provider, discovery};

/// Where its sign-ins come back to.
pub(super) fn look_at_redirects(provider: &Provider) -> Option<Finding> {
    let lost: Vec<_> = provider.redirect_uris.iter().filter(|uri| provider.return_path_of(uri).is_none()).cloned().collect();
    if lost.is_empty() {
        return None;
    }
    let seen = format!("Sign-ins to {} that go to {} come back neither to the app nor to this computer.", provider.name, lost.join(", "));
    let advice = "Register app.countersign.desktop:/callback or http://127.0.0.1/callback at the service, or use --return paste.";
    Some(Finding::warning(Check::Provider, seen, advice).about(provider.name.as_str()))
}

/// What it publishes now, against what was believed then. Nothing is changed by what it says now.
pub(super) async fn look_at_metadata(core: &Core, provider: &Provider) -> Vec<Finding> {
    let Some(issuer) = &provider.issuer else { return Vec::new() };
    let published = discovery::discover_issuer((&core.http, &provider.reach()), issuer, provider.issuer_template.as_ref()).await;
    let finding = match published.map_err(UserError::from) {
        Ok(metadata) => compare(provider, &metadata),
        Err(error) => unread(issuer, error),
    };
    vec![finding.about(provider.name.as_str())]
}

fn compare(provider: &Provider, now: &ServerMetadata) -> Finding {
    let pairs = [
        ("authorization_endpoint", Some(&provider.authorization_endpoint), Some(&now.authorization_endpoint)),
        ("token_endpoint", Some(&provider.token_endpoint), Some(&now.token_endpoint)),
        ("userinfo_endpoint", provider.userinfo_endpoint.as_ref(), now.userinfo_endpoint.as_ref()),
        ("revocation_endpoint", provider.revocation_endpoint.as_ref(), now.revocation_endpoint.as_ref()),
    ];
    let changed: Vec<_> = pairs.into_iter().filter(|(_, then, now)| then.is_some() && now != then).collect();
    if changed.is_empty() {
        return Finding::good(Check::Provider, format!("{} names the same addresses as when it was added.", provider.name));
    }
    let told = changed.iter().map(|(member, then, now)| {
        let address = |address: &Option<&String>| address.map_or_else(|| "no address".to_owned(), |address| crate::http::shown(address));
        format!("{member}: {} then, {} now", address(then), address(now))
    });
    let seen = format!("{} names other addresses than when it was added ({}).", provider.name, told.collect::<Vec<_>>().join("; "));
    let advice = "Those of then are used. If the service has moved, sign out there, remove it and add it again; if nobody told you that it moves, ask first.";
    Finding::warning(Check::Provider, seen, advice)
}

fn unread(issuer: &str, error: UserError) -> Finding {
    match error.code {
        ErrorCode::NotFound => Finding::good(Check::Provider, format!("{issuer} publishes nothing to compare with.")),
        // The network says it.
        ErrorCode::Network | ErrorCode::Busy => Finding::unknown(Check::Provider, error.message),
        _ => Finding::failed(
            Check::Provider,
            error.message,
            "Ask whoever runs the service. Sign-ins use the addresses of when it was added.",
        ),
    }
}

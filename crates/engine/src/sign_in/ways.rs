//! Which ways back an attempt opens.
//!
//! *Raced* means this. An authorization request names one `redirect_uri` (RFC 6749 §4.1.1), so an attempt has a request for
//! each address that this process can be reached at, each with its own `state` and `verifier`: an answer counts only at the
//! address of its own request (C4). The browser is sent with the preferred one, and may be sent with another where nothing
//! comes of it. Besides, whatever address the browser ended on may be given by hand, and where the service has a device
//! endpoint (RFC 8628) a code may be entered elsewhere. All belong to one pending sign-in, which the first answer takes as a
//! whole (C3): with it go the other requests, the listener, and the polling.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;

use crate::provider::Provider;

/// A way back by an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) return_path: ReturnPath,
    /// As registered, byte for byte.
    pub(super) registered: String,
}

/// Whether a code for another device is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByDevice {
    No,
    /// Where it cannot be had, the other ways are there.
    IfItCan,
    /// It is the only way.
    Alone,
}

/// The ways back of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ways {
    /// The preferred one first; without any there is only the device.
    pub(super) addresses: Vec<Address>,
    pub(super) paste: bool,
    pub(super) device: ByDevice,
}

impl Ways {
    /// The one way that was named.
    pub(super) fn only(provider: &Provider, path: ReturnPath) -> Result<Self, UserError> {
        let registered = match path {
            ReturnPath::DeepLink | ReturnPath::Loopback => provider.redirect_uri_for(path),
            ReturnPath::Paste => shown_by_a_browser(provider),
            ReturnPath::Device if provider.can.device_authorization_endpoint.is_some() => {
                return Ok(Self { addresses: Vec::new(), paste: false, device: ByDevice::Alone });
            }
            ReturnPath::Device => None,
        };
        let registered = registered.ok_or_else(|| missing(provider, Some(path)))?.to_owned();
        let addresses = vec![Address { return_path: path, registered }];
        Ok(Self { addresses, paste: path == ReturnPath::Paste, device: ByDevice::No })
    }

    /// All that there are. `links_come_here`: links of the app's scheme reach this process.
    pub(super) fn all(provider: &Provider, links_come_here: bool) -> Result<Self, UserError> {
        let by = |return_path: ReturnPath| {
            provider.redirect_uri_for(return_path).map(|registered| Address { return_path, registered: registered.to_owned() })
        };
        let (link, loopback) = (by(ReturnPath::DeepLink), by(ReturnPath::Loopback));
        let addresses: Vec<_> = match (link, loopback) {
            (Some(link), loopback) if links_come_here => [Some(link), loopback].into_iter().flatten().collect(),
            // Nobody would be sent for a link that does not come here.
            (_, Some(loopback)) => vec![loopback],
            (Some(link), None) => vec![link],
            (None, None) => shown_by_a_browser(provider)
                .map(|uri| Address { return_path: ReturnPath::Paste, registered: uri.to_owned() })
                .into_iter()
                .collect(),
        };
        let device = match (&provider.can.device_authorization_endpoint, addresses.is_empty()) {
            (None, true) => return Err(missing(provider, None)),
            (Some(_), true) => ByDevice::Alone,
            (Some(_), false) => ByDevice::IfItCan,
            (None, false) => ByDevice::No,
        };
        Ok(Self { paste: !addresses.is_empty(), addresses, device })
    }
}

/// The registered address that a browser best shows to be copied: one of this computer, where nobody answers; else of the
/// web; a link of the app's scheme only where there is nothing else.
fn shown_by_a_browser(provider: &Provider) -> Option<&str> {
    let rank = |uri: &&String| match provider.return_path_of(uri) {
        Some(ReturnPath::Loopback) => 0,
        Some(ReturnPath::DeepLink) => 2,
        _ => 1,
    };
    provider.redirect_uris.iter().min_by_key(rank).map(String::as_str)
}

fn missing(provider: &Provider, asked: Option<ReturnPath>) -> UserError {
    let name = &provider.name;
    let register = "Register one at the service, add the provider again with it, or choose another way back.";
    let message = match asked {
        Some(ReturnPath::Loopback) => {
            format!("“{name}” was added with no return address on this computer, such as http://127.0.0.1/callback. {register}")
        }
        Some(ReturnPath::DeepLink) => {
            format!("“{name}” was added with no return address of this app, such as app.countersign.desktop:/callback. {register}")
        }
        Some(ReturnPath::Device) => {
            let message = format!("“{name}” does not say that it lets people sign in on another device. Choose another way back.");
            return UserError::new(ErrorCode::InvalidInput, message).about("way_back");
        }
        Some(ReturnPath::Paste) | None => format!("“{name}” was added with no return address. {register}"),
    };
    UserError::new(ErrorCode::InvalidInput, message).about("return_path")
}

//! How far the requests for one service go (N1, N2).
//!
//! A document of a service names addresses, and whoever writes it must not reach through this program what only this computer
//! can reach. So an address of this computer or of a private network is asked only where a person entered that host. What may
//! be trusted besides the system's own roots is a service's as well: an organisation's CA vouches for its own service, and for
//! no other.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_wire::address::is_public;
use reqwest::Url;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Host;

/// Largest file with CA certificates that is read: an organisation has a few of them.
pub(crate) const LARGEST_CA_FILE: u64 = 256 * 1024;

/// Where the requests for a service may go, and whose word is taken for who answers. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Limits", into = "Limits")]
pub(crate) struct Reach(Arc<Limits>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Limits {
    /// Hosts that a person entered, as an address writes them, in lower case.
    hosts: BTreeSet<String>,
    /// Added CA certificates, as PEM.
    #[serde(default)]
    ca: Option<String>,
}

impl From<Limits> for Reach {
    fn from(limits: Limits) -> Self {
        Self(Arc::new(limits))
    }
}

impl From<Reach> for Limits {
    fn from(reach: Reach) -> Self {
        Arc::unwrap_or_clone(reach.0)
    }
}

/// Why a text holds no CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCa {
    #[error("has no certificate in it: it has to be a PEM file, with “-----BEGIN CERTIFICATE-----”")]
    NoCertificate,
    #[error("has a certificate in it that does not read: copy it again from whoever runs the service")]
    Unreadable,
}

impl Reach {
    /// To the public network, and to the hosts of addresses that a person entered.
    pub(crate) fn entered<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        Self::default().and(addresses)
    }

    /// And to the hosts of these.
    pub(crate) fn and<'a>(mut self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let hosts = addresses.into_iter().filter_map(|address| Url::parse(address).ok()?.host_str().map(str::to_ascii_lowercase));
        Arc::make_mut(&mut self.0).hosts.extend(hosts);
        self
    }

    /// With CA certificates beside the system's roots.
    pub(crate) fn with_ca(mut self, pem: &str) -> Result<Self, NoCa> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        let found = found.map_err(|_| NoCa::Unreadable)?;
        if found.is_empty() {
            return Err(NoCa::NoCertificate);
        }
        // What else is in such a file, a key at worst, is not kept.
        let written =
            |der: &CertificateDer<'_>| format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der));
        Arc::make_mut(&mut self.0).ca = Some(found.iter().map(written).collect());
        Ok(self)
    }

    /// With the added certificates of another, and no others.
    pub(crate) fn with_ca_of(mut self, other: &Self) -> Self {
        Arc::make_mut(&mut self.0).ca.clone_from(&other.0.ca);
        self
    }

    /// With the system's roots alone.
    pub(crate) fn without_ca(mut self) -> Self {
        Arc::make_mut(&mut self.0).ca = None;
        self
    }

    /// The added certificates.
    pub(super) fn ca(&self) -> Vec<CertificateDer<'static>> {
        let pem = self.0.ca.as_deref().unwrap_or_default();
        CertificateDer::pem_slice_iter(pem.as_bytes()).filter_map(Result::ok).collect()
    }

    /// The SHA-256 of each added certificate, as other programs write it, for people to compare.
    pub(crate) fn ca_fingerprints(&self) -> Vec<String> {
        let written = |der: CertificateDer<'_>| {
            let bytes = Sha256::digest(der.as_ref());
            bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
        };
        self.ca().into_iter().map(written).collect()
    }

    /// Whether `host` may be reached at `address`.
    pub(crate) fn allows(&self, host: &str, address: IpAddr) -> bool {
        is_public(address) || self.has_entered(host) || (address.is_loopback() && self.is_of_this_computer())
    }

    /// Whether an address may be asked, as far as can be told without resolving a name.
    pub(crate) fn allows_as_written(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        match url.host() {
            Some(Host::Ipv4(address)) => self.allows(host, address.into()),
            Some(Host::Ipv6(address)) => self.allows(host, address.into()),
            Some(Host::Domain(name)) if is_name_of_this_computer(name) => self.has_entered(name) || self.is_of_this_computer(),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }

    /// What of it matters for one address: two services are let reach it alike where this is the same.
    pub(crate) fn at(&self, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let host = Some(host).filter(|host| self.has_entered(host));
        let host = host.or_else(|| self.is_of_this_computer().then(|| "localhost".to_owned()));
        Self(Arc::new(Limits { hosts: host.into_iter().collect(), ca: self.0.ca.clone() }))
    }

    fn has_entered(&self, host: &str) -> bool {
        self.0.hosts.contains(&host.to_ascii_lowercase())
    }

    /// A service on this computer may name others on it: they are no more private than it is.
    fn is_of_this_computer(&self) -> bool {
        self.0.hosts.iter().any(|host| {
            is_name_of_this_computer(host) || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        })
    }
}

/// RFC 6761 §6.3.
fn is_name_of_this_computer(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(reach: &Reach, address: &str) -> bool {
        reach.allows_as_written(&Url::parse(address).unwrap())
    }

    #[test]
    fn n2_an_address_inside_is_asked_only_where_somebody_entered_that_host() {
        let nobody = Reach::entered(["https://accounts.example.com/realms/a"]);
        for inside in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0.0.0.0/",
            "https://10.0.0.1/",
            "https://172.16.9.9/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
        ] {
            assert!(!allows(&nobody, inside), "{inside}");
            assert!(allows(&Reach::entered([inside]), inside), "{inside}");
        }
        for outside in ["https://8.8.8.8/", "https://[2606:4700::1]/", "https://b.example/"] {
            assert!(allows(&nobody, outside), "{outside}");
        }
    }

    #[test]
    fn n2_one_host_inside_opens_no_other_but_on_this_computer() {
        let office = Reach::entered(["https://10.0.0.1:8443/"]);
        assert!(allows(&office, "https://10.0.0.1/") && !allows(&office, "https://10.0.0.2/") && !allows(&office, "https://127.0.0.1/"));
        let here = Reach::entered(["http://127.0.0.1:8400"]);
        assert!(allows(&here, "http://127.0.0.1:9/") && allows(&here, "http://localhost:1/") && allows(&here, "http://[::1]:1/"));
        assert!(!allows(&here, "https://10.0.0.1/") && !allows(&here, "https://169.254.169.254/"));
        assert!(Reach::entered(["https://inner.example"]).allows("INNER.example", "10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn n1_what_is_no_pem_is_no_ca() {
        for text in ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert_eq!(Reach::default().with_ca(text).unwrap_err(), NoCa::NoCertificate, "{text}");
        }
        let torn = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
        assert_eq!(Reach::default().with_ca(torn).unwrap_err(), NoCa::Unreadable);
    }

    #[test]
    fn n1_of_a_file_the_certificates_alone_are_kept() {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let reach = Reach::default().with_ca(&format!("notes\n{key}{certificate}{certificate}")).unwrap();
        let kept = serde_json::to_string(&reach).unwrap();
        assert!(!kept.contains("AAAA") && !kept.contains("notes"), "{kept}");
        assert_eq!(serde_json::from_str::<Reach>(&kept).unwrap().ca_fingerprints().len(), 2);
    }

    #[test]
    fn n2_at_one_address_only_what_was_entered_for_it_makes_a_difference() {
        let url = Url::parse("https://accounts.example.com/").unwrap();
        let (one, other) = (Reach::entered(["https://a.example"]), Reach::entered(["https://b.example", "https://10.0.0.1"]));
        assert_eq!(one.at(&url), other.at(&url));
        assert_ne!(one.at(&url), one.clone().and([url.as_str()]).at(&url));
        assert_ne!(one.at(&url), one.clone().and(["http://127.0.0.1:1"]).at(&url), "its name may lead here");
        for reach in [&one, &other, &one.clone().and(["http://localhost"])] {
            for address in ["8.8.8.8", "10.0.0.1", "127.0.0.1"].map(|address| address.parse().unwrap()) {
                assert_eq!(reach.allows("accounts.example.com", address), reach.at(&url).allows("accounts.example.com", address));
            }
        }
    }
}

//! Whether a service's certificate is good. What is wrong is told apart by the very errors that refuse it elsewhere (N1).

use std::time::{Duration, UNIX_EPOCH};

use countersign_wire::doctor::{Check, Finding};
use rustls::{AlertDescription, CertificateError, Error};

use super::reach::{Came, Reached};
use crate::http::failure::is_of_an_authority;

/// Of a host that is asked by TLS and could be reached.
pub(super) fn judge(reached: &Reached) -> Option<Finding> {
    let host = reached.host.as_str();
    let finding = match &reached.came {
        Came::Answered { .. } if reached.by_tls => Finding::good(Check::Tls, format!("The certificate of {host} is trusted.")),
        Came::NoTls(error) => {
            let (seen, advice) = told(error, host);
            Finding::failed(Check::Tls, seen, advice)
        }
        Came::NoRoots => Finding::failed(
            Check::Tls,
            "The certificates that this computer trusts could not be read, so nobody is.",
            "Have them installed: most systems call the package ca-certificates.",
        ),
        _ => return None,
    };
    Some(finding.about(host))
}

fn told(error: &Error, host: &str) -> (String, String) {
    let ask = "Ask whoever runs the service.".to_owned();
    match error {
        Error::InvalidCertificate(certificate) => of_certificate(certificate, host),
        Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity | AlertDescription::HandshakeFailure,
        )
        | Error::PeerIncompatible(_) => {
            let seen = format!("{host} speaks no version of TLS that is safe: 1.2 or newer is needed ({error}).");
            (seen, format!("{ask} Nothing here can be set to use an older one."))
        }
        Error::InvalidMessage(_) => {
            let seen = format!("{host} does not speak TLS there.");
            (
                seen,
                "Check the addresses in `countersign providers list`. A sign-in page of the network (a hotel's) may answer in its place."
                    .into(),
            )
        }
        other => (format!("No TLS with {host}: {other}."), ask),
    }
}

fn of_certificate(error: &CertificateError, host: &str) -> (String, String) {
    let clock = "If your clock is right (see *clock*), ask whoever runs the service.";
    match error {
        CertificateError::UnknownIssuer => of_nobody(host),
        CertificateError::Expired => (format!("The certificate of {host} has expired."), clock.into()),
        CertificateError::ExpiredContext { not_after, .. } => {
            (format!("The certificate of {host} has expired, on {}.", day(not_after.as_secs())), clock.into())
        }
        CertificateError::NotValidYet => (format!("The certificate of {host} is not valid yet."), clock.into()),
        CertificateError::NotValidYetContext { not_before, .. } => {
            (format!("The certificate of {host} is not valid before {}.", day(not_before.as_secs())), clock.into())
        }
        CertificateError::NotValidForName => (format!("The certificate that {host} shows is another host's."), wrong_host()),
        CertificateError::NotValidForNameContext { presented, .. } => {
            // They come as `DnsName("a.example")`.
            let bare = |name: &String| crate::http::shown(name.split('"').nth(1).unwrap_or(name));
            let names = presented.iter().take(5).map(bare).collect::<Vec<_>>().join(", ");
            (format!("The certificate that {host} shows is another host's ({names})."), wrong_host())
        }
        CertificateError::Revoked => {
            (format!("The certificate of {host} was revoked."), "Do not sign in there. Ask whoever runs the service.".into())
        }
        other if is_of_an_authority(other) => (
            format!("The certificate that {host} shows is that of an authority, and none of its own."),
            "Ask whoever runs the service to issue it one; one that somebody makes for themselves needs basicConstraints=CA:FALSE. To trust the authority changes nothing.".into(),
        ),
        other => (format!("The certificate of {host} is not good: {other}."), "Ask whoever runs the service.".into()),
    }
}

fn of_nobody(host: &str) -> (String, String) {
    (
        format!("The certificate of {host} is signed by nobody whom this computer trusts."),
        "If it is your organisation's own, have its CA certificate added to those that your system trusts, or remove the provider and add it again with that certificate as a file (`countersign providers add` takes --ca-file FILE). If you did not expect it, something between you and the service may be reading along: do not sign in.".into(),
    )
}

fn wrong_host() -> String {
    "Check the addresses in `countersign providers list`. If they are right, something else may be answering in the service's place: do not sign in.".into()
}

/// A time as the protocols write it.
fn day(seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

//! Why a request came to nothing, out of all that lies below it.

use std::error::Error;

use rustls::CertificateError as Bad;

use super::HttpError;
use super::names::LeadsInside;

/// What happened, in our words.
pub(super) fn told(error: &reqwest::Error, host: &str) -> HttpError {
    let host = host.to_owned();
    let refused = cause::<rustls::Error>(error);
    if refused.is_some_and(is_of_nobody) {
        HttpError::UnknownIssuer(host)
    } else if let Some(why) = refused.and_then(distrust) {
        HttpError::NotTrusted { host, why }
    } else if cause::<LeadsInside>(error).is_some() {
        HttpError::Inside(host)
    } else if error.is_timeout() {
        HttpError::TimedOut(host)
    } else if error.is_connect() {
        HttpError::Unreachable(host)
    } else {
        HttpError::Lost(host)
    }
}

/// Whether it is an authority's own certificate, as `openssl req -x509` makes one, and no server's. To trust it changes nothing.
pub(crate) fn is_of_an_authority(why: &Bad) -> bool {
    // The verifier gives its reason no type that could be asked for.
    matches!(why, Bad::Other(reason) if format!("{reason:?}").contains("CaUsedAsEndEntity"))
}

/// The first cause of this type.
pub(crate) fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error names as its source the source of what is in it, and not what is in it.
        let within = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match within {
            Some(within) => Some(within),
            None => error.source(),
        };
    }
    None
}

/// Whether nobody whom this computer trusts, or who was added, vouches for who answers.
fn is_of_nobody(error: &rustls::Error) -> bool {
    matches!(error, rustls::Error::InvalidCertificate(Bad::UnknownIssuer | Bad::BadSignature))
}

/// Why else whoever answers is not believed to be who they say.
fn distrust(error: &rustls::Error) -> Option<&'static str> {
    Some(match error {
        rustls::Error::InvalidCertificate(why) => match why {
            Bad::Expired | Bad::ExpiredContext { .. } => "its certificate has expired, or the clock of this computer is wrong",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "its certificate is not valid yet, or the clock of this computer is wrong",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "its certificate is for another name",
            Bad::Revoked => "its certificate was revoked",
            other if is_of_an_authority(other) => {
                "the certificate that it shows is that of an authority, and none of its own. Whoever runs it has to issue it one, or, of one that signs itself, to make it with basicConstraints=CA:FALSE"
            }
            _ => "its certificate cannot be used",
        },
        rustls::Error::PeerIncompatible(_) => "it speaks no TLS that is safe: 1.2 or newer is needed",
        rustls::Error::AlertReceived(rustls::AlertDescription::ProtocolVersion) => "it speaks no TLS that is safe: 1.2 or newer is needed",
        _ => return None,
    })
}

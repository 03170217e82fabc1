//! Where a request comes from, when a proxy stands between.
//!
//! What a header says of a client's address is anybody's to write. It is believed only from a proxy that the operator
//! named, and only as far back as named proxies reach: the entries are read from the end, where the nearest proxy wrote,
//! and the first address that is no named proxy is the client. Only one header is looked at, the one that the operator's
//! proxies write: a proxy that writes one of them hands the other on as its client sent it.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

/// Proxies that are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Their networks or addresses.
    pub networks: Vec<IpNet>,
    /// The header that they write.
    pub header: ForwardedHeader,
}

/// The header in which proxies say whom they speak for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, as nearly all proxies write it.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    /// Reads the header's name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "x-forwarded-for" => Some(Self::XForwardedFor),
            "forwarded" => Some(Self::Forwarded),
            _ => None,
        }
    }

    fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => header::FORWARDED,
        }
    }
}

impl Proxies {
    /// The client of a request that `peer` sent. Its port is 0 where a proxy did not say it.
    #[must_use]
    pub fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
        let mut client = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        if !self.trusts(client.ip()) {
            return client;
        }
        for line in headers.get_all(self.header.name()).iter().rev() {
            // What cannot be read ends the way back: it was written by whom the last proxy named, or by nobody.
            let Ok(line) = line.to_str() else { return client };
            for element in elements(line).into_iter().rev() {
                let Some(said) = self.read(element) else { return client };
                client = said;
                if !self.trusts(client.ip()) {
                    return client;
                }
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    fn read(&self, element: &str) -> Option<SocketAddr> {
        match self.header {
            ForwardedHeader::XForwardedFor => address(element.trim()),
            ForwardedHeader::Forwarded => address(&named_for(element)?),
        }
    }
}

/// The members of a list; a comma within quotes is none between members (RFC 9110 §5.6.1).
fn elements(line: &str) -> Vec<&str> {
    split(line, ',')
}

fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut begin, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == at && !quoted => {
                parts.push(&text[begin..index]);
                begin = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// The node of the one `for=` of a forwarded element (RFC 7239 §4).
fn named_for(element: &str) -> Option<String> {
    let mut nodes = split(element, ';').into_iter().filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
    });
    let node = nodes.next()?;
    if nodes.next().is_some() {
        return None;
    }
    match node.strip_prefix('"') {
        // No address has a character that is to be escaped.
        Some(quoted) => quoted.strip_suffix('"').filter(|node| !node.contains(['"', '\\'])).map(str::to_owned),
        None => Some(node.to_owned()),
    }
}

/// An address with or without a port; one of version 6 in brackets where it has a port. *unknown* and names that hide
/// somebody are none.
fn address(text: &str) -> Option<SocketAddr> {
    let whole = text.parse::<SocketAddr>().ok();
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let bare = || inner.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 0));
    whole.or_else(bare).map(|said| SocketAddr::new(said.ip().to_canonical(), said.port()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn client(header: ForwardedHeader, peer: &str, lines: &[(&'static str, &str)]) -> String {
        let networks = vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(*name, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        Proxies { networks, header }.client(SocketAddr::new(peer.parse().unwrap(), 7), &headers).ip().to_string()
    }

    #[test]
    fn x_forwarded_for_is_read_from_the_end_as_far_as_proxies_are_named() {
        let from = |peer: &str, lines: &[&str]| {
            let lines: Vec<_> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
            client(ForwardedHeader::XForwardedFor, peer, &lines)
        };
        for (peer, lines, client) in [
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7", "10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["10.0.0.3,10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("2001:db8::1", &["[2001:db9::7]:4711"], "2001:db9::7"),
            ("10.0.0.1", &["garbage"], "10.0.0.1"),
            ("10.0.0.1", &["[2001:db9::7"], "10.0.0.1"),
            ("10.0.0.1", &["[2001:db9::7]"], "2001:db9::7"),
            ("10.0.0.1", &["198.51.100.7, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.7,"], "10.0.0.1"),
            ("10.0.0.1", &["\u{e9}"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7' OR 1=1"], "10.0.0.1"),
        ] {
            assert_eq!(from(peer, lines), client, "{peer} {lines:?}");
        }
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_writes_it() {
        let from = |lines: &[&str]| {
            let lines: Vec<_> = lines.iter().map(|line| ("forwarded", *line)).collect();
            client(ForwardedHeader::Forwarded, "10.0.0.1", &lines)
        };
        for (lines, client) in [
            (&["for=198.51.100.7"][..], "198.51.100.7"),
            (&["proto=https;For=\"198.51.100.7:4711\";by=10.0.0.1"], "198.51.100.7"),
            (&["for=\"[2001:db9::7]:4711\""], "2001:db9::7"),
            (&["for=203.0.113.9, for=198.51.100.7;host=\"a,b;c\", for=10.0.0.2"], "198.51.100.7"),
            (&["for=198.51.100.7", "for=10.0.0.2"], "198.51.100.7"),
            (&["for=unknown"], "10.0.0.1"),
            (&["for=_hidden, for=10.0.0.2"], "10.0.0.2"),
            (&["for=198.51.100.7;for=203.0.113.9"], "10.0.0.1"),
            (&["by=10.0.0.1"], "10.0.0.1"),
            (&["for=\"198.51.100.7"], "10.0.0.1"),
            (&["for=\"198.51.100\\.7\""], "10.0.0.1"),
            (&[""], "10.0.0.1"),
        ] {
            assert_eq!(from(lines), client, "{lines:?}");
        }
    }

    #[test]
    fn the_header_that_the_proxies_do_not_write_is_nobodys_word() {
        let both = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client(ForwardedHeader::XForwardedFor, "10.0.0.1", &both), "198.51.100.7");
        assert_eq!(client(ForwardedHeader::Forwarded, "10.0.0.1", &both), "203.0.113.9");
    }
}

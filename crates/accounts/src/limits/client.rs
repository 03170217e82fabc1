//! Where a request comes from, when a proxy stands between.
//!
//! What a header says of a client's address is anybody's to write. It is believed only from a proxy that the operator
//! named, and only as far back as named proxies reach: the entries are read from the end, where the nearest proxy wrote,
//! and the first address that is no named proxy is the client. What a client wrote stands before that, and is looked at by
//! nobody, however it is written. Only one header is looked at, the one that the operator's
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
            // Bytes, as one that is no text in the client's part must not hide the proxy's.
            let mut left = Some(line.as_bytes());
            while let Some((rest, element)) = left.map(|line| self.last(line)) {
                // What cannot be read ends the way back: it was written by whom the last proxy named, or by nobody.
                let Some(said) = std::str::from_utf8(element).ok().and_then(|element| self.read(element)) else { return client };
                client = said;
                if !self.trusts(client.ip()) {
                    return client;
                }
                left = rest;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The last element of a line, and what is before its comma.
    fn last<'a>(&self, line: &'a [u8]) -> (Option<&'a [u8]>, &'a [u8]) {
        let comma = match self.header {
            // A list of addresses, in which a quote means nothing.
            ForwardedHeader::XForwardedFor => line.iter().rposition(|byte| *byte == b','),
            ForwardedHeader::Forwarded => last_comma(line),
        };
        comma.map_or((None, line), |comma| (Some(&line[..comma]), &line[comma + 1..]))
    }

    fn read(&self, element: &str) -> Option<SocketAddr> {
        match self.header {
            ForwardedHeader::XForwardedFor => address(element.trim()),
            ForwardedHeader::Forwarded => address(&named_for(element)?),
        }
    }
}

/// Where the last element of a `Forwarded` line begins: its last comma that is not within quotes, seen from the end (RFC
/// 7239 §4 and §7.1, RFC 9110 §5.6.4).
///
/// The end is what the proxy wrote, and all that is well-formed for certain. Read from there, a quoted string begins at the
/// nearest quote that no backslash escapes, and whatever the client wrote before cannot open one in the proxy's part.
fn last_comma(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in line.iter().enumerate().rev() {
        match byte {
            b'"' if !quoted => quoted = true,
            b'"' => quoted = is_escaped(line, at),
            b',' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether an odd number of backslashes stands before it.
fn is_escaped(line: &[u8], at: usize) -> bool {
    line[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The node of the one `for=` of a forwarded element (RFC 7239 §4). None of an element that is not well-formed throughout:
/// a proxy's is.
fn named_for(element: &str) -> Option<String> {
    let mut node = None;
    for pair in pairs(element).into_iter().filter(|pair| !pair.trim().is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = unquoted(value.trim())?;
        if name.trim().eq_ignore_ascii_case("for") && node.replace(value).is_some() {
            return None;
        }
    }
    // No address has a character that is to be escaped.
    node.filter(|node| !node.contains('\\')).map(str::to_owned)
}

/// The pairs of an element; a semicolon within quotes is none between them.
fn pairs(element: &str) -> Vec<&str> {
    let (mut pairs, mut begin, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in element.bytes().enumerate() {
        match byte {
            b'"' if !(quoted && is_escaped(element.as_bytes(), at)) => quoted = !quoted,
            b';' if !quoted => {
                pairs.push(&element[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    pairs.push(&element[begin..]);
    pairs
}

/// What a value says: one quoted string, or a word without any quote.
fn unquoted(value: &str) -> Option<&str> {
    let Some(rest) = value.strip_prefix('"') else { return (!value.contains('"')).then_some(value) };
    let inner = rest.strip_suffix('"')?;
    let ends = |at: usize| !is_escaped(value.as_bytes(), at + 1);
    (!inner.match_indices('"').any(|(at, _)| ends(at)) && ends(inner.len())).then_some(inner)
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
    use proptest::prelude::*;
    use proptest::sample::select;

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
            ("10.0.0.1", &["\u{e9}, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["\", 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["\"203.0.113.9, 198.51.100.7"], "198.51.100.7"),
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
            (&["for=203.0.113.9;x=\", for=198.51.100.7"], "198.51.100.7"),
            (&["for=203.0.113.9;x=\", for=\"198.51.100.7:4711\""], "198.51.100.7"),
            (&["for=203.0.113.9;x=\"\\, for=198.51.100.7;host=\"a\\\"b,c\\\\\""], "198.51.100.7"),
            (&["\u{e9}, for=198.51.100.7"], "198.51.100.7"),
            (&["for=203.0.113.9, a\", for=\"198.51.100.7"], "10.0.0.1"),
            (&["for=203.0.113.9;x=\"a\"b\", for=10.0.0.2"], "10.0.0.2"),
            (&["for=203.0.113.9 for=203.0.113.9, for=10.0.0.2"], "10.0.0.2"),
            (&[""], "10.0.0.1"),
        ] {
            assert_eq!(from(lines), client, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn a14_whatever_a_client_writes_before_the_address_is_the_proxys(
            claimed in proptest::collection::vec(
                prop_oneof![
                    select(&["\"", "\\", ",", ";", "=", "for=", "for=203.0.113.9", "203.0.113.9", "10.0.0.9", " ", "[", "x=\""][..])
                        .prop_map(|word| word.as_bytes().to_vec()),
                    (0x20..=0xff_u8).prop_filter("it is one of a header", |byte| *byte != 0x7f).prop_map(|byte| vec![byte]),
                ],
                0..24,
            ),
            own in select(&[
                (ForwardedHeader::XForwardedFor, "198.51.100.7"),
                (ForwardedHeader::XForwardedFor, "198.51.100.7:80"),
                (ForwardedHeader::Forwarded, "for=198.51.100.7"),
                (ForwardedHeader::Forwarded, "proto=https;for=\"198.51.100.7:80\";host=\"a,\\\"b;\\\\\""),
                (ForwardedHeader::Forwarded, "for=\"198.51.100.7\""),
            ][..]),
            apart in any::<bool>(),
        ) {
            let (header, own) = own;
            let claimed = claimed.concat();
            let mut headers = HeaderMap::new();
            let mut add = |line: &[u8]| headers.append(header.name(), HeaderValue::from_bytes(line).unwrap());
            if apart {
                add(&claimed);
                add(own.as_bytes());
            } else {
                add(&[&claimed, &b", "[..], own.as_bytes()].concat());
            }
            let proxies = Proxies { networks: vec!["10.0.0.0/8".parse().unwrap()], header };
            let found = proxies.client("10.0.0.1:7".parse().unwrap(), &headers);
            prop_assert_eq!(found.ip().to_string(), "198.51.100.7");
        }
    }

    #[test]
    fn the_header_that_the_proxies_do_not_write_is_nobodys_word() {
        let both = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client(ForwardedHeader::XForwardedFor, "10.0.0.1", &both), "198.51.100.7");
        assert_eq!(client(ForwardedHeader::Forwarded, "10.0.0.1", &both), "203.0.113.9");
    }
}

//! Which addresses are of the public network (IANA's registries of special-purpose addresses, RFC 6890).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// What is not public of IPv4.
const SPECIAL_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// The prefix of what a NAT64 translates to IPv4: the address that is meant stands in the last 32 bits (RFC 6052 §2.1, §2.2). It is
/// one for all networks; that for local use (`64:ff9b:1::/48`, RFC 8215) tells nobody where its addresses lead.
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 96);

/// The one block of IPv6 that other public addresses are from (RFC 4291 §2.4).
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

/// What is not public of it; 6to4 and Teredo carry an IPv4 address, which may be any.
const SPECIAL_V6: [Ipv6Net; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// Whether an address is one of the public network. An IPv4 address within an IPv6 one is not, as nobody has to write it so; but
/// where there is only IPv6, names of the IPv4 network lead to addresses of its NAT64, and those are as public as what they mean.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public(Ipv4Addr::new(a, b, c, d).into())
        }
        IpAddr::V6(address) => GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|net| net.contains(&address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n2_an_address_that_is_not_of_the_public_network_is_known() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.9.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "100::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "100.63.0.1", "100.128.0.1", "172.32.0.1", "192.169.0.1", "2606:4700::1", "2a00:1450:4001::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn n2_what_a_nat64_translates_is_as_public_as_the_ipv4_address_in_it() {
        for address in ["64:ff9b::8.8.8.8", "64:ff9b::808:808", "64:ff9b::172.32.0.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        let inside = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"];
        for address in inside.map(|inside| format!("64:ff9b::{inside}")) {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        // Of another prefix, or one for local use.
        for address in ["64:ff9b:1::8.8.8.8", "64:ff9b:1:fffe::808:808", "64:ff9b::1:808:808", "64:ff9c::8.8.8.8"] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}

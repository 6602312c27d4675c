//! Where a request came from, as far as the peer and our own proxies can tell.

use std::net::{IpAddr, SocketAddr};

use axum::{extract::ConnectInfo, http::request::Parts};

/// Characters kept of a sender that cannot be read.
const LONGEST: usize = 48;

/// The sender of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// An address; an IPv4 address that was mapped into IPv6 is the IPv4 address.
    At(IpAddr),
    /// A proxy of ours names it in another way: `unknown`, `_hidden`, or what is no address at all. It gets shares of
    /// the limits under that name, and never those of the proxy itself, behind which everybody is.
    Called(String),
    /// There is no peer.
    Nobody,
}

/// The peer, or what the outermost of our own proxies saw. Whatever stands further left was written by the visitor.
///
/// Proxies add to `X-Forwarded-For`. `Forwarded` (RFC 7239) is read where there is no `X-Forwarded-For` at all: a proxy
/// that writes the older header always writes it, so that a visitor cannot choose which one counts.
pub fn sender(parts: &Parts, proxies: usize) -> Sender {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.map_or(Sender::Nobody, |peer| Sender::At(peer.to_canonical()));
    if proxies == 0 {
        return peer;
    }
    let mut forwarded = list(parts, "x-forwarded-for");
    if forwarded.is_empty() {
        forwarded = list(parts, "forwarded");
    }
    // With fewer entries than proxies it has not come through all of them.
    forwarded
        .len()
        .checked_sub(proxies)
        .and_then(|place| forwarded.get(place))
        .map_or(peer, |said| read(said))
}

/// The elements of a header that may stand there several times. Commas within quotes do not part them.
fn list(parts: &Parts, name: &str) -> Vec<String> {
    let mut elements = Vec::new();
    for value in parts.headers.get_all(name) {
        let (mut element, mut quoted) = (String::new(), false);
        for character in String::from_utf8_lossy(value.as_bytes()).chars() {
            quoted ^= character == '"';
            if character == ',' && !quoted {
                elements.push(std::mem::take(&mut element));
            } else {
                element.push(character);
            }
        }
        elements.push(element);
    }
    elements
}

/// Reads one element: an address, one with a port, in brackets, in quotes, or the `for` of a `Forwarded` element.
fn read(element: &str) -> Sender {
    let element = element.trim();
    let of_pair = element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    });
    let node = of_pair.unwrap_or(element).trim().trim_matches('"').trim();
    address(node).map_or_else(
        || {
            let plain = |c: &char| c.is_ascii_alphanumeric() || "._-:[]".contains(*c);
            let called: String = node.chars().filter(plain).take(LONGEST).collect();
            Sender::Called(if called.is_empty() { "unknown".to_owned() } else { called.to_ascii_lowercase() })
        },
        |address| Sender::At(address.to_canonical()),
    )
}

fn address(node: &str) -> Option<IpAddr> {
    if let Ok(address) = node.parse() {
        return Some(address);
    }
    // `[2001:db8::1]:443` and `[2001:db8::1]`; the port may be an obfuscated one (RFC 7239, 6).
    if let Some(rest) = node.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return address.parse().ok().filter(|_| port).map(IpAddr::V6);
    }
    let (address, port) = node.split_once(':')?;
    address.parse().ok().filter(|_| is_port(port)).map(IpAddr::V4)
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Sender {
    /// The smallest place that may be one household: the IPv4 address, or the /64 of an IPv6 address.
    pub fn address(&self) -> String {
        match self {
            Self::At(IpAddr::V4(address)) => address.to_string(),
            Self::At(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Self::Called(name) => format!("called {name}"),
            Self::Nobody => "unknown".to_owned(),
        }
    }

    /// The network, without the part that names a household.
    pub fn network(&self) -> String {
        match self {
            Self::At(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            Self::At(IpAddr::V6(address)) => {
                let [a, b, c, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
            Self::Called(_) | Self::Nobody => "unknown".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn sent(peer: &str, headers: &[(&str, &str)], proxies: usize) -> (String, String) {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1234)));
        let sender = sender(&parts, proxies);
        (sender.address(), sender.network())
    }

    fn forwarded(value: &str) -> (String, String) {
        sent("192.0.2.7", &[("x-forwarded-for", value)], 1)
    }

    #[test]
    fn nobody_chooses_their_own_address() {
        let forged = [("x-forwarded-for", "6.6.6.6, 203.0.113.9")];
        assert_eq!(sent("192.0.2.7", &forged, 0).0, "192.0.2.7");
        assert_eq!(sent("192.0.2.7", &forged, 1).0, "203.0.113.9");
        assert_eq!(sent("192.0.2.7", &forged, 3).0, "192.0.2.7");
        let both = [("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=6.6.6.6")];
        assert_eq!(sent("192.0.2.7", &both, 1).0, "203.0.113.9");
    }

    // M1
    #[test]
    fn a_mapped_address_is_the_ipv4_address_it_maps() {
        let plain = ("203.0.113.9".to_owned(), "203.0.113.0/24".to_owned());
        assert_eq!(sent("::ffff:203.0.113.9", &[], 0), plain);
        for written in [
            "203.0.113.9",
            "::ffff:203.0.113.9",
            "::ffff:cb00:7109",
            "[::ffff:203.0.113.9]:4711",
            "203.0.113.9:4711",
        ] {
            assert_eq!(forwarded(written), plain, "{written}");
        }
    }

    // M1
    #[test]
    fn a_forwarded_address_is_read_as_proxies_write_it() {
        let six = ("2001:db8:aaaa:bbbb::/64".to_owned(), "2001:db8:aaaa::/48".to_owned());
        for written in [
            "2001:db8:aaaa:bbbb::1",
            "[2001:db8:aaaa:bbbb::1]",
            "[2001:db8:aaaa:bbbb::1]:443",
            "\"[2001:db8:aaaa:bbbb::1]:443\"",
            "For=\"[2001:db8:aaaa:bbbb::1]:_p0\"",
        ] {
            assert_eq!(forwarded(written), six, "{written}");
        }
        let element = [("forwarded", "for=6.6.6.6, proto=https;For=\"203.0.113.9:4711\";by=\"a, b\"")];
        assert_eq!(sent("192.0.2.7", &element, 1).0, "203.0.113.9");
        let lines = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", " 203.0.113.9 ")];
        assert_eq!(sent("192.0.2.7", &lines, 1).0, "203.0.113.9");
    }

    // M1
    #[test]
    fn what_cannot_be_read_has_shares_of_its_own_and_not_the_proxys() {
        let proxy = sent("192.0.2.7", &[], 0);
        let mut seen = vec![proxy];
        for written in ["unknown", "_hidden", "_SEVKISEK", "nonsense", "203.0.113.999", "203.0.113.9:"] {
            let said = forwarded(written);
            assert_eq!(said.1, "unknown", "{written}");
            assert!(!seen.contains(&said), "{written}: {said:?}");
            seen.push(said);
        }
        assert_eq!(forwarded("").0, forwarded("unknown").0);
        assert!(forwarded(&"x".repeat(4_000)).0.len() < 80);
    }
}

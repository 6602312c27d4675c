//! The `Host` header: one, and a host. (Links are built from the configured address, never from it.)

use axum::http::{HeaderMap, Uri, Version, header, uri::Authority};

/// Whether a request says properly whom it is for (RFC 9112, 3.2): once, well-formed, and the same as in the address
/// where that names a host, too. HTTP/1.0 did not have to.
pub fn is_proper(version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
        (Some(host), None) => {
            let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
            host.is_some_and(|host| {
                let plain = !host.host().is_empty() && !host.as_str().contains('@');
                plain && uri.authority().is_none_or(|named| *named == host)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(version: Version, uri: &str, hosts: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_static(host));
        }
        is_proper(version, &uri.parse().unwrap(), &headers)
    }

    #[test]
    fn a_request_names_one_host() {
        for host in
            ["pickup.example.org", "pickup.example.org:3000", "127.0.0.1:3000", "[::1]:3000", "localhost"]
        {
            assert!(check(Version::HTTP_11, "/", &[host]), "{host}");
        }
        for hosts in [
            &[][..],
            &["a.example", "a.example"],
            &["a.example", "evil.example"],
            &[""],
            &["a.example/path"],
            &["a.example, evil.example"],
            &["me@a.example"],
            &["a b"],
            &[":3000"],
        ] {
            assert!(!check(Version::HTTP_11, "/", hosts), "{hosts:?}");
        }
        assert!(check(Version::HTTP_10, "/", &[]));
        assert!(!check(Version::HTTP_10, "/", &["a.example", "b.example"]));
        assert!(check(Version::HTTP_11, "http://a.example/", &["a.example"]));
        assert!(!check(Version::HTTP_11, "http://a.example/", &["evil.example"]));
    }
}

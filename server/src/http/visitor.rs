//! Who makes a request, as far as the request itself tells.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use app::{
    pages::Visit,
    port::{Caller, Secret},
    problem::Problem,
    wording::{self, Wording},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

use super::{Site, told};

/// The session cookie. `__Host-` binds it to this host, to HTTPS and to no narrower path (RFC 6265bis).
pub const SESSION: &str = "__Host-session";
/// The cookie of a sign-in that has begun.
pub const SIGN_IN: &str = "__Host-sign-in";

/// A visitor of a page.
pub struct Visitor {
    /// What cookies and connection say.
    pub caller: Caller,
    /// The language.
    pub words: &'static Wording,
    /// What went wrong with the form that led here.
    pub problem: Option<Problem>,
    /// All that the browser said.
    pub headers: HeaderMap,
}

impl Visitor {
    /// The visit this visitor makes.
    pub fn visit<'a>(&'a self, site: &'a Site) -> Visit<'a> {
        Visit { desk: &*site.desk, caller: &self.caller, problem: self.problem.clone(), words: self.words }
    }
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let accepted = text(&parts.headers, header::ACCEPT_LANGUAGE);
        let problem = told::problem(&site.office, parts);
        let words = wording::choose(accepted);
        Ok(Self {
            caller: caller(parts, site.proxies),
            words,
            problem,
            headers: std::mem::take(&mut parts.headers),
        })
    }
}

/// The caller of a request.
pub fn caller(parts: &Parts, proxies: usize) -> Caller {
    let user_agent = text(&parts.headers, header::USER_AGENT);
    Caller {
        session: cookie(&parts.headers, SESSION),
        sign_in: cookie(&parts.headers, SIGN_IN),
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(160).collect(),
        network: network(address(parts, proxies)),
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|value| (16..=128).contains(&value.len()))
        .map(|value| Secret::new(value.to_owned()))
}

/// The address the request came from: of the peer, or what the outermost of our own proxies saw. Whatever stands
/// further left in `X-Forwarded-For` was written by the visitor.
fn address(parts: &Parts, proxies: usize) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    forwarded.len().checked_sub(proxies).and_then(|place| forwarded.get(place)?.parse().ok()).or(peer)
}

/// The network of an address, without the part that names a household.
fn network(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Some(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        parts.extensions.insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 1234))));
        parts
    }

    #[test]
    fn nobody_chooses_their_own_address() {
        let forged = parts(&[("x-forwarded-for", "6.6.6.6, 203.0.113.9")]);
        assert_eq!(caller(&forged, 0).network, "192.0.2.0/24");
        assert_eq!(caller(&forged, 1).network, "203.0.113.0/24");
        assert_eq!(caller(&parts(&[("x-forwarded-for", "nonsense")]), 1).network, "192.0.2.0/24");
        let six = parts(&[("x-forwarded-for", "2001:db8:aaaa:bbbb::1")]);
        assert_eq!(caller(&six, 1).network, "2001:db8:aaaa::/48");
    }

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        let read = |cookies: &str| caller(&parts(&[("cookie", cookies)]), 0).session;
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(read(&format!("a=1; __Host-session={token}")), Some(Secret::new(token.to_owned())));
        assert_eq!(read(&format!("x__Host-session={token}")), None);
        assert_eq!(read(&format!("__Host-sessions={token}")), None);
        assert_eq!(read("__Host-session=short"), None);
    }
}

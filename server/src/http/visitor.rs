//! Who makes a request, as far as the request itself tells.

use std::{convert::Infallible, sync::Arc};

use app::{
    pages::Visit,
    port::{BearerToken, Caller},
    wording::{self, Wording},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::{Site, address::sender, flash};

/// The session cookie. `__Host-` binds it to this host, to HTTPS and to no narrower path (RFC 6265bis).
pub const SESSION: &str = "__Host-session";
/// The cookie of a sign-in that has begun.
pub const SIGN_IN: &str = "__Host-sign-in";
/// The cookie of a browser that was let in before: its own share of the limits, and nothing else.
pub const BROWSER: &str = "__Host-browser";

/// A visitor of a page.
pub struct Visitor {
    /// What cookies and connection say.
    pub caller: Caller,
    /// The language.
    pub words: &'static Wording,
    /// What went wrong with the form that led here.
    pub telling: flash::Telling,
    /// All that the browser said.
    pub headers: HeaderMap,
}

impl Visitor {
    /// The visit this visitor makes.
    pub fn visit<'a>(&'a self, site: &'a Site) -> Visit<'a> {
        Visit {
            desk: &*site.app_state,
            caller: &self.caller,
            told: self.telling.told.clone(),
            words: self.words,
        }
    }
}

impl FromRequestParts<Arc<Site>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        let accepted = text(&parts.headers, header::ACCEPT_LANGUAGE);
        let telling = flash::telling(&site.app_state, parts);
        let words = wording::choose(accepted);
        Ok(Self {
            caller: caller(parts, site.proxies),
            words,
            telling,
            headers: std::mem::take(&mut parts.headers),
        })
    }
}

/// The caller of a request.
pub fn caller(parts: &Parts, proxies: usize) -> Caller {
    let user_agent = text(&parts.headers, header::USER_AGENT);
    let sender = sender(parts, proxies);
    Caller {
        session: cookie(&parts.headers, SESSION),
        sign_in: cookie(&parts.headers, SIGN_IN),
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(160).collect(),
        network: sender.network(),
        address: sender.address(),
        browser: cookie(&parts.headers, BROWSER),
        new_browser: false,
        language: wording::written(text(&parts.headers, header::ACCEPT_LANGUAGE)).language,
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<BearerToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|value| (16..=128).contains(&value.len()))
        .map(|value| BearerToken::new(value.to_owned()))
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
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        let read = |cookies: &str| caller(&parts(&[("cookie", cookies)]), 0).session;
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(read(&format!("a=1; __Host-session={token}")), Some(BearerToken::new(token.to_owned())));
        assert_eq!(read(&format!("x__Host-session={token}")), None);
        assert_eq!(read(&format!("__Host-sessions={token}")), None);
        assert_eq!(read("__Host-session=short"), None);
    }
}

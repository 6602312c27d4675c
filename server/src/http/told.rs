//! A problem on its way from a form to its page.
//!
//! A plain one stands in the address. One that holds a number or a word, which an address would let anybody choose, goes
//! in a cookie that only we can write: sealed for one page, for a minute, shown once. The address says `?problem` then.

use app::{problem::Problem, routes};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::office::Office;

/// `__Host-` binds it to this host, to HTTPS and to no narrower path (RFC 6265bis).
const COOKIE: &str = "__Host-problem";
/// As long as a form's answer may need to become a page.
const SECONDS: i64 = 60;

/// The cookie for a problem that the page of this path is to tell.
pub fn keep(office: &Office, problem: &Problem, path: &str) -> Option<HeaderValue> {
    let until = office.now().timestamp() + SECONDS;
    let text = format!("{until} {}", problem.to_code());
    let (key_id, sealed) = office.keys.seal(&place(path), &text).ok()?;
    set(&format!("{key_id}.{}", URL_SAFE_NO_PAD.encode(sealed)), SECONDS)
}

/// The problem that a page is to tell.
pub fn problem(office: &Office, parts: &Parts) -> Option<Problem> {
    let path = parts.uri.path();
    let said = parts.uri.query()?.split('&').find_map(|pair| pair.strip_prefix("problem"))?;
    match said.strip_prefix('=') {
        Some(code) => Problem::from_code(code).filter(|problem| routes::tells(path, problem)),
        None if said.is_empty() => kept(office, &parts.headers, path),
        None => None,
    }
}

fn kept(office: &Office, headers: &HeaderMap, path: &str) -> Option<Problem> {
    let (key_id, sealed) = cookie(headers)?.split_once('.')?;
    let text = office.keys.open(&place(path), key_id, &URL_SAFE_NO_PAD.decode(sealed).ok()?)?;
    let (until, code) = text.split_once(' ')?;
    let until: i64 = until.parse().ok()?;
    Problem::from_code(code).filter(|_| office.now().timestamp() <= until)
}

/// Takes the cookie from a browser that goes to a page. A page that is fetched to stand in for itself, because something
/// has changed, goes on telling what it told.
pub fn forget(headers: &HeaderMap) -> Option<HeaderValue> {
    cookie(headers)?;
    let fetched = headers.get("sec-fetch-dest").is_some_and(|what| what == "empty");
    if fetched { None } else { set("", 0) }
}

fn place(path: &str) -> String {
    format!("problem|{path}")
}

fn set(value: &str, seconds: i64) -> Option<HeaderValue> {
    let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).ok()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

//! A problem on its way from a form to its page, with what was typed there.
//!
//! It goes in a cookie that only we can write: sealed for one page, for a minute. A page that a browser goes to tells it
//! once; one that is fetched to stand in for itself, because something has changed, goes on telling what it told. The
//! problem carries its moment, so that whoever looks later is told what is left to wait.

use app::{
    flash::{Flash, Form},
    problem::Problem,
};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::app_state::AppState;

/// `__Host-` binds it to this host, to HTTPS and to no narrower path (RFC 6265bis).
const COOKIE: &str = "__Host-problem";
/// As long as a form's answer may need to become a page.
const SECONDS: i64 = 60;
/// Browsers keep at least 4096 bytes of a cookie, with its name and attributes (RFC 6265, 6.1).
const LONGEST: usize = 3_800;

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// When it happened, in seconds since 1970.
    at: i64,
    /// The code of the problem.
    problem: String,
    /// The name of the form.
    form: String,
    /// What was typed.
    typed: Vec<(String, String)>,
    /// A page has told it.
    told: bool,
}

/// What a page is to tell, and what becomes of the cookie when it does.
#[derive(Default)]
pub struct Telling {
    /// The problem with its form.
    pub told: Flash,
    /// The cookie as it is from now on.
    pub cookie: Option<HeaderValue>,
}

/// The cookie for a problem that the page of this path is to tell.
pub fn keep(app_state: &AppState, told: &Flash, path: &str) -> Option<HeaderValue> {
    let form = told.form();
    let kept = Kept {
        at: app_state.now().timestamp(),
        problem: told.problem()?.to_code(),
        form: form.name.clone(),
        typed: form.typed.clone(),
        told: false,
    };
    // What is too long to be kept is typed again.
    sealed(app_state, &kept, path, SECONDS)
        .or_else(|| sealed(app_state, &Kept { typed: Vec::new(), ..kept }, path, SECONDS))
}

/// What the page of a request is to tell.
pub fn telling(app_state: &AppState, parts: &Parts) -> Telling {
    let path = parts.uri.path();
    let Some(kept) = cookie(&parts.headers).and_then(|cookie| opened(app_state, cookie, path)) else {
        return Telling::default();
    };
    let fetched = parts.headers.get("sec-fetch-dest").is_some_and(|what| what == "empty");
    if kept.told && !fetched {
        return Telling { told: Flash::default(), cookie: set("", 0) };
    }
    let passed = app_state.now().timestamp() - kept.at;
    let problem = Problem::from_code(&kept.problem)
        .filter(|_| (0..=SECONDS).contains(&passed))
        .and_then(|problem| problem.later(u32::try_from(passed).unwrap_or_default()));
    let Some(problem) = problem else { return Telling { told: Flash::default(), cookie: set("", 0) } };
    let form = Form { page: path.to_owned(), name: kept.form.clone(), typed: kept.typed.clone() };
    let cookie = if kept.told {
        None
    } else {
        sealed(app_state, &Kept { told: true, ..kept }, path, SECONDS - passed).or_else(|| set("", 0))
    };
    Telling { told: Flash::new(problem, form), cookie }
}

fn sealed(app_state: &AppState, kept: &Kept, path: &str, seconds: i64) -> Option<HeaderValue> {
    let text = serde_json::to_string(kept).ok()?;
    let (key_id, sealed) = app_state.keys.seal(&place(path), &text).ok()?;
    let value = format!("{key_id}.{}", URL_SAFE_NO_PAD.encode(sealed));
    if value.len() > LONGEST { None } else { set(&value, seconds) }
}

fn opened(app_state: &AppState, cookie: &str, path: &str) -> Option<Kept> {
    let (key_id, sealed) = cookie.split_once('.')?;
    let text = app_state.keys.open(&place(path), key_id, &URL_SAFE_NO_PAD.decode(sealed).ok()?)?;
    serde_json::from_str(&text).ok()
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

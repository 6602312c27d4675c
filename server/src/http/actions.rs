//! The forms: runs the server function of an address with the caller, the desk and the reply in its context.

use std::sync::Arc;

use app::{
    flash::Flash,
    port::{Attached, BearerToken, SharedDesk},
    reply::{Reply, SharedReply},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{ResponseOptions, handle_server_fns_with_context};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Site, flash,
    in_words::is_readable,
    upload::{self, Upload},
    visitor::{BROWSER, SESSION, SIGN_IN, caller},
};
use crate::{app_state::AppState, fault::Fault, listen, operations::caller::current_session, random};

/// 90 days, as the session itself.
const SESSION_SECONDS: u32 = 90 * 24 * 60 * 60;
/// 400 days, the most that browsers grant (RFC 6265bis).
const BROWSER_SECONDS: u32 = 400 * 24 * 60 * 60;
/// An hour, as the sign-in itself.
const SIGN_IN_SECONDS: u32 = 60 * 60;

/// Largest form.
const MOST: usize = 16 * 1024;
/// How forms without files come.
const FORM: &str = "application/x-www-form-urlencoded";

/// Runs an action.
pub async fn run(State(site): State<Arc<Site>>, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    let (form, file, _held) = match read(&site, &mut parts, body).await {
        Ok(read) => read,
        Err(status) => return status.into_response(),
    };
    if let Err(status) = is_readable(&parts.headers, &form) {
        return status.into_response();
    }
    // A form that cannot be read would lead back to where it came from, which may be anywhere.
    parts.headers.remove(header::REFERER);
    let mut caller = caller(&parts, site.proxies);
    if caller.browser.is_none() {
        caller.browser = random::token::<16>().ok().map(BearerToken::new);
        caller.new_browser = true;
    }
    let wants_html = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/html"));
    let app_state = Arc::clone(&site.app_state);
    let context = move || {
        provide_context::<SharedDesk>(app_state.clone());
        provide_context(caller.clone());
        if let Some(file) = file.clone() {
            provide_context(file);
        }
        let options = use_context::<ResponseOptions>().unwrap_or_default();
        let browser = caller.browser.clone();
        provide_context::<SharedReply>(Arc::new(HttpReply {
            app_state: app_state.clone(),
            options,
            wants_html,
            browser,
        }));
    };
    handle_server_fns_with_context(context, Request::from_parts(parts, Body::from(form)))
        .await
        .into_response()
}

/// What was typed, and the file that came with it. A file is read only of somebody who is signed in.
async fn read(
    site: &Site,
    parts: &mut Parts,
    body: Body,
) -> Result<(Bytes, Option<Attached>, Option<OwnedSemaphorePermit>), StatusCode> {
    let Some(boundary) = upload::boundary(&parts.headers) else {
        return match to_bytes(body, MOST).await {
            Ok(form) => Ok((form, None, None)),
            Err(error) if listen::is_late(&error) => Err(StatusCode::REQUEST_TIMEOUT),
            Err(_) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        };
    };
    let app_state = &site.app_state;
    let caller = caller(parts, site.proxies);
    let known = app_state
        .db
        .read(async |connection| current_session(connection, &caller, app_state.now()).await)
        .await;
    match known {
        Ok(_) => {}
        Err(Fault::Problem(_)) => return Err(StatusCode::UNAUTHORIZED),
        Err(_) => return Err(StatusCode::SERVICE_UNAVAILABLE),
    }
    let Upload { form, file, held } = upload::read(&app_state.helpdesk.darkroom, boundary, body).await?;
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok((form.into(), file, held))
}

/// Says what a server function wants said in headers.
struct HttpReply {
    app_state: Arc<AppState>,
    options: ResponseOptions,
    wants_html: bool,
    /// Kept together with a session.
    browser: Option<BearerToken>,
}

impl HttpReply {
    fn set_cookie(&self, name: &str, value: &str, seconds: u32) {
        let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            self.options.append_header(header::SET_COOKIE, cookie);
        }
    }
}

impl Reply for HttpReply {
    fn wants_html(&self) -> bool {
        self.wants_html
    }

    fn redirect(&self, path: &str) {
        if let Ok(path) = HeaderValue::from_str(path) {
            self.options.insert_header(header::LOCATION, path);
            self.options.set_status(StatusCode::SEE_OTHER);
        }
    }

    fn set_status(&self, status: u16) {
        if let Ok(status) = StatusCode::from_u16(status) {
            self.options.set_status(status);
        }
    }

    fn set_retry_after(&self, seconds: u32) {
        self.options.insert_header(header::RETRY_AFTER, seconds.into());
    }

    fn set_session(&self, token: &BearerToken) {
        self.set_cookie(SESSION, token.reveal(), SESSION_SECONDS);
        if let Some(browser) = &self.browser {
            self.set_cookie(BROWSER, browser.reveal(), BROWSER_SECONDS);
        }
        self.clear_sign_in();
    }

    fn clear_session(&self) {
        self.set_cookie(SESSION, "", 0);
    }

    fn set_sign_in(&self, token: &BearerToken) {
        self.set_cookie(SIGN_IN, token.reveal(), SIGN_IN_SECONDS);
    }

    fn clear_sign_in(&self) {
        self.set_cookie(SIGN_IN, "", 0);
    }

    fn keep(&self, told: &Flash, page: &str) {
        if let Some(cookie) = flash::keep(&self.app_state, told, page) {
            self.options.append_header(header::SET_COOKIE, cookie);
        }
    }
}

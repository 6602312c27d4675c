//! A bare refusal in plain words, with a way on, for people: whatever refused a request of a browser that wants a page.

use app::{pages::refused, wording};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{Site, pages::rendered};

/// Puts a page where there would be none. Status and headers stay.
pub async fn told(site: &Site, request: Request, next: Next) -> Response {
    if !wants_page(request.headers()) || request.uri().path().starts_with("/api/v1/") {
        return next.run(request).await;
    }
    let kept = [header::ACCEPT_LANGUAGE, header::ACCEPT_ENCODING]
        .map(|name| request.headers().get(&name).cloned().map(|value| (name, value)));
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_page(response.headers()) {
        return response;
    }
    let asked: HeaderMap = kept.into_iter().flatten().collect();
    let language = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let words = wording::choose(language.unwrap_or_default());
    let mut page = rendered(site, refused::page(words, status.as_u16()), words, &asked, false);
    *page.status_mut() = status;
    let headers = page.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE, header::CONNECTION] {
        for value in response.headers().get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    page
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// Whether a form can be read: its fields are text, and each comes once.
pub fn is_readable(headers: &HeaderMap, form: &[u8]) -> Result<(), StatusCode> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !form.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let mut names = Vec::new();
    for pair in form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut parts = pair.splitn(2, |byte| *byte == b'=').map(percent_encoding::percent_decode);
        let (name, value) = (parts.next(), parts.next());
        let text = |part: Option<percent_encoding::PercentDecode<'_>>| {
            part.map(|part| part.decode_utf8().map(std::borrow::Cow::into_owned)).transpose()
        };
        let (Ok(Some(name)), Ok(_)) = (text(name), text(value)) else { return Err(StatusCode::BAD_REQUEST) };
        if names.contains(&name) {
            return Err(StatusCode::BAD_REQUEST);
        }
        names.push(name);
    }
    Ok(())
}

//! What all pages share.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};

/// How a page is framed.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub title: &'a str,
    /// The address of the entry of the navigation it belongs to.
    pub section: &'a str,
    pub script: Option<&'a str>,
    /// Without scripts, it is loaded again after so many seconds.
    pub refresh: Option<u8>,
}

impl<'a> Page<'a> {
    /// A page that belongs nowhere and does nothing by itself.
    pub fn plain(title: &'a str) -> Self {
        Self { title, section: "", script: None, refresh: None }
    }
}

const SECTIONS: [(&str, &str); 4] =
    [("/", "Messages"), ("/carrier", "Carrier"), ("/stations", "Stations"), ("/causes", "Causes")];

/// A whole page.
pub fn page(page: &Page<'_>, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · Outside world" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/assets/style.css";
                @if let Some(script) = page.script { script src=(script) defer {} }
                @if let Some(seconds) = page.refresh {
                    noscript { meta http-equiv="refresh" content=(seconds); }
                }
            }
            body {
                div.bar {
                    a.brand href="/" { (mark()) "Outside world" }
                    nav aria-label="Pages" {
                        @for (address, name) in SECTIONS {
                            a href=(address) aria-current=[(address == page.section).then_some("page")] { (name) }
                        }
                    }
                }
                main { (content) }
                footer { "Plays carriers, phones, mailboxes and stations for Doorcode. Nothing here leaves this machine." }
            }
        }
    }
}

/// A door ajar, seen from outside.
fn mark() -> Markup {
    html! {
        svg width="26" height="26" viewBox="0 0 28 28" aria-hidden="true" {
            rect.mark-wall x="1.75" y="1.75" width="24.5" height="24.5" rx="8" {}
            path.mark-door d="M10 7h8v14l-8-3z" {}
        }
    }
}

/// The answer to addresses nobody has.
pub async fn not_found() -> (StatusCode, Markup) {
    let content = html! {
        header { h1 { "Nothing here" } }
        p { a href="/" { "To the messages" } }
    };
    (StatusCode::NOT_FOUND, page(&Page::plain("Nothing here"), &content))
}

/// Style and scripts, part of the program itself.
pub fn assets() -> Router {
    let file = |content_type: &'static str, text: &'static str| {
        get(async move || ([(header::CONTENT_TYPE, content_type)], text).into_response())
    };
    let script = |text| file("text/javascript; charset=utf-8", text);
    Router::new()
        .route("/assets/style.css", file("text/css; charset=utf-8", include_str!("../assets/style.css")))
        .route("/assets/live.js", script(include_str!("../assets/live.js")))
        .route("/assets/keypad.js", script(include_str!("../assets/keypad.js")))
}

/// Messages come from outside: whatever they contain, a browser runs nothing but our own files.
pub async fn guard(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

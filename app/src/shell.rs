//! The whole document around a page.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::{html, prelude::*};

use crate::{
    islands::Enhanced,
    pages::{Kind, Page},
    parts::mark::mark,
    routes,
    wording::{Wording, isolate::plain},
};

/// The addresses of the client's files, with their hashes.
pub struct Assets {
    /// `/pkg/doorcode.<hash>.js`
    pub js: String,
    /// `/pkg/doorcode.<hash>.wasm`
    pub wasm: String,
    /// `/pkg/doorcode.<hash>.css`
    pub css: String,
}

impl Assets {
    /// The name of the build: another one when any of these files is another one, for the script names its WebAssembly.
    /// So much of each hash tells a build from those beside it.
    pub fn build(&self) -> String {
        let hash = |file: &str| file.rsplit('.').nth(1).unwrap_or(file).chars().take(8).collect::<String>();
        hash(&self.js) + &hash(&self.css)
    }
}

/// What stands around every page.
pub struct Chrome<'a> {
    /// The client's files.
    pub assets: &'a Assets,
    /// The nonce of this answer's Content-Security-Policy.
    pub nonce: &'a str,
    /// The visitor has a session.
    pub signed_in: bool,
    /// The visitor's language.
    pub words: &'static Wording,
}

/// The page as a document.
pub fn document(page: Page, chrome: &Chrome) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| whole(page, chrome).to_html());
    owner.unset();
    html
}

fn whole(page: Page, chrome: &Chrome) -> impl RenderHtml + use<> {
    let words = chrome.words;
    let title = format!("{} · {}", plain(&page.title, words.direction), words.frame.name);
    let (kind, lively, found) = (page.kind, page.lively, found(page.description));
    let client = lively.then(|| client(chrome.assets, chrome.nonce));
    let (due, build) = (page.due_in.filter(|_| lively), lively.then(|| chrome.assets.build()));
    let main = view! { <main id="main" data-due=due data-build=build>{page.into_view()}</main> };
    let main = if lively { view! { <Enhanced>{main}</Enhanced> }.into_any() } else { main.into_any() };
    let regions = lively.then(|| {
        view! {
            <p id="offline" class="alert" role="alert" hidden>{words.frame.offline}</p>
            <p id="news" class="unseen" role="status"></p>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=words.language dir=words.direction>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover" />
                // Numbers here are no phone numbers, whatever they look like.
                <meta name="format-detection" content="telephone=no" />
                <title>{title}</title>
                {found}
                <link rel="stylesheet" href=chrome.assets.css.clone() />
                {theme(kind)}
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {client}
            </head>
            <body data-kind=kind_name(kind)>
                <a class="skip" href="#main">{words.frame.skip}</a>
                <header class="bar">
                    <a class="brand" href="/">{mark()} {words.frame.name}</a>
                    {chrome.signed_in.then(|| nav(words))}
                </header>
                {main}
                <footer>
                    <a href=routes::HELP>{words.frame.help}</a>
                    <a href=routes::MESSAGE>{words.frame.message}</a>
                    <a href=routes::PRIVACY>{words.frame.privacy}</a>
                </footer>
                {regions}
            </body>
        </html>
    }
}

fn nav(words: &'static Wording) -> impl IntoView {
    view! {
        <nav>
            <a href=routes::PARCELS>{words.frame.parcels}</a>
            <a href=routes::CONTACTS>{words.frame.contacts}</a>
            <a href=routes::ACCOUNT>{words.frame.account}</a>
            <form method="post" action="/api/sign_out">
                <button>{words.frame.sign_out}</button>
            </form>
        </nav>
    }
}

/// What a search engine is told: about a public page in a sentence, of any other nothing.
fn found(description: Option<&'static str>) -> impl IntoView {
    match description {
        Some(description) => html::meta().name("description").content(description),
        None => html::meta().name("robots").content("noindex"),
    }
}

/// The colour of the browser around the page.
fn theme(kind: Kind) -> impl IntoView {
    let paper = (kind != Kind::Locker).then(|| {
        html::meta().name("theme-color").content("#f6f4ee").attr("media", "(prefers-color-scheme:light)")
    });
    view! {
        {paper}
        <meta name="theme-color" content="#101513" />
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Column => "column",
        Kind::Columns => "columns",
        Kind::Locker => "locker",
    }
}

/// Fetches the client and wakes the islands, now and whenever a page was swapped in. Leptos' own script does
/// more (nested owners, idle waiting) than islands without properties need.
fn client(assets: &Assets, nonce: &str) -> impl IntoView + use<> {
    let script = format!(
        "import i,*as m from\"{}\";await i({{module_or_path:\"{}\"}});m.hydrate();\
         const w=()=>{{for(const e of document.querySelectorAll(\"leptos-island\"))\
         e.awake||(e.awake=1,m[e.dataset.component](e))}};w();addEventListener(\"shown\",w,!0)",
        assets.js, assets.wasm
    );
    view! {
        <link rel="modulepreload" href=assets.js.clone() />
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="" />
        <script type="module" nonce=nonce.to_owned()>{script}</script>
    }
}

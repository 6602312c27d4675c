//! The whole document around a page.

use std::{collections::HashMap, sync::Arc};

use hydration_context::SsrSharedContext;
use leptos::{html, prelude::*, server_fn::ServerFn};

use crate::{
    actions::SignOut,
    islands::Enhanced,
    pages::{Page, PageKind},
    parts::mark::mark,
    routes,
    wording::{self, Wording, isolate::plain},
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

/// How one answer is framed, beside what its page says.
pub struct Chrome<'a> {
    /// The nonce of this answer's Content-Security-Policy.
    pub nonce: &'a str,
    /// The visitor has a session.
    pub signed_in: bool,
    /// The visitor's language.
    pub words: &'static Wording,
}

/// What stands around every page, rendered once: it differs by [`Look`] only.
pub struct Shell {
    build: String,
    frames: HashMap<Look, Frame>,
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Look {
    language: &'static str,
    kind: PageKind,
    lively: bool,
    signed_in: bool,
}

/// A document cut where something of one page goes.
struct Frame {
    pieces: Vec<(String, char)>,
    rest: String,
}

/// Where title and description go. Like the others, a character for private use, which stands in no wording.
const HEAD: char = '\u{e000}';
/// Where the nonce goes.
const NONCE: char = '\u{e001}';
/// Where the page itself goes.
const MAIN: char = '\u{e002}';

impl Shell {
    /// The frames around pages that load these files.
    pub fn new(assets: &Assets) -> Self {
        let mut frames = HashMap::new();
        for words in wording::all() {
            for kind in PageKind::ALL {
                for (lively, signed_in) in [(false, false), (false, true), (true, false), (true, true)] {
                    let look = Look { language: words.language, kind, lively, signed_in };
                    frames.insert(look, Frame::cut(&as_islands(|| around(assets, look, words).to_html())));
                }
            }
        }
        Self { build: assets.build(), frames }
    }

    /// The name of the build.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// The page as a document.
    pub fn document(&self, page: Page, chrome: &Chrome) -> String {
        let words = chrome.words;
        let title = words.frame_title(&plain(&page.title, words.direction));
        let (kind, lively, description) = (page.kind, page.lively, page.description);
        let (due, build) = (page.due_in.filter(|_| lively), lively.then(|| self.build.clone()));
        let (head, main) = as_islands(|| {
            let head = view! { <title>{title}</title> {found(description)} };
            let main = view! {
                <main id="main" data-due=due data-build=build inner_html=page.into_html()></main>
            };
            (head.to_html(), main.to_html())
        });
        let look = Look { language: words.language, kind, lively, signed_in: chrome.signed_in };
        match self.frames.get(&look) {
            Some(frame) => frame.fill(&head, chrome.nonce, &main),
            // There is a frame for every look.
            None => main,
        }
    }
}

impl Frame {
    fn cut(html: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some((text, after)) = rest.split_once([HEAD, NONCE, MAIN]) {
            pieces.extend(rest[text.len()..].chars().next().map(|place| (text.to_owned(), place)));
            rest = after;
        }
        Self { pieces, rest: rest.to_owned() }
    }

    fn fill(&self, head: &str, nonce: &str, main: &str) -> String {
        let frame: usize = self.pieces.iter().map(|(text, _)| text.len()).sum();
        let mut html = String::with_capacity(frame + self.rest.len() + head.len() + nonce.len() + main.len());
        for (text, place) in &self.pieces {
            html.push_str(text);
            html.push_str(match *place {
                HEAD => head,
                NONCE => nonce,
                _ => main,
            });
        }
        html.push_str(&self.rest);
        html
    }
}

/// Renders islands in plain HTML: everything that is rendered for one answer, in one go.
fn as_islands<T>(render: impl FnOnce() -> T) -> T {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let rendered = owner.with(render);
    owner.unset();
    rendered
}

fn around(assets: &Assets, look: Look, words: &'static Wording) -> impl RenderHtml + use<> {
    let client = look.lively.then(|| client(assets));
    let main = if look.lively { view! { <Enhanced>{MAIN}</Enhanced> }.into_any() } else { MAIN.into_any() };
    let regions = look.lively.then(|| {
        view! {
            <p id="offline" class="alert" role="alert" hidden>{words.frame_offline()}</p>
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
                {HEAD}
                <link rel="stylesheet" href=assets.css.clone() />
                {theme(look.kind)}
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {client}
            </head>
            <body data-kind=kind_name(look.kind)>
                <a class="skip" href="#main">{words.frame_skip()}</a>
                <header class="bar">
                    <a class="brand" href="/">{mark()} {words.frame_name()}</a>
                    {look.signed_in.then(|| nav(words))}
                </header>
                {main}
                <footer>
                    <a href=routes::HELP>{words.frame_help()}</a>
                    <a href=routes::MESSAGE>{words.frame_message()}</a>
                    <a href=routes::PRIVACY>{words.frame_privacy()}</a>
                </footer>
                {regions}
            </body>
        </html>
    }
}

fn nav(words: &'static Wording) -> impl IntoView {
    view! {
        <nav>
            <a href=routes::PARCELS>{words.frame_parcels()}</a>
            <a href=routes::CONTACTS>{words.frame_contacts()}</a>
            <a href=routes::ACCOUNT>{words.frame_account()}</a>
            <form method="post" action=SignOut::PATH>
                <button>{words.frame_sign_out()}</button>
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
fn theme(kind: PageKind) -> impl IntoView {
    let paper = (kind != PageKind::Locker).then(|| {
        html::meta().name("theme-color").content("#f6f4ee").attr("media", "(prefers-color-scheme:light)")
    });
    view! {
        {paper}
        <meta name="theme-color" content="#101513" />
    }
}

fn kind_name(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Column => "column",
        PageKind::Columns => "columns",
        PageKind::Locker => "locker",
    }
}

/// Fetches the client and wakes the islands, now and whenever a page was swapped in. Leptos' own script does
/// more (nested owners, idle waiting) than islands without properties need.
fn client(assets: &Assets) -> impl IntoView + use<> {
    let script = format!(
        "import i,*as m from\"{}\";await i({{module_or_path:\"{}\"}});m.hydrate();\
         const w=()=>{{for(const e of document.querySelectorAll(\"leptos-island\"))\
         e.awake||(e.awake=1,m[e.dataset.component](e))}};w();addEventListener(\"shown\",w,!0)",
        assets.js, assets.wasm
    );
    view! {
        <link rel="modulepreload" href=assets.js.clone() />
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="" />
        <script type="module" nonce=String::from(NONCE)>{script}</script>
    }
}

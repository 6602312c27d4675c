//! An address that leads nowhere, or to somebody else's parcel: the same answer.

use leptos::prelude::*;

use super::Page;
use crate::{routes, wording::Wording};

/// The page.
pub fn page(words: &'static Wording) -> Page {
    let text = &words.not_found;
    Page::new(text.title, move || {
        view! {
            <header>
                <h1>{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </header>
            <a class="button" href=routes::FIND>{text.go}</a>
        }
    })
    .with_status(404)
}

//! An address that leads nowhere, or to somebody else's parcel: the same answer.

use leptos::prelude::*;

use super::Page;
use crate::{routes, wording::Wording};

/// The page.
pub fn page(words: &'static Wording) -> Page {
    Page::new(words.not_found_title(), move || {
        view! {
            <header>
                <h1>{words.not_found_title()}</h1>
                <p class="lead">{words.not_found_lead()}</p>
            </header>
            <a class="button" href=routes::FIND>{words.not_found_go()}</a>
        }
    })
    .with_status(404)
}

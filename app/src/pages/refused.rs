//! A request that was refused before any page or form had to do with it.

use leptos::prelude::*;

use super::{Page, trouble};
use crate::{routes, wording::Wording};

/// The page for this status: what is the case, that nothing was changed, and a way on.
pub fn page(words: &'static Wording, status: u16) -> Page {
    if status >= 500 {
        return trouble::page(words, String::new()).with_status(status);
    }
    Page::new(words.refused_title(), move || {
        view! {
            <header>
                <h1>{words.refused_title()}</h1>
                <p class="lead">{words.refused(status)}</p>
            </header>
            <a class="button" href=routes::FIND>{words.refused_go()}</a>
        }
    })
    .with_status(status)
}

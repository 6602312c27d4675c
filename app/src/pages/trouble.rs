//! Our side did not answer.

use leptos::prelude::*;

use super::Page;
use crate::{parts::foreign::said_around, wording::Wording};

/// The page, with the reference that stands in the log.
pub fn page(words: &'static Wording, reference: String) -> Page {
    Page::new(words.trouble_title(), move || {
        let reference = (!reference.is_empty())
            .then(|| view! { <p class="note">{said_around(words.trouble_reference(), view! { <b>{reference}</b> })}</p> });
        view! {
            <header>
                <h1>{words.trouble_title()}</h1>
            </header>
            <section class="answer" data-tone="stop">
                <p class="tone">{words.trouble_tone()}</p>
                <p>{words.trouble_lead()}</p>
                <a class="button" href="">{words.trouble_go()}</a>
            </section>
            {reference}
        }
    })
    .with_status(503)
}

//! Our side did not answer.

use leptos::prelude::*;

use super::Page;
use crate::wording::Wording;

/// The page, with the reference that stands in the log.
pub fn page(words: &'static Wording, reference: String) -> Page {
    let text = &words.trouble;
    Page::new(text.title, move || {
        let reference = (!reference.is_empty())
            .then(|| view! { <p class="note">{text.reference} " " <b>{reference}</b></p> });
        view! {
            <header>
                <h1>{text.title}</h1>
            </header>
            <section class="answer" data-tone="stop">
                <p class="tone">{text.tone}</p>
                <p>{text.lead}</p>
                <a class="button" href="">{text.go}</a>
            </section>
            {reference}
        }
    })
    .with_status(503)
}

use leptos::prelude::*;

use crate::{pages::Page, wording::Article};

/// A page of plain text: a sentence, an action, and answers to open.
pub fn article(article: Article) -> Page {
    Page::new(article.title, move || {
        let (href, go) = article.action;
        view! {
            <header>
                <h1>{article.title}</h1>
                <p class="lead">{article.lead}</p>
            </header>
            <a class="button" href=href>{go}</a>
            {article
                .sections
                .iter()
                .map(|section| {
                    view! {
                        <section class="card prose" id=section.id>
                            <h2>{section.title}</h2>
                            {section.text.split("\n\n").map(|text| view! { <p>{text}</p> }).collect_view()}
                        </section>
                    }
                })
                .collect_view()}
        }
    })
    .public(article.lead)
}

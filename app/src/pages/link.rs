//! Behind a link from a message. Mail scanners open links, so opening does nothing; the button does.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{actions::Enter, field, port::SeeLink};

use super::{Page, PageAnswer, Visit};
use crate::parts::{field::alert, foreign::said};

/// One button that signs in, or shows how the parcel stands.
pub async fn page(visit: &Visit<'_>, token: &str) -> PageAnswer {
    let link = match visit.ask(SeeLink { token: token.to_owned() }).await {
        Ok(link) => link,
        Err(refused) => return visit.refused(refused),
    };
    let (words, told, token) = (visit.words, visit.told.clone(), token.to_owned());
    let title = words.link_title(&link.merchant);
    Page::new(title.clone(), move || {
        view! {
            <header>
                <h1>{said(&title)}</h1>
                <p class="lead">{said(&words.link_lead(&link))}</p>
            </header>
            {alert(told.problem(), words)}
            <form method="post" action=Enter::PATH>
                <input type="hidden" name=field!(Enter.token) value=token />
                <button class="button">{words.link_go()}</button>
            </form>
        }
    })
    .lively()
    .into()
}

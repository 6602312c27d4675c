use leptos::{prelude::*, server_fn::ServerFn};

use crate::{actions::Reveal, field};

/// The button that reveals the code of a parcel and leads to it.
pub fn reveal(id: &str, go: &'static str) -> impl IntoView + use<> {
    button(id, None, go)
}

/// The same on a page that has given this answer to what is wrong.
pub fn reveal_against(id: &str, answer: &'static str, go: &'static str) -> impl IntoView + use<> {
    button(id, Some(answer), go)
}

fn button(id: &str, answer: Option<&'static str>, go: &'static str) -> impl IntoView + use<> {
    let answer =
        answer.map(|answer| view! { <input type="hidden" name=field!(Reveal.answer) value=answer /> });
    view! {
        <form method="post" action=Reveal::PATH>
            <input type="hidden" name=field!(Reveal.parcel) value=id.to_owned() />
            {answer}
            <button class="button">{go}</button>
        </form>
    }
}

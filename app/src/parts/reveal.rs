use leptos::{prelude::*, server_fn::ServerFn};

use crate::{actions::Reveal, field};

/// The button that reveals the code of a parcel and leads to it.
pub fn reveal(id: &str, go: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action=Reveal::PATH>
            <input type="hidden" name=field!(Reveal.parcel) value=id.to_owned() />
            <button class="button">{go}</button>
        </form>
    }
}

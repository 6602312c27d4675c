use leptos::prelude::*;

/// The button that reveals the code of a parcel and leads to it.
pub fn reveal(id: &str, go: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/reveal">
            <input type="hidden" name="parcel" value=id.to_owned() />
            <button class="button">{go}</button>
        </form>
    }
}

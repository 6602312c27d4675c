use leptos::prelude::*;

use crate::{port::Moment, wording::Wording};

/// A time in a column, with its exact value for programs.
pub fn brief(at: &Moment, words: &Wording) -> impl IntoView + use<> {
    view! { <time datetime=at.iso.clone()>{words.brief(at)}</time> }
}

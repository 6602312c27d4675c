//! Where a parcel was asked to go, as a line on its other pages.

use leptos::prelude::*;

use super::{foreign::said, time};
use crate::{port::RedirectLine, routes, wording::Wording};

/// How the newest request stands, and since when.
pub fn redirect(id: &str, line: &RedirectLine, words: &'static Wording) -> impl IntoView + use<> {
    let stands = match line.end {
        None => words.redirect_asked(&line.station),
        Some(end) => words.redirect_ended(end, &line.station),
    };
    view! {
        <p class="note">
            <a href=routes::redirect(id)>{said(&stands)}</a>
            " "
            {time::brief(&line.at, words)}
        </p>
    }
}

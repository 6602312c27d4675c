use leptos::prelude::*;

use super::{foreign::said_around, time};
use crate::{port::WaitingView, wording::Wording};

/// That the code is right although the keypad or scanner takes none now, until when, and what works meanwhile.
pub fn waiting(waiting: Option<&WaitingView>, words: &'static Wording) -> Option<impl IntoView + use<>> {
    waiting.map(|waiting| {
        let said = said_around(words.station_waiting(waiting), time::brief(&waiting.until, words));
        view! {
            <p class="alert" data-tone="wait">
                <b>{words.station_code_is_right()}</b>
                " "
                {said}
            </p>
        }
    })
}

/// How many parcels one code opens for, where it is more than one.
pub fn together(parcels: usize, words: &'static Wording) -> Option<impl IntoView + use<>> {
    (parcels > 1).then(|| view! { <p><b>{words.station_together(parcels)}</b></p> })
}

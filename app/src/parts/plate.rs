use leptos::prelude::*;

use super::{
    foreign::bdi,
    look::{self, Sign},
};
use crate::{
    port::ParcelRow,
    wording::{Wording, around},
};

/// The plate on the customer's door.
pub fn plate(number: &str, words: &Wording) -> impl IntoView + use<> {
    let (before, after) = around(words.station_compartment());
    let unseen =
        |text: &'static str| (!text.is_empty()).then(|| view! { <span class="unseen">{text}</span> });
    view! { <b class="plate">{unseen(before)}<span translate="no">{bdi(number)}</span>{unseen(after)}</b> }
}

/// The plate in a list: the door's number, or a sign while there is none. The words beside it say the same.
pub fn sign(row: &ParcelRow) -> impl IntoView + use<> {
    let (sign, number) = match look::of_standing(row.standing).sign {
        Sign::Door => ("", row.compartment.clone()),
        Sign::Mark(sign) => (sign, None),
    };
    let empty = number.is_none();
    let number = number.as_deref().map(bdi);
    view! { <b class="plate" data-empty=empty aria-hidden="true">{number} {sign}</b> }
}

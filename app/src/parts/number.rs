use leptos::prelude::*;

use super::foreign::said;
use crate::{
    port::{CarrierView, ParcelRow},
    wording::Wording,
};

/// The number that the carrier asks for, and where the carrier itself tells of it. It is copied with a press where the
/// client is there; without it the button is not, and the number is a text to be selected like any other.
pub fn number(row: &ParcelRow, carrier: &CarrierView, words: &'static Wording) -> impl IntoView + use<> {
    let page = carrier.page.clone().map(|page| {
        view! {
            <a class="button" data-kind="quiet" href=page rel="noreferrer">{said(&words.parcel_carrier_page(&carrier.name))}</a>
        }
    });
    view! {
        <div class="number">
            <p>
                <small>{said(&words.parcel_number_for(&carrier.name))}</small>
                <b dir="ltr" translate="no">{row.tracking.clone()}</b>
            </p>
            <button
                class="button"
                type="button"
                data-kind="quiet"
                data-copies=carrier.number.clone()
                data-copied=words.parcel_copied()
            >
                {words.parcel_copy()}
            </button>
            // The client says there that it is done.
            <p class="note" role="status"></p>
            {page}
        </div>
    }
}

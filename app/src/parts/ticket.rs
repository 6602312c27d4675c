use leptos::prelude::*;

use super::{
    foreign::{bdi, said},
    plate::plate,
    reveal::reveal,
};
use crate::{
    port::{PickupView, QrSymbol, StationHealthView},
    wording::{Wording, messages::halves},
};

/// The ticket with the code on it. White in every theme: scanners want black on white.
pub fn revealed(
    pickup: &PickupView,
    digits: &str,
    qr: QrSymbol,
    hides_in: u32,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let (left, right) = halves(digits);
    let (left, right) = (left.to_owned(), right.to_owned());
    let long = digits.len() > 6;
    let spoken = format!("{}, {}", spaced(&left), spaced(&right));
    let stub = stub(pickup, words);
    let first = (pickup.health == StationHealthView::ScannerFault).then_some("digits");
    view! {
            <section class="ticket" data-hides=hides_in data-first=first>
                <svg class="qr" viewBox=format!("0 0 {0} {0}", qr.size) role="img" aria-label=words.code_symbol()>
                    <path d=qr.path />
                </svg>
                <p class="digits" role="img" aria-label=spoken data-long=long translate="no">
                    <span>{left}</span>
                    " "
                    <span>{right}</span>
                </p>
                {stub}
            </section>
    }
}

/// The same ticket with the code covered.
pub fn masked(pickup: &PickupView, length: usize, words: &'static Wording) -> impl IntoView + use<> {
    let dots = |count: usize| "•".repeat(count.min(5));
    let stub = stub(pickup, words);
    view! {
        <section class="ticket" data-covered>
            {cover()}
            <p class="digits" role="img" aria-label=words.code_hidden_digits()>
                <span>{dots(length.div_ceil(2))}</span>
                " "
                <span>{dots(length / 2)}</span>
            </p>
            {reveal(&pickup.row.id, words.code_show())}
            {stub}
        </section>
    }
}

/// The corners of a symbol, so that the ticket does not change its shape when the code appears.
fn cover() -> impl IntoView {
    view! {
        <svg class="qr" viewBox="0 0 33 33" aria-hidden="true">
            <path d="M4 4h7v7H4zM5 5v5h5V5zM6 6h3v3H6zM22 4h7v7h-7zM23 5v5h5V5zM24 6h3v3h-3zM4 22h7v7H4zM5 23v5h5v-5zM6 24h3v3H6z" />
        </svg>
    }
}

/// What is left of the ticket after the collection.
pub fn opened(pickup: &PickupView, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <section class="ticket" data-opened>
            <svg class="tick" viewBox="0 0 48 48" aria-hidden="true">
                <circle cx="24" cy="24" r="24" />
                <path d="M14 25l7 7 14-15" />
            </svg>
            <p class="lead">{said(&words.parcel_opened(&pickup.row))}</p>
            <p>{words.code_opened_lead()}</p>
        </section>
    }
}

/// The stub: which door.
fn stub(pickup: &PickupView, words: &Wording) -> Option<impl IntoView + use<>> {
    let number = pickup.row.compartment.as_deref()?;
    let place = pickup.door.as_ref().map(|door| view! { <span>{words.door_place(door)}</span> });
    let station = pickup.row.station.as_deref().map(|station| view! { <b>{bdi(station)}</b> });
    Some(view! { <div class="stub">{plate(number, words)} <p>{station} {place}</p></div> })
}

/// Digits apart, so that they are read one by one.
fn spaced(digits: &str) -> String {
    let mut spaced = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 {
            spaced.push(' ');
        }
        spaced.push(digit);
    }
    spaced
}

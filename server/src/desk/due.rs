//! When a page that is shown is due: something in it changes by time alone. B4
//!
//! It is found from what the page was made of, by asking each decision that was made for it.

use domain::{
    Timestamp,
    case::CaseState,
    contact_book::{Book, Proof},
    next_change::{NextChange, day_ends_at},
    standing, station, trend,
};
use store::{
    contact::Contact,
    page::{Listed, ParcelPage},
};

use crate::{
    operations::access::Guest,
    shown::{seconds_until, zone},
};

/// In how many seconds it is.
pub fn due_in(next: NextChange, now: Timestamp) -> Option<u32> {
    next.earliest().map(|at| seconds_until(at, now))
}

/// What changes on the pages of a parcel, whichever of them: how it stands, what its station reads, who may see its code
/// and who hears of it.
pub fn of_parcel(page: &ParcelPage, now: Timestamp) -> NextChange {
    // Every customer's contacts count: who is not theirs takes part in the order of the ways.
    let contacts = Book::of(page.contacts.iter().map(Contact::entry).collect());
    let part = page.station.as_ref();
    let zone = zone(page.listed.station.as_ref().map(|(_, zone)| zone.as_str()));
    of_line(&page.listed, now)
        .at(contacts.changes_at(&page.proofs, now))
        .at(page.case.and_then(|case| CaseState::changes_at(case.times, now)))
        .at(part.and_then(|part| part.summary.as_ref()).and_then(|it| trend::line_changes_at(it, &zone, now)))
        .at(part.and_then(|part| station::health_changes_at(part.heartbeat, now)))
        .at(part.and_then(|part| station::waiting_changes_at(part.keypad_waits, part.scanner_waits, now)))
}

/// What changes in a list of parcels: how each stands, and which of them may be seen.
pub fn of_list(guest: &Guest, listed: &[Listed], now: Timestamp) -> NextChange {
    let lines = listed.iter().map(|listed| of_line(listed, now).earliest());
    lines.fold(of_guest(&guest.book, &guest.proofs, now), NextChange::at)
}

/// What changes for whoever has proven this: what they may do, and what their contacts are worth.
pub fn of_guest(book: &Book, proofs: &[Proof], now: Timestamp) -> NextChange {
    NextChange::after(now).at(book.changes_at(proofs, now))
}

fn of_line(listed: &Listed, now: Timestamp) -> NextChange {
    let zone = zone(listed.station.as_ref().map(|(_, zone)| zone.as_str()));
    NextChange::after(now)
        .at(standing::changes_at(&listed.state, listed.door, now))
        .at(day_ends_at(&zone, now))
}

//! The remedies that act, as the page shows them.

use app::{
    port::{AgainView, Moment},
    problem::NotPossible,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    command::CommandOutcome,
    diagnosis::{Offer, WhyNot},
    extension::Held,
    pickup_clock::PickupClock,
    redirect::NotRedirected,
};
use store::{
    help::{Again, Beside},
    page::ParcelPage,
};

use crate::shown::moment;

/// What became of a door that was asked to open once more, and when it was asked.
pub fn again_view(again: &Again, zone: Tz, now: Timestamp) -> (AgainView, Moment) {
    let view = match again.outcome {
        Some(CommandOutcome::Done) => AgainView::Done,
        Some(CommandOutcome::Failed) => AgainView::Failed,
        // A station that has it in its own memory says soon how it ended.
        None if again.begun || now < again.expires_at => AgainView::Asked,
        None => AgainView::Late,
    };
    (view, moment(again.at, zone, now))
}

/// The parcel of a page as far as its extension is concerned.
pub fn to_extend(page: &ParcelPage, beside: &Beside) -> Option<Held> {
    let state = &page.listed.state;
    let until = state.pickup_deadline?;
    let clock = match page.case.filter(store::page::CasePart::is_open) {
        Some(_) => PickupClock::Stopped { left: until - state.placed_at? },
        None => PickupClock::Runs { until },
    };
    Some(Held { placed_at: state.placed_at?, clock, extended: beside.extended })
}

/// Why what would have been tried is not possible. That a door was opened once more already is told with what became of
/// it.
pub fn not_now(offers: &[Offer]) -> Vec<NotPossible> {
    let why = |offer: &Offer| match offer.possible {
        Err(WhyNot::NotExtended(why)) => Some(why.into()),
        Err(WhyNot::NotReopened(why)) => Some(why.into()),
        // Its own line says so.
        Err(WhyNot::NotRedirected(NotRedirected::Asked)) => None,
        Err(WhyNot::NotRedirected(why)) => Some(why.into()),
        Err(
            WhyNot::Refused(_)
            | WhyNot::Wait { .. }
            | WhyNot::SpentToday { .. }
            | WhyNot::Asked
            | WhyNot::ChangedByOther,
        )
        | Ok(()) => None,
    };
    offers.iter().filter_map(why).filter(|why| *why != NotPossible::OpenedOnce).collect()
}

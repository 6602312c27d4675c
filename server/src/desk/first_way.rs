//! The contact that a code will go to first, and what its customer is asked about it before the parcel arrives.

use app::port::FirstWayView;
use domain::{Timestamp, access::What, diagnosis::ContactWay, still_right};
use store::page::ParcelPage;

use super::parcels::standing;
use crate::operations::{
    access::Guest,
    routing::{self, Way},
};

/// What is asked, if anything, and when that may change by itself. Nobody is asked about what is not theirs, and nobody by
/// a mere link.
pub fn first_way(page: &ParcelPage, now: Timestamp) -> Option<(Option<FirstWayView>, Option<Timestamp>)> {
    Guest::at(page).may_with(What::TellMe, &page.listed.id, &page.named, now).ok()?;
    let ways = routing::sorted(&page.contacts, &page.named, now);
    let Way { contact, .. } = routing::route(&ways).into_iter().next()?;
    let reach = page.reach.iter().find(|reach| reach.contact == contact.id)?;
    if contact.customer != page.session.customer_id {
        return None;
    }
    let way = ContactWay { entry: contact.entry(), reached_at: reach.reached_at, failures: reach.failures };
    let asked = still_right::ask(standing(page, now), &way, reach.said_right_at, now);
    let view = asked.map(|question| FirstWayView {
        contact: contact.id.get(),
        channel: contact.address.channel(),
        shown: contact.address.masked(),
        proves: question == still_right::Question::Prove,
    });
    Some((view, still_right::changes_at(&way, reach.said_right_at, now)))
}

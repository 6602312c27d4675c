//! Telling customers of each step of a parcel, where they have chosen that: by e-mail or notification, never by a text
//! message, and never with a code.

use app::{actions::HearSteps, port::Caller};
use chrono::Duration;
use domain::{
    Timestamp,
    access::What,
    contact::Channel,
    id::ParcelId,
    parcel::ParcelState,
    step::{self, Step},
};
use store::{
    Transaction,
    notification::{self, NewNotification, NoticeKind, NotificationKind},
    reminder, step as told,
};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{
        Handle,
        contacts::opened,
        routing::{self, Way},
    },
    shown::zone,
};

/// After so long the next step has most likely come.
const NEWS: Duration = Duration::hours(2);

/// Chosen once, it holds for every parcel of the customer.
impl Handle<HearSteps> for AppState {
    async fn handle(&self, caller: &Caller, asked: &HearSteps) -> Result<(), Fault> {
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let opened = opened::open(transaction, caller, What::TurnOn, self.now()).await?;
                told::choose(transaction, opened.session.customer_id, asked.to == "on").await?;
                Ok::<_, Fault>(())
            })
            .await
    }
}

/// Tells those who want to hear of it that a parcel has made a step, in the transaction of the report that says so. To
/// whom its code is about to go, that it is there comes with the code. The caller has locked the parcel.
pub async fn tell(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    before: &ParcelState,
    after: &ParcelState,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(step) = step::made(before, after) else { return Ok(()) };
    let hearers = told::hearers(transaction, id).await?;
    if hearers.is_empty() {
        return Ok(());
    }
    let known = reminder::of_parcel(transaction, id).await?;
    let zone = zone(known.and_then(|known| known.time_zone).as_deref());
    if !step.is_told(after.since, app_state.reminders, &zone, now) {
        return Ok(());
    }
    let ways = routing::ways(transaction, id, now).await?;
    let gets_code = routing::route(&ways).into_iter().next().filter(|_| step == Step::Placed);
    for customer in hearers {
        let way = ways.iter().find(|way| way.contact.customer == customer && is_free(way));
        let Some(Way { contact, .. }) = way else { continue };
        if gets_code.as_ref().is_some_and(|first| first.contact.id == contact.id)
            || !told::told(transaction, id, customer, step, now).await?
        {
            continue;
        }
        let message = NewNotification {
            kind: NotificationKind::Step,
            parcel: Some(id),
            contact: Some((contact.id, &contact.address)),
            channel: contact.address.channel(),
            sealed: None,
            request: None,
            change: None,
            notice: Some(of(step)),
            language: None,
            expires_at: now + NEWS,
        };
        notification::queue(transaction, &message, now).await?;
    }
    Ok(())
}

/// Whether messages there cost nothing, and arrive as far as is known.
fn is_free(way: &Way) -> bool {
    let entry = way.contact.entry();
    let free = match entry.channel {
        Channel::Sms => false,
        Channel::Email | Channel::Push => true,
    };
    free && !entry.off && entry.trouble.is_none() && way.may_hold(What::SendWord)
}

const fn of(step: Step) -> NoticeKind {
    match step {
        Step::OnItsWay => NoticeKind::StepOnItsWay,
        Step::OutForDelivery => NoticeKind::StepOutForDelivery,
        Step::Placed => NoticeKind::StepPlaced,
        Step::Collected => NoticeKind::StepCollected,
    }
}

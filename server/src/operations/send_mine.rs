//! The code is sent to a contact of whoever asks: the one that came instead of the one it went to, or their own where it
//! went to somebody else who shares the parcel.

use app::{
    actions::{MakeAgain, SendMine},
    port::Caller,
    problem::{Field, NotPossible, Problem},
};
use domain::{
    access::What,
    diagnosis::{Cause, Remedy},
    rescue::Answer,
    resend::{self, Resend},
};
use store::{
    Transaction,
    activity::ActivityKind,
    job::{self, JobKind},
    notification, parcel, pickup_code,
};

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION, RESEND_PER_SESSION},
    fault::Fault,
    operations::{
        Handle,
        caller::note,
        pickup::opens,
        remedy::{self, Pressed, press},
        routing,
    },
    shown::seconds_until,
};

impl Handle<SendMine> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SendMine) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::Resend, RESEND_PER_SESSION), async |transaction, pressed| {
            send(self, transaction, pressed, &asked.request).await
        })
        .await
    }
}

/// Sends it to the asker's first contact by a channel that is free, within the limits of a resend. Everybody whom the
/// parcel is for is told.
async fn send(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
    request: &str,
) -> Result<Result<(), Problem>, Fault> {
    let (id, now) = (pressed.parcel, pressed.now);
    let request = remedy::token(request)?;
    parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if notification::has_request(transaction, id, request).await? {
        return Ok(Ok(()));
    }
    let live = pickup_code::of_parcel(transaction, id).await?.ok_or(Problem::NoCode)?;
    if !opens(transaction, &live, now).await? {
        return Err(Problem::NoCode.into());
    }
    let customer = pressed.guest.session.customer_id;
    let ways = routing::ways(transaction, id, now).await?;
    let own = ways.iter().filter(|way| way.contact.customer == customer && way.reach.opens());
    let mut refused = Problem::Invalid(Field::Channel);
    for way in own {
        let earlier = notification::resends(transaction, id, way.contact.address.channel(), now).await?;
        match resend::decide(&earlier, now) {
            Resend::Now { .. } => {
                routing::tell(app_state, transaction, id, &live, &way.contact, Some(request), now).await?;
                pressed.tell(transaction, ActivityKind::Resent, against(pressed.answer)).await?;
                return Ok(Ok(()));
            }
            Resend::Wait { until } => refused = Problem::Wait(seconds_until(until, now)),
            Resend::SpentToday { .. } => refused = Problem::SpentToday,
        }
    }
    let kind = ActivityKind::ResendRefused;
    note(transaction, pressed.caller, Some(customer), Some(id), kind, now).await?;
    Ok(Err(refused))
}

/// Which remedy it is against what the page had answered.
fn against(answer: &str) -> Remedy {
    match Answer::parse(answer) {
        Ok(Some(Answer(Some(Cause::ChangedContact)))) => Remedy::SendToNew,
        Ok(_) | Err(_) => Remedy::SendToMe,
    }
}

impl Handle<MakeAgain> for AppState {
    async fn handle(&self, caller: &Caller, asked: &MakeAgain) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::Resend, REMEDY_PER_SESSION), make_again).await
    }
}

/// Has the code of a parcel made that has none though it lies there. Asked for twice it is made once.
async fn make_again(
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
) -> Result<Result<(), Problem>, Fault> {
    let id = pressed.parcel;
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if locked.state.placed_at.is_none() {
        return Ok(Err(Problem::NotPossible(NotPossible::NotHere)));
    }
    if pickup_code::of_parcel(transaction, id).await?.is_none() {
        job::enqueue(transaction, JobKind::IssueCode, id, pressed.now).await?;
        pressed.note(transaction, ActivityKind::CodeAskedFor, Remedy::MakeAgain).await?;
    }
    Ok(Ok(()))
}

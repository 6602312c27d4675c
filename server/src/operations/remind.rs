//! Customers are reminded of what lies there: when half of the time is over, and some hours before it ends. What is planned
//! is decided again when its time has come, under the parcel's lock: the deadline may have moved, or it was collected.

use domain::{
    Timestamp,
    id::ParcelId,
    reminder::{self, Reminded, Reminder, WaitingParcel},
    standing::{self, AtDoor},
};
use store::{
    PgConnection, Transaction, case,
    job::{self, Job},
    notification::{self, CodeNews},
    parcel::{self, Parcel},
    pickup_code::{self, LiveCode},
    reminder as sent_before,
};

use crate::{app_state::AppState, fault::Fault, operations::routing, shown::zone};

/// Writes down when to look whether somebody is to be reminded. Whoever makes a code or moves a deadline says so here;
/// what was planned before may come too early then, and is planned anew.
pub async fn plan(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    now: Timestamp,
) -> Result<(), Fault> {
    if !app_state.reminders.reminds() {
        return Ok(());
    }
    let Some(parcel) = parcel::by_id(transaction, id).await? else { return Ok(()) };
    if let Some((_, _, at)) = next(app_state, transaction, &parcel, now).await? {
        job::enqueue(transaction, job::JobKind::Remind, id, at).await?;
    }
    Ok(())
}

/// Reminds of the parcel of a job, if it is still to be.
pub async fn run(app_state: &AppState, job: &Job) -> Result<(), Fault> {
    let id = &ParcelId::stored(job.subject.clone());
    app_state
        .workers
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let parcel = parcel::lock(transaction, id).await?;
            if !job::finish(transaction, job).await? {
                return Ok(());
            }
            let Some(parcel) = parcel else { return Ok(()) };
            // A case holds the time: when it is closed the deadline moves, and it is planned anew.
            if case::clock_stands(transaction, id).await?.is_some() {
                return Ok(());
            }
            match next(app_state, transaction, &parcel, now).await? {
                Some((live, reminded, at)) if at <= now => {
                    remind(app_state, transaction, &live, reminded, now).await?;
                    plan(app_state, transaction, id, now).await
                }
                Some((_, _, at)) => Ok(job::enqueue(transaction, job::JobKind::Remind, id, at).await?),
                None => Ok(()),
            }
        })
        .await
}

/// The next reminder of a parcel with the deadline that it speaks of, and when it is due.
async fn next(
    app_state: &AppState,
    connection: &mut PgConnection,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<Option<(LiveCode, Reminded, Timestamp)>, Fault> {
    let state = &parcel.state;
    let (Some(placed_at), Some(deadline)) = (state.placed_at, state.pickup_deadline) else {
        return Ok(None);
    };
    let Some(live) = pickup_code::of_parcel(connection, &parcel.id).await? else { return Ok(None) };
    // Nobody has had this code sent: whoever had one stopped wants no message with the next.
    if notification::told(connection, &parcel.id, live.issued_at).await?.is_empty() {
        return Ok(None);
    }
    let Some(known) = sent_before::of_parcel(connection, &parcel.id).await? else { return Ok(None) };
    let waiting = WaitingParcel {
        standing: standing::decide(state, AtDoor::default(), true, now),
        placed_at,
        deadline: Some(deadline),
        was_there: known.was_there,
        sent: known.sent,
    };
    let next = reminder::next(&waiting, app_state.reminders, &zone(known.time_zone.as_deref()), now);
    Ok(next.map(|(reminder, at)| (live, Reminded { reminder, deadline }, at)))
}

async fn remind(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    live: &LiveCode,
    reminded: Reminded,
    now: Timestamp,
) -> Result<(), Fault> {
    if !sent_before::sent(transaction, &live.parcel_id, reminded, now).await? {
        return Ok(());
    }
    let news = match reminded.reminder {
        Reminder::HalfTime => CodeNews::HalfTime,
        Reminder::LastHours => CodeNews::LastHours,
    };
    if routing::tell_news(app_state, transaction, live, news, now).await? {
        metrics::counter!("doorcode_reminders_total", "reminder" => reminded.reminder.as_str()).increment(1);
    }
    Ok(())
}

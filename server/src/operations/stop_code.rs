//! A code that somebody may know who should not: it stops at once.

use app::{
    actions::StopCode,
    port::Caller,
    problem::{NotPossible, Problem},
};
use domain::{Timestamp, access::What, diagnosis::Remedy};
use store::{
    Transaction,
    activity::ActivityKind,
    book, browser, link,
    parcel::{self, Parcel},
    pickup_code::{self, CodeEnd, LiveCode},
    remedy as ledger, session,
};

use crate::{
    app_state::{AppState, REMEDY_PER_SESSION},
    fault::Fault,
    limits::codes,
    operations::{
        Handle,
        caller::note,
        issue_code,
        pickup::{REVEALED, opens},
        remedy::{self, Pressed, press},
    },
};

/// How often a code is stopped in a day.
const A_DAY: i64 = 5;

impl Handle<StopCode> for AppState {
    async fn handle(&self, caller: &Caller, asked: &StopCode) -> Result<(), Fault> {
        let form = (asked.parcel.as_str(), asked.answer.as_str());
        press(self, caller, form, (What::StopCode, REMEDY_PER_SESSION), async |transaction, pressed| {
            renew(self, transaction, pressed, asked).await
        })
        .await
    }
}

/// Stops the code of a parcel for its customer, and shows them another. Messages that were sent let nobody in any more,
/// and whom they have let in is out; where the customer wishes so, every other device of theirs is.
async fn renew(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    pressed: &Pressed<'_>,
    asked: &StopCode,
) -> Result<Result<(), Problem>, Fault> {
    let Pressed { caller, guest, parcel: id, now, .. } = pressed;
    let now = *now;
    let request = remedy::token(&asked.request)?;
    let (session, customer) = (guest.session.id, guest.session.customer_id);
    // The customer first, as whoever comes in with a link does.
    book::lock(transaction, customer, now).await?;
    let locked = parcel::lock(transaction, id).await?.ok_or(Problem::NotFound)?;
    if !ledger::ask(transaction, id, request, Remedy::Freeze, now).await? {
        return Ok(Ok(()));
    }
    let live = pickup_code::of_parcel(transaction, id).await?.ok_or(Problem::NoCode)?;
    if !opens(transaction, &live, now).await? {
        return Err(Problem::NoCode.into());
    }
    if ledger::asked_within_a_day(transaction, id, Remedy::Freeze, now).await? > A_DAY {
        return Err(Problem::NotPossible(NotPossible::StoppedEnough).into());
    }
    link::end_of_parcel(transaction, id, customer, session, now).await?;
    if !asked.others.is_empty() && guest.may(What::SignOutOthers, now).is_ok() {
        session::end_others(transaction, customer, session, now).await?;
        link::end_of_customer(transaction, customer).await?;
        browser::end_of_customer(transaction, customer, Some(&codes::browser(caller))).await?;
        note(transaction, caller, Some(customer), None, ActivityKind::OthersSignedOut, now).await?;
    }
    if let Some(another) = another(app_state, transaction, &locked, &live, now).await? {
        session::reveal(transaction, session, &another, now + REVEALED).await?;
    }
    pressed.tell(transaction, ActivityKind::CodeStopped, Remedy::Freeze).await?;
    Ok(Ok(()))
}

/// Puts another code in the place of one, for a parcel that the caller has locked. Messages that wait with the old one are
/// not sent.
async fn another(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    parcel: &Parcel,
    old: &LiveCode,
    now: Timestamp,
) -> Result<Option<LiveCode>, Fault> {
    pickup_code::end(transaction, old.id, CodeEnd::Rotated, now).await?;
    transaction.changed(&parcel.id);
    issue_code::make(app_state, transaction, parcel, now).await?;
    let another = pickup_code::of_parcel(transaction, &parcel.id).await?;
    if let Some(another) = &another {
        // Who has it needs no message with it.
        pickup_code::revealed(transaction, another.id, now).await?;
    }
    Ok(another)
}

//! Writing what a contact book has decided, in the transaction in which it decided.

use domain::{
    Timestamp,
    contact_book::{Book, Change, ChangeEffect, ChangeKind, ChangeNotice, ChangeState, UNDO},
    id::{ChangeId, ContactId, CustomerId, ParcelId, SessionId},
};
use store::{
    PgConnection, Transaction, activity,
    book::{self, Swapped},
    browser, contact, customer, job, link,
    notification::{self, NewNotification},
    parcel, passkey,
    pickup_code::{self, CodeEnd},
    session,
};

use crate::{fault::Fault, operations::routing};

/// In whose book, and by which session.
pub struct Ledger<'a> {
    /// The customer.
    pub customer: CustomerId,
    /// The session that acts, if it is one of the customer's.
    pub session: Option<SessionId>,
    /// The browser that acts; none when time alone did.
    pub by: Option<(&'a str, &'a str)>,
}

/// Writes effects in their order.
pub async fn write(
    transaction: &mut Transaction<'_>,
    ledger: &Ledger<'_>,
    after: &Book,
    effects: &[ChangeEffect],
    now: Timestamp,
) -> Result<(), Fault> {
    hold(transaction, after, effects).await?;
    // Whose codes may be known now: also those of parcels that will name others when all is written.
    let known = if effects.contains(&ChangeEffect::RotateCodes) {
        book::live_parcels(transaction, ledger.customer).await?
    } else {
        Vec::new()
    };
    for effect in effects {
        one(transaction, ledger, after, effect, &known, now).await?;
    }
    for effect in effects {
        if let ChangeEffect::Moved { change, to: ChangeState::Applied } = effect {
            stand_in(transaction, ledger, *change, now).await?;
        }
    }
    // A way that was added is tried by codes that nobody confirmed yet; so is one that holds codes again.
    let more = |effect: &ChangeEffect| {
        matches!(effect, ChangeEffect::Join(_) | ChangeEffect::TurnOn(_) | ChangeEffect::WordOnly(false))
    };
    if effects.iter().any(more) {
        routing::look_again(transaction, ledger.customer, now).await?;
    }
    Ok(())
}

/// Holds the parcels that effects may write to, all at once: two books that have some in common never wait for each other.
async fn hold(connection: &mut PgConnection, after: &Book, effects: &[ChangeEffect]) -> Result<(), Fault> {
    let mut contacts: Vec<ContactId> = Vec::new();
    let mut undone: Vec<ChangeId> = Vec::new();
    for effect in effects {
        match effect {
            ChangeEffect::SwapRecipients { from, to, .. } | ChangeEffect::HandOn { from, to } => {
                contacts.extend([*from, *to]);
            }
            ChangeEffect::RestoreRecipients { changes } => undone.extend(changes),
            ChangeEffect::RotateCodesOf(contact) => contacts.push(*contact),
            ChangeEffect::RotateCodes => contacts.extend(after.contacts.iter().map(|entry| entry.id)),
            ChangeEffect::Leave(contact) => contacts.push(*contact),
            ChangeEffect::Join(entry) => contacts.push(entry.id),
            ChangeEffect::Moved { .. }
            | ChangeEffect::EndSessionsOf(_)
            | ChangeEffect::EndAllSessions
            | ChangeEffect::RemovePasskeys { .. }
            | ChangeEffect::TurnOn(_)
            | ChangeEffect::TurnOff(_)
            | ChangeEffect::WordOnly(_)
            | ChangeEffect::Freeze(_)
            | ChangeEffect::Notify { .. } => {}
        }
    }
    if !contacts.is_empty() || !undone.is_empty() {
        book::hold_parcels(connection, &contacts, &undone).await?;
    }
    Ok(())
}

async fn one(
    transaction: &mut Transaction<'_>,
    ledger: &Ledger<'_>,
    after: &Book,
    effect: &ChangeEffect,
    known: &[ParcelId],
    now: Timestamp,
) -> Result<(), Fault> {
    let customer = ledger.customer;
    match effect {
        ChangeEffect::Moved { change, to } => moved(transaction, ledger, after, *change, *to, now).await?,
        ChangeEffect::Join(entry) => {
            // Sessions and browsers of the customer it was before end: whoever proves it again comes in here.
            if let Some(before) = book::join(transaction, customer, entry).await? {
                session::end_all(transaction, before, now).await?;
            }
        }
        ChangeEffect::Leave(contact) => book::leave(transaction, *contact, now).await?,
        ChangeEffect::SwapRecipients { change, from, to, but_brought } => {
            let which = if *but_brought { Swapped::ButBrought } else { Swapped::All };
            book::swap_recipients(transaction, *change, *from, *to, which).await?;
        }
        ChangeEffect::HandOn { from, to } => book::hand_on(transaction, *from, *to).await?,
        ChangeEffect::RestoreRecipients { changes } => {
            book::restore_recipients(transaction, customer, changes).await?;
        }
        ChangeEffect::EndSessionsOf(contact) => {
            session::end_opened_by(transaction, *contact, ledger.session, now).await?;
        }
        ChangeEffect::EndAllSessions => {
            session::end_all(transaction, customer, now).await?;
            link::end_of_customer(transaction, customer).await?;
            browser::end_of_customer(transaction, customer, None).await?;
        }
        ChangeEffect::RemovePasskeys { since, session } => {
            passkey::remove_since(transaction, customer, *since, *session).await?;
        }
        ChangeEffect::RotateCodes => {
            let mut all = book::live_parcels(transaction, customer).await?;
            all.extend_from_slice(known);
            rotate(transaction, all, now).await?;
        }
        ChangeEffect::RotateCodesOf(contact) => {
            let all = book::live_parcels_of(transaction, *contact).await?;
            rotate(transaction, all, now).await?;
        }
        ChangeEffect::TurnOn(contact) => book::switch(transaction, *contact, false).await?,
        ChangeEffect::TurnOff(contact) => book::switch(transaction, *contact, true).await?,
        ChangeEffect::WordOnly(word_only) => customer::word_only(transaction, customer, *word_only).await?,
        ChangeEffect::Freeze(until) => book::freeze(transaction, customer, Some(*until)).await?,
        ChangeEffect::Notify { notice, change, to } => {
            let notice = match notice {
                ChangeNotice::Applied => notification::NoticeKind::Applied,
                ChangeNotice::Undone => notification::NoticeKind::Undone,
                ChangeNotice::CalledOff => notification::NoticeKind::CalledOff,
                ChangeNotice::OptedOut => notification::NoticeKind::OptedOut,
            };
            announce(transaction, Some(*change), notice, to, now).await?;
        }
    }
    Ok(())
}

async fn moved(
    connection: &mut PgConnection,
    ledger: &Ledger<'_>,
    after: &Book,
    change: ChangeId,
    to: ChangeState,
    now: Timestamp,
) -> Result<(), Fault> {
    if let Some(known) = after.change(change) {
        book::moved(connection, known).await?;
    }
    let Some(told) = book::told(connection, change).await? else { return Ok(()) };
    let kind = match to {
        ChangeState::Pending => return Ok(()),
        ChangeState::Verified => activity::ActivityKind::ChangeVerified,
        ChangeState::Applied => activity::ActivityKind::ChangeApplied,
        ChangeState::Undone => activity::ActivityKind::ChangeUndone,
        ChangeState::Withdrawn => activity::ActivityKind::ChangeCalledOff,
    };
    let detail = told.new_masked.as_deref().or(told.old_masked.as_deref());
    let (user_agent, network) = ledger.by.unwrap_or_default();
    let done = activity::Activity {
        customer: Some(ledger.customer),
        parcel: None,
        kind,
        detail,
        at: now,
        user_agent,
        network,
    };
    activity::record(connection, done).await?;
    Ok(())
}

/// Names the contact that joined in place of one that an order named beside the customer's own: that one was never in
/// the book. After the joining, which makes what the newcomer had before its own. An undo takes all that was swapped back
/// at once, in the order of the swaps.
async fn stand_in(
    transaction: &mut Transaction<'_>,
    ledger: &Ledger<'_>,
    change: ChangeId,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(told) = book::told(transaction, change).await? else { return Ok(()) };
    let beside = told.old_contact.filter(|_| told.kind == "add");
    if let (Some(from), Some(new)) = (beside, told.new_contact)
        // Somebody may have proven it meanwhile: then it is theirs.
        && contact::by_id(transaction, from).await?.is_some_and(|beside| beside.proven_at.is_none())
    {
        book::swap_recipients(transaction, change, from, new, Swapped::Beside(ledger.customer)).await?;
        // Whoever has the number that was wrong may know their codes.
        let all = book::live_parcels_of(transaction, new).await?;
        rotate(transaction, all, now).await?;
    }
    Ok(())
}

/// Replaces the live codes of these parcels; the old ones stop at once, and with them the links in their messages.
async fn rotate(
    transaction: &mut Transaction<'_>,
    mut all: Vec<ParcelId>,
    now: Timestamp,
) -> Result<(), Fault> {
    // In one order, whoever locks them.
    all.sort();
    all.dedup();
    for id in all {
        parcel::lock(transaction, &id).await?;
        if let Some(live) = pickup_code::of_parcel(transaction, &id).await? {
            pickup_code::end(transaction, live.id, CodeEnd::Rotated, now).await?;
            link::destroy(transaction, &id).await?;
            job::enqueue(transaction, job::JobKind::IssueCode, &id, now).await?;
            transaction.changed(&id);
        }
    }
    Ok(())
}

/// Queues a notice to these contacts; `change` is that of contacts it is about.
pub async fn announce(
    transaction: &mut Transaction<'_>,
    change: Option<ChangeId>,
    notice: notification::NoticeKind,
    to: &[ContactId],
    now: Timestamp,
) -> Result<(), Fault> {
    for id in to {
        let Some(contact) = contact::by_id(transaction, *id).await? else { continue };
        let message = NewNotification {
            kind: notification::NotificationKind::Notice,
            parcel: None,
            contact: Some((contact.id, &contact.address)),
            channel: contact.address.channel(),
            sealed: None,
            request: None,
            change,
            notice: Some(notice),
            language: None,
            expires_at: now + UNDO,
        };
        notification::queue(transaction, &message, now).await?;
    }
    Ok(())
}

/// Writes down what the acting session does at once, so that it is told and can be taken back like any other change.
pub async fn done_at_once(
    connection: &mut PgConnection,
    acting: &session::Session,
    kind: ChangeKind,
    masked: Option<&str>,
    now: Timestamp,
) -> Result<Change, Fault> {
    let (customer, session) = (acting.customer_id, acting.id);
    let new = book::NewChange {
        customer,
        session,
        kind,
        new: None,
        instead_of: None,
        old_masked: masked,
        new_masked: None,
    };
    let id = book::begin(connection, &new, now).await?;
    Ok(Change::begun(id, kind, None, now).by(session))
}

//! How the customer is reached: turning contacts on and off, their order, and putting them right.

pub mod challenge;
pub mod change;
mod codes;
pub mod confirm;
pub mod effects;
pub mod opened;
pub mod push;
mod repeated;
pub mod undo;

use app::{
    actions::{MoveContact, SwitchContact},
    port::Caller,
    problem::Problem,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    access::{Refused, What},
    contact_book::ChangeKind,
    id::{ContactId, CustomerId},
};
use store::{PgConnection, Transaction, activity, book, contact};

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, caller::note, number, routing},
    shown::zone,
};

/// The time zone a customer's times are told in: that of the station of their newest parcel.
pub async fn zone_of(connection: &mut PgConnection, customer: CustomerId) -> Result<Tz, Fault> {
    Ok(zone(contact::time_zone(connection, customer).await?.as_deref()))
}

impl Handle<SwitchContact> for AppState {
    async fn handle(&self, caller: &Caller, asked: &SwitchContact) -> Result<(), Fault> {
        switch(self, caller, number(&asked.contact)?, asked.to == "on").await
    }
}

/// Turns codes to a contact on or off; the last way stays on.
async fn switch(app_state: &AppState, caller: &Caller, contact: ContactId, on: bool) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = opened::open_to_answer(transaction, caller, now).await?;
            let customer = opened.session.customer_id;
            let entry = opened.book.entry(contact).copied();
            if on {
                opened.may(What::TurnOn, now)?;
                entry.ok_or(Problem::NotFound)?;
                book::switch(transaction, contact, false).await?;
                routing::look_again(transaction, customer, now).await?;
                return note(
                    transaction,
                    caller,
                    Some(customer),
                    None,
                    activity::ActivityKind::TurnedOn,
                    now,
                )
                .await;
            }
            let permitted = opened.may_to(What::TurnOff, contact, now).map(|_| ());
            // Nobody gives a second proof for what cannot be.
            if matches!(permitted, Ok(()) | Err(Refused::NotProven))
                && entry.is_some_and(|entry| !entry.off && !opened.book.may_turn_off(contact, now))
            {
                return Err(Problem::LastWay.into());
            }
            permitted?;
            if entry.ok_or(Problem::NotFound)?.off {
                return Ok(());
            }
            turn_off(transaction, caller, opened, contact, now).await?;
            note(transaction, caller, Some(customer), None, activity::ActivityKind::TurnedOff, now).await
        })
        .await?;
    Ok(())
}

/// Turns a contact off as a change that is done at once: everybody is told, and may take it back.
async fn turn_off(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    mut opened: opened::Opened,
    contact: ContactId,
    now: Timestamp,
) -> Result<(), Fault> {
    let kind = ChangeKind::TurnOff(contact);
    let masked = contact::by_id(transaction, contact).await?.map(|contact| contact.address.masked());
    let change = effects::done_at_once(transaction, &opened.session, kind, masked.as_deref(), now).await?;
    let effects = opened.book.turn_off(change, contact, now).map_err(opened::refused)?;
    effects::write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await
}

impl Handle<MoveContact> for AppState {
    async fn handle(&self, caller: &Caller, asked: &MoveContact) -> Result<(), Fault> {
        arrange(self, caller, number(&asked.contact)?, asked.to == "up").await
    }
}

/// Moves a contact one place up or down in the order in which codes try them.
async fn arrange(app_state: &AppState, caller: &Caller, contact: ContactId, up: bool) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = opened::open(transaction, caller, What::Arrange, now).await?;
            let customer = opened.session.customer_id;
            let mine = contact::of_customer(transaction, customer).await?;
            let mut order: Vec<ContactId> = mine.iter().map(|contact| contact.id).collect();
            let place = order.iter().position(|id| *id == contact).ok_or(Problem::NotFound)?;
            let other = if up { place.checked_sub(1) } else { Some(place + 1) };
            if let Some(other) = other.filter(|other| *other < order.len()) {
                order.swap(place, other);
                book::arrange(transaction, &order).await?;
                note(transaction, caller, Some(customer), None, activity::ActivityKind::Reordered, now)
                    .await?;
            }
            Ok::<_, Fault>(())
        })
        .await
}

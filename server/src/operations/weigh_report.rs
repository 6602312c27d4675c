//! A report about a message is weighed, and what it changes is written down.

use domain::{
    Timestamp,
    id::NotificationId,
    receipt::{Cause, Verdict},
    report_effect::{ContactEffect, weigh},
};
use store::{
    PgConnection, StoreError, Transaction, contact,
    job::{self, JobKind},
    notification::{self, Standing},
    push,
};

/// Weighs a report; `false` when the notification is gone or had ended already.
pub async fn run(
    transaction: &mut Transaction<'_>,
    id: NotificationId,
    verdict: Verdict,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(standing) = notification::standing(transaction, id).await? else { return Ok(false) };
    let effect = weigh(standing.reported, verdict);
    tell_contact(transaction, &standing, effect.contact, now).await?;
    let Some(message) = effect.message else { return Ok(false) };
    if let Some(contact) = standing.contact.filter(|_| effect.is_missed) {
        contact::missed(transaction, contact, verdict.cause).await?;
    }
    notification::moved(transaction, id, message, effect.is_missed, verdict.cause, now).await?;
    if let Some(parcel) = &standing.parcel {
        if message.shows {
            transaction.changed(parcel);
        }
        if message.falls_back {
            job::enqueue(transaction, JobKind::FallBack, parcel, now).await?;
        }
    }
    Ok(true)
}

async fn tell_contact(
    connection: &mut PgConnection,
    standing: &Standing,
    effect: ContactEffect,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(id) = standing.contact else { return Ok(()) };
    let trouble: Option<Cause> = match effect {
        ContactEffect::Unchanged => return Ok(()),
        ContactEffect::Gone => return push::remove(connection, id).await,
        ContactEffect::Reached => return contact::reached(connection, id, now).await,
        ContactEffect::Troubled(cause) => cause,
    };
    contact::troubled(connection, id, trouble).await
}

//! The second proof of a change, with which it is applied.

use app::{
    port::{Caller, Channel, ConfirmView, Step},
    problem::Problem,
};
use domain::{
    Timestamp,
    contact_book::{By, ChangeId, ChangeState, Refused, WAIT},
};
use store::{PgConnection, book, contact, job, proof};

use super::{
    change::view,
    effects::write,
    opened::{Opened, open, refused},
    zone_of,
};
use crate::{desk::session as open_session, fault::Fault, office::Office};

/// A new contact was verified: the change is applied if the session has the second proof for it.
pub async fn verified(
    connection: &mut PgConnection,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let effects = opened.book.verify(id, now).map_err(refused)?;
    write(connection, &opened.ledger(caller), &opened.book, &effects, now).await?;
    confirm_with(connection, caller, opened, id, now).await
}

/// Applies a verified change if the session has the second proof; otherwise leads to where it is given.
pub async fn confirm_with(
    connection: &mut PgConnection,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let new = opened.book.change(id).and_then(|change| change.new);
    if let Some(new) = new
        && !book::stands_alone(connection, new.id).await?
    {
        return Err(Problem::TakenElsewhere.into());
    }
    let proofs = proof::of_session(connection, opened.session.id).await?;
    match opened.book.authorise(id, &proofs, now) {
        Ok(effects) => {
            write(connection, &opened.ledger(caller), &opened.book, &effects, now).await?;
            Ok(Step::Changed)
        }
        Err(Refused::NotProven) => {
            let customer = opened.session.customer_id.to_string();
            job::enqueue(connection, job::Kind::ChangeContact, &customer, now + WAIT).await?;
            Ok(Step::Confirm(id))
        }
        Err(other) => Err(refused(other).into()),
    }
}

/// Applies a change of the caller that waits for its second proof.
pub async fn confirm(office: &Office, caller: &Caller, id: i64) -> Result<Step, Fault> {
    let step = office
        .db
        .write(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let opened = open(connection, caller, now).await?;
            opened.book.change(id).ok_or(Problem::NotFound)?;
            confirm_with(connection, caller, opened, id, now).await
        })
        .await?;
    office.work.ring();
    Ok(step)
}

/// The page on which a change is confirmed.
pub async fn confirm_view(office: &Office, caller: &Caller, id: i64) -> Result<ConfirmView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let now = office.now();
            let session = open_session(connection, caller, now).await?;
            let book = book::look(connection, session.customer_id, now).await?;
            let change = book.change(id).ok_or(Problem::NotFound)?;
            if change.state != ChangeState::Verified {
                return Err(Problem::ChangeOver.into());
            }
            let zone = zone_of(connection, session.customer_id).await?;
            let view = view(connection, &book, id, zone, now).await?.ok_or(Problem::NotFound)?;
            let mut ways = Vec::new();
            for entry in &book.contacts {
                let usable = entry.channel != Channel::Push
                    && !change.is_about(entry.id)
                    && !book.cools(By::Contact(entry.id), now);
                if usable && let Some(contact) = contact::by_id(connection, entry.id).await? {
                    ways.push((entry.id, entry.channel, contact.address.masked()));
                }
            }
            let proofs = proof::of_session(connection, session.id).await?;
            let proven = book.is_authorised_by(change, &proofs, now);
            Ok::<_, Fault>(ConfirmView { change: view, proven, ways })
        })
        .await
}

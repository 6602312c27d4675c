//! The second proof of a change, with which it is applied.

use app::{
    actions::ConfirmChange,
    port::{Caller, Step},
    problem::Problem,
};
use domain::{
    Timestamp,
    access::{self, What},
    contact_book::{ChangeState, WAIT},
    id::ChangeId,
};
use store::{Transaction, job};

use super::{
    effects::write,
    opened::{Opened, may_join, open_to_answer, refused},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, grace::GRACE, number},
};

/// A new contact was verified: the change is applied if the session has the second proof for it.
pub async fn verified(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let effects = opened.book.verify(id, now).map_err(refused)?;
    write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await?;
    confirm_with(transaction, caller, opened, id, now).await
}

/// Applies a verified change if the session has the second proof; otherwise leads to where it is given.
pub async fn confirm_with(
    transaction: &mut Transaction<'_>,
    caller: &Caller,
    mut opened: Opened,
    id: ChangeId,
    now: Timestamp,
) -> Result<Step, Fault> {
    let change = opened.book.change(id).ok_or(Problem::NotFound)?;
    let permitted = opened.may_change(What::ConfirmChange, change, now);
    // Only who may confirm it, but for the second proof, learns what stands in its way.
    if matches!(permitted, Ok(_) | Err(access::Refused::NotProven))
        && let Some(new) = change.new
        && !may_join(transaction, new.id, now).await?
    {
        return Err(Problem::TakenElsewhere.into());
    }
    match permitted {
        Ok(_) => {
            let effects = opened.book.authorise(id, &opened.proofs, now).map_err(refused)?;
            write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await?;
            Ok(Step::Changed)
        }
        Err(access::Refused::NotProven) if change.state == ChangeState::Verified => {
            let customer = opened.session.customer_id.to_string();
            job::enqueue(transaction, job::JobKind::ChangeContact, &customer, now + WAIT).await?;
            Ok(Step::Confirm(id.get()))
        }
        Err(access::Refused::NotProven) => Err(Problem::ChangeOver.into()),
        Err(other) => Err(other.into()),
    }
}

impl Handle<ConfirmChange> for AppState {
    async fn handle(&self, caller: &Caller, asked: &ConfirmChange) -> Result<Step, Fault> {
        confirm(self, caller, number(&asked.change)?).await
    }
}

/// Applies a change of the caller that waits for its second proof.
async fn confirm(app_state: &AppState, caller: &Caller, id: ChangeId) -> Result<Step, Fault> {
    let step = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = open_to_answer(transaction, caller, now).await?;
            let change = opened.book.change(id).ok_or(Problem::NotFound)?;
            // Pressed twice, or its answer was lost.
            let just = change.applied_at.is_some_and(|at| at > now - GRACE);
            if just && change.state == ChangeState::Applied {
                return Ok(Step::Changed);
            }
            confirm_with(transaction, caller, opened, id, now).await
        })
        .await?;
    Ok(step)
}

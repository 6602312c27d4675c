//! Taking a change back, and allowing changes again.

use app::{
    port::{Caller, UndoState, UndoView},
    problem::Problem,
};
use domain::{access::What, contact_book::ChangeState};
use store::{
    activity,
    book::{self, UndoLink},
};

use super::{
    effects::{Ledger, write},
    opened::{may_join, open, settle},
};
use crate::{
    desk::{note, present::what},
    fault::Fault,
    keys::token_hash,
    office::Office,
};

/// What a link would undo; looking changes nothing.
pub async fn undo_view(office: &Office, token: &str) -> Result<UndoView, Fault> {
    office
        .db
        .read(async |connection| -> Result<_, Fault> {
            let UndoLink { change, opts_out } = book::undo_link(connection, &token_hash(token), office.now())
                .await?
                .ok_or(Problem::UndoOver)?;
            let state = book::change(connection, change).await?.ok_or(Problem::UndoOver)?.state;
            let told = book::told(connection, change).await?.ok_or(Problem::UndoOver)?;
            let state = match state {
                ChangeState::Pending | ChangeState::Verified => UndoState::Asked,
                ChangeState::Applied => UndoState::Done,
                ChangeState::Undone => UndoState::Undone,
                ChangeState::Withdrawn => return Err(Problem::UndoOver.into()),
            };
            Ok::<_, Fault>(UndoView { what: what(&told), state, opts_out })
        })
        .await
}

/// Takes a change back, and everything after it; for whoever holds the link.
pub async fn undo(office: &Office, caller: &Caller, token: &str) -> Result<(), Fault> {
    office
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = office.now();
            let link =
                book::undo_link(transaction, &token_hash(token), now).await?.ok_or(Problem::UndoOver)?;
            let id = link.change;
            let told = book::told(transaction, id).await?.ok_or(Problem::UndoOver)?;
            let mut book = book::lock(transaction, told.customer_id, now).await?.ok_or(Problem::UndoOver)?;
            // Pressed twice, or its answer was lost: it is undone, as its page says, and nothing happens once more.
            let state = book::change(transaction, id).await?.map(|change| change.state);
            if state == Some(ChangeState::Undone) {
                return Ok(());
            }
            settle(transaction, told.customer_id, &mut book, now).await?;
            for left in book.departed() {
                if !may_join(transaction, left, now).await? {
                    book.let_go(left);
                }
            }
            let effects = if link.opts_out { book.opt_out(id, now) } else { book.undo(id, now) };
            let effects = effects.map_err(|_| Problem::UndoOver)?;
            let ledger = Ledger {
                customer: told.customer_id,
                session: None,
                by: Some((&caller.user_agent, &caller.network)),
            };
            write(transaction, &ledger, &book, &effects, now).await
        })
        .await?;
    Ok(())
}

/// Lifts a freeze: for somebody who has just proven an old contact.
pub async fn unfreeze(office: &Office, caller: &Caller) -> Result<(), Fault> {
    office
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = office.now();
            let opened = open(transaction, caller, What::Unfreeze, now).await?;
            let customer = opened.session.customer_id;
            book::freeze(transaction, customer, None).await?;
            note(transaction, caller, Some(customer), None, activity::Kind::FreezeLifted, now).await
        })
        .await
}

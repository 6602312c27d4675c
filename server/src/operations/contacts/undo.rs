//! Taking a change back, and allowing changes again.

use app::{
    actions::{Undo, Unfreeze},
    port::Caller,
    problem::Problem,
};
use domain::{access::What, contact_book::ChangeState};
use store::{
    activity,
    book::{self},
};

use super::{
    effects::{Ledger, write},
    opened::{may_join, open, settle},
};
use crate::{
    app_state::AppState,
    fault::Fault,
    keys::token_hash,
    operations::{Handle, caller::note},
};

impl Handle<Undo> for AppState {
    async fn handle(&self, caller: &Caller, asked: &Undo) -> Result<(), Fault> {
        undo(self, caller, &asked.token).await
    }
}

/// Takes a change back, and everything after it; for whoever holds the link.
async fn undo(app_state: &AppState, caller: &Caller, token: &str) -> Result<(), Fault> {
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
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
impl Handle<Unfreeze> for AppState {
    async fn handle(&self, caller: &Caller, _: &Unfreeze) -> Result<(), Fault> {
        self.db
            .write(async |transaction| -> Result<_, Fault> {
                let now = self.now();
                let opened = open(transaction, caller, What::Unfreeze, now).await?;
                let customer = opened.session.customer_id;
                book::freeze(transaction, customer, None).await?;
                note(transaction, caller, Some(customer), None, activity::ActivityKind::FreezeLifted, now)
                    .await
            })
            .await
    }
}

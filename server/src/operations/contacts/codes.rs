//! Whether messages hold codes: the customer's choice for all of their contacts.

use app::{actions::CodeInMessages, port::Caller};
use domain::{access::What, contact_book::ChangeKind};
use store::activity::ActivityKind;

use super::{effects, opened};
use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, caller::note},
};

impl Handle<CodeInMessages> for AppState {
    async fn handle(&self, caller: &Caller, asked: &CodeInMessages) -> Result<(), Fault> {
        choose(self, caller, asked.to == "never").await
    }
}

/// Keeps codes out of messages, or lets them in again: a change that is done at once, and told to everybody. What is so
/// already is not told again.
async fn choose(app_state: &AppState, caller: &Caller, never: bool) -> Result<(), Fault> {
    let (what, kind, done) = if never {
        (What::KeepCodesOut, ChangeKind::CodesOut, ActivityKind::CodesKeptOut)
    } else {
        (What::LetCodesIn, ChangeKind::CodesIn, ActivityKind::CodesLetIn)
    };
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let mut opened = opened::open_to_answer(transaction, caller, now).await?;
            if opened.book.word_only == never {
                return Ok(());
            }
            opened.may(what, now)?;
            let change = effects::done_at_once(transaction, &opened.session, kind, None, now).await?;
            let effects = if never {
                opened.book.keep_codes_out(change)
            } else {
                opened.book.let_codes_in(change, now).map_err(opened::refused)?
            };
            effects::write(transaction, &opened.ledger(caller), &opened.book, &effects, now).await?;
            note(transaction, caller, Some(opened.session.customer_id), None, done, now).await
        })
        .await
}

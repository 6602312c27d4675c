//! The answer to a challenge once more: its first one was right, and what we said may have been lost.

use app::{
    port::{Caller, Passed, Step},
    problem::Problem,
};
use domain::{contact_book::ChangeState, id::ChallengeId, one_time::OneTimeCode};
use store::{
    activity, book,
    challenge::{self, Purpose},
};

use super::opened::open_to_answer;
use crate::{
    app_state::AppState,
    fault::Fault,
    limits::failures,
    operations::{
        access::Guest,
        caller::note,
        grace::{self, GRACE},
    },
};

/// What the same code in the same session and browser led to a moment ago; a token that was given out then is given out
/// once more. A wrong code is a try like any other.
pub async fn answer(
    app_state: &AppState,
    caller: &Caller,
    id: ChallengeId,
    code: &OneTimeCode,
) -> Result<Option<Passed>, Fault> {
    let counted = app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let Some(acting) = grace::repeating(app_state, transaction, caller, now).await? else {
                return Ok(None);
            };
            let session = Guest::look(transaction, &acting, now).await?.session;
            let Some(challenge) = challenge::within(transaction, session.id, id, now).await? else {
                return Ok(None);
            };
            let candidates = challenge::count_repeat(transaction, id, now - GRACE).await?;
            Ok::<_, Fault>(Some((acting, challenge, candidates)))
        })
        .await?;
    let Some((acting, challenge, candidates)) = counted.filter(|(.., candidates)| !candidates.is_empty())
    else {
        return Ok(None);
    };
    let right = candidates
        .into_iter()
        .find(|candidate| app_state.keys.is_one_time(&candidate.key_id, &candidate.mac, id, code));
    app_state
        .db
        .write(async |transaction| -> Result<_, Fault> {
            let now = app_state.now();
            let opened = open_to_answer(transaction, &acting, now).await?;
            let Some(right) = right else {
                let customer = Some(opened.session.customer_id);
                note(transaction, caller, customer, None, activity::ActivityKind::ProofRefused, now).await?;
                failures::wrong_code(app_state, transaction, caller).await?;
                return Ok(None);
            };
            challenge::give_back(transaction, right.id).await?;
            let step = match challenge.change {
                None => Step::Proven,
                Some(change) => match book::change(transaction, change).await?.map(|change| change.state) {
                    Some(ChangeState::Applied) => Step::Changed,
                    Some(ChangeState::Verified) => Step::Confirm(change.get()),
                    Some(ChangeState::Pending | ChangeState::Undone | ChangeState::Withdrawn) | None => {
                        return Err(Problem::ChangeOver.into());
                    }
                },
            };
            let renewed = acting.session != caller.session;
            if challenge.purpose != Purpose::Prove {
                // Verifying a new contact gives out no token.
                return Ok((!renewed).then_some(Passed { session: None, step }));
            }
            let contact = challenge.contact.and_then(|contact| opened.book.entry(contact));
            contact.ok_or(Problem::ChallengeOver)?;
            Ok(Some(Passed { session: acting.session.clone().filter(|_| renewed), step }))
        })
        .await
}

//! How the customer is reached, and changes of that.

use leptos::prelude::*;

use crate::problem::Problem;

/// Begins a change of contacts: `old` is the number of the contact it replaces or removes, `address` the new one. Either
/// may be empty. A likely slip is asked about, unless `sure` is that address once more.
#[server(endpoint = "change_contact")]
pub async fn change_contact(
    #[server(default)] old: String,
    #[server(default)] address: String,
    #[server(default)] sure: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<ChangeContact>(crate::routes::CONTACTS)
        .about(&old)
        .typed(crate::field!(ChangeContact.address), &address);
    crate::reply::step(crate::reply::ask(ChangeContact { old, address, sure }).await, form)
}

/// Begins to make a contact the customer's that an order named beside theirs.
#[server(endpoint = "claim_contact")]
pub async fn claim_contact(#[server(default)] contact: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<ClaimContact>(crate::routes::CONTACTS).about(&contact);
    crate::reply::step(crate::reply::ask(ClaimContact { contact }).await, form)
}

/// Sends a one-time code to one of the customer's contacts, as a test or to allow a change. `back` names the page that asked
/// for the proof.
#[server(endpoint = "prove_contact")]
pub async fn prove_contact(
    #[server(default)] contact: String,
    #[server(default)] change: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let page = if change.is_empty() { crate::routes::proven(&back) } else { crate::routes::change(&change) };
    let form = crate::flash::Form::of::<ProveContact>(page).about(&contact);
    let begun = crate::reply::ask(ProveContact { contact, change, back: back.clone() }).await;
    crate::reply::finish(begun, form, |step, _| crate::routes::step_for(step, &back))
}

/// Has the customer told of each step of their parcels (`on`), or no longer.
#[server(endpoint = "hear_steps")]
pub async fn hear_steps(#[server(default)] to: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<HearSteps>(crate::routes::CONTACTS);
    crate::reply::back(crate::reply::ask(HearSteps { to }).await, form)
}

/// Says, while a parcel is on its way, that the contact which its code will go to first is still right.
#[server(endpoint = "still_right")]
pub async fn still_right(
    #[server(default)] parcel: String,
    #[server(default)] contact: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<StillRight>(crate::routes::parcel(&parcel));
    crate::reply::back(crate::reply::ask(StillRight { parcel, contact }).await, form)
}

/// Answers a challenge with the code that was typed. `back` names the page that asked for the proof.
#[server(endpoint = "answer")]
pub async fn answer(
    #[server(default)] challenge: String,
    #[server(default)] code: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Answer>(crate::routes::challenge_for(&challenge, &back));
    let passed = crate::reply::ask(Answer { challenge, code, back: back.clone() }).await;
    crate::reply::finish(passed, form, |passed, reply| {
        if let Some(token) = &passed.session {
            reply.set_session(token);
        }
        crate::routes::step_for(passed.step, &back)
    })
}

/// Sends a further code of a challenge.
#[server(endpoint = "answer_again")]
pub async fn answer_again(
    #[server(default)] challenge: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<AnswerAgain>(crate::routes::challenge_for(&challenge, &back));
    crate::reply::back(crate::reply::ask(AnswerAgain { challenge, back }).await, form)
}

/// Applies a change, if the session has the second proof for it.
#[server(endpoint = "confirm_change")]
pub async fn confirm_change(#[server(default)] change: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<ConfirmChange>(crate::routes::change(&change));
    crate::reply::step(crate::reply::ask(ConfirmChange { change }).await, form)
}

/// Calls an open change off.
#[server(endpoint = "withdraw_change")]
pub async fn withdraw_change(#[server(default)] change: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<WithdrawChange>(crate::routes::CONTACTS).about(&change);
    crate::reply::back(crate::reply::ask(WithdrawChange { change }).await, form)
}

/// Takes a change back, and everything after it; works signed out.
#[server(endpoint = "undo")]
pub async fn undo(#[server(default)] token: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Undo>(crate::routes::undo(&token));
    crate::reply::back(crate::reply::ask(Undo { token }).await, form)
}

/// Allows changes again before the freeze is over.
#[server(endpoint = "unfreeze")]
pub async fn unfreeze() -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Unfreeze>(crate::routes::CONTACTS);
    crate::reply::back(crate::reply::ask(Unfreeze {}).await, form)
}

/// Turns codes to a contact `on` or `off`.
#[server(endpoint = "switch_contact")]
pub async fn switch_contact(
    #[server(default)] contact: String,
    #[server(default)] to: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SwitchContact>(crate::routes::CONTACTS).about(&contact);
    crate::reply::back(crate::reply::ask(SwitchContact { contact, to }).await, form)
}

/// Keeps codes out of messages (`never`), or lets them in `again`.
#[server(endpoint = "code_in_messages")]
pub async fn code_in_messages(#[server(default)] to: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<CodeInMessages>(crate::routes::CONTACTS);
    crate::reply::back(crate::reply::ask(CodeInMessages { to }).await, form)
}

/// Moves a contact `up` or `down` in the order in which codes try them.
#[server(endpoint = "move_contact")]
pub async fn move_contact(
    #[server(default)] contact: String,
    #[server(default)] to: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<MoveContact>(crate::routes::CONTACTS).about(&contact);
    crate::reply::back(crate::reply::ask(MoveContact { contact, to }).await, form)
}

/// Turns notifications to this browser on.
#[server(endpoint = "push_on")]
pub async fn push_on(
    #[server(default)] endpoint: String,
    #[server(default)] p256dh: String,
    #[server(default)] auth: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<PushOn>(crate::routes::CONTACTS);
    crate::reply::back(crate::reply::ask(PushOn { endpoint, p256dh, auth }).await, form)
}

/// Sends a test notification to one of the customer's browsers.
#[server(endpoint = "push_test")]
pub async fn push_test(#[server(default)] contact: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<PushTest>(crate::routes::CONTACTS).about(&contact);
    crate::reply::back(crate::reply::ask(PushTest { contact }).await, form)
}

/// Turns notifications to one of the customer's browsers off.
#[server(endpoint = "push_off")]
pub async fn push_off(#[server(default)] contact: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<PushOff>(crate::routes::CONTACTS).about(&contact);
    crate::reply::back(crate::reply::ask(PushOff { contact }).await, form)
}

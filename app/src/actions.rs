//! The forms of the pages: one server function each, at `/api/<name>`. Arguments are what was typed; the desk
//! reads them. A field that is missing is an empty one.
//!
//! Paths are written out because the bodies exist on the server only, and so would their imports.

#![expect(missing_docs, reason = "each argument becomes a field of a struct the macro makes")]

use leptos::prelude::*;

use crate::problem::Problem;

/// Begins a sign-in.
#[server(endpoint = "find")]
pub async fn find(
    #[server(default)] tracking: String,
    #[server(default)] contact: String,
) -> Result<(), Problem> {
    let begun = crate::reply::desk()?.find(&crate::reply::caller()?, &tracking, &contact).await;
    let form = crate::told::Form::on(crate::routes::FIND, "find")
        .typed("tracking", &tracking)
        .typed("contact", &contact);
    crate::reply::finish(begun, form, |sign_in, reply| {
        reply.set_sign_in(&sign_in);
        crate::routes::SIGN_IN.to_owned()
    })
}

/// Sends a further one-time code.
#[server(endpoint = "another")]
pub async fn another(#[server(default)] channel: String) -> Result<(), Problem> {
    let sent = crate::reply::desk()?.another(&crate::reply::caller()?, &channel).await;
    crate::reply::finish(sent, crate::told::Form::on(crate::routes::SIGN_IN, "another"), |(), _| {
        crate::routes::SIGN_IN.to_owned()
    })
}

/// Ends a sign-in with its code.
#[server(endpoint = "prove")]
pub async fn prove(#[server(default)] code: String) -> Result<(), Problem> {
    let caller = crate::reply::caller()?;
    let entry = crate::reply::desk()?.prove(&caller, &code).await;
    // The cookies of an answer may have arrived, and the page after it not.
    if matches!(entry, Err(Problem::SignInOver)) && caller.sign_in.is_none() && crate::reply::is_in(&caller)?
    {
        return Ok(());
    }
    crate::reply::finish(entry, crate::told::Form::on(crate::routes::SIGN_IN, "prove"), crate::reply::let_in)
}

/// Signs in with a link from a message.
#[server(endpoint = "enter")]
pub async fn enter(#[server(default)] token: String) -> Result<(), Problem> {
    let entry = crate::reply::desk()?.enter(&crate::reply::caller()?, &token).await;
    crate::reply::finish(
        entry,
        crate::told::Form::on(crate::routes::link(&token), "enter"),
        crate::reply::let_in,
    )
}

/// Reveals the pickup code to this session.
#[server(endpoint = "reveal")]
pub async fn reveal(#[server(default)] parcel: String) -> Result<(), Problem> {
    let code = crate::routes::code(&parcel);
    let revealed = crate::reply::desk()?.reveal(&crate::reply::caller()?, &parcel).await;
    crate::reply::finish(revealed, crate::told::Form::on(&code, "reveal"), |(), _| code.clone())
}

/// Sends the pickup code again.
#[server(endpoint = "resend")]
pub async fn resend(
    #[server(default)] parcel: String,
    #[server(default)] channel: String,
    #[server(default)] request: String,
) -> Result<(), Problem> {
    let messages = crate::routes::messages(&parcel);
    let sent = crate::reply::desk()?.resend(&crate::reply::caller()?, &parcel, &channel, &request).await;
    crate::reply::finish(sent, crate::told::Form::on(&messages, "resend"), |(), _| messages.clone())
}

/// Ends the session.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Problem> {
    let ended = crate::reply::desk()?.sign_out(&crate::reply::caller()?).await;
    // Pressed twice, or ended elsewhere: who wants to be out is.
    let out = ended == Err(Problem::SignedOut) && crate::reply::reply()?.wants_html();
    let ended = if out { Ok(()) } else { ended };
    crate::reply::finish(ended, crate::told::Form::on(crate::routes::PARCELS, "sign_out"), |(), reply| {
        reply.clear_session();
        crate::routes::FIND.to_owned()
    })
}

/// Begins a change of contacts.
#[server(endpoint = "change_contact")]
pub async fn change_contact(
    #[server(default)] old: String,
    #[server(default)] address: String,
    #[server(default)] sure: String,
) -> Result<(), Problem> {
    let caller = crate::reply::caller()?;
    // Who was asked is sure of the address that was asked about, and of no other.
    let sure = !sure.is_empty() && sure.trim() == address.trim();
    let begun = crate::reply::desk()?.change_contact(&caller, &old, &address, sure).await;
    let form = crate::told::Form::on(crate::routes::CONTACTS, "change_contact")
        .about(&old)
        .typed("address", &address);
    crate::reply::finish(begun, form, |step, _| crate::routes::step(step))
}

/// Begins to make a contact the customer's that an order named.
#[server(endpoint = "claim_contact")]
pub async fn claim_contact(#[server(default)] contact: String) -> Result<(), Problem> {
    let begun = crate::reply::desk()?.claim_contact(&crate::reply::caller()?, &contact).await;
    let form = crate::told::Form::on(crate::routes::CONTACTS, "claim_contact").about(&contact);
    crate::reply::finish(begun, form, |step, _| crate::routes::step(step))
}

/// Sends a one-time code to one of the customer's contacts.
#[server(endpoint = "prove_contact")]
pub async fn prove_contact(
    #[server(default)] contact: String,
    #[server(default)] change: String,
) -> Result<(), Problem> {
    let back =
        if change.is_empty() { crate::routes::CONTACTS.to_owned() } else { crate::routes::change(&change) };
    let sent = crate::reply::desk()?.prove_contact(&crate::reply::caller()?, &contact, &change).await;
    let form = crate::told::Form::on(back, "prove_contact").about(&contact);
    crate::reply::finish(sent, form, |step, _| crate::routes::step(step))
}

/// Answers a challenge with its code.
#[server(endpoint = "answer")]
pub async fn answer(
    #[server(default)] challenge: String,
    #[server(default)] code: String,
) -> Result<(), Problem> {
    let page = crate::routes::challenge(&challenge);
    let passed = crate::reply::desk()?.answer(&crate::reply::caller()?, &challenge, &code).await;
    crate::reply::finish(passed, crate::told::Form::on(page, "answer"), |passed, reply| {
        if let Some(token) = &passed.session {
            reply.set_session(token);
        }
        crate::routes::step(passed.step)
    })
}

/// Sends a further code of a challenge.
#[server(endpoint = "answer_again")]
pub async fn answer_again(#[server(default)] challenge: String) -> Result<(), Problem> {
    let page = crate::routes::challenge(&challenge);
    let sent = crate::reply::desk()?.challenge_again(&crate::reply::caller()?, &challenge).await;
    crate::reply::finish(sent, crate::told::Form::on(&page, "answer_again"), |(), _| page.clone())
}

/// Applies a change that has its second proof.
#[server(endpoint = "confirm_change")]
pub async fn confirm_change(#[server(default)] change: String) -> Result<(), Problem> {
    let confirmed = crate::reply::desk()?.confirm_change(&crate::reply::caller()?, &change).await;
    crate::reply::finish(
        confirmed,
        crate::told::Form::on(crate::routes::change(&change), "confirm_change"),
        |step, _| crate::routes::step(step),
    )
}

/// Calls a change off.
#[server(endpoint = "withdraw_change")]
pub async fn withdraw_change(#[server(default)] change: String) -> Result<(), Problem> {
    let ended = crate::reply::desk()?.withdraw_change(&crate::reply::caller()?, &change).await;
    crate::reply::finish(
        ended,
        crate::told::Form::on(crate::routes::CONTACTS, "withdraw_change").about(&change),
        |(), _| crate::routes::CONTACTS.to_owned(),
    )
}

/// Takes a change back; works signed out.
#[server(endpoint = "undo")]
pub async fn undo(#[server(default)] token: String) -> Result<(), Problem> {
    let page = crate::routes::undo(&token);
    let undone = crate::reply::desk()?.undo(&crate::reply::caller()?, &token).await;
    crate::reply::finish(undone, crate::told::Form::on(&page, "undo"), |(), _| page.clone())
}

/// Allows changes again.
#[server(endpoint = "unfreeze")]
pub async fn unfreeze() -> Result<(), Problem> {
    let done = crate::reply::desk()?.unfreeze(&crate::reply::caller()?).await;
    crate::reply::finish(done, crate::told::Form::on(crate::routes::CONTACTS, "unfreeze"), |(), _| {
        crate::routes::CONTACTS.to_owned()
    })
}

/// Turns codes to a contact on or off.
#[server(endpoint = "switch_contact")]
pub async fn switch_contact(
    #[server(default)] contact: String,
    #[server(default)] to: String,
) -> Result<(), Problem> {
    let done = crate::reply::desk()?.switch_contact(&crate::reply::caller()?, &contact, to == "on").await;
    crate::reply::finish(
        done,
        crate::told::Form::on(crate::routes::CONTACTS, "switch_contact").about(&contact),
        |(), _| crate::routes::CONTACTS.to_owned(),
    )
}

/// Moves a contact up or down.
#[server(endpoint = "move_contact")]
pub async fn move_contact(
    #[server(default)] contact: String,
    #[server(default)] to: String,
) -> Result<(), Problem> {
    let done = crate::reply::desk()?.move_contact(&crate::reply::caller()?, &contact, to == "up").await;
    crate::reply::finish(
        done,
        crate::told::Form::on(crate::routes::CONTACTS, "move_contact").about(&contact),
        |(), _| crate::routes::CONTACTS.to_owned(),
    )
}

/// Turns notifications to this browser on.
#[server(endpoint = "push_on")]
pub async fn push_on(
    #[server(default)] endpoint: String,
    #[server(default)] p256dh: String,
    #[server(default)] auth: String,
) -> Result<(), Problem> {
    let done = crate::reply::desk()?.push_on(&crate::reply::caller()?, &endpoint, &p256dh, &auth, None).await;
    crate::reply::finish(done, crate::told::Form::on(crate::routes::CONTACTS, "push_on"), |(), _| {
        crate::routes::CONTACTS.to_owned()
    })
}

/// Sends a test notification.
#[server(endpoint = "push_test")]
pub async fn push_test(#[server(default)] contact: String) -> Result<(), Problem> {
    let done = crate::reply::desk()?.push_test(&crate::reply::caller()?, &contact).await;
    crate::reply::finish(
        done,
        crate::told::Form::on(crate::routes::CONTACTS, "push_test").about(&contact),
        |(), _| crate::routes::CONTACTS.to_owned(),
    )
}

/// Turns notifications to a browser off.
#[server(endpoint = "push_off")]
pub async fn push_off(#[server(default)] contact: String) -> Result<(), Problem> {
    let done = crate::reply::desk()?.push_off(&crate::reply::caller()?, &contact).await;
    crate::reply::finish(
        done,
        crate::told::Form::on(crate::routes::CONTACTS, "push_off").about(&contact),
        |(), _| crate::routes::CONTACTS.to_owned(),
    )
}

/// Signs in with a passkey.
#[server(endpoint = "enter_by_passkey")]
pub async fn enter_by_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> Result<(), Problem> {
    let caller = crate::reply::caller()?;
    let entry = crate::reply::desk()?.enter_by_passkey(&caller, &ceremony, &credential).await;
    if matches!(entry, Err(Problem::PasskeyOver)) && crate::reply::is_in(&caller)? {
        return Ok(());
    }
    crate::reply::finish(
        entry,
        crate::told::Form::on(crate::routes::FIND, "enter_by_passkey"),
        crate::reply::let_in,
    )
}

/// Proves once more, with a passkey, who it is. `back` names the page that asked for it.
#[server(endpoint = "prove_by_passkey")]
pub async fn prove_by_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let (caller, back) = (crate::reply::caller()?, crate::routes::asker(&back));
    let session = crate::reply::desk()?.prove_by_passkey(&caller, &ceremony, &credential).await;
    crate::reply::finish(session, crate::told::Form::on(&back, "prove_by_passkey"), |session, reply| {
        reply.set_session(&session);
        back.clone()
    })
}

/// Adds a passkey.
#[server(endpoint = "add_passkey")]
pub async fn add_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> Result<(), Problem> {
    let caller = crate::reply::caller()?;
    let added = crate::reply::desk()?.add_passkey(&caller, &ceremony, &credential).await;
    crate::reply::finish(added, crate::told::Form::on(crate::routes::ACCOUNT, "add_passkey"), |(), _| {
        crate::routes::ACCOUNT.to_owned()
    })
}

/// Removes a passkey.
#[server(endpoint = "remove_passkey")]
pub async fn remove_passkey(#[server(default)] passkey: String) -> Result<(), Problem> {
    let removed = crate::reply::desk()?.remove_passkey(&crate::reply::caller()?, &passkey).await;
    crate::reply::finish(
        removed,
        crate::told::Form::on(crate::routes::ACCOUNT, "remove_passkey").about(&passkey),
        |(), _| crate::routes::ACCOUNT.to_owned(),
    )
}

/// Signs another device out.
#[server(endpoint = "sign_out_device")]
pub async fn sign_out_device(#[server(default)] device: String) -> Result<(), Problem> {
    let ended = crate::reply::desk()?.sign_out_device(&crate::reply::caller()?, &device).await;
    crate::reply::finish(
        ended,
        crate::told::Form::on(crate::routes::DEVICES, "sign_out_device").about(&device),
        |(), _| crate::routes::DEVICES.to_owned(),
    )
}

/// Signs every other device out.
#[server(endpoint = "sign_out_others")]
pub async fn sign_out_others() -> Result<(), Problem> {
    let ended = crate::reply::desk()?.sign_out_others(&crate::reply::caller()?).await;
    crate::reply::finish(ended, crate::told::Form::on(crate::routes::DEVICES, "sign_out_others"), |(), _| {
        crate::routes::DEVICES.to_owned()
    })
}

//! Signing in and out.

use leptos::prelude::*;

use crate::problem::Problem;

/// Begins a sign-in: sends a one-time code if tracking number and contact belong together. The answer is the same if
/// they do not.
#[server(endpoint = "find")]
pub async fn find(
    #[server(default)] tracking: String,
    #[server(default)] contact: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Find>(crate::routes::FIND)
        .typed(crate::field!(Find.tracking), &tracking)
        .typed(crate::field!(Find.contact), &contact);
    let begun = crate::reply::ask(Find { tracking, contact }).await;
    crate::reply::finish(begun, form, |sign_in, reply| {
        reply.set_sign_in(&sign_in);
        crate::routes::SIGN_IN.to_owned()
    })
}

/// Sends a further one-time code for the sign-in that has begun, by this channel.
#[server(endpoint = "another")]
pub async fn another(#[server(default)] channel: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Another>(crate::routes::SIGN_IN);
    crate::reply::back(crate::reply::ask(Another { channel }).await, form)
}

/// Ends a sign-in with its code.
#[server(endpoint = "prove")]
pub async fn prove(#[server(default)] code: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Prove>(crate::routes::SIGN_IN);
    let entry = crate::reply::ask(Prove { code }).await;
    // The cookies of an answer may have arrived, and the page after it not.
    let over = matches!(entry, Err(Problem::SignInOver)) && crate::reply::caller()?.sign_in.is_none();
    if over && crate::reply::is_in()? {
        return Ok(());
    }
    crate::reply::finish(entry, form, crate::reply::let_in)
}

/// Signs in with a link from a message.
#[server(endpoint = "enter")]
pub async fn enter(#[server(default)] token: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Enter>(crate::routes::link(&token));
    crate::reply::finish(crate::reply::ask(Enter { token }).await, form, crate::reply::let_in)
}

/// Signs in with the passkey that a browser has used in this ceremony.
#[server(endpoint = "enter_by_passkey")]
pub async fn enter_by_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<EnterByPasskey>(crate::routes::FIND);
    let entry = crate::reply::ask(EnterByPasskey { ceremony, credential }).await;
    if matches!(entry, Err(Problem::PasskeyOver)) && crate::reply::is_in()? {
        return Ok(());
    }
    crate::reply::finish(entry, form, crate::reply::let_in)
}

/// Ends the session.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SignOut>(crate::routes::PARCELS);
    let ended = crate::reply::ask(SignOut {}).await;
    // Pressed twice, or ended elsewhere: who wants to be out is.
    let out = ended == Err(Problem::SignedOut) && crate::reply::reply()?.wants_html();
    crate::reply::finish(if out { Ok(()) } else { ended }, form, |(), reply| {
        reply.clear_session();
        crate::routes::FIND.to_owned()
    })
}

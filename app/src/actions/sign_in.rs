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

/// Begins a sign-in in front of a station: sends a one-time code if something waits for the contact. The answer is the
/// same if nothing does, or if nobody is known by it.
#[server(endpoint = "find_here")]
pub async fn find_here(
    #[server(default)] station: String,
    #[server(default)] contact: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<FindHere>(crate::routes::at(&station))
        .typed(crate::field!(FindHere.contact), &contact);
    let code = crate::routes::sign_in(&station);
    crate::reply::finish(crate::reply::ask(FindHere { station, contact }).await, form, |sign_in, reply| {
        reply.set_sign_in(&sign_in);
        code
    })
}

/// Sends a further one-time code for the sign-in that has begun, by this channel. It leads back to the station it was
/// begun at, if it was at one.
#[server(endpoint = "another")]
pub async fn another(
    #[server(default)] channel: String,
    #[server(default)] station: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Another>(crate::routes::sign_in(&station));
    crate::reply::back(crate::reply::ask(Another { channel, station }).await, form)
}

/// Ends a sign-in with its code. It leads to the station it was begun at, if it was at one.
#[server(endpoint = "prove")]
pub async fn prove(
    #[server(default)] code: String,
    #[server(default)] station: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Prove>(crate::routes::sign_in(&station));
    let at = station.clone();
    let entry = crate::reply::ask(Prove { code, station }).await;
    // The cookies of an answer may have arrived, and the page after it not.
    let over = matches!(entry, Err(Problem::SignInOver)) && crate::reply::caller()?.sign_in.is_none();
    if over && crate::reply::is_in(&at)? {
        return Ok(());
    }
    crate::reply::finish(entry, form, |entry, reply| crate::reply::let_in_at(&at, entry, reply))
}

/// Signs in with a link from a message.
#[server(endpoint = "enter")]
pub async fn enter(#[server(default)] token: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Enter>(crate::routes::link(&token));
    crate::reply::finish(crate::reply::ask(Enter { token }).await, form, crate::reply::let_in)
}

/// Signs in with the passkey that a browser has used in this ceremony. It leads to the station where that was, if it was
/// at one.
#[server(endpoint = "enter_by_passkey")]
pub async fn enter_by_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] station: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<EnterByPasskey>(crate::routes::start(&station));
    let at = station.clone();
    let entry = crate::reply::ask(EnterByPasskey { ceremony, credential, station }).await;
    if matches!(entry, Err(Problem::PasskeyOver)) && crate::reply::is_in(&at)? {
        return Ok(());
    }
    crate::reply::finish(entry, form, |entry, reply| crate::reply::let_in_at(&at, entry, reply))
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

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
    crate::reply::finish(begun, crate::routes::FIND, |sign_in, reply| {
        reply.set_sign_in(&sign_in);
        crate::routes::SIGN_IN.to_owned()
    })
}

/// Sends a further one-time code.
#[server(endpoint = "another")]
pub async fn another(#[server(default)] channel: String) -> Result<(), Problem> {
    let sent = crate::reply::desk()?.another(&crate::reply::caller()?, &channel).await;
    crate::reply::finish(sent, crate::routes::SIGN_IN, |(), _| crate::routes::SIGN_IN.to_owned())
}

/// Ends a sign-in with its code.
#[server(endpoint = "prove")]
pub async fn prove(#[server(default)] code: String) -> Result<(), Problem> {
    let entry = crate::reply::desk()?.prove(&crate::reply::caller()?, &code).await;
    crate::reply::finish(entry, crate::routes::SIGN_IN, crate::reply::let_in)
}

/// Signs in with a link from a message.
#[server(endpoint = "enter")]
pub async fn enter(#[server(default)] token: String) -> Result<(), Problem> {
    let entry = crate::reply::desk()?.enter(&crate::reply::caller()?, &token).await;
    crate::reply::finish(entry, &crate::routes::link(&token), crate::reply::let_in)
}

/// Reveals the pickup code to this session.
#[server(endpoint = "reveal")]
pub async fn reveal(#[server(default)] parcel: String) -> Result<(), Problem> {
    let code = crate::routes::code(&parcel);
    let revealed = crate::reply::desk()?.reveal(&crate::reply::caller()?, &parcel).await;
    crate::reply::finish(revealed, &code, |(), _| code.clone())
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
    crate::reply::finish(sent, &messages, |(), _| messages.clone())
}

/// Ends the session.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Problem> {
    let ended = crate::reply::desk()?.sign_out(&crate::reply::caller()?).await;
    crate::reply::finish(ended, crate::routes::PARCELS, |(), reply| {
        reply.clear_session();
        crate::routes::FIND.to_owned()
    })
}

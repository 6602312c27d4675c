//! What is done with the code of a parcel.

use leptos::prelude::*;

use crate::problem::Problem;

/// Reveals the pickup code to this session.
#[server(endpoint = "reveal")]
pub async fn reveal(#[server(default)] parcel: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Reveal>(crate::routes::code(&parcel));
    crate::reply::back(crate::reply::ask(Reveal { parcel }).await, form)
}

/// Sends the pickup code again.
#[server(endpoint = "resend")]
pub async fn resend(
    #[server(default)] parcel: String,
    #[server(default)] channel: String,
    #[server(default)] request: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Resend>(crate::routes::messages(&parcel));
    crate::reply::back(crate::reply::ask(Resend { parcel, channel, request }).await, form)
}

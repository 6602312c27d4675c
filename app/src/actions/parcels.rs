//! What is done with the code of a parcel. A form on the page that says what is wrong says in `answer` what that page had
//! answered.

use leptos::prelude::*;

use crate::problem::Problem;

/// Reveals the pickup code to this session.
#[server(endpoint = "reveal")]
pub async fn reveal(
    #[server(default)] parcel: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<Reveal>(crate::routes::code(&parcel));
    crate::reply::back(crate::reply::ask(Reveal { parcel, answer }).await, form)
}

/// Says what the customer sees at the station: the help page answers that, by what it is asked for.
#[server(endpoint = "say_seen")]
pub async fn say_seen(
    #[server(default)] parcel: String,
    #[server(default)] seen: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SaySeen>(crate::routes::help(&parcel));
    let page = crate::routes::seen(&parcel, &seen);
    crate::reply::finish(crate::reply::ask(SaySeen { parcel, seen }).await, form, |(), _| page)
}

/// Sends the pickup code again.
#[server(endpoint = "resend")]
pub async fn resend(
    #[server(default)] parcel: String,
    #[server(default)] channel: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let page = match answer.as_str() {
        "" => crate::routes::messages(&parcel),
        _ => crate::routes::help(&parcel),
    };
    let form = crate::flash::Form::of::<Resend>(page);
    crate::reply::back(crate::reply::ask(Resend { parcel, channel, request, answer }).await, form)
}

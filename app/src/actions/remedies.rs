//! Remedies that act, pressed on the page that says what is wrong: `answer` is what that page had answered. What became of
//! one stands on that page; a code that was stopped is followed by another, which is shown.

use leptos::prelude::*;

use crate::problem::Problem;

/// Asks the station to open a door once more that was told to open and stayed shut.
#[server(endpoint = "open_again")]
pub async fn open_again(
    #[server(default)] parcel: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<OpenAgain>(crate::routes::help(&parcel));
    crate::reply::back(crate::reply::ask(OpenAgain { parcel, answer }).await, form)
}

/// Stops the code, and makes another. With `others` every other device of the customer is signed out as well.
#[server(endpoint = "stop_code")]
pub async fn stop_code(
    #[server(default)] parcel: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] others: String,
) -> Result<(), Problem> {
    let code = crate::routes::code(&parcel);
    let form = crate::flash::Form::of::<StopCode>(crate::routes::help(&parcel));
    let stopped = crate::reply::ask(StopCode { parcel, request, answer, others }).await;
    crate::reply::finish(stopped, form, |(), _| code)
}

/// Extends the time to collect.
#[server(endpoint = "extend_time")]
pub async fn extend_time(
    #[server(default)] parcel: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<ExtendTime>(crate::routes::help(&parcel));
    crate::reply::back(crate::reply::ask(ExtendTime { parcel, request, answer }).await, form)
}

/// Has the customer told when the parcel lies in its compartment.
#[server(endpoint = "tell_when_placed")]
pub async fn tell_when_placed(
    #[server(default)] parcel: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<TellWhenPlaced>(crate::routes::help(&parcel));
    crate::reply::back(crate::reply::ask(TellWhenPlaced { parcel, answer }).await, form)
}

/// Has the customer told when the station takes codes again; asked for at `station`, it leads back there.
#[server(endpoint = "tell_when_back")]
pub async fn tell_when_back(
    #[server(default)] parcel: String,
    #[server(default)] answer: String,
    #[server(default)] station: String,
) -> Result<(), Problem> {
    let page = if station.is_empty() { crate::routes::help(&parcel) } else { crate::routes::at(&station) };
    let form = crate::flash::Form::of::<TellWhenBack>(page);
    crate::reply::back(crate::reply::ask(TellWhenBack { parcel, answer, station }).await, form)
}

/// Has the code made of a parcel that lies in its compartment and has none.
#[server(endpoint = "make_again")]
pub async fn make_again(
    #[server(default)] parcel: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<MakeAgain>(crate::routes::help(&parcel));
    crate::reply::back(crate::reply::ask(MakeAgain { parcel, answer }).await, form)
}

/// Sends the code to a contact of the customer's own.
#[server(endpoint = "send_mine")]
pub async fn send_mine(
    #[server(default)] parcel: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SendMine>(crate::routes::help(&parcel));
    crate::reply::back(crate::reply::ask(SendMine { parcel, request, answer }).await, form)
}

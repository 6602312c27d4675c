//! Sending a parcel on its way to another station.

use leptos::prelude::*;

use crate::problem::Problem;

/// Asks the operator to send a parcel to another station, by the operator's id of it. `answer` is what the help page had
/// answered that led here.
#[server(endpoint = "send_elsewhere")]
pub async fn send_elsewhere(
    #[server(default)] parcel: String,
    #[server(default)] station: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SendElsewhere>(crate::routes::redirect(&parcel));
    let asked = crate::reply::ask(SendElsewhere { parcel, station, request, answer }).await;
    crate::reply::back(asked, form)
}

/// Takes such a request back, by its number.
#[server(endpoint = "take_back")]
pub async fn take_back(
    #[server(default)] parcel: String,
    #[server(default)] redirect: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<TakeBack>(crate::routes::redirect(&parcel)).about(&redirect);
    crate::reply::back(crate::reply::ask(TakeBack { parcel, redirect }).await, form)
}

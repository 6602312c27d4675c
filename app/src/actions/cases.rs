//! Handing a problem with a parcel to the operator's people.

#![expect(clippy::too_many_arguments, reason = "each is a field of a form")]

use leptos::prelude::*;

use crate::problem::Problem;

/// Opens a case of a parcel; `answer` is what the help page had answered that led to it. A photo may come with it: what is wrong with the photo takes nothing back of the case.
#[server(endpoint = "open_case")]
pub async fn open_case(
    #[server(default)] parcel: String,
    #[server(default)] kind: String,
    #[server(default)] light: String,
    #[server(default)] sound: String,
    #[server(default)] resistance: String,
    #[server(default)] shown: String,
    #[server(default)] note: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<(), Problem> {
    let page = crate::routes::case(&parcel);
    let form = crate::flash::Form::of::<OpenCase>(crate::routes::case_about(&parcel, &kind))
        .typed(crate::field!(OpenCase.shown), &shown)
        .typed(crate::field!(OpenCase.note), &note);
    let opened =
        OpenCase { parcel: parcel.clone(), kind, light, sound, resistance, shown, note, request, answer };
    let opened = crate::reply::ask(opened).await;
    if opened.is_ok()
        && let Some(file) = crate::reply::attached()
    {
        let form = crate::flash::Form::of::<AddPhoto>(page);
        return crate::reply::back(crate::reply::ask(crate::port::KeepPhoto { parcel, file }).await, form);
    }
    crate::reply::finish(opened, form, |(), _| page)
}

/// Adds a photo to the case of a parcel that is open, in place of one that was there.
#[server(endpoint = "add_photo")]
pub async fn add_photo(#[server(default)] parcel: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<AddPhoto>(crate::routes::case(&parcel));
    let file = crate::reply::attached().unwrap_or(crate::port::Attached::Broken);
    crate::reply::back(crate::reply::ask(crate::port::KeepPhoto { parcel, file }).await, form)
}

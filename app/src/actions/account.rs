//! Passkeys, and the devices that are signed in.

use leptos::prelude::*;

use crate::problem::Problem;

/// Proves once more, with a passkey, who it is. `back` names the page that asked for it.
#[server(endpoint = "prove_by_passkey")]
pub async fn prove_by_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let back_to = crate::routes::asker(&back);
    let form = crate::flash::Form::of::<ProveByPasskey>(&back_to);
    let session = crate::reply::ask(ProveByPasskey { ceremony, credential, back }).await;
    crate::reply::finish(session, form, |session, reply| {
        reply.set_session(&session);
        back_to
    })
}

/// Adds a passkey.
#[server(endpoint = "add_passkey")]
pub async fn add_passkey(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<AddPasskey>(crate::routes::ACCOUNT);
    crate::reply::back(crate::reply::ask(AddPasskey { ceremony, credential }).await, form)
}

/// Removes a passkey.
#[server(endpoint = "remove_passkey")]
pub async fn remove_passkey(#[server(default)] passkey: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<RemovePasskey>(crate::routes::ACCOUNT).about(&passkey);
    crate::reply::back(crate::reply::ask(RemovePasskey { passkey }).await, form)
}

/// Signs another device out.
#[server(endpoint = "sign_out_device")]
pub async fn sign_out_device(#[server(default)] device: String) -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SignOutDevice>(crate::routes::DEVICES).about(&device);
    crate::reply::back(crate::reply::ask(SignOutDevice { device }).await, form)
}

/// Signs every other device out.
#[server(endpoint = "sign_out_others")]
pub async fn sign_out_others() -> Result<(), Problem> {
    let form = crate::flash::Form::of::<SignOutOthers>(crate::routes::DEVICES);
    crate::reply::back(crate::reply::ask(SignOutOthers {}).await, form)
}

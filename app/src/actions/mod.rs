//! What customers have done: one server function each, at `/api/<name>`, which a form of a page posts to. Arguments are
//! what was typed, and the struct that the macro makes of them is the question that the desk answers
//! ([`port`](crate::port)). A field that is missing is an empty one.
//!
//! Forms take their address ([`ServerFn::PATH`](leptos::server_fn::ServerFn::PATH)) and the names of their fields
//! ([`field!`](crate::field)) from here: one that is renamed, or of no action, does not compile.
//!
//! Paths are written out because the bodies exist on the server only, and so would their imports.

#![expect(missing_docs, reason = "each argument becomes a field of a struct the macro makes")]

mod account;
mod cases;
mod contacts;
mod parcels;
mod redirects;
mod remedies;
mod sign_in;

pub use self::{account::*, cases::*, contacts::*, parcels::*, redirects::*, remedies::*, sign_in::*};

/// The name of a field of an action: `field!(Resend.channel)`. Does not compile where the action has none of that name.
#[macro_export]
macro_rules! field {
    ($action:ident.$field:ident) => {{
        const _: fn(&$action) -> &String = |asked| &asked.$field;
        stringify!($field)
    }};
}

//! What reacts in the browser. An island is a thin frame around plain HTML: it has no properties, so nothing
//! is serialised, and reads `data-` attributes of what the server put into it. What it does there is in
//! [`crate::browser`]. Each marks its element with `data-hydrated` once it is live.

use leptos::prelude::*;

use crate::browser;

/// Posts every form in it without leaving the page, and keeps the page true: what changes, and what time changes.
/// One mechanism for all of them.
#[island]
pub fn Enhanced(children: Children) -> impl IntoView {
    use browser::forms::enhance;
    view! { <div class="island" use:enhance>{children()}</div> }
}

/// Has the browser make or use a passkey before its form is posted.
#[island]
pub fn Passkey(children: Children) -> impl IntoView {
    use browser::passkey::ask;
    view! { <div class="island" use:ask>{children()}</div> }
}

/// Subscribes this browser to messages before its form is posted.
#[island]
pub fn Push(children: Children) -> impl IntoView {
    use browser::push::subscribe;
    view! { <div class="island" use:subscribe>{children()}</div> }
}

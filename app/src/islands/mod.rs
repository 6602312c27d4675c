//! What reacts in the browser. An island is a thin frame around plain HTML: it has no properties, so nothing
//! is serialised, and reads `data-` attributes of what the server put into it. What it does there is in
//! [`crate::browser`]. Each marks its element with `data-hydrated` once it is live.

use leptos::prelude::*;

use crate::browser;

/// Posts every form in it without leaving the page: one mechanism for all of them.
#[island]
pub fn Enhanced(children: Children) -> impl IntoView {
    use browser::forms::enhance;
    view! { <div class="island" use:enhance>{children()}</div> }
}

/// Shows the page anew when the server says that it has changed.
#[island]
pub fn Live(children: Children) -> impl IntoView {
    use browser::live::watch;
    view! { <div class="island" use:watch>{children()}</div> }
}

/// Counts the seconds until its buttons may be pressed.
#[island]
pub fn Countdown(children: Children) -> impl IntoView {
    use browser::countdown::count;
    view! { <div class="island" use:count>{children()}</div> }
}

/// Keeps the screen on while the code is shown, and hides it when its time is over.
#[island]
pub fn Ticket(children: Children) -> impl IntoView {
    use browser::ticket::hold;
    view! { <div class="island" use:hold>{children()}</div> }
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

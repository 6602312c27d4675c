use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    actions::{AddPasskey, EnterByPasskey, ProveByPasskey},
    field,
    islands::Passkey,
    port::Ceremony,
    wording::Wording,
};

/// Why a browser has not done what it was asked, as `data-failed` tells it by the name of the error (WebAuthn Level 3,
/// 5.1.3 and 5.1.4): by `NotAllowedError` or `AbortError`, by `InvalidStateError`, by any other.
const STOPPED: &str = "stopped";
const HELD: &str = "held";
const UNABLE: &str = "unable";

/// The address of an action, and the names of its two fields.
macro_rules! action {
    ($action:ident) => {
        ($action::PATH, field!($action.ceremony), field!($action.credential))
    };
}

/// The button that signs in with a passkey, at this station where there is one. It is there only where the browser can;
/// the words around it, too.
pub fn enter(
    ceremony: Option<Ceremony>,
    station: Option<String>,
    words: &'static Wording,
) -> Option<impl IntoView + use<>> {
    let station = station.map(|station| (field!(EnterByPasskey.station), station));
    let form = form("get", action!(EnterByPasskey), ceremony?, station, words.passkeys_enter());
    Some(view! {
        <Passkey>
            <section class="passkey card">
                <h2>{words.passkeys_sign_in()}</h2>
                {not_used(words)}
                {form}
            </section>
        </Passkey>
    })
}

/// The button that proves once more, with a passkey, who it is. Success leads to the page of the name `asker`.
pub fn prove(ceremony: Ceremony, asker: String, words: &'static Wording) -> impl IntoView + use<> {
    let asker = (field!(ProveByPasskey.back), asker);
    let form = form("get", action!(ProveByPasskey), ceremony, Some(asker), words.passkeys_prove());
    view! { <Passkey><div class="passkey">{not_used(words)} {form}</div></Passkey> }
}

/// The button that adds a passkey, or why there is none.
pub fn add(ceremony: Ceremony, words: &'static Wording) -> impl IntoView + use<> {
    let form = form("create", action!(AddPasskey), ceremony, None, words.passkeys_add());
    view! {
        <Passkey>
            <div class="passkey">
                <p class="note">{words.passkeys_add_lead()}</p>
                {failed(STOPPED, words.passkeys_stopped_adding())}
                {failed(HELD, words.passkeys_held())}
                {failed(UNABLE, words.passkeys_unable_adding())}
                {form}
            </div>
            <p class="no-passkey note">{words.account_unsupported()}</p>
        </Passkey>
    }
}

/// A form that the client fills before it is sent.
fn form(
    act: &'static str,
    (action, ceremony, credential): (&'static str, &'static str, &'static str),
    offered: Ceremony,
    also: Option<(&'static str, String)>,
    go: &'static str,
) -> impl IntoView + use<> {
    let Ceremony { options, sealed } = offered;
    view! {
        <form method="post" action=action data-passkey=act data-options=options>
            <input type="hidden" name=ceremony value=sealed />
            <input type="hidden" name=credential />
            {also.map(|(name, value)| view! { <input type="hidden" name=name value=value /> })}
            <button class="button" data-kind="quiet">{go}</button>
        </form>
    }
}

/// Shown when no passkey was used.
fn not_used(words: &'static Wording) -> impl IntoView {
    // Only who makes one can be told that it is held already; of a use that says nothing.
    view! { {failed(STOPPED, words.passkeys_stopped())} {failed("unable held", words.passkeys_unable())} }
}

/// Shown when the browser has not done what it was asked, for this reason.
fn failed(why: &'static str, words: &'static str) -> impl IntoView {
    view! { <p class="failed alert" role="status" data-why=why>{words}</p> }
}

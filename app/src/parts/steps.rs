use leptos::{prelude::*, server_fn::ServerFn};

use super::field::alert;
use crate::{actions::HearSteps, field, flash::Flash, wording::Wording};

/// Whether each step of a parcel is told.
pub fn steps(on: bool, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let (to, go) = if on { ("off", words.contacts_steps_off()) } else { ("on", words.contacts_steps_on()) };
    view! {
        <section class="card" id="steps">
            <h2>{words.contacts_steps()}</h2>
            <p class="note">{words.contacts_steps_lead()}</p>
            {alert(told.of::<HearSteps>(), words)}
            <form method="post" action=HearSteps::PATH>
                <button class="button" data-kind="quiet" name=field!(HearSteps.to) value=to>{go}</button>
            </form>
        </section>
    }
}

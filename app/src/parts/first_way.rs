use leptos::{either::Either, prelude::*, server_fn::ServerFn};

use super::foreign::said;
use crate::{
    actions::{ProveContact, PushTest, StillRight},
    field,
    port::{Channel, FirstWayView},
    routes,
    wording::Wording,
};

/// Where the code will go first, and whether that is still right.
pub fn first_way(way: &FirstWayView, parcel: &str, words: &'static Wording) -> impl IntoView + use<> {
    let contact = way.contact.to_string();
    let yes = if way.proves {
        // A browser shows a test; what has an address is sent a code.
        let (action, name) = match way.channel {
            Channel::Push => (PushTest::PATH, field!(PushTest.contact)),
            Channel::Sms | Channel::Email => (ProveContact::PATH, field!(ProveContact.contact)),
        };
        Either::Left(view! {
            <p class="note">{words.first_way_prove_lead()}</p>
            <form method="post" action=action>
                <input type="hidden" name=name value=contact />
                <button class="button" data-kind="quiet">{words.first_way_prove()}</button>
            </form>
        })
    } else {
        Either::Right(view! {
            <form method="post" action=StillRight::PATH>
                <input type="hidden" name=field!(StillRight.parcel) value=parcel.to_owned() />
                <input type="hidden" name=field!(StillRight.contact) value=contact />
                <button class="button" data-kind="quiet">{words.first_way_yes()}</button>
            </form>
        })
    };
    view! {
        <section class="card" id="first-way">
            <p>{said(&words.first_way(way.channel, &way.shown))}</p>
            {yes}
            <p class="note"><a href=routes::CONTACTS>{words.first_way_no()}</a></p>
        </section>
    }
}

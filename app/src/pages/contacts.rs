//! How the customer is reached: what works, in which order, and putting it right.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{
        ChangeContact, ClaimContact, CodeInMessages, MoveContact, ProveContact, PushOff, PushOn, PushTest,
        SwitchContact, Unfreeze, WithdrawChange,
    },
    field,
    flash::Flash,
    islands::Push,
    parts::{
        address::address,
        field::alert,
        foreign::{bdi, said},
        steps::steps,
    },
    port::{ChangeView, Channel, ContactCard, ContactsView, NamedCard, SeeContacts, Worth},
    problem::Problem,
    routes,
    wording::Wording,
};

/// The contacts, each with what it is worth; what is being changed stands above them. The forms of the one whose number
/// is `change` stand open.
pub async fn page(visit: &Visit<'_>, change: &str) -> PageAnswer {
    let (words, told, change) = (visit.words, visit.told.clone(), change.to_owned());
    match visit.ask(SeeContacts).await {
        Ok(view) => {
            let due_in = view.due_in;
            let page = Page::new(words.contacts_title(), move || sheet(&view, &told, &change, words));
            page.lively().due_in(due_in).into()
        }
        Err(refused) => visit.refused(refused),
    }
}

/// How the forms stand that change contacts.
#[derive(Clone, Copy)]
struct Forms<'a> {
    /// Nothing can be changed: there are none.
    frozen: bool,
    /// All that was proven is newer than 72 hours.
    too_new: bool,
    /// What went wrong with one of them.
    told: &'a Flash,
    /// The number of the contact whose forms stand open.
    change: &'a str,
}

fn sheet(view: &ContactsView, told: &Flash, change: &str, words: &'static Wording) -> impl IntoView + use<> {
    let forms = Forms { frozen: view.frozen.is_some() || view.too_new, too_new: view.too_new, told, change };
    let frozen = view.frozen.as_ref().map(|until| {
        view! {
            <section class="answer" data-tone="stop">
                <p class="tone">{words.contacts_frozen()}</p>
                <p>{words.contacts_frozen_until(until)}</p>
                {alert(told.of::<Unfreeze>(), words)}
                <form method="post" action=Unfreeze::PATH>
                    <button class="button" data-kind="quiet">{words.contacts_unfreeze()}</button>
                </form>
            </section>
        }
    });
    let too_new = view.too_new.then(|| {
        view! {
            <section class="answer" data-tone="wait">
                <p class="tone">{words.contacts_too_new()}</p>
                <p>{words.contacts_too_new_lead()}</p>
            </section>
        }
    });
    let changes = view.changes.iter().map(|change| under_way(change, told, words)).collect_view();
    let count = view.contacts.len();
    let cards = view
        .contacts
        .iter()
        .enumerate()
        .map(|(place, contact)| card(contact, place > 0, place + 1 < count, forms, words))
        .collect_view();
    let named = view.named.iter().map(|contact| named(contact, forms, words)).collect_view();
    let push = view
        .push_key
        .as_ref()
        .filter(|_| !view.this_browser && !forms.frozen)
        .map(|key| browser(key, told, words));
    let steps = view.steps.filter(|_| !view.too_new).map(|on| steps(on, told, words));
    let add = (!forms.frozen).then(|| {
        view! {
            <section class="card">
                <h2>{words.contacts_add()}</h2>
                {address("", "new", (words.contacts_add_label(), words.contacts_add_go()), told, words)}
            </section>
        }
    });
    let codes = codes(view, told, words);
    // What no form above has said; that all is too new stands on the page as it is.
    let rest = told.rest().filter(|problem| !(view.too_new && **problem == Problem::TooNew));
    view! {
        <header>
            <h1>{words.contacts_title()}</h1>
            <p class="eyebrow">{words.contacts_lead()}</p>
        </header>
        {alert(rest, words)}
        {frozen}
        {too_new}
        {changes}
        {named}
        {cards}
        {codes}
        {push}
        {add}
        {steps}
    }
}

/// A change that is not done yet, and the next thing to do about it.
fn under_way(change: &ChangeView, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let (next, go) = match (&change.at, change.challenge) {
        (Some(at), _) => (
            words.contacts_waits(at),
            Some((routes::change(&change.id.to_string()), words.contacts_confirm())),
        ),
        (None, Some(challenge)) => (
            words.contacts_unverified().to_owned(),
            Some((routes::challenge(&challenge.to_string()), words.contacts_type_code())),
        ),
        (None, None) => (words.contacts_unverified_elsewhere().to_owned(), None),
    };
    let go = go.map(|(href, go)| view! { <a class="button" href=href>{go}</a> });
    view! {
        <section class="answer" data-tone="wait" data-news="">
            <p class="tone"><span>{said(&words.change_what(&change.what))}</span></p>
            <p>{next}</p>
            {go}
            {alert(told.about::<WithdrawChange>(&change.id.to_string()), words)}
            <form method="post" action=WithdrawChange::PATH>
                <input type="hidden" name=field!(WithdrawChange.change) value=change.id />
                <button class="button" data-kind="quiet">{words.contacts_withdraw()}</button>
            </form>
        </section>
    }
}

fn card(
    contact: &ContactCard,
    up: bool,
    down: bool,
    forms: Forms<'_>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let (tone, chip) = (tone(&contact.worth), words.contact_worth(&contact.worth));
    let id = contact.id.to_string();
    let told = forms.told;
    let is_push = contact.channel == Channel::Push;
    let title = if is_push {
        if contact.this_browser { words.contacts_this_browser() } else { words.contacts_other_browser() }
            .into_any()
    } else {
        bdi(&contact.shown).into_any()
    };
    let (action, name) = if is_push {
        (PushTest::PATH, field!(PushTest.contact))
    } else {
        (ProveContact::PATH, field!(ProveContact.contact))
    };
    // What is new proves nothing to whoever is too new.
    let proves = !(forms.too_new && contact.worth == Worth::Cooling);
    let known = matches!(contact.worth, Worth::Proven(_) | Worth::Cooling | Worth::Stale(_));
    let go = if known { words.contacts_test() } else { words.contacts_prove() };
    let prove = proves.then(|| {
        view! {
            {alert(if is_push { told.about::<PushTest>(&id) } else { told.about::<ProveContact>(&id) }, words)}
            <form method="post" action=action>
                <input type="hidden" name=name value=id.clone() />
                <button class="button" data-kind="quiet">{go}</button>
            </form>
        }
    });
    let is_off = contact.worth == Worth::Off;
    let changeable = !forms.frozen && !contact.busy;
    let change = (!is_push && changeable).then(|| {
        let field = address(
            &id,
            &format!("c{id}"),
            (words.contacts_change_label(), words.contacts_change_go()),
            forms.told,
            words,
        );
        field.into_any()
    });
    // What one of the forms below says opens what they stand in.
    let mut open = change.is_some() && (told.is_about::<ChangeContact>(&id) || forms.change == id);
    let mut says = |problem: Option<&Problem>| {
        open |= problem.is_some();
        alert(problem, words)
    };
    let order = (!forms.frozen && (up || down)).then(|| {
        view! {
            {says(told.about::<MoveContact>(&id))}
            <form class="pair" method="post" action=MoveContact::PATH>
                <input type="hidden" name=field!(MoveContact.contact) value=id.clone() />
                <button class="button" data-kind="quiet" name=field!(MoveContact.to) value="up" disabled=!up>{words.contacts_up()}</button>
                <button class="button" data-kind="quiet" name=field!(MoveContact.to) value="down" disabled=!down>{words.contacts_down()}</button>
            </form>
        }
    });
    let off = (is_off || (!forms.frozen && contact.may_turn_off)).then(|| {
        let (to, go) =
            if is_off { ("on", words.contacts_turn_on()) } else { ("off", words.contacts_turn_off()) };
        view! {
            {says(told.about::<SwitchContact>(&id))}
            <form method="post" action=SwitchContact::PATH>
                <input type="hidden" name=field!(SwitchContact.contact) value=id.clone() />
                <button class="button" data-kind="quiet" name=field!(SwitchContact.to) value=to>{go}</button>
            </form>
        }
    });
    let remove = (is_push || (contact.may_remove && changeable)).then(|| {
        let (remove, name) = if is_push {
            (PushOff::PATH, field!(PushOff.contact))
        } else {
            (ChangeContact::PATH, field!(ChangeContact.old))
        };
        view! {
            {is_push.then(|| says(told.about::<PushOff>(&id)))}
            <form method="post" action=remove>
                <input type="hidden" name=name value=id.clone() />
                <button class="button" data-kind="quiet">{if is_push { words.contacts_push_off() } else { words.contacts_remove() }}</button>
            </form>
        }
    });
    let any = change.is_some() || order.is_some() || off.is_some() || remove.is_some();
    let more = any.then(|| {
        view! {
            <details open=open>
                <summary>{words.contacts_more()}</summary>
                <div class="stack">{change} {order} {off} {remove}</div>
            </details>
        }
    });
    view! {
        <section class="card" id=format!("contact-{id}")>
            <p class="chip" data-tone=tone>{chip}</p>
            <h2 translate=(!is_push).then_some("no")>{title}</h2>
            <p class="note">{words.contact_note(contact)}</p>
            {prove}
            {more}
        </section>
    }
}

/// A contact an order names that may be wrong, or the customer's own.
fn named(contact: &NamedCard, forms: Forms<'_>, words: &'static Wording) -> impl IntoView + use<> {
    let id = contact.id.to_string();
    let tone = if contact.trouble.is_some() { "stop" } else { "wait" };
    let told = forms.told;
    let open = contact.trouble.is_some() || told.is_about::<ChangeContact>(&id);
    let place = format!("named-{id}");
    let change = (!forms.frozen).then(|| {
        // What somebody has proven is theirs: it may join, and nobody else says that it is wrong.
        let wrong = (!contact.proven).then(|| {
            let field = address(
                &id,
                &format!("n{id}"),
                (words.contacts_change_label(), words.contacts_change_go()),
                forms.told,
                words,
            );
            view! {
                <details open=open>
                    <summary>{words.contacts_wrong()}</summary>
                    {field}
                </details>
            }
        });
        view! {
            {alert(told.about::<ClaimContact>(&id), words)}
            <form method="post" action=ClaimContact::PATH>
                <input type="hidden" name=field!(ClaimContact.contact) value=id.clone() />
                <button class="button" data-kind="quiet">{words.contacts_claim()}</button>
            </form>
            {wrong}
        }
    });
    view! {
        <section class="card" id=place>
            <p class="chip" data-tone=tone>{words.named_worth(contact)}</p>
            <h2 translate="no">{bdi(&contact.shown)}</h2>
            <p class="note">{words.contacts_named_note(contact.channel)}</p>
            {change}
        </section>
    }
}

/// Whether messages hold the code, and what stands in those from before.
fn codes(view: &ContactsView, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let (lead, to, go) = if view.word_only {
        (words.codes_never_lead(), "again", words.codes_again_go())
    } else {
        (words.codes_lead(), "never", words.codes_never_go())
    };
    let may = !(view.too_new || view.word_only && view.frozen.is_some());
    let switch = may.then(|| {
        view! {
            <form method="post" action=CodeInMessages::PATH>
                <button class="button" data-kind="quiet" name=field!(CodeInMessages.to) value=to>{go}</button>
            </form>
        }
    });
    let before: Vec<_> = view
        .in_messages
        .iter()
        .map(|(parcel, merchant)| view! { <li><a href=routes::stop(parcel)>{bdi(merchant)}</a></li> })
        .collect();
    let before = (!before.is_empty()).then(|| {
        view! {
            <p class="note">{words.codes_before()}</p>
            <ul class="facts">{before}</ul>
        }
    });
    view! {
        <section class="card" id="codes">
            <h2>{if view.word_only { words.codes_never() } else { words.codes() }}</h2>
            <p class="note">{lead}</p>
            {alert(told.of::<CodeInMessages>(), words)}
            {switch}
            {before}
        </section>
    }
}

/// Notifications to this browser: nothing where the browser has none.
fn browser(key: &str, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let key = key.to_owned();
    let alert = alert(told.of::<PushOn>(), words);
    view! {
        <Push>
            <section class="card push" data-push-key=key>
                <h2>{words.contacts_push()}</h2>
                <p class="note">{words.contacts_push_lead()}</p>
                <p class="note denied">{words.contacts_push_denied()}</p>
                <p class="note failed">{words.contacts_push_failed()}</p>
                {alert}
                <form method="post" action=PushOn::PATH>
                    <input type="hidden" name=field!(PushOn.endpoint) />
                    <input type="hidden" name=field!(PushOn.p256dh) />
                    <input type="hidden" name=field!(PushOn.auth) />
                    <button class="button" data-kind="quiet">{words.contacts_push_on()}</button>
                </form>
            </section>
        </Push>
    }
}

/// What colour a contact's worth has; the words beside it say the same.
fn tone(worth: &Worth) -> &'static str {
    match worth {
        Worth::Proven(_) => "go",
        Worth::Off | Worth::Unproven | Worth::Stale(_) | Worth::Cooling => "wait",
        Worth::Failing(_) => "stop",
    }
}

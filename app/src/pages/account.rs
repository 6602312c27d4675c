//! The account: what can get in, what is in, and what was done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::{RemovePasskey, SignOutDevice, SignOutOthers},
    field,
    flash::Flash,
    parts::{field::alert, foreign::said, passkey, time},
    port::{AccountView, Adding, DeedView, DeviceView, PasskeyView, SeeAccount},
    routes,
    wording::Wording,
};

/// Passkeys, devices and the newest of what happened.
pub async fn page(visit: &Visit<'_>) -> PageAnswer {
    let (words, told) = (visit.words, visit.told.clone());
    match visit.ask(SeeAccount).await {
        Ok(account) => {
            let due_in = account.due_in;
            let page = Page::new(words.account_title(), move || cards(account, &told, words));
            page.lively().due_in(due_in).into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn cards(account: AccountView, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let AccountView { passkeys, adding, devices, deeds, .. } = account;
    let others = devices.iter().any(|device| !device.here).then(|| {
        view! {
            {alert(told.of::<SignOutOthers>(), words)}
            <form method="post" action=SignOutOthers::PATH>
                <button class="button" data-kind="quiet">{words.account_sign_out_others()}</button>
            </form>
        }
    });
    let devices = devices.iter().map(|device| device_entry(device, told, words)).collect_view();
    let passkeys = passkeys_card(&passkeys, adding, told, words);
    let deeds = deeds.iter().map(|deed| deed_entry(deed, words)).collect_view();
    view! {
        <header>
            <h1>{words.account_title()}</h1>
            <p class="lead">{words.account_lead()}</p>
        </header>
        {alert(told.rest(), words)}
        {passkeys}
        <section class="card" id="devices">
            <h2>{words.account_devices()}</h2>
            <ul class="facts">{devices}</ul>
            {others}
        </section>
        <section class="card" id="deeds">
            <h2>{words.account_deeds()}</h2>
            <p class="note">{words.account_changed_by_other()}</p>
            <ul class="facts">{deeds}</ul>
        </section>
    }
}

fn passkeys_card(
    passkeys: &[PasskeyView],
    adding: Adding,
    told: &Flash,
    words: &'static Wording,
) -> Option<impl IntoView + use<>> {
    if adding == Adding::NotHere && passkeys.is_empty() {
        return None;
    }
    let removable = !matches!(adding, Adding::NotProven(_));
    let entries: Vec<_> =
        passkeys.iter().map(|passkey| passkey_entry(passkey, removable, told, words)).collect();
    let list = if entries.is_empty() {
        view! { <p class="note">{words.account_no_passkeys()}</p> }.into_any()
    } else {
        view! { <ul class="facts">{entries}</ul> }.into_any()
    };
    let more = match adding {
        Adding::Offered(ceremony) => passkey::add(ceremony, words).into_any(),
        Adding::NotProven(ceremony) => view! {
            <p class="note">{words.account_not_proven()}</p>
            <a class="button" data-kind="quiet" href=routes::CONTACTS>{words.account_prove_by_code()}</a>
            {ceremony.map(|ceremony| passkey::prove(ceremony, "account".to_owned(), words))}
        }
        .into_any(),
        Adding::Frozen(until) => {
            view! { <p class="note">{words.contacts_frozen_until(&until)}</p> }.into_any()
        }
        Adding::Full => view! { <p class="note">{words.account_full()}</p> }.into_any(),
        Adding::NotHere => ().into_any(),
    };
    Some(view! {
        <section class="card" id="passkeys">
            <h2>{words.account_passkeys()}</h2>
            {list}
            {more}
        </section>
    })
}

fn passkey_entry(
    passkey: &PasskeyView,
    removable: bool,
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let id = passkey.id.clone();
    let told = if removable { told.about::<RemovePasskey>(&id) } else { None };
    // Opened first, pressed then: nothing is removed by one tap.
    let remove = removable.then(|| {
        view! {
            <details open=told.is_some()>
                <summary>{words.account_remove()}</summary>
                {alert(told, words)}
                <p class="note">{words.account_remove_lead()}</p>
                <form method="post" action=RemovePasskey::PATH>
                    <input type="hidden" name=field!(RemovePasskey.passkey) value=id />
                    <button class="button" data-kind="quiet">{words.account_remove_go()}</button>
                </form>
            </details>
        }
    });
    view! {
        <li>
            <span>{words.device_name(passkey.device)}</span>
            <small>{words.passkey_added(passkey)}</small>
            {remove}
        </li>
    }
}

fn device_entry(device: &DeviceView, told: &Flash, words: &'static Wording) -> impl IntoView + use<> {
    let alert = alert(told.about::<SignOutDevice>(&device.id), words);
    let end = if device.here {
        view! { <b>{words.account_here()}</b> }.into_any()
    } else {
        let named = words.account_sign_out_device(&words.device_name(device.device));
        view! {
            <form method="post" action=SignOutDevice::PATH>
                <input type="hidden" name=field!(SignOutDevice.device) value=device.id.clone() />
                <button class="button" data-kind="quiet" aria-label=named>{words.account_sign_out()}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <span>{words.device_name(device.device)}</span>
            {end}
            {alert}
            <small>{words.device_proven(device)}</small>
        </li>
    }
}

fn deed_entry(deed: &DeedView, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <li>
            <span>{said(&words.deed(deed))}</span>
            {time::brief(&deed.at, words)}
            <small>{words.deed_from(deed)}</small>
        </li>
    }
}

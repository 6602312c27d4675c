use leptos::{prelude::*, server_fn::ServerFn};

use super::{field::alert, foreign};
use crate::{
    actions::ChangeContact,
    field,
    flash::Flash,
    problem::{Field, Problem},
    wording::Wording,
};

/// The form for a new address; `old` is the contact it stands in for, `place` what its ids end in. What went wrong with
/// it last is said beside what was typed, and the field is tied to it (WCAG 3.3.1); an address that looks like a slip is
/// taken when the same one is sent once more.
pub fn address(
    old: &str,
    place: &str,
    (label, go): (&'static str, &'static str),
    told: &Flash,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let (problem, typed) =
        (told.about::<ChangeContact>(old), told.typed::<ChangeContact>(old, field!(ChangeContact.address)));
    let beside = problem.filter(|problem| problem.field() == Some(Field::Address));
    let above = problem.filter(|_| beside.is_none());
    let sure = typed.clone().filter(|_| matches!(problem, Some(Problem::Slip(_))));
    let sure =
        sure.map(|typed| view! { <input type="hidden" name=field!(ChangeContact.sure) value=typed /> });
    let id = format!("address-{place}");
    let (hint, wrong) = (format!("{id}-hint"), format!("{id}-problem"));
    let described = if beside.is_some() { format!("{wrong} {hint}") } else { hint.clone() };
    let invalid = beside.is_some();
    let said = beside.map(|problem| {
        let said = foreign::said(&words.problem(problem));
        view! { <p class="error" role="alert" id=wrong>{said}</p> }
    });
    view! {
        <form class="stack" method="post" action=ChangeContact::PATH>
            {alert(above, words)}
            <input type="hidden" name=field!(ChangeContact.old) value=old.to_owned() />
            {sure}
            <div class="field">
                <label for=id.clone()>{label}</label>
                {said}
                <input
                    id=id
                    name=field!(ChangeContact.address)
                    dir="ltr"
                    value=typed
                    required
                    maxlength="254"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described
                    aria-invalid=invalid.then_some("true")
                    autofocus=invalid
                />
                <small id=hint>{words.contacts_address_hint()}</small>
            </div>
            <button class="button" data-kind="quiet">{go}</button>
        </form>
    }
}

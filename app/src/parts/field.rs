use leptos::prelude::*;

use super::foreign;
use crate::{
    problem::{Field, Problem},
    wording::Wording,
};

/// What went wrong with a form, above it. It takes the focus, and screen readers say it at once.
pub fn alert(problem: Option<&Problem>, words: &Wording) -> Option<impl IntoView + use<>> {
    problem.map(|problem| {
        let said = foreign::said(&words.problem(problem));
        view! { <p class="alert" role="alert" tabindex="-1" autofocus>{said}</p> }
    })
}

/// A field of a form and what is said about it.
pub struct Input {
    /// Its name and id.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What helps to fill it.
    pub hint: &'static str,
    /// What went wrong with it.
    pub problem: Option<String>,
}

impl Input {
    /// The problem in words, if it is about one of these fields.
    pub fn problem_of(fields: &[Field], problem: Option<&Problem>, words: &Wording) -> Option<String> {
        problem
            .filter(|problem| problem.field().is_some_and(|about| fields.contains(&about)))
            .map(|problem| words.problem(problem))
    }

    /// The label above, hint and problem below the input, and all three tied together (WCAG 1.3.1, 3.3.1).
    /// `make` gets the ids that describe the input and whether it is invalid.
    pub fn around<V: IntoView>(self, make: impl FnOnce(String, Option<&'static str>) -> V) -> impl IntoView {
        let Self { name, label, hint, problem } = self;
        let described =
            if problem.is_some() { format!("{name}-problem {name}-hint") } else { format!("{name}-hint") };
        let invalid = problem.is_some().then_some("true");
        view! {
            <div class="field">
                <label for=name>{label}</label>
                {problem
                    .map(|problem| view! { <p class="error" role="alert" id=format!("{name}-problem")>{foreign::said(&problem)}</p> })}
                {make(described, invalid)}
                <small id=format!("{name}-hint")>{hint}</small>
            </div>
        }
    }
}

/// The field for a phone number or an e-mail address, with what was typed before.
pub fn contact(
    name: &'static str,
    typed: Option<String>,
    problem: Option<String>,
    words: &Wording,
) -> impl IntoView + use<> {
    let contact = Input { name, label: words.find_contact(), hint: words.find_contact_hint(), problem };
    contact.around(move |described, invalid| {
        view! {
            <input
                id=name
                name=name
                dir="ltr"
                value=typed
                required
                maxlength="254"
                autocomplete="tel"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=invalid
                autofocus=invalid.is_some()
            />
        }
    })
}

/// What went wrong with a phone number or an e-mail address.
pub fn contact_problem(problem: Option<&Problem>, words: &Wording) -> Option<String> {
    Input::problem_of(&[Field::Contact, Field::Address], problem, words)
}

/// The field for the digits of a one-time code. It takes the focus, and phones fill it from the message.
pub fn digits(
    name: &'static str,
    label: &'static str,
    problem: Option<&Problem>,
    words: &Wording,
) -> impl IntoView + use<> {
    let problem = Input::problem_of(&[Field::Code], problem, words);
    let code = Input { name, label, hint: words.sign_in_code_hint(), problem };
    code.around(move |described, invalid| {
        view! {
            <input
                id=name
                name=name
                class="otp"
                required
                autofocus
                maxlength="500"
                inputmode="numeric"
                autocomplete="one-time-code"
                aria-describedby=described
                aria-invalid=invalid
            />
        }
    })
}

/// What went wrong with a form for a one-time code, above it: nothing when its field says it already.
pub fn alert_beside_digits(problem: Option<&Problem>, words: &Wording) -> Option<impl IntoView + use<>> {
    let beside = problem.filter(|problem| Input::problem_of(&[Field::Code], Some(problem), words).is_none());
    alert(beside, words)
}

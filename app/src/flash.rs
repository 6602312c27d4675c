//! A problem on its way back to the form it belongs to, with what was typed there.
//!
//! It travels in a sealed cookie, never in an address: anybody can make a link, and nobody's address should stand in one.
//! What a form keeps is chosen by its action, field by field; codes and tokens are never among it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::server_fn::ServerFn;

use crate::problem::Problem;

/// Characters kept of a field: as many as the longest one takes.
const LONGEST: usize = 254;

/// A form of a page, as its action names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The address of its page, perhaps with a part of it.
    pub page: String,
    /// The name of its action, and after a slash what tells it from others of the page with the same one.
    pub name: String,
    /// What was typed in its fields, by their names: nothing secret.
    pub typed: Vec<(String, String)>,
}

impl Form {
    /// The form of this action on this page.
    pub fn of<A: ServerFn>(page: impl Into<String>) -> Self {
        Self { page: page.into(), name: name::<A>().to_owned(), typed: Vec::new() }
    }

    /// The same, about one thing of several.
    #[must_use]
    pub fn about(mut self, which: &str) -> Self {
        self.name = format!("{}/{which}", self.name);
        self
    }

    /// The same, with what was typed in a field.
    #[must_use]
    pub fn typed(mut self, field: &str, text: &str) -> Self {
        self.typed.push((field.to_owned(), text.chars().take(LONGEST).collect()));
        self
    }
}

/// The name of an action: how its address ends.
fn name<A: ServerFn>() -> &'static str {
    A::PATH.rsplit('/').next().unwrap_or_default()
}

/// What a page is to tell, once: a problem with one of its forms, or nothing.
#[derive(Debug, Clone, Default)]
pub struct Flash {
    problem: Option<Problem>,
    form: Form,
    said: Arc<AtomicBool>,
}

impl Flash {
    /// A problem with a form.
    pub fn new(problem: Problem, form: Form) -> Self {
        Self { problem: Some(problem), form, said: Arc::default() }
    }

    /// The problem, whichever form it belongs to.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// The form it belongs to.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Whether it belongs to the form of this action that is about `which` of several; empty where there is one.
    pub fn is_about<A: ServerFn>(&self, which: &str) -> bool {
        let (action, about) = self.form.name.split_once('/').unwrap_or((&self.form.name, ""));
        self.problem.is_some() && action == name::<A>() && about == which
    }

    /// The problem with the form of this action; the form says it.
    pub fn of<A: ServerFn>(&self) -> Option<&Problem> {
        self.about::<A>("")
    }

    /// The problem with the form of this action that is about `which` of several; the form says it.
    pub fn about<A: ServerFn>(&self, which: &str) -> Option<&Problem> {
        let problem = self.problem.as_ref().filter(|_| self.is_about::<A>(which))?;
        self.said.store(true, Ordering::Relaxed);
        Some(problem)
    }

    /// The problem if no form of the page has said it. To be asked when all of them are made.
    pub fn rest(&self) -> Option<&Problem> {
        self.problem.as_ref().filter(|_| !self.said.load(Ordering::Relaxed))
    }

    /// What was typed in a field of the form of this action that is about `which`.
    pub fn typed<A: ServerFn>(&self, which: &str, field: &str) -> Option<String> {
        let typed = self.form.typed.iter().find(|(name, _)| name == field);
        typed.filter(|_| self.is_about::<A>(which)).map(|(_, text)| text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::ChangeContact;

    // T6
    #[test]
    fn a_problem_is_said_by_its_own_form_or_else_by_the_page() {
        let form = Form::of::<ChangeContact>("/contacts").about("7").typed("address", "kim@gmial.com");
        let told = Flash::new(Problem::LastWay, form);
        assert_eq!(told.about::<ChangeContact>("8"), None);
        assert_eq!(told.typed::<ChangeContact>("8", "address"), None);
        assert_eq!(told.rest(), Some(&Problem::LastWay));
        assert_eq!(told.about::<ChangeContact>("7"), Some(&Problem::LastWay));
        assert_eq!(told.typed::<ChangeContact>("7", "address").as_deref(), Some("kim@gmial.com"));
        assert_eq!(told.rest(), None);
    }
}

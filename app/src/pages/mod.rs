//! The pages, one file each. A page asks the desk first and is rendered afterwards, in one go.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::{
    flash::Flash,
    port::{Answers, Caller, Desk, Question},
    problem::Problem,
    routes,
    wording::Wording,
};

pub mod account;
pub mod at;
pub mod case;
pub mod change;
pub mod code;
pub mod contacts;
pub mod diagnosis;
pub mod find;
pub mod help;
pub mod link;
pub mod message;
pub mod not_found;
pub mod parcel;
pub mod parcels;
pub mod privacy;
pub mod prove;
pub mod redirect;
pub mod refused;
pub mod sign_in;
pub mod trouble;
pub mod undo;

/// A request for a page.
pub struct Visit<'a> {
    /// Whom the page asks.
    pub desk: &'a dyn Desk,
    /// Who wants to see it.
    pub caller: &'a Caller,
    /// What went wrong with the form that led here.
    pub told: Flash,
    /// The visitor's language.
    pub words: &'static Wording,
}

/// What comes of a visit.
pub enum PageAnswer {
    /// A page to show.
    Page(Page),
    /// An address to go to instead (303).
    Redirect(String),
    /// The same, and what the page there is to tell.
    Tell(Problem, Cow<'static, str>),
}

/// A page, ready to be rendered by the shell.
pub struct Page {
    /// The title of the tab.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// How the whole screen looks.
    pub kind: PageKind,
    /// What search engines say of it; none for a page that is for one person.
    pub description: Option<&'static str>,
    /// Something in it reacts in the browser, so the client has to come along.
    pub lively: bool,
    /// In how many seconds it shows something else by itself, where that is known.
    pub due_in: Option<u32>,
    html: Box<dyn FnOnce() -> String + Send>,
}

/// How the whole screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// One column.
    Column,
    /// Two columns where there is room.
    Columns,
    /// Dark in every theme, so that the ticket shines.
    Locker,
}

impl PageKind {
    pub(crate) const ALL: [Self; 3] = [Self::Column, Self::Columns, Self::Locker];
}

impl Page {
    /// A page that shows what `view` gives. The view is made when the shell renders it, because islands need
    /// the surroundings of a rendering. It is rendered as what it is: to make an `AnyView` of it would copy every text.
    pub fn new<V: IntoView + 'static>(
        title: impl Into<String>,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            status: 200,
            kind: PageKind::Column,
            description: None,
            lively: false,
            due_in: None,
            html: Box::new(move || view().into_view().to_html()),
        }
    }

    /// The same page with another status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The same page, for everybody to find.
    #[must_use]
    pub fn public(self, description: &'static str) -> Self {
        Self { description: Some(description), ..self }
    }

    /// The same page with the client.
    #[must_use]
    pub fn lively(self) -> Self {
        Self { lively: true, ..self }
    }

    /// The same page, which is to be asked for again in so many seconds: something in it changes by time alone.
    #[must_use]
    pub fn due_in(self, seconds: Option<u32>) -> Self {
        Self { due_in: seconds, ..self }
    }

    /// The same page in two columns.
    #[must_use]
    pub fn in_columns(self) -> Self {
        Self { kind: PageKind::Columns, ..self }
    }

    /// The same page on the dark screen.
    #[must_use]
    pub fn at_the_locker(self) -> Self {
        Self { kind: PageKind::Locker, ..self }
    }

    /// What stands in `<main>`.
    pub(crate) fn into_html(self) -> String {
        (self.html)()
    }
}

impl From<Page> for PageAnswer {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

impl<'a> Visit<'a> {
    /// Asks the desk, for who wants to see the page.
    async fn ask<Q: Question>(&self, question: Q) -> Result<Q::Answer, Problem>
    where
        dyn Desk + 'a: Answers<Q>,
    {
        self.desk.answer(self.caller, question).await
    }

    /// The answer when the desk has no view for this page.
    fn refused(&self, problem: Problem) -> PageAnswer {
        match problem {
            Problem::NotFound | Problem::Invalid(_) | Problem::NoCode | Problem::UndoOver => {
                not_found::page(self.words).into()
            }
            Problem::Unavailable(reference) => trouble::page(self.words, reference).into(),
            // There an older contact can be proven.
            Problem::TooNew => PageAnswer::Tell(problem, routes::CONTACTS.into()),
            // Never signed in here: that is where one begins.
            Problem::SignedOut if self.caller.session.is_none() && self.caller.browser.is_none() => {
                PageAnswer::Redirect(routes::FIND.to_owned())
            }
            // Without a page of its own: the form at the start says what happened.
            over @ (Problem::SignedOut
            | Problem::WrongCode
            | Problem::SignInOver
            | Problem::LinkOver
            | Problem::Wait(_)
            | Problem::NoMoreCodes(_)
            | Problem::Held(_)
            | Problem::SpentToday
            | Problem::NotPossible(_)
            | Problem::NoSms(_)
            | Problem::SeveralCodes
            | Problem::Premium
            | Problem::TooShort
            | Problem::TooLong
            | Problem::Slip(_)
            | Problem::Frozen
            | Problem::AlreadyThere
            | Problem::TakenElsewhere
            | Problem::ChangeUnderWay
            | Problem::TooManyChanges
            | Problem::LastWay
            | Problem::NotProven
            | Problem::PasskeyOver
            | Problem::PasskeyRefused
            | Problem::TooManyPasskeys
            | Problem::CaseOpen
            | Problem::NotNow
            | Problem::NoPhoto
            | Problem::PhotoTooLarge
            | Problem::ChallengeOver
            | Problem::ChangeOver) => {
                let page = routes::after(&over, routes::FIND);
                PageAnswer::Tell(over, page.into())
            }
        }
    }
}

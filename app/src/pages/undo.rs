//! Behind a link that undoes a change of contacts. Opening it changes nothing: mail scanners do that, too.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Page, PageAnswer, Visit};
use crate::{
    actions::Undo,
    field,
    parts::{field::alert, foreign::said},
    port::{SeeUndo, UndoState, UndoView},
    problem::Problem,
    routes,
    wording::Wording,
};

/// What would be undone, with one button; or that it was.
pub async fn page(visit: &Visit<'_>, token: &str) -> PageAnswer {
    let (words, told, token) = (visit.words, visit.told.clone(), token.to_owned());
    match visit.ask(SeeUndo { token: token.clone() }).await {
        Ok(view) if view.state == UndoState::Undone => {
            Page::new(words.undo.done_title, move || done(&view, words)).lively().into()
        }
        Ok(view) => {
            Page::new(words.undo.title, move || sheet(&view, token, told.problem(), words)).lively().into()
        }
        Err(refused) => visit.refused(refused),
    }
}

fn sheet(
    view: &UndoView,
    token: String,
    problem: Option<&Problem>,
    words: &'static Wording,
) -> impl IntoView + use<> {
    let text = &words.undo;
    view! {
        <header>
            <h1>{text.title}</h1>
            <p class="lead">{what(view, words)}</p>
        </header>
        {alert(problem, words)}
        <section class="answer" data-tone="stop">
            <p class="tone">{if view.opts_out { text.opt_out_tone } else { text.tone }}</p>
            <p>{if view.opts_out { text.opt_out_lead } else { text.lead }}</p>
            <form method="post" action=Undo::PATH>
                <input type="hidden" name=field!(Undo.token) value=token />
                <button class="button">{text.go}</button>
            </form>
        </section>
        <p class="note">{text.was_me}</p>
    }
}

/// What it is about; to a newcomer nothing of the account that it was to join.
fn what(view: &UndoView, words: &'static Wording) -> Option<impl IntoView + use<>> {
    (!view.opts_out).then(|| said(&(words.contacts.what)(&view.what)))
}

fn done(view: &UndoView, words: &'static Wording) -> impl IntoView + use<> {
    let text = &words.undo;
    view! {
        <header>
            <h1 data-news>{text.done_title}</h1>
            <p class="lead">{what(view, words)}</p>
        </header>
        <section class="answer" data-tone="go">
            <p class="tone">{if view.opts_out { text.opted_out_tone } else { text.done_tone }}</p>
            <p>{if view.opts_out { text.opted_out_lead } else { text.done_lead }}</p>
            <a class="button" href=routes::FIND>{text.done_go}</a>
        </section>
    }
}

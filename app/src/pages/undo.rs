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
            Page::new(words.undo_done_title(), move || done(&view, words)).lively().into()
        }
        Ok(view) => {
            Page::new(words.undo_title(), move || sheet(&view, token, told.problem(), words)).lively().into()
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
    view! {
        <header>
            <h1>{words.undo_title()}</h1>
            <p class="lead">{what(view, words)}</p>
        </header>
        {alert(problem, words)}
        <section class="answer" data-tone="stop">
            <p class="tone">{if view.opts_out { words.undo_opt_out_tone() } else { words.undo_tone() }}</p>
            <p>{if view.opts_out { words.undo_opt_out_lead() } else { words.undo_lead() }}</p>
            <form method="post" action=Undo::PATH>
                <input type="hidden" name=field!(Undo.token) value=token />
                <button class="button">{words.undo_go()}</button>
            </form>
        </section>
        <p class="note">{words.undo_was_me()}</p>
    }
}

/// What it is about; to a newcomer nothing of the account that it was to join.
fn what(view: &UndoView, words: &'static Wording) -> Option<impl IntoView + use<>> {
    (!view.opts_out).then(|| said(&words.change_what(&view.what)))
}

fn done(view: &UndoView, words: &'static Wording) -> impl IntoView + use<> {
    view! {
        <header>
            <h1 data-news>{words.undo_done_title()}</h1>
            <p class="lead">{what(view, words)}</p>
        </header>
        <section class="answer" data-tone="go">
            <p class="tone">{if view.opts_out { words.undo_opted_out_tone() } else { words.undo_done_tone() }}</p>
            <p>{if view.opts_out { words.undo_opted_out_lead() } else { words.undo_done_lead() }}</p>
            <a class="button" href=routes::FIND>{words.undo_done_go()}</a>
        </section>
    }
}

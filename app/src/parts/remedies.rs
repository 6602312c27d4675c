//! The forms of remedies that act, on the page that says what is wrong.

use domain::rescue::Answer;
use leptos::{prelude::*, server_fn::ServerFn};

use super::time;
use crate::{
    actions::{ExtendTime, MakeAgain, OpenAgain, SendMine, StopCode, TellWhenBack, TellWhenPlaced},
    field,
    port::{AgainView, HelpView, Moment},
    routes,
    wording::Wording,
};

/// What the page has answered, as its forms say it.
pub fn answered(help: &HelpView) -> &'static str {
    Answer(help.cause).as_str()
}

/// Has the door opened once more.
pub fn open_again(help: &HelpView, kind: Option<&'static str>, words: &'static Wording) -> AnyView {
    view! {
        <form method="post" action=OpenAgain::PATH>
            <input type="hidden" name=field!(OpenAgain.parcel) value=help.row.id.clone() />
            <input type="hidden" name=field!(OpenAgain.answer) value=answered(help) />
            <button class="button" data-kind=kind>{words.remedy_open_again()}</button>
        </form>
    }
    .into_any()
}

/// What became of a door that was asked to open once more.
pub fn again(told: &(AgainView, Moment), words: &'static Wording) -> impl IntoView + use<> {
    let (again, at) = told;
    view! { <p class="note"><span>{words.remedy_again(*again)}</span> " " {time::brief(at, words)}</p> }
}

/// Stops the code. Other devices are signed out unless that is not wished.
pub fn stop_code(help: &HelpView, kind: Option<&'static str>, words: &'static Wording) -> AnyView {
    // Whoever's messages are read by others wants none of the next codes in one.
    let never = (!help.word_only).then(|| {
        let page = format!("{}#codes", routes::CONTACTS);
        view! { <p class="note"><a href=page>{words.remedy_stop_code_never()}</a></p> }
    });
    view! {
        <form class="stack" id="stop" method="post" action=StopCode::PATH>
            <input type="hidden" name=field!(StopCode.parcel) value=help.row.id.clone() />
            <input type="hidden" name=field!(StopCode.request) value=help.request.clone() />
            <input type="hidden" name=field!(StopCode.answer) value=answered(help) />
            <p class="note">{words.remedy_stop_code_lead()}</p>
            <label class="check">
                <input type="checkbox" name=field!(StopCode.others) value="yes" checked />
                " " {words.remedy_stop_code_others()}
            </label>
            <button class="button" data-kind=kind>{words.remedy_stop_code()}</button>
            {never}
        </form>
    }
    .into_any()
}

/// Extends the time to collect.
pub fn extend(help: &HelpView, kind: Option<&'static str>, words: &'static Wording) -> Option<AnyView> {
    let until = help.extends_to.as_ref()?;
    Some(
        view! {
            <form method="post" action=ExtendTime::PATH>
                <input type="hidden" name=field!(ExtendTime.parcel) value=help.row.id.clone() />
                <input type="hidden" name=field!(ExtendTime.request) value=help.request.clone() />
                <input type="hidden" name=field!(ExtendTime.answer) value=answered(help) />
                <button class="button" data-kind=kind>{words.remedy_extend(until)}</button>
            </form>
        }
        .into_any(),
    )
}

/// Has the customer told when it is there.
pub fn tell_when_placed(help: &HelpView, kind: Option<&'static str>, words: &'static Wording) -> AnyView {
    view! {
        <form method="post" action=TellWhenPlaced::PATH>
            <input type="hidden" name=field!(TellWhenPlaced.parcel) value=help.row.id.clone() />
            <input type="hidden" name=field!(TellWhenPlaced.answer) value=answered(help) />
            <button class="button" data-kind=kind>{words.remedy_tell_me()}</button>
        </form>
    }
    .into_any()
}

/// Has the customer told when the station takes codes again; asked for in front of it, it leads back to its page.
pub fn tell_when_back(
    parcel: &str,
    answer: &'static str,
    station: &str,
    kind: Option<&'static str>,
    words: &'static Wording,
) -> AnyView {
    view! {
        <form method="post" action=TellWhenBack::PATH>
            <input type="hidden" name=field!(TellWhenBack.parcel) value=parcel.to_owned() />
            <input type="hidden" name=field!(TellWhenBack.answer) value=answer />
            <input type="hidden" name=field!(TellWhenBack.station) value=station.to_owned() />
            <button class="button" data-kind=kind>{words.remedy_tell_back()}</button>
        </form>
    }
    .into_any()
}

/// Has the code made.
pub fn make_again(help: &HelpView, kind: Option<&'static str>, words: &'static Wording) -> AnyView {
    view! {
        <form method="post" action=MakeAgain::PATH>
            <input type="hidden" name=field!(MakeAgain.parcel) value=help.row.id.clone() />
            <input type="hidden" name=field!(MakeAgain.answer) value=answered(help) />
            <button class="button" data-kind=kind>{words.remedy_make_again()}</button>
        </form>
    }
    .into_any()
}

/// Sends the code to a contact of the customer's own.
pub fn send_mine(help: &HelpView, go: &'static str, kind: Option<&'static str>) -> AnyView {
    view! {
        <form method="post" action=SendMine::PATH>
            <input type="hidden" name=field!(SendMine.parcel) value=help.row.id.clone() />
            <input type="hidden" name=field!(SendMine.request) value=help.request.clone() />
            <input type="hidden" name=field!(SendMine.answer) value=answered(help) />
            <button class="button" data-kind=kind>{go}</button>
        </form>
    }
    .into_any()
}

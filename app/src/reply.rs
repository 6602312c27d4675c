//! What a server function may say besides its result, and what it gets from its surroundings. The server
//! puts a [`SharedDesk`], a [`Caller`] and a [`SharedReply`] into the context of every call.

use std::sync::Arc;

use leptos::{
    prelude::use_context,
    server_fn::{
        Bytes, ContentType, Decodes, Encodes, Format, FormatType,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};

use crate::{
    flash::{Flash, Form},
    port::{Answers, Attached, BearerToken, Caller, Desk, Question, SharedDesk, SignedIn, Step},
    problem::Problem,
    routes,
};

/// The answer to a form, as far as HTTP is concerned.
pub trait Reply: Send + Sync {
    /// A browser posted the form itself and shows what comes back: it has to be sent to a page.
    fn wants_html(&self) -> bool;
    /// Sends the browser to this address, by `GET`.
    fn redirect(&self, path: &str);
    /// Answers a program with this status.
    fn set_status(&self, status: u16);
    /// Tells a program after how many seconds it may ask again (RFC 9110, 10.2.3).
    fn set_retry_after(&self, seconds: u32);
    /// Keeps the session in the browser, and with it that somebody was let in there.
    fn set_session(&self, token: &BearerToken);
    /// Takes the session from the browser.
    fn clear_session(&self);
    /// Keeps the sign-in that has begun in the browser.
    fn set_sign_in(&self, token: &BearerToken);
    /// Takes the sign-in from the browser.
    fn clear_sign_in(&self);
    /// Keeps a problem with a form in the browser, for the page of this address and for as long as it takes to get there.
    fn keep(&self, told: &Flash, page: &str);
}

/// The reply as server functions hold it.
pub type SharedReply = Arc<dyn Reply>;

/// Asks the desk of this call, for who calls.
pub async fn ask<Q: Question>(question: Q) -> Result<Q::Answer, Problem>
where
    dyn Desk: Answers<Q>,
{
    let desk: SharedDesk = use_context().ok_or_else(not_wired)?;
    desk.answer(&caller()?, question).await
}

/// Who calls.
pub fn caller() -> Result<Caller, Problem> {
    use_context().ok_or_else(not_wired)
}

/// The reply to this call.
pub fn reply() -> Result<SharedReply, Problem> {
    use_context().ok_or_else(not_wired)
}

/// The file that came with this call, if one did.
pub fn attached() -> Option<Attached> {
    use_context()
}

fn not_wired() -> Problem {
    Problem::Unavailable(String::new())
}

/// Ends a server function in the one way all of them end. What the desk did is followed by a redirect to the
/// address that `then` gives; a problem sends a browser back to the page of the form, which the browser tells the
/// problem and what was typed, and gives a program its status.
pub fn finish<T>(
    answer: Result<T, Problem>,
    form: Form,
    then: impl FnOnce(T, &dyn Reply) -> String,
) -> Result<(), Problem> {
    let reply = reply()?;
    match answer {
        Ok(done) => reply.redirect(&then(done, &*reply)),
        Err(problem) if reply.wants_html() => {
            let address = routes::after(&problem, &form.page).to_owned();
            reply.keep(&Flash::new(problem, form), routes::page(&address));
            reply.redirect(&address);
        }
        Err(problem) => {
            reply.set_status(problem.status());
            if let Some(seconds) = problem.retry_after() {
                reply.set_retry_after(seconds);
            }
            return Err(problem);
        }
    }
    Ok(())
}

/// The same, back to the page of the form.
pub fn back(done: Result<(), Problem>, form: Form) -> Result<(), Problem> {
    let page = form.page.clone();
    finish(done, form, |(), _| page)
}

/// The same, to where something about contacts leads next.
pub fn step(taken: Result<Step, Problem>, form: Form) -> Result<(), Problem> {
    finish(taken, form, |step, _| routes::step(step))
}

/// Leads a browser that has a session to its parcels, which say if that is over, or to what waits at a station; `false`
/// when there is none, or a program asks.
pub fn is_in(station: &str) -> Result<bool, Problem> {
    let reply = reply()?;
    let leads = caller()?.session.is_some() && reply.wants_html();
    if leads {
        let all = || routes::PARCELS.to_owned();
        reply.redirect(&if station.is_empty() { all() } else { routes::at(station) });
    }
    Ok(leads)
}

/// Lets somebody in whose sign-in succeeded, and tells where they wanted to go.
pub fn let_in(entry: SignedIn, reply: &dyn Reply) -> String {
    reply.set_session(&entry.session);
    reply.clear_sign_in();
    entry.parcel.as_deref().map_or_else(|| routes::PARCELS.to_owned(), routes::parcel)
}

/// The same for who has come in at a station, where it is not empty: what they want waits there.
pub fn let_in_at(station: &str, entry: SignedIn, reply: &dyn Reply) -> String {
    let parcel = let_in(entry, reply);
    if station.is_empty() { parcel } else { routes::at(station) }
}

/// A problem on the wire is its code as plain text.
pub struct PlainCode;

impl ContentType for PlainCode {
    const CONTENT_TYPE: &'static str = "text/plain";
}

impl FormatType for PlainCode {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<Problem> for PlainCode {
    type Error = std::convert::Infallible;

    fn encode(problem: &Problem) -> Result<Bytes, Self::Error> {
        Ok(problem.to_code().into())
    }
}

impl Decodes<Problem> for PlainCode {
    type Error = std::convert::Infallible;

    fn decode(bytes: Bytes) -> Result<Problem, Self::Error> {
        Ok(std::str::from_utf8(&bytes).ok().and_then(Problem::from_code).unwrap_or_else(not_wired))
    }
}

impl FromServerFnError for Problem {
    type Encoder = PlainCode;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        not_wired()
    }
}

//! The addresses of pages, as links and redirects use them. What is put into one is an id or a code of our
//! own making; [`word`] keeps anything else out.

use crate::{port::Step, problem::Problem};

/// The sign-in form.
pub const FIND: &str = "/";
/// Where the one-time code is typed.
pub const SIGN_IN: &str = "/sign-in";
/// The customer's parcels.
pub const PARCELS: &str = "/parcels";
/// What can get into the account, what is in, and what was done.
pub const ACCOUNT: &str = "/account";
/// The part of it that tells where the customer is signed in.
pub const DEVICES: &str = "/account#devices";
/// "Is this message real?"
pub const MESSAGE: &str = "/message";
/// What to do when something does not work.
pub const HELP: &str = "/help";
/// What is kept, and for how long.
pub const PRIVACY: &str = "/privacy";

/// How the customer is reached.
pub const CONTACTS: &str = "/contacts";

/// The form that puts another contact in the place of this one.
pub fn fix_contact(id: i64) -> String {
    format!("{CONTACTS}?change={id}#contact-{id}")
}

/// Where the one-time code of a challenge is typed.
pub fn challenge(id: &str) -> String {
    format!("{CONTACTS}/prove/{}", word(id))
}

/// The same, for the page of this name that asked for the proof; empty where none did.
pub fn challenge_for(id: &str, asker: &str) -> String {
    let page = challenge(id);
    if asker.is_empty() { page } else { format!("{page}?back={}", word(asker)) }
}

/// Where a change is confirmed with a second proof.
pub fn change(id: &str) -> String {
    format!("{CONTACTS}/changes/{}", word(id))
}

/// Where something about contacts leads next.
pub fn step(step: Step) -> String {
    match step {
        Step::Prove(id) => challenge(&id.to_string()),
        Step::Confirm(id) => change(&id.to_string()),
        Step::Changed | Step::Proven => CONTACTS.to_owned(),
    }
}

/// The same, for the page of this name that asked for the proof; empty where none did.
pub fn step_for(to: Step, asker: &str) -> String {
    match to {
        Step::Prove(id) => challenge_for(&id.to_string(), asker),
        Step::Proven => proven(asker),
        Step::Confirm(_) | Step::Changed => step(to),
    }
}

/// Where a proof leads that the page of this name asked for: to that page, or to the contacts where none did.
pub fn proven(asked_by: &str) -> String {
    if asked_by.is_empty() { CONTACTS.to_owned() } else { asker(asked_by) }
}

/// Behind a link that undoes a change of contacts.
pub fn undo(token: &str) -> String {
    format!("/u/{}", word(token))
}

/// What stands in front of the name of a station.
const AT: &str = "/at/";

/// What waits at a station.
pub fn at(station: &str) -> String {
    format!("{AT}{}", word(station))
}

/// Where the one-time code is typed: in a sign-in that was begun at a station, or at the start where it is empty.
pub fn sign_in(station: &str) -> String {
    if station.is_empty() { SIGN_IN.to_owned() } else { at(station) + SIGN_IN }
}

/// Where a sign-in begins: at a station, or at the start where it is empty.
pub fn start(station: &str) -> String {
    if station.is_empty() { FIND.to_owned() } else { at(station) }
}

/// Where a sign-in begins whose code is typed on the page `back`, or that was to begin there.
fn begins(back: &str) -> &str {
    if back.starts_with(AT) { back.strip_suffix(SIGN_IN).unwrap_or(back) } else { FIND }
}

/// One parcel.
pub fn parcel(id: &str) -> String {
    format!("/parcels/{}", word(id))
}

/// The part of a parcel's page that tells where the code went.
pub fn messages(id: &str) -> String {
    parcel(id) + "#messages"
}

/// The code of one parcel.
pub fn code(id: &str) -> String {
    parcel(id) + "/code"
}

/// What is wrong with a parcel, and what can be done.
pub fn help(id: &str) -> String {
    parcel(id) + "/help"
}

/// Where the code of a parcel is stopped.
pub fn stop(id: &str) -> String {
    format!("{}#stop", help(id))
}

/// The answer to what the customer says they see.
pub fn seen(id: &str, seen: &str) -> String {
    format!("{}?seen={}", help(id), word(seen))
}

/// How the case of a parcel stands, and what can be reported.
pub fn case(id: &str) -> String {
    parcel(id) + "/case"
}

/// The form that reports this about a parcel.
pub fn case_about(id: &str, kind: &str) -> String {
    format!("{}?kind={}", case(id), word(kind))
}

/// The photo of a parcel's case.
pub fn case_photo(id: &str) -> String {
    case(id) + "/photo"
}

/// The same for who stands at this station.
pub fn help_at(id: &str, station: &str) -> String {
    format!("{}?at={}", help(id), word(station))
}

/// Where a parcel was asked to go, and the form that asks for it.
pub fn redirect(id: &str) -> String {
    parcel(id) + "/redirect"
}

/// What happens to a parcel, as server-sent events; `?v=` names the version that is known already.
pub fn events(id: &str) -> String {
    format!("{}/events", parcel(id))
}

/// Behind a link from a message.
pub fn link(token: &str) -> String {
    format!("/l/{}", word(token))
}

/// The page to go back to after a problem with a form of the page `back`. Some problems end what the form
/// was part of; then it is the start.
pub fn after<'a>(problem: &Problem, back: &'a str) -> &'a str {
    match problem {
        Problem::SignedOut | Problem::SignInOver | Problem::LinkOver | Problem::Held(_) => begins(back),
        Problem::ChallengeOver | Problem::ChangeOver => CONTACTS,
        Problem::NotFound
        | Problem::Invalid(_)
        | Problem::WrongCode
        | Problem::Wait(_)
        | Problem::NoMoreCodes(_)
        | Problem::SpentToday
        | Problem::NoCode
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
        | Problem::TooNew
        | Problem::UndoOver
        | Problem::PasskeyOver
        | Problem::PasskeyRefused
        | Problem::TooManyPasskeys
        | Problem::CaseOpen
        | Problem::NotNow
        | Problem::NoPhoto
        | Problem::PhotoTooLarge
        | Problem::Unavailable(_) => back,
    }
}

/// The page of an address, without the part that follows `?` or `#`.
pub fn page(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The page that asked for a proof, by its name: an address that came with a form could be anybody's.
pub fn asker(name: &str) -> String {
    match name.split_once('-') {
        Some(("change", id)) => change(id),
        Some(("redirect", id)) => redirect(id),
        _ if name == "account" => ACCOUNT.to_owned(),
        _ => PARCELS.to_owned(),
    }
}

/// A part of an address that came with a request: letters, digits, `-` and `_` pass, all else is dropped.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_leads_to_where_it_began_and_all_else_back_to_its_form() {
        for problem in [Problem::SignedOut, Problem::SignInOver, Problem::LinkOver] {
            assert_eq!(after(&problem, SIGN_IN), FIND);
        }
        let at = sign_in("BER-042");
        assert_eq!(at, "/at/BER-042/sign-in");
        assert_eq!(after(&Problem::SignInOver, &at), "/at/BER-042");
        assert_eq!(after(&Problem::WrongCode, &at), at);
        assert_eq!(sign_in(""), SIGN_IN);
        let back = messages("7K2QX9M3WZT5");
        assert_eq!(after(&Problem::SpentToday, &back), "/parcels/7K2QX9M3WZT5#messages");
        assert_eq!(page(&back), "/parcels/7K2QX9M3WZT5");
    }

    #[test]
    fn nothing_typed_leads_to_another_site() {
        assert_eq!(parcel("//evil.example/\r\nSet-Cookie: a"), "/parcels/evilexampleSet-Cookiea");
    }
}

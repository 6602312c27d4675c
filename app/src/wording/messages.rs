//! What is sent to customers: text messages that fit one part, and plain e-mails.

use super::{
    gsm7::{ONE_PART, clip, plain, septets},
    isolate::hides,
};
use crate::port::Moment;

/// The messages of one language.
pub struct Messages {
    /// "Your parcel is there", with the code, as one text message part.
    pub code_sms: fn(&CodeMessage) -> String,
    /// The same as an e-mail.
    pub code_email: fn(&CodeMessage) -> Email,
    /// "Your parcel is there", for a contact that is too new to be told the code, as one text message part. The link
    /// shows how the parcel stands.
    pub word_sms: fn(&CodeMessage) -> String,
    /// The same as an e-mail.
    pub word_email: fn(&CodeMessage) -> Email,
    /// A one-time code as one text message part. Its last line binds the code to our host, so that a phone
    /// fills it in there and nowhere else.
    pub sign_in_sms: fn(&SignInMessage) -> String,
    /// The same as an e-mail.
    pub sign_in_email: fn(&SignInMessage) -> Email,
    /// "Your parcel is there" on a lock screen: without the code.
    pub code_push: fn(&CodeMessage) -> Notification,
    /// A one-time code that proves or verifies a contact, as one text message part.
    pub proof_sms: fn(&ProofMessage) -> String,
    /// The same as an e-mail.
    pub proof_email: fn(&ProofMessage) -> Email,
    /// That notifications reach this browser.
    pub test_push: fn() -> Notification,
    /// That contacts are being changed, as one text message part.
    pub notice_sms: fn(&NoticeMessage) -> String,
    /// The same as an e-mail.
    pub notice_email: fn(&NoticeMessage) -> Email,
    /// The same on a lock screen.
    pub notice_push: fn(&NoticeMessage) -> Notification,
    /// That a passkey was added or removed, as one text message part.
    pub passkey_sms: fn(&PasskeyMessage) -> String,
    /// The same as an e-mail.
    pub passkey_email: fn(&PasskeyMessage) -> Email,
    /// The same on a lock screen.
    pub passkey_push: fn(&PasskeyMessage) -> Notification,
}

/// What "your parcel is there" tells.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// Who sent the parcel.
    pub merchant: &'a str,
    /// The station's name.
    pub station: &'a str,
    /// What is written on the door.
    pub compartment: Option<&'a str>,
    /// The pickup code, ungrouped; empty where it is not told.
    pub digits: &'a str,
    /// Until when it opens the door.
    pub until: Option<&'a Moment>,
    /// The link that signs in.
    pub link: &'a str,
}

/// What a sign-in message tells.
#[derive(Clone, Copy)]
pub struct SignInMessage<'a> {
    /// The one-time code.
    pub digits: &'a str,
    /// Our host, without scheme and port.
    pub host: &'a str,
}

/// What a one-time code within a session is for.
#[derive(Clone, Copy)]
pub struct ProofMessage<'a> {
    /// The one-time code.
    pub digits: &'a str,
    /// Our host, without scheme and port.
    pub host: &'a str,
    /// What it is for.
    pub purpose: ProofPurpose<'a>,
}

/// What a one-time code within a session is for.
#[derive(Clone, Copy)]
pub enum ProofPurpose<'a> {
    /// To show that messages arrive here.
    Test,
    /// To allow this change of contacts: whoever reads it sees what they allow.
    Allow(ChangeText<'a>),
    /// To make this contact the customer's.
    Verify,
    /// To open what this contact has brought, in an account that it was added to lately.
    Newcomer,
}

/// A change of contacts, its contacts masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeText<'a> {
    /// This one is added.
    Add(&'a str),
    /// The second stands in for the first.
    Replace(&'a str, &'a str),
    /// This one is taken out.
    Remove(&'a str),
    /// Codes go to this one no longer.
    TurnOff(&'a str),
    /// A passkey signs in from now on.
    Passkey,
    /// A browser takes notifications from now on.
    Browser,
}

/// What a notice about a change of contacts tells.
#[derive(Clone, Copy)]
pub struct NoticeMessage<'a> {
    /// The change.
    pub change: ChangeText<'a>,
    /// How it goes on.
    pub step: NoticeStep,
    /// The link that undoes it, while it can be undone.
    pub link: Option<&'a str>,
    /// The link is that of the contact which was brought in: it takes itself out.
    pub opts_out: bool,
}

/// How a change goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeStep {
    /// It was asked for.
    Begun,
    /// It is done.
    Applied,
    /// It was taken back.
    Undone,
    /// It will not happen.
    CalledOff,
    /// The contact that it brought in has taken itself out.
    OptedOut,
}

/// What a notice about a passkey tells.
#[derive(Clone, Copy)]
pub struct PasskeyMessage<'a> {
    /// Whether it was added; else it was removed.
    pub added: bool,
    /// The page that shows who is signed in, and where passkeys are removed.
    pub page: &'a str,
}

/// What a browser shows when we push to it.
pub struct Notification {
    /// One line.
    pub title: String,
    /// A sentence or two; never a code.
    pub body: String,
}

/// An e-mail.
pub struct Email {
    /// The subject: one line, without a code, because it shows on lock screens.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// The parts of a code message that may be shortened or, empty, left out. Code and link never are.
#[derive(Default)]
pub(super) struct Room {
    pub merchant: String,
    pub station: String,
    pub compartment: String,
    pub until: String,
}

/// Writes a code message that fits one part, giving up the least useful words first: the end of the station's
/// name, the end of the merchant's, then whole parts.
pub(super) fn one_part(mut room: Room, write: impl Fn(&Room) -> String) -> String {
    const STAYS: usize = 10;
    const NAMES: [Part; 2] = [|room| &mut room.station, |room| &mut room.merchant];
    const PARTS: [Part; 4] = [
        |room| &mut room.station,
        |room| &mut room.merchant,
        |room| &mut room.compartment,
        |room| &mut room.until,
    ];
    for part in [&mut room.merchant, &mut room.station, &mut room.compartment] {
        *part = plain(&name(part));
    }
    let excess = |room: &Room| septets(&write(room)).map_or(0, |taken| taken.saturating_sub(ONE_PART));
    for part in NAMES {
        let excess = excess(&room);
        let name = part(&mut room);
        *name = clip(name, septets(name).unwrap_or(0).saturating_sub(excess).max(STAYS));
    }
    for part in PARTS {
        if excess(&room) > 0 {
            part(&mut room).clear();
        }
    }
    write(&room)
}

type Part = fn(&mut Room) -> &mut String;

/// A name in one line, worded so that no phone and no mailbox makes a link of it: what stands between two words without
/// a space becomes one. Every name that comes from outside goes through here.
pub(super) fn name(text: &str) -> String {
    const JOINS: &[char] = &['.', ':', '/', '\\', '@', '?', '#', '．', '。', '｡', '․', '：', '／', '＠'];
    let letters: Vec<char> = text.chars().filter(|c| !hides(*c)).collect();
    let is_word = |place: Option<&char>| place.is_some_and(|c| !c.is_whitespace());
    let apart: String = letters
        .iter()
        .enumerate()
        .map(|(place, letter)| {
            let before = place.checked_sub(1).and_then(|place| letters.get(place));
            let joins = JOINS.contains(letter)
                && (is_word(before) && is_word(letters.get(place + 1)) || *letter == '@');
            if joins { ' ' } else { *letter }
        })
        .collect();
    one_line(&apart)
}

/// One line without control characters, for a subject.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Digits in two groups for reading: `482 913`.
pub(crate) fn grouped(digits: &str) -> String {
    let (left, right) = halves(digits);
    format!("{left} {right}")
}

/// The two groups of a code.
pub(crate) fn halves(digits: &str) -> (&str, &str) {
    digits.split_at_checked(digits.len().div_ceil(2)).unwrap_or((digits, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    // L: merchant named like an address in an SMS
    #[test]
    fn no_name_becomes_a_link() {
        for (given, worded) in [
            ("Birch & Bloom", "Birch & Bloom"),
            ("St. Pauli Shop", "St. Pauli Shop"),
            ("Amazon.de", "Amazon de"),
            ("http://evil.example", "http evil example"),
            ("evil.example/x?y", "evil example x y"),
            ("pay@evil.example", "pay evil example"),
            ("evil。example", "evil example"),
            ("evil\u{200b}.example\u{202e}", "evil example"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(name(given), worded);
        }
    }
}

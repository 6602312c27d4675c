//! What is sent to customers: text messages that fit one part, and plain e-mails.

use super::gsm7::{ONE_PART, clip, plain, septets};
use crate::port::Moment;

/// The messages of one language.
pub struct Messages {
    /// "Your parcel is there", with the code, as one text message part.
    pub code_sms: fn(&CodeMessage) -> String,
    /// The same as an e-mail.
    pub code_email: fn(&CodeMessage) -> Email,
    /// A one-time code as one text message part. Its last line binds the code to our host, so that a phone
    /// fills it in there and nowhere else.
    pub sign_in_sms: fn(&SignInMessage) -> String,
    /// The same as an e-mail.
    pub sign_in_email: fn(&SignInMessage) -> Email,
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
    /// The pickup code, ungrouped.
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
    for name in [&mut room.merchant, &mut room.station, &mut room.compartment] {
        *name = plain(name);
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

/// One line without control characters, for a subject.
pub(super) fn one_line(text: &str) -> String {
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

//! Every word a customer reads, on pages and in messages: one catalogue per language.
//!
//! A catalogue is a value of [`Wording`]. A sentence that is missing in one of them is a missing field, so it
//! does not build. Sentences that hold a value are functions, and what is said about an enum is one `match`
//! without a wildcard. Sentences of several words mark what others wrote in them ([`isolate`]).

use domain::{contact::Channel, standing::Standing};

use crate::{
    port::{
        Barred, ChallengeView, ChangeWhat, ContactCard, Day, Deed, Device, Door, EventView, LinkView, Moment,
        NamedCard, NotificationView, ParcelRow, StationHealthView, WaitingView,
    },
    problem::Problem,
};

mod en;
mod gsm7;
pub(crate) mod isolate;
pub mod messages;

use messages::Messages;

/// The catalogues, the one for visitors without a known language first.
const CATALOGUES: [&Wording; 1] = [&en::EN];

/// The catalogue of a language, or of the first that is spoken.
///
/// `accepted` is an `Accept-Language` header (RFC 9110, 12.5.4); browsers list the languages by preference.
pub fn choose(accepted: &str) -> &'static Wording {
    accepted
        .split(',')
        .map(|range| range.split([';', '-']).next().unwrap_or_default().trim())
        .find_map(|tag| CATALOGUES.into_iter().find(|words| words.language.eq_ignore_ascii_case(tag)))
        .unwrap_or(CATALOGUES[0])
}

/// Every catalogue there is.
pub(crate) fn all() -> impl Iterator<Item = &'static Wording> {
    CATALOGUES.into_iter()
}

/// What is said in one language.
pub struct Wording {
    /// Its tag (BCP 47), for `<html lang>`.
    pub language: &'static str,
    /// `ltr` or `rtl`, for `<html dir>`.
    pub direction: &'static str,
    /// What is sent.
    pub messages: Messages,
    /// A time in a column: `18:00`, `Sat 22:15`, `24 Nov`.
    pub(crate) brief: fn(&Moment) -> String,
    pub(crate) frame: Frame,
    pub(crate) problem: fn(&Problem) -> String,
    pub(crate) find: Find,
    pub(crate) sign_in: SignIn,
    pub(crate) link: Link,
    pub(crate) parcels: Parcels,
    pub(crate) contacts: Contacts,
    pub(crate) prove: Prove,
    pub(crate) change: Change,
    pub(crate) undo: Undo,
    pub(crate) parcel: Parcel,
    pub(crate) station: Station,
    pub(crate) code: Code,
    pub(crate) passkeys: Passkeys,
    pub(crate) account: Account,
    pub(crate) message: Article,
    pub(crate) help: Article,
    pub(crate) privacy: Article,
    pub(crate) not_found: Dead,
    pub(crate) refused: Refused,
    pub(crate) trouble: Trouble,
}

/// What stands around every page.
pub(crate) struct Frame {
    pub name: &'static str,
    pub skip: &'static str,
    pub parcels: &'static str,
    pub contacts: &'static str,
    pub account: &'static str,
    pub sign_out: &'static str,
    pub help: &'static str,
    pub message: &'static str,
    pub privacy: &'static str,
    /// What a form says when the network does not answer.
    pub offline: &'static str,
}

pub(crate) struct Find {
    pub title: &'static str,
    pub lead: &'static str,
    pub tracking: &'static str,
    pub tracking_hint: &'static str,
    pub contact: &'static str,
    pub contact_hint: &'static str,
    pub go: &'static str,
    pub note: &'static str,
}

pub(crate) struct SignIn {
    pub title: &'static str,
    /// By the channel the last code went, and how many there were.
    pub lead: fn(Channel, i64) -> String,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub go: &'static str,
    pub missing: &'static str,
    pub missing_lead: &'static str,
    pub by: fn(Channel) -> &'static str,
    pub again: &'static str,
}

pub(crate) struct Link {
    /// With the merchant's name.
    pub title: fn(&str) -> String,
    pub lead: fn(&LinkView) -> String,
    pub go: &'static str,
}

pub(crate) struct Parcels {
    /// By how many can be collected and how many are on their way.
    pub title: fn(usize, usize) -> String,
    /// With the masked contact.
    pub lead: fn(&str) -> String,
    pub empty: &'static str,
    pub over: &'static str,
}

pub(crate) struct Contacts {
    pub title: &'static str,
    pub lead: &'static str,
    /// What a contact is worth: tone and words.
    pub chip: fn(&ContactCard) -> (&'static str, String),
    /// How messages travel there, and what became of the latest.
    pub note: fn(&ContactCard) -> String,
    /// A browser's name: the one that asks, or another.
    pub browser: fn(bool) -> String,
    pub test: &'static str,
    pub prove: &'static str,
    pub more: &'static str,
    pub change_label: &'static str,
    pub change_go: &'static str,
    pub address_hint: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub turn_on: &'static str,
    pub turn_off: &'static str,
    pub remove: &'static str,
    pub named_chip: fn(&NamedCard) -> String,
    pub named_note: fn(Channel) -> &'static str,
    pub claim: &'static str,
    pub wrong: &'static str,
    pub add: &'static str,
    pub add_label: &'static str,
    pub add_go: &'static str,
    pub push: &'static str,
    pub push_lead: &'static str,
    pub push_denied: &'static str,
    pub push_failed: &'static str,
    pub push_on: &'static str,
    pub push_off: &'static str,
    pub what: fn(&ChangeWhat) -> String,
    /// With the time when it takes effect by itself.
    pub waits: fn(&Moment) -> String,
    pub unverified: &'static str,
    pub unverified_elsewhere: &'static str,
    pub confirm: &'static str,
    pub type_code: &'static str,
    pub withdraw: &'static str,
    pub frozen: &'static str,
    pub frozen_until: fn(&Moment) -> String,
    pub unfreeze: &'static str,
    pub too_new: &'static str,
    pub too_new_lead: &'static str,
}

pub(crate) struct Prove {
    pub lead: fn(&ChallengeView) -> String,
    pub code: &'static str,
    pub again: &'static str,
    pub back: &'static str,
}

pub(crate) struct Change {
    pub title: &'static str,
    pub why: &'static str,
    pub lead: &'static str,
    /// By channel, with the masked contact.
    pub way: fn(Channel, &str) -> String,
    pub no_way: &'static str,
    pub otherwise: fn(&Moment) -> String,
}

pub(crate) struct Undo {
    pub title: &'static str,
    pub tone: &'static str,
    pub lead: &'static str,
    pub go: &'static str,
    pub was_me: &'static str,
    pub done_title: &'static str,
    pub done_tone: &'static str,
    pub done_lead: &'static str,
    pub done_go: &'static str,
    /// The same for a contact that takes itself out.
    pub opt_out_tone: &'static str,
    pub opt_out_lead: &'static str,
    pub opted_out_tone: &'static str,
    pub opted_out_lead: &'static str,
}

pub(crate) struct Parcel {
    /// The tab's title, with the merchant's name.
    pub title: fn(&str) -> String,
    /// The same in a list.
    pub line: fn(&ParcelRow) -> String,
    /// The sentence at the top.
    pub headline: fn(Standing) -> &'static str,
    /// When: until, expected, since.
    pub when: fn(&ParcelRow) -> String,
    /// What it means; with the carrier's name.
    pub meaning: fn(Standing, &str) -> String,
    /// Why the code is not shown, and the button that leads to it.
    pub barred: fn(Barred) -> (&'static str, &'static str),
    pub show: &'static str,
    /// With the carrier's name.
    pub number_for: fn(&str) -> String,
    pub not_me: &'static str,
    pub others: &'static str,
    pub look_again: &'static str,
    pub live: (&'static str, &'static str, &'static str),
    pub messages: &'static str,
    pub no_messages: &'static str,
    /// How a message travelled, where to, and whether the customer asked for it.
    pub sent: fn(&NotificationView) -> String,
    pub fix: &'static str,
    /// What became of a message.
    pub state: fn(&NotificationView) -> String,
    /// The way that is tried next: before and after the number of seconds.
    pub fallback: fn(Channel, &str) -> (&'static str, String),
    pub again: &'static str,
    /// Before and after the number of seconds.
    pub again_in: (&'static str, &'static str),
    /// With the time when it may be sent again.
    pub spent: fn(&Moment) -> String,
    pub left: fn(usize) -> String,
    pub history: &'static str,
    pub event: fn(&EventView) -> String,
}

pub(crate) struct Station {
    pub compartment: &'static str,
    pub hours: fn(&str) -> String,
    /// Nothing when nothing is known.
    pub health: fn(&StationHealthView) -> Option<String>,
    pub directions: &'static str,
    pub code_is_right: &'static str,
    /// What waits because of wrong tries, before and after the time.
    pub waiting: fn(&WaitingView) -> (&'static str, &'static str),
    /// That so many parcels lie behind one door, at least two.
    pub together: fn(usize) -> String,
    /// Where a door is: column and row.
    pub place: fn(&Door) -> String,
    /// The wall for those who do not see it.
    pub wall: fn(&Door) -> String,
}

pub(crate) struct Code {
    pub title: &'static str,
    /// What to do with it, by what the station can read.
    pub headline: fn(&StationHealthView) -> &'static str,
    pub masked: &'static str,
    pub hidden_digits: &'static str,
    pub show: &'static str,
    pub symbol: &'static str,
    pub valid: fn(&Moment) -> String,
    pub hint: fn(&StationHealthView) -> String,
    pub awake: &'static str,
    pub door: &'static str,
    pub back: &'static str,
    pub opened: fn(&ParcelRow) -> String,
    pub opened_lead: &'static str,
}

pub(crate) struct Passkeys {
    /// Above the button that signs in.
    pub sign_in: &'static str,
    pub enter: &'static str,
    pub add: &'static str,
    pub add_lead: &'static str,
    pub prove: &'static str,
    /// When the browser has used none: because it was stopped, or cannot.
    pub stopped: &'static str,
    pub unable: &'static str,
    /// When it has made none: because it was stopped, has one, or cannot.
    pub stopped_adding: &'static str,
    pub held: &'static str,
    pub unable_adding: &'static str,
}

pub(crate) struct Account {
    pub title: &'static str,
    pub lead: &'static str,
    pub passkeys: &'static str,
    pub no_passkeys: &'static str,
    /// Browser and system.
    pub device: fn(Device) -> String,
    /// When a passkey was added and last used.
    pub added: fn(&Moment, Option<&Moment>) -> String,
    pub remove: &'static str,
    pub remove_lead: &'static str,
    pub remove_go: &'static str,
    pub not_proven: &'static str,
    pub prove_by_code: &'static str,
    pub full: &'static str,
    pub unsupported: &'static str,
    pub devices: &'static str,
    pub here: &'static str,
    /// When a device last proved who it is, and its network.
    pub proven: fn(&Moment, &str) -> String,
    pub sign_out: &'static str,
    pub sign_out_others: &'static str,
    pub deeds: &'static str,
    pub deed: fn(Deed) -> &'static str,
    pub changed_by_other: &'static str,
    /// The device, and its network.
    pub from: fn(Device, &str) -> String,
}

/// A page of plain text.
pub(crate) struct Article {
    pub title: &'static str,
    pub lead: &'static str,
    /// Where the button leads, and what stands on it.
    pub action: (&'static str, &'static str),
    pub sections: &'static [Section],
}

pub(crate) struct Section {
    /// For links to it.
    pub id: &'static str,
    pub title: &'static str,
    pub text: &'static [&'static str],
}

/// A page that leads on.
pub(crate) struct Dead {
    pub title: &'static str,
    pub lead: &'static str,
    pub go: &'static str,
}

/// A request that was refused as it came.
pub(crate) struct Refused {
    pub title: &'static str,
    /// By the HTTP status.
    pub lead: fn(u16) -> &'static str,
    pub go: &'static str,
}

pub(crate) struct Trouble {
    pub title: &'static str,
    pub tone: &'static str,
    pub lead: &'static str,
    pub go: &'static str,
    pub reference: &'static str,
}

/// The day of the week of a time, 0 is Monday, if its RFC 3339 form shows the same clock as the station.
fn weekday(moment: &Moment) -> Option<usize> {
    if let Day::Weekday(day) = moment.day {
        return Some(usize::from(day));
    }
    let iso = &moment.iso;
    if iso.get(11..16)? != moment.clock {
        return None;
    }
    let (year, month, day): (usize, usize, usize) =
        (iso.get(..4)?.parse().ok()?, iso.get(5..7)?.parse().ok()?, iso.get(8..10)?.parse().ok()?);
    // Sakamoto's method; it counts from Sunday.
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(month.checked_sub(1)?)?;
    Some((year + year / 4 - year / 100 + year / 400 + shift + day + 6) % 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_week_is_told_only_from_the_clock_of_the_station() {
        let moment =
            |iso: &str, clock: &str| Moment { iso: iso.into(), day: Day::Today, clock: clock.into() };
        assert_eq!(weekday(&moment("2026-11-24T18:00:00+01:00", "18:00")), Some(1));
        assert_eq!(weekday(&moment("2024-02-29T09:00:00Z", "09:00")), Some(3));
        assert_eq!(weekday(&moment("2026-11-24T17:00:00Z", "18:00")), None);
        assert_eq!(weekday(&moment("nonsense", "18:00")), None);
    }

    #[test]
    fn an_unknown_language_is_answered_in_the_first() {
        assert_eq!(choose("tlh, de;q=0.1").language, "en");
        assert_eq!(choose("").language, "en");
        assert_eq!(choose("en-GB,en;q=0.9").language, "en");
    }
}

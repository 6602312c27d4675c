//! What is offered against a cause: what is possible now, and why something is not.

use super::{
    Facts,
    cause::Cause,
    remedy::{Remedy, tried},
};
use crate::{
    Timestamp,
    access::Refused,
    contact::Channel,
    extension::NotExtended,
    fallback,
    redirect::NotRedirected,
    reopening::NotReopened,
    resend::Resend,
    standing::Standing,
    station::{self, Path, StationHealth},
};

/// A remedy, and whether it is possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// What can be done.
    pub remedy: Remedy,
    /// Or why not.
    pub possible: Result<(), WhyNot>,
}

/// Why a remedy is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// Whoever asks may not, whatever they prove now.
    Refused(Refused),
    /// Not before this time.
    Wait {
        /// The earliest time.
        until: Timestamp,
    },
    /// As often as possible today; not before this time.
    SpentToday {
        /// When one is free again.
        until: Timestamp,
    },
    /// The time is not extended.
    NotExtended(NotExtended),
    /// The door is not opened again.
    NotReopened(NotReopened),
    /// It is not sent elsewhere.
    NotRedirected(NotRedirected),
    /// It is asked for already.
    Asked,
    /// The contact came by a change that the customer may not know of.
    ChangedByOther,
}

/// What other decisions allow to whoever asks. They are made from rows that the page reads anyway, each by its own
/// function, which also says when it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// To see the code: [`access::may`](crate::access::may).
    pub reveal: Result<(), Refused>,
    /// To change contacts: the same.
    pub change: Result<(), Refused>,
    /// To stop the code and have another made: the same.
    pub freeze: Result<(), Refused>,
    /// To have it sent, by the channels that lead to the customer: [`resend::decide`](crate::resend::decide).
    pub resend: Vec<(Channel, Resend)>,
    /// To have the time extended: [`extension::decide`](crate::extension::decide).
    pub extension: Result<Timestamp, NotExtended>,
    /// To have the door opened once more: [`reopening::decide`](crate::reopening::decide).
    pub reopening: Result<(), NotReopened>,
    /// To have it sent elsewhere: [`redirect::decide`](crate::redirect::decide).
    pub redirect: Result<(), NotRedirected>,
    /// A case of this parcel is open: its row.
    pub case_open: bool,
    /// They are told when it is placed already: their row for this parcel.
    pub told_when_placed: bool,
    /// They are told when the station is back already: their row for this station.
    pub told_when_back: bool,
}

/// The first remedy that is possible now, and the others that come into question. Where none is possible, there is
/// nothing to do but wait for one.
pub fn offers(cause: Option<Cause>, facts: &Facts, now: Timestamp) -> (Remedy, Vec<Offer>) {
    let mut offers: Vec<Offer> = tried(cause)
        .iter()
        .filter_map(|remedy| {
            let possible = possible(*remedy, cause, facts, now)?;
            Some(Offer { remedy: *remedy, possible })
        })
        .collect();
    let is_possible = |offer: &Offer| offer.possible.is_ok();
    let elsewhere = |offer: &Offer| offer.remedy == Remedy::SendElsewhere && is_possible(offer);
    let elsewhere = goes_elsewhere_first(cause, facts, now).then(|| offers.iter().position(elsewhere));
    match elsewhere.flatten().or_else(|| offers.iter().position(is_possible)) {
        Some(first) => (offers.remove(first).remedy, offers),
        None => (Remedy::Wait, offers),
    }
}

/// Whether it is best sent elsewhere: what is bound for a station that is down comes too late for any other remedy. Where the
/// carrier needs something, that comes first.
fn goes_elsewhere_first(cause: Option<Cause>, facts: &Facts, now: Timestamp) -> bool {
    cause != Some(Cause::Exception)
        && matches!(
            station::health(facts.door.station.heartbeat, now),
            StationHealth::Offline { .. } | StationHealth::Closed
        )
}

/// Whether a remedy is possible now; `None` where it does not come into question.
fn possible(
    remedy: Remedy,
    cause: Option<Cause>,
    facts: &Facts,
    now: Timestamp,
) -> Option<Result<(), WhyNot>> {
    let Facts { placed, code, contact, receipt, door, account, allowed, .. } = facts;
    let asked = |already| if already { Err(WhyNot::Asked) } else { Ok(()) };
    let standing = super::standing(placed, code, now);
    let when = |holds: bool, answer| holds.then_some(answer);
    match remedy {
        Remedy::AskCarrier
        | Remedy::MeetCarrier
        | Remedy::GoToStation
        | Remedy::Unblock
        | Remedy::LookForMessage
        | Remedy::SignOutOthers => Some(Ok(())),
        // Waiting for a fallback is a remedy only while one is to come.
        Remedy::Wait => {
            when(cause != Some(Cause::MissingReceipt) || receipt.fallback != fallback::Next::Nothing, Ok(()))
        }
        Remedy::TellWhenPlaced => when(!placed.is_here(now), asked(allowed.told_when_placed)),
        Remedy::TellWhenBack => Some(asked(allowed.told_when_back)),
        Remedy::MakeAgain => when(standing == Standing::CodeBeingMade, Ok(())),
        Remedy::Reveal => when(standing == Standing::Ready, may(allowed.reveal)),
        Remedy::SendBy(channel) => {
            let failing = contact.waited_on().is_some_and(|(_, waited)| waited == channel);
            let decided = allowed.resend.iter().find(|(by, _)| *by == channel);
            decided.filter(|_| !failing && standing == Standing::Ready).map(|(_, resend)| sent(*resend))
        }
        Remedy::SendToNew | Remedy::ProveChange if account.can_undo(now) => Some(Err(WhyNot::ChangedByOther)),
        Remedy::SendToNew if let Some(until) = contact.too_new_until.filter(|until| now < *until) => {
            when(standing == Standing::Ready, Err(WhyNot::Wait { until }))
        }
        Remedy::SendToNew | Remedy::SendToMe => when(standing == Standing::Ready, sent_any(&allowed.resend)),
        Remedy::AddContact | Remedy::FixContact | Remedy::PreferOther | Remedy::TurnPushOn => {
            Some(may(allowed.change))
        }
        Remedy::Freeze => Some(may(allowed.freeze)),
        // They give the proof that others ask for.
        Remedy::ProveContact | Remedy::ProveChange => Some(Ok(())),
        Remedy::TryAgain => match cause {
            None => when(code.in_hand, Ok(())),
            Some(Cause::Clock) => when(door.clock_is_tolerated(), Ok(())),
            Some(_) => Some(Ok(())),
        },
        Remedy::TryOffline => when(door.station.opens_offline(now), Ok(())),
        Remedy::UseScanner => when(door.station.takes(Path::Scanner, now), Ok(())),
        Remedy::UseKeypad => when(door.station.takes(Path::Keypad, now), Ok(())),
        Remedy::OpenAgain => Some(allowed.reopening.map_err(WhyNot::NotReopened)),
        Remedy::Extend => Some(allowed.extension.map(|_| ()).map_err(WhyNot::NotExtended)),
        Remedy::SendElsewhere => match allowed.redirect {
            // Where it lies there, or nobody asks the operator, it is no remedy at all.
            Err(NotRedirected::Never | NotRedirected::NotOnItsWay | NotRedirected::NoStation) => None,
            decided => Some(decided.map_err(WhyNot::NotRedirected)),
        },
        Remedy::NotCollectedByMe => when(standing == Standing::Collected, asked(allowed.case_open)),
        Remedy::ReportEmpty | Remedy::ReportNotMine => Some(asked(allowed.case_open)),
        Remedy::UndoChange => when(account.can_undo(now), Ok(())),
        Remedy::OpenCase => when(!allowed.case_open, Ok(())),
        Remedy::SeeCase => when(allowed.case_open, Ok(())),
    }
}

/// A proof that is missing is no reason not to offer something: it begins with asking for that.
fn may(access: Result<(), Refused>) -> Result<(), WhyNot> {
    match access {
        Ok(()) | Err(Refused::SignedOut | Refused::NotProven) => Ok(()),
        Err(refused @ (Refused::NotYours | Refused::TooNew | Refused::Unwanted | Refused::Frozen)) => {
            Err(WhyNot::Refused(refused))
        }
    }
}

fn sent(resend: Resend) -> Result<(), WhyNot> {
    match resend {
        Resend::Now { .. } => Ok(()),
        Resend::Wait { until } => Err(WhyNot::Wait { until }),
        Resend::SpentToday { until } => Err(WhyNot::SpentToday { until }),
    }
}

/// Whether it can be sent by any channel; else what is to be waited for shortest.
fn sent_any(resend: &[(Channel, Resend)]) -> Result<(), WhyNot> {
    let free_at = |resend: &Resend| match resend {
        Resend::Now { .. } => None,
        Resend::Wait { until } | Resend::SpentToday { until } => Some(*until),
    };
    let soonest = resend.iter().map(|(_, resend)| resend).min_by_key(|resend| free_at(resend));
    soonest.map_or(Err(WhyNot::Refused(Refused::NotYours)), |resend| sent(*resend))
}

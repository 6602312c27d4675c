//! What an answer rests on, as the page shows it.

use app::port::EvidenceView;
use chrono_tz::Tz;
use domain::{
    Timestamp,
    diagnosis::Evidence,
    receipt,
    station::{self, StationHealth},
};
use store::page::ParcelPage;

use crate::{desk::present::message, shown::moment};

/// What is shown of it; nothing for what the page says elsewhere.
pub fn evidence_view(
    evidence: &Evidence,
    page: &ParcelPage,
    zone: Tz,
    now: Timestamp,
) -> Option<EvidenceView> {
    let at = |time| moment(time, zone, now);
    Some(match evidence {
        Evidence::Also(cause) => EvidenceView::Also(*cause),
        Evidence::Heard(time) => EvidenceView::Heard(at(*time)),
        Evidence::Expected(window) => EvidenceView::Expected(at(window.from), at(window.until)),
        Evidence::Reason(reason) => EvidenceView::Reason(*reason),
        Evidence::Placed(time) => EvidenceView::Placed(at(*time)),
        Evidence::Deadline(time) => EvidenceView::Deadline(at(*time)),
        Evidence::Issued(time) => EvidenceView::Issued(at(*time)),
        Evidence::WentToFormer(time) => EvidenceView::WentToFormer(at(*time)),
        Evidence::TooNewUntil(time) => EvidenceView::TooNewUntil(at(*time)),
        Evidence::Way { contact, trouble: Some(receipt::Cause::Unsubscribed), .. } => {
            let stopped = page.contacts.iter().find(|it| it.id == *contact)?;
            EvidenceView::Unsubscribed(stopped.address.channel(), stopped.address.masked())
        }
        Evidence::ChangeApplies(time) => EvidenceView::ChangeApplies(at(*time)),
        Evidence::WentToOther(time) => EvidenceView::WentToOther(at(*time)),
        Evidence::Message(sent) => {
            let shown = page.notifications.iter().find(|it| it.created_at == sent.created_at)?;
            EvidenceView::Message(message(shown.clone(), sent.contact.is_none(), zone, now))
        }
        Evidence::Heartbeat(time) => EvidenceView::Heartbeat(at(*time)),
        Evidence::Skew(skew) if skew.num_minutes() != 0 => EvidenceView::Skew(skew.num_minutes()),
        Evidence::Latency(latency) => EvidenceView::Latency(latency.num_seconds()),
        Evidence::DoorFault(_) => EvidenceView::DoorFault,
        Evidence::Locked { path, until } => EvidenceView::Locked(*path, at(*until)),
        Evidence::Opening(opening) if opening.stayed_shut() => EvidenceView::DoorShut(at(opening.at)),
        Evidence::Opening(opening) => EvidenceView::DoorOpened(at(opening.at)),
        Evidence::RefusedForTime(time) => EvidenceView::RefusedForTime(at(*time)),
        // Only then it is of use.
        Evidence::GrantsUntil(until) if now < *until && is_offline(page, now) => {
            EvidenceView::GrantsUntil(at(*until))
        }
        Evidence::Elsewhere { station, at: time } => EvidenceView::Elsewhere(station.clone(), at(*time)),
        Evidence::ForeignChange(time) => EvidenceView::ForeignChange(at(*time)),
        Evidence::UsualSilence(silence) => EvidenceView::UsualSilence(silence.num_hours().max(1)),
        Evidence::Hindrance(hindrance) => EvidenceView::Hindrance(*hindrance),
        Evidence::MovedFrom { station, at: time } => EvidenceView::MovedFrom(station.clone(), at(*time)),
        Evidence::Promised(time) => EvidenceView::Promised(at(*time)),
        Evidence::Troubled(trouble) => EvidenceView::Troubled(trouble.channel, at(trouble.since)),
        Evidence::NextWay { contact, at: time } => {
            let next = page.contacts.iter().find(|it| it.id == *contact)?;
            EvidenceView::NextWay(next.address.channel(), next.address.masked(), time.map(at))
        }
        Evidence::QueueDelay(delay) => EvidenceView::QueueDelay(delay.num_minutes() + 1),
        Evidence::Since(_) | Evidence::Way { .. } | Evidence::Skew(_) | Evidence::GrantsUntil(_) => {
            return None;
        }
    })
}

fn is_offline(page: &ParcelPage, now: Timestamp) -> bool {
    let heartbeat = page.station.as_ref().and_then(|station| station.heartbeat);
    matches!(station::health(heartbeat, now), StationHealth::Offline { .. })
}

//! A station tells what it has opened while it had no link.

use std::time::Duration;

use domain::{
    Timestamp,
    activity::ActivityKind,
    id::{CodeId, ParcelId},
    offline::{self, GrantFacts, Opening},
    trend::Happening,
};
use store::{
    Transaction, activity, bucket,
    grant::{self, Granted, ToldOpening},
    pickup_code, station, trend,
};

use super::{NotDone, door, unlock::Shown};
use crate::{app_state::AppState, fault::Fault};

/// What may not fit in ten minutes: a station that tells of more has something wrong with it, or is none.
const WRONG: u32 = 60;
const WINDOW: Duration = Duration::from_secs(600);

/// One opening of a report.
pub struct Told<'a> {
    /// What was said of it.
    pub told: ToldOpening<'a>,
    /// The keyed hash of that under every key.
    pub macs: &'a [Vec<u8>],
    /// What was typed or scanned.
    pub shown: &'a Shown,
}

/// Why it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The station has no such door.
    UnknownDoor,
    /// Something else was said in this place of a report of that name.
    OtherReport,
    /// Too much of what it tells cannot be; not before so many seconds.
    Wait(u32),
}

/// Takes one opening: once, however often and by however many at once it is told.
pub async fn run(
    app_state: &AppState,
    one: &Told<'_>,
    skew: chrono::Duration,
) -> Result<Opening, NotDone<Refused>> {
    let key = app_state.keys.limit("failed/opening/station", one.told.station)?;
    let shares = [bucket::Share { key, most: WRONG }];
    let now = app_state.now();
    let wait = app_state
        .doors
        .read(async |connection| bucket::spent(connection, &shares, WINDOW, now).await)
        .await
        .map_err(Fault::from)?;
    if let Some(seconds) = wait {
        return Err(NotDone::Refused(Refused::Wait(seconds)));
    }
    let (opening, is_new) =
        app_state.doors.write(async |transaction| take(app_state, transaction, one, skew).await).await?;
    if is_new {
        metrics::counter!("doorcode_offline_openings_total", "outcome" => opening.as_str()).increment(1);
        if !opening.collects() {
            tracing::warn!(
                station = one.told.station,
                compartment = one.told.compartment,
                outcome = opening.as_str(),
                "a door was opened without a link for what is no grant now"
            );
            // Of its own, so that nobody who waits for it holds parcels.
            let charged = app_state
                .doors
                .write(async |transaction| bucket::charge(transaction, &shares, true, WINDOW, now).await);
            charged.await.map_err(Fault::from)?;
        }
    }
    Ok(opening)
}

/// In one transaction: its name is claimed before anything else, then the door is held, then parcels, as when a door is
/// opened by asking us. The second value tells whether it is new.
async fn take(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    one: &Told<'_>,
    skew: chrono::Duration,
) -> Result<(Opening, bool), NotDone<Refused>> {
    let (now, told) = (app_state.now(), &one.told);
    let doors = station::compartments(transaction, told.station).await?.unwrap_or_default();
    if !doors.iter().any(|door| door.number == told.compartment) {
        return Err(NotDone::Refused(Refused::UnknownDoor));
    }
    if let Some(known) = grant::claim(transaction, told, now).await? {
        return if one.macs.contains(&known.said_mac) {
            Ok((known.opening, false))
        } else {
            Err(NotDone::Refused(Refused::OtherReport))
        };
    }
    let (opening, granted, at) = decide(app_state, transaction, one, skew).await?;
    grant::settle(transaction, told, opening).await?;
    if opening.collects() {
        trend::note(transaction, told.station, Happening::Opened, at).await?;
        // What the station has said of the door may have come before.
        if let Some(granted) = &granted {
            trend::stayed_shut(transaction, std::slice::from_ref(&granted.parcel), None).await?;
        }
    }
    let kind = match opening {
        Opening::Collected => ActivityKind::OpenedOffline,
        Opening::Late => ActivityKind::OpenedOfflineLate,
        Opening::CollectedBefore | Opening::Stopped | Opening::NotThere => ActivityKind::OpenedByEndedCode,
        Opening::Unproven | Opening::Unknown => return Ok((opening, true)),
    };
    if let Some(granted) = granted {
        tell(transaction, told, &granted.parcel, opening, kind, at).await?;
    }
    Ok((opening, true))
}

/// What it was, and when; what its own code has opened is collected.
async fn decide(
    app_state: &AppState,
    transaction: &mut Transaction<'_>,
    one: &Told<'_>,
    skew: chrono::Duration,
) -> Result<(Opening, Option<Granted>, Timestamp), NotDone<Refused>> {
    let (now, told) = (app_state.now(), &one.told);
    let indexes = match one.shown {
        Shown::Code(code) => app_state.keys.digits_indexes(told.station, code),
        Shown::Payload(payload) => app_state.keys.qr_indexes(told.station, payload),
        Shown::Wrong | Shown::Foreign => Vec::new(),
    };
    let named = told.grant.parse::<CodeId>().ok();
    let found = pickup_code::by_index(transaction, told.station, &indexes).await?;
    let found = found.into_iter().find(|code| Some(code.id) == named);
    let read = async |transaction: &mut Transaction<'_>| match named {
        Some(code) => grant::granted(transaction, told.station, code).await,
        None => Ok(None),
    };
    let granted = read(transaction).await?;
    let at = granted.as_ref().map_or(told.at, |granted| offline::opened_at(told.at, granted.issued_at, now));
    let facts = |granted: &Option<Granted>, lies| {
        granted.as_ref().map(|granted| GrantFacts {
            given_until: granted.given_until,
            valid_until: granted.valid_until,
            ended: granted.ended,
            proven: found.is_some(),
            lies,
        })
    };
    // As if it lay there; whether it does is known once the door is held.
    let opening = offline::decide(facts(&granted, true), at, skew);
    let Some(found) = found.as_ref().filter(|_| opening.collects()) else {
        return Ok((opening, granted, at));
    };
    if door::opened_before(app_state, transaction, found, told.compartment, at).await? {
        return Ok((opening, granted, at));
    }
    // Somebody was quicker, or it lies elsewhere.
    let granted = read(transaction).await?;
    Ok((offline::decide(facts(&granted, false), at, skew), granted, at))
}

/// Tells the customers of the code's parcel; where the code was over also those who have something behind that door.
async fn tell(
    transaction: &mut Transaction<'_>,
    told: &ToldOpening<'_>,
    own: &ParcelId,
    opening: Opening,
    kind: ActivityKind,
    at: Timestamp,
) -> Result<(), Fault> {
    let mut concerned = grant::concerned(transaction, told.station, told.compartment, own).await?;
    concerned.retain(|(parcel, _)| parcel == own || opening.was_over());
    for (parcel, customer) in &concerned {
        let done = activity::Activity {
            customer: Some(*customer),
            parcel: Some(parcel),
            kind,
            detail: None,
            at,
            user_agent: "",
            network: "",
        };
        activity::record(transaction, done).await?;
        transaction.changed(parcel);
    }
    Ok(())
}

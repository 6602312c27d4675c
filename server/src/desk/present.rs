//! From what is stored to what a page shows.

use app::port::{
    CarrierView, Door, NotificationView, ParcelRow, Path, ResendAllowed, ResendOption, StationHealthView,
    StationView, WaitingView, Wall,
};
use chrono_tz::Tz;
use domain::{
    Timestamp,
    id::CarrierKey,
    resend::Resend,
    standing::{self, Standing},
    station::{StationHealth, health},
    tracking::TrackingNumber,
    trend,
};
use store::page::{Listed, NotificationPart, StationPart};

use crate::{
    app_state::AppState,
    shown::{moment, seconds_until, zone},
};

/// A parcel's line.
pub fn row(listed: Listed, now: Timestamp) -> ParcelRow {
    let zone = zone(listed.station.as_ref().map(|(_, zone)| zone.as_str()));
    let at = |time| moment(time, zone, now);
    let standing = standing::decide(&listed.state, listed.door, listed.has_code, now);
    // It lies there, or the station says that it may.
    let lies = listed.state.placed_at.is_some() || standing == Standing::DoorShut;
    ParcelRow {
        tracking: TrackingNumber::parse(&listed.tracking_number)
            .map_or(listed.tracking_number, |number| number.grouped()),
        watched: standing::may_turn(standing, listed.door, now),
        standing,
        id: listed.id.into(),
        merchant: listed.merchant,
        station: listed.station.map(|(name, _)| name),
        compartment: listed.state.compartment.filter(|_| lies),
        expected: listed.state.expected.map(|window| (at(window.from), at(window.until))),
        deadline: listed.state.pickup_deadline.map(at),
        since: at(listed.state.since),
    }
}

/// Who carries a parcel.
pub fn carrier(app_state: &AppState, listed: &Listed) -> CarrierView {
    CarrierView {
        name: listed.carrier.clone(),
        number: listed.tracking_number.clone(),
        page: app_state.carrier_pages.of(&CarrierKey::of(&listed.carrier), &listed.tracking_number),
    }
}

/// The station of a parcel's line with its wall, where the parcel's door is lit.
pub fn station(row: &ParcelRow, part: Option<StationPart>, zone: Tz, now: Timestamp) -> Option<StationView> {
    let (name, part) = row.station.clone().zip(part)?;
    Some(wall(name, part, row.compartment.as_deref(), zone, now))
}

/// A station, and which of its doors is lit.
pub fn wall(name: String, part: StationPart, mine: Option<&str>, zone: Tz, now: Timestamp) -> StationView {
    let size = |number: i16| u16::try_from(number).unwrap_or(1);
    let screen = part.screen.map(|(column, row)| (size(column), size(row)));
    let doors: Vec<Door> = part
        .compartments
        .into_iter()
        .map(|door| Door {
            mine: mine == Some(door.number.as_str()),
            number: door.number,
            column: door.column,
            row: door.row,
            height: door.height,
        })
        .collect();
    let health = health_view(part.heartbeat, zone, now);
    // Of one that opens nothing now it does not matter how it usually is.
    let trend = part.summary.filter(|_| reads(&health)).map(|summary| trend::line(&summary, &zone, now));
    let most = |of: &dyn Fn(&Door) -> u16, also: u16| doors.iter().map(of).max().unwrap_or(0).max(also);
    StationView {
        name,
        address: part.address.into(),
        hours: part.opening_hours,
        location: part.location,
        health,
        trend,
        wall: Wall {
            columns: most(&|door| door.column, screen.map_or(0, |(column, _)| column)),
            rows: most(&|door| door.row + door.height - 1, screen.map_or(0, |(_, row)| row)),
            doors,
            screen,
        },
    }
}

/// Whether a station reads codes now, as far as is known.
pub const fn reads(health: &StationHealthView) -> bool {
    match health {
        StationHealthView::Unknown
        | StationHealthView::Working
        | StationHealthView::ScannerFault
        | StationHealthView::KeypadFault => true,
        StationHealthView::Offline(_) | StationHealthView::Closed => false,
    }
}

/// A message about a code; `old` when the contact it went to is none of the parcel's any more.
pub fn message(message: NotificationPart, old: bool, zone: Tz, now: Timestamp) -> NotificationView {
    NotificationView {
        channel: message.channel,
        contact: message.masked,
        state: message.state,
        cause: message.cause,
        twice: message.unsure,
        word_only: message.word_only,
        at: moment(message.state_at, zone, now),
        resent: message.resent,
        old,
    }
}

/// How a station stands.
pub fn health_view(
    heartbeat: Option<domain::station::Heartbeat>,
    zone: Tz,
    now: Timestamp,
) -> StationHealthView {
    match health(heartbeat, now) {
        StationHealth::Unknown => StationHealthView::Unknown,
        StationHealth::Offline { since } => StationHealthView::Offline(moment(since, zone, now)),
        StationHealth::ScannerFault => StationHealthView::ScannerFault,
        StationHealth::KeypadFault => StationHealthView::KeypadFault,
        StationHealth::Closed => StationHealthView::Closed,
        StationHealth::Working => StationHealthView::Working,
    }
}

/// What a station does not take now because of wrong tries.
pub fn waiting(part: &StationPart, zone: Tz, now: Timestamp) -> Option<WaitingView> {
    let has = |path| match path {
        Path::Keypad => part.has_keypad,
        Path::Scanner => part.has_scanner,
    };
    let health = health(part.heartbeat, now);
    let waiting = domain::station::waiting(part.keypad_waits, part.scanner_waits, has, health, now)?;
    Some(WaitingView {
        path: waiting.path,
        until: moment(waiting.until, zone, now),
        other_works: waiting.other_works,
    })
}

/// A way to send the code again.
pub fn resend(
    address: &domain::contact::Address,
    decision: Resend,
    zone: Tz,
    now: Timestamp,
) -> ResendOption {
    ResendOption {
        channel: address.channel(),
        contact: address.masked(),
        allowed: match decision {
            Resend::Now { left } => ResendAllowed::Now { left: left + 1 },
            Resend::Wait { until } => ResendAllowed::Wait { seconds: seconds_until(until, now) },
            Resend::SpentToday { until } => ResendAllowed::SpentToday { until: moment(until, zone, now) },
        },
    }
}

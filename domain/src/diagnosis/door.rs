//! The sixth gate: does the door open for the code?

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{cause::Cause, evidence::Evidence, placed::PlacedFacts, seen::Seen};
use crate::{
    Timestamp,
    code::MOST_TOLERANCE,
    command::DoorEventKind,
    next_change::NextChange,
    plausible,
    station::{self, Heartbeat, Path, StationHealth, Waiting},
};

/// A station's clock that is off by so much counts as wrong.
pub const CLOCK_OFF: Duration = Duration::minutes(1);
/// A station that takes so long for an answer is slow.
pub const SLOW: Duration = Duration::seconds(3);
/// For how long a try at another station says where the customer stands.
pub const ELSEWHERE: Duration = Duration::minutes(30);

/// What is known of the station and of the tries with this code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoorFacts {
    /// The station it lies in or is bound for.
    pub station: StationFacts,
    /// When that station last refused the right code because by its clock the time was over, or not yet there: the
    /// newest such attempt, by the index on the parcel.
    pub refused_for_time: Option<Timestamp>,
    /// The customer tried it, or was, at another station: a symbol names its parcel wherever it is shown, and
    /// `/at/{station}` is opened by somebody who is signed in. Kept beside the parcel. Digits alone do not say whose
    /// they are, and nothing is guessed from them.
    pub elsewhere: Option<Elsewhere>,
    /// What the operator's table says of the blinking light that the customer describes: one row by model and pattern.
    pub light_means: Option<Fault>,
}

/// What is known of a station: its row, which every heartbeat overwrites, and its two counters of wrong tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationFacts {
    /// The last heartbeat.
    pub heartbeat: Option<Heartbeat>,
    /// The screen works, as far as the heartbeat says.
    pub screen: Option<bool>,
    /// How far its clock is ahead of ours.
    pub skew: Option<Duration>,
    /// How long its link takes for an answer.
    pub latency: Option<Duration>,
    /// What the last heartbeat says of the parcel's own door. It explains what the customer meets there, and is no answer
    /// by itself: the door may open nevertheless.
    pub door: Option<Fault>,
    /// Until when its keypads wait after wrong tries.
    pub keypad_waits: Option<Timestamp>,
    /// Until when its scanners do.
    pub scanner_waits: Option<Timestamp>,
    /// It has a keypad.
    pub has_keypad: bool,
    /// It has a scanner.
    pub has_scanner: bool,
    /// The list of grants that it holds is good until then: without a link it opens by that.
    pub grants_until: Option<Timestamp>,
    /// What several customers have reported of it, or the operator has: its open incidents.
    pub incidents: Vec<Fault>,
}

/// What is faulty at a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Fault {
    /// Its link is down.
    Offline,
    /// Its link is slow.
    Slow,
    /// The scanner.
    Scanner,
    /// The keypad.
    Keypad,
    /// The screen.
    Screen,
    /// A door that does not move.
    Jammed,
    /// Sensors that disagree.
    Sensor,
}

/// Where else the customer was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The other station.
    pub station: String,
    /// When.
    pub at: Timestamp,
}

impl Default for StationFacts {
    /// A station that was never heard of.
    fn default() -> Self {
        Self {
            heartbeat: None,
            screen: None,
            skew: None,
            latency: None,
            door: None,
            keypad_waits: None,
            scanner_waits: None,
            has_keypad: true,
            has_scanner: true,
            grants_until: None,
            incidents: Vec::new(),
        }
    }
}

impl Fault {
    /// Every fault.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Its name in the database and the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The fault of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    const fn cause(self) -> Cause {
        match self {
            Self::Offline => Cause::Offline,
            Self::Slow => Cause::Slow,
            Self::Scanner => Cause::Scanner,
            Self::Keypad => Cause::Keypad,
            Self::Screen => Cause::Screen,
            Self::Jammed => Cause::Jammed,
            Self::Sensor => Cause::Sensor,
        }
    }
}

impl StationFacts {
    fn has(&self, path: Path) -> bool {
        match path {
            Path::Keypad => self.has_keypad,
            Path::Scanner => self.has_scanner,
        }
    }

    fn waiting(&self, now: Timestamp) -> Option<Waiting> {
        let health = station::health(self.heartbeat, now);
        station::waiting(self.keypad_waits, self.scanner_waits, |path| self.has(path), health, now)
    }

    /// Whether a code can come this way now, as far as is known.
    pub(super) fn takes(&self, path: Path, now: Timestamp) -> bool {
        let waits = match path {
            Path::Keypad => self.keypad_waits,
            Path::Scanner => self.scanner_waits,
        };
        let faulty = self.faults(now).any(|fault| match path {
            Path::Keypad => fault == Fault::Keypad,
            Path::Scanner => fault == Fault::Scanner,
        });
        self.has(path) && !faulty && waits.is_none_or(|until| until <= now)
    }

    /// Whether it opens by its list of grants.
    pub(super) fn opens_offline(&self, now: Timestamp) -> bool {
        self.grants_until.is_some_and(|until| now < until)
    }

    /// What is faulty: what an offline station last said of its parts says nothing of now.
    fn faults(&self, now: Timestamp) -> impl Iterator<Item = Fault> {
        let slow = self.latency.is_some_and(|latency| latency >= SLOW).then_some(Fault::Slow);
        let screen = (self.screen == Some(false)).then_some(Fault::Screen);
        let of_health = match station::health(self.heartbeat, now) {
            StationHealth::Unknown => [None; 4],
            StationHealth::Offline { .. } => [Some(Fault::Offline), None, None, None],
            StationHealth::ScannerFault => [slow, Some(Fault::Scanner), None, screen],
            StationHealth::KeypadFault => [slow, None, Some(Fault::Keypad), screen],
            StationHealth::Closed => [slow, Some(Fault::Scanner), Some(Fault::Keypad), screen],
            StationHealth::Working => [slow, None, None, screen],
        };
        of_health.into_iter().flatten().chain(self.incidents.iter().copied())
    }
}

impl DoorFacts {
    /// The last time that the customer was at the right station, as far as is known.
    fn here_at(&self, placed: &PlacedFacts) -> Option<Timestamp> {
        self.refused_for_time.max(placed.opening.map(|opening| opening.at))
    }

    fn is_elsewhere(&self, placed: &PlacedFacts, now: Timestamp) -> bool {
        self.elsewhere.as_ref().is_some_and(|elsewhere| {
            self.here_at(placed) <= Some(elsewhere.at) && now < plausible::later(elsewhere.at, ELSEWHERE)
        })
    }

    /// A right code was refused, the clock explains it, and it was not accepted since.
    fn clock_refused(&self, placed: &PlacedFacts) -> bool {
        let opened = placed.opening.map(|opening| opening.at);
        let off = self.station.skew.is_some_and(|skew| skew.abs() >= CLOCK_OFF);
        off && self.refused_for_time.is_some_and(|at| opened < Some(at))
    }

    /// Whether the time that a code opens is made longer by as much as the clock is off.
    pub(super) fn clock_is_tolerated(&self) -> bool {
        self.station.skew.is_some_and(|skew| skew.abs() <= MOST_TOLERANCE)
    }
}

/// What is wrong here, the answer first: what the customer alone can see inside, then what explains why nothing opens
/// for anybody who does everything right, then what they see, then what they can go around.
pub fn found(placed: &PlacedFacts, facts: &DoorFacts, seen: Option<Seen>, now: Timestamp) -> Vec<Cause> {
    let here = placed.is_here(now) || placed.is_expired(now);
    if placed.is_over(seen, now) {
        return Vec::new();
    }
    let said = placed.opening.and_then(|opening| opening.said);
    let asked = seen.and_then(|seen| match seen {
        Seen::NothingInside => Some(Cause::Empty),
        Seen::DoorStuck => Some(Cause::Jammed),
        Seen::ScreenDark => Some(Cause::Screen),
        Seen::ScannerSilent => Some(Cause::Scanner),
        Seen::LightBlinks => facts.light_means.map(Fault::cause),
        Seen::NotMine => None,
    });
    let faults: Vec<Fault> = facts.station.faults(now).collect();
    let first = [
        (asked == Some(Cause::Empty), Cause::Empty),
        (placed.is_expired(now), Cause::Expired),
        (here && facts.station.waiting(now).is_some(), Cause::LockedOut),
        (here && facts.is_elsewhere(placed, now), Cause::WrongStation),
        (here && facts.clock_refused(placed), Cause::Clock),
        (said == Some(DoorEventKind::StillShut), Cause::Jammed),
        (said == Some(DoorEventKind::SensorConflict), Cause::Sensor),
        (faults.contains(&Fault::Offline), Cause::Offline),
    ];
    let mut causes = Vec::new();
    let known = first.into_iter().filter_map(|(holds, cause)| holds.then_some(cause));
    for cause in known.chain(asked).chain(faults.into_iter().map(Fault::cause)) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// What is known here.
pub fn evidence(facts: &DoorFacts) -> Vec<Evidence> {
    let station = &facts.station;
    [
        station.heartbeat.map(|heartbeat| Evidence::Heartbeat(heartbeat.at)),
        station.skew.map(Evidence::Skew),
        station.latency.filter(|latency| *latency >= SLOW).map(Evidence::Latency),
        station.door.map(Evidence::DoorFault),
        station.keypad_waits.map(|until| Evidence::Locked { path: Path::Keypad, until }),
        station.scanner_waits.map(|until| Evidence::Locked { path: Path::Scanner, until }),
        station.grants_until.map(Evidence::GrantsUntil),
        facts.refused_for_time.map(Evidence::RefusedForTime),
        facts.elsewhere.as_ref().map(|it| Evidence::Elsewhere { station: it.station.clone(), at: it.at }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// When the answer of [`found`] may change by itself, or what the station takes does.
pub fn changes_at(facts: &DoorFacts, now: Timestamp) -> Option<Timestamp> {
    let station = &facts.station;
    let elsewhere = facts.elsewhere.as_ref().map(|elsewhere| plausible::later(elsewhere.at, ELSEWHERE));
    NextChange::after(now)
        .at(station::health_changes_at(station.heartbeat, now))
        .at(station::waiting_changes_at(station.keypad_waits, station.scanner_waits, now))
        .at(station.grants_until)
        .at(elsewhere)
        .earliest()
}

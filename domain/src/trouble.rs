//! What an incident is about, and whom it concerns: it is shown to exactly those.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    Timestamp,
    contact::Channel,
    diagnosis::{DelayReason, Fault, Seen},
    id::IncidentId,
    incident::Scope,
    next_change::NextChange,
    standing::{Stage, Standing},
};

/// What is wrong.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Trouble {
    /// Text messages are late or do not arrive.
    Sms,
    /// E-mails.
    Email,
    /// Notifications.
    Push,
    /// Parcels are late because of the weather.
    Weather,
    /// Because a road is closed.
    Road,
    /// Because vehicles broke down.
    Vehicle,
    /// Because there is too much to carry.
    Capacity,
    /// A station has no connection.
    Offline,
    /// A station is slow.
    Slow,
    /// Its scanner is faulty.
    Scanner,
    /// Its keypad.
    Keypad,
    /// Its screen.
    Screen,
    /// Its doors do not move.
    Jammed,
    /// The sensors of its doors disagree.
    Sensor,
}

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// Of messages.
    Messages(Channel),
    /// Of the way of parcels.
    Delay(DelayReason),
    /// Of a station.
    Station(Fault),
}

impl Trouble {
    /// Everything there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in database, API and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// What a customer says with what they see at a station; nothing where it is about their parcel alone.
    pub const fn seen(seen: Seen) -> Option<Self> {
        match seen {
            Seen::DoorStuck => Some(Self::Jammed),
            Seen::ScreenDark => Some(Self::Screen),
            Seen::ScannerSilent => Some(Self::Scanner),
            Seen::NothingInside | Seen::LightBlinks | Seen::NotMine => None,
        }
    }

    /// That messages of this channel fail.
    pub const fn of_channel(channel: Channel) -> Self {
        match channel {
            Channel::Sms => Self::Sms,
            Channel::Email => Self::Email,
            Channel::Push => Self::Push,
        }
    }

    /// What kind it is.
    pub const fn kind(self) -> TroubleKind {
        match self {
            Self::Sms => TroubleKind::Messages(Channel::Sms),
            Self::Email => TroubleKind::Messages(Channel::Email),
            Self::Push => TroubleKind::Messages(Channel::Push),
            Self::Weather => TroubleKind::Delay(DelayReason::Weather),
            Self::Road => TroubleKind::Delay(DelayReason::Road),
            Self::Vehicle => TroubleKind::Delay(DelayReason::Vehicle),
            Self::Capacity => TroubleKind::Delay(DelayReason::Capacity),
            Self::Offline => TroubleKind::Station(Fault::Offline),
            Self::Slow => TroubleKind::Station(Fault::Slow),
            Self::Scanner => TroubleKind::Station(Fault::Scanner),
            Self::Keypad => TroubleKind::Station(Fault::Keypad),
            Self::Screen => TroubleKind::Station(Fault::Screen),
            Self::Jammed => TroubleKind::Station(Fault::Jammed),
            Self::Sensor => TroubleKind::Station(Fault::Sensor),
        }
    }

    /// Whether something of this scope can have it: a provider carries messages only, and parts are those of a station.
    pub const fn is_of(self, scope: Scope) -> bool {
        match (scope, self.kind()) {
            (Scope::Provider | Scope::Region, TroubleKind::Messages(_))
            | (Scope::Region | Scope::Station, TroubleKind::Delay(_))
            | (Scope::Station, TroubleKind::Station(_)) => true,
            (Scope::Provider, TroubleKind::Delay(_) | TroubleKind::Station(_))
            | (Scope::Region, TroubleKind::Station(_))
            | (Scope::Station, TroubleKind::Messages(_)) => false,
        }
    }
}

/// An incident as far as customers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Our number of it.
    pub id: IncidentId,
    /// What fails.
    pub scope: Scope,
    /// Which: the name of a provider or region, or a station's id.
    pub subject: String,
    /// What is wrong with it.
    pub trouble: Trouble,
    /// Since when.
    pub since: Timestamp,
    /// When it is over by itself; without, when somebody or the rule says so.
    pub until: Option<Timestamp>,
    /// What the operator says of it.
    pub words: Option<String>,
}

/// A parcel and its customer, as far as incidents are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Concern<'a> {
    /// How it stands.
    pub standing: Standing,
    /// The station that it is bound for or lies in.
    pub station: Option<&'a str>,
    /// That station's region.
    pub region: Option<&'a str>,
    /// The channels by which its customer is told.
    pub channels: &'a [Channel],
    /// Who was handed messages about its code that were not confirmed.
    pub providers: &'a [String],
}

impl Incident {
    /// Whether it holds at that time.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Whether it concerns somebody: one about messages whoever waits for one with a code, one about delays whoever waits
    /// for a parcel, and one about a station whose parcel lies there or comes there.
    pub fn concerns(&self, whom: Concern<'_>, now: Timestamp) -> bool {
        let lies = match whom.standing.stage() {
            Stage::BehindItsDoor => true,
            Stage::HeldUp | Stage::OnItsWay => false,
            Stage::Over => return false,
        };
        if !self.holds(now) {
            return false;
        }
        let there = match self.scope {
            Scope::Provider => whom.providers.contains(&self.subject),
            Scope::Region => whom.region == Some(self.subject.as_str()),
            Scope::Station => whom.station == Some(self.subject.as_str()),
        };
        there
            && match self.trouble.kind() {
                TroubleKind::Messages(channel) => lies && whom.channels.contains(&channel),
                TroubleKind::Delay(_) => !lies,
                TroubleKind::Station(_) => true,
            }
    }
}

/// When the answer of [`Incident::concerns`] may change by itself.
pub fn changes_at(incidents: &[Incident], now: Timestamp) -> Option<Timestamp> {
    incidents.iter().fold(NextChange::after(now), |next, incident| next.at(incident.until)).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    fn now() -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap()
    }

    fn incident(scope: Scope, subject: &str, trouble: Trouble) -> Incident {
        let subject = subject.to_owned();
        Incident { id: IncidentId::new(1), scope, subject, trouble, since: now(), until: None, words: None }
    }

    #[test]
    fn an_incident_concerns_those_it_is_about_and_nobody_else() {
        let (channels, providers) = ([Channel::Sms], ["sms".to_owned()]);
        let lies = Concern {
            standing: Standing::Ready,
            station: Some("BER-042"),
            region: Some("berlin"),
            channels: &channels,
            providers: &providers,
        };
        let comes = Concern { standing: Standing::Late, providers: &[], ..lies };
        let over = Concern { standing: Standing::Collected, ..lies };
        let elsewhere = Concern { station: Some("HAM-001"), region: Some("hamburg"), providers: &[], ..lies };
        let table = [
            (incident(Scope::Provider, "sms", Trouble::Sms), [true, false, false, false]),
            (incident(Scope::Provider, "sms2", Trouble::Sms), [false; 4]),
            (incident(Scope::Provider, "sms", Trouble::Email), [false; 4]),
            (incident(Scope::Region, "berlin", Trouble::Sms), [true, false, false, false]),
            (incident(Scope::Region, "berlin", Trouble::Weather), [false, true, false, false]),
            (incident(Scope::Station, "BER-042", Trouble::Scanner), [true, true, false, false]),
            (incident(Scope::Station, "HAM-001", Trouble::Scanner), [false, false, false, true]),
        ];
        for (incident, right) in table {
            let found = [lies, comes, over, elsewhere].map(|whom| incident.concerns(whom, now()));
            assert_eq!(found, right, "{incident:?}");
        }
    }

    #[test]
    fn an_incident_with_an_end_is_over_then_and_the_page_knows_when() {
        let until = now() + Duration::hours(1);
        let ends = Incident { until: Some(until), ..incident(Scope::Station, "BER-042", Trouble::Screen) };
        assert!(ends.holds(until - Duration::nanoseconds(1)) && !ends.holds(until));
        assert_eq!(changes_at(std::slice::from_ref(&ends), now()), Some(until));
        assert_eq!(changes_at(&[ends], until), None);
    }

    #[test]
    fn each_trouble_keeps_its_name_and_is_had_by_something() {
        for &trouble in Trouble::ALL {
            assert_eq!(Trouble::parse(trouble.as_str()), Some(trouble));
            let had = [Scope::Provider, Scope::Region, Scope::Station].map(|scope| trouble.is_of(scope));
            assert!(had.contains(&true), "{trouble:?}");
        }
        assert_eq!(Trouble::parse("a_ghost"), None);
    }
}

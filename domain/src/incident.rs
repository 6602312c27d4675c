//! Incidents: that many fail at once, at a provider, in a region or at a station. One begins and ends by rule from
//! clustered failures, or by the operator.
//!
//! What is counted is the last [`WINDOW`]: counters per minute and scope, of which a page reads none; it reads the few
//! incidents that are open.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr};

use crate::{Timestamp, next_change::NextChange, plausible};

/// The time over which failures are counted.
pub const WINDOW: Duration = Duration::minutes(15);
/// So long after it last failed an incident ends, if what is tried since works.
pub const CALM: Duration = Duration::minutes(15);
/// So long after it last failed it ends though hardly anything was tried since: at night nobody does.
pub const FORGOTTEN: Duration = Duration::hours(2);

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// A provider of messages, on one channel.
    Provider,
    /// Messages to a region or a network, whatever the provider.
    Region,
    /// A station, or one part of it.
    Station,
}

/// From when on a scope counts as failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Threshold {
    /// So many failed at least.
    failed: u32,
    /// Of so many different customers: one who tries again and again is no cluster.
    customers: u32,
    /// In percent of what was tried.
    share: u32,
}

/// What was tried within the last [`WINDOW`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster {
    /// Messages, or tries at the door.
    pub tried: u32,
    /// How many of them failed, were taken for more than five minutes, or were reported.
    pub failed: u32,
    /// How many different customers these belong to.
    pub customers: u32,
}

/// Who raised an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RaisedBy {
    /// The rule; the rule ends it.
    Rule,
    /// The operator, who ends it.
    Operator,
}

/// An incident that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenIncident {
    /// Who raised it.
    pub by: RaisedBy,
    /// When it was last found failing.
    pub failed_at: Timestamp,
}

/// How a scope does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trend {
    /// Too many fail.
    Failing,
    /// Too few were tried, or it is neither good nor bad.
    Unclear,
    /// What is tried works.
    Working,
}

/// What becomes of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum IncidentStep {
    /// There is none, and none begins.
    None,
    /// One begins.
    Raise,
    /// It was found failing again: it goes on from now.
    Renew,
    /// It goes on.
    Keep,
    /// It is over.
    Clear,
}

impl IncidentStep {
    /// The name used in metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl RaisedBy {
    /// The name used in database and API.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl Scope {
    /// The name used in database, API and metrics.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// A station has few customers in a quarter of an hour, a provider many; 15 % is what GOV.UK Notify moves away at.
    const fn threshold(self) -> Threshold {
        match self {
            Self::Provider => Threshold { failed: 5, customers: 5, share: 15 },
            Self::Region => Threshold { failed: 10, customers: 8, share: 30 },
            Self::Station => Threshold { failed: 3, customers: 3, share: 50 },
        }
    }
}

impl Cluster {
    /// How a scope does where so much was tried. To be working takes less than half of the share at which it fails, so
    /// that an incident does not come and go.
    pub fn trend(self, scope: Scope) -> Trend {
        let Threshold { failed, customers, share } = scope.threshold();
        // Who was counted as failed was tried, whatever the counters say.
        let tried = u64::from(self.tried.max(self.failed));
        let (percent, share) = (u64::from(self.failed) * 100, u64::from(share));
        if self.failed >= failed && self.customers >= customers && percent >= share * tried {
            Trend::Failing
        } else if tried >= u64::from(failed) && percent * 2 < share * tried {
            Trend::Working
        } else {
            Trend::Unclear
        }
    }
}

/// Decides what becomes of the incident that is open, if one is.
pub fn decide(open: Option<OpenIncident>, trend: Trend, now: Timestamp) -> IncidentStep {
    let Some(open) = open else {
        return match trend {
            Trend::Failing => IncidentStep::Raise,
            Trend::Unclear | Trend::Working => IncidentStep::None,
        };
    };
    let past = |span| now >= plausible::later(open.failed_at, span);
    match (open.by, trend) {
        (RaisedBy::Operator | RaisedBy::Rule, Trend::Failing) => IncidentStep::Renew,
        (RaisedBy::Rule, Trend::Working) if past(CALM) => IncidentStep::Clear,
        (RaisedBy::Rule, Trend::Unclear) if past(FORGOTTEN) => IncidentStep::Clear,
        (RaisedBy::Rule | RaisedBy::Operator, Trend::Working | Trend::Unclear) => IncidentStep::Keep,
    }
}

/// When the answer of [`decide`] may change by itself.
pub fn changes_at(open: Option<OpenIncident>, now: Timestamp) -> Option<Timestamp> {
    let ends = |span| open.map(|open| plausible::later(open.failed_at, span));
    NextChange::after(now).at(ends(CALM)).at(ends(FORGOTTEN)).earliest()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        chrono::Utc.timestamp_opt(1_800_000_000 + minute * 60, 0).unwrap()
    }

    #[test]
    fn each_scope_fails_at_its_threshold_and_works_well_below_it() {
        use Trend::{Failing, Unclear, Working};
        let table = [
            (Scope::Provider, (100, 15, 9), Failing),
            (Scope::Provider, (100, 14, 9), Unclear),
            (Scope::Provider, (100, 7, 7), Working),
            (Scope::Provider, (100, 80, 4), Unclear),
            (Scope::Provider, (4, 4, 4), Unclear),
            (Scope::Provider, (5, 5, 5), Failing),
            (Scope::Region, (30, 10, 8), Failing),
            (Scope::Region, (40, 10, 10), Unclear),
            (Scope::Region, (100, 10, 10), Working),
            (Scope::Station, (6, 3, 3), Failing),
            (Scope::Station, (7, 3, 3), Unclear),
            (Scope::Station, (40, 20, 1), Unclear),
            (Scope::Station, (3, 0, 0), Working),
            (Scope::Station, (2, 0, 0), Unclear),
            (Scope::Station, (0, 3, 3), Failing),
            (Scope::Station, (0, 0, 0), Unclear),
        ];
        for (scope, (tried, failed, customers), trend) in table {
            let cluster = Cluster { tried, failed, customers };
            assert_eq!(cluster.trend(scope), trend, "{scope:?} {cluster:?}");
        }
    }

    #[test]
    fn an_incident_begins_and_ends_by_rule_and_the_operators_by_the_operator() {
        use IncidentStep as S;
        let open = |by, failed| Some(OpenIncident { by, failed_at: at(failed) });
        let (rule, operator) = (open(RaisedBy::Rule, 0), open(RaisedBy::Operator, 0));
        let table = [
            (None, Trend::Working, 0, S::None),
            (None, Trend::Unclear, 0, S::None),
            (None, Trend::Failing, 0, S::Raise),
            (rule, Trend::Failing, 300, S::Renew),
            (rule, Trend::Working, 14, S::Keep),
            (rule, Trend::Working, 15, S::Clear),
            (rule, Trend::Unclear, 119, S::Keep),
            (rule, Trend::Unclear, 120, S::Clear),
            (operator, Trend::Failing, 1, S::Renew),
            (operator, Trend::Working, 9_000, S::Keep),
            (operator, Trend::Unclear, 9_000, S::Keep),
        ];
        for (open, trend, now, step) in table {
            assert_eq!(decide(open, trend, at(now)), step, "{open:?} {trend:?} at {now}");
        }
        assert_eq!(changes_at(rule, at(0)), Some(at(15)));
        assert_eq!(changes_at(rule, at(15)), Some(at(120)));
    }

    proptest! {
        #[test]
        fn an_incident_is_neither_raised_nor_cleared_by_what_is_unclear(
            open in any::<bool>(), by_rule: bool, minute in 0_i64..120,
        ) {
            let by = if by_rule { RaisedBy::Rule } else { RaisedBy::Operator };
            let incident = open.then_some(OpenIncident { by, failed_at: at(0) });
            let step = decide(incident, Trend::Unclear, at(minute));
            prop_assert_eq!(step, if open { IncidentStep::Keep } else { IncidentStep::None });
        }

        #[test]
        fn more_failures_never_make_it_better(tried in 0_u32..60, failed in 0_u32..60, customers in 0_u32..9) {
            for scope in [Scope::Provider, Scope::Region, Scope::Station] {
                let worse = Cluster { tried, failed: failed + 1, customers }.trend(scope);
                let better = Cluster { tried, failed, customers }.trend(scope);
                prop_assert!(!(better == Trend::Failing && worse != Trend::Failing && failed < tried));
                prop_assert!(!(worse == Trend::Working && better != Trend::Working && tried > 9));
            }
        }
    }
}

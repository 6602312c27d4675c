//! How many one-time codes a contact gets, and how many digits they have: the budget of guesses.
//!
//! **The bound.** Whoever guesses all day, over all ways in together, opens one contact with a probability of at most
//! [`ODDS`] (5 in 100,000). Ways in are sign-ins through any parcel, "another code", challenges within sessions and
//! verifications, from any number of browsers and addresses, through any instance. It is kept when a code is *made*,
//! not when it is tried: a code of n digits admits [`TRIES`] compares, counted on its own row before it is compared, so
//! making it spends at most `TRIES · 10⁻ⁿ`. In any day a contact gets at most [`SHORT`] codes of six digits
//! (9 · 5 · 10⁻⁶ = 4.5 · 10⁻⁵, 45 compares) and [`MESSAGES`] codes in all, those beyond the ninth with eight digits
//! (11 · 5 · 10⁻⁸). So an attack makes codes longer before it makes them scarce, and its victim still gets in.
//!
//! **The shares.** Strangers, who need no more than what stands on a label, have [`STRANGERS`] of the messages:
//! [`PER_ADDRESS`] from one address, [`PER_NETWORK`] from one network. The rest is for browsers that were let in
//! before and for sessions, [`PER_HOLDER`] each: nobody else can use it up. From one address strangers leave a fresh
//! browser elsewhere `STRANGERS - PER_ADDRESS` codes, from one network `STRANGERS - PER_NETWORK`; with many networks
//! they leave the known browser its own share, and everybody links and passkeys.
//!
//! A ledger is kept per contact, and one like it per pair of number and contact as they were typed: the second decides
//! what may be said aloud, because it is the same whether or not the two belong together. In front of stations no number is
//! typed: there is one for each contact, of which strangers have [`AT_STATIONS`], so that somebody who knows no more than a
//! phone number uses up no more than that.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    one_time::{LENGTH, LIFETIME, LONG, TRIES},
};

/// The probability, per contact and day, with which guessing succeeds at most.
pub const ODDS: f64 = 5e-5;
/// How long a code is remembered: a day, and as long as it could be tried into the next.
pub const DAY: Duration = Duration::seconds(24 * 60 * 60 + LIFETIME.num_seconds());
/// Codes sent to one contact a day, in all.
pub const MESSAGES: usize = STRANGERS + KNOWN;
/// Those of them that strangers may cause together.
pub const STRANGERS: usize = 11;
/// Those of them that are kept for known browsers and sessions.
pub const KNOWN: usize = 9;
/// Those of the strangers' who stand in front of stations, and need no more than the contact. Whoever has the label as well
/// has [`PER_ADDRESS`] left in any case.
pub const AT_STATIONS: usize = STRANGERS - PER_ADDRESS;
/// Strangers behind one network (IPv4 /24, IPv6 /48).
pub const PER_NETWORK: usize = 8;
/// Strangers behind one address (IPv4 address, IPv6 /64).
pub const PER_ADDRESS: usize = 5;
/// One known browser, or one session.
pub const PER_HOLDER: usize = 6;
/// How many of a day's codes have six digits.
pub const SHORT: usize = 9;
/// Of one asker, so many may follow each other at once …
pub const BURST: i32 = 3;
/// … and one in this time after that.
pub const PACE: Duration = Duration::seconds(60);
/// Wrong codes over the whole network within [`ALARM_WITHIN`] that look like an attack on everybody: at that rate one
/// guess of six digits succeeds in a week. While it lasts every code has eight digits.
pub const ALARM: i64 = 1_000;
/// The time in which they are counted.
pub const ALARM_WITHIN: Duration = Duration::minutes(10);

/// Who asks for a code. Places are keyed hashes: compared, never read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// Anybody.
    Stranger {
        /// The address.
        address: String,
        /// The network around it.
        network: String,
    },
    /// A browser in which the contact's customer was let in before, or a session of that customer.
    Known {
        /// Which one.
        holder: String,
    },
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    at: Timestamp,
    by: Asker,
    digits: usize,
}

/// Why no code is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Too soon after the last ones.
    Pace {
        /// The earliest time.
        until: Timestamp,
    },
    /// The share of the day is used up.
    Spent {
        /// When the oldest code that stands in the way is forgotten.
        until: Timestamp,
    },
}

impl Refused {
    /// The earliest time at which it may be asked again.
    pub const fn until(self) -> Timestamp {
        match self {
            Self::Pace { until } | Self::Spent { until } => until,
        }
    }
}

/// The codes that were sent within the last [`DAY`], oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger(Vec<Sent>);

impl Ledger {
    /// Asks for a code and, if it may be sent, writes it down. Answers how many digits it has to have; `alarm` when
    /// wrong codes are counted everywhere as never before.
    pub fn ask(&mut self, by: &Asker, alarm: bool, now: Timestamp) -> Result<usize, Refused> {
        self.ask_within(STRANGERS, by, alarm, now)
    }

    /// The same where strangers have only so many together: [`STRANGERS`], or [`AT_STATIONS`].
    pub fn ask_within(
        &mut self,
        strangers: usize,
        by: &Asker,
        alarm: bool,
        now: Timestamp,
    ) -> Result<usize, Refused> {
        self.0.retain(|sent| sent.at > now - DAY);
        match by {
            Asker::Stranger { address, network } => {
                let stranger = |sent: &Sent| matches!(sent.by, Asker::Stranger { .. });
                let near =
                    |sent: &Sent| matches!(&sent.by, Asker::Stranger { network: n, .. } if n == network);
                let same =
                    |sent: &Sent| matches!(&sent.by, Asker::Stranger { address: a, .. } if a == address);
                self.within(PER_ADDRESS, same)?;
                self.within(PER_NETWORK, near)?;
                self.within(strangers, stranger)?;
                self.paced(now, same)?;
            }
            Asker::Known { holder } => {
                let known = |sent: &Sent| matches!(sent.by, Asker::Known { .. });
                let same = |sent: &Sent| matches!(&sent.by, Asker::Known { holder: h } if h == holder);
                self.within(PER_HOLDER, same)?;
                self.within(KNOWN, known)?;
                self.paced(now, same)?;
            }
        }
        let short = self.0.iter().filter(|sent| sent.digits <= LENGTH).count();
        let digits = if alarm || short >= SHORT { LONG } else { LENGTH };
        self.0.push(Sent { at: now, by: by.clone(), digits });
        Ok(digits)
    }

    /// What the codes in it can be guessed with, together.
    pub fn odds(&self) -> f64 {
        self.0.iter().map(|sent| odds(sent.digits)).sum()
    }

    /// How many codes are in it.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn within(&self, most: usize, counted: impl Fn(&Sent) -> bool) -> Result<(), Refused> {
        let count = self.0.iter().filter(|sent| counted(sent)).count();
        let Some(excess) = count.checked_sub(most) else { return Ok(()) };
        let blocking = self.0.iter().filter(|sent| counted(sent)).nth(excess);
        blocking.map_or(Ok(()), |sent| Err(Refused::Spent { until: sent.at + DAY }))
    }

    /// The generic cell rate algorithm (ITU-T I.371): each code pushes the theoretical arrival time on.
    fn paced(&self, now: Timestamp, counted: impl Fn(&Sent) -> bool) -> Result<(), Refused> {
        let arrival =
            self.0.iter().filter(|sent| counted(sent)).fold(None, |arrival: Option<Timestamp>, sent| {
                Some(arrival.map_or(sent.at, |arrival| arrival.max(sent.at)) + PACE)
            });
        let until = arrival.map_or(now, |arrival| arrival - PACE * (BURST - 1));
        if until > now { Err(Refused::Pace { until }) } else { Ok(()) }
    }
}

/// What one code of so many digits can be guessed with, with all its tries.
pub fn odds(digits: usize) -> f64 {
    f64::from(TRIES) * 10_f64.powi(-i32::try_from(digits).unwrap_or(0))
}

/// Whether so many wrong codes within [`ALARM_WITHIN`] look like an attack on everybody.
pub const fn alarms(wrong: i64) -> bool {
    wrong >= ALARM
}

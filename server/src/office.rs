//! What every part of the server works with.

use std::{sync::Arc, time::Duration};

use app::{
    problem::Problem,
    wording::{self, Wording},
};
use domain::Timestamp;
use rlibphonenumber::Region;
use store::{Db, PgConnection, bucket};

use crate::{bell::Bell, clock::Clock, fault::Fault, keys::KeyRing};

/// The database, the keys, the clock, and how this network does things.
pub struct Office {
    /// The database.
    pub db: Db,
    /// The configured keys.
    pub keys: KeyRing,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The address customers know us by, without a slash at the end.
    pub public_url: String,
    /// How many digits a pickup code has.
    pub code_length: usize,
    /// How long a parcel waits when its carrier does not say.
    pub hold: chrono::Duration,
    /// How long it is kept whom a finished parcel was for.
    pub retention: chrono::Duration,
    /// How long it is kept what was done in a customer's name.
    pub activity_retention: chrono::Duration,
    /// How long a message about a code may go unconfirmed before the next contact is tried.
    pub patience: chrono::Duration,
    /// How long what a worker has begun is its own: one that dies gives it back after this time, and none may take
    /// longer.
    pub lease: Duration,
    /// Whose phone numbers are written without a country code.
    pub region: Region,
    /// Rings when work was written down in this process.
    pub work: Bell,
}

impl Office {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The words of the network's language.
    pub fn words(&self) -> &'static Wording {
        wording::choose("")
    }

    /// The host of the public address: what a one-time code is bound to.
    pub fn host(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        rest.split(['/', ':']).next().unwrap_or(rest)
    }

    /// Takes one share of a limit, or refuses with the seconds to wait.
    pub async fn admit(
        &self,
        connection: &mut PgConnection,
        limit: Limit,
        subject: &str,
    ) -> Result<(), Fault> {
        self.limit(connection, limit, subject).await?.map_err(|seconds| Problem::Wait(seconds).into())
    }

    /// Takes one share of a limit, or says how many seconds to wait.
    pub async fn limit(
        &self,
        connection: &mut PgConnection,
        limit: Limit,
        subject: &str,
    ) -> Result<Result<(), u32>, Fault> {
        let key = self.keys.limit(limit.name, subject)?;
        Ok(bucket::take(connection, &key, limit.pace, self.now()).await?)
    }
}

/// A limit by name.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    name: &'static str,
    pace: bucket::Pace,
}

const fn limit(name: &'static str, seconds: u64, burst: u32) -> Limit {
    Limit { name, pace: bucket::Pace { every: Duration::from_secs(seconds), burst } }
}

/// Sign-ins begun from one network: a household or an office behind one address stays well below.
pub const SIGN_IN_PER_NETWORK: Limit = limit("sign-in/network", 6, 20);
/// One-time codes sent to one contact.
pub const SIGN_IN_PER_CONTACT: Limit = limit("sign-in/contact", 60, 6);
/// Sign-ins begun for one parcel and contact within minutes.
pub const SIGN_IN_PER_PAIR_AT_ONCE: Limit = limit("sign-in/pair/at-once", 60, 3);
/// Sign-ins begun for one parcel and contact: with the tries of each, somebody who guesses all day finds one code in
/// ten thousand days.
pub const SIGN_IN_PER_PAIR: Limit = limit("sign-in/pair", 24 * 60 * 60 / 10, 10);
/// Further one-time codes of one sign-in.
pub const ANOTHER_PER_SIGN_IN: Limit = limit("another/sign-in", 60, 2);
/// Tries of one sign-in, over all its codes. Each code's own five are counted with the code, exactly.
pub const PROOF_PER_SIGN_IN: Limit = limit("proof/sign-in", 60 * 60, 10);
/// Codes and links tried from one network.
pub const PROOF_PER_NETWORK: Limit = limit("proof/network", 3, 30);
/// One-time codes sent to one contact from within sessions: tests, proofs and verifications.
pub const VERIFY_PER_CONTACT: Limit = limit("verify/contact", 60, 3);
/// The same over the day: with the tries of each, somebody who guesses all day finds one code in ten thousand days.
pub const VERIFY_PER_CONTACT_A_DAY: Limit = limit("verify/contact/day", 24 * 60 * 60 / 20, 20);
/// Subscriptions to notifications from one session.
pub const PUSH_PER_SESSION: Limit = limit("push/session", 60, 10);
/// Resends asked for in one session, refused ones too.
pub const RESEND_PER_SESSION: Limit = limit("resend/session", 2, 100);
/// Changes of contacts begun by one customer: each tells everybody.
pub const CHANGE_PER_CUSTOMER: Limit = limit("change/customer", 4 * 60 * 60, 6);
/// Codes revealed in one session.
pub const REVEAL_PER_SESSION: Limit = limit("reveal/session", 10, 20);

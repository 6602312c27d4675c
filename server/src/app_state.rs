//! What every part of the server works with.

use std::{sync::Arc, time::Duration};

use app::{
    problem::Problem,
    wording::{self, Wording},
};
use domain::{Timestamp, extension::ExtensionLimits, reminder::ReminderSettings};
use rlibphonenumber::Region;
use store::{Db, PgConnection, bucket};

use crate::{
    carrier_pages::CarrierPages, clock::Clock, fault::Fault, gateway::Gateways, grants::Grants,
    helpdesk::Helpdesk, incidents::OpenIncidents, keys::KeyRing, worker::health::Health,
};

/// The database, the keys, the clock, and how this network does things.
pub struct AppState {
    /// The database, as pages and the operator's interface reach it.
    pub db: Db,
    /// The same over connections that only doors use: nobody stands before one because pages or workers are busy.
    pub doors: Db,
    /// The same over connections that only workers use: however many they are, they hold up nothing else.
    pub workers: Db,
    /// The ways out.
    pub gateways: Gateways,
    /// How the providers do, as it was measured here last.
    pub health: Health,
    /// The configured keys.
    pub keys: KeyRing,
    /// How lists of grants are made, if this network has any.
    pub grants: Option<Grants>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The address customers know us by, without a slash at the end.
    pub public_url: String,
    /// How many digits a pickup code has.
    pub code_length: usize,
    /// How long a parcel waits when its carrier does not say.
    pub hold: chrono::Duration,
    /// How often and how long its customer may have that extended.
    pub extension: ExtensionLimits,
    /// How often for one parcel the operator is asked to send it elsewhere; 0 where that is not wished.
    pub redirects: u16,
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
    /// When customers are reminded of what lies there.
    pub reminders: ReminderSettings,
    /// The incidents that are open.
    pub incidents: OpenIncidents,
    /// The operator's people who look after cases.
    pub helpdesk: Helpdesk,
    /// Where carriers tell of a parcel themselves.
    pub carrier_pages: CarrierPages,
}

impl AppState {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The words of this language (BCP 47); of the network's own where there is none, or it is no longer spoken.
    pub fn words(&self, language: Option<&str>) -> &'static Wording {
        language.and_then(wording::named).unwrap_or(wording::default())
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

/// A pace by name. What guards a secret against guessing is not here but in [`crate::limits`].
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    name: &'static str,
    pace: bucket::Pace,
}

const fn limit(name: &'static str, seconds: u64, burst: u32) -> Limit {
    Limit { name, pace: bucket::Pace { every: Duration::from_secs(seconds), burst } }
}

/// Tests sent to one browser's notifications.
pub const VERIFY_PER_CONTACT: Limit = limit("verify/contact", 60, 3);
/// Subscriptions to notifications from one session.
pub const PUSH_PER_SESSION: Limit = limit("push/session", 60, 10);
/// Resends asked for in one session, refused ones too.
pub const RESEND_PER_SESSION: Limit = limit("resend/session", 2, 100);
/// Changes of contacts begun by one customer: each tells everybody.
pub const CHANGE_PER_CUSTOMER: Limit = limit("change/customer", 4 * 60 * 60, 6);
/// What is said to be seen at stations, in one session.
pub const SAY_PER_SESSION: Limit = limit("say/session", 2, 60);
/// Codes revealed in one session.
pub const REVEAL_PER_SESSION: Limit = limit("reveal/session", 10, 20);
/// Cases opened by one customer, refused ones too.
pub const CASE_PER_CUSTOMER: Limit = limit("case/customer", 2 * 60 * 60, 8);
/// Photos added by one customer: each is work.
pub const PHOTO_PER_CUSTOMER: Limit = limit("photo/customer", 60, 6);
/// Remedies pressed in one session, refused ones too.
pub const REMEDY_PER_SESSION: Limit = limit("remedy/session", 5, 30);

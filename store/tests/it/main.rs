//! Promises that only a real Postgres can keep: exact counters, leases, unique codes, and coming back after the
//! network was cut.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may panic")]

mod attempt;
mod code;
mod conflict;
mod counters;
mod job;
mod migrate;
mod network;
mod retention;
mod transaction;

use std::sync::Arc;

use chrono::TimeZone;
use domain::{Timestamp, id::ParcelId};
use sqlx::PgPool;
use store::{Bell, Db, Limits};

/// A point in time from which tests count.
pub fn noon() -> Timestamp {
    chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

/// A parcel of that name.
pub fn parcel(name: &str) -> ParcelId {
    ParcelId::parse(name).unwrap()
}

/// The test's database behind the guard.
pub fn db(pool: &PgPool) -> Db {
    let options = Arc::unwrap_or_clone(pool.connect_options());
    Db::new(options, Limits { connections: 24, ..Limits::default() }, Bell::default()).unwrap()
}

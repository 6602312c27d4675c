//! What Doorcode remembers: one file per aggregate, functions on a connection, rows turned into domain types.
//!
//! Look-ups answer `Ok(None)` when there is nothing. Functions take a connection, so that the caller decides
//! what belongs into one transaction. Every connection comes from [`Db`].

mod bell;
mod db;
mod error;
mod transaction;

pub mod activity;
pub mod attempt;
pub mod back_wish;
pub mod book;
pub mod browser;
pub mod bucket;
pub mod budget;
pub mod case;
pub mod ceremony;
pub mod chain;
pub mod challenge;
pub mod command;
pub mod compartment;
pub mod contact;
pub mod customer;
pub mod door_event;
pub mod extension_order;
pub mod grant;
pub mod handover;
pub mod heartbeat;
pub mod help;
pub mod incident;
pub mod job;
pub mod link;
pub mod notification;
pub mod page;
pub mod parcel;
pub mod passkey;
pub mod pickup_code;
pub mod proof;
pub mod push;
pub mod recipient;
pub mod redirect;
pub mod remedy;
pub mod reminder;
pub mod rescue;
pub mod retention;
pub mod session;
pub mod station;
pub mod station_light;
pub mod station_steps;
pub mod step;
pub mod trend;
pub mod tries;
pub mod unlock;
pub mod usual;
pub mod watch;
pub mod watched;
pub mod webhook;
pub mod wish;

pub use bell::Bell;
pub use db::{BrokenConnection, Db, Limits};
pub use error::StoreError;
pub use sqlx::{PgConnection, postgres::PgConnectOptions};
pub use transaction::Transaction;

/// The schema, as steps that only ever add.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

//! The rules of Doorcode, pure: no clock, no randomness, no input or output.
//!
//! A **parcel** travels to a **station** (a bank of lockers) and is placed in one of its **compartments**.
//! Only then a **pickup code** exists. The **customer** is told through a **contact** on one of three
//! **channels**; each message is a **notification**, and what became of it is its state.
//! Times and random bytes are arguments of every function that needs them.

pub mod access;
pub mod activity;
pub mod again;
pub mod bounce;
pub mod budget;
pub mod case;
pub mod code;
pub mod command;
pub mod contact;
pub mod contact_book;
pub mod device;
pub mod diagnosis;
pub mod extension;
pub mod extension_order;
pub mod fallback;
pub mod hand_over;
pub mod id;
pub mod incident;
pub mod journey;
pub mod line;
pub mod nearby;
pub mod next_change;
pub mod notification;
pub mod numbered;
pub mod offline;
pub mod one_time;
pub mod outgoing;
pub mod parcel;
pub mod pickup_clock;
pub mod plausible;
pub mod provider;
pub mod qr;
pub mod receipt;
pub mod redirect;
pub mod reminder;
pub mod reopening;
pub mod report_effect;
pub mod rescue;
pub mod resend;
pub mod scan;
pub mod standing;
pub mod station;
pub mod step;
pub mod still_right;
pub mod tracking;
pub mod trend;
pub mod tries;
pub mod trouble;
pub mod try_reason;
pub mod typed;
pub mod usual;
pub mod words;

/// A point in time, always UTC.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

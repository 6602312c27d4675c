//! The outside world, driven over its real protocols.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on is a failed test")]

mod carrier;
mod causes;
mod demo;
mod fake_desk;
mod fates;
mod faults;
mod grants;
mod inbox;
mod mail;
mod mail_reports;
mod pages;
mod playground;
mod push;
mod sms;
mod smtp_client;
mod station;

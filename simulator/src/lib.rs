//! The outside world of Doorcode, as a program of its own that knows nothing but the public interfaces: carriers
//! that sign their events, SMS providers that speak Twilio's protocol, mailboxes that take SMTP, a push service,
//! stations that ask for doors to be opened; each with faults on command, and with pages that show what happened.
//!
//! What is public here serves tests as doubles: the provider ([`sms`]), the signatures of everybody ([`signature`]).

mod bad_days;
mod carrier;
mod cause;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod desk;
mod event;
pub mod fault;
mod inbox;
pub mod log;
mod mail;
mod messages;
mod page;
mod problem;
mod push;
pub mod random;
pub mod reset;
mod secrets;
pub mod serve;
pub mod shutdown;
pub mod signature;
pub mod sms;
mod station;

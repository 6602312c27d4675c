//! The outside world of Doorcode, as a program of its own that knows nothing but the public interfaces: carriers
//! that sign their events, SMS providers that speak Twilio's protocol, mailboxes that take SMTP, a push service,
//! stations that ask for doors to be opened; each with faults on command, and with pages that show what happened.

pub mod address;
pub mod carrier;
pub mod channel;
pub mod cli;
pub mod clock;
pub mod credentials;
pub mod demo;
pub mod desk;
pub mod fault;
pub mod hex;
pub mod http_client;
pub mod inbox;
pub mod mail;
pub mod pages;
pub mod problem;
pub mod provider;
pub mod push;
pub mod random;
pub mod reset;
pub mod serve;
pub mod shutdown;
pub mod signature;
pub mod sms;
pub mod station;
pub mod world;

//! The server as its callers meet it: the whole router over a real Postgres, with an injected clock and an SMS
//! provider that runs beside the test.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod access;
mod account;
mod activity_chain;
mod at;
mod authenticator;
mod builds;
mod carriers;
mod case_photos;
mod cases;
mod codes;
mod commands;
mod conflicts;
mod connections;
mod contacts;
mod due;
mod events;
mod facts;
mod first_way;
mod forms;
mod grace;
mod grants;
mod handovers;
mod help;
mod incidents;
mod languages;
mod limits;
mod newcomers;
mod openings;
mod operator;
mod outbox;
mod pages;
mod passkeys;
mod push;
mod receipts;
mod redirect;
mod remedies;
mod reminders;
mod reports;
mod rescues;
mod retention;
mod shares;
mod sign_in;
mod stated;
mod station;
mod station_steps;
mod steps;
mod streams;
mod thieves;
mod trends;
mod unlock;
mod watch;
mod ways;
mod world;

//! The server as its callers meet it: the whole router over a real Postgres, with an injected clock and an SMS
//! provider that runs beside the test.

mod codes;
mod events;
mod forms;
mod operator;
mod outbox;
mod pages;
mod retention;
mod sign_in;
mod unlock;
mod world;

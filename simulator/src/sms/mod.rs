//! The SMS providers: Twilio's protocol, as far as somebody who sends text messages needs it.
//! <https://www.twilio.com/docs/messaging/api/message-resource>

mod account;
mod fate;
mod form;
mod list;
mod outbox;
mod receipts;
mod refusal;
mod resource;
mod routes;
pub mod segments;

pub use outbox::Outbox;
pub use routes::router;

//! What the customer sees: pages, the forms behind them, and every word in them.
//!
//! Data flows one way. A form posts to a server function ([`actions`]), which asks the [`port::Desk`] one
//! question and redirects; a page ([`pages`]) asks the desk how things stand and is rendered on the server by
//! the [`shell`]. What must react in the browser is an island ([`islands`]); all else is plain HTML.

// A page is one type, as deep as its elements.
#![recursion_limit = "256"]

pub mod actions;
mod browser;
pub mod flash;
pub mod islands;
pub mod pages;
mod parts;
pub mod port;
pub mod problem;
pub mod reply;
pub mod routes;
pub mod shell;
pub mod wording;

//! The carriers: they report what happens to parcels.

pub mod action;
mod api;
mod counter;
pub mod event;

pub use api::router;
pub use counter::{Counter, Known, Told};

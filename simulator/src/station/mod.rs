//! The stations: a keypad, a scanner, doors, and a line to the desk.

mod api;
pub mod condition;
pub mod heartbeat;
mod registry;
pub mod unlock;

pub use api::router;
pub use registry::{Shown, Stations};

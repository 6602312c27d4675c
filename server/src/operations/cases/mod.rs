//! Cases: a problem that a customer hands to the operator's people, and what they answer.

pub mod answer;
pub mod hand_over;
pub mod look_after;
pub mod open;
pub mod photo;
mod tell;
pub mod told;

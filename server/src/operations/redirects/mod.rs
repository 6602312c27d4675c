//! Parcels on their way that are asked to go to another station. The operator is asked and decides; the parcel is bound for
//! the other station when the operator says so, or the carrier does.

pub mod answer;
pub mod ask;
mod hand_over;
pub mod settle;
mod tell;
pub mod told;

//! What Doorcode does, whoever asks for it: a station, a carrier, an operator, a page or a worker. An operation opens one transaction, reads the facts, lets the domain decide, writes, and
//! answers what came of it. That pages and workers hear of it follows from the transaction itself.

pub mod access;
pub mod account;
pub mod astray;
pub mod at;
pub mod begin_sign_in;
pub mod caller;
pub mod cases;
pub mod change_contact;
pub mod contacts;
pub mod deadline;
pub mod door;
pub mod enter;
pub mod extend_time;
pub mod extension_orders;
pub mod fall_back;
pub mod grace;
mod hand_over;
pub mod incidents;
pub mod issue_code;
pub mod note_wrong_code;
pub mod offline_grants;
pub mod open_again;
pub mod passkeys;
pub mod pickup;
pub mod redirects;
pub mod register_parcel;
pub mod remedy;
pub mod remind;
pub mod replace_code;
pub mod rescue;
pub mod routing;
mod say_seen;
pub mod send_mine;
pub mod sign_in;
pub mod station_commands;
mod status_link;
pub mod steps;
mod still_right;
pub mod stop_code;
pub mod take_door_event;
pub mod take_openings;
pub mod take_receipt;
pub mod take_report;
pub mod tell_back;
pub mod tell_extended;
pub mod tell_me;
pub mod tracking;
pub mod unlock;
pub mod weigh_report;

use std::str::FromStr;

use app::{
    port::{Caller, Question},
    problem::Problem,
};
use domain::id::ParcelId;
use store::{BrokenConnection, StoreError};

use crate::fault::Fault;

/// Does what a question of the customers' pages asks ([`app::port`]). What came in an address or a form becomes ids here.
pub trait Handle<Q: Question>: Sync {
    /// What comes of it.
    fn handle(&self, caller: &Caller, asked: &Q) -> impl Future<Output = Result<Q::Answer, Fault>> + Send;
}

/// A number of ours, as it came back in a form or an address.
pub fn number<N: FromStr>(text: &str) -> Result<N, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Our name of a parcel, as it came back in a form or an address.
pub fn parcel_id(text: &str) -> Result<ParcelId, Problem> {
    ParcelId::parse(text).map_err(|_| Problem::NotFound)
}

/// Why an operation was not done: for a reason of its own, or because something failed.
#[derive(Debug)]
pub enum NotDone<R> {
    /// It may not be done, and why.
    Refused(R),
    /// It could not be done.
    Failed(Fault),
}

impl<R> From<Fault> for NotDone<R> {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

impl<R> From<StoreError> for NotDone<R> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl<R> BrokenConnection for NotDone<R> {
    fn broken_connection(&self) -> bool {
        matches!(self, Self::Failed(fault) if fault.broken_connection())
    }

    fn lost_to_others(&self) -> bool {
        matches!(self, Self::Failed(fault) if fault.lost_to_others())
    }
}

//! Sending a parcel on its way to another station.

pub use domain::redirect::RedirectEnd;

use super::{Channel, Moment, NearView};
use crate::problem::Problem;

/// Where a parcel was asked to go, and the form that asks for it.
#[derive(Debug)]
pub struct SeeRedirect {
    /// Our name of the parcel.
    pub parcel: String,
}

/// What is shown there.
#[derive(Debug, Clone, PartialEq)]
pub struct RedirectView {
    /// The parcel's version, for the live connection.
    pub version: i64,
    /// Our name of it.
    pub id: String,
    /// Who sent it.
    pub merchant: String,
    /// The tracking number in groups.
    pub tracking: String,
    /// Something may still happen to it, so that an open page is kept true.
    pub watched: bool,
    /// The station it is bound for, or lies in.
    pub station: Option<String>,
    /// What was asked for, the newest first.
    pub requests: Vec<RedirectSheet>,
    /// Whether it can be asked for now.
    pub ask: RedirectAsk,
    /// For the form: a fresh token, so that a double tap asks once.
    pub request: String,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// Whether a parcel can be asked to go elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum RedirectAsk {
    /// It cannot, and why.
    No(Problem),
    /// A proof comes first: the contacts that give one, by number, channel and as they are shown.
    Prove(Vec<(i64, Channel, String)>),
    /// To one of these.
    Choose(Vec<NearView>),
}

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectSheet {
    /// Its number.
    pub id: i64,
    /// The station it is to go to.
    pub station: String,
    /// When it was asked for.
    pub asked: Moment,
    /// How and when it ended; while it waits for an answer, without.
    pub ended: Option<(RedirectEnd, Moment)>,
    /// What the operator said.
    pub words: Option<String>,
}

/// The newest request, as the other pages of the parcel tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectLine {
    /// The station it is to go to.
    pub station: String,
    /// When it was asked for, or ended.
    pub at: Moment,
    /// How it ended.
    pub end: Option<RedirectEnd>,
}

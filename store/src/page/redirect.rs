//! What the pages of a parcel tell of where it is asked to go.

use domain::{Timestamp, redirect::RedirectEnd};
use serde::Deserialize;

use crate::StoreError;

/// The newest request to send a parcel elsewhere, as far as its pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectPart {
    /// The name of the station it is, or was, to go to.
    pub station: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How and when it ended.
    pub ended: Option<(RedirectEnd, Timestamp)>,
    /// How often it was asked for.
    pub times: u16,
}

#[derive(Deserialize)]
pub(super) struct RedirectRow {
    name: String,
    asked_at: Timestamp,
    ended: Option<String>,
    ended_at: Option<Timestamp>,
    times: u16,
}

impl TryFrom<RedirectRow> for RedirectPart {
    type Error = StoreError;

    fn try_from(row: RedirectRow) -> Result<Self, StoreError> {
        let wrong = StoreError::Inconsistent { table: "redirect", column: "ended" };
        let end = row.ended.map(|end| RedirectEnd::parse(&end).ok_or(wrong)).transpose()?;
        Ok(Self { station: row.name, asked_at: row.asked_at, ended: end.zip(row.ended_at), times: row.times })
    }
}

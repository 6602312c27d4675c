//! What fails for many at once.

pub use domain::trouble::Trouble;

use super::Moment;

/// An incident, as those whom it concerns see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentView {
    /// What is wrong.
    pub trouble: Trouble,
    /// The station's name, where it is about what lies there or comes there.
    pub place: Option<String>,
    /// Since when.
    pub since: Moment,
    /// Until when at the latest.
    pub until: Option<Moment>,
    /// What the operator says of it.
    pub words: Option<String>,
}

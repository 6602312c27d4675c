//! Problems that are handed to the operator's people.

use std::{fmt, sync::Arc};

pub use domain::case::{CaseAction, CaseKind, CaseState, Light, Resistance, Sound};

use super::Moment;

/// How the case of a parcel stands, and what can be reported.
#[derive(Debug)]
pub struct SeeCase {
    /// Our name of the parcel.
    pub parcel: String,
    /// What is to be reported, by its name; empty where that is to be chosen.
    pub kind: String,
}

/// The photo of the newest case of a parcel, as a JPEG.
#[derive(Debug)]
pub struct SeePhoto {
    /// Our name of the parcel.
    pub parcel: String,
}

/// Keeps a file as the photo of a case.
#[derive(Debug)]
pub struct KeepPhoto {
    /// Our name of the parcel.
    pub parcel: String,
    /// The file.
    pub file: Attached,
}

/// A file that came with a form. What it holds is not printed.
#[derive(Clone)]
pub enum Attached {
    /// All of it.
    File(Arc<Vec<u8>>),
    /// It was larger than is taken.
    TooLarge,
    /// It broke off, or was none.
    Broken,
    /// Too much was on its way in.
    Busy,
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File(•••)",
            Self::TooLarge => "TooLarge",
            Self::Broken => "Broken",
            Self::Busy => "Busy",
        })
    }
}

/// A photo, to be shown as it is.
#[derive(Clone)]
pub struct Photo(pub Vec<u8>);

/// The page of a parcel's case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseView {
    /// The parcel's version, for the live connection.
    pub version: i64,
    /// Our name of the parcel.
    pub id: String,
    /// Who sent it.
    pub merchant: String,
    /// The number on the label, grouped.
    pub tracking: String,
    /// The station's name.
    pub station: Option<String>,
    /// What is written on its door there.
    pub compartment: Option<String>,
    /// Its newest case.
    pub case: Option<CaseSheet>,
    /// What is to be reported, where that was chosen and can be.
    pub report: Option<CaseKind>,
    /// What can be reported now; nothing while a case is open.
    pub kinds: Vec<CaseKind>,
    /// For the form: a fresh token, so that a double tap opens one case.
    pub request: String,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// A case, as its customer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    /// What it is about.
    pub kind: CaseKind,
    /// How it stands.
    pub state: CaseState,
    /// When it was opened.
    pub opened: Moment,
    /// Until when an answer was promised.
    pub due: Moment,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// The code is stopped.
    pub stops_code: bool,
    /// The time to collect the parcel stands still.
    pub stops_clock: bool,
    /// It is the asker's own: what they wrote, and whether there is a photo.
    pub own: Option<OwnReport>,
    /// What was answered, the newest first.
    pub answers: Vec<CaseAnswer>,
}

/// What whoever opened a case has written, for them alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReport {
    /// The exact words on the screen.
    pub shown: Option<String>,
    /// In their own words.
    pub note: Option<String>,
    /// There is a photo.
    pub has_photo: bool,
}

/// An answer of the operator's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAnswer {
    /// What is done.
    pub action: CaseAction,
    /// In words.
    pub words: Option<String>,
    /// The station that the parcel lies at by now, by its name.
    pub station: Option<String>,
    /// What is written on its door there.
    pub compartment: Option<String>,
    /// When.
    pub at: Moment,
}

/// The newest case of a parcel, as other pages of it tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseLine {
    /// How it stands.
    pub state: CaseState,
    /// The code is stopped, and none is made.
    pub stops_code: bool,
    /// The time to collect the parcel stands still.
    pub stops_clock: bool,
}

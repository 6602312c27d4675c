//! The code page.

use super::{Door, IncidentView, ParcelRow, StationHealthView, WaitingView};

/// The code page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickupView {
    /// The parcel's version, for the live connection.
    pub version: i64,
    /// The parcel.
    pub row: ParcelRow,
    /// What fails for many at once.
    pub incidents: Vec<IncidentView>,
    /// The door, if the station's wall is known.
    pub door: Option<Door>,
    /// How the station stands.
    pub health: StationHealthView,
    /// What the station does not take now, while there is a code.
    pub waiting: Option<WaitingView>,
    /// How many parcels of the customer lie behind the door, this one included, while there is a code.
    pub together: usize,
    /// The code, as far as it may be shown.
    pub code: CodeView,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// The code, as far as it may be shown.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeView {
    /// There is none (yet, or any more): the standing tells why.
    None,
    /// A case has stopped it, and none is made.
    Stopped,
    /// There is one, and this session may not see it.
    Barred(Barred),
    /// Hidden until it is asked for.
    Masked {
        /// How many digits it has.
        length: usize,
    },
    /// Shown.
    Revealed {
        /// The digits, ungrouped.
        digits: String,
        /// The symbol.
        qr: QrSymbol,
        /// In how many seconds it hides again.
        hides_in: u32,
    },
}

/// Why a session that sees how a parcel stands may not see its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// It came by a link that shows how the parcel stands, and nothing else.
    ByLink,
    /// All it has proven is newer than 72 hours.
    TooNew,
}

impl std::fmt::Debug for CodeView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Stopped => "Stopped",
            Self::Barred(_) => "Barred",
            Self::Masked { .. } => "Masked",
            Self::Revealed { .. } => "Revealed(•••)",
        })
    }
}

/// A QR symbol: its dark modules as one SVG path in units of a module, quiet zone of four included.
#[derive(Clone, PartialEq, Eq)]
pub struct QrSymbol {
    /// Width and height with the quiet zone.
    pub size: usize,
    /// The `d` attribute.
    pub path: String,
}

/// The code page of one parcel: masked unless it was revealed to this session just now.
#[derive(Debug)]
pub struct SeeCode {
    /// Our name of the parcel.
    pub parcel: String,
}

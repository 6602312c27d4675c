//! Which sentence tells of a station to whoever stands in front of it.

use super::Wording;
use crate::port::{Distance, SignInView, StationHealthView};

impl Wording {
    /// What it means that a station does not work; nothing while it reads codes.
    pub(crate) fn at_down(&self, health: &StationHealthView) -> Option<&'static str> {
        match health {
            StationHealthView::Offline(_) => Some(self.at_offline()),
            StationHealthView::Closed => Some(self.at_closed()),
            StationHealthView::Unknown
            | StationHealthView::Working
            | StationHealthView::ScannerFault
            | StationHealthView::KeypadFault => None,
        }
    }

    /// How far it is.
    pub(crate) fn at_distance(&self, distance: Distance) -> String {
        match distance {
            Distance::Metres(metres) => self.at_near_metres(metres),
            Distance::Kilometres(kilometres) => self.at_near_kilometres(kilometres),
        }
    }

    /// How far another station is from the one that a parcel is bound for.
    pub(crate) fn redirect_distance(&self, distance: Distance) -> String {
        match distance {
            Distance::Metres(metres) => self.redirect_metres(metres),
            Distance::Kilometres(kilometres) => self.redirect_kilometres(kilometres),
        }
    }

    /// That a code is on its way, if something waits, and how many there were.
    pub(crate) fn sign_in_here(&self, sign_in: &SignInView) -> String {
        if sign_in.codes > 1 {
            self.at_code_lead_again(sign_in.last, sign_in.codes)
        } else {
            self.at_code_lead(sign_in.last).to_owned()
        }
    }
}

//! Why a try at a station opened a door or did not, as far as is known here. The station is told only that it did not.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// Why a try ended as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum TryReason {
    /// The right code, and the door opened.
    Right,
    /// No code of this station is like that.
    Wrong,
    /// A symbol that is not ours.
    Foreign,
    /// The symbol of a parcel that lies in another station.
    OtherStation,
    /// The right code, of a parcel that is not behind a door of this station any more.
    NotHere,
    /// The right code, after its time, with what the station's clock is off.
    Expired,
    /// The right code, before its time by the station's own clock: said by a station that decides without a link.
    NotYet,
    /// Two codes of the same digits.
    Twice,
    /// The keypad or scanner waits after wrong tries: nothing was looked at.
    Locked,
}

impl TryReason {
    /// Its name in the database and the interface.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The reason of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether the code was right and only the time was not.
    pub const fn is_for_time(self) -> bool {
        match self {
            Self::Expired | Self::NotYet => true,
            Self::Right
            | Self::Wrong
            | Self::Foreign
            | Self::OtherStation
            | Self::NotHere
            | Self::Twice
            | Self::Locked => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_keeps_its_name_and_two_speak_of_the_time() {
        for &reason in TryReason::VARIANTS {
            assert_eq!(TryReason::parse(reason.as_str()), Some(reason));
        }
        // The words of the index that finds them.
        let of_time: Vec<&str> =
            TryReason::VARIANTS.iter().filter(|it| it.is_for_time()).map(|it| it.as_str()).collect();
        assert_eq!(of_time, ["expired", "not_yet"]);
        assert_eq!(TryReason::parse("a_whim"), None);
    }
}

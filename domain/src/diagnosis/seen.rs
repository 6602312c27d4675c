//! What only the customer can see. To say so is to ask another question than "why have I no code", and it has its own
//! answer: whoever stands before the door has no use for what became of a message.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::cause::Gate;
use crate::standing::Standing;

/// What the customer says they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Seen {
    /// The door opened, and nothing was inside.
    NothingInside,
    /// The door stays shut.
    DoorStuck,
    /// The screen is dark, or does not take a touch.
    ScreenDark,
    /// The scanner does not react.
    ScannerSilent,
    /// A light blinks. What its pattern means stands in the operator's table of that model.
    LightBlinks,
    /// "I ordered nothing."
    NotMine,
}

impl Seen {
    /// Everything that can be said.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in forms, metrics and cases.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What that name says.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// What can be said of a parcel that stands like this.
    pub fn choices(standing: Standing) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |seen| seen.is_possible(standing))
    }

    /// Whether it can be seen while a parcel stands like this. Who has just opened the door counts as having collected
    /// what may not have been there.
    pub const fn is_possible(self, standing: Standing) -> bool {
        match (self, standing) {
            (Self::NotMine, Standing::Cancelled) => false,
            (Self::NotMine, _)
            | (
                Self::NothingInside | Self::DoorStuck,
                Standing::Ready | Standing::DoorShut | Standing::Collected,
            )
            | (Self::LightBlinks, Standing::Ready | Standing::DoorShut)
            | (Self::ScreenDark | Self::ScannerSilent, Standing::Ready) => true,
            (
                Self::NothingInside | Self::DoorStuck,
                Standing::Announced
                | Standing::OnItsWay
                | Standing::OutForDelivery
                | Standing::Late
                | Standing::Exception
                | Standing::CodeBeingMade
                | Standing::Expired
                | Standing::Returned
                | Standing::Cancelled,
            )
            | (Self::ScreenDark | Self::ScannerSilent, Standing::DoorShut)
            | (
                Self::ScreenDark | Self::ScannerSilent | Self::LightBlinks,
                Standing::Announced
                | Standing::OnItsWay
                | Standing::OutForDelivery
                | Standing::Late
                | Standing::Exception
                | Standing::CodeBeingMade
                | Standing::Expired
                | Standing::Collected
                | Standing::Returned
                | Standing::Cancelled,
            ) => false,
        }
    }

    /// Whether its answer is looked for at this gate.
    pub(super) const fn asks(self, gate: Gate) -> bool {
        match (self, gate) {
            (Self::NotMine, Gate::Account)
            | (
                Self::NothingInside
                | Self::DoorStuck
                | Self::ScreenDark
                | Self::ScannerSilent
                | Self::LightBlinks,
                Gate::Placed | Gate::Code | Gate::Door | Gate::Account,
            ) => true,
            (
                Self::NotMine,
                Gate::Placed | Gate::Code | Gate::Contact | Gate::Send | Gate::Receipt | Gate::Door,
            )
            | (
                Self::NothingInside
                | Self::DoorStuck
                | Self::ScreenDark
                | Self::ScannerSilent
                | Self::LightBlinks,
                Gate::Contact | Gate::Send | Gate::Receipt,
            ) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_seen_depends_on_where_the_parcel_is() {
        let said = |standing| Seen::choices(standing).map(Seen::as_str).collect::<Vec<_>>().join(" ");
        assert_eq!(
            said(Standing::Ready),
            "nothing_inside door_stuck screen_dark scanner_silent light_blinks not_mine"
        );
        assert_eq!(said(Standing::DoorShut), "nothing_inside door_stuck light_blinks not_mine");
        assert_eq!(said(Standing::Collected), "nothing_inside door_stuck not_mine");
        assert_eq!(said(Standing::OnItsWay), "not_mine");
        assert_eq!(said(Standing::Cancelled), "");
    }

    #[test]
    fn everything_keeps_its_name() {
        for &seen in Seen::ALL {
            assert_eq!(Seen::parse(seen.as_str()), Some(seen));
        }
        assert_eq!(Seen::parse("a_ghost"), None);
    }
}

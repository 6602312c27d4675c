//! What is done in a customer's name and told on the account page.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// Refusals of one kind that are written down in a day.
pub const REFUSALS_A_DAY: i64 = 20;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ActivityKind {
    /// Signed in with a one-time code.
    SignedIn,
    /// Signed in with a link from a message.
    SignedInByLink,
    /// A wrong one-time code was typed.
    SignInRefused,
    /// The pickup code was shown.
    Revealed,
    /// The pickup code was sent again.
    Resent,
    /// Sending it again was refused.
    ResendRefused,
    /// Signed out.
    SignedOut,
    /// Showing the pickup code was refused: only a contact that is too new was proven.
    RevealRefused,
    /// A contact was proven within a session.
    ContactProven,
    /// A wrong one-time code was typed within a session.
    ProofRefused,
    /// A change of contacts was asked for.
    ChangeBegun,
    /// The new contact of a change was verified.
    ChangeVerified,
    /// A change took effect.
    ChangeApplied,
    /// A change was taken back.
    ChangeUndone,
    /// A change was called off.
    ChangeCalledOff,
    /// Changes were allowed again before their time.
    FreezeLifted,
    /// Codes to a contact were turned on.
    TurnedOn,
    /// Codes to a contact were turned off.
    TurnedOff,
    /// Codes were kept out of messages.
    CodesKeptOut,
    /// Codes were let into messages again.
    CodesLetIn,
    /// The order of contacts was changed.
    Reordered,
    /// Notifications to a browser were turned on.
    PushOn,
    /// Notifications to a browser were turned off.
    PushOff,
    /// Signed in with a passkey.
    SignedInByPasskey,
    /// Proven once more, with a passkey.
    ProvenByPasskey,
    /// A passkey was refused because its counter went backwards: there may be a copy of it.
    PasskeyRefused,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// Another device was signed out from here.
    DeviceSignedOut,
    /// A case was opened.
    CaseOpened,
    /// Every other device was signed out from here.
    OthersSignedOut,
    /// A door that stayed shut was asked to open once more.
    OpenedAgain,
    /// The pickup code was stopped, and another made.
    CodeStopped,
    /// The time to collect was extended.
    Extended,
    /// It was asked for to be told when a parcel is there.
    AskedToBeTold,
    /// It was asked for that the pickup code is made.
    CodeAskedFor,
    /// A door was opened with its code while the station had no link.
    OpenedOffline,
    /// The same, though the time of the code was over.
    OpenedOfflineLate,
    /// A door was opened with a code that had ended, by a station that had no link.
    OpenedByEndedCode,
    /// The operator was asked to send a parcel to another station.
    RedirectAsked,
    /// That was taken back.
    RedirectTakenBack,
    /// A remedy was refused: only a contact that is too new was proven.
    RemedyRefused,
}

impl ActivityKind {
    /// Every kind there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// As stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it is a refusal. Somebody who is refused tries again: what is written down in a day is bounded.
    pub const fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::SignInRefused
                | Self::ResendRefused
                | Self::RevealRefused
                | Self::ProofRefused
                | Self::PasskeyRefused
                | Self::RemedyRefused
        )
    }

    /// Whether a station has told of it, so that no device and no network is known.
    pub const fn is_of_station(self) -> bool {
        matches!(self, Self::OpenedOffline | Self::OpenedOfflineLate | Self::OpenedByEndedCode)
    }

    /// Whether it is done often and does no harm: a few of the newest tell enough.
    const fn is_everyday(self) -> bool {
        matches!(
            self,
            Self::Reordered
                | Self::TurnedOn
                | Self::TurnedOff
                | Self::Resent
                | Self::ResendRefused
                | Self::PushOn
                | Self::PushOff
                | Self::SignedOut
        )
    }

    /// How many of a kind are told. Each kind has room of its own, so that nothing that is repeated pushes anything
    /// else off the page.
    pub const fn told(self) -> i64 {
        if self.is_everyday() { 5 } else { 50 }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_as_it_is_stored() {
        for &kind in ActivityKind::ALL {
            assert_eq!(ActivityKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(ActivityKind::parse("danced"), None);
    }

    // L: 60 harmless switches push a sign-in off the activity page
    #[test]
    fn every_kind_has_room_and_what_opens_something_has_most() {
        for &kind in ActivityKind::ALL {
            assert!(kind.told() > 0);
        }
        for kind in [
            ActivityKind::SignedIn,
            ActivityKind::SignedInByLink,
            ActivityKind::Revealed,
            ActivityKind::ChangeApplied,
            ActivityKind::PasskeyAdded,
        ] {
            assert!(kind.told() > ActivityKind::TurnedOff.told(), "{kind:?}");
        }
    }
}

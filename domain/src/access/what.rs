//! What can be done, and what each of it needs.

use super::{Level, Reach, Role};

/// Something that is done for somebody, or handed to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Asking to be let in, and coming in by code, link or passkey. Each of them has its own proof.
    ComeIn,
    /// Taking a change back by a link from its notice.
    UndoByLink,
    /// Ending the own session.
    SignOut,
    /// Seeing how a parcel stands and where its code was sent, masked.
    SeeParcel,
    /// Seeing the list of parcels; each is listed only if it may be seen by itself.
    SeeParcels,
    /// Reading the digits of a parcel's pickup code on the page.
    SeeCode,
    /// Having the code sent again.
    Resend,
    /// Opening a case of a parcel.
    OpenCase,
    /// Saying that a parcel is not one's own: also by a contact within its cool-down, which stops nobody's code by that.
    Disown,
    /// Seeing how a case stands.
    SeeCase,
    /// Having a door that stayed shut opened once more.
    OpenAgain,
    /// Having the code stopped and another made.
    StopCode,
    /// Having the time to collect extended.
    Extend,
    /// Being told when the parcel is there, and saying that word of it goes to the right place.
    TellMe,
    /// Asking the operator to send a parcel to another station.
    SendElsewhere,
    /// Taking such a request back: what was said before holds again, so whoever sees the parcel may.
    TakeBack,
    /// Putting the digits into a message to this contact, and with them a link that signs in.
    SendCode,
    /// Putting a one-time code that signs in into a message to this contact, and coming in by what was in one.
    SendWayIn,
    /// Saying to this contact that a parcel is there, without digits and without a way in.
    SendWord,
    /// Seeing how the customer is reached, masked: there an older contact is proven by whoever came in by a new one.
    SeeContacts,
    /// Asking for a contact to be added, replaced or taken out.
    BeginChange,
    /// Sending a test or a second proof to a contact of the customer's own.
    Prove,
    /// Applying a change with its second proof.
    ConfirmChange,
    /// Calling an open change off.
    WithdrawChange,
    /// Having codes sent to a contact again; hearing of each step of parcels, or no longer.
    TurnOn,
    /// Having no codes sent to a contact.
    TurnOff,
    /// Keeping codes out of messages.
    KeepCodesOut,
    /// Letting codes into messages again: whoever reads those opens doors then.
    LetCodesIn,
    /// Changing the order in which codes try the contacts.
    Arrange,
    /// Turning notifications to this browser on.
    PushOn,
    /// Taking the new address of a browser that had notifications before.
    PushRenew,
    /// Sending a test notification.
    PushTest,
    /// Turning notifications to a browser off.
    PushOff,
    /// Allowing changes again before a freeze is over.
    Unfreeze,
    /// Seeing passkeys, devices and what was done.
    SeeAccount,
    /// Adding a passkey.
    AddPasskey,
    /// Removing a passkey.
    RemovePasskey,
    /// Signing other devices out.
    SignOutOthers,
}

/// What something needs.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Whom it is for. What [`Role::Stranger`] may do, everybody may.
    pub role: Role,
    /// The lowest level; [`Level::Fresh`] is asked for by `fresh`.
    pub signed_in: Level,
    /// How far into the parcel.
    pub reach: Reach,
    /// Not while changes are frozen.
    pub thawed: bool,
    /// Not by what is within its cool-down alone.
    pub settled: bool,
    /// Only right after a proof by something else.
    pub fresh: bool,
    /// Not where the customer wants no code in messages.
    pub wanted: bool,
}

impl Needs {
    const NOTHING: Self = Self {
        role: Role::Stranger,
        signed_in: Level::Visitor,
        reach: Reach::Nothing,
        thawed: false,
        settled: false,
        fresh: false,
        wanted: false,
    };
    const SESSION: Self = Self { role: Role::Owner, signed_in: Level::Verified, ..Self::NOTHING };
    const SETTLED: Self = Self { settled: true, ..Self::SESSION };
    const FRESH: Self = Self { fresh: true, ..Self::SETTLED };
    const MESSAGE: Self = Self { role: Role::Addressee, ..Self::NOTHING };
}

impl What {
    /// Everything.
    pub const ALL: [Self; 38] = [
        Self::ComeIn,
        Self::UndoByLink,
        Self::SignOut,
        Self::SeeParcel,
        Self::SeeParcels,
        Self::SeeCode,
        Self::Resend,
        Self::OpenCase,
        Self::Disown,
        Self::SeeCase,
        Self::OpenAgain,
        Self::StopCode,
        Self::Extend,
        Self::TellMe,
        Self::SendElsewhere,
        Self::TakeBack,
        Self::SendCode,
        Self::SendWayIn,
        Self::SendWord,
        Self::SeeContacts,
        Self::BeginChange,
        Self::Prove,
        Self::ConfirmChange,
        Self::WithdrawChange,
        Self::TurnOn,
        Self::TurnOff,
        Self::KeepCodesOut,
        Self::LetCodesIn,
        Self::Arrange,
        Self::PushOn,
        Self::PushRenew,
        Self::PushTest,
        Self::PushOff,
        Self::Unfreeze,
        Self::SeeAccount,
        Self::AddPasskey,
        Self::RemovePasskey,
        Self::SignOutOthers,
    ];

    /// What it needs.
    pub const fn needs(self) -> Needs {
        match self {
            Self::ComeIn | Self::UndoByLink => Needs::NOTHING,
            Self::SignOut => Needs { signed_in: Level::Link, ..Needs::SESSION },
            Self::SeeParcel => Needs { signed_in: Level::Link, reach: Reach::Sees, ..Needs::SESSION },
            Self::SeeParcels | Self::SeeContacts | Self::Prove => Needs::SESSION,
            Self::SeeCode
            | Self::Resend
            | Self::OpenCase
            | Self::OpenAgain
            | Self::StopCode
            | Self::Extend => Needs { reach: Reach::Opens, ..Needs::SESSION },
            Self::TellMe | Self::TakeBack => Needs { reach: Reach::Sees, ..Needs::SESSION },
            Self::SendElsewhere => Needs { reach: Reach::Opens, thawed: true, ..Needs::FRESH },
            Self::Disown | Self::SeeCase => Needs { reach: Reach::Told, ..Needs::SESSION },
            Self::SendCode => Needs { reach: Reach::Opens, wanted: true, ..Needs::MESSAGE },
            Self::SendWayIn => Needs { reach: Reach::Opens, ..Needs::MESSAGE },
            Self::SendWord => Needs { reach: Reach::Told, ..Needs::MESSAGE },
            Self::WithdrawChange
            | Self::TurnOn
            | Self::KeepCodesOut
            | Self::PushRenew
            | Self::PushTest
            | Self::PushOff
            | Self::SeeAccount
            | Self::SignOutOthers => Needs::SETTLED,
            Self::BeginChange => Needs { thawed: true, ..Needs::SETTLED },
            Self::RemovePasskey | Self::Unfreeze => Needs::FRESH,
            Self::ConfirmChange
            | Self::TurnOff
            | Self::LetCodesIn
            | Self::Arrange
            | Self::PushOn
            | Self::AddPasskey => Needs { thawed: true, ..Needs::FRESH },
        }
    }
}

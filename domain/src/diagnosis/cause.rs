//! What can be wrong, by gate: the rows of the table in PRODUCT.md, section 6.

/// A step between a parcel and an open door; the earlier ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// The parcel lies in the compartment.
    Placed,
    /// There is a code for it.
    Code,
    /// Somebody is there to send it to.
    Contact,
    /// It left us.
    Send,
    /// It arrived.
    Receipt,
    /// The door opens for it.
    Door,
    /// The account is in its owner's hands.
    Account,
}

/// What is wrong, in the order of the gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// On its way, on time as far as anybody knows.
    NotYet,
    /// Its expected time has passed.
    Delayed,
    /// Something is in the way that somebody has to act on.
    Exception,
    /// Another station took it.
    Rerouted,
    /// Nothing from the carrier for longer than usual.
    Silent,
    /// Nothing more will happen to it.
    Over,
    /// The code is being made, as usual.
    BeingMade,
    /// The code was not made, or what is stored of it cannot be read.
    Failed,
    /// There is nothing to send to.
    NoContact,
    /// The address cannot exist or cannot receive.
    WrongContact,
    /// The address was not proven for a year, or seems to have moved.
    StaleContact,
    /// It was sent to a contact that has left since.
    ChangedContact,
    /// A change of contacts waits for its second proof.
    HeldContact,
    /// It went to somebody else of the household, or to the holder of the account.
    OtherPerson,
    /// The preferred way is unproven, failing or off, and another one is not.
    Preference,
    /// It has not left us yet, for longer than usual.
    Queued,
    /// The provider fails, or many messages like this one do.
    ProviderDown,
    /// The operator or mailbox does not let it through.
    Blocked,
    /// The browser takes no notifications any more.
    PushOff,
    /// It was sent, and nothing confirms that it arrived.
    MissingReceipt,
    /// The phone or mailbox has it.
    DeliveredReceipt,
    /// Too many wrong tries at the station.
    LockedOut,
    /// It was tried at another station.
    WrongStation,
    /// The deadline has passed.
    Expired,
    /// A right code was refused because the station's clock is off.
    Clock,
    /// The station's link is down.
    Offline,
    /// The station's link is slow.
    Slow,
    /// The scanner is faulty.
    Scanner,
    /// The keypad is faulty.
    Keypad,
    /// The screen is faulty.
    Screen,
    /// The door was told to open, and is still shut.
    Jammed,
    /// The sensors of the door disagree; it stays locked.
    Sensor,
    /// It opened, and nothing was inside.
    Empty,
    /// A contact was changed from a device that the customer does not know.
    ChangedByOther,
    /// The customer has ordered nothing.
    NotMine,
}

impl Cause {
    /// Every cause, in the order of the table.
    pub const ALL: [Self; 35] = [
        Self::NotYet,
        Self::Delayed,
        Self::Exception,
        Self::Rerouted,
        Self::Silent,
        Self::Over,
        Self::BeingMade,
        Self::Failed,
        Self::NoContact,
        Self::WrongContact,
        Self::StaleContact,
        Self::ChangedContact,
        Self::HeldContact,
        Self::OtherPerson,
        Self::Preference,
        Self::Queued,
        Self::ProviderDown,
        Self::Blocked,
        Self::PushOff,
        Self::MissingReceipt,
        Self::DeliveredReceipt,
        Self::LockedOut,
        Self::WrongStation,
        Self::Expired,
        Self::Clock,
        Self::Offline,
        Self::Slow,
        Self::Scanner,
        Self::Keypad,
        Self::Screen,
        Self::Jammed,
        Self::Sensor,
        Self::Empty,
        Self::ChangedByOther,
        Self::NotMine,
    ];

    /// The id used in tests, metrics and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "placed.not_yet",
            Self::Delayed => "placed.delayed",
            Self::Exception => "placed.exception",
            Self::Rerouted => "placed.rerouted",
            Self::Silent => "placed.silent",
            Self::Over => "placed.over",
            Self::BeingMade => "code.being_made",
            Self::Failed => "code.failed",
            Self::NoContact => "contact.none",
            Self::WrongContact => "contact.wrong",
            Self::StaleContact => "contact.stale",
            Self::ChangedContact => "contact.changed",
            Self::HeldContact => "contact.held",
            Self::OtherPerson => "contact.other_person",
            Self::Preference => "contact.preference",
            Self::Queued => "send.queued",
            Self::ProviderDown => "send.provider_down",
            Self::Blocked => "send.blocked",
            Self::PushOff => "send.push_off",
            Self::MissingReceipt => "receipt.missing",
            Self::DeliveredReceipt => "receipt.delivered",
            Self::LockedOut => "door.locked_out",
            Self::WrongStation => "door.wrong_station",
            Self::Expired => "door.expired",
            Self::Clock => "door.clock",
            Self::Offline => "door.offline",
            Self::Slow => "door.slow",
            Self::Scanner => "door.scanner",
            Self::Keypad => "door.keypad",
            Self::Screen => "door.screen",
            Self::Jammed => "door.jammed",
            Self::Sensor => "door.sensor",
            Self::Empty => "door.empty",
            Self::ChangedByOther => "account.changed_by_other",
            Self::NotMine => "account.not_mine",
        }
    }

    /// The cause of that id.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == id)
    }

    /// The gate it is found at.
    pub const fn gate(self) -> Gate {
        match self {
            Self::NotYet | Self::Delayed | Self::Exception | Self::Rerouted | Self::Silent | Self::Over => {
                Gate::Placed
            }
            Self::BeingMade | Self::Failed => Gate::Code,
            Self::NoContact
            | Self::WrongContact
            | Self::StaleContact
            | Self::ChangedContact
            | Self::HeldContact
            | Self::OtherPerson
            | Self::Preference => Gate::Contact,
            Self::Queued | Self::ProviderDown | Self::Blocked | Self::PushOff => Gate::Send,
            Self::MissingReceipt | Self::DeliveredReceipt => Gate::Receipt,
            Self::LockedOut
            | Self::WrongStation
            | Self::Expired
            | Self::Clock
            | Self::Offline
            | Self::Slow
            | Self::Scanner
            | Self::Keypad
            | Self::Screen
            | Self::Jammed
            | Self::Sensor
            | Self::Empty => Gate::Door,
            Self::ChangedByOther | Self::NotMine => Gate::Account,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_keeps_its_id_and_stands_where_its_gate_does() {
        for cause in Cause::ALL {
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
            let gate = cause.as_str().split('.').next().unwrap();
            assert_eq!(format!("{:?}", cause.gate()).to_lowercase(), gate);
        }
        assert!(Cause::ALL.is_sorted());
        assert!(Cause::ALL.map(Cause::gate).is_sorted());
        assert_eq!(Cause::parse("door.open"), None);
    }
}

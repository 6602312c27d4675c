//! How each standing and each cause looks, and what it leads to: the one table that list, parcel page and help page
//! read, so that they can not disagree.

use domain::{diagnosis::Cause, standing::Standing};

/// The colour of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Green: go.
    Go,
    /// Amber: wait.
    Wait,
    /// Red: stop.
    Stop,
}

/// What stands on the plate in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The number of the door.
    Door,
    /// A sign, while there is no door.
    Mark(&'static str),
}

/// The one thing to do on the parcel's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Seeing the code.
    Reveal,
    /// The way to the station.
    Directions,
    /// Nothing: it takes seconds.
    None,
    /// What is wrong, and what can be done.
    Help,
    /// Asking the carrier with its number.
    AskCarrier,
    /// Saying that it was somebody else.
    NotMe,
    /// The other parcels.
    Others,
}

/// How a standing looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its colour.
    pub tone: Tone,
    /// How far the parcel has come, from 1 to 5; nothing where it has left the way.
    pub step: Option<&'static str>,
    /// Its plate.
    pub sign: Sign,
    /// What it leads to.
    pub action: Action,
}

impl Tone {
    /// As the stylesheet calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Wait => "wait",
            Self::Stop => "stop",
        }
    }
}

/// How a standing looks.
pub const fn of_standing(standing: Standing) -> Look {
    use Sign::{Door, Mark};
    use Tone::{Go, Stop, Wait};
    let (tone, step, sign, action) = match standing {
        Standing::Announced => (Wait, Some("1"), Mark("···"), Action::Directions),
        Standing::OnItsWay => (Wait, Some("2"), Mark("···"), Action::Directions),
        Standing::OutForDelivery => (Wait, Some("3"), Mark("···"), Action::Directions),
        Standing::Late => (Wait, Some("2"), Mark("!"), Action::Directions),
        Standing::Exception => (Stop, Some("2"), Mark("!"), Action::AskCarrier),
        Standing::CodeBeingMade => (Wait, Some("4"), Door, Action::None),
        Standing::Ready => (Go, Some("4"), Door, Action::Reveal),
        Standing::Expired => (Stop, Some("4"), Door, Action::AskCarrier),
        Standing::DoorShut => (Stop, Some("4"), Door, Action::Help),
        Standing::Collected => (Go, Some("5"), Mark("✓"), Action::NotMe),
        Standing::Returned => (Stop, None, Mark("↩"), Action::Others),
        Standing::Cancelled => (Stop, None, Mark("×"), Action::Others),
    };
    Look { tone, step, sign, action }
}

/// The colour of a cause, and whether its answer is about where the customer stands or what they stand before, so that
/// the right door is named beside it.
pub const fn of_cause(cause: Option<Cause>) -> (Tone, bool) {
    use Tone::{Go, Stop, Wait};
    let Some(cause) = cause else { return (Go, false) };
    match cause {
        Cause::DeliveredReceipt => (Go, false),
        Cause::Rerouted | Cause::WrongStation => (Wait, true),
        Cause::Empty | Cause::Jammed | Cause::Sensor => (Stop, true),
        Cause::NotYet
        | Cause::Delayed
        | Cause::Silent
        | Cause::BeingMade
        | Cause::Failed
        | Cause::StaleContact
        | Cause::ChangedContact
        | Cause::HeldContact
        | Cause::OtherPerson
        | Cause::Preference
        | Cause::Queued
        | Cause::ProviderDown
        | Cause::MissingReceipt
        | Cause::LockedOut
        | Cause::Clock
        | Cause::Slow
        | Cause::Scanner
        | Cause::Keypad
        | Cause::Screen => (Wait, false),
        Cause::Exception
        | Cause::Over
        | Cause::NoContact
        | Cause::WrongContact
        | Cause::Blocked
        | Cause::PushOff
        | Cause::Expired
        | Cause::Offline
        | Cause::ChangedByOther
        | Cause::NotMine => (Stop, false),
    }
}

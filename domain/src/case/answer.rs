//! What the operator's people answer.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::parcel::Status;

/// What is done about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CaseAction {
    /// The door is opened from afar.
    OpenDoor,
    /// The parcel lies behind another door.
    Relocate,
    /// It is delivered once more.
    Redeliver,
    /// Nothing more can be done, and why.
    GiveUp,
    /// Words, and it stays open.
    Words,
}

impl CaseAction {
    /// Every action.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The name used in the operator's interface and the store.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The action of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether the case is closed by it, and the clock runs again.
    pub const fn closes(self) -> bool {
        match self {
            Self::OpenDoor | Self::Relocate | Self::Redeliver | Self::GiveUp => true,
            Self::Words => false,
        }
    }
}

/// What is known when a case is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerFacts {
    /// It is open.
    pub is_open: bool,
    /// The parcel's status.
    pub status: Status,
    /// A door is known that it lies, or lay, behind.
    pub has_door: bool,
    /// Another parcel lies behind that door.
    pub lies_another: bool,
}

/// Why an answer is not taken, the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnswered {
    /// The case is closed.
    #[error("the case is closed")]
    Closed,
    /// No door is known for the parcel.
    #[error("no door is known for the parcel")]
    NoDoor,
    /// Somebody else's parcel lies behind its door.
    #[error("another parcel lies behind that door")]
    Occupied,
    /// It has gone back or was called off: it lies behind no door.
    #[error("the parcel has gone back or was called off")]
    Gone,
}

/// Whether an answer can be taken.
pub const fn answer(action: CaseAction, facts: AnswerFacts) -> Result<(), NotAnswered> {
    if !facts.is_open {
        return Err(NotAnswered::Closed);
    }
    let gone = matches!(facts.status, Status::ReturnToSender | Status::Cancelled);
    match action {
        CaseAction::OpenDoor if gone => Err(NotAnswered::Gone),
        CaseAction::OpenDoor if !facts.has_door => Err(NotAnswered::NoDoor),
        CaseAction::OpenDoor if facts.lies_another => Err(NotAnswered::Occupied),
        CaseAction::Relocate if gone => Err(NotAnswered::Gone),
        CaseAction::OpenDoor
        | CaseAction::Relocate
        | CaseAction::Redeliver
        | CaseAction::GiveUp
        | CaseAction::Words => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_only_where_it_can_come_true() {
        let facts = AnswerFacts {
            is_open: true,
            status: Status::AvailableForPickup,
            has_door: true,
            lies_another: false,
        };
        let table = [
            (CaseAction::OpenDoor, facts, Ok(())),
            (CaseAction::OpenDoor, AnswerFacts { status: Status::Delivered, ..facts }, Ok(())),
            (CaseAction::OpenDoor, AnswerFacts { has_door: false, ..facts }, Err(NotAnswered::NoDoor)),
            (CaseAction::OpenDoor, AnswerFacts { lies_another: true, ..facts }, Err(NotAnswered::Occupied)),
            (
                CaseAction::Relocate,
                AnswerFacts { status: Status::ReturnToSender, ..facts },
                Err(NotAnswered::Gone),
            ),
            (CaseAction::Redeliver, AnswerFacts { status: Status::ReturnToSender, ..facts }, Ok(())),
            (CaseAction::GiveUp, AnswerFacts { has_door: false, ..facts }, Ok(())),
            (CaseAction::Words, AnswerFacts { is_open: false, ..facts }, Err(NotAnswered::Closed)),
        ];
        for (action, facts, taken) in table {
            assert_eq!(answer(action, facts), taken, "{action:?} {facts:?}");
        }
        for &action in CaseAction::ALL {
            assert_eq!(CaseAction::parse(action.as_str()), Some(action));
            assert_eq!(action.closes(), action != CaseAction::Words);
        }
        assert_eq!(CaseAction::parse("pray"), None);
    }
}

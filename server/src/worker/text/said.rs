//! What a notice is about.

use app::wording::messages::{CaseNews, NoticeStep, RedirectNews};
use domain::step::Step;
use store::notification::NoticeKind;

/// What a notice says, by what it is about.
pub enum Said {
    /// A change of contacts.
    Change(NoticeStep),
    /// A passkey was added, or removed.
    Passkey {
        /// Added.
        added: bool,
    },
    /// A case of a parcel.
    Case(CaseNews),
    /// A parcel is to go to another station.
    Redirect(RedirectNews),
    /// A step of a parcel.
    Step(Step),
}

impl Said {
    /// What is said by this kind of notice.
    pub const fn by(notice: NoticeKind) -> Self {
        match notice {
            NoticeKind::Begun => Self::Change(NoticeStep::Begun),
            NoticeKind::Applied => Self::Change(NoticeStep::Applied),
            NoticeKind::Undone => Self::Change(NoticeStep::Undone),
            NoticeKind::CalledOff => Self::Change(NoticeStep::CalledOff),
            NoticeKind::OptedOut => Self::Change(NoticeStep::OptedOut),
            NoticeKind::PasskeyAdded => Self::Passkey { added: true },
            NoticeKind::PasskeyRemoved => Self::Passkey { added: false },
            NoticeKind::CaseStopped => Self::Case(CaseNews::Stopped),
            NoticeKind::CaseOpenDoor => Self::Case(CaseNews::OpenDoor),
            NoticeKind::CaseRelocate => Self::Case(CaseNews::Relocate),
            NoticeKind::CaseRedeliver => Self::Case(CaseNews::Redeliver),
            NoticeKind::CaseGiveUp => Self::Case(CaseNews::GiveUp),
            NoticeKind::CaseWords => Self::Case(CaseNews::Words),
            NoticeKind::CaseOverdue => Self::Case(CaseNews::Overdue),
            NoticeKind::StepOnItsWay => Self::Step(Step::OnItsWay),
            NoticeKind::StepOutForDelivery => Self::Step(Step::OutForDelivery),
            NoticeKind::StepPlaced => Self::Step(Step::Placed),
            NoticeKind::StepCollected => Self::Step(Step::Collected),
            NoticeKind::RedirectAsked => Self::Redirect(RedirectNews::Asked),
            NoticeKind::RedirectTakenBack => Self::Redirect(RedirectNews::TakenBack),
            NoticeKind::RedirectAccepted => Self::Redirect(RedirectNews::Accepted),
            NoticeKind::RedirectRefused => Self::Redirect(RedirectNews::Refused),
        }
    }
}

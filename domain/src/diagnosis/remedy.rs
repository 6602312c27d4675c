//! What can be done, and what is tried against which cause.

use super::cause::Cause;
use crate::contact::Channel;

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Nothing: the page turns by itself.
    Wait,
    /// Be told when it is placed.
    TellWhenPlaced,
    /// Be told when the station is back.
    TellWhenBack,
    /// Ask the carrier, with the number to copy.
    AskCarrier,
    /// Have it sent to another station.
    SendElsewhere,
    /// Do what the carrier needs.
    MeetCarrier,
    /// Go to the right station.
    GoToStation,
    /// Have the code made anew, now.
    MakeAgain,
    /// Show the code here.
    Reveal,
    /// Send it another way.
    SendBy(Channel),
    /// Send it to the contact that came instead.
    SendToNew,
    /// Send it to the asker; the holder agrees.
    SendToMe,
    /// Add a contact.
    AddContact,
    /// Put the address right.
    FixContact,
    /// Prove the contact.
    ProveContact,
    /// Give the change its second proof.
    ProveChange,
    /// Put another way first.
    PreferOther,
    /// Have messages let through: what to tell the operator or the mailbox.
    Unblock,
    /// Turn notifications on again.
    TurnPushOn,
    /// Look for the message that arrived: when, from which sender, in which folder.
    LookForMessage,
    /// Try the code again.
    TryAgain,
    /// Try it without the link.
    TryOffline,
    /// Hold the symbol to the scanner.
    UseScanner,
    /// Type the digits.
    UseKeypad,
    /// Have the door opened once more.
    OpenAgain,
    /// Have the time extended.
    Extend,
    /// Stop the code, and make another.
    Freeze,
    /// Say that it was not they who collected it: freeze, and a case.
    NotCollectedByMe,
    /// Say that nothing was inside: freeze, and a case.
    ReportEmpty,
    /// Say that it is not theirs: freeze, and a case.
    ReportNotMine,
    /// Take a change of contacts back.
    UndoChange,
    /// Sign out everywhere else.
    SignOutOthers,
    /// Hand it to the operator's people.
    OpenCase,
    /// See how the case stands.
    SeeCase,
}

impl Remedy {
    /// Every remedy.
    pub const ALL: [Self; 36] = [
        Self::Wait,
        Self::TellWhenPlaced,
        Self::TellWhenBack,
        Self::AskCarrier,
        Self::SendElsewhere,
        Self::MeetCarrier,
        Self::GoToStation,
        Self::MakeAgain,
        Self::Reveal,
        Self::SendBy(Channel::Sms),
        Self::SendBy(Channel::Email),
        Self::SendBy(Channel::Push),
        Self::SendToNew,
        Self::SendToMe,
        Self::AddContact,
        Self::FixContact,
        Self::ProveContact,
        Self::ProveChange,
        Self::PreferOther,
        Self::Unblock,
        Self::TurnPushOn,
        Self::LookForMessage,
        Self::TryAgain,
        Self::TryOffline,
        Self::UseScanner,
        Self::UseKeypad,
        Self::OpenAgain,
        Self::Extend,
        Self::Freeze,
        Self::NotCollectedByMe,
        Self::ReportEmpty,
        Self::ReportNotMine,
        Self::UndoChange,
        Self::SignOutOthers,
        Self::OpenCase,
        Self::SeeCase,
    ];

    /// The name used in forms and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::TellWhenPlaced => "tell_when_placed",
            Self::TellWhenBack => "tell_when_back",
            Self::AskCarrier => "ask_carrier",
            Self::SendElsewhere => "send_elsewhere",
            Self::MeetCarrier => "meet_carrier",
            Self::GoToStation => "go_to_station",
            Self::MakeAgain => "make_again",
            Self::Reveal => "reveal",
            Self::SendBy(Channel::Sms) => "send_by_sms",
            Self::SendBy(Channel::Email) => "send_by_email",
            Self::SendBy(Channel::Push) => "send_by_push",
            Self::SendToNew => "send_to_new",
            Self::SendToMe => "send_to_me",
            Self::AddContact => "add_contact",
            Self::FixContact => "fix_contact",
            Self::ProveContact => "prove_contact",
            Self::ProveChange => "prove_change",
            Self::PreferOther => "prefer_other",
            Self::Unblock => "unblock",
            Self::TurnPushOn => "turn_push_on",
            Self::LookForMessage => "look_for_message",
            Self::TryAgain => "try_again",
            Self::TryOffline => "try_offline",
            Self::UseScanner => "use_scanner",
            Self::UseKeypad => "use_keypad",
            Self::OpenAgain => "open_again",
            Self::Extend => "extend",
            Self::Freeze => "freeze",
            Self::NotCollectedByMe => "not_collected_by_me",
            Self::ReportEmpty => "report_empty",
            Self::ReportNotMine => "report_not_mine",
            Self::UndoChange => "undo_change",
            Self::SignOutOthers => "sign_out_others",
            Self::OpenCase => "open_case",
            Self::SeeCase => "see_case",
        }
    }

    /// The remedy of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.as_str() == name)
    }
}

/// What is tried against a cause, the best first.
pub const fn tried(cause: Option<Cause>) -> &'static [Remedy] {
    use Remedy as R;
    const SMS: Remedy = R::SendBy(Channel::Sms);
    const EMAIL: Remedy = R::SendBy(Channel::Email);
    const PUSH: Remedy = R::SendBy(Channel::Push);
    let Some(cause) = cause else { return &[R::Reveal, R::TryAgain, R::OpenCase, R::SeeCase] };
    match cause {
        Cause::NotYet => &[R::TellWhenPlaced, R::Wait, R::SendElsewhere],
        Cause::Delayed => &[R::TellWhenPlaced, R::AskCarrier, R::Wait, R::SendElsewhere],
        Cause::Exception => &[R::MeetCarrier, R::AskCarrier, R::SendElsewhere, R::OpenCase, R::SeeCase],
        Cause::Rerouted => &[R::GoToStation, R::Reveal, R::TellWhenPlaced, R::SendElsewhere],
        Cause::Silent => &[R::AskCarrier, R::OpenCase, R::SeeCase, R::TellWhenPlaced, R::SendElsewhere],
        Cause::Over => &[R::NotCollectedByMe, R::AskCarrier, R::OpenCase, R::SeeCase],
        Cause::BeingMade => &[R::Wait, R::OpenCase, R::SeeCase],
        Cause::Failed => &[R::MakeAgain, R::Wait, R::OpenCase, R::SeeCase],
        Cause::NoContact => &[R::AddContact, R::Reveal],
        Cause::WrongContact => &[R::FixContact, R::Reveal, SMS, EMAIL, PUSH],
        Cause::StaleContact => &[R::ProveContact, R::Reveal, SMS, EMAIL, PUSH],
        Cause::ChangedContact => &[R::SendToNew, R::UndoChange, R::Reveal],
        Cause::HeldContact => &[R::ProveChange, R::UndoChange, R::Reveal, SMS, EMAIL, PUSH],
        Cause::OtherPerson => &[R::SendToMe, R::Reveal],
        Cause::Preference => &[R::PreferOther, R::Reveal, SMS, EMAIL, PUSH],
        Cause::Queued => &[R::Reveal, SMS, EMAIL, PUSH, R::Wait],
        Cause::ProviderDown => &[SMS, EMAIL, PUSH, R::Reveal, R::Wait],
        Cause::Blocked => &[R::Unblock, SMS, EMAIL, PUSH, R::Reveal],
        Cause::PushOff => &[R::TurnPushOn, SMS, EMAIL, R::Reveal],
        Cause::MissingReceipt => &[R::Wait, SMS, EMAIL, PUSH, R::Reveal],
        Cause::DeliveredReceipt => &[R::Reveal, R::LookForMessage, SMS, EMAIL, PUSH, R::Freeze],
        Cause::LockedOut => &[R::UseScanner, R::UseKeypad, R::Wait, R::OpenCase, R::SeeCase],
        Cause::WrongStation => &[R::GoToStation, R::OpenCase, R::SeeCase],
        Cause::Expired => &[R::Extend, R::OpenCase, R::SeeCase, R::AskCarrier],
        Cause::Clock => &[R::TryAgain, R::OpenCase, R::SeeCase],
        Cause::Offline => &[R::TryOffline, R::TellWhenBack, R::OpenCase, R::SeeCase],
        Cause::Slow => &[R::TryAgain, R::OpenCase, R::SeeCase],
        Cause::Scanner => &[R::UseKeypad, R::OpenCase, R::SeeCase],
        Cause::Keypad | Cause::Screen => &[R::UseScanner, R::OpenCase, R::SeeCase],
        Cause::Jammed | Cause::Sensor => &[R::OpenAgain, R::OpenCase, R::SeeCase],
        Cause::Empty => &[R::ReportEmpty, R::SeeCase],
        Cause::ChangedByOther => &[R::UndoChange, R::Freeze, R::SignOutOthers, R::OpenCase, R::SeeCase],
        Cause::NotMine => &[R::ReportNotMine, R::SeeCase],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remedy_keeps_its_name_and_helps_against_something() {
        let causes = Cause::ALL.map(Some);
        for remedy in Remedy::ALL {
            assert_eq!(Remedy::parse(remedy.as_str()), Some(remedy));
            assert!(causes.iter().any(|cause| tried(*cause).contains(&remedy)), "{remedy:?}");
        }
        assert_eq!(Remedy::parse("pray"), None);
        assert!(causes.into_iter().all(|cause| !tried(cause).is_empty()));
    }
}

//! What is sent to customers: text messages that fit one part, plain e-mails, and notifications of browsers.

mod email;
mod push;
mod room;
mod sms;

pub(crate) use self::room::halves;
use super::{
    Wording,
    isolate::{foreign, plain},
};
use crate::port::Moment;
use domain::step::Step;

/// What "your parcel is there" tells.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// Who sent the parcel.
    pub merchant: &'a str,
    /// The station's name.
    pub station: &'a str,
    /// What is written on the door.
    pub compartment: Option<&'a str>,
    /// The pickup code, ungrouped; empty where it is not told.
    pub digits: &'a str,
    /// Until when it opens the door.
    pub until: Option<&'a Moment>,
    /// The link that signs in.
    pub link: &'a str,
    /// What the operator says besides of news.
    pub words: Option<&'a str>,
}

/// What a message with a code tells, where that is not that the parcel has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageNews {
    /// It lies there still.
    Reminder,
    /// It may lie there longer.
    Extended,
}

/// What a sign-in message tells.
#[derive(Clone, Copy)]
pub struct SignInMessage<'a> {
    /// The one-time code.
    pub digits: &'a str,
    /// Our host, without scheme and port.
    pub host: &'a str,
}

/// What a one-time code within a session is for.
#[derive(Clone, Copy)]
pub struct ProofMessage<'a> {
    /// The one-time code.
    pub digits: &'a str,
    /// Our host, without scheme and port.
    pub host: &'a str,
    /// What it is for.
    pub purpose: ProofPurpose<'a>,
}

/// What a one-time code within a session is for.
#[derive(Clone, Copy)]
pub enum ProofPurpose<'a> {
    /// To show that messages arrive here.
    Test,
    /// To allow this change of contacts: whoever reads it sees what they allow.
    Allow(ChangeText<'a>),
    /// To make this contact the customer's.
    Verify,
    /// To open what this contact has brought, in an account that it was added to lately.
    Newcomer,
}

/// A change of contacts, its contacts masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeText<'a> {
    /// This one is added.
    Add(&'a str),
    /// The second stands in for the first.
    Replace(&'a str, &'a str),
    /// This one is taken out.
    Remove(&'a str),
    /// Codes go to this one no longer.
    TurnOff(&'a str),
    /// Messages hold codes no longer.
    CodesOut,
    /// Messages hold codes again.
    CodesIn,
    /// A passkey signs in from now on.
    Passkey,
    /// A browser takes notifications from now on.
    Browser,
}

/// What a notice about a change of contacts tells.
#[derive(Clone, Copy)]
pub struct NoticeMessage<'a> {
    /// The change.
    pub change: ChangeText<'a>,
    /// How it goes on.
    pub step: NoticeStep,
    /// The link that undoes it, while it can be undone.
    pub link: Option<&'a str>,
    /// The link is that of the contact which was brought in: it takes itself out.
    pub opts_out: bool,
}

/// How a change goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeStep {
    /// It was asked for.
    Begun,
    /// It is done.
    Applied,
    /// It was taken back.
    Undone,
    /// It will not happen.
    CalledOff,
    /// The contact that it brought in has taken itself out.
    OptedOut,
}

/// What a notice about a passkey tells.
#[derive(Clone, Copy)]
pub struct PasskeyMessage<'a> {
    /// Whether it was added; else it was removed.
    pub added: bool,
    /// The page that shows who is signed in, and where passkeys are removed.
    pub page: &'a str,
}

/// What news there is of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseNews {
    /// It was opened, and the code stopped.
    Stopped,
    /// The door is opened.
    OpenDoor,
    /// The parcel lies behind another door.
    Relocate,
    /// It is delivered once more.
    Redeliver,
    /// Nothing more can be done.
    GiveUp,
    /// There are words.
    Words,
    /// The answer is late.
    Overdue,
}

/// What a message about a case tells.
#[derive(Clone, Copy)]
pub struct CaseMessage<'a> {
    /// What has happened.
    pub news: CaseNews,
    /// Who sent the parcel.
    pub merchant: &'a str,
    /// The page of the case.
    pub page: &'a str,
}

/// What a message about a step of a parcel tells.
#[derive(Clone, Copy)]
pub struct StepMessage<'a> {
    /// The step.
    pub step: Step,
    /// Who sent the parcel.
    pub merchant: &'a str,
    /// The page of the parcel.
    pub page: &'a str,
    /// Where such messages are turned off.
    pub contacts: &'a str,
}

/// What news there is of a parcel that was asked to go to another station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectNews {
    /// It was asked for.
    Asked,
    /// That was taken back.
    TakenBack,
    /// The operator has accepted it.
    Accepted,
    /// The operator has refused it.
    Refused,
}

/// What a message about it tells.
#[derive(Clone, Copy)]
pub struct RedirectMessage<'a> {
    /// What has happened.
    pub news: RedirectNews,
    /// Who sent the parcel.
    pub merchant: &'a str,
    /// The station it is to go to.
    pub station: &'a str,
    /// The page that says so, and where it is taken back.
    pub page: &'a str,
}

/// What "the station takes codes again" tells.
#[derive(Clone, Copy)]
pub struct BackMessage<'a> {
    /// The station's name.
    pub station: &'a str,
    /// The page of the parcel that waits there.
    pub page: &'a str,
}

/// What a browser shows when we push to it.
pub struct Notification {
    /// One line.
    pub title: String,
    /// A sentence or two; never a code.
    pub body: String,
}

/// An e-mail.
pub struct Email {
    /// The subject: one line, without a code, because it shows on lock screens.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// What a text message can say of where a parcel lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsPlace {
    /// The door and its station.
    DoorAtStation,
    /// The door.
    Door,
    /// The station.
    Station,
    /// Nothing.
    Unknown,
}

impl Wording {
    /// What a change does, behind a colon or in brackets.
    fn change(&self, change: ChangeText) -> String {
        match change {
            ChangeText::Add(new) => self.change_add(&self.apart(new)),
            ChangeText::Replace(old, new) => self.change_replace(&self.apart(old), &self.apart(new)),
            ChangeText::Remove(old) => self.change_remove(&self.apart(old)),
            ChangeText::TurnOff(contact) => self.change_turn_off(&self.apart(contact)),
            ChangeText::CodesOut => self.change_codes_out().to_owned(),
            ChangeText::CodesIn => self.change_codes_in().to_owned(),
            ChangeText::Passkey => self.change_passkey().to_owned(),
            ChangeText::Browser => self.change_browser().to_owned(),
        }
    }

    /// A text that others wrote, kept from turning its neighbours in a mail or notification.
    fn apart(&self, text: &str) -> String {
        plain(&foreign(text), self.direction)
    }
}

impl NoticeMessage<'_> {
    /// Whether it tells of something that needs no second proof: it is news, and nothing that was asked for.
    fn is_news(&self) -> bool {
        self.step == NoticeStep::Applied
            && matches!(
                self.change,
                ChangeText::TurnOff(_)
                    | ChangeText::CodesOut
                    | ChangeText::CodesIn
                    | ChangeText::Passkey
                    | ChangeText::Browser
            )
    }
}

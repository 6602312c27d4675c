//! Why there is no code, or why the door does not open.

pub use domain::diagnosis::{Cause as HelpCause, DelayReason, Hindrance, Seen};

use super::{
    CarrierView, CaseKind, Channel, IncidentView, Moment, NotificationView, ParcelRow, Path, RedirectLine,
    ResendOption, StationView,
};
use crate::problem::NotPossible;

/// What is wrong with a parcel, and what can be done.
#[derive(Debug)]
pub struct SeeHelp {
    /// Our name of it.
    pub parcel: String,
    /// What the customer says they see, by its name; empty when they have said nothing.
    pub seen: String,
    /// The station at which they stand, as far as the page that led here knows; else empty.
    pub at: String,
}

/// The answer: one cause, one thing to do, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct HelpView {
    /// The parcel's version, for the live connection.
    pub version: i64,
    /// The parcel.
    pub row: ParcelRow,
    /// Who carries it.
    pub carrier: CarrierView,
    /// What fails for many at once.
    pub incidents: Vec<IncidentView>,
    /// The station it is bound for or lies in.
    pub station: Option<StationView>,
    /// What is wrong; nothing that is known of, without.
    pub cause: Option<HelpCause>,
    /// The number may be moving to another operator, which loses messages.
    pub number_moves: bool,
    /// The address that the last message came from, where that is an e-mail which may lie among spam.
    pub mail_from: Option<String>,
    /// What the customer said they see.
    pub seen: Option<Seen>,
    /// The one thing to do.
    pub first: HelpAction,
    /// What else can be done.
    pub further: Vec<HelpAction>,
    /// What helps at this kind of station, by the operator's own text; in each language that it is in.
    pub steps: Vec<StepsView>,
    /// What it rests on.
    pub evidence: Vec<EvidenceView>,
    /// What the customer may say they see, as things stand.
    pub choices: Vec<Seen>,
    /// How the code can be sent, by channel, for the remedies that send it.
    pub resend: Vec<ResendOption>,
    /// What became of the door that was asked to open once more, and when it was asked.
    pub again: Option<(AgainView, Moment)>,
    /// What the customer is told of by itself.
    pub told: Told,
    /// Its newest request to be sent elsewhere.
    pub redirect: Option<RedirectLine>,
    /// Until when the time to collect can be extended.
    pub extends_to: Option<Moment>,
    /// Why what would have been tried is not possible.
    pub not_now: Vec<NotPossible>,
    /// The customer wants no code in messages.
    pub word_only: bool,
    /// For forms that do something: a fresh token, so that a double tap does it once.
    pub request: String,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// What a customer has wished to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// That the parcel is there.
    pub placed: bool,
    /// That its station takes codes again.
    pub back: bool,
}

/// Steps that help at one kind of station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsView {
    /// The language's tag (BCP 47).
    pub language: String,
    /// One sentence each, in their order.
    pub lines: Vec<String>,
}

/// What the page can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpAction {
    /// Nothing: the page turns by itself.
    Wait,
    /// Asking the carrier, with the number that it asks for.
    AskCarrier,
    /// The way to the station.
    Directions,
    /// The code, shown now.
    Reveal,
    /// The page of the code, to type it or to hold it to the scanner.
    Code,
    /// The code, sent by this channel.
    Send(Channel),
    /// The contacts.
    Contacts,
    /// The contact with this number, to put another in its place.
    FixContact(i64),
    /// The second proof of the change of contacts with this number.
    ProveChange(i64),
    /// Where the customer is signed in.
    Devices,
    /// Having messages let through.
    Unblock,
    /// A message that has arrived.
    LookForMessage,
    /// Reporting this to the operator's people.
    Case(CaseKind),
    /// How the case stands.
    SeeCase,
    /// The door, opened once more.
    OpenAgain,
    /// The code, stopped, and another in its place.
    StopCode,
    /// More time to collect.
    Extend,
    /// Another station.
    SendElsewhere,
    /// Word, once it is there.
    TellWhenPlaced,
    /// Word, once the station takes codes again.
    TellWhenBack,
    /// The code, made now.
    MakeAgain,
    /// The code, sent to the contact that came instead of the one it went to.
    SendToNew,
    /// The code, sent to the asker.
    SendToMe,
}

/// How far a door is that was asked to open once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgainView {
    /// The station is asked.
    Asked,
    /// The station has opened it.
    Done,
    /// The station tried and could not.
    Failed,
    /// The station did not begin in time.
    Late,
}

/// One thing that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceView {
    /// This is wrong as well.
    Also(HelpCause),
    /// The carrier last said something then.
    Heard(Moment),
    /// It is, or was, expected then.
    Expected(Moment, Moment),
    /// Why it is late.
    Reason(DelayReason),
    /// It was placed then.
    Placed(Moment),
    /// It can be collected until then.
    Deadline(Moment),
    /// Its code was made then.
    Issued(Moment),
    /// The code went to a contact that has left since.
    WentToFormer(Moment),
    /// The customer's new contact gets codes from then on.
    TooNewUntil(Moment),
    /// The person behind this way has told the network to let nothing of ours through: how it travels, masked.
    Unsubscribed(Channel, String),
    /// A change of contacts is applied then, unless it is proven before.
    ChangeApplies(Moment),
    /// The code went to somebody else who may have it.
    WentToOther(Moment),
    /// A message about the code, and what became of it.
    Message(NotificationView),
    /// The station was last heard then.
    Heartbeat(Moment),
    /// Its clock is ahead of ours by so many minutes; behind when negative.
    Skew(i64),
    /// Its link takes so many seconds for an answer.
    Latency(i64),
    /// It says that the parcel's door is faulty.
    DoorFault,
    /// It takes no codes this way until then.
    Locked(Path, Moment),
    /// The door was told to open then, and its sensor says that it has.
    DoorOpened(Moment),
    /// The door was told to open then, and its sensor says that it is still shut, or they disagree.
    DoorShut(Moment),
    /// The station refused the right code then, because of the time.
    RefusedForTime(Moment),
    /// The station opens for the code until then, though it has no link.
    GrantsUntil(Moment),
    /// The code was shown at another station then, or whoever waits for it was there: its name.
    Elsewhere(String, Moment),
    /// The carrier is seldom silent for so many hours, or longer.
    UsualSilence(i64),
    /// What is in the parcel's way.
    Hindrance(Hindrance),
    /// It was bound for this station before, and since when it is not.
    MovedFrom(String, Moment),
    /// Its code ought to be there by then.
    Promised(Moment),
    /// Messages fail on this channel since then, not only this one.
    Troubled(Channel, Moment),
    /// This way is tried next, and when; at once, without.
    NextWay(Channel, String, Option<Moment>),
    /// Messages leave so many minutes late.
    QueueDelay(i64),
    /// A contact was changed from another device then.
    ForeignChange(Moment),
}

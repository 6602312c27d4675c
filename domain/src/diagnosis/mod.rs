//! Why have I no code, and why won't the door open? One total function from facts to the answer.
//!
//! Between a parcel and an open door are seven gates (PRODUCT.md, section 6). Each has a file of its own, which is given
//! its own facts and those of the gates before, so that nothing a later gate knows can change an earlier one's answer.
//! The first cause that is found is the answer; whatever else is found stands among the evidence. Whoever has the code
//! in hand, or says what they see at the door, is past the gates that bring it to them.
//!
//! What is not known is `None`, and nothing is wrong because of it: nothing is guessed from silence.

mod account;
mod blame;
mod cause;
mod code;
mod contact;
mod door;
mod evidence;
mod offer;
mod placed;
mod receipt;
mod remedy;
mod seen;
mod send;

pub use self::{
    account::{AccountFacts, ForeignChange},
    blame::Blame,
    cause::{Cause, Gate},
    code::{CodeFacts, StoredCode, WATCHDOG},
    contact::{ContactFacts, ContactWay, FAILING, Held, STALE},
    door::{CLOCK_OFF, DoorFacts, ELSEWHERE, Elsewhere, Fault, SLOW, StationFacts},
    evidence::Evidence,
    offer::{Allowed, Offer, WhyNot},
    placed::{DelayReason, Hindrance, PlacedFacts, Rerouted},
    receipt::ReceiptFacts,
    remedy::Remedy,
    seen::Seen,
    send::{BEHIND, ChannelTrouble, CodeMessage, PushPermission, SendFacts},
};
use crate::{
    Timestamp,
    contact::Channel,
    next_change::NextChange,
    notification::NotificationState,
    standing::{self, Standing},
};

/// Everything a diagnosis is made from: plain data, of which the page reads each part in the statement that reads the
/// page. Nothing here is counted over many parcels when it is asked for; each field says where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Of its way.
    pub placed: PlacedFacts,
    /// Of its code.
    pub code: CodeFacts,
    /// Of the customer's contacts.
    pub contact: ContactFacts,
    /// Of the messages with the code.
    pub send: SendFacts,
    /// Of their receipts.
    pub receipt: ReceiptFacts,
    /// Of the station.
    pub door: DoorFacts,
    /// Of the account.
    pub account: AccountFacts,
    /// What the customer says they see: the question.
    pub seen: Option<Seen>,
    /// What other decisions allow: it changes no answer, only what is offered.
    pub allowed: Allowed,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The headline: how it stands with the parcel.
    pub standing: Standing,
    /// What is wrong; nothing that is known of, without: the code opens the door.
    pub cause: Option<Cause>,
    /// What it rests on: what else is wrong first, then what is known, gate by gate.
    pub evidence: Vec<Evidence>,
    /// The one button.
    pub first: Remedy,
    /// What else can be done, or cannot now and why, the more likely first.
    pub further: Vec<Offer>,
}

impl Diagnosis {
    /// What is wrong as well.
    pub fn also(&self) -> impl Iterator<Item = Cause> {
        self.evidence
            .iter()
            .filter_map(|evidence| if let Evidence::Also(cause) = evidence { Some(*cause) } else { None })
    }
}

/// The headline alone, where nothing but the parcel and its code is known: a line of a list.
pub fn standing(placed: &PlacedFacts, code: &CodeFacts, now: Timestamp) -> Standing {
    standing::decide(&placed.parcel, placed.at_door(), code.works(), now)
}

/// Decides what is wrong.
pub fn diagnose(facts: &Facts, now: Timestamp) -> Diagnosis {
    let found = found(facts, now);
    let cause = found.first().copied();
    let also = found.into_iter().skip(1).map(Evidence::Also);
    let (first, further) = offer::offers(cause, facts, now);
    Diagnosis {
        standing: standing(&facts.placed, &facts.code, now),
        cause,
        evidence: also.chain(known(facts)).collect(),
        first,
        further,
    }
}

/// Everything that is wrong, gate by gate.
fn found(facts: &Facts, now: Timestamp) -> Vec<Cause> {
    let Facts { placed, code, contact, send, receipt, door, account, seen, allowed: _ } = facts;
    // What cannot be seen as things stand is not asked.
    let seen = seen.filter(|seen| seen.is_possible(standing(placed, code, now)));
    let asks = |gate| seen.is_none_or(|seen| seen.asks(gate));
    let mut found = Vec::new();
    if asks(Gate::Placed) {
        found.extend(placed::found(placed, seen, now));
    }
    if asks(Gate::Code) {
        found.extend(code::found(placed, code, now));
    }
    if asks(Gate::Contact) {
        found.extend(contact::found(placed, code, contact, now));
    }
    if asks(Gate::Send) {
        found.extend(send::found(placed, code, contact, send, now));
    }
    if asks(Gate::Receipt) {
        found.extend(receipt::found(placed, code, contact, send, receipt, now));
    }
    if asks(Gate::Door) {
        found.extend(door::found(placed, door, seen, now));
    }
    if asks(Gate::Account) {
        found.extend(account::found(account, seen, now));
    }
    found
}

fn known(facts: &Facts) -> impl Iterator<Item = Evidence> {
    [
        placed::evidence(&facts.placed),
        code::evidence(&facts.code),
        contact::evidence(&facts.contact),
        send::evidence(&facts.send),
        receipt::evidence(&facts.receipt),
        door::evidence(&facts.door),
        account::evidence(&facts.account),
    ]
    .into_iter()
    .flatten()
}

/// Whether a number that is moving to another operator explains what is wrong: for a day or two messages to it are lost.
pub fn number_may_move(facts: &Facts, cause: Option<Cause>) -> bool {
    let is_phone = facts.contact.waited_on().is_some_and(|(_, channel)| channel == Channel::Sms);
    match cause {
        Some(Cause::MissingReceipt) => is_phone,
        Some(Cause::StaleContact) => is_phone && facts.contact.has_moved(),
        Some(_) | None => false,
    }
}

/// Whether the newest message with the code is an e-mail that was taken and that nobody seems to have found: it may lie
/// among spam.
pub fn may_lie_in_spam(facts: &Facts, cause: Option<Cause>) -> bool {
    let is_taken = |message: &CodeMessage| {
        message.channel == Channel::Email
            && matches!(message.state, NotificationState::Sent | NotificationState::Delivered)
    };
    matches!(cause, Some(Cause::MissingReceipt | Cause::DeliveredReceipt))
        && facts.send.messages.last().is_some_and(is_taken)
}

/// When the diagnosis may change by itself. What was decided elsewhere, in [`Allowed`] and in the fallback, tells of its
/// own.
pub fn changes_at(facts: &Facts, now: Timestamp) -> Option<Timestamp> {
    let next = NextChange::after(now)
        .at(placed::changes_at(&facts.placed, now))
        .at(code::changes_at(&facts.code, now))
        .at(door::changes_at(&facts.door, now))
        .at(account::changes_at(&facts.account, now));
    if !facts.code.is_waited_for() {
        return next.earliest();
    }
    next.at(contact::changes_at(&facts.contact, now))
        .at(send::changes_at(&facts.code, &facts.send, now))
        .at(receipt::changes_at(&facts.send, &facts.receipt, now))
        .earliest()
}

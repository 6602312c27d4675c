//! How the customer is reached, and what changes about it.

use super::{Cause, Channel, Moment, NotificationState};

/// How the customer is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsView {
    /// The customer's contacts, in their order.
    pub contacts: Vec<ContactCard>,
    /// Contacts that orders name beside the customer's own.
    pub named: Vec<NamedCard>,
    /// Changes that are not done yet.
    pub changes: Vec<ChangeView>,
    /// Until when nothing may be changed.
    pub frozen: Option<Moment>,
    /// This session has proven nothing but what is newer than 72 hours: it changes nothing.
    pub too_new: bool,
    /// Whether they hear of each step of their parcels; none where there is no e-mail address and no browser for that.
    pub steps: Option<bool>,
    /// Messages hold no codes.
    pub word_only: bool,
    /// Parcels whose code stands in a message that was sent before, and who sent them.
    pub in_messages: Vec<(String, String)>,
    /// The key browsers subscribe with, where notifications are to be had.
    pub push_key: Option<String>,
    /// Notifications to this browser are on.
    pub this_browser: bool,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// One contact.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the card shows")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCard {
    /// What forms about it name it by.
    pub id: i64,
    /// How messages travel there.
    pub channel: Channel,
    /// How it is written, its middle hidden; empty for a browser.
    pub shown: String,
    /// It is the browser that asks.
    pub this_browser: bool,
    /// What it is worth.
    pub worth: Worth,
    /// What became of the latest message.
    pub last: Option<LastMessage>,
    /// Another way would be left without it.
    pub may_turn_off: bool,
    /// Whether it may be taken out.
    pub may_remove: bool,
    /// A change is about it.
    pub busy: bool,
}

/// What a contact is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// No codes there, by the customer's wish.
    Off,
    /// Messages have lately not reached it.
    Failing(Cause),
    /// Nothing sent there ever came back.
    Unproven,
    /// It was proven long ago.
    Stale(Moment),
    /// It is proven, but too new to be the only proof.
    Cooling,
    /// It is proven.
    Proven(Moment),
}

/// What became of the latest message to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// Where it stands.
    pub state: NotificationState,
    /// Why it did not arrive, or may not have.
    pub cause: Option<Cause>,
    /// Since when.
    pub at: Moment,
}

/// A contact that an order names beside the customer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCard {
    /// What forms about it name it by.
    pub id: i64,
    /// How messages travel there.
    pub channel: Channel,
    /// Masked.
    pub shown: String,
    /// Why messages have lately not reached it.
    pub trouble: Option<Cause>,
    /// Somebody has proven it: it is theirs, and nobody else changes it.
    pub proven: bool,
}

/// What a change of contacts does, its contacts masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeWhat {
    /// This one is added.
    Add(String),
    /// The second stands in for the first.
    Replace(String, String),
    /// This one is taken out.
    Remove(String),
    /// This one gets no codes any more.
    TurnOff(String),
    /// Messages hold codes no longer.
    CodesOut,
    /// Messages hold codes again.
    CodesIn,
    /// A passkey signs in.
    Passkey,
    /// A browser takes notifications.
    Browser,
}

/// A change that is not done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeView {
    /// What forms about it name it by.
    pub id: i64,
    /// What it does.
    pub what: ChangeWhat,
    /// Where the code that verifies its new contact is typed, in this session.
    pub challenge: Option<i64>,
    /// When it takes effect by itself, once its new contact is verified.
    pub at: Option<Moment>,
}

/// A change that waits for its second proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmView {
    /// The change.
    pub change: ChangeView,
    /// The session has the second proof already.
    pub proven: bool,
    /// The contacts that can prove it: number, channel, masked.
    pub ways: Vec<(i64, Channel, String)>,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// Where a one-time code is typed within a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeView {
    /// It was answered rightly: there is nothing left to type.
    pub answered: bool,
    /// What its page and its forms name it by.
    pub id: i64,
    /// How the code travels.
    pub channel: Channel,
    /// Where to, masked.
    pub contact: String,
    /// The contact is a new one.
    pub verifies: bool,
}

/// What a link undoes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoView {
    /// The change.
    pub what: ChangeWhat,
    /// How it stands.
    pub state: UndoState,
    /// It is the link of the contact that was brought in, which takes itself out and nothing else back.
    pub opts_out: bool,
}

/// How a change stands that a link undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoState {
    /// It was asked for.
    Asked,
    /// It is done.
    Done,
    /// It was undone already.
    Undone,
}

/// How the customer is reached.
#[derive(Debug)]
pub struct SeeContacts;

/// Where a one-time code is typed within a session.
#[derive(Debug)]
pub struct SeeChallenge {
    /// The number of the challenge.
    pub id: String,
}

/// A change that waits for its second proof.
#[derive(Debug)]
pub struct SeeChange {
    /// As its page is addressed.
    pub id: String,
}

/// What a link undoes; looking changes nothing.
#[derive(Debug)]
pub struct SeeUndo {
    /// The token in its address.
    pub token: String,
}

/// A browser's push service has given it a new address.
#[derive(Debug)]
pub struct RenewPush {
    /// Where it takes notifications now.
    pub endpoint: String,
    /// Its key (RFC 8291, 2.1).
    pub p256dh: String,
    /// Its authentication secret (RFC 8291, 2.2).
    pub auth: String,
    /// The endpoint it had before.
    pub old: String,
}

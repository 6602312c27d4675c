//! The only thing the screens may ask: [`Desk`], and the views it answers with.
//!
//! Views hold what a page shows and nothing more: contacts are masked, codes are absent unless they were
//! revealed, times are already in the station's time zone.

use std::sync::Arc;

use async_trait::async_trait;
pub use domain::{
    activity::Kind as Deed, contact::Channel, device::Device, notification::NotificationState,
    receipt::Cause, standing::Standing,
};

use crate::problem::Problem;

/// Who asks: what the request's cookies and connection say, unchecked.
#[derive(Clone, Default)]
pub struct Caller {
    /// The session cookie.
    pub session: Option<Secret>,
    /// The cookie of a sign-in that has begun.
    pub sign_in: Option<Secret>,
    /// The browser's own description, shortened.
    pub user_agent: String,
    /// The network the request came from, without the part that names a household.
    pub network: String,
}

/// A bearer token: not printable, not serialisable.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a token.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// The token, for the cookie or the hash.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(•••)")
    }
}

/// Everything the customers' pages and forms can ask of Doorcode.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Begins a sign-in: sends a one-time code if tracking number and contact belong together. The answer is
    /// the same if they do not.
    async fn find(&self, caller: &Caller, tracking: &str, contact: &str) -> Result<Secret, Problem>;
    /// Sends a further one-time code for the sign-in that has begun, by this channel.
    async fn another(&self, caller: &Caller, channel: &str) -> Result<(), Problem>;
    /// The sign-in that has begun.
    async fn sign_in(&self, caller: &Caller) -> Result<SignInView, Problem>;
    /// Ends the sign-in with the code that was typed.
    async fn prove(&self, caller: &Caller, code: &str) -> Result<Entry, Problem>;
    /// What is behind a link from a message; looking changes nothing.
    async fn link(&self, token: &str) -> Result<LinkView, Problem>;
    /// Signs in with a link from a message.
    async fn enter(&self, caller: &Caller, token: &str) -> Result<Entry, Problem>;
    /// The customer's parcels.
    async fn parcels(&self, caller: &Caller) -> Result<ParcelsView, Problem>;
    /// One parcel.
    async fn parcel(&self, caller: &Caller, id: &str) -> Result<ParcelView, Problem>;
    /// The code page of one parcel: masked unless it was revealed to this session just now.
    async fn pickup(&self, caller: &Caller, id: &str) -> Result<PickupView, Problem>;
    /// Reveals the code to this session for ten minutes.
    async fn reveal(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Sends the code again by this channel. `request` is the form's own token: the same one sends once.
    async fn resend(&self, caller: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem>;
    /// How the customer is reached.
    async fn contacts(&self, caller: &Caller) -> Result<ContactsView, Problem>;
    /// Begins a change of contacts: `old` is the number of the contact it replaces or removes, `typed` the new
    /// address. Either may be empty. A likely slip is asked about unless `sure`.
    async fn change_contact(
        &self,
        caller: &Caller,
        old: &str,
        typed: &str,
        sure: bool,
    ) -> Result<Step, Problem>;
    /// Begins to make a contact the customer's that an order named beside theirs.
    async fn claim_contact(&self, caller: &Caller, contact: &str) -> Result<Step, Problem>;
    /// Sends a one-time code to one of the customer's contacts, as a test or to allow a change.
    async fn prove_contact(&self, caller: &Caller, contact: &str, change: &str) -> Result<Step, Problem>;
    /// Where a one-time code is typed within a session.
    async fn challenge(&self, caller: &Caller, id: &str) -> Result<ChallengeView, Problem>;
    /// Sends a further code of a challenge.
    async fn challenge_again(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Answers a challenge with the code that was typed.
    async fn answer(&self, caller: &Caller, id: &str, code: &str) -> Result<Passed, Problem>;
    /// A change that waits for its second proof.
    async fn change(&self, caller: &Caller, id: &str) -> Result<ConfirmView, Problem>;
    /// Applies a change, if the session has the second proof for it.
    async fn confirm_change(&self, caller: &Caller, id: &str) -> Result<Step, Problem>;
    /// Calls an open change off.
    async fn withdraw_change(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// What a link undoes; looking changes nothing.
    async fn undo_link(&self, token: &str) -> Result<UndoView, Problem>;
    /// Takes a change back, and everything after it.
    async fn undo(&self, caller: &Caller, token: &str) -> Result<(), Problem>;
    /// Allows changes again before the freeze is over.
    async fn unfreeze(&self, caller: &Caller) -> Result<(), Problem>;
    /// Turns codes to a contact on or off.
    async fn switch_contact(&self, caller: &Caller, contact: &str, on: bool) -> Result<(), Problem>;
    /// Moves a contact up or down in the order in which codes try them.
    async fn move_contact(&self, caller: &Caller, contact: &str, up: bool) -> Result<(), Problem>;
    /// Turns notifications to this browser on.
    async fn push_on(&self, caller: &Caller, endpoint: &str, p256dh: &str, auth: &str)
    -> Result<(), Problem>;
    /// Sends a test notification to one of the customer's browsers.
    async fn push_test(&self, caller: &Caller, contact: &str) -> Result<(), Problem>;
    /// Turns notifications to one of the customer's browsers off.
    async fn push_off(&self, caller: &Caller, contact: &str) -> Result<(), Problem>;
    /// Ends the session.
    async fn sign_out(&self, caller: &Caller) -> Result<(), Problem>;
    /// A ceremony that signs in with a passkey; none where there are no passkeys.
    async fn offer_sign_in(&self) -> Result<Option<Ceremony>, Problem>;
    /// Signs in with the passkey that a browser has used in this ceremony.
    async fn enter_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Entry, Problem>;
    /// A ceremony that proves once more, within the session, who it is; none when the customer has no passkey.
    async fn offer_proof(&self, caller: &Caller) -> Result<Option<Ceremony>, Problem>;
    /// Proves it, with the passkey that a browser has used in this ceremony. The session gets another token.
    async fn prove_by_passkey(
        &self,
        caller: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Secret, Problem>;
    /// The customer's passkeys and devices, and what happened.
    async fn account(&self, caller: &Caller) -> Result<AccountView, Problem>;
    /// Adds the passkey that a browser has made in this ceremony.
    async fn add_passkey(&self, caller: &Caller, ceremony: &str, credential: &str) -> Result<(), Problem>;
    /// Removes a passkey, and signs out where it was used to sign in.
    async fn remove_passkey(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Signs another device out.
    async fn sign_out_device(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Signs every other device out.
    async fn sign_out_others(&self, caller: &Caller) -> Result<(), Problem>;
}

/// The desk as pages and server functions hold it.
pub type SharedDesk = Arc<dyn Desk>;

/// A sign-in that succeeded.
pub struct Entry {
    /// The new session's token, for the cookie.
    pub session: Secret,
    /// The parcel it was about, if it was about one.
    pub parcel: Option<String>,
}

/// Where something about contacts leads next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the page where the code of this challenge is typed.
    Prove(i64),
    /// To the page where this change gets its second proof.
    Confirm(i64),
    /// Back: the change is done.
    Changed,
    /// Back: the contact is proven.
    Proven,
}

/// A challenge that was answered rightly.
pub struct Passed {
    /// The session's new token, where it got one.
    pub session: Option<Secret>,
    /// Where it leads.
    pub step: Step,
}

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
    /// The key browsers subscribe with, where notifications are to be had.
    pub push_key: Option<String>,
    /// Notifications to this browser are on.
    pub this_browser: bool,
}

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCard {
    /// Its number.
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
    /// Its number.
    pub id: i64,
    /// How messages travel there.
    pub channel: Channel,
    /// Masked.
    pub shown: String,
    /// Why messages have lately not reached it.
    pub trouble: Option<Cause>,
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
}

/// A change that is not done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeView {
    /// Its number.
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
}

/// Where a one-time code is typed within a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeView {
    /// Its number.
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

/// A sign-in that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInView {
    /// The channel of the contact that was typed.
    pub typed: Channel,
    /// Where the last code went, if it went anywhere.
    pub last: Channel,
    /// How many codes were sent, all of which work.
    pub codes: i64,
}

/// What is behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// Who sent the parcel.
    pub merchant: String,
    /// The contact the link was sent to, masked.
    pub contact: String,
}

/// A day as people name it, relative to today at the station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day before.
    Yesterday,
    /// This day.
    Today,
    /// The next day.
    Tomorrow,
    /// Within six days: 0 is Monday.
    Weekday(u8),
    /// Further away.
    Date {
        /// 1 to 31.
        day: u8,
        /// 1 to 12.
        month: u8,
    },
}

/// A time, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For `<time datetime>` (RFC 3339).
    pub iso: String,
    /// The day in words.
    pub day: Day,
    /// The clock at the station: `13:02`.
    pub clock: String,
}

/// The customer's parcels, the ones that can be collected first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelsView {
    /// The contact this session has proven, masked.
    pub contact: String,
    /// The parcels.
    pub parcels: Vec<ParcelRow>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelRow {
    /// Our name of it.
    pub id: String,
    /// Who sent it.
    pub merchant: String,
    /// The number on the label, grouped.
    pub tracking: String,
    /// How it stands.
    pub standing: Standing,
    /// The station's name.
    pub station: Option<String>,
    /// The compartment, once it lies there.
    pub compartment: Option<String>,
    /// When it is expected at the station.
    pub expected: Option<(Moment, Moment)>,
    /// Until when it can be collected.
    pub deadline: Option<Moment>,
    /// When it came to where it stands.
    pub since: Moment,
}

/// One parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelView {
    /// Counts every change a page would show; the live connection compares it.
    pub version: i64,
    /// What the list also shows.
    pub row: ParcelRow,
    /// The carrier's name.
    pub carrier: String,
    /// The station it is bound for or lies in.
    pub station: Option<StationView>,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// Where the code went, newest first.
    pub notifications: Vec<NotificationView>,
    /// The way that is tried next by itself.
    pub fallback: Option<FallbackView>,
    /// How the code can be sent again; empty unless there is a code.
    pub resend: Vec<ResendOption>,
    /// For the resend form: a fresh token, so that a double tap sends once.
    pub request: String,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// The status it reports, by name.
    pub status: domain::parcel::Status,
    /// Finer words, by name.
    pub substatus: Option<String>,
    /// The carrier's own words, for what we have none.
    pub carrier_text: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// The compartment, when it speaks of one.
    pub compartment: Option<String>,
    /// When.
    pub at: Moment,
}

/// A message about the code and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationView {
    /// How it travelled.
    pub channel: Channel,
    /// Where to, masked.
    pub contact: String,
    /// Where it stands.
    pub state: NotificationState,
    /// Why it did not arrive, or may not have.
    pub cause: Option<Cause>,
    /// It may arrive twice.
    pub twice: bool,
    /// When that was.
    pub at: Moment,
    /// The customer asked for it.
    pub resent: bool,
    /// The contact is not one of this parcel's any more.
    pub old: bool,
}

/// The way that a code tries next, unless something is confirmed or the code is shown before then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FallbackView {
    /// How it will travel.
    pub channel: Channel,
    /// Where to, masked.
    pub contact: String,
    /// In how many seconds.
    pub seconds: u32,
}

/// One way to send the code again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResendOption {
    /// The channel.
    pub channel: Channel,
    /// Where to, masked.
    pub contact: String,
    /// Whether it may be used now.
    pub allowed: ResendAllowed,
}

/// Whether a way may be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResendAllowed {
    /// Yes; so many are left today, this one included.
    Now {
        /// At least 1.
        left: usize,
    },
    /// In so many seconds.
    Wait {
        /// At least 1.
        seconds: u32,
    },
    /// The day's are used up.
    SpentToday {
        /// When one is free again.
        until: Moment,
    },
}

/// How a station stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StationHealthView {
    /// Nothing is known.
    Unknown,
    /// All well.
    Working,
    /// Silent since then.
    Offline(Moment),
    /// The scanner is faulty.
    ScannerFault,
    /// The keypad is faulty.
    KeypadFault,
    /// Neither reads a code.
    Closed,
}

/// A station.
#[derive(Debug, Clone, PartialEq)]
pub struct StationView {
    /// Its name.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its opening hours as the operator writes them; `24/7` for round the clock.
    pub hours: String,
    /// Where on the map: latitude, longitude.
    pub location: Option<(f64, f64)>,
    /// How it stands.
    pub health: StationHealthView,
    /// Its compartments.
    pub wall: Wall,
}

/// The front of a station, seen from before it. Columns and rows count from 1, left to right and top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wall {
    /// How many columns.
    pub columns: u16,
    /// How many rows.
    pub rows: u16,
    /// The doors.
    pub doors: Vec<Door>,
    /// Where the screen is: column and row.
    pub screen: Option<(u16, u16)>,
}

/// One door of the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// What is written on it.
    pub number: String,
    /// Its column.
    pub column: u16,
    /// Its topmost row.
    pub row: u16,
    /// How many rows it covers.
    pub height: u16,
    /// The customer's parcel lies behind it.
    pub mine: bool,
}

/// The code page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickupView {
    /// The parcel's version, for the live connection.
    pub version: i64,
    /// The parcel.
    pub row: ParcelRow,
    /// The door, if the station's wall is known.
    pub door: Option<Door>,
    /// How the station stands.
    pub health: StationHealthView,
    /// The code, as far as it may be shown.
    pub code: CodeView,
}

/// The code, as far as it may be shown.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeView {
    /// There is none (yet, or any more): the standing tells why.
    None,
    /// Hidden until it is asked for.
    Masked {
        /// How many digits it has.
        length: usize,
    },
    /// Shown.
    Revealed {
        /// The digits, ungrouped.
        digits: String,
        /// The symbol.
        qr: QrSymbol,
        /// In how many seconds it hides again.
        hides_in: u32,
    },
}

impl std::fmt::Debug for CodeView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Masked { .. } => "Masked",
            Self::Revealed { .. } => "Revealed(•••)",
        })
    }
}

/// A QR symbol: its dark modules as one SVG path in units of a module, quiet zone of four included.
#[derive(Clone, PartialEq, Eq)]
pub struct QrSymbol {
    /// Width and height with the quiet zone.
    pub size: usize,
    /// The `d` attribute.
    pub path: String,
}

/// A passkey ceremony, ready for a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// What the browser is asked, in the JSON of WebAuthn Level 3.
    pub options: String,
    /// What its answer will be checked against, sealed.
    pub sealed: String,
}

/// The account: what can get in, what is in, and what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Whether another can be added.
    pub adding: Adding,
    /// The devices that are signed in, the latest proof first.
    pub devices: Vec<DeviceView>,
    /// What happened, newest first.
    pub deeds: Vec<DeedView>,
}

/// Whether a passkey can be added now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adding {
    /// Yes, so.
    Offered(Ceremony),
    /// Not before it is proven once more who it is; with a passkey, if there is one.
    NotProven(Option<Ceremony>),
    /// There are as many as there can be.
    Full,
    /// Not before then: a change of contacts was undone lately.
    Frozen(Moment),
    /// There are no passkeys at this address.
    NotHere,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyView {
    /// For the form that removes it.
    pub id: String,
    /// Where it was made.
    pub device: Device,
    /// When it was made.
    pub added: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
}

/// A device that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// For the form that signs it out.
    pub id: String,
    /// Which it is.
    pub device: Device,
    /// Where it was, without the part that names a household.
    pub network: String,
    /// When it last proved who it is.
    pub proven: Moment,
    /// It is the one that asks.
    pub here: bool,
}

/// One thing that was done in the customer's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedView {
    /// What.
    pub deed: Deed,
    /// To which contact, masked.
    pub detail: Option<String>,
    /// When.
    pub at: Moment,
    /// On which device.
    pub device: Device,
    /// From where, without the part that names a household.
    pub network: String,
}

//! Parcels, where their codes went, and what can be sent again.

use super::{
    Barred, CaseLine, Cause, Channel, IncidentView, Moment, NotificationState, RedirectLine, Standing,
    StationView, WaitingView,
};

/// The customer's parcels, the ones that can be collected first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelsView {
    /// The contact this session has proven, masked.
    pub contact: String,
    /// What fails for many at once.
    pub incidents: Vec<IncidentView>,
    /// The parcels.
    pub parcels: Vec<ParcelRow>,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
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
    /// That may turn yet: an open page goes on watching it.
    pub watched: bool,
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
    /// Who carries it.
    pub carrier: CarrierView,
    /// What fails for many at once.
    pub incidents: Vec<IncidentView>,
    /// The station it is bound for or lies in.
    pub station: Option<StationView>,
    /// What the station does not take now, while there is a code.
    pub waiting: Option<WaitingView>,
    /// How many parcels of the customer lie behind the door, this one included, while there is a code.
    pub together: usize,
    /// Why this session may not see the code there is.
    pub barred: Option<Barred>,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// Where the code went, newest first.
    pub notifications: Vec<NotificationView>,
    /// The way that is tried next by itself.
    pub fallback: Option<FallbackView>,
    /// The contact that its code will go to first, where the customer is asked about it.
    pub first_way: Option<FirstWayView>,
    /// How the code can be sent again; empty unless there is a code.
    pub resend: Vec<ResendOption>,
    /// The customer wants no code in messages.
    pub word_only: bool,
    /// For the resend form: a fresh token, so that a double tap sends once.
    pub request: String,
    /// Its newest case.
    pub case: Option<CaseLine>,
    /// Its newest request to be sent elsewhere.
    pub redirect: Option<RedirectLine>,
    /// In how many seconds it shows something else by itself, at least 1.
    pub due_in: Option<u32>,
}

/// Who carries a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierView {
    /// The carrier's name.
    pub name: String,
    /// Its number of the parcel, ungrouped: what its own pages take.
    pub number: String,
    /// Its own page about the parcel, where the operator has named one.
    pub page: Option<String>,
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
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the line shows")]
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
    /// It said that the parcel is there, and not how to open the door.
    pub word_only: bool,
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

/// The contact of the customer that a code will go to first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWayView {
    /// What forms about it name it by.
    pub contact: i64,
    /// How messages travel there.
    pub channel: Channel,
    /// Where to, masked.
    pub shown: String,
    /// To say that it is right is not enough: it is to be proven.
    pub proves: bool,
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

/// The customer's parcels.
#[derive(Debug)]
pub struct SeeParcels;

/// One parcel.
#[derive(Debug)]
pub struct SeeParcel {
    /// Our name of it.
    pub id: String,
}

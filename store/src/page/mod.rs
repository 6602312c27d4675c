//! What the customers' pages show.

mod history;
mod list;
mod redirect;
mod station;

use domain::{
    Timestamp,
    access::Named,
    case::{CaseKind, CaseTimes},
    contact_book::Proof,
    id::{ContactId, CustomerId, ParcelId, SessionId},
    station::Heartbeat,
    trend::Summary,
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};

pub use self::{
    history::{EventPart, NOTIFICATIONS, NotificationPart},
    list::{Listed, parcels, waiting},
    redirect::RedirectPart,
    station::{Near, StationPage, nearest, station},
};
use self::{list::listed, redirect::RedirectRow};
use crate::{
    StoreError,
    contact::{self, Contact},
    parcel, proof,
    session::Session,
    station::Compartment,
};

/// One parcel with all that its page shows.
#[derive(Debug, Clone)]
pub struct ParcelPage {
    /// What the list also shows.
    pub listed: Listed,
    /// The session that asked.
    pub session: Session,
    /// What it has proven.
    pub proofs: Vec<Proof>,
    /// The contacts that the parcel names.
    pub named: Vec<Named>,
    /// The station.
    pub station: Option<StationPart>,
    /// What was reported, newest first.
    pub events: Vec<EventPart>,
    /// Messages about the code, newest first.
    pub notifications: Vec<NotificationPart>,
    /// The contacts its code may go to, in the order in which they are tried; those turned off are among them.
    pub contacts: Vec<Contact>,
    /// What is known of each of them by what arrived there, in no order.
    pub reach: Vec<Reach>,
    /// When the live code was made, and when the customer first saw it.
    pub code: Option<(Timestamp, Option<Timestamp>)>,
    /// How many other parcels of the customer lie behind the same door.
    pub beside: usize,
    /// Its newest case.
    pub case: Option<CasePart>,
    /// Its newest request to be sent elsewhere.
    pub redirect: Option<RedirectPart>,
}

/// The newest case of a parcel, as far as its pages show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePart {
    /// What it is about.
    pub kind: CaseKind,
    /// Its times.
    pub times: CaseTimes,
    /// The code is stopped, and none is made now.
    pub stops_code: bool,
    /// The clock stands still while it is open.
    pub stops_clock: bool,
}

impl CasePart {
    /// Whether it is open.
    pub const fn is_open(&self) -> bool {
        self.times.closed_at.is_none()
    }
}

#[derive(Deserialize)]
struct CaseRow {
    kind: String,
    opened_at: Timestamp,
    due_at: Timestamp,
    answered_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    stops_code: bool,
    left_seconds: Option<i64>,
}

impl TryFrom<CaseRow> for CasePart {
    type Error = StoreError;

    fn try_from(row: CaseRow) -> Result<Self, StoreError> {
        let wrong = StoreError::Inconsistent { table: "parcel_case", column: "kind" };
        Ok(Self {
            kind: CaseKind::parse(&row.kind).ok_or(wrong)?,
            times: CaseTimes {
                opened_at: row.opened_at,
                due_at: row.due_at,
                answered_at: row.answered_at,
                closed_at: row.closed_at,
            },
            stops_code: row.stops_code,
            stops_clock: row.left_seconds.is_some(),
        })
    }
}

/// What is known of a contact by the messages it was sent, of whatever parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The contact.
    pub contact: ContactId,
    /// When a message was last confirmed to have arrived there.
    pub reached_at: Option<Timestamp>,
    /// Messages in a row that did not.
    pub failures: u16,
    /// When its customer last said that it is still right.
    pub said_right_at: Option<Timestamp>,
}

/// The station's part of the page.
#[derive(Debug, Clone)]
pub struct StationPart {
    /// Street, then postcode and city.
    pub address: [String; 2],
    /// For people; `24/7` for round the clock.
    pub opening_hours: String,
    /// Latitude and longitude.
    pub location: Option<(f64, f64)>,
    /// Column and row of the screen.
    pub screen: Option<(i16, i16)>,
    /// The compartments with their places in the wall, of which a page draws the one that opens.
    pub compartments: Vec<Compartment>,
    /// Its last heartbeat.
    pub heartbeat: Option<Heartbeat>,
    /// It has a scanner.
    pub has_scanner: bool,
    /// It has a keypad.
    pub has_keypad: bool,
    /// Until when its scanner takes no codes because of wrong tries; asked for while there is a live code.
    pub scanner_waits: Option<Timestamp>,
    /// The same of its keypad.
    pub keypad_waits: Option<Timestamp>,
    /// What it is like over time; nothing while too little is known.
    pub summary: Option<Summary>,
}

struct PageRow {
    id: String,
    carrier: String,
    tracking_number: String,
    merchant: String,
    status: String,
    substatus: Option<String>,
    action_required: bool,
    incident_reason: Option<String>,
    since: Timestamp,
    station_id: Option<String>,
    compartment: Option<String>,
    pickup_deadline: Option<Timestamp>,
    expected_from: Option<Timestamp>,
    expected_until: Option<Timestamp>,
    placed_at: Option<Timestamp>,
    opened_at: Option<Timestamp>,
    door_said: Option<String>,
    skew: Option<i32>,
    version: i64,
    station_name: Option<String>,
    time_zone: Option<String>,
    region: Option<String>,
    has_code: bool,
    session: SessionId,
    customer_id: CustomerId,
    opened_by: Option<i64>,
    only_parcel: Option<String>,
    street: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
    opening_hours: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    screen_column: Option<i16>,
    screen_row: Option<i16>,
    compartments: Option<Json<Vec<Compartment>>>,
    heartbeat_at: Option<Timestamp>,
    scanner_ok: Option<bool>,
    keypad_ok: Option<bool>,
    has_scanner: Option<bool>,
    has_keypad: Option<bool>,
    scanner_waits: Option<Timestamp>,
    keypad_waits: Option<Timestamp>,
    summary: Option<Json<Summary>>,
    is_shared: bool,
    issued_at: Option<Timestamp>,
    revealed_at: Option<Timestamp>,
    proofs: Option<Json<Vec<proof::Row>>>,
    newest_case: Option<Json<CaseRow>>,
    newest_redirect: Option<Json<RedirectRow>>,
}

/// The page of a parcel for the session with this token. `None` when there is no such session, no such parcel, or
/// it is not this customer's: the caller cannot tell these apart either. What happened, and the messages about it, are
/// read for the page with its `history` only.
///
/// Three plain statements cost the database half of what one does that packs every list into a column. The parcel's
/// version is read before the lists: what changes in between shows early, and never a new version with old lists.
pub async fn parcel(
    connection: &mut PgConnection,
    token_hash: &[u8],
    id: &ParcelId,
    history: bool,
    now: Timestamp,
) -> Result<Option<ParcelPage>, StoreError> {
    let Some(row) = row(connection, token_hash, id, now).await? else {
        return Ok(None);
    };
    let (contacts, named, reach) = contacts(connection, id).await?;
    let is_named = |contact: &Contact| named.iter().any(|named| named.contact == contact.id);
    if !contacts.iter().any(|contact| contact.customer == row.customer_id && is_named(contact)) {
        return Ok(None);
    }
    let proofs = row.proofs.map(|Json(proofs)| proof::known(proofs)).unwrap_or_default();
    let beside = if row.is_shared { beside(connection, id, row.customer_id).await? } else { 0 };
    let (events, notifications) =
        if history { history::history(connection, id).await? } else { <_>::default() };
    let session = Session {
        id: row.session,
        customer_id: row.customer_id,
        contact_id: row.opened_by.map(ContactId::new),
        only_parcel: row.only_parcel.map(ParcelId::stored),
    };
    let parts = row.street.zip(row.postcode).zip(row.city).zip(row.opening_hours).zip(row.compartments);
    let station =
        parts.map(|((((street, postcode), city), opening_hours), Json(compartments))| StationPart {
            address: [street, format!("{postcode} {city}")],
            opening_hours,
            location: row.latitude.zip(row.longitude),
            screen: row.screen_column.zip(row.screen_row),
            compartments,
            heartbeat: crate::station::last_heartbeat(
                row.heartbeat_at,
                row.scanner_ok.unwrap_or(true),
                row.keypad_ok.unwrap_or(true),
            ),
            has_scanner: row.has_scanner.unwrap_or(true),
            has_keypad: row.has_keypad.unwrap_or(true),
            scanner_waits: row.scanner_waits,
            keypad_waits: row.keypad_waits,
            summary: row.summary.map(|Json(summary)| summary),
        });
    Ok(Some(ParcelPage {
        listed: listed!(row, Vec::new()),
        session,
        proofs,
        named,
        station,
        events,
        notifications,
        contacts,
        reach,
        code: row.issued_at.map(|issued_at| (issued_at, row.revealed_at)),
        beside,
        case: row.newest_case.map(|Json(case)| case.try_into()).transpose()?,
        redirect: row.newest_redirect.map(|Json(redirect)| redirect.try_into()).transpose()?,
    }))
}

/// The session with what it has proven, the parcel, its station and its live code.
async fn row(
    connection: &mut PgConnection,
    token_hash: &[u8],
    id: &ParcelId,
    now: Timestamp,
) -> Result<Option<PageRow>, StoreError> {
    Ok(sqlx::query_as!(
        PageRow,
        "select p.id, p.carrier, p.tracking_number, p.merchant, p.status, p.substatus, p.action_required,
             p.incident_reason, p.since, p.station_id, p.compartment, p.pickup_deadline, p.expected_from,
             p.expected_until, p.placed_at, p.opened_at, p.door_said, s.clock_skew_seconds as \"skew?\", p.version, s.name as \"station_name?\", s.time_zone as \"time_zone?\",
             s.region as \"region?\", se.id as session, se.customer_id, se.contact_id as opened_by, se.only_parcel,
             s.street as \"street?\", s.postcode as \"postcode?\", s.city as \"city?\",
             s.opening_hours as \"opening_hours?\", s.latitude, s.longitude, s.screen_column, s.screen_row,
             s.compartments as \"compartments?: Json<Vec<Compartment>>\", s.heartbeat_at,
             s.scanner_ok as \"scanner_ok?\", s.keypad_ok as \"keypad_ok?\",
             s.has_scanner as \"has_scanner?\", s.has_keypad as \"has_keypad?\",
             w.scanner_waits, w.keypad_waits, y.summary as \"summary: Json<Summary>\",
             p.placed_at is not null and exists (select 1 from parcel o where o.station_id = p.station_id
                 and o.compartment = p.compartment and o.placed_at is not null and o.id <> p.id) as \"is_shared!\",
             k.id is not null as \"has_code!\", k.issued_at as \"issued_at?\", k.revealed_at,
             (select json_agg(f) from (select f.contact_id, f.by_link, f.cooling, f.at,
                 (select y.added_at from passkey y where y.id = f.passkey_id) as added_at
                 from proof f where f.session_id = se.id) f) as \"proofs: Json<Vec<proof::Row>>\",
             (select row_to_json(c) from (select c.kind, c.opened_at, c.due_at, c.answered_at, c.closed_at,
                 code_is_stopped(p.id, p.placed_at) as stops_code, c.left_seconds from parcel_case c where c.parcel_id = p.id order by c.id desc limit 1) c)
                 as \"newest_case: Json<CaseRow>\",
             (select row_to_json(r) from (select t.name, r.asked_at, r.ended, r.ended_at,
                 (select count(*) from redirect o where o.parcel_id = p.id) as times from redirect r join station t on t.id = r.station_id
                 where r.parcel_id = p.id order by r.id desc limit 1) r) as \"newest_redirect: Json<RedirectRow>\"
         from session se, parcel p left join station s on s.id = p.station_id
             left join station_summary y on y.station_id = p.station_id
             left join pickup_code k on k.parcel_id = p.id and k.ended_at is null
             left join lateral (
                 select max(t.locked_until) filter (where t.path = 'scanner') as scanner_waits,
                     max(t.locked_until) filter (where t.path = 'keypad') as keypad_waits
                 from unlock_tries t where t.station_id = k.station_id and t.locked_until > $3) w
                 on k.id is not null
         where se.token_hash = $1 and se.ended_at is null and se.expires_at > $3 and p.id = $2",
        token_hash,
        id.as_str(),
        now
    )
    .fetch_optional(connection)
    .await?)
}

/// How many other parcels of a customer lie behind the door of this one. Hardly ever asked for: of most doors the page's
/// statement has seen that nothing else lies there, which costs it a quarter of this.
async fn beside(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
) -> Result<usize, StoreError> {
    let count = sqlx::query_scalar!(
        "select count(*) as \"count!\" from parcel p
             join parcel o on o.station_id = p.station_id and o.compartment = p.compartment
             and o.placed_at is not null and o.id <> p.id
         where p.id = $1 and exists (select 1 from recipient r join contact c on c.id = r.contact_id
             where r.parcel_id = o.id and c.customer_id = $2)",
        parcel.as_str(),
        customer.get()
    )
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Every contact of the customers a parcel is for, in the order in which they are tried, and which of them it names.
async fn contacts(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<(Vec<Contact>, Vec<Named>, Vec<Reach>), StoreError> {
    let rows = sqlx::query!(
        "select c.id, c.customer_id, c.channel, c.address, c.proven_at, c.joined_at, c.off, c.place, c.trouble,
             c.reached_at, c.failures, c.said_right_at, w.word_only, n.swapped as \"swapped?\" from contact c join customer w on w.id = c.customer_id
             left join recipient n on n.parcel_id = $1 and n.contact_id = c.id
         where c.customer_id in (select o.customer_id from recipient r join contact o on o.id = r.contact_id
             where r.parcel_id = $1)",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?;
    let mut contacts = Vec::with_capacity(rows.len());
    let mut named = Vec::new();
    let mut reach = Vec::with_capacity(rows.len());
    for row in rows {
        reach.push(Reach {
            contact: row.id.into(),
            reached_at: row.reached_at,
            failures: u16::try_from(row.failures).unwrap_or_default(),
            said_right_at: row.said_right_at,
        });
        let contact = Contact::try_from(contact::Row {
            id: row.id.into(),
            customer_id: row.customer_id.into(),
            channel: row.channel,
            address: row.address,
            proven_at: row.proven_at,
            joined_at: row.joined_at,
            off: row.off,
            place: row.place,
            trouble: row.trouble,
            word_only: row.word_only,
        })?;
        // None where the parcel does not name it itself.
        named.extend(row.swapped.map(|swapped| Named { contact: contact.id, by_order: !swapped }));
        contacts.push(contact);
    }
    contacts.sort_by_key(|contact| contact.entry().rank());
    Ok((contacts, named, reach))
}

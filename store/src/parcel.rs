//! Parcels and what was reported about them.

use domain::{
    Timestamp,
    access::Named,
    id::{CarrierKey, ContactId, ParcelId},
    parcel::{ParcelEvent, ParcelState, Status, Window},
};
use sqlx::{PgConnection, types::Json};

use crate::{
    StoreError, Transaction,
    contact::{self, Contact},
    recipient,
};

/// A parcel and its state.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Our name of it.
    pub id: ParcelId,
    /// The carrier.
    pub carrier: String,
    /// The carrier's number, ungrouped.
    pub tracking_number: String,
    /// Who sent it.
    pub merchant: String,
    /// What was announced, before any event.
    pub announced: ParcelState,
    /// Where it stands.
    pub state: ParcelState,
    /// Counts every change that a page shows.
    pub version: i64,
}

struct Row {
    id: String,
    carrier: String,
    tracking_number: String,
    merchant: String,
    announced_station: Option<String>,
    announced_from: Option<Timestamp>,
    announced_until: Option<Timestamp>,
    announced_at: Timestamp,
    version: i64,
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
}

/// A parcel's state out of a row that has its columns.
macro_rules! state {
    ($row:ident) => {
        domain::parcel::ParcelState {
            status: $crate::parcel::status("parcel", &$row.status)?,
            substatus: $row.substatus,
            action_required: $row.action_required,
            incident_reason: $row.incident_reason,
            since: $row.since,
            station: $row.station_id,
            compartment: $row.compartment,
            pickup_deadline: $row.pickup_deadline,
            expected: $crate::parcel::window($row.expected_from, $row.expected_until),
            placed_at: $row.placed_at,
        }
    };
}

pub(crate) use state;

impl TryFrom<Row> for Parcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            announced: ParcelState::announced(
                row.announced_at,
                row.announced_station,
                window(row.announced_from, row.announced_until),
            ),
            id: ParcelId::stored(row.id),
            carrier: row.carrier,
            tracking_number: row.tracking_number,
            merchant: row.merchant,
            state: state!(row),
            version: row.version,
        })
    }
}

pub(crate) fn status(table: &'static str, name: &str) -> Result<Status, StoreError> {
    Status::parse(name).ok_or(StoreError::Inconsistent { table, column: "status" })
}

pub(crate) fn window(from: Option<Timestamp>, until: Option<Timestamp>) -> Option<Window> {
    from.zip(until).map(|(from, until)| Window { from, until })
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, carrier, tracking_number, merchant, announced_station, announced_from, announced_until,
                 announced_at, status, substatus, action_required, incident_reason, since, station_id, compartment,
                 pickup_deadline, expected_from, expected_until, placed_at, version from parcel " + $rest,
            $($value),+
        )
    };
}

/// A parcel as an operator announces it.
#[derive(Debug, Clone)]
pub struct NewParcel<'a> {
    /// Our name of it.
    pub id: &'a ParcelId,
    /// The carrier.
    pub carrier: &'a str,
    /// The carrier's number, ungrouped.
    pub tracking_number: &'a str,
    /// Who sends it.
    pub merchant: &'a str,
    /// The merchant's number.
    pub order_number: Option<&'a str>,
    /// The station, if it is known yet.
    pub station: Option<&'a str>,
    /// When it is expected there.
    pub expected: Option<Window>,
    /// The contacts the order names.
    pub contacts: &'a [ContactId],
}

/// Writes a new parcel down; `false`, and nothing is changed, when carrier and number are known already, however the
/// carrier's name is written. Carriers use their numbers again: a parcel that was forgotten holds none.
pub async fn register(
    connection: &mut PgConnection,
    parcel: &NewParcel<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // Two that announce the same number at once, written otherwise, are one after the other.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 47))", parcel.tracking_number)
        .execute(&mut *connection)
        .await?;
    let before = named(connection, &CarrierKey::of(parcel.carrier), parcel.tracking_number).await?;
    if before.is_some_and(|before| !before.is_forgotten) {
        return Ok(false);
    }
    let inserted = sqlx::query!(
        "insert into parcel (id, carrier, tracking_number, merchant, order_number, announced_station,
             announced_from, announced_until, announced_at, status, since, station_id, expected_from, expected_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pre_transit', $9, $6, $7, $8)
         on conflict (carrier, tracking_number) where purged_at is null do nothing",
        parcel.id.as_str(),
        parcel.carrier,
        parcel.tracking_number,
        parcel.merchant,
        parcel.order_number,
        parcel.station,
        parcel.expected.map(|window| window.from),
        parcel.expected.map(|window| window.until),
        now
    )
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    for contact in parcel.contacts {
        sqlx::query!(
            "insert into recipient (parcel_id, contact_id) values ($1, $2) on conflict do nothing",
            parcel.id.as_str(),
            contact.get()
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(true)
}

/// One of the parcels that have had a number.
struct Numbered {
    id: String,
    carrier: String,
    status: String,
    is_forgotten: bool,
}

/// The parcel that is meant by this number of this carrier: the newest that is not over, else the newest that was not
/// forgotten, else the newest. A number is rarely that of more than one carrier and not used again for months, so that
/// names are compared here and need no index.
async fn named(
    connection: &mut PgConnection,
    carrier: &CarrierKey,
    number: &str,
) -> Result<Option<Numbered>, StoreError> {
    let numbered = sqlx::query_as!(
        Numbered,
        "select id, carrier, status, purged_at is not null as \"is_forgotten!\" from parcel
         where tracking_number = $1
         order by announced_at desc, id desc",
        number
    )
    .fetch_all(connection)
    .await?;
    let is_over = |parcel: &Numbered| Status::parse(&parcel.status).is_some_and(Status::is_terminal);
    let own = numbered.into_iter().filter(|parcel| CarrierKey::of(&parcel.carrier) == *carrier);
    // Of equals the first is taken: the newest.
    Ok(own.min_by_key(|parcel| (parcel.is_forgotten, is_over(parcel))))
}

/// The parcel of a carrier's number, and the order number it was announced with.
pub async fn by_number(
    connection: &mut PgConnection,
    carrier: &CarrierKey,
    number: &str,
) -> Result<Option<(Parcel, Option<String>)>, StoreError> {
    let Some(Numbered { id, .. }) = named(connection, carrier, number).await? else { return Ok(None) };
    let id = ParcelId::stored(id);
    let order = sqlx::query_scalar!("select order_number from parcel where id = $1", id.as_str())
        .fetch_one(&mut *connection)
        .await?;
    Ok(by_id(connection, &id).await?.map(|parcel| (parcel, order)))
}

/// The parcel of that name.
pub async fn by_id(connection: &mut PgConnection, id: &ParcelId) -> Result<Option<Parcel>, StoreError> {
    select!("where id = $1", id.as_str()).fetch_optional(connection).await?.map(Parcel::try_from).transpose()
}

/// The parcel of that name, locked until the end of the transaction: whoever decides about it decides alone.
pub async fn lock(connection: &mut PgConnection, id: &ParcelId) -> Result<Option<Parcel>, StoreError> {
    select!("where id = $1 for update", id.as_str())
        .fetch_optional(connection)
        .await?
        .map(Parcel::try_from)
        .transpose()
}

/// The parcels of these names, locked until the end of the transaction in the order of their names.
pub async fn lock_all(connection: &mut PgConnection, ids: &[ParcelId]) -> Result<Vec<Parcel>, StoreError> {
    select!("where id = any($1) order by id for update", &ParcelId::names(ids))
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Parcel::try_from)
        .collect()
}

/// A report and where it comes from.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// Who reports it: `carrier:` and its name as compared, or `station`.
    pub source: &'a str,
    /// What it says.
    pub event: &'a ParcelEvent,
    /// The carrier's own code.
    pub carrier_code: Option<&'a str>,
    /// The carrier's own words.
    pub carrier_text: Option<&'a str>,
    /// Where it happened.
    pub location: Option<&'a str>,
}

/// Writes a report down; `false` when this source has reported it before. Of a parcel whose recipient was removed
/// nothing is kept any more that was put in words.
pub async fn report(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    report: &Report<'_>,
) -> Result<bool, StoreError> {
    let event = report.event;
    let inserted = sqlx::query!(
        "insert into parcel_event (parcel_id, source, source_id, status, substatus, action_required, incident_reason,
             carrier_code, carrier_text, location, station_id, compartment, pickup_deadline, expected_from,
             expected_until, correction, occurred_at, received_at)
         select id, $2, $3, $4, case when purged_at is null then $5 end, $6, case when purged_at is null then $7 end,
             case when purged_at is null then $8 end, case when purged_at is null then $9 end,
             case when purged_at is null then $10 end, $11, $12, $13, $14, $15, $16, $17, $18
         from parcel where id = $1
         on conflict (source, source_id) do nothing",
        parcel.as_str(),
        report.source,
        &event.source_id,
        event.status.as_str(),
        event.substatus.as_deref(),
        event.action_required,
        event.incident_reason.as_deref(),
        report.carrier_code,
        report.carrier_text,
        report.location,
        event.station.as_deref(),
        event.compartment.as_deref(),
        event.pickup_deadline,
        event.expected.map(|window| window.from),
        event.expected.map(|window| window.until),
        event.correction,
        event.occurred_at,
        event.received_at
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

struct EventRow {
    source_id: String,
    status: String,
    substatus: Option<String>,
    action_required: bool,
    incident_reason: Option<String>,
    station_id: Option<String>,
    compartment: Option<String>,
    pickup_deadline: Option<Timestamp>,
    expected_from: Option<Timestamp>,
    expected_until: Option<Timestamp>,
    correction: bool,
    occurred_at: Timestamp,
    received_at: Timestamp,
}

/// Everything that was reported about a parcel.
pub async fn events(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<ParcelEvent>, StoreError> {
    sqlx::query_as!(
        EventRow,
        "select source_id, status, substatus, action_required, incident_reason, station_id, compartment,
             pickup_deadline, expected_from, expected_until, correction, occurred_at, received_at
         from parcel_event where parcel_id = $1",
        parcel.as_str()
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        Ok(ParcelEvent {
            status: status("parcel_event", &row.status)?,
            source_id: row.source_id,
            substatus: row.substatus,
            action_required: row.action_required,
            incident_reason: row.incident_reason,
            occurred_at: row.occurred_at,
            received_at: row.received_at,
            correction: row.correction,
            station: row.station_id,
            compartment: row.compartment,
            pickup_deadline: row.pickup_deadline,
            expected: window(row.expected_from, row.expected_until),
        })
    })
    .collect()
}

/// Writes a new state down and counts the change.
pub async fn save_state(
    transaction: &mut Transaction<'_>,
    id: &ParcelId,
    state: &ParcelState,
) -> Result<(), StoreError> {
    transaction.changed(id);
    sqlx::query!(
        "update parcel set status = $2, substatus = case when purged_at is null then $3 end, action_required = $4,
             incident_reason = case when purged_at is null then $5 end, since = $6,
             station_id = $7, compartment = $8, pickup_deadline = $9, expected_from = $10, expected_until = $11,
             placed_at = $12
         where id = $1",
        id.as_str(),
        state.status.as_str(),
        state.substatus.as_deref(),
        state.action_required,
        state.incident_reason.as_deref(),
        state.since,
        state.station.as_deref(),
        state.compartment.as_deref(),
        state.pickup_deadline,
        state.expected.map(|window| window.from),
        state.expected.map(|window| window.until),
        state.placed_at
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Counts a change of a station that the pages of the parcels lying there show, or of those with a live code only. They
/// are locked in the order of their names, as by everybody who locks several.
pub async fn touch_at(
    connection: &mut PgConnection,
    station: &str,
    with_code: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with there as (
             select id from parcel where station_id = $1 and placed_at is not null and (not $2 or exists (
                 select 1 from pickup_code k where k.parcel_id = parcel.id and k.ended_at is null))
             order by id for update)
         update parcel p set version = version + 1 from there where p.id = there.id",
        station,
        with_code
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The versions of these parcels.
pub async fn versions(
    connection: &mut PgConnection,
    ids: &[ParcelId],
) -> Result<Vec<(ParcelId, i64)>, StoreError> {
    let versions = sqlx::query!("select id, version from parcel where id = any($1)", &ParcelId::names(ids))
        .fetch_all(connection)
        .await?;
    Ok(versions.into_iter().map(|row| (ParcelId::stored(row.id), row.version)).collect())
}

/// A parcel that a number and a contact lead to.
#[derive(Debug, Clone)]
pub struct Match {
    /// The parcel.
    pub parcel: ParcelId,
    /// The contact.
    pub contact: ContactId,
    /// The contacts that the parcel names.
    pub named: Vec<Named>,
    /// All contacts of the contact's customer.
    pub contacts: Vec<Contact>,
}

/// The newest parcel with a number that names a contact of this one's customer: what a sign-in looks for. Where there is
/// none, somebody else is read and left out, so that it takes as long.
pub async fn with_recipient(
    connection: &mut PgConnection,
    number: &str,
    channel: &str,
    address: &str,
) -> Result<Option<Match>, StoreError> {
    let row = sqlx::query!(
        "select fits as \"fits!\", parcel as \"parcel!\", contact as \"contact!\",
             (select json_agg(r) from (select contact_id, swapped from recipient where parcel_id = parcel) r)
                 as \"named!: Json<Vec<recipient::Row>>\",
             (select json_agg(o) from (
                 select id, customer_id, channel, address, proven_at, joined_at, off, place, trouble
                 from contact where customer_id = customer) o) as \"contacts!: Json<Vec<contact::Row>>\"
         from (
             (select true as fits, p.id as parcel, c.id as contact, c.customer_id as customer
              from parcel p
              join recipient r on r.parcel_id = p.id
              join contact n on n.id = r.contact_id
              join contact c on c.customer_id = n.customer_id and c.channel = $2 and c.address = $3
              where p.tracking_number = $1 order by p.announced_at desc limit 1)
             union all
             (select false, r.parcel_id, c.id, c.customer_id
              from (select parcel_id, contact_id from recipient order by contact_id desc limit 1) r
              join contact c on c.id = r.contact_id)
             order by fits desc limit 1) found",
        number,
        channel,
        address
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let found = Match {
            parcel: ParcelId::stored(row.parcel),
            contact: ContactId::new(row.contact),
            named: row.named.0.into_iter().map(Named::from).collect(),
            contacts: row.contacts.0.into_iter().map(Contact::try_from).collect::<Result<_, _>>()?,
        };
        Ok(row.fits.then_some(found))
    })
    .transpose()
    .map(Option::flatten)
}

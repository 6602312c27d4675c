//! More time that the operator gives to everybody at a station or in a region.

use domain::{
    Timestamp,
    extension_order::{MoreTime, OrderScope},
    id::{ExtensionOrderId, ParcelId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// An order to be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewOrder<'a> {
    /// The operator's own name of it.
    pub request: &'a str,
    /// What it is about.
    pub scope: OrderScope,
    /// Which.
    pub subject: &'a str,
    /// What it gives.
    pub more: MoreTime,
    /// What customers are told besides.
    pub words: Option<&'a str>,
}

/// An order, and how far it is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionOrder {
    /// Later ones have greater numbers.
    pub id: ExtensionOrderId,
    /// The operator's own name of it.
    pub request: String,
    /// What it is about.
    pub scope: OrderScope,
    /// Which.
    pub subject: String,
    /// What it gives.
    pub more: MoreTime,
    /// What customers are told besides.
    pub words: Option<String>,
    /// When it was given.
    pub ordered_at: Timestamp,
    /// Station and name of the parcel that was looked at last; empty before the first.
    pub at: (String, String),
    /// Parcels that have more time by it.
    pub moved: i64,
    /// Parcels that stay as they are.
    pub kept: i64,
    /// When every parcel was looked at.
    pub ended_at: Option<Timestamp>,
}

impl ExtensionOrder {
    /// Whether it is the one that is to be written down.
    pub fn is(&self, new: &NewOrder<'_>) -> bool {
        self.request == new.request
            && self.scope == new.scope
            && self.subject == new.subject
            && self.more == new.more
            && self.words.as_deref() == new.words
    }
}

struct Row {
    id: ExtensionOrderId,
    request: String,
    scope: String,
    subject: String,
    hours: Option<i16>,
    until: Option<Timestamp>,
    words: Option<String>,
    ordered_at: Timestamp,
    at_station: String,
    at_parcel: String,
    moved: i64,
    kept: i64,
    ended_at: Option<Timestamp>,
}

impl TryFrom<Row> for ExtensionOrder {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "extension_order", column };
        let hours = row.hours.map(u16::try_from).transpose().map_err(|_| wrong("hours"))?;
        let more = hours.map(MoreTime::Hours).or(row.until.map(MoreTime::Until));
        Ok(Self {
            id: row.id,
            request: row.request,
            scope: OrderScope::parse(&row.scope).ok_or(wrong("scope"))?,
            subject: row.subject,
            more: more.ok_or(wrong("until"))?,
            words: row.words,
            ordered_at: row.ordered_at,
            at: (row.at_station, row.at_parcel),
            moved: row.moved,
            kept: row.kept,
            ended_at: row.ended_at,
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $value:expr) => {
        sqlx::query_as!(
            Row,
            "select id, request, scope, subject, hours, until, words, ordered_at, at_station, at_parcel, moved, kept,
                 ended_at
             from extension_order " + $rest,
            $value
        )
    };
}

/// Writes an order down; `None`, and nothing is changed, when there is one of that name.
pub async fn add(
    connection: &mut PgConnection,
    new: &NewOrder<'_>,
    now: Timestamp,
) -> Result<Option<ExtensionOrderId>, StoreError> {
    let (hours, until) = match new.more {
        MoreTime::Hours(hours) => (i16::try_from(hours).ok(), None),
        MoreTime::Until(until) => (None, Some(until)),
    };
    let id = sqlx::query_scalar!(
        "insert into extension_order (request, scope, subject, hours, until, words, ordered_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (request) do nothing returning id",
        new.request,
        new.scope.as_str(),
        new.subject,
        hours,
        until,
        new.words,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(ExtensionOrderId::new))
}

/// The order of that number.
pub async fn by_id(
    connection: &mut PgConnection,
    id: ExtensionOrderId,
) -> Result<Option<ExtensionOrder>, StoreError> {
    select!("where id = $1", id.get())
        .fetch_optional(connection)
        .await?
        .map(ExtensionOrder::try_from)
        .transpose()
}

/// The order that the operator calls so.
pub async fn by_request(
    connection: &mut PgConnection,
    request: &str,
) -> Result<Option<ExtensionOrder>, StoreError> {
    select!("where request = $1", request)
        .fetch_optional(connection)
        .await?
        .map(ExtensionOrder::try_from)
        .transpose()
}

/// The order of that number, locked until the end of the transaction: one goes on with it at a time.
pub async fn lock(
    connection: &mut PgConnection,
    id: ExtensionOrderId,
) -> Result<Option<ExtensionOrder>, StoreError> {
    select!("where id = $1 for update", id.get())
        .fetch_optional(connection)
        .await?
        .map(ExtensionOrder::try_from)
        .transpose()
}

/// Parcels that an order is about, with station and time zone.
#[derive(Debug, Clone)]
pub struct Concerned {
    /// The parcel.
    pub parcel: ParcelId,
    /// Where it lies.
    pub station: String,
    /// The zone of that station.
    pub time_zone: String,
}

/// The columns of [`Concerned`]: what lies at the stations that are meant, after what was looked at last. Each station's
/// few parcels are read by the index of what lies behind its doors.
macro_rules! lying {
    ($stations:literal, $order:expr, $most:expr) => {
        sqlx::query!(
            "select p.id, s.id as station, s.time_zone from station s cross join lateral (
                 select id from parcel where station_id = s.id and placed_at is not null and (s.id > $2 or id > $3)
                 order by id limit $4) p
             where s.id >= $2 and " + $stations + " order by s.id, p.id limit $4",
            $order.subject,
            $order.at.0,
            $order.at.1,
            $most
        )
        .map(|row| Concerned {
            parcel: ParcelId::stored(row.id),
            station: row.station,
            time_zone: row.time_zone,
        })
    };
}

/// The next parcels that an order is about, by station and name.
pub async fn next(
    connection: &mut PgConnection,
    order: &ExtensionOrder,
    most: i64,
) -> Result<Vec<Concerned>, StoreError> {
    Ok(match order.scope {
        OrderScope::Station => lying!("s.id = $1", order, most).fetch_all(connection).await?,
        OrderScope::Region => lying!("s.region = $1", order, most).fetch_all(connection).await?,
    })
}

/// Notes that an order moves a parcel; `false` when it has done so before.
pub async fn moves(
    connection: &mut PgConnection,
    order: ExtensionOrderId,
    parcel: &ParcelId,
) -> Result<bool, StoreError> {
    let new = sqlx::query!(
        "insert into extended_parcel (parcel_id, order_id) values ($1, $2) on conflict do nothing",
        parcel.as_str(),
        order.get()
    )
    .execute(connection)
    .await?;
    Ok(new.rows_affected() == 1)
}

/// Notes how far an order is: up to this parcel, of so many more.
pub async fn progress(
    connection: &mut PgConnection,
    id: ExtensionOrderId,
    last: &Concerned,
    moved: i64,
    kept: i64,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update extension_order set at_station = $2, at_parcel = $3, moved = moved + $4, kept = kept + $5 where id = $1",
        id.get(),
        last.station,
        last.parcel.as_str(),
        moved,
        kept
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that every parcel was looked at.
pub async fn end(
    connection: &mut PgConnection,
    id: ExtensionOrderId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!("update extension_order set ended_at = $2 where id = $1", id.get(), now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes of a parcel whether somebody was told that it may lie longer; `false` when that was decided of every order
/// before. The caller has locked the parcel.
pub async fn told(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    somebody: bool,
) -> Result<bool, StoreError> {
    let decided = sqlx::query!(
        "update extended_parcel set told = $2 where parcel_id = $1 and told is null",
        parcel.as_str(),
        somebody
    )
    .execute(connection)
    .await?;
    Ok(decided.rows_affected() > 0)
}

/// Whether it is still to be decided of a parcel if somebody is told.
pub async fn is_to_be_told(connection: &mut PgConnection, parcel: &ParcelId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from extended_parcel where parcel_id = $1 and told is null) as \"exists!\"",
        parcel.as_str()
    )
    .fetch_one(connection)
    .await?)
}

/// How many parcels of an order somebody was told of, and of how many that is still to be decided.
pub async fn tally(connection: &mut PgConnection, id: ExtensionOrderId) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query!(
        "select count(*) filter (where told) as \"told!\", count(*) filter (where told is null) as \"waiting!\"
         from extended_parcel where order_id = $1",
        id.get()
    )
    .fetch_one(connection)
    .await?;
    Ok((row.told, row.waiting))
}

/// What the operator says of the latest order that has moved a parcel.
pub async fn words(connection: &mut PgConnection, parcel: &ParcelId) -> Result<Option<String>, StoreError> {
    let words = sqlx::query_scalar!(
        "select o.words from extended_parcel e join extension_order o on o.id = e.order_id
         where e.parcel_id = $1 order by e.order_id desc limit 1",
        parcel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(words.flatten())
}

//! Requests to send a parcel to another station, and what became of them.

use domain::{
    Timestamp,
    id::{CustomerId, ParcelId, RedirectId},
    redirect::RedirectEnd,
};
use sqlx::PgConnection;

use crate::StoreError;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Its number.
    pub id: RedirectId,
    /// The parcel.
    pub parcel: ParcelId,
    /// The station it was bound for: the operator's id and its name.
    pub from: (String, String),
    /// The station it is to go to.
    pub to: (String, String),
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How and when it ended.
    pub ended: Option<(RedirectEnd, Timestamp)>,
    /// What the operator said.
    pub words: Option<String>,
}

struct Row {
    id: RedirectId,
    parcel_id: String,
    from_station: String,
    from_name: String,
    station_id: String,
    name: String,
    asked_at: Timestamp,
    ended: Option<String>,
    ended_at: Option<Timestamp>,
    words: Option<String>,
}

impl TryFrom<Row> for Redirect {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = StoreError::Inconsistent { table: "redirect", column: "ended" };
        let end = row.ended.map(|end| RedirectEnd::parse(&end).ok_or(wrong)).transpose()?;
        Ok(Self {
            id: row.id,
            parcel: ParcelId::stored(row.parcel_id),
            from: (row.from_station, row.from_name),
            to: (row.station_id, row.name),
            asked_at: row.asked_at,
            ended: end.zip(row.ended_at),
            words: row.words,
        })
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select r.id, r.parcel_id, r.from_station, f.name as from_name, r.station_id, s.name, r.asked_at, r.ended,
                 r.ended_at, r.words
             from redirect r join station f on f.id = r.from_station join station s on s.id = r.station_id " + $rest,
            $($value),+
        )
    };
}

/// A request to be written down.
#[derive(Debug)]
pub struct NewRedirect<'a> {
    /// The parcel.
    pub parcel: &'a ParcelId,
    /// Who asks.
    pub customer: CustomerId,
    /// The form's token.
    pub request: &'a str,
    /// The station it is bound for.
    pub from: &'a str,
    /// The one it is to go to.
    pub to: &'a str,
}

/// Writes a request down; `None`, and nothing is changed, when one of the parcel is open. The caller has locked the parcel.
pub async fn ask(
    connection: &mut PgConnection,
    new: &NewRedirect<'_>,
    now: Timestamp,
) -> Result<Option<RedirectId>, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into redirect (parcel_id, customer_id, request, from_station, station_id, asked_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id",
        new.parcel.as_str(),
        new.customer.get(),
        new.request,
        new.from,
        new.to,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(RedirectId::new))
}

/// Whether a form's token was written down.
pub async fn has_request(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    request: &str,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from redirect where parcel_id = $1 and request = $2) as \"exists!\"",
        parcel.as_str(),
        request
    )
    .fetch_one(connection)
    .await?)
}

/// The request of that number.
pub async fn by_id(connection: &mut PgConnection, id: RedirectId) -> Result<Option<Redirect>, StoreError> {
    select!("where r.id = $1", id.get()).fetch_optional(connection).await?.map(Redirect::try_from).transpose()
}

/// The requests of a parcel, the newest first: an operator allows a few.
pub async fn of_parcel(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Vec<Redirect>, StoreError> {
    let rows = select!("where r.parcel_id = $1 order by r.id desc limit 100", parcel.as_str())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(Redirect::try_from).collect()
}

/// The request of a parcel that waits for its answer: its number, and the station it is to go to.
pub async fn open(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Option<(RedirectId, String)>, StoreError> {
    let row = sqlx::query!(
        "select id, station_id from redirect where parcel_id = $1 and ended_at is null",
        parcel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| (RedirectId::new(row.id), row.station_id)))
}

/// Requests with greater numbers, the oldest first and at most so many; only those that wait for their answer, or all.
pub async fn listed(
    connection: &mut PgConnection,
    only_open: bool,
    after: RedirectId,
    most: i64,
) -> Result<Vec<Redirect>, StoreError> {
    let rows = if only_open {
        select!("where r.ended_at is null and r.id > $1 order by r.id limit $2", after.get(), most)
            .fetch_all(connection)
            .await?
    } else {
        select!("where r.id > $1 order by r.id limit $2", after.get(), most).fetch_all(connection).await?
    };
    rows.into_iter().map(Redirect::try_from).collect()
}

/// Ends a request, with what the operator says; `false` when it had ended before.
pub async fn end(
    connection: &mut PgConnection,
    id: RedirectId,
    end: RedirectEnd,
    words: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "update redirect set ended = $2, ended_at = $3, words = $4 where id = $1 and ended_at is null",
        id.get(),
        end.as_str(),
        now,
        words
    )
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() == 1)
}

//! Grants: what a station may open without a link, and what it says it has opened so.

use domain::{
    Timestamp,
    id::{CodeId, CustomerId, ParcelId},
    offline::{GrantEnd, Opening},
};
use sqlx::PgConnection;

use crate::{
    StoreError,
    pickup_code::{CodeEnd, LiveCode},
};

/// A live code as it may stand in its station's list.
#[derive(Debug, Clone)]
pub struct Grantable {
    /// The code.
    pub live: LiveCode,
    /// The door behind which its parcel lies.
    pub compartment: String,
    /// The slow hash of its digits under the station's salt of now, sealed, with the id of the key; none when it is to be
    /// made.
    pub hash: Option<(String, Vec<u8>)>,
}

/// What a station's lists are salted with, if that is not older than `since`.
pub async fn salt(
    connection: &mut PgConnection,
    station: &str,
    since: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let salt = sqlx::query_scalar!(
        "select grant_salt from station where id = $1 and grant_salted_at > $2",
        station,
        since
    )
    .fetch_optional(connection)
    .await?;
    Ok(salt.flatten())
}

/// Salts a station's lists anew, unless somebody else has done so since; answers what holds.
pub async fn salt_anew(
    connection: &mut PgConnection,
    station: &str,
    fresh: &[u8],
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<u8>, StoreError> {
    let salted = sqlx::query_scalar!(
        "update station set grant_salt = $2, grant_salted_at = $4
         where id = $1 and (grant_salted_at is null or grant_salted_at <= $3) returning grant_salt as \"salt!\"",
        station,
        fresh,
        since,
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    match salted {
        Some(salt) => Ok(salt),
        None => salt(connection, station, since)
            .await?
            .ok_or(StoreError::Inconsistent { table: "station", column: "grant_salt" }),
    }
}

/// The codes that open a door of a station now, in the order in which they were made.
pub async fn of_station(
    connection: &mut PgConnection,
    station: &str,
    salt: &[u8],
    now: Timestamp,
    most: i64,
) -> Result<Vec<Grantable>, StoreError> {
    let rows = sqlx::query!(
        "select k.id, k.parcel_id, k.station_id, k.length, k.key_id as \"key_id!\", k.wrapped_key as \"wrapped_key!\",
             k.sealed as \"sealed!\", k.issued_at, k.valid_until, k.revealed_at, p.compartment as \"compartment!\",
             k.grant_key_id, k.grant_sealed, coalesce(k.grant_salt = $2, false) as \"is_salted!\"
         from pickup_code k join parcel p on p.id = k.parcel_id
         where k.station_id = $1 and k.ended_at is null and k.valid_until >= $3
             and p.status = 'available_for_pickup' and p.placed_at is not null and p.station_id = k.station_id
             and p.compartment is not null
         order by k.id limit $4",
        station,
        salt,
        now,
        most
    )
    .fetch_all(connection)
    .await?;
    let grantable = rows.into_iter().map(|row| Grantable {
        live: LiveCode {
            id: row.id.into(),
            parcel_id: ParcelId::stored(row.parcel_id),
            station_id: row.station_id,
            length: row.length,
            key_id: row.key_id,
            wrapped_key: row.wrapped_key,
            sealed: row.sealed,
            issued_at: row.issued_at,
            valid_until: row.valid_until,
            revealed_at: row.revealed_at,
        },
        compartment: row.compartment,
        hash: row.grant_key_id.zip(row.grant_sealed).filter(|_| row.is_salted),
    });
    Ok(grantable.collect())
}

/// Keeps the slow hash of a live code's digits, sealed. Of one that has ended since nothing is kept.
pub async fn keep_hash(
    connection: &mut PgConnection,
    code: CodeId,
    salt: &[u8],
    key_id: &str,
    sealed: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "update pickup_code set grant_salt = $2, grant_key_id = $3, grant_sealed = $4
         where id = $1 and ended_at is null",
        code.get(),
        salt,
        key_id,
        sealed
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes until when the list holds that a station is given with these codes; also of those that have ended just now.
pub async fn given(
    connection: &mut PgConnection,
    codes: &[CodeId],
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with given as (
             select id from pickup_code where id = any($1) and (grant_until is null or grant_until < $2)
             order by id for update)
         update pickup_code k set grant_until = $2 from given where k.id = given.id",
        &CodeId::numbers(codes),
        until
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A code that a station was given a grant of.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The parcel it opens for.
    pub parcel: ParcelId,
    /// When it was made.
    pub issued_at: Timestamp,
    /// Its deadline.
    pub valid_until: Timestamp,
    /// The last list with it that its station was given holds until then.
    pub given_until: Timestamp,
    /// What became of it, if it does not live any more.
    pub ended: Option<GrantEnd>,
}

/// The code of that number, if this station was given a grant of it.
pub async fn granted(
    connection: &mut PgConnection,
    station: &str,
    code: CodeId,
) -> Result<Option<Granted>, StoreError> {
    let row = sqlx::query!(
        "select parcel_id, issued_at, valid_until, grant_until as \"given_until!\", ended_by
         from pickup_code where id = $1 and station_id = $2 and grant_until is not null",
        code.get(),
        station
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let wrong = StoreError::Inconsistent { table: "pickup_code", column: "ended_by" };
    let ended = row.ended_by.map(|end| CodeEnd::parse(&end).ok_or(wrong)).transpose()?;
    let ended = ended.map(|end| match end {
        CodeEnd::Collected => GrantEnd::Collected,
        CodeEnd::Broken | CodeEnd::Rotated => GrantEnd::Stopped,
        CodeEnd::Moved | CodeEnd::Over => GrantEnd::Over,
    });
    Ok(Some(Granted {
        parcel: ParcelId::stored(row.parcel_id),
        issued_at: row.issued_at,
        valid_until: row.valid_until,
        given_until: row.given_until,
        ended,
    }))
}

/// An opening as a station tells of it.
#[derive(Debug)]
pub struct ToldOpening<'a> {
    /// The station.
    pub station: &'a str,
    /// The station's own name of the report.
    pub report: &'a str,
    /// Its place in that.
    pub place: i16,
    /// Keyed hash of all that was said of it, under the current key.
    pub said_mac: &'a [u8],
    /// The grant, as said.
    pub grant: &'a str,
    /// The door.
    pub compartment: &'a str,
    /// When, by the station's clock, put right by how far that is off.
    pub at: Timestamp,
}

/// An opening that was told before.
#[derive(Debug)]
pub struct KnownOpening {
    /// Keyed hash of what was said of it.
    pub said_mac: Vec<u8>,
    /// What it was.
    pub opening: Opening,
}

/// Claims an opening until the end of the transaction, or answers how it was taken before: whoever tells of the same one
/// meanwhile waits for that.
pub async fn claim(
    connection: &mut PgConnection,
    told: &ToldOpening<'_>,
    now: Timestamp,
) -> Result<Option<KnownOpening>, StoreError> {
    let claimed = sqlx::query!(
        "insert into offline_opening (station_id, report, place, said_mac, grant_name, compartment, opened_at,
             received_at, outcome)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'unknown') on conflict (station_id, report, place) do nothing",
        told.station,
        told.report,
        told.place,
        told.said_mac,
        told.grant,
        told.compartment,
        told.at,
        now
    )
    .execute(&mut *connection)
    .await?;
    if claimed.rows_affected() == 1 {
        return Ok(None);
    }
    let row = sqlx::query!(
        "select said_mac, outcome from offline_opening where station_id = $1 and report = $2 and place = $3",
        told.station,
        told.report,
        told.place
    )
    .fetch_one(connection)
    .await?;
    let wrong = StoreError::Inconsistent { table: "offline_opening", column: "outcome" };
    let opening = Opening::parse(&row.outcome).ok_or(wrong)?;
    Ok(Some(KnownOpening { said_mac: row.said_mac, opening }))
}

/// Writes down what a claimed opening was.
pub async fn settle(
    connection: &mut PgConnection,
    told: &ToldOpening<'_>,
    opening: Opening,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update offline_opening set outcome = $4 where station_id = $1 and report = $2 and place = $3",
        told.station,
        told.report,
        told.place,
        opening.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// This parcel and those that lie behind a door, each with the customers whom it is for.
pub async fn concerned(
    connection: &mut PgConnection,
    station: &str,
    compartment: &str,
    own: &ParcelId,
) -> Result<Vec<(ParcelId, CustomerId)>, StoreError> {
    let rows = sqlx::query!(
        "select distinct r.parcel_id, c.customer_id from recipient r join contact c on c.id = r.contact_id
         where r.parcel_id = any(array(
             select id from parcel where station_id = $1 and compartment = $2 and placed_at is not null
             union select $3))
         order by r.parcel_id, c.customer_id",
        station,
        compartment,
        own.as_str()
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (ParcelId::stored(row.parcel_id), row.customer_id.into())).collect())
}

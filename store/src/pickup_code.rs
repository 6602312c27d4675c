//! Pickup codes: sealed while they live, destroyed when they end.

use strum::{EnumString, IntoStaticStr};

use domain::{
    Timestamp,
    id::{CodeId, ParcelId, SessionId},
};
use sqlx::PgConnection;

use crate::{StoreError, Transaction};

/// A live code, still sealed.
#[derive(Debug, Clone)]
pub struct LiveCode {
    /// What a reveal and an opened door refer to.
    pub id: CodeId,
    /// The parcel it opens for.
    pub parcel_id: ParcelId,
    /// The station it is for.
    pub station_id: String,
    /// How many digits it has.
    pub length: i16,
    /// The configured key that wraps its data key.
    pub key_id: String,
    /// The wrapped data key.
    pub wrapped_key: Vec<u8>,
    /// Digits and QR payload, sealed under the data key.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// Until when it opens.
    pub valid_until: Timestamp,
    /// When the customer first saw it here.
    pub revealed_at: Option<Timestamp>,
}

/// A code to be written down.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// The parcel.
    pub parcel: &'a ParcelId,
    /// The station.
    pub station: &'a str,
    /// How many digits it has.
    pub length: i16,
    /// The configured key that wraps the data key.
    pub key_id: &'a str,
    /// The wrapped data key.
    pub wrapped_key: &'a [u8],
    /// Digits and QR payload, sealed.
    pub sealed: &'a [u8],
    /// Keyed hash of the digits, under the current key first and then under every other that is configured.
    pub digits_indexes: &'a [Vec<u8>],
    /// Keyed hash of the QR payload, under the current key.
    pub qr_index: &'a [u8],
    /// Until when it opens.
    pub valid_until: Timestamp,
}

/// Why a code ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum CodeEnd {
    /// The parcel was collected with it.
    Collected,
    /// It could not be read any more.
    Broken,
    /// Somebody may know it who should not.
    Rotated,
    /// The parcel lies in another station.
    Moved,
    /// The parcel is no longer there.
    Over,
}

impl CodeEnd {
    fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reads what is stored.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A [`LiveCode`] out of a row that has its columns.
macro_rules! live_code {
    ($row:ident) => {
        LiveCode {
            id: $row.id.into(),
            parcel_id: ParcelId::stored($row.parcel_id),
            station_id: $row.station_id,
            length: $row.length,
            key_id: $row.key_id,
            wrapped_key: $row.wrapped_key,
            sealed: $row.sealed,
            issued_at: $row.issued_at,
            valid_until: $row.valid_until,
            revealed_at: $row.revealed_at,
        }
    };
}

/// The columns of [`LiveCode`].
macro_rules! live {
    ($condition:literal, $($value:expr),+) => {
        sqlx::query!(
            "select id, parcel_id, station_id, length, key_id as \"key_id!\", wrapped_key as \"wrapped_key!\",
                 sealed as \"sealed!\", issued_at, valid_until, revealed_at
             from pickup_code where ended_at is null and " + $condition,
            $($value),+
        )
        .map(|row| live_code!(row))
    };
}

/// A live code, and until when a session may see it.
#[derive(Debug)]
pub struct ShownCode {
    /// The code.
    pub live: LiveCode,
    /// Until when; `None` when it was not asked for there.
    pub until: Option<Timestamp>,
}

/// Writes a code down; `false`, and nothing is changed, when its digits are in use at the station. Codes under an
/// older key have other indexes, so codes of a station are written one after the other, each under all keys of its
/// maker's ring, and all of them compared: two instances need only one key in common.
pub async fn issue(
    connection: &mut PgConnection,
    code: &NewCode<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('pickup_code ' || $1, 0))", code.station)
        .execute(&mut *connection)
        .await?;
    let taken = sqlx::query_scalar!(
        "select exists (select 1 from pickup_code
                 where station_id = $1 and ended_at is null and digits_index = any($2))
             or exists (select 1 from pickup_code_alias where station_id = $1 and digits_index = any($2))
             as \"exists!\"",
        code.station,
        code.digits_indexes
    )
    .fetch_one(&mut *connection)
    .await?;
    if taken {
        return Ok(false);
    }
    let id = sqlx::query_scalar!(
        "insert into pickup_code (parcel_id, station_id, length, key_id, wrapped_key, sealed, digits_index, qr_index,
             issued_at, valid_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        code.parcel.as_str(),
        code.station,
        code.length,
        code.key_id,
        code.wrapped_key,
        code.sealed,
        code.digits_indexes.first(),
        code.qr_index,
        now,
        code.valid_until
    )
    .fetch_one(&mut *connection)
    .await?;
    // Only while keys are being rotated.
    if let Some(others) = code.digits_indexes.get(1..).filter(|others| !others.is_empty()) {
        sqlx::query!(
            "insert into pickup_code_alias (station_id, digits_index, code_id) select $1, unnest($2::bytea[]), $3",
            code.station,
            others,
            id
        )
        .execute(connection)
        .await?;
    }
    Ok(true)
}

/// The live code of a parcel.
pub async fn of_parcel(
    connection: &mut PgConnection,
    parcel: &ParcelId,
) -> Result<Option<LiveCode>, StoreError> {
    Ok(live!("parcel_id = $1", parcel.as_str()).fetch_optional(connection).await?)
}

/// The live code of a parcel, as a session may see it.
pub async fn shown(
    connection: &mut PgConnection,
    session: SessionId,
    parcel: &ParcelId,
) -> Result<Option<ShownCode>, StoreError> {
    let shown = sqlx::query!(
        "select k.id, k.parcel_id, k.station_id, k.length, k.key_id as \"key_id!\", k.wrapped_key as \"wrapped_key!\",
             k.sealed as \"sealed!\", k.issued_at, k.valid_until, k.revealed_at, r.until as \"until?\"
         from pickup_code k left join reveal r on r.session_id = $1 and r.parcel_id = k.parcel_id and r.code_id = k.id
         where k.parcel_id = $2 and k.ended_at is null",
        session.get(),
        parcel.as_str()
    )
    .fetch_optional(connection)
    .await?;
    Ok(shown.map(|row| ShownCode { live: live_code!(row), until: row.until }))
}

/// The live codes of a station with one of these keyed hashes of their digits or of their QR payload: one, or none. That
/// there are two, which is all that are read, is a fault: nobody knows whose door is meant.
pub async fn by_index(
    connection: &mut PgConnection,
    station: &str,
    indexes: &[Vec<u8>],
) -> Result<Vec<LiveCode>, StoreError> {
    Ok(live!(
        "id = any(array(
             select id from pickup_code where station_id = $1 and ended_at is null and digits_index = any($2)
             union select id from pickup_code where station_id = $1 and ended_at is null and qr_index = any($2)
             union select code_id from pickup_code_alias where station_id = $1 and digits_index = any($2)))
         order by id limit 2",
        station,
        indexes
    )
    .fetch_all(connection)
    .await?)
}

/// Notes that the customer has seen a code.
pub async fn revealed(
    transaction: &mut Transaction<'_>,
    id: CodeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let parcel = sqlx::query_scalar!(
        "update pickup_code set revealed_at = $2 where id = $1 and revealed_at is null returning parcel_id",
        id.get(),
        now
    )
    .fetch_optional(&mut **transaction)
    .await?;
    if let Some(parcel) = parcel {
        transaction.changed(&ParcelId::stored(parcel));
    }
    Ok(())
}

/// Ends a live code and destroys it, and hides it where it was shown; `false` when somebody else has ended it first.
pub async fn end(
    connection: &mut PgConnection,
    id: CodeId,
    end: CodeEnd,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "with ended as (
             update pickup_code set ended_at = $3, ended_by = $2, key_id = null, wrapped_key = null, sealed = null,
                 digits_index = null, qr_index = null, grant_salt = null, grant_key_id = null, grant_sealed = null
             where id = $1 and ended_at is null returning parcel_id)
         , hidden as (delete from reveal r using ended e where r.parcel_id = e.parcel_id)
         select from ended",
        id.get(),
        end.as_str(),
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(ended.is_some())
}

/// Moves the deadline of a parcel's live code to that of the parcel. Links and messages have theirs from the parcel.
pub async fn extend(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update pickup_code set valid_until = $2
         where parcel_id = $1 and ended_at is null and valid_until <> $2",
        parcel.as_str(),
        until
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Some live codes of greater numbers, for the watchdog that checks that they still open.
pub async fn some_live(
    connection: &mut PgConnection,
    after: i64,
    most: i64,
) -> Result<Vec<LiveCode>, StoreError> {
    Ok(live!("id > $1 order by id limit $2", after, most).fetch_all(connection).await?)
}

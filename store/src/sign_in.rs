//! Signing in: a flow bound to a browser, and its one-time codes.

use domain::{Timestamp, contact::Channel, one_time::TRIES};
use sqlx::PgConnection;

use crate::StoreError;

/// A sign-in that has begun.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Its number.
    pub id: i64,
    /// The parcel it names; none for a decoy.
    pub parcel: Option<String>,
    /// The contact it names; none for a decoy.
    pub contact: Option<i64>,
    /// The channel of the contact that was typed.
    pub typed: Channel,
    /// The channel the last code went by.
    pub last: Channel,
}

/// Begins a sign-in. Without a match it is a decoy: the same rows, and no code ever fits.
pub async fn begin(
    connection: &mut PgConnection,
    token_hash: &[u8],
    matched: Option<(&str, i64)>,
    typed: Channel,
    now: Timestamp,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into sign_in (token_hash, parcel_id, contact_id, typed_channel, last_channel, created_at)
         values ($1, $2, $3, $4, $4, $5) returning id",
    )
    .bind(token_hash)
    .bind(matched.map(|(parcel, _)| parcel))
    .bind(matched.map(|(_, contact)| contact))
    .bind(typed.as_str())
    .bind(now)
    .fetch_one(connection)
    .await?)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    parcel_id: Option<String>,
    contact_id: Option<i64>,
    typed_channel: String,
    last_channel: String,
}

/// The sign-in of a browser, for an hour after it began.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<SignIn>, StoreError> {
    let row = sqlx::query_as::<_, Row>(
        "select id, parcel_id, contact_id, typed_channel, last_channel from sign_in
         where token_hash = $1 and created_at > $2 - interval '1 hour'",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(connection)
    .await?;
    let channel = |name: &str| {
        Channel::parse(name).ok_or(StoreError::Inconsistent { table: "sign_in", column: "channel" })
    };
    row.map(|row| {
        Ok(SignIn {
            id: row.id,
            parcel: row.parcel_id,
            contact: row.contact_id,
            typed: channel(&row.typed_channel)?,
            last: channel(&row.last_channel)?,
        })
    })
    .transpose()
}

/// A one-time code to be written down.
#[derive(Debug)]
pub struct NewOneTimeCode<'a> {
    /// The sign-in it belongs to.
    pub sign_in: i64,
    /// The contact it goes to; none for a decoy.
    pub contact: Option<i64>,
    /// The channel it goes by.
    pub channel: Channel,
    /// The configured key of the keyed hash.
    pub key_id: &'a str,
    /// The keyed hash of the code.
    pub mac: &'a [u8],
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Adds a one-time code to a sign-in; earlier ones stay good.
pub async fn add_code(
    connection: &mut PgConnection,
    code: &NewOneTimeCode<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into one_time_code (sign_in_id, contact_id, key_id, mac, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code.sign_in)
    .bind(code.contact)
    .bind(code.key_id)
    .bind(code.mac)
    .bind(now)
    .bind(code.expires_at)
    .execute(&mut *connection)
    .await?;
    sqlx::query("update sign_in set last_channel = $2 where id = $1")
        .bind(code.sign_in)
        .bind(code.channel.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// A code that may be compared once: its try has been counted.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Candidate {
    /// Its number.
    pub id: i64,
    /// The contact it was sent to; none for a decoy.
    pub contact_id: Option<i64>,
    /// The configured key of the keyed hash.
    pub key_id: String,
    /// The keyed hash of the code.
    pub mac: Vec<u8>,
}

/// Counts a try on every live code of a sign-in, and answers those that admit it. Counting comes before comparing
/// and is committed by itself, so a caller who goes away takes no try back.
pub async fn count_try(
    connection: &mut PgConnection,
    sign_in: i64,
    now: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    Ok(sqlx::query_as(
        "update one_time_code set attempts = attempts + 1
         where sign_in_id = $1 and used_at is null and expires_at > $2 and attempts < $3
         returning id, contact_id, key_id, mac",
    )
    .bind(sign_in)
    .bind(now)
    .bind(TRIES)
    .fetch_all(connection)
    .await?)
}

/// Uses a code up; `false` when it was used before. All others of the same sign-in end with it.
pub async fn consume(connection: &mut PgConnection, code: i64, now: Timestamp) -> Result<bool, StoreError> {
    let used = sqlx::query(
        "with won as (
             update one_time_code set used_at = $2 where id = $1 and used_at is null returning id, sign_in_id)
         , rest as (
             update one_time_code c set used_at = $2 from won
             where c.sign_in_id = won.sign_in_id and c.id <> won.id and c.used_at is null)
         select id from won",
    )
    .bind(code)
    .bind(now)
    .fetch_optional(connection)
    .await?;
    Ok(used.is_some())
}

/// Whether a sign-in still has a code that admits a try.
pub async fn is_open(
    connection: &mut PgConnection,
    sign_in: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1 from one_time_code
         where sign_in_id = $1 and used_at is null and expires_at > $2 and attempts < $3)",
    )
    .bind(sign_in)
    .bind(now)
    .bind(TRIES)
    .fetch_one(connection)
    .await?)
}

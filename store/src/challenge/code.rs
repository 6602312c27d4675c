//! The one-time codes of a challenge.

use domain::{
    Timestamp,
    contact::Channel,
    id::{ChallengeId, ContactId, OneTimeCodeId},
    one_time::{COMPARED, TRIES},
};
use sqlx::PgConnection;

use crate::StoreError;

/// How many codes a challenge has had, decoys too.
pub async fn codes(connection: &mut PgConnection, challenge: ChallengeId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        "select count(*) as \"count!\" from one_time_code where challenge_id = $1",
        challenge.get()
    )
    .fetch_one(connection)
    .await?)
}

/// A one-time code to be written down.
#[derive(Debug)]
pub struct NewOneTimeCode<'a> {
    /// The challenge it belongs to.
    pub challenge: ChallengeId,
    /// The contact it goes to; none for a decoy.
    pub contact: Option<ContactId>,
    /// The channel it goes by.
    pub channel: Channel,
    /// The configured key of the keyed hash.
    pub key_id: &'a str,
    /// The keyed hash of the code.
    pub mac: &'a [u8],
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Adds a one-time code to a challenge; the one before it stays good.
pub async fn add_code(
    connection: &mut PgConnection,
    code: &NewOneTimeCode<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with code as (
             insert into one_time_code (challenge_id, contact_id, key_id, mac, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6))
         update challenge set last_channel = $7 where id = $1 and last_channel <> $7",
        code.challenge.get(),
        code.contact.map(ContactId::get),
        code.key_id,
        code.mac,
        now,
        code.expires_at,
        code.channel.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A code that may be compared once: its try has been counted.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Of the codes of one challenge the later has the greater one.
    pub id: OneTimeCodeId,
    /// The contact it was sent to; none for a decoy.
    pub contact_id: Option<ContactId>,
    /// The configured key of the keyed hash.
    pub key_id: String,
    /// The keyed hash of the code.
    pub mac: Vec<u8>,
}

fn candidate(id: i64, contact: Option<i64>, key_id: String, mac: Vec<u8>) -> Candidate {
    Candidate { id: id.into(), contact_id: contact.map(ContactId::new), key_id, mac }
}

/// Counts a try on the newest live codes of a challenge, and answers those that admit it. Counting comes before
/// comparing and is committed by itself, so a caller who goes away takes no try back. `last` lets this try be the last
/// one for each of them.
pub async fn count_try(
    connection: &mut PgConnection,
    challenge: ChallengeId,
    last: bool,
    now: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    let counted = sqlx::query!(
        "update one_time_code set attempts = case when $5 then $3 else attempts + 1 end
         where id in (select id from one_time_code where challenge_id = $1 and used_at is null and expires_at > $2
                      order by id desc limit $4)
           and used_at is null and expires_at > $2 and attempts < $3
         returning id, contact_id, key_id, mac",
        challenge.get(),
        now,
        TRIES,
        COMPARED,
        last
    )
    .fetch_all(connection)
    .await?;
    Ok(counted.into_iter().map(|row| candidate(row.id, row.contact_id, row.key_id, row.mac)).collect())
}

/// Counts a try on the code that ended a challenge after `since`, and answers it if it admits one: whoever repeats the
/// step may have lost its answer. Together with those before, a code admits no more wrong tries than it ever did.
pub async fn count_repeat(
    connection: &mut PgConnection,
    challenge: ChallengeId,
    since: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    let counted = sqlx::query!(
        "update one_time_code set attempts = attempts + 1
         where challenge_id = $1 and used_at > $2 and attempts < $3
         returning id, contact_id, key_id, mac",
        challenge.get(),
        since,
        TRIES
    )
    .fetch_all(connection)
    .await?;
    Ok(counted.into_iter().map(|row| candidate(row.id, row.contact_id, row.key_id, row.mac)).collect())
}

/// Gives the try back that was counted on a code and turned out to be right: it was no guess.
pub async fn give_back(connection: &mut PgConnection, code: OneTimeCodeId) -> Result<(), StoreError> {
    sqlx::query!("update one_time_code set attempts = greatest(attempts - 1, 0) where id = $1", code.get())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a challenge was answered rightly.
pub async fn was_answered(connection: &mut PgConnection, challenge: ChallengeId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from one_time_code where challenge_id = $1 and used_at is not null) as \"exists!\"",
        challenge.get()
    )
    .fetch_one(connection)
    .await?)
}

/// Uses a code up; `false` when it was used before. All others of the same challenge end with it, without a try left;
/// its own last try was right, and is given back.
pub async fn consume(
    connection: &mut PgConnection,
    code: OneTimeCodeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = sqlx::query!(
        "with won as (
             update one_time_code set used_at = $2, attempts = greatest(attempts - 1, 0)
             where id = $1 and used_at is null returning id, challenge_id)
         , rest as (
             update one_time_code c set used_at = $2, attempts = $3 from won
             where c.challenge_id = won.challenge_id and c.id <> won.id and c.used_at is null)
         select id from won",
        code.get(),
        now,
        TRIES
    )
    .fetch_optional(connection)
    .await?;
    Ok(used.is_some())
}

/// Whether one of the newest codes of a challenge still admits a try.
pub async fn is_open(
    connection: &mut PgConnection,
    challenge: ChallengeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        "select exists (select 1 from (
             select attempts from one_time_code where challenge_id = $1 and used_at is null and expires_at > $2
             order by id desc limit $4) newest where attempts < $3) as \"exists!\"",
        challenge.get(),
        now,
        TRIES,
        COMPARED
    )
    .fetch_one(connection)
    .await?)
}

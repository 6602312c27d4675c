//! Proofs that were asked for: signing in, which is bound to a browser, proving a contact once more within a
//! session, and verifying a new contact; and their one-time codes.

mod code;

use domain::{
    Timestamp,
    contact::Channel,
    id::{ChallengeId, ChangeId, ContactId, ParcelId, SessionId},
};
use sqlx::PgConnection;
use strum::{EnumString, IntoStaticStr};

pub use self::code::{
    Candidate, NewOneTimeCode, add_code, codes, consume, count_repeat, count_try, give_back, is_open,
    was_answered,
};
use crate::StoreError;

/// What is to be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// Somebody signs in.
    SignIn,
    /// A customer who is signed in proves one of their contacts once more.
    Prove,
    /// A customer shows that a new contact is theirs.
    Verify,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A challenge that has begun.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// What the page where its code is typed is addressed by.
    pub id: ChallengeId,
    /// What is to be proven.
    pub purpose: Purpose,
    /// The change it verifies a contact for.
    pub change: Option<ChangeId>,
    /// The parcel it names; none for a decoy.
    pub parcel: Option<ParcelId>,
    /// The contact it names; none for a decoy.
    pub contact: Option<ContactId>,
    /// The channel of the contact that was typed.
    pub typed: Channel,
    /// The channel the last code went by.
    pub last: Channel,
    /// From whose shares a sign-in takes; none where the previous version began it.
    pub typed_as: Option<TypedAs>,
    /// The customer was let in before in the browser that signs in.
    pub known: bool,
}

/// From whose shares a sign-in takes: what was typed, as keyed hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedAs {
    /// Tracking number and contact.
    pub pair: Vec<u8>,
    /// The contact, from the address it was typed at.
    pub asker: Vec<u8>,
}

/// A sign-in to be begun.
#[derive(Debug)]
pub struct NewSignIn<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Parcel and contact. Without them it is a decoy: the same rows, and no code ever fits.
    pub matched: Option<(&'a ParcelId, ContactId)>,
    /// The channel of the contact that was typed.
    pub typed: Channel,
    /// From whose shares it takes.
    pub typed_as: &'a TypedAs,
    /// The customer was let in before in this browser.
    pub known: bool,
}

/// Begins a sign-in.
pub async fn begin(
    connection: &mut PgConnection,
    sign_in: &NewSignIn<'_>,
    now: Timestamp,
) -> Result<ChallengeId, StoreError> {
    Ok(sqlx::query_scalar!(
        "insert into challenge (purpose, token_hash, parcel_id, contact_id, typed_channel, last_channel,
             created_at, pair, asker, known)
         values ('sign_in', $1, $2, $3, $4, $4, $5, $6, $7, $8) returning id",
        sign_in.token_hash,
        sign_in.matched.map(|(parcel, _)| parcel.as_str()),
        sign_in.matched.map(|(_, contact)| contact.get()),
        sign_in.typed.as_str(),
        now,
        &sign_in.typed_as.pair,
        &sign_in.typed_as.asker,
        sign_in.known
    )
    .fetch_one(connection)
    .await?
    .into())
}

/// Begins to prove a contact within a session, or to verify the new contact of a change.
pub async fn begin_within(
    connection: &mut PgConnection,
    session: SessionId,
    purpose: Purpose,
    contact: ContactId,
    channel: Channel,
    change: Option<ChangeId>,
    now: Timestamp,
) -> Result<ChallengeId, StoreError> {
    Ok(sqlx::query_scalar!(
        "insert into challenge (purpose, session_id, change_id, contact_id, typed_channel, last_channel,
             created_at)
         values ($1, $2, $3, $4, $5, $5, $6) returning id",
        purpose.as_str(),
        session.get(),
        change.map(ChangeId::get),
        contact.get(),
        channel.as_str(),
        now
    )
    .fetch_one(connection)
    .await?
    .into())
}

struct Row {
    id: ChallengeId,
    purpose: String,
    change_id: Option<i64>,
    parcel_id: Option<String>,
    contact_id: Option<i64>,
    typed_channel: String,
    last_channel: String,
    pair: Option<Vec<u8>>,
    asker: Option<Vec<u8>>,
    known: bool,
}

/// The columns of [`Row`].
macro_rules! select {
    ($condition:literal, $($value:expr),+) => {
        sqlx::query_as!(
            Row,
            "select id, purpose, change_id, parcel_id, contact_id, typed_channel, last_channel, pair, asker, known
             from challenge where " + $condition,
            $($value),+
        )
    };
}

impl TryFrom<Row> for Challenge {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "challenge", column };
        let channel = |name: &str| Channel::parse(name).ok_or(wrong("channel"));
        Ok(Self {
            id: row.id,
            purpose: row.purpose.parse().map_err(|_| wrong("purpose"))?,
            change: row.change_id.map(ChangeId::new),
            parcel: row.parcel_id.map(ParcelId::stored),
            contact: row.contact_id.map(ContactId::new),
            typed: channel(&row.typed_channel)?,
            last: channel(&row.last_channel)?,
            typed_as: row.pair.zip(row.asker).map(|(pair, asker)| TypedAs { pair, asker }),
            known: row.known,
        })
    }
}

/// The sign-in of a browser, for an hour after it began.
pub async fn find(
    connection: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Challenge>, StoreError> {
    select!("token_hash = $1 and created_at > $2::timestamptz - interval '1 hour'", token_hash, now)
        .fetch_optional(connection)
        .await?
        .map(Challenge::try_from)
        .transpose()
}

/// Parcel and contact of a sign-in, if it leads to somebody.
pub async fn matched(
    connection: &mut PgConnection,
    id: ChallengeId,
) -> Result<Option<(ParcelId, ContactId)>, StoreError> {
    let matched = sqlx::query!(
        "select parcel_id as \"parcel!\", contact_id as \"contact!\" from challenge
         where id = $1 and parcel_id is not null and contact_id is not null",
        id.get()
    )
    .fetch_optional(connection)
    .await?;
    Ok(matched.map(|row| (ParcelId::stored(row.parcel), ContactId::new(row.contact))))
}

/// The challenge of that number, if it belongs to this session, for an hour after it began.
pub async fn within(
    connection: &mut PgConnection,
    session: SessionId,
    id: ChallengeId,
    now: Timestamp,
) -> Result<Option<Challenge>, StoreError> {
    select!(
        "session_id = $1 and id = $2 and created_at > $3::timestamptz - interval '1 hour'",
        session.get(),
        id.get(),
        now
    )
    .fetch_optional(connection)
    .await?
    .map(Challenge::try_from)
    .transpose()
}

/// The latest challenge of a session that verifies the new contact of a change, for an hour after it began, and when that
/// hour ends.
pub async fn of_change(
    connection: &mut PgConnection,
    session: SessionId,
    change: ChangeId,
    now: Timestamp,
) -> Result<Option<(ChallengeId, Timestamp)>, StoreError> {
    let latest = sqlx::query!(
        "select id, created_at + interval '1 hour' as \"ends_at!\" from challenge
         where session_id = $1 and change_id = $2 and purpose = 'verify'
             and created_at > $3::timestamptz - interval '1 hour' order by id desc limit 1",
        session.get(),
        change.get(),
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(latest.map(|row| (ChallengeId::new(row.id), row.ends_at)))
}

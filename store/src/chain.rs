//! The chain of what was done in customers' names, as it is read to be verified.

use sqlx::PgConnection;

use crate::StoreError;

/// One entry, with the ends of its chain as they stood when it was read. A chain without entries has one without an id.
#[derive(Debug, Clone)]
pub struct ChainEntry {
    /// Names the entry in what the check reports.
    pub id: Option<i64>,
    /// The customer, or one of 64 for decoys.
    pub chain: i64,
    /// Its place in the chain.
    pub seq: i64,
    /// In whose name.
    pub customer_id: Option<i64>,
    /// Which parcel, while that is known.
    pub parcel_id: Option<String>,
    /// With the parcel it makes the mark.
    pub parcel_salt: Option<Vec<u8>>,
    /// The hash of salt and parcel; stays when both are gone.
    pub parcel_mark: Option<Vec<u8>>,
    /// What, as stored.
    pub kind: String,
    /// When, in microseconds since 1970.
    pub microseconds: i64,
    /// The browser.
    pub user_agent: String,
    /// The network.
    pub network: String,
    /// To which contact, masked.
    pub detail: Option<String>,
    /// The hash of all this and of the link before.
    pub link: Vec<u8>,
    /// The place of the chain's last entry.
    pub end_seq: i64,
    /// The link of the chain's last entry.
    pub end_link: Vec<u8>,
    /// The place of the last entry that was purged; 0 for none.
    pub anchor_seq: i64,
    /// Its link; empty for none.
    pub anchor_link: Vec<u8>,
}

/// The entries of the next chains after this one, at most so many chains.
pub async fn after(
    connection: &mut PgConnection,
    chain: i64,
    most: i64,
) -> Result<Vec<ChainEntry>, StoreError> {
    Ok(sqlx::query_as!(
        ChainEntry,
        "with next as (
             select chain, seq, link, anchor_seq, anchor_link from activity_chain where chain > $1
             order by chain limit $2)
         select a.id as \"id?\", c.chain, coalesce(a.seq, 0) as \"seq!\", a.customer_id,
             a.parcel_id, a.parcel_salt, a.parcel_mark,
             coalesce(a.kind, '') as \"kind!\",
             coalesce(trunc(extract(epoch from a.at) * 1000000)::bigint, 0) as \"microseconds!\",
             coalesce(a.user_agent, '') as \"user_agent!\", coalesce(a.network, '') as \"network!\", a.detail,
             coalesce(a.link, '') as \"link!\", c.seq as end_seq, c.link as end_link, c.anchor_seq, c.anchor_link
         from next c left join activity a on a.chain = c.chain order by c.chain, a.seq",
        chain,
        most
    )
    .fetch_all(connection)
    .await?)
}

/// An entry that no chain holds, and should: its chain or its link was taken from it.
pub async fn loose(connection: &mut PgConnection) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select a.id from activity a where a.id > (select unchained from activity_rule)
             and not exists (select from activity_chain c where c.chain = a.chain) order by a.id limit 1"
    )
    .fetch_optional(connection)
    .await?)
}

/// How many entries were written before there were chains.
pub async fn unchained(connection: &mut PgConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        "select count(*) as \"count!\" from activity where id <= (select unchained from activity_rule)"
    )
    .fetch_one(connection)
    .await?)
}

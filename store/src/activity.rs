//! What was done in a customer's name, for the customer to see.

pub use domain::activity::ActivityKind;
use domain::activity::REFUSALS_A_DAY;
use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
};
use sqlx::PgConnection;

use crate::StoreError;

/// One thing that was done, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'a> {
    /// In whose name; nobody's for a decoy.
    pub customer: Option<CustomerId>,
    /// The parcel it was about.
    pub parcel: Option<&'a ParcelId>,
    /// What.
    pub kind: ActivityKind,
    /// To which contact, masked.
    pub detail: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// The browser.
    pub user_agent: &'a str,
    /// The network, without the part that names a household.
    pub network: &'a str,
}

/// Writes it down, unless it is a refusal that was written down often enough within a day. The database chains it to
/// what was done before and lets nobody change it after.
pub async fn record(connection: &mut PgConnection, activity: Activity<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into activity (customer_id, parcel_id, kind, at, user_agent, network, detail)
         select $1, $2, $3, $4, $5, $6, $7
         where not $8 or (select count(*) from (
             select 1 from activity where customer_id = $1 and kind = $3 and at > $4::timestamptz - interval '1 day'
             limit $9) told) < $9",
        activity.customer.map(CustomerId::get),
        activity.parcel.map(ParcelId::as_str),
        activity.kind.as_str(),
        activity.at,
        activity.user_agent,
        activity.network,
        activity.detail,
        activity.kind.is_refusal(),
        REFUSALS_A_DAY
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// One thing that was done, as the customer is told it.
#[derive(Debug, Clone)]
pub struct Done {
    /// What.
    pub kind: ActivityKind,
    /// To which contact, masked.
    pub detail: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The browser.
    pub user_agent: String,
    /// The network, without the part that names a household.
    pub network: String,
}

struct Row {
    kind: String,
    detail: Option<String>,
    at: Timestamp,
    user_agent: String,
    network: String,
}

impl TryFrom<Row> for Done {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let Row { kind, detail, at, user_agent, network } = row;
        let kind = ActivityKind::parse(&kind)
            .ok_or(StoreError::Inconsistent { table: "activity", column: "kind" })?;
        Ok(Self { kind, detail, at, user_agent, network })
    }
}

/// What was done last in a customer's name, newest first: of each kind as many as it has room for.
pub async fn latest(connection: &mut PgConnection, customer: CustomerId) -> Result<Vec<Done>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as!(
        Row,
        "select a.kind, a.detail, a.at, a.user_agent, a.network
         from unnest($2::text[], $3::bigint[]) as room (kind, most)
         cross join lateral (
             select * from activity where customer_id = $1 and kind = room.kind
             order by at desc, id desc limit room.most) a
         order by a.at desc, a.id desc",
        customer.get(),
        &ActivityKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>() as &[&str],
        &ActivityKind::ALL.iter().map(|kind| kind.told()).collect::<Vec<_>>()
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Done::try_from).collect()
}

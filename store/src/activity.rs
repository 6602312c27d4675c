//! What was done in a customer's name, for the customer to see.

use domain::Timestamp;
pub use domain::activity::Kind;
use sqlx::PgConnection;

use crate::StoreError;

/// One thing that was done, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'a> {
    /// In whose name; nobody's for a decoy.
    pub customer: Option<i64>,
    /// The parcel it was about.
    pub parcel: Option<&'a str>,
    /// What.
    pub kind: Kind,
    /// To which contact, masked.
    pub detail: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// The browser.
    pub user_agent: &'a str,
    /// The network, without the part that names a household.
    pub network: &'a str,
}

/// Writes it down.
pub async fn record(connection: &mut PgConnection, activity: Activity<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "insert into activity (customer_id, parcel_id, kind, at, user_agent, network, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(activity.customer)
    .bind(activity.parcel)
    .bind(activity.kind.as_str())
    .bind(activity.at)
    .bind(activity.user_agent)
    .bind(activity.network)
    .bind(activity.detail)
    .execute(connection)
    .await?;
    Ok(())
}

/// One thing that was done, as the customer is told it.
#[derive(Debug, Clone)]
pub struct Done {
    /// What.
    pub kind: Kind,
    /// To which contact, masked.
    pub detail: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The browser.
    pub user_agent: String,
    /// The network, without the part that names a household.
    pub network: String,
}

#[derive(sqlx::FromRow)]
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
        let kind =
            Kind::parse(&kind).ok_or(StoreError::Inconsistent { table: "activity", column: "kind" })?;
        Ok(Self { kind, detail, at, user_agent, network })
    }
}

/// What was done last in a customer's name, newest first.
pub async fn latest(
    connection: &mut PgConnection,
    customer: i64,
    most: i64,
) -> Result<Vec<Done>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select kind, detail, at, user_agent, network from activity where customer_id = $1
         order by at desc, id desc limit $2",
    )
    .bind(customer)
    .bind(most)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Done::try_from).collect()
}

//! What happened to every message, and whether it may have.

use std::collections::HashMap;

use domain::notification::{NotificationState, Report};
use sqlx::{Connection, PgConnection};

/// What the database tells at the end.
#[derive(Default)]
pub struct Ledger {
    /// Parcels whose code no provider ever took.
    pub lost: Vec<String>,
    /// Copies beyond the first.
    pub duplicates: usize,
    /// Numbers that got more copies than there were doubts.
    pub undoubted: Vec<String>,
    /// Hand-overs to a provider.
    pub attempts: i64,
    /// Those whose end was unknown at some time.
    pub unknown: i64,
    /// Jobs whose worker did not come back in time.
    pub taken_over: i64,
    /// Notifications that are neither sent nor delivered, by state.
    pub unsettled: Vec<(String, i64)>,
    /// Changes of state that no report explains.
    pub impossible: Vec<(String, String)>,
    /// Jobs laid aside.
    pub dead: i64,
}

/// Begins to keep everything that happens.
pub async fn open(connection: &mut PgConnection) {
    sqlx::raw_sql(include_str!("ledger.sql")).execute(connection).await.unwrap();
}

/// Messages whose code is still to be made or to be sent.
pub async fn under_way(connection: &mut PgConnection) -> i64 {
    count(
        connection,
        "select count(*) from job where dead_at is null and (kind = 'issue_code' or kind like 'deliver%')",
    )
    .await
}

/// Has what waits for a provider tried at once, as somebody may who knows that the provider is well again.
pub async fn hurry(connection: &mut PgConnection) {
    sqlx::query(
        "update job set run_at = now() where kind like 'deliver%' and lease_until is null and run_at > now()",
    )
    .execute(connection)
    .await
    .unwrap();
}

impl Ledger {
    /// Judges; `taken` says how many messages the providers took for each of these numbers.
    pub async fn read(
        connection: &mut PgConnection,
        numbers: &[String],
        taken: &HashMap<String, usize>,
    ) -> Self {
        let doubts: HashMap<String, (bool, i64)> = sqlx::query_as(
            "select c.address, bool_or(n.unsure), count(d.attempt) from notification n
                 join contact c on c.id = n.contact_id left join doubted d on d.notification = n.id
             group by c.address",
        )
        .fetch_all(&mut *connection)
        .await
        .unwrap()
        .into_iter()
        .map(|(address, unsure, doubts): (String, bool, i64)| (address, (unsure, doubts)))
        .collect();
        let copies = |number: &String| taken.get(number).copied().unwrap_or(0);
        let is_doubted = |number: &String| {
            let (unsure, doubts) = doubts.get(number).copied().unwrap_or_default();
            unsure || usize::try_from(doubts).unwrap() >= copies(number).saturating_sub(1)
        };
        let moves: Vec<(String, String)> = sqlx::query_as("select distinct before, after from moved")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        Self {
            lost: numbers.iter().filter(|number| copies(number) == 0).cloned().collect(),
            duplicates: numbers.iter().map(|number| copies(number).saturating_sub(1)).sum(),
            undoubted: numbers.iter().filter(|number| !is_doubted(number)).cloned().collect(),
            impossible: moves.into_iter().filter(|(before, after)| !may_follow(before, after)).collect(),
            attempts: count(connection, "select count(*) from attempt").await,
            unknown: count(connection, "select count(*) from doubted").await,
            taken_over: count(connection, "select count(*) from taken_over").await,
            dead: count(connection, "select count(*) from job where dead_at is not null").await,
            unsettled: sqlx::query_as(
                "select state, count(*) from notification where state not in ('sent', 'delivered') group by state",
            )
            .fetch_all(connection)
            .await
            .unwrap(),
        }
    }
}

/// Whether so many notifications are written, if Postgres answers.
pub async fn all_written(url: &str, parcels: usize) -> Result<bool, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let written: i64 = sqlx::query_scalar("select count(*) from notification where kind = 'code'")
        .fetch_one(&mut connection)
        .await?;
    Ok(usize::try_from(written).is_ok_and(|written| written >= parcels))
}

/// How many notifications there are.
pub async fn written(connection: &mut PgConnection) -> i64 {
    count(connection, "select count(*) from notification where kind = 'code'").await
}

async fn count(connection: &mut PgConnection, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(connection).await.unwrap()
}

/// Whether any report leads from one state to the other.
fn may_follow(before: &str, after: &str) -> bool {
    let state = |name| NotificationState::parse(name).expect("a state");
    [
        Report::Taken,
        Report::Accepted,
        Report::Delivered,
        Report::FailedForNow,
        Report::FailedForGood,
        Report::Blocked,
        Report::GaveUp,
    ]
    .into_iter()
    .any(|report| state(before).after(report) == Ok(state(after)))
}

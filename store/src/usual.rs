//! What is usual: times that are met, and what comes of them.
//!
//! Whoever meets a time adds a row of its own in its own transaction, and waits for nobody; a counter that all reports of a
//! carrier raise would have them wait for each other. Once in a while the rows are added up, and a page reads one number.

use std::collections::BTreeMap;

use chrono::Duration;
use domain::usual::{self, Usual};
use sqlx::PgConnection;

use crate::StoreError;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Measured {
    /// How long a carrier says nothing of a parcel that is on its way.
    Silence,
    /// How long it takes from the placing of a parcel to its code.
    Code,
}

/// The network itself, where no carrier is measured.
pub const NETWORK: &str = "";

impl Measured {
    fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Notes a time that was met.
pub async fn note(
    connection: &mut PgConnection,
    what: Measured,
    who: &str,
    time: Duration,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into usual_sample (what, who, bucket) values ($1, $2, $3)",
        what.as_str(),
        who,
        i16::try_from(usual::bucket(time)).unwrap_or(i16::MAX)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds up what was noted, the oldest first and at most so many; answers how many. What others are adding up at this moment
/// is theirs.
pub async fn fold(connection: &mut PgConnection, most: i64) -> Result<usize, StoreError> {
    let samples = sqlx::query!(
        "delete from usual_sample where id in (
             select id from usual_sample order by id limit $1 for update skip locked)
         returning what, who, bucket",
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    let taken = samples.len();
    // In one order, as by everybody who holds several.
    let mut met: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for sample in samples {
        let bucket = usize::try_from(sample.bucket).unwrap_or(usize::MAX);
        met.entry((sample.what, sample.who)).or_default().push(bucket);
    }
    for ((what, who), buckets) in met {
        add(connection, &what, &who, &buckets).await?;
    }
    Ok(taken)
}

async fn add(
    connection: &mut PgConnection,
    what: &str,
    who: &str,
    buckets: &[usize],
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into usual (what, who, counts) values ($1, $2, '{}') on conflict do nothing",
        what,
        who
    )
    .execute(&mut *connection)
    .await?;
    let counts =
        sqlx::query_scalar!("select counts from usual where what = $1 and who = $2 for update", what, who)
            .fetch_one(&mut *connection)
            .await?;
    let rows = counts.into_iter().map(|count| u64::try_from(count).unwrap_or_default()).enumerate();
    let mut usual = Usual::stored(rows);
    for bucket in buckets {
        usual.count(*bucket);
        if usual.fades() {
            usual = usual.faded();
        }
    }
    let counts: Vec<i64> = usual.counts().map(|count| i64::try_from(count).unwrap_or(i64::MAX)).collect();
    let milliseconds = |time: Option<Duration>| time.map(|time| time.num_milliseconds());
    sqlx::query!(
        "update usual set counts = $3, p50_ms = $4, p95_ms = $5 where what = $1 and who = $2",
        what,
        who,
        &counts,
        milliseconds(usual.p50()),
        milliseconds(usual.p95())
    )
    .execute(connection)
    .await?;
    Ok(())
}

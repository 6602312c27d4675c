//! How hand-overs of messages end, counted by minute for each provider and each region.

use domain::{
    Timestamp,
    contact::Channel,
    hand_over::Counted,
    id::AttemptId,
    incident::{Cluster, Scope},
    trouble::Trouble,
};
use sqlx::PgConnection;

use crate::StoreError;

/// A hand-over that was not counted in time.
#[derive(Debug, Clone)]
pub struct Uncounted {
    /// Which.
    pub id: AttemptId,
    /// How the message travels.
    pub channel: Channel,
    /// The provider has it, as far as is known.
    pub accepted: bool,
    /// The provider did not take it because of the address.
    pub refused: bool,
    /// The provider's last word on it.
    pub code: Option<String>,
    /// A receipt has told its end.
    pub settled: bool,
}

/// Hand-overs that began before that time and are not counted, the oldest first, at most so many; nobody else has them
/// until the transaction ends.
pub async fn uncounted(
    connection: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uncounted>, StoreError> {
    let rows = sqlx::query!(
        "select a.id, a.state, a.code, a.settled_at is not null as \"settled!\", n.channel
         from attempt a join notification n on n.id = a.notification_id
         where not a.counted and a.started_at <= $1 order by a.started_at limit $2
         for update of a skip locked",
        before,
        most
    )
    .fetch_all(connection)
    .await?;
    let wrong = StoreError::Inconsistent { table: "notification", column: "channel" };
    rows.into_iter()
        .map(|row| {
            Some(Uncounted {
                id: row.id.into(),
                channel: Channel::parse(&row.channel)?,
                accepted: row.state == "accepted",
                refused: row.state == "refused",
                code: row.code,
                settled: row.settled,
            })
        })
        .collect::<Option<_>>()
        .ok_or(wrong)
}

/// Writes down how hand-overs ended, each once whoever says it how often; one that says nothing is only marked.
pub async fn count(
    connection: &mut PgConnection,
    ends: &[(AttemptId, Option<Counted>)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<i64> = ends.iter().map(|(id, _)| id.get()).collect();
    let failed: Vec<Option<bool>> = ends.iter().map(|(_, end)| end.map(|end| end.provider_failed)).collect();
    let there: Vec<Option<bool>> =
        ends.iter().map(|(_, end)| end.and_then(|end| end.region_failed)).collect();
    sqlx::query!(
        "with given as (
             select * from unnest($1::bigint[], $2::boolean[], $3::boolean[]) as g (id, failed, failed_there)),
         marked as (
             update attempt a set counted = true from given g where a.id = g.id and not a.counted
             returning a.notification_id, a.provider, g.failed, g.failed_there)
         insert into message_outcome (at, channel, provider, region, customer_id, failed, failed_there)
         select $4, n.channel, m.provider, s.region, c.customer_id, m.failed, m.failed_there
         from marked m join notification n on n.id = m.notification_id
             left join contact c on c.id = n.contact_id
             left join parcel p on p.id = n.parcel_id left join station s on s.id = p.station_id
         where m.failed is not null",
        &ids,
        &failed as &[Option<bool>],
        &there as &[Option<bool>],
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds what was written down to the counters, the oldest first, at most so many; answers how many. Counters are locked in
/// one order.
pub async fn fold(connection: &mut PgConnection, most: i64) -> Result<i64, StoreError> {
    let folded = sqlx::query_scalar!(
        "with taken as (
             delete from message_outcome where id = any(array(
                 select id from message_outcome order by id limit $1 for update skip locked))
             returning date_trunc('minute', at) as minute, channel, provider, region, customer_id, failed, failed_there),
         spread as (
             select 'provider' as scope, provider as subject, channel, minute, customer_id, failed from taken
             union all
             select 'region', region, channel, minute, customer_id, failed_there from taken
             where region is not null and failed_there is not null),
         customers as (
             insert into failure_customer (scope, subject, trouble, minute, customer_id)
             select distinct scope, subject, channel, minute, customer_id from spread
             where failed and customer_id is not null order by 1, 2, 3, 4, 5
             on conflict do nothing),
         counted as (
             insert into failure_count as f (scope, subject, trouble, minute, tried, failed)
             select scope, subject, channel, minute, count(*), count(*) filter (where failed) from spread
             group by 1, 2, 3, 4 order by 1, 2, 3, 4
             on conflict (scope, subject, trouble, minute)
             do update set tried = f.tried + excluded.tried, failed = f.failed + excluded.failed)
         select count(*) as \"folded!\" from taken",
        most
    )
    .fetch_one(connection)
    .await?;
    Ok(folded)
}

/// What was counted since that time, and since the last incident about the same ended, by what it is about.
pub async fn message_clusters(
    connection: &mut PgConnection,
    since: Timestamp,
) -> Result<Vec<(Scope, String, Trouble, Cluster)>, StoreError> {
    let rows = sqlx::query!(
        "with about as (
             select distinct on (c.scope, c.subject, c.trouble) c.scope, c.subject, c.trouble,
                 greatest($1, (select max(i.cleared_at) from incident i
                     where i.scope = c.scope and i.subject = c.subject and i.trouble = c.trouble)) as since
             from failure_count c where c.minute > $1)
         select a.scope, a.subject, a.trouble,
             (select coalesce(sum(c.tried), 0)::bigint from failure_count c where c.scope = a.scope
                 and c.subject = a.subject and c.trouble = a.trouble and c.minute > a.since) as \"tried!\",
             (select coalesce(sum(c.failed), 0)::bigint from failure_count c where c.scope = a.scope
                 and c.subject = a.subject and c.trouble = a.trouble and c.minute > a.since) as \"failed!\",
             (select count(distinct u.customer_id) from failure_customer u where u.scope = a.scope
                 and u.subject = a.subject and u.trouble = a.trouble and u.minute > a.since) as \"customers!\"
         from about a",
        since
    )
    .fetch_all(connection)
    .await?;
    let wrong = |column| StoreError::Inconsistent { table: "failure_count", column };
    rows.into_iter()
        .map(|row| {
            let cluster = Cluster {
                tried: number(row.tried),
                failed: number(row.failed),
                customers: number(row.customers),
            };
            let scope = Scope::parse(&row.scope).ok_or(wrong("scope"))?;
            let trouble = Trouble::parse(&row.trouble).ok_or(wrong("trouble"))?;
            Ok((scope, row.subject, trouble, cluster))
        })
        .collect()
}

/// Removes what was counted before that time; answers how many rows.
pub async fn forget_counted(connection: &mut PgConnection, before: Timestamp) -> Result<u64, StoreError> {
    let customers = sqlx::query!("delete from failure_customer where minute < $1", before)
        .execute(&mut *connection)
        .await?;
    let counts =
        sqlx::query!("delete from failure_count where minute < $1", before).execute(&mut *connection).await?;
    Ok(customers.rows_affected() + counts.rows_affected())
}

pub(super) fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

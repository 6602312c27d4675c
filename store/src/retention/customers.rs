//! Customers whom no order names any more.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Looks at customers whom no order may name any more. Who is signed in, or has a change that can be undone, is looked
/// at again in a week. A contact that a change brings in or has taken out stays for as long as that can be undone:
/// meanwhile it is a customer of its own.
pub(super) async fn forget(
    connection: &mut PgConnection,
    now: Timestamp,
    skip: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let looks = sqlx::query!(
        "select id, customer_id from customer_look where at <= $1 order by at, id offset $2 limit $3
         for update skip locked",
        now,
        skip,
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    let (looks, asked): (Vec<i64>, Vec<i64>) =
        looks.into_iter().map(|look| (look.id, look.customer_id)).unzip();
    let due = sqlx::query_scalar!(
        "select id from customer where id = any($1) order by id for update skip locked",
        &asked
    )
    .fetch_all(&mut *connection)
    .await?;
    // Who is just being named by an order is waited for: the statements after this one see it.
    let contacts = sqlx::query_scalar!(
        "select id from contact where customer_id = any($1) order by id for update",
        &due
    )
    .fetch_all(&mut *connection)
    .await?;
    let unnamed = sqlx::query_scalar!(
        "select id from customer u where id = any($1) and not exists (
             select 1 from contact c join recipient r on r.contact_id = c.id where c.customer_id = u.id)",
        &due
    )
    .fetch_all(&mut *connection)
    .await?;
    let nobody = sqlx::query_scalar!(
        "select id from customer u where id = any($1)
             and not exists (select 1 from session s
                             where s.customer_id = u.id and s.ended_at is null and s.expires_at > $2)
             and not exists (select 1 from contact_change g
                             where g.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')
             and not exists (select 1 from contact c join contact_change g on g.old_contact = c.id
                             where c.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')
             and not exists (select 1 from contact c join contact_change g on g.new_contact = c.id
                             where c.customer_id = u.id and g.begun_at > $2::timestamptz - interval '17 days')",
        &unnamed,
        now
    )
    .fetch_all(&mut *connection)
    .await?;
    let contacts = sqlx::query_scalar!(
        "select id from contact where id = any($1) and customer_id = any($2)",
        &contacts,
        &nobody
    )
    .fetch_all(&mut *connection)
    .await?;
    each!(
        connection,
        &contacts,
        [
            "delete from notification where contact_id = any($1)",
            "delete from link where contact_id = any($1)",
            "delete from one_time_code where contact_id = any($1)",
            "delete from challenge where contact_id = any($1)",
            "delete from contact where id = any($1)",
        ]
    );
    each!(
        connection,
        &nobody,
        [
            "delete from contact_change where customer_id = any($1)",
            "delete from reveal where session_id in (select id from session where customer_id = any($1))",
            "delete from session where customer_id = any($1)",
            "delete from passkey where customer_id = any($1)",
            "select activity_forget($1)",
            "delete from customer where id = any($1)",
        ]
    );
    // Who waits is looked at again; who is held by somebody else just now, in the next round.
    let waiting: Vec<i64> = unnamed.into_iter().filter(|customer| !nobody.contains(customer)).collect();
    sqlx::query!(
        "with gone as (delete from customer_look where id = any($2) or customer_id = any($1)),
             again as (
                 select unnest($1::bigint[]) as customer_id
                 union select customer_id from customer_look where id = any($2)
                     and customer_id in (select id from customer) and not customer_id = any($3))
         insert into customer_look (customer_id, at)
         select customer_id,
             $4::timestamptz + case when customer_id = any($1) then interval '7 days' else interval '1 minute' end
         from again",
        &waiting,
        &looks,
        &due,
        now
    )
    .execute(&mut *connection)
    .await?;
    Ok(u64::try_from(looks.len()).unwrap_or_default())
}

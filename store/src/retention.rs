//! Forgetting: what names a person goes when it is not needed any more.

use domain::Timestamp;
use sqlx::PgConnection;

use crate::StoreError;

/// Parcels forgotten at once.
const SHEAF: i64 = 200;

/// Removes whom parcels were for that have been finished since before that time, and everything that tells so.
/// Answers how many parcels that were; there may be more.
pub async fn forget_recipients(
    connection: &mut PgConnection,
    before: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let finished: Vec<String> = sqlx::query_scalar(
        "update parcel set order_number = null, purged_at = $2 where id in (
             select id from parcel
             where purged_at is null and since < $1 and status in ('delivered', 'return_to_sender', 'cancelled')
             order by since limit $3 for update skip locked)
         returning id",
    )
    .bind(before)
    .bind(now)
    .bind(SHEAF)
    .fetch_all(&mut *connection)
    .await?;
    for statement in [
        "delete from recipient where parcel_id = any($1)",
        "delete from reveal where parcel_id = any($1)",
        "delete from link where parcel_id = any($1)",
        "delete from notification where parcel_id = any($1)",
        "delete from challenge where parcel_id = any($1)",
        "delete from activity where parcel_id = any($1)",
    ] {
        sqlx::query(statement).bind(&finished).execute(&mut *connection).await?;
    }
    Ok(finished.len())
}

/// Removes the contacts of customers whom no order names any more and who are signed in nowhere, and the customers
/// with them. A contact that a change brings in or has taken out stays for as long as that can be undone: meanwhile
/// it is a customer of its own.
pub async fn forget_contacts(connection: &mut PgConnection, now: Timestamp) -> Result<(), StoreError> {
    let unused: Vec<i64> = sqlx::query_scalar(
        "select c.id from contact c
         where not exists (select 1 from contact o join recipient r on r.contact_id = o.id
                           where o.customer_id = c.customer_id)
           and not exists (select 1 from session s
                           where s.customer_id = c.customer_id and s.ended_at is null and s.expires_at > $1)
           and not exists (select 1 from contact_change g
                           where (g.customer_id = c.customer_id or g.old_contact = c.id or g.new_contact = c.id)
                             and g.begun_at > $1 - interval '14 days')
         order by c.id limit $2 for update skip locked",
    )
    .bind(now)
    .bind(SHEAF)
    .fetch_all(&mut *connection)
    .await?;
    for statement in [
        "delete from notification where contact_id = any($1)",
        "delete from link where contact_id = any($1)",
        "delete from one_time_code where contact_id = any($1)",
        "delete from challenge where contact_id = any($1)",
        "update session set contact_id = null where contact_id = any($1)",
        "delete from contact where id = any($1)",
        // Whoever has no contact left is nobody.
        "delete from contact_change where customer_id in (select id from customer c
             where not exists (select 1 from contact where customer_id = c.id)) and cardinality($1) > 0",
        "delete from reveal where session_id in (select s.id from session s
             where not exists (select 1 from contact where customer_id = s.customer_id)) and cardinality($1) > 0",
        "delete from session s where not exists (select 1 from contact where customer_id = s.customer_id)
             and cardinality($1) > 0",
        "delete from passkey p where not exists (select 1 from contact where customer_id = p.customer_id)
             and cardinality($1) > 0",
        "delete from activity a where customer_id is not null
             and not exists (select 1 from contact where customer_id = a.customer_id) and cardinality($1) > 0",
        "delete from customer c where not exists (select 1 from contact where customer_id = c.id)
             and cardinality($1) > 0",
    ] {
        sqlx::query(statement).bind(&unused).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Removes messages that carried one-time codes and have long been of no use, decoys among them.
pub async fn forget_sign_ins(connection: &mut PgConnection, before: Timestamp) -> Result<(), StoreError> {
    for statement in [
        "delete from challenge where created_at < $1",
        "delete from notification where kind = 'sign_in' and expires_at < $1",
        "delete from activity where customer_id is null and at < $1",
    ] {
        sqlx::query(statement).bind(before).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Removes what is over and was told long enough: changes of contacts with their notices, and messages that carried
/// one-time codes within sessions.
pub async fn forget_changes(connection: &mut PgConnection, before: Timestamp) -> Result<(), StoreError> {
    for statement in [
        "delete from contact_change where begun_at < $1 and state in ('applied', 'undone', 'withdrawn')",
        // Notices of a change go with it.
        "delete from notification
         where (kind in ('prove', 'verify') or kind = 'notice' and change_id is null) and expires_at < $1",
    ] {
        sqlx::query(statement).bind(before).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Removes browsers whose session has run out: nobody is signed in there to open what they show.
pub async fn forget_browsers(connection: &mut PgConnection, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "delete from contact where channel = 'push' and id in (
             select p.contact_id from push_subscription p join session s on s.id = p.session_id
             where s.ended_at is not null or s.expires_at <= $1)",
    )
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

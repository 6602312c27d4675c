use std::sync::atomic::{AtomicU8, Ordering};

use sqlx::PgPool;
use store::StoreError;
use tokio::sync::Barrier;

use crate::db;

// R14
#[sqlx::test(migrations = false)]
async fn a_transaction_that_lost_a_deadlock_is_done_again_by_itself(pool: PgPool) {
    let db = db(&pool);
    sqlx::query("create table pair as select id, 0 as count from generate_series(1, 2) id")
        .execute(&pool)
        .await
        .unwrap();
    let (meet, begun) = (Barrier::new(2), AtomicU8::new(0));
    let count = async |first: i32, second: i32| {
        db.write::<_, StoreError>(async |connection| {
            let is_first_try = begun.fetch_add(1, Ordering::SeqCst) < 2;
            add_to(connection, first).await?;
            // Both hold what the other wants.
            if is_first_try {
                meet.wait().await;
            }
            add_to(connection, second).await
        })
        .await
    };
    let (one, other) = tokio::join!(count(1, 2), count(2, 1));
    one.unwrap();
    other.unwrap();
    let counts: Vec<i32> =
        sqlx::query_scalar("select count from pair order by id").fetch_all(&pool).await.unwrap();
    assert_eq!(counts, [2, 2]);
    // Postgres may choose both.
    let begun = begun.into_inner();
    assert!(begun >= 3, "{begun}");
}

async fn add_to(connection: &mut store::PgConnection, id: i32) -> Result<(), StoreError> {
    sqlx::query("update pair set count = count + 1 where id = $1").bind(id).execute(connection).await?;
    Ok(())
}

// R14
#[sqlx::test(migrations = false)]
async fn a_transaction_that_lost_when_it_was_committed_is_done_again_too(pool: PgPool) {
    let db = db(&pool);
    for statement in [
        "create table entry (id int)",
        "create sequence tries",
        "create function lose() returns trigger language plpgsql as $$
         begin
             if nextval('tries') = 1 then
                 raise exception 'others were quicker' using errcode = 'serialization_failure';
             end if;
             return null;
         end $$",
        "create constraint trigger lose after insert on entry deferrable initially deferred
         for each row execute function lose()",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    let written = db
        .write::<_, StoreError>(async |connection| {
            sqlx::query("insert into entry values (7)").execute(&mut **connection).await?;
            Ok(())
        })
        .await;
    written.unwrap();
    let entries: i64 = sqlx::query_scalar("select count(*) from entry").fetch_one(&pool).await.unwrap();
    assert_eq!(entries, 1);
}

// R14
#[sqlx::test(migrations = false)]
async fn what_always_loses_is_told_in_the_end_and_what_is_wrong_at_once(pool: PgPool) {
    let db = db(&pool);
    for (code, tries) in [("deadlock_detected", 4), ("check_violation", 1)] {
        let begun = AtomicU8::new(0);
        let failed = db
            .write::<(), StoreError>(async |connection| {
                begun.fetch_add(1, Ordering::SeqCst);
                let raise = format!("do $$ begin raise exception 'no' using errcode = '{code}'; end $$");
                sqlx::query(sqlx::AssertSqlSafe(raise)).execute(&mut **connection).await?;
                Ok(())
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Driver(_))), "{failed:?}");
        assert_eq!(begun.into_inner(), tries, "{code}");
    }
}

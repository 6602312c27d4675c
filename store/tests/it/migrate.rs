use std::{sync::Arc, time::Duration};

use sqlx::{Connection, PgConnection, PgPool, migrate::Migrate};
use store::{Bell, Db, Limits};

/// An instance whose statements may take a thousandth of a second.
fn hasty(pool: &PgPool) -> Db {
    let options = Arc::unwrap_or_clone(pool.connect_options());
    Db::new(options, Limits { connections: 2, deadline: Duration::from_millis(1) }, Bell::default()).unwrap()
}

// R1
#[sqlx::test(migrations = false)]
async fn a_migration_takes_as_long_as_it_takes(pool: PgPool) {
    hasty(&pool).migrate().await.unwrap();
    let steps: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(usize::try_from(steps).unwrap(), store::MIGRATOR.iter().count());
}

// R1
#[sqlx::test(migrations = false)]
async fn instances_wait_for_the_one_that_migrates(pool: PgPool) {
    let mut other = PgConnection::connect_with(&pool.connect_options()).await.unwrap();
    other.lock().await.unwrap();
    let (first, second) = (hasty(&pool), hasty(&pool));
    let released = async {
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted
                     and database = (select oid from pg_database where datname = current_database())",
            )
            .fetch_one(&pool)
            .await
            .unwrap();
            if waiting == 2 {
                break;
            }
        }
        // Far longer than their deadline.
        sqlx::query("select pg_sleep(0.1)").execute(&pool).await.unwrap();
        other.unlock().await.unwrap();
    };
    let (one, two, ()) = tokio::join!(first.migrate(), second.migrate(), released);
    one.unwrap();
    two.unwrap();
}

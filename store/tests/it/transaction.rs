use domain::contact::Channel;
use sqlx::PgPool;
use store::{
    StoreError,
    job::{self, JobKind},
};

use crate::{db, noon, parcel as named};

async fn parcel(pool: &PgPool, id: &str) {
    sqlx::query(
        "insert into parcel (id, carrier, tracking_number, merchant, status, since, announced_at)
         values ($1, 'DHL', $1, 'Shop', 'pre_transit', $2, $2)",
    )
    .bind(id)
    .bind(noon())
    .execute(pool)
    .await
    .unwrap();
}

async fn version(pool: &PgPool, id: &str) -> i64 {
    sqlx::query_scalar("select version from parcel where id = $1").bind(id).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_version_rises_once_however_often_something_changed_and_not_when_it_was_undone(pool: PgPool) {
    let db = db(&pool);
    for id in ["A00000000000", "B00000000000"] {
        parcel(&pool, id).await;
    }
    let before = (version(&pool, "A00000000000").await, version(&pool, "B00000000000").await);
    db.write::<_, StoreError>(async |transaction| {
        transaction.changed(&named("A00000000000"));
        transaction.changed(&named("A00000000000"));
        Ok(())
    })
    .await
    .unwrap();
    let undone = db
        .write::<(), _>(async |transaction| {
            transaction.changed(&named("B00000000000"));
            Err(StoreError::Late)
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(
        (version(&pool, "A00000000000").await, version(&pool, "B00000000000").await),
        (before.0 + 1, before.1)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_bell_rings_when_work_is_committed_and_only_then(pool: PgPool) {
    let db = db(&pool);
    let mut bell = db.bell().listen();
    let mut rang = || {
        bell.has_changed().unwrap() && {
            bell.mark_unchanged();
            true
        }
    };
    let deliver = JobKind::Deliver(Channel::Sms);
    let undone = db
        .write::<(), _>(async |transaction| {
            job::enqueue(transaction, deliver, "1", noon()).await?;
            Err(StoreError::Late)
        })
        .await;
    assert!(undone.is_err() && !rang());
    db.write::<_, StoreError>(async |_| Ok(())).await.unwrap();
    assert!(!rang());
    db.write::<_, StoreError>(async |transaction| job::enqueue(transaction, deliver, "1", noon()).await)
        .await
        .unwrap();
    assert!(rang());
}

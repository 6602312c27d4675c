use std::{collections::HashSet, time::Duration};

use chrono::Duration as Span;
use domain::contact::Channel;
use futures::future::join_all;
use sqlx::PgPool;
use store::{
    Db, StoreError,
    job::{self, Job, JobKind},
};

use crate::{db, noon};

const LEASE: Duration = Duration::from_secs(60);
const DELIVER: JobKind = JobKind::Deliver(Channel::Sms);

async fn enqueue(db: &Db, subject: &str) {
    db.write::<_, StoreError>(async |connection| job::enqueue(connection, DELIVER, subject, noon()).await)
        .await
        .unwrap();
}

async fn lease(db: &Db, most: i64, seconds: i64) -> Vec<Job> {
    let now = noon() + Span::seconds(seconds);
    db.write::<_, StoreError>(async |connection| job::lease(connection, &[DELIVER], most, LEASE, now).await)
        .await
        .unwrap()
}

async fn finish(db: &Db, job: &Job) -> bool {
    db.write::<_, StoreError>(async |connection| job::finish(connection, job).await).await.unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_job_is_leased_once_however_many_workers_ask(pool: PgPool) {
    let db = db(&pool);
    for subject in 0..100 {
        enqueue(&db, &subject.to_string()).await;
    }
    let leased: Vec<Job> = join_all((0..40).map(|_| lease(&db, 5, 0))).await.into_iter().flatten().collect();
    assert_eq!(leased.len(), 100);
    assert_eq!(leased.iter().map(|job| job.id).collect::<HashSet<_>>().len(), 100);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_was_held_up_past_its_lease_is_fenced_out(pool: PgPool) {
    let db = db(&pool);
    enqueue(&db, "7").await;
    let slow = lease(&db, 1, 0).await.remove(0);
    assert!(lease(&db, 1, 59).await.is_empty());
    let quick = lease(&db, 1, 60).await.remove(0);
    assert_eq!((quick.id, quick.attempt), (slow.id, 2));
    let late = noon() + Span::seconds(99);
    let retried =
        db.write::<_, StoreError>(async |connection| job::retry(connection, &slow, late, "late").await).await;
    assert!(!retried.unwrap());
    assert!(!finish(&db, &slow).await);
    assert!(finish(&db, &quick).await);
    assert!(!finish(&db, &quick).await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn work_that_waits_already_is_not_written_twice(pool: PgPool) {
    let db = db(&pool);
    enqueue(&db, "7").await;
    enqueue(&db, "7").await;
    let first = lease(&db, 9, 0).await;
    assert_eq!(first.len(), 1);
    // Asked for again while it is under way: that is new work, and it stands for a retry of the old one, too.
    enqueue(&db, "7").await;
    let again = noon() + Span::seconds(1);
    let retried = db
        .write::<_, StoreError>(async |connection| job::retry(connection, &first[0], again, "busy").await)
        .await;
    assert!(retried.unwrap());
    assert_eq!(lease(&db, 9, 2).await.len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_job_laid_aside_is_not_tried_again(pool: PgPool) {
    let db = db(&pool);
    enqueue(&db, "7").await;
    let job = lease(&db, 1, 0).await.remove(0);
    let buried = db
        .write::<_, StoreError>(async |connection| job::bury(connection, &job, "hopeless", noon()).await)
        .await;
    assert!(buried.unwrap());
    assert!(lease(&db, 1, 10_000).await.is_empty());
}

async fn retry(db: &Db, job: &Job, seconds: i64) {
    let at = noon() + Span::seconds(seconds);
    let retried = db.write::<_, StoreError>(async |connection| job::retry(connection, job, at, "busy").await);
    assert!(retried.await.unwrap());
}

// R12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn work_that_failed_waits_for_its_next_try_however_often_it_is_asked_for(pool: PgPool) {
    let db = db(&pool);
    enqueue(&db, "7").await;
    let job = lease(&db, 1, 0).await.remove(0);
    // Asked for again while it is under way, and while it waits.
    enqueue(&db, "7").await;
    retry(&db, &job, 50).await;
    enqueue(&db, "7").await;
    assert!(lease(&db, 9, 49).await.is_empty());
    let again = lease(&db, 9, 50).await;
    assert_eq!(again.iter().map(|job| job.attempt).collect::<Vec<_>>(), [2]);
}

// R12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn new_work_is_done_at_the_earlier_time(pool: PgPool) {
    let db = db(&pool);
    for seconds in [90, 30, 60] {
        let at = noon() + Span::seconds(seconds);
        db.write::<_, StoreError>(async |connection| job::enqueue(connection, DELIVER, "7", at).await)
            .await
            .unwrap();
    }
    assert!(lease(&db, 9, 29).await.is_empty());
    assert_eq!(lease(&db, 9, 30).await.len(), 1);
    assert!(lease(&db, 9, 89).await.is_empty(), "leased for a minute");
}

// R12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_reminded_of_work_that_is_known(pool: PgPool) {
    let db = db(&pool);
    let remind = async || {
        db.write::<_, StoreError>(async |connection| job::remind(connection, DELIVER, "7", noon()).await)
            .await
            .unwrap()
    };
    assert!(remind().await);
    assert!(!remind().await, "it waits");
    let job = lease(&db, 1, 0).await.remove(0);
    assert!(!remind().await, "it is under way");
    let buried = db
        .write::<_, StoreError>(async |connection| job::bury(connection, &job, "hopeless", noon()).await)
        .await;
    assert!(buried.unwrap());
    assert!(!remind().await, "it was laid aside");
}

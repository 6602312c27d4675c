use std::time::Duration;

use domain::{contact::Channel, id::ChallengeId};
use futures::future::join_all;
use sqlx::PgPool;
use store::{
    Db, StoreError,
    bucket::{self, Pace, Share},
    challenge::{self, Candidate, NewOneTimeCode, NewSignIn, TypedAs},
};

use crate::{db, noon};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_bucket_admits_its_burst_exactly_however_many_ask_at_once(pool: PgPool) {
    let db = db(&pool);
    let pace = Pace { every: Duration::from_secs(60), burst: 5 };
    let answers = join_all((0..400).map(|_| {
        db.write::<_, StoreError>(async |connection| bucket::take(connection, b"key", pace, noon()).await)
    }))
    .await;
    let admitted = answers.iter().filter(|answer| matches!(answer, Ok(Ok(())))).count();
    assert_eq!(admitted, 5);
    assert!(answers.iter().all(|answer| matches!(answer, Ok(Ok(()) | Err(60)))), "{answers:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_bucket_fills_again_at_its_pace_and_keys_do_not_share(pool: PgPool) {
    let db = db(&pool);
    let pace = Pace { every: Duration::from_secs(60), burst: 2 };
    let take = async |key: &'static [u8], seconds: i64| {
        let now = noon() + chrono::Duration::seconds(seconds);
        db.write::<_, StoreError>(async |connection| bucket::take(connection, key, pace, now).await)
            .await
            .unwrap()
    };
    assert_eq!((take(b"a", 0).await, take(b"a", 0).await, take(b"a", 0).await), (Ok(()), Ok(()), Err(60)));
    assert_eq!(take(b"b", 0).await, Ok(()));
    assert_eq!((take(b"a", 59).await, take(b"a", 60).await, take(b"a", 60).await), (Err(1), Ok(()), Err(60)));
    let swept = db
        .write::<_, StoreError>(async |connection| {
            bucket::sweep(connection, noon() + chrono::Duration::seconds(100)).await
        })
        .await
        .unwrap();
    assert_eq!(swept, 1);
}

// M1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn failures_are_charged_exactly_and_what_succeeds_is_not(pool: PgPool) {
    let db = db(&pool);
    let window = Duration::from_secs(600);
    let shares =
        [Share { key: b"address".to_vec(), most: 60 }, Share { key: b"network".to_vec(), most: 600 }];
    let spent = async |seconds: i64| {
        let now = noon() + chrono::Duration::seconds(seconds);
        db.read::<_, StoreError>(async |connection| bucket::spent(connection, &shares, window, now).await)
            .await
            .unwrap()
    };
    let charge = async |failed: bool| {
        db.write::<_, StoreError>(async |connection| {
            bucket::charge(connection, &shares, failed, window, noon()).await
        })
        .await
        .unwrap();
    };
    join_all((0..200).map(|_| charge(false))).await;
    join_all((0..59).map(|_| charge(true))).await;
    assert_eq!(spent(0).await, None);
    charge(true).await;
    assert_eq!(spent(0).await, Some(10));
    // More of them empty it no further.
    join_all((0..200).map(|_| charge(true))).await;
    assert_eq!((spent(0).await, spent(9).await, spent(10).await), (Some(10), Some(1), None));
}

/// A sign-in with one code.
async fn begun(db: &Db) -> ChallengeId {
    db.write::<_, StoreError>(async |connection| {
        let typed_as = TypedAs { pair: b"pair".to_vec(), asker: b"asker".to_vec() };
        let sign_in = NewSignIn {
            token_hash: b"token",
            matched: None,
            typed: Channel::Sms,
            typed_as: &typed_as,
            known: false,
        };
        let id = challenge::begin(connection, &sign_in, noon()).await?;
        let expires_at = noon() + chrono::Duration::minutes(10);
        let channel = Channel::Sms;
        let code =
            NewOneTimeCode { challenge: id, contact: None, channel, key_id: "k1", mac: b"mac", expires_at };
        challenge::add_code(connection, &code, noon()).await?;
        Ok(id)
    })
    .await
    .unwrap()
}

async fn tried(db: &Db, sign_in: ChallengeId) -> Vec<Candidate> {
    db.write::<_, StoreError>(async |connection| {
        challenge::count_try(connection, sign_in, false, noon()).await
    })
    .await
    .unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_thousand_tries_at_once_on_one_code_admit_exactly_five(pool: PgPool) {
    let db = db(&pool);
    let sign_in = begun(&db).await;
    let admitted = join_all((0..1_000).map(|_| tried(&db, sign_in))).await;
    assert_eq!(admitted.into_iter().map(|admitted| admitted.len()).sum::<usize>(), 5);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_one_time_code_is_used_once_however_many_use_it_at_once(pool: PgPool) {
    let db = db(&pool);
    let sign_in = begun(&db).await;
    let code = tried(&db, sign_in).await[0].id;
    let used = join_all((0..64).map(|_| {
        db.write::<_, StoreError>(async |connection| challenge::consume(connection, code, noon()).await)
    }))
    .await;
    assert_eq!(used.into_iter().filter(|used| matches!(used, Ok(true))).count(), 1);
}

//! The network between us and Postgres, cut without a word: packets vanish, no connection is closed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use sqlx::{PgPool, postgres::PgConnectOptions};
use store::{Bell, Db, Limits, StoreError};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UnixStream},
};

/// A wire to Postgres. Connections made before it was last cut swallow everything for ever; later ones work.
struct Wire {
    options: PgConnectOptions,
    cuts: Arc<AtomicU64>,
}

impl Wire {
    async fn to(pool: &PgPool) -> Self {
        let options = Arc::unwrap_or_clone(pool.connect_options());
        let socket = options.get_socket().map_or_else(|| options.get_host().into(), Clone::clone);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicU64::new(0));
        let far_end = socket.join(format!(".s.PGSQL.{}", options.get_port()));
        let near_end = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(port)
            .username(options.get_username())
            .database(options.get_database().unwrap());
        let wire = Self { options: near_end, cuts: Arc::clone(&cuts) };
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (made, cuts) = (cuts.load(Ordering::SeqCst), Arc::clone(&cuts));
                let far = UnixStream::connect(&far_end).await.unwrap();
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                tokio::spawn(carry(near_in, far_out, made, Arc::clone(&cuts)));
                tokio::spawn(carry(far_in, near_out, made, cuts));
            }
        });
        wire
    }

    fn cut_and_heal(&self) {
        self.cuts.fetch_add(1, Ordering::SeqCst);
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    made: u64,
    cuts: Arc<AtomicU64>,
) {
    let mut buffer = [0; 8192];
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        if cuts.load(Ordering::SeqCst) > made {
            // No answer and no farewell, until the test is over.
            std::future::pending::<()>().await;
        }
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

async fn ask(db: &Db, statement: &'static str) -> Result<(), StoreError> {
    db.write(async |connection| {
        sqlx::query(statement).execute(&mut **connection).await?;
        Ok(())
    })
    .await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_silent_cut_of_every_connection_the_next_call_succeeds(pool: PgPool) {
    let wire = Wire::to(&pool).await;
    let deadline = Duration::from_secs(4);
    let db = Db::new(wire.options.clone(), Limits { connections: 4, deadline }, Bell::default()).unwrap();
    // All four connections are in the middle of a statement when the network goes.
    let calls = join_all((0..4).map(|_| ask(&db, "select pg_sleep(20)")));
    let cut = async {
        sleeping(&pool, 4).await;
        wire.cut_and_heal();
    };
    let (answers, ()) = tokio::join!(calls, cut);
    assert!(answers.iter().all(|answer| matches!(answer, Err(StoreError::Late))), "{answers:?}");
    let healed = Instant::now();
    for answer in join_all((0..8).map(|_| ask(&db, "select 1"))).await {
        answer.unwrap();
    }
    assert!(healed.elapsed() < deadline, "took {:?}", healed.elapsed());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn callers_who_go_away_in_the_middle_leave_no_connection_behind(pool: PgPool) {
    let wire = Wire::to(&pool).await;
    let db = Db::new(
        wire.options.clone(),
        Limits { connections: 2, deadline: Duration::from_secs(30) },
        Bell::default(),
    )
    .unwrap();
    for _ in 0..10 {
        tokio::select! {
            answer = ask(&db, "select pg_sleep(60)") => panic!("must not end: {answer:?}"),
            () = sleeping(&pool, 1) => {}
        }
        // Postgres goes on with what nobody waits for any more.
        sqlx::query("select pg_terminate_backend(pid, 10000) from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database()")
            .execute(&pool)
            .await
            .unwrap();
    }
    ask(&db, "select 1").await.unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn connections_that_died_while_they_lay_idle_are_replaced_unseen(pool: PgPool) {
    let db = crate::db(&pool);
    for answer in join_all((0..4).map(|_| ask(&db, "select 1"))).await {
        answer.unwrap();
    }
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        .execute(&pool)
        .await
        .unwrap();
    ask(&db, "select 1").await.unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_ends_in_a_refusal_is_rolled_back_and_keeps_its_connection(pool: PgPool) {
    let db = Db::new(
        Arc::unwrap_or_clone(pool.connect_options()),
        Limits { connections: 1, ..Limits::default() },
        Bell::default(),
    )
    .unwrap();
    let pid = async || {
        db.read::<_, StoreError>(async |connection| {
            Ok(sqlx::query_scalar::<_, i32>("select pg_backend_pid()").fetch_one(connection).await?)
        })
        .await
        .unwrap()
    };
    let before = pid().await;
    let refused = db
        .write::<(), StoreError>(async |connection| {
            sqlx::query("insert into customer (created_at) values (now())")
                .execute(&mut **connection)
                .await?;
            Err(StoreError::Inconsistent { table: "test", column: "test" })
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Inconsistent { .. })));
    let written: i64 = sqlx::query_scalar("select count(*) from customer").fetch_one(&pool).await.unwrap();
    assert_eq!((written, pid().await), (0, before));
}

/// Waits until so many statements sleep in this database.
async fn sleeping(pool: &PgPool, number: i64) {
    let asleep = async || -> i64 {
        sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and state = 'active' and query like 'select pg_sleep%'",
        )
        .fetch_one(pool)
        .await
        .unwrap()
    };
    let all = async { while asleep().await < number {} };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("statements sleep");
}

//! Connections to the database: who is busy holds up nobody else.

use axum::http::StatusCode;
use futures::future::join_all;
use serde_json::json;
use sqlx::PgPool;
use store::StoreError;

use crate::world::{PHONE, World};

// R15
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn workers_that_have_all_their_connections_hold_up_no_page_and_no_door(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let (id, code) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let mut held = pool.begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(15)").execute(&mut *held).await.unwrap();
    // More than there are connections for.
    let workers = join_all((0..40).map(|_| {
        world.app_state.workers.write::<_, StoreError>(async |connection| {
            sqlx::query("select pg_advisory_xact_lock_shared(15)").execute(&mut **connection).await?;
            Ok(())
        })
    }));
    let customers = async {
        world.held_up(16).await;
        let page = world.get(&format!("/parcels/{id}"), &session).await;
        let door = world.unlock(json!({ "digits": code })).await;
        held.commit().await.unwrap();
        (page.status, door.status)
    };
    let (worked, answered) = tokio::join!(workers, customers);
    assert_eq!(answered, (StatusCode::OK, StatusCode::OK));
    assert!(worked.iter().all(Result::is_ok));
}

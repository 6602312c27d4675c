use chrono::Duration;
use serde_json::json;
use server::worker;
use sqlx::PgPool;

use crate::world::{PHONE, World};

const STRANGER: &str = "+4915199999999";

/// Tables in which this text stands.
async fn holding(world: &World, text: &str) -> Vec<String> {
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
            .fetch_all(&world.pool)
            .await
            .unwrap();
    let mut holding = Vec::new();
    for table in tables {
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select count(*) from {table} t where position($1 in t::text) > 0"
        )))
        .bind(text)
        .fetch_one(&world.pool)
        .await
        .unwrap();
        if found > 0 {
            holding.push(table);
        }
    }
    holding
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn thirty_days_after_the_collection_nobody_knows_whom_the_parcel_was_for(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    world.unlock(json!({ "digits": digits })).await;
    world.announce("RR473124830GB", json!({ "phone": STRANGER })).await;
    world.clock.pass(Duration::days(29));
    worker::watch_once(&world.office).await;
    assert_eq!(holding(&world, PHONE).await, ["contact"]);
    assert!(world.get("/parcels", &session).await.body.contains("Birch"));
    // The contact stays while somebody is signed in with it.
    world.submit("sign_out", "", &session).await;
    world.clock.pass(Duration::days(2));
    worker::watch_once(&world.office).await;
    for trace in [PHONE, "••• 89"] {
        assert_eq!(holding(&world, trace).await, Vec::<String>::new(), "{trace}");
    }
    assert_eq!(world.count("select count(*) from activity").await, 0);
    assert_eq!(world.count("select count(*) from customer").await, 1);
    assert_eq!(holding(&world, STRANGER).await, ["contact"]);
    assert_eq!(world.count("select count(*) from parcel_event").await, 2);
}

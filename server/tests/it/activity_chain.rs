//! What was done in customers' names is only ever added to, and shows whether somebody changed it all the same.

use chrono::Duration;
use domain::id::CustomerId;
use serde_json::json;
use server::{
    activity_check::{Found, verify},
    worker,
};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions};

use crate::{
    contacts::NUMBER,
    world::{PHONE, World},
};

/// The documented set-up of the role the server runs as.
const ROLES: &str = include_str!("../../../store/roles.sql");

/// Runs as whoever owns the tables, and may switch triggers off.
async fn as_owner(world: &World, statements: &[&'static str]) {
    for statement in statements {
        sqlx::query(*statement).execute(&world.pool).await.unwrap();
    }
}

async fn found(world: &World) -> Found {
    verify(&world.app_state).await.unwrap()
}

fn entries(found: &Found) -> u64 {
    match found {
        Found::Whole { entries, unchained: 0, .. } => *entries,
        other => panic!("{other}"),
    }
}

/// Where the chains are broken, and why.
fn broken(found: Found) -> String {
    assert!(matches!(found, Found::Broken { .. }), "{found}");
    found.to_string()
}

// T
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_applications_role_adds_to_the_activity_and_changes_nothing_in_it(pool: PgPool) {
    let name: String =
        sqlx::query_scalar("select 'app_' || md5(current_database())").fetch_one(&pool).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!(
        "create role {name} login; {}",
        ROLES.replace("doorcode_app", &name)
    )))
    .execute(&pool)
    .await
    .unwrap();
    let options = std::sync::Arc::unwrap_or_clone(pool.connect_options()).username(&name);
    let limited = PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
    let world = World::new(limited.clone()).await;
    // The server starts, and everything it does goes well: also forgetting.
    world.app_state.db.migrate().await.unwrap();
    let (_, digits) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    assert!(entries(&found(&world).await) > 0);
    for statement in [
        "update activity set kind = 'revealed'",
        "delete from activity",
        "truncate activity",
        "update activity_chain set seq = 0",
        "update activity_rule set youngest = '0'",
        "alter table activity disable trigger user",
        "select set_config('doorcode.forgetting', 'on', false); update activity set kind = 'revealed'",
        "select activity_purge(now(), now(), 100)",
        "select activity_forget(array(select customer_id from activity))",
        "select activity_unlink(array(select id from parcel))",
    ] {
        let refused = sqlx::raw_sql(statement).execute(&limited).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .unwrap_or_default()
            .into_owned();
        assert_eq!(code, "42501", "{statement}: {refused}");
    }
    world.unlock(json!({ "digits": digits })).await;
    world.submit("sign_out", "", &session).await;
    world.clock.pass(Duration::days(31));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from activity where customer_id is not null").await, 0);
    assert_eq!(world.count("select count(*) from customer").await, 0);
    limited.close().await;
    drop(world);
    sqlx::raw_sql(AssertSqlSafe(format!("drop owned by {name}; drop role {name}"))).execute(&pool).await.ok();
}

// T
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_entry_that_somebody_changed_is_found(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    assert!(entries(&found(&world).await) >= 3);
    // Even the owner of the tables needs to switch something off first.
    assert!(sqlx::query("update activity set network = ''").execute(&world.pool).await.is_err());
    for (change, back) in [
        (
            "update activity set kind = 'resent' where kind = 'revealed'",
            "update activity set kind = 'revealed' where kind = 'resent'",
        ),
        (
            "update activity set at = at + interval '1 microsecond'",
            "update activity set at = at - interval '1 microsecond'",
        ),
        ("update activity set network = network || ' '", "update activity set network = rtrim(network)"),
        (
            "update activity set detail = '' where detail is null",
            "update activity set detail = null where detail = ''",
        ),
        (
            "update activity set parcel_salt = 'other' || parcel_salt where parcel_id is not null",
            "update activity set parcel_salt = substr(parcel_salt, 6) where parcel_id is not null",
        ),
    ] {
        as_owner(&world, &["alter table activity disable trigger user", change]).await;
        broken(found(&world).await);
        as_owner(&world, &[back, "alter table activity enable trigger user"]).await;
        entries(&found(&world).await);
    }
    // The last is taken away, and one in the middle.
    as_owner(
        &world,
        &[
            "alter table activity disable trigger user",
            "create table kept as select * from activity",
            "delete from activity where id = (select max(id) from activity where customer_id is not null)",
        ],
    )
    .await;
    assert!(broken(found(&world).await).contains("missing"));
    as_owner(
        &world,
        &[
            "delete from activity",
            "insert into activity overriding system value select * from kept",
            "delete from activity where seq = 1 and customer_id is not null",
        ],
    )
    .await;
    assert!(broken(found(&world).await).contains("an entry before it is missing"));
    as_owner(&world, &["delete from activity"]).await;
    assert!(broken(found(&world).await).contains("missing"));
}

// T
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_purged_and_forgotten_leaves_chains_that_hold(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let before = entries(&found(&world).await);
    // The rule keeps what is young; here time passes faster than the database's own.
    as_owner(&world, &["update activity_rule set youngest = '-100 years'"]).await;
    world.clock.pass(Duration::days(200));
    let note = store::activity::Activity {
        customer: Some(CustomerId::new(world.customer(PHONE).await)),
        parcel: None,
        kind: store::activity::ActivityKind::TurnedOn,
        detail: None,
        at: world.app_state.now(),
        user_agent: "",
        network: "",
    };
    world
        .app_state
        .db
        .write(async |connection| store::activity::record(connection, note).await)
        .await
        .unwrap();
    let parcel_named = "select count(*) from activity where parcel_id is not null";
    assert!(world.count(parcel_named).await > 0);
    // The parcel's recipient goes, and with it which parcel the entries were about; they stay as they are.
    as_owner(
        &world,
        &[
            "delete from customer_look",
            "alter table recipient disable trigger user",
            "alter table session disable trigger user",
        ],
    )
    .await;
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count(parcel_named).await, 0);
    assert!(world.count("select count(*) from activity where parcel_mark is not null").await > 0);
    assert!(entries(&found(&world).await) > 1);
    // After 13 months the oldest go, and the newest still fits to what was before it.
    world.clock.pass(Duration::days(200));
    worker::watch_once(&world.app_state).await;
    assert_eq!(entries(&found(&world).await), 1);
    assert!(before > 1);
    let anchored = "select count(*) from activity_chain where anchor_seq > 0";
    assert!(world.count(anchored).await > 0);
    as_owner(&world, &["alter table activity disable trigger user", "update activity set user_agent = 'x'"])
        .await;
    broken(found(&world).await);
    // A customer who is forgotten leaves nothing.
    as_owner(
        &world,
        &[
            "alter table activity enable trigger user",
            "alter table recipient enable trigger user",
            "alter table session enable trigger user",
            "insert into customer_look (customer_id) select id from customer",
        ],
    )
    .await;
    world.clock.pass(Duration::days(91));
    worker::watch_once(&world.app_state).await;
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from customer").await, 0);
    assert_eq!(entries(&found(&world).await), 0);
}

// T
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_at_once_make_one_chain(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready(NUMBER, PHONE).await;
    let customer = one.customer(PHONE).await;
    let before = entries(&found(&one).await);
    futures::future::join_all((0..40).map(|place| {
        let world = if place % 2 == 0 { &one } else { &two };
        async move {
            let note = store::activity::Activity {
                customer: (place % 4 != 0).then_some(CustomerId::new(customer)),
                parcel: None,
                kind: store::activity::ActivityKind::Revealed,
                detail: Some("+49 ••• ••• 89"),
                at: world.app_state.now(),
                user_agent: "",
                network: "198.51.100.0/24",
            };
            world
                .app_state
                .db
                .write(async |connection| store::activity::record(connection, note).await)
                .await
                .unwrap();
        }
    }))
    .await;
    assert_eq!(entries(&found(&one).await), before + 40);
}

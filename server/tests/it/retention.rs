use chrono::Duration;
use serde_json::{Value, json};
use server::worker;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NEW},
    world::{OPERATOR, PHONE, STATION, World, placed},
};

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
    worker::watch_once(&world.app_state).await;
    assert_eq!(holding(&world, PHONE).await, ["contact"]);
    assert!(world.get("/parcels", &session).await.body.contains("Birch"));
    // The contact stays while somebody is signed in with it.
    world.submit("sign_out", "", &session).await;
    world.clock.pass(Duration::days(2));
    worker::watch_once(&world.app_state).await;
    for trace in [PHONE, "••• 89"] {
        assert_eq!(holding(&world, trace).await, Vec::<String>::new(), "{trace}");
    }
    assert_eq!(world.count("select count(*) from activity where customer_id is not null").await, 0);
    assert_eq!(world.count("select count(*) from customer").await, 1);
    assert_eq!(holding(&world, STRANGER).await, ["contact"]);
    assert_eq!(world.count("select count(*) from parcel_event").await, 2);
}

/// What a person would be recognised by: in an order, in a carrier's own words, in a browser's name, in an address.
const CANARIES: [&str; 12] = [
    "order-canary",
    "text-canary",
    "place-canary",
    "code-canary",
    "reason-canary",
    "sub-canary",
    "browser-canary",
    "203.0.113.",
    "+4915123456789",
    "••• 89",
    "kim@",
    "canary-note",
];

/// Tables that no flow of this test fills, each with the reason. A new table is filled there, or stands here.
const EMPTY: &[(&str, &str)] = &[
    ("usual", "counts"),
    ("station_note", "counts, and names a machine"),
    ("station_day", "counts, and names a machine"),
    ("station_summary", "counts, and names a machine"),
    ("shelter_month", "counts"),
    ("usual_sample", "counts"),
    ("offline_opening", "numbers and a keyed hash, a door and a time; told of by stations only"),
    ("station_light", "the operator's words about machines"),
    ("step_told", "a parcel and a customer by our names; goes with either"),
    ("wish", "a parcel and a customer by our names; goes with either"),
    ("back_wish", "a station and a customer by our names; goes with the latter"),
    ("remedy_request", "random tokens of forms, by our name of a parcel; go with it"),
    (
        "redirect",
        "stations, times, random tokens and the operator's words, by our name of a parcel; goes with it",
    ),
    ("station_steps", "the operator's words about machines"),
    ("rescue", "a cause, a remedy and an outcome by our names; goes with its parcel"),
    ("case_photo", "pictures; goes with its case"),
    ("handover", "filled where there is a helpdesk; goes with its case"),
    ("handover_stop", "hashes of the operator's own addresses"),
    ("extension_order", "the operator's words about a place and a time"),
    ("extended_parcel", "a parcel and an order by our names; goes with its parcel"),
    ("reminded", "times; goes with its parcel"),
    ("watch", "counts"),
    ("pickup_code_alias", "keyed hashes of live codes, only while keys are rotated"),
    ("code_due", "names of parcels that wait for a code"),
    ("recipient_swap", "holds numbers of ours only"),
    ("passkey", "needs an authenticator; goes with its customer"),
    ("push_subscription", "needs a push service; goes with its contact"),
    ("used_ceremony", "holds hashes only"),
    ("unlock_attempt", "filled here, but for its own end"),
    ("station_tries", "counts, and names a machine"),
    ("message_outcome", "holds numbers of ours, until they are counted"),
    ("failure_count", "counts"),
    ("failure_customer", "holds numbers of ours, for an hour"),
    ("station_report", "holds numbers of ours, for a day"),
    ("incident", "tells what fails, and nothing of a person"),
    ("job", "done by now, or names a number"),
];

/// Every column that holds words or bytes, of every table there is.
async fn readable_columns(world: &World) -> Vec<(String, String)> {
    sqlx::query_as(
        "select c.table_name::text, c.column_name::text from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> '_sqlx_migrations'
           and c.data_type in ('text', 'json', 'jsonb', 'bytea', 'character varying', 'ARRAY') order by 1, 2",
    )
    .fetch_all(&world.pool)
    .await
    .unwrap()
}

/// Where these words stand.
async fn standing(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for (table, column) in readable_columns(world).await {
        for canary in CANARIES {
            // Bytes may hold words, too.
            let statement = format!(
                "select count(*) from {table} where position($1 in {column}::text) > 0
                     or position(encode(convert_to($1, 'UTF8'), 'hex') in {column}::text) > 0"
            );
            let hits: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
                .bind(canary)
                .fetch_one(&world.pool)
                .await
                .unwrap();
            if hits > 0 {
                found.push(format!("{table}.{column}: {canary}"));
            }
        }
    }
    found
}

impl World {
    async fn told_by_the_carrier(&self, id: &str, number: &str, change: &[(&str, Value)]) {
        let mut data = placed(number, "14");
        for (field, value) in [
            ("carrier_text", json!("text-canary")),
            ("location", json!("place-canary")),
            ("carrier_code", json!("code-canary")),
            ("incident_reason", json!("reason-canary")),
            ("substatus", json!("sub-canary")),
        ] {
            data[field] = value;
        }
        for (field, value) in change {
            data[*field] = value.clone();
        }
        let answer = self.carrier(id, data).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

// M7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_that_names_a_person_stays_whatever_became_of_the_parcel(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let statuses = [
        "pre_transit",
        "unknown",
        "in_transit",
        "out_for_delivery",
        "available_for_pickup",
        "delivered",
        "return_to_sender",
        "failure",
        "cancelled",
        "error",
    ];
    for (place, status) in statuses.iter().enumerate() {
        let number = format!("RR4731248{place:02}GB");
        let body = json!({ "tracking_number": number, "carrier": "DHL", "merchant": "Birch & Bloom", "station": "BER-042",
            "order_number": "order-canary", "recipient": { "phone": PHONE, "email": MAIL } });
        assert_eq!(world.api("POST", "/parcels", OPERATOR, &body).await.status, 201);
        // One of which nothing is ever heard.
        if place > 0 {
            let status = [("status", json!(status)), ("compartment", json!((place + 20).to_string()))];
            world.told_by_the_carrier(&format!("e{place}"), &number, &status).await;
        }
    }
    world.work().await;
    // A customer who does everything, in a browser with a name of its own.
    let (number, id) = ("RR473124804GB", parcel_id(&world, "RR473124804GB").await);
    let session = world.enter(number, PHONE).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "delivered", None).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    world.submit("resend", &format!("parcel={id}&channel=sms&request=r1"), &session).await;
    world.submit("find", "tracking=RR999999999GB&contact=%2B4915123456789", "").await;
    let code = world.provider.texts(PHONE).into_iter().rfind(|text| text.contains("/l/")).unwrap();
    let token = crate::world::link(&code).replace("/l/", "token=");
    assert!(world.submit("enter", &token, "").await.cookie("__Host-session").is_some());
    let prove = world.change(&session, None, NEW).await;
    world.type_code(&session, &prove, NEW).await;
    world.unlock(json!({ "digits": "123456" })).await;
    let report = format!("parcel={id}&kind=other&request=c1&note=canary-note&shown=canary-note");
    assert!(world.submit("open_case", &report, &session).await.location().ends_with("/case"));
    let words = json!({ "request": "a-1", "action": "give_up", "words": "canary-note" });
    assert_eq!(world.api("POST", "/cases/1/answer", OPERATOR, &words).await.status, 201);
    let open = json!({ "request": "r-1", "command": "open", "compartment": "14" });
    assert_eq!(world.api("POST", "/stations/BER-042/commands", OPERATOR, &open).await.status, 201);
    let shut = json!({ "event": "e-1", "compartment": "14", "kind": "closed", "occurred_at": world.app_state.now() });
    assert_eq!(world.api("POST", "/stations/BER-042/door-events", STATION, &shut).await.status, 204);
    world.work().await;
    sqlx::query("update session set user_agent = 'browser-canary'").execute(&world.pool).await.unwrap();
    for (table, _) in readable_columns(&world).await {
        let filled: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&world.pool)
            .await
            .unwrap();
        assert!(
            filled > 0 || EMPTY.iter().any(|(name, _)| *name == table),
            "{table} is empty: fill it above, or say why it holds nothing of a person"
        );
    }
    assert!(standing(&world).await.len() > 10);
    // Time passes faster here than the database's own.
    sqlx::query("update activity_rule set youngest = '-100 years'").execute(&world.pool).await.unwrap();
    world.submit("sign_out_others", "", &session).await;
    world.submit("sign_out", "", &session).await;
    // Finished ones first; what was never heard of again after 180 days.
    for days in [33, 400] {
        world.clock.pass(Duration::days(days));
        for _ in 0..3 {
            worker::watch_once(&world.app_state).await;
        }
        let (ends, over): (i64, i64) = sqlx::query_as(
            "select count(*) filter (where purged_at is not null), count(*) filter (where purged_at is not null
                 and status in ('delivered', 'return_to_sender', 'cancelled', 'available_for_pickup')) from parcel",
        )
        .fetch_one(&world.pool)
        .await
        .unwrap();
        assert_eq!(over, 4, "after {days} days");
        assert_eq!(ends, if days == 33 { 4 } else { 10 }, "after {days} days");
    }
    assert_eq!(standing(&world).await, Vec::<String>::new());
    assert_eq!(world.count("select count(*) from customer").await, 0);
    // What is said of it later in words is not kept either.
    sqlx::query("update parcel set status = 'failure' where tracking_number = 'RR473124807GB'")
        .execute(&world.pool)
        .await
        .unwrap();
    let late = [
        ("status", json!("failure")),
        ("occurred_at", json!(world.app_state.now())),
        ("pickup_deadline", Value::Null),
    ];
    world.told_by_the_carrier("late", "RR473124807GB", &late).await;
    assert_eq!(standing(&world).await, Vec::<String>::new());
}

async fn parcel_id(world: &World, number: &str) -> String {
    sqlx::query_scalar("select id from parcel where tracking_number = $1")
        .bind(number)
        .fetch_one(&world.pool)
        .await
        .unwrap()
}

// M7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_row_that_cannot_go_stops_no_other(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    for place in 0..6 {
        world.announce(&format!("RR4731248{place:02}GB"), json!({ "phone": PHONE })).await;
    }
    sqlx::query("update parcel set status = 'delivered', since = $1")
        .bind(world.app_state.now() - Duration::days(40))
        .execute(&world.pool)
        .await
        .unwrap();
    sqlx::raw_sql(
        "create function stuck() returns trigger language plpgsql as $$ begin raise 'stuck'; end $$;
         create trigger stuck before update on parcel for each row
             when (old.tracking_number = 'RR473124800GB') execute function stuck()",
    )
    .execute(&world.pool)
    .await
    .unwrap();
    // Something of another kind that is due as well, after it.
    sqlx::query("insert into webhook values ('carrier', 'old', $1)")
        .bind(world.app_state.now() - Duration::days(40))
        .execute(&world.pool)
        .await
        .unwrap();
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from parcel where purged_at is null").await, 1);
    assert_eq!(world.count("select count(*) from webhook").await, 0);
}

// M7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_one_of_the_fleet_forgets_at_a_time(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.station("BER-042").await;
    one.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    sqlx::query("update parcel set status = 'cancelled', since = $1")
        .bind(one.app_state.now() - Duration::days(40))
        .execute(&one.pool)
        .await
        .unwrap();
    let mut other = one.pool.begin().await.unwrap();
    assert!(store::retention::alone(&mut other).await.unwrap());
    worker::watch_once(&two.app_state).await;
    assert_eq!(one.count("select count(*) from parcel where purged_at is not null").await, 0);
    other.rollback().await.unwrap();
    worker::watch_once(&two.app_state).await;
    assert_eq!(one.count("select count(*) from parcel where purged_at is not null").await, 1);
}

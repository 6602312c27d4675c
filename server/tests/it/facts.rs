//! What a diagnosis is made from: each fact as it comes about through the interfaces that bring it, and all pages of the
//! same mind about it.

use app::wording;
use axum::http::StatusCode;
use chrono::Duration;
use domain::{Timestamp, diagnosis::BEHIND, standing::Standing};
use serde_json::{Value, json};
use server::worker;
use simulator::sms::SmsFault;
use sqlx::PgPool;

use crate::{
    station::payload,
    world::{Answer, OPERATOR, PHONE, STATION, World, digits, station_body},
};

const NUMBER: &str = "RR473124829GB";
const OTHER: &str = "RR473124830GB";

/// A parcel with its code, in compartment 14 of BER-042, and its customer signed in.
struct Customer {
    world: World,
    id: String,
    digits: String,
    session: String,
}

impl Customer {
    async fn new(pool: PgPool) -> Self {
        let world = World::new(pool).await;
        let (id, digits) = world.ready(NUMBER, PHONE).await;
        let session = world.sign_in(NUMBER, PHONE).await;
        Self { world, id, digits, session }
    }

    async fn page(&self, path: &str) -> String {
        let page = self.world.get(path, &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    /// The cause that is the answer; empty when nothing is wrong.
    async fn cause(&self) -> String {
        cause(&self.page(&format!("/parcels/{}/help", self.id)).await)
    }

    /// Shows the code, so that messages do not matter any more.
    async fn reveal(&self) -> Answer {
        self.world.submit("reveal", &format!("parcel={}", self.id), &self.session).await
    }

    /// Which of these its page, its code's page and the list say. They are of one mind.
    async fn stands(&self, among: &[Standing]) -> Standing {
        let words = wording::default();
        let page = self.page(&format!("/parcels/{}", self.id)).await;
        let code = self.page(&format!("/parcels/{}/code", self.id)).await;
        let says =
            |standing: &Standing| page.contains(&format!(">{}</h1>", words.parcel_headline(*standing)));
        let told: Vec<Standing> = among.iter().copied().filter(says).collect();
        assert_eq!(told.len(), 1, "{told:?} of {among:?}");
        if told[0] != Standing::Ready {
            assert!(code.contains(words.parcel_headline(told[0])), "{:?}", told[0]);
        }
        told[0]
    }

    async fn door(&self, event: &str, kind: &str, at: Timestamp) {
        let body = json!({ "event": event, "compartment": "14", "kind": kind, "occurred_at": at });
        let answer = self.world.api("POST", "/stations/BER-042/door-events", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }

    async fn heartbeat(&self, clock_minutes: i64) {
        let clock = self.world.app_state.now() + Duration::minutes(clock_minutes);
        let answer =
            self.world.api("POST", "/stations/BER-042/heartbeat", STATION, &json!({ "clock": clock })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// A heartbeat that says this of the station.
    async fn says(&self, parts: Value) -> Answer {
        let mut body = json!({ "clock": self.world.app_state.now() });
        body.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        self.world.api("POST", "/stations/BER-042/heartbeat", STATION, &body).await
    }

    /// The answer to what the customer says they see.
    async fn cause_seen(&self, seen: &str) -> String {
        cause(&self.page(&format!("/parcels/{}/help?seen={seen}", self.id)).await)
    }

    /// How many seconds until its page turns by itself.
    async fn due_in(&self, path: &str) -> Option<i64> {
        let page = self.page(path).await;
        let due = page.split("data-due=\"").nth(1)?.split('"').next()?;
        due.parse().ok()
    }
}

pub fn cause(page: &str) -> String {
    let cause = page.split("data-cause=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
    cause.unwrap_or_default().to_owned()
}

async fn elsewhere(world: &World, id: &str, body: &Value) -> Answer {
    world.api("POST", &format!("/stations/{id}/unlock"), STATION, body).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_that_stayed_shut_is_told_alike_on_every_page_until_the_station_says_otherwise(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let both = [Standing::DoorShut, Standing::Collected];
    let now = || world.app_state.now();
    assert_eq!(world.unlock(json!({ "digits": customer.digits })).await.status, StatusCode::OK);
    assert_eq!(customer.stands(&both).await, Standing::Collected);
    // Whoever stands there sees the page turn.
    let code = format!("/parcels/{}/code", customer.id);
    assert!(customer.page(&code).await.contains("data-events="));
    let before = now();
    world.clock.pass(Duration::seconds(5));
    customer.door("e-2", "still_shut", now()).await;
    assert_eq!(customer.stands(&both).await, Standing::DoorShut);
    let list = customer.page("/parcels").await;
    assert!(list.contains(wording::default().line_door_shut()), "{list}");
    // The compartment is named again, and the way to help stands beside it.
    assert!(list.contains(&format!("/parcels/{}/help", customer.id)));
    assert_eq!(customer.cause().await, "door.jammed");
    // What came before comes late.
    customer.door("e-1", "opened", before).await;
    assert_eq!(customer.stands(&both).await, Standing::DoorShut);
    world.clock.pass(Duration::seconds(20));
    customer.door("e-3", "sensor_conflict", now()).await;
    assert_eq!(customer.cause().await, "door.sensor");
    world.clock.pass(Duration::seconds(20));
    customer.door("e-4", "opened", now()).await;
    assert_eq!(customer.stands(&both).await, Standing::Collected);
    assert_eq!(customer.cause().await, "placed.over");
    assert!(customer.due_in(&code).await.is_some_and(|due| due <= 600));
    world.clock.pass(Duration::minutes(10));
    assert!(!customer.page(&code).await.contains("data-events="));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_door_does_for_the_next_parcel_is_not_said_of_the_last_one(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let both = [Standing::DoorShut, Standing::Collected];
    assert_eq!(world.unlock(json!({ "digits": customer.digits })).await.status, StatusCode::OK);
    customer.door("e-1", "opened", world.app_state.now()).await;
    world.clock.pass(Duration::hours(1));
    // Somebody else's parcel is put there, and its door sticks.
    world.announce(OTHER, json!({ "phone": "+4915123456780" })).await;
    world
        .carrier(
            "next",
            json!({ "tracking_number": OTHER, "carrier": "DHL", "status": "available_for_pickup",
        "occurred_at": world.app_state.now(), "station": "BER-042", "compartment": "14" }),
        )
        .await;
    world.work().await;
    customer.door("e-2", "still_shut", world.app_state.now()).await;
    assert_eq!(customer.stands(&both).await, Standing::Collected);
    let digits = digits(&world.provider.texts("+4915123456780").pop().unwrap());
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
    customer.door("e-3", "still_shut", world.app_state.now()).await;
    assert_eq!(customer.stands(&both).await, Standing::Collected);
    assert_eq!(world.count("select count(*) from parcel where door_said = 'still_shut'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_station_says_before_it_reports_the_opening_counts_too(pool: PgPool) {
    let customer = Customer::new(pool).await;
    customer.door("e-1", "still_shut", customer.world.app_state.now()).await;
    customer.world.clock.pass(Duration::seconds(10));
    assert_eq!(customer.world.unlock(json!({ "digits": customer.digits })).await.status, StatusCode::OK);
    assert_eq!(customer.stands(&[Standing::DoorShut, Standing::Collected]).await, Standing::DoorShut);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_symbol_at_another_station_is_told_to_its_customer_and_digits_say_nothing(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let mut body = station_body();
    body["name"] = json!("Alexanderplatz");
    let known = world.api("PUT", "/stations/BER-043", OPERATOR, &body).await;
    assert!(known.status.is_success(), "{}", known.body);
    customer.reveal().await;
    assert_eq!(
        elsewhere(world, "BER-043", &json!({ "digits": customer.digits })).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(customer.cause().await, "");
    let symbol = json!({ "qr": payload(world, &customer.id).await });
    let wrong = elsewhere(world, "BER-043", &symbol).await;
    assert_eq!((wrong.status, wrong.json()["code"].clone()), (StatusCode::FORBIDDEN, json!("refused")));
    assert_eq!(customer.cause().await, "door.wrong_station");
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert!(page.contains("Alexanderplatz"), "where they are is not named");
    // Half an hour later nobody knows where they are.
    let due = customer.due_in(&format!("/parcels/{}/help", customer.id)).await.unwrap();
    assert!(due <= 30 * 60, "{due}");
    world.clock.pass(Duration::minutes(31));
    assert_eq!(customer.cause().await, "");
    // At the right one nothing speaks of the other any more.
    elsewhere(world, "BER-043", &symbol).await;
    assert_eq!(customer.cause().await, "door.wrong_station");
    assert_eq!(world.unlock(symbol).await.status, StatusCode::OK);
    assert_eq!(customer.cause().await, "placed.over");
    let reasons: Vec<String> = sqlx::query_scalar("select reason from unlock_attempt order by id")
        .fetch_all(&world.pool)
        .await
        .unwrap();
    assert_eq!(reasons, ["wrong", "other_station", "other_station", "right"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_page_calls_nothing_expired_that_the_station_still_takes_and_says_why_it_was_refused(
    pool: PgPool,
) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let right = json!({ "digits": customer.digits });
    let both = [Standing::Expired, Standing::Ready];
    // The deadline is 17:00 on the 24th.
    world.clock.pass(Duration::days(2) + Duration::hours(5));
    assert_eq!(world.app_state.now().to_rfc3339(), "2026-11-24T17:02:00+00:00");
    customer.heartbeat(0).await;
    assert_eq!(customer.stands(&both).await, Standing::Expired);
    assert_eq!(world.unlock(right.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(customer.cause().await, "door.expired");
    assert_eq!(customer.reveal().await.location().rsplit(": ").next(), Some("no-code"));
    // Its clock is off by six minutes: it has that much longer, on every page.
    world.clock.pass(Duration::minutes(1));
    customer.heartbeat(6).await;
    assert_eq!(customer.stands(&both).await, Standing::Ready);
    let due = customer.due_in(&format!("/parcels/{}", customer.id)).await.unwrap();
    assert!((1..=181).contains(&due), "{due}");
    assert!(!customer.reveal().await.location().contains(": "));
    assert_eq!(customer.cause().await, "door.clock");
    assert_eq!(world.unlock(right).await.status, StatusCode::OK);
    assert_eq!(customer.cause().await, "placed.over");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_heartbeat_tells_of_link_screen_light_and_doors_and_what_it_leaves_out_is_not_known(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let mut body = station_body();
    body["model"] = json!("kl-40");
    assert!(world.api("PUT", "/stations/BER-042", OPERATOR, &body).await.status.is_success());
    let lights = json!({ "lights": [{ "pattern": "red-fast", "means": "keypad" }] });
    let put = world.api("PUT", "/station-models/kl-40/lights", OPERATOR, &lights).await;
    assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
    customer.reveal().await;
    for (parts, answer) in [
        (json!({ "latency_ms": 3000 }), "door.slow"),
        (json!({ "latency_ms": 2999 }), ""),
        (json!({ "screen": "faulty" }), "door.screen"),
        (json!({ "screen": "ok", "temperature_celsius": -12.5 }), ""),
        (json!({ "screen": "faulty" }), "door.screen"),
        (json!({}), ""),
    ] {
        let version = world.count("select version from parcel").await;
        let before = customer.cause().await;
        let taken = customer.says(parts.clone()).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        assert_eq!(customer.cause().await, answer, "{parts}");
        if before != answer {
            // Open pages are told.
            assert!(world.count("select version from parcel").await > version, "{parts}");
        }
    }
    assert_eq!(customer.cause_seen("light_blinks").await, "");
    customer.says(json!({ "light": "red-fast", "doors": { "stuck": ["14"] } })).await;
    assert_eq!(customer.cause_seen("light_blinks").await, "door.keypad");
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert!(page.contains(wording::default().evidence_door_fault()));
    // Of another model's table nothing is known.
    world.api("PUT", "/station-models/kl-40/lights", OPERATOR, &json!({ "lights": [] })).await;
    assert_eq!(customer.cause_seen("light_blinks").await, "");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_heartbeat_and_a_table_of_lights_that_cannot_be_are_refused_by_the_field(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    for (parts, field) in [
        (json!({ "latency_ms": -1 }), "latency_ms"),
        (json!({ "latency_ms": 600_001 }), "latency_ms"),
        (json!({ "screen": "dark" }), "screen"),
        (json!({ "light": "Rot blinkend" }), "light"),
        (json!({ "temperature_celsius": 900 }), "temperature_celsius"),
        (json!({ "doors": { "stuck": ["14", "99"] } }), "doors.stuck[1]"),
        (json!({ "doors": { "ajar": [] } }), "doors.ajar"),
    ] {
        let refused = customer.says(parts.clone()).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{parts}: {}",
            refused.body
        );
    }
    assert_eq!(world.count("select count(*) from station where heartbeat_at is not null").await, 0);
    for (lights, field) in [
        (json!([{ "pattern": "a b", "means": "screen" }]), "lights[0].pattern"),
        (json!([{ "pattern": "a", "means": "haunted" }]), "lights[0].means"),
        (
            json!([{ "pattern": "a", "means": "screen" }, { "pattern": "a", "means": "slow" }]),
            "lights[1].pattern",
        ),
    ] {
        let refused =
            world.api("PUT", "/station-models/kl-40/lights", OPERATOR, &json!({ "lights": lights })).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{}",
            refused.body
        );
    }
    let strange = world.api("PUT", "/station-models/a%20b/lights", OPERATOR, &json!({ "lights": [] })).await;
    assert_eq!(strange.json()["field"], json!("model"));
    assert_eq!(world.count("select count(*) from station_light").await, 0);
    let station = world.api("PUT", "/station-models/kl-40/lights", STATION, &json!({ "lights": [] })).await;
    assert_eq!(station.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_station_is_told_until_its_code_was_shown(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let mut body = station_body();
    body["name"] = json!("Alexanderplatz");
    world.api("PUT", "/stations/BER-043", OPERATOR, &body).await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let customer = Customer { world, id, digits: String::new(), session };
    let world = &customer.world;
    assert_eq!(customer.cause().await, "placed.not_yet");
    let placed = json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": "available_for_pickup",
        "substatus": "placed_in_locker", "occurred_at": world.app_state.now(), "station": "BER-043",
        "compartment": "7", "pickup_deadline": "2026-11-24T17:00:00Z" });
    assert_eq!(world.carrier("moved", placed).await.status, StatusCode::OK);
    world.work().await;
    assert_eq!(customer.cause().await, "placed.rerouted");
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert!(page.contains("Alexanderplatz") && page.contains("Hauptbahnhof, south exit"));
    customer.reveal().await;
    assert_eq!(customer.cause().await, "");
}

impl World {
    /// The carrier has scanned a parcel just now.
    async fn scan(&self, id: &str) {
        let scanned = json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": "in_transit",
            "occurred_at": self.app_state.now() });
        assert_eq!(self.carrier(id, scanned).await.status, StatusCode::OK);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_carrier_is_silent_when_it_says_nothing_for_longer_than_it_usually_does(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let customer = Customer { world, id, digits: String::new(), session };
    let world = &customer.world;
    world.scan("first").await;
    // Of its habits nothing is known yet.
    world.clock.pass(Duration::days(6));
    assert_eq!(customer.cause().await, "placed.not_yet");
    for scan in 0..21 {
        world.scan(&format!("scan-{scan}")).await;
        // The same report again says nothing new.
        world.scan(&format!("scan-{scan}")).await;
        world.clock.pass(Duration::hours(2));
    }
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from usual_sample").await, 0);
    assert_eq!(customer.cause().await, "placed.not_yet");
    let due = customer.due_in(&format!("/parcels/{}/help", customer.id)).await.unwrap();
    assert!(due <= 45 * 60, "{due}");
    world.clock.pass(Duration::minutes(45));
    assert_eq!(customer.cause().await, "placed.silent");
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert!(page.contains(&wording::default().evidence_usual_hours(2_u64)), "{page}");
    // A word from somebody else is none of the carrier's.
    world.scan("last").await;
    assert_eq!(customer.cause().await, "placed.not_yet");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn how_long_codes_take_is_added_up_once_by_whoever_comes_first(pool: PgPool) {
    let one = World::new(pool.clone()).await;
    let other = World::new(pool).await;
    for number in 0..24 {
        one.ready(&format!("TESTNUMBER{number:04}"), PHONE).await;
    }
    futures::future::join_all([&one, &other, &one, &other].map(|world| worker::watch_once(&world.app_state)))
        .await;
    let met: i64 = one
        .count("select (select sum(n) from unnest(counts) n)::bigint from usual where what = 'code' and who = ''")
        .await;
    assert_eq!(met, 24);
    assert_eq!(one.count("select count(*) from usual where what = 'code' and p95_ms is not null").await, 1);
    assert_eq!(one.count("select count(*) from usual_sample where what = 'code'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_did_not_arrive_counts_for_every_parcel_until_something_does(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let counted = async || world.count("select failures::bigint from contact").await;
    for (place, number) in ["TESTNUMBER0001", "TESTNUMBER0002"].into_iter().enumerate() {
        world.ready(number, PHONE).await;
        let text = world.provider.all().pop().unwrap();
        // Said twice, it is one message.
        for _ in 0..2 {
            world.receipt(&text, "undelivered", Some("30003")).await;
        }
        assert_eq!(counted().await, i64::try_from(place).unwrap() + 1);
    }
    assert_ne!(customer.cause().await, "contact.stale");
    world.ready("TESTNUMBER0003", PHONE).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "undelivered", Some("30003")).await;
    assert_eq!(counted().await, 3);
    // Of the first parcel's own messages none has failed.
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert_eq!(cause(&page), "contact.stale");
    assert!(page.contains("Changed your operator lately?"), "{page}");
    world.ready("TESTNUMBER0004", PHONE).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "delivered", None).await;
    assert_eq!(counted().await, 0);
    assert_eq!(
        world.count("select count(*) from contact where reached_at is not null and trouble is null").await,
        1
    );
    assert_ne!(customer.cause().await, "contact.stale");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_could_not_be_read_has_failed_until_another_is_made(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    sqlx::query("update pickup_code set sealed = 'broken'").execute(&world.pool).await.unwrap();
    worker::watch_once(&world.app_state).await;
    assert_eq!(customer.cause().await, "code.failed");
    world.work().await;
    assert_ne!(customer.cause().await, "code.failed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_channel_on_which_no_provider_does_well_is_told_to_who_waits_for_it(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    assert_ne!(customer.cause().await, "send.provider_down");
    let fails = async |people: std::ops::Range<u32>| {
        for provider in [&world.provider, &world.second] {
            provider.fail(SmsFault::Unavailable, 20);
        }
        for person in people {
            let number = format!("TESTNUMBER{person:04}");
            world.announce(&number, json!({ "phone": format!("+491512345678{person}") })).await;
            world.place(&number, &(20 + person).to_string()).await;
        }
        for _ in 0..8 {
            world.work().await;
            world.clock.pass(Duration::minutes(1));
        }
        world.work().await;
    };
    // What is tried again and again for the same few is no trouble of all.
    fails(0..2).await;
    assert!(world.app_state.health.troubled().is_empty());
    assert_ne!(customer.cause().await, "send.provider_down");
    fails(2..5).await;
    assert!(!world.app_state.health.troubled().is_empty());
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert_eq!(cause(&page), "send.provider_down");
    assert!(page.contains(wording::default().evidence_troubled(app::port::Channel::Sms)));
    world.clock.pass(Duration::hours(1));
    world.work().await;
    assert!(world.app_state.health.troubled().is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_that_waits_is_told_with_how_late_messages_leave(pool: PgPool) {
    let customer = Customer::new(pool).await;
    let world = &customer.world;
    let form = format!("parcel={}&channel=sms&request=one", customer.id);
    world.submit("resend", &form, &customer.session).await;
    assert_ne!(customer.cause().await, "send.queued");
    world.clock.pass(BEHIND + Duration::minutes(3));
    let page = customer.page(&format!("/parcels/{}/help", customer.id)).await;
    assert_eq!(cause(&page), "send.queued");
    assert!(page.contains(&wording::default().evidence_queue_delay(4_u64)), "{page}");
    world.work().await;
    assert_ne!(customer.cause().await, "send.queued");
}

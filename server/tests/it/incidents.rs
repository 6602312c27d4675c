//! Incidents: that many fail at once is seen by itself, told to those whom it concerns, and over by itself.

use axum::http::StatusCode;
use chrono::Duration;
use domain::id::ParcelId;
use futures::future::join_all;
use serde_json::{Value, json};
use server::{http::live::News, worker};
use sqlx::PgPool;

use crate::world::{OPERATOR, STATION, Text, World, station_body};

fn number(place: usize) -> String {
    format!("RR4731248{place:02}GB")
}

fn phone(place: usize) -> String {
    format!("+49151234567{place:02}")
}

/// The trouble that a page's banners tell of.
fn told(page: &str) -> Vec<&str> {
    page.split("data-incident=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A customer with a parcel that waits, and a session.
struct Customer {
    id: String,
    session: String,
}

impl Customer {
    async fn of(world: &World, place: usize) -> Self {
        let (id, _) = world.ready(&number(place), &phone(place)).await;
        let session = world.sign_in(&number(place), &phone(place)).await;
        Self { id, session }
    }

    async fn page(&self, world: &World, part: &str) -> String {
        let page = world.get(&format!("/parcels{part}").replace("{id}", &self.id), &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    /// The trouble told on the page of the parcel.
    async fn told(&self, world: &World) -> Vec<String> {
        told(&self.page(world, "/{id}").await).into_iter().map(str::to_owned).collect()
    }

    async fn says(&self, world: &World, seen: &str) {
        let form = format!("parcel={}&seen={seen}", self.id);
        let answer = world.submit("say_seen", &form, &self.session).await;
        assert_eq!(answer.location(), format!("/parcels/{}/help?seen={seen}", self.id));
    }
}

impl World {
    async fn station_in(&self, id: &str, region: &str) {
        let mut body = station_body();
        body["region"] = json!(region);
        let answer = self.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    async fn raise(&self, body: &Value) -> crate::world::Answer {
        self.api("POST", "/incidents", OPERATOR, body).await
    }

    /// What is open: scope, subject and trouble.
    async fn open(&self) -> Vec<String> {
        let list = self.api("GET", "/incidents", OPERATOR, &Value::Null).await.json();
        let all = list["incidents"].as_array().unwrap().iter();
        all.map(|it| {
            let word = |name: &str| it[name].as_str().unwrap().to_owned();
            [word("scope"), word("subject"), word("trouble")].join(" ")
        })
        .collect()
    }

    /// What a provider was given last for this number, with the code.
    fn code_text(&self, place: usize) -> Text {
        self.provider.all().into_iter().rfind(|text| text.to == phone(place)).unwrap()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_messages_that_fail_raise_an_incident_which_those_see_who_wait_for_one(pool: PgPool) {
    let world = World::new(pool).await;
    let mut customers = Vec::new();
    for place in 0..6 {
        let (id, _) = world.ready(&number(place), &phone(place)).await;
        let code = world.code_text(place);
        let session = world.sign_in(&number(place), &phone(place)).await;
        customers.push((Customer { id, session }, code));
    }
    // One has it; of the others nothing is heard.
    assert_eq!(world.receipt(&customers[5].1, "delivered", None).await.status, StatusCode::NO_CONTENT);
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, Vec::<String>::new());
    world.clock.pass(Duration::minutes(6));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, ["provider sms sms"]);
    let mut seen = Vec::new();
    for (place, (customer, _)) in customers.iter().enumerate() {
        seen.push(customer.told(&world).await);
        if place == 0 {
            let help = customer.page(&world, "/{id}/help").await;
            assert_eq!(told(&help), ["sms"]);
            assert!(help.contains("data-cause=\"send.provider_down\""), "{help}");
            assert_eq!(told(&customer.page(&world, "/{id}/code").await), ["sms"]);
            assert_eq!(told(&customer.page(&world, "").await), ["sms"]);
        }
    }
    let sms = || vec!["sms".to_owned()];
    assert_eq!(seen, [sms(), sms(), sms(), sms(), sms(), Vec::new()]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_customer_who_tries_again_and_again_is_no_cluster(pool: PgPool) {
    let world = World::new(pool).await;
    for place in 0..9 {
        world.ready(&number(place), &phone(0)).await;
    }
    world.clock.pass(Duration::minutes(6));
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select sum(failed)::bigint from failure_count").await, 9);
    assert_eq!(world.open().await, Vec::<String>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn phones_that_cannot_be_reached_in_one_region_are_its_incident_and_not_the_providers(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_in("BER-042", "berlin").await;
    for place in 0..12 {
        world.station_in("BER-042", "berlin").await;
        world.announce(&number(place), json!({ "phone": phone(place) })).await;
        world.place(&number(place), &(14 + place).to_string()).await;
    }
    world.work().await;
    for place in 0..12 {
        // Off, or without signal.
        world.receipt(&world.code_text(place), "undelivered", Some("30003")).await;
    }
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, ["region berlin sms"]);
    let session = world.sign_in(&number(3), &phone(3)).await;
    let list = world.get("/parcels", &session).await;
    assert_eq!(told(&list.body), ["sms"]);
    // It ends when what is tried since works.
    world.clock.pass(Duration::minutes(16));
    for place in 12..23 {
        world.announce(&number(place), json!({ "phone": phone(place) })).await;
        world.place(&number(place), &(14 + place).to_string()).await;
        world.work().await;
        world.receipt(&world.code_text(place), "delivered", None).await;
    }
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, Vec::<String>::new());
    assert_eq!(told(&world.get("/parcels", &session).await.body), Vec::<&str>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_two_instances_count_side_by_side_is_counted_once(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    for place in 0..8 {
        one.ready(&number(place), &phone(place)).await;
    }
    // Every receipt comes twice, on both instances at once.
    let texts: Vec<Text> = (0..8).map(|place| one.code_text(place)).collect();
    join_all(texts.iter().flat_map(|text| {
        [one.receipt(text, "failed", Some("30008")), two.receipt(text, "failed", Some("30008"))]
    }))
    .await;
    join_all((0..4).flat_map(|_| [worker::watch_once(&one.app_state), worker::watch_once(&two.app_state)]))
        .await;
    let counted = "select sum(tried)::bigint from failure_count where scope = 'provider' and subject = 'sms'";
    assert_eq!(one.count(counted).await, 8);
    assert_eq!(one.count("select count(*) from message_outcome").await, 0);
    assert_eq!(one.count("select count(*) from incident").await, 1);
    // What was counted is not counted again when its time is over.
    one.clock.pass(Duration::minutes(6));
    worker::watch_once(&one.app_state).await;
    assert_eq!(one.count(counted).await, 8);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_several_customers_see_at_a_station_is_its_incident_and_what_one_says_is_not(pool: PgPool) {
    let world = World::new(pool).await;
    let mut customers = Vec::new();
    for place in 0..4 {
        customers.push(Customer::of(&world, place).await);
    }
    for _ in 0..5 {
        customers[0].says(&world, "scanner_silent").await;
    }
    // Somebody who has nothing but a link that shows how the parcel stands counts for nothing.
    sqlx::query(
        "update session set only_parcel = $1 where customer_id = (select max(customer_id) from session)",
    )
    .bind(&customers[3].id)
    .execute(&world.pool)
    .await
    .unwrap();
    customers[3].says(&world, "scanner_silent").await;
    customers[1].says(&world, "scanner_silent").await;
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, Vec::<String>::new());
    customers[2].says(&world, "scanner_silent").await;
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.open().await, ["station BER-042 scanner"]);
    // Also who has said nothing is told.
    assert_eq!(customers[3].told(&world).await, ["scanner"]);
    let help = customers[1].page(&world, "/{id}/help").await;
    assert!(help.contains("data-cause=\"door.scanner\""), "{help}");
    // Nobody says it any more.
    world.clock.pass(Duration::hours(2));
    worker::watch_once(&world.app_state).await;
    assert_eq!(customers[1].told(&world).await, Vec::<String>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_nobody_can_see_of_a_strangers_parcel_is_not_taken(pool: PgPool) {
    let world = World::new(pool).await;
    let one = Customer::of(&world, 0).await;
    let other = Customer::of(&world, 1).await;
    let say = |parcel: &str, seen: &str| format!("parcel={parcel}&seen={seen}");
    for (form, session, leads) in [
        (say(&one.id, "screen_dark"), &other.session, "not-found"),
        (say(&one.id, "a_ghost"), &one.session, "not-found"),
        (say("7K2QX9M3WZT5", "screen_dark"), &one.session, "not-found"),
        (say(&one.id, "screen_dark"), &String::new(), "signed-out"),
    ] {
        let answer = world.submit("say_seen", &form, session).await;
        assert!(answer.location().ends_with(leads), "{form}: {}", answer.location());
    }
    assert_eq!(world.count("select count(*) from station_report").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operators_incident_is_told_in_their_words_to_its_station_and_ends_when_they_say(pool: PgPool) {
    let world = World::new(pool).await;
    let here = Customer::of(&world, 0).await;
    world.station("HAM-001").await;
    let body = json!({ "request": "r-1", "scope": "station", "subject": "BER-042", "trouble": "screen",
        "words": "Somebody is on the way." });
    let raised = world.raise(&body).await;
    assert_eq!(raised.status, StatusCode::CREATED, "{}", raised.body);
    // The same one again is the same one, and another one of that name is refused.
    let again = world.raise(&body).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, raised.json()));
    let mut other = body.clone();
    other["trouble"] = json!("keypad");
    let refused = world.raise(&other).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("request_used")));
    other = body.clone();
    other["request"] = json!("r-2");
    let refused = world.raise(&other).await;
    assert_eq!((refused.status, &refused.json()["field"]), (StatusCode::CONFLICT, &json!("subject")));
    let elsewhere =
        json!({ "request": "r-3", "scope": "station", "subject": "HAM-001", "trouble": "keypad" });
    assert_eq!(world.raise(&elsewhere).await.status, StatusCode::CREATED);

    let page = here.page(&world, "/{id}").await;
    assert_eq!(told(&page), ["screen"]);
    assert!(page.contains("Somebody is on the way."));
    let id = raised.json()["id"].as_i64().unwrap();
    let path = format!("/incidents/{id}/clear");
    assert_eq!(world.api("POST", &path, STATION, &Value::Null).await.status, StatusCode::UNAUTHORIZED);
    let cleared = world.api("POST", &path, OPERATOR, &Value::Null).await;
    assert_eq!(cleared.status, StatusCode::OK, "{}", cleared.body);
    let again = world.api("POST", &path, OPERATOR, &Value::Null).await;
    assert_eq!(again.json(), cleared.json());
    assert_eq!(here.told(&world).await, Vec::<String>::new());
    assert_eq!(world.open().await, ["station HAM-001 keypad"]);
    for unknown in ["/incidents/999/clear", "/incidents/x/clear"] {
        assert_eq!(world.api("POST", unknown, OPERATOR, &Value::Null).await.status, StatusCode::NOT_FOUND);
    }
    let all = world.api("GET", "/incidents?state=all", OPERATOR, &Value::Null).await.json();
    assert_eq!(all["incidents"].as_array().unwrap().len(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_incident_with_an_end_leaves_the_page_by_itself(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let other = World::new(pool).await;
    world.station_in("BER-042", "berlin").await;
    let id = world.announce(&number(0), json!({ "phone": phone(0) })).await;
    let session = world.sign_in(&number(0), &phone(0)).await;
    let until = world.app_state.now() + Duration::minutes(10);
    let body = json!({ "request": "r-1", "scope": "region", "subject": "berlin", "trouble": "weather", "until": until });
    assert_eq!(world.raise(&body).await.status, StatusCode::CREATED);
    let customer = Customer { id, session };
    let page = customer.page(&world, "/{id}").await;
    assert_eq!(told(&page), ["weather"]);
    assert!(page.contains("data-due=\"600\""), "{page}");
    // Another instance has heard of it after a few seconds.
    other.clock.pass(Duration::seconds(6));
    assert_eq!(customer.told(&other).await, ["weather"]);
    world.clock.pass(Duration::minutes(10));
    assert_eq!(customer.told(&world).await, Vec::<String>::new());
    worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from incident where cleared_at is null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn open_pages_turn_when_an_incident_begins_and_when_it_ends_and_no_others(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_in("BER-042", "berlin").await;
    let mut ids = Vec::new();
    for place in 0..2 {
        ids.push(world.announce(&number(place), json!({ "phone": phone(place) })).await);
    }
    let watched = vec![ParcelId::parse(&ids[0]).unwrap()];
    let versions = async || -> Vec<i64> {
        sqlx::query_scalar("select version from parcel order by tracking_number")
            .fetch_all(&world.pool)
            .await
            .unwrap()
    };
    let before = versions().await;
    let mut news = News::default();
    news.tell(&world.app_state, &watched).await.unwrap();
    assert_eq!(versions().await, before);
    let body = json!({ "request": "r-1", "scope": "region", "subject": "berlin", "trouble": "weather" });
    let id = world.raise(&body).await.json()["id"].as_i64().unwrap();
    for _ in 0..3 {
        news.tell(&world.app_state, &watched).await.unwrap();
    }
    assert_eq!(versions().await, [before[0] + 1, before[1]]);
    world.api("POST", &format!("/incidents/{id}/clear"), OPERATOR, &Value::Null).await;
    news.tell(&world.app_state, &watched).await.unwrap();
    assert_eq!(versions().await, [before[0] + 2, before[1]]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_incident_that_cannot_be_is_refused_by_its_field_and_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_in("BER-042", "berlin").await;
    let good = json!({ "request": "r-1", "scope": "region", "subject": "berlin", "trouble": "sms" });
    for (field, value, blamed) in [
        ("request", json!(""), "request"),
        ("scope", json!("planet"), "scope"),
        ("subject", json!("hamburg"), "subject"),
        ("subject", json!("a b"), "subject"),
        ("trouble", json!("scanner"), "trouble"),
        ("trouble", json!(7), "trouble"),
        ("words", json!("x".repeat(201)), "words"),
        ("until", json!("2026-11-22T12:00:00Z"), "until"),
        ("until", json!("9999-01-01T00:00:00Z"), "until"),
        ("colour", json!("red"), "colour"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let answer = world.raise(&body).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(blamed)),
            "{}",
            answer.body
        );
    }
    for (scope, subject, trouble) in
        [("provider", "sms3", "sms"), ("provider", "sms", "email"), ("station", "BER-999", "slow")]
    {
        let body = json!({ "request": "r-1", "scope": scope, "subject": subject, "trouble": trouble });
        let answer = world.raise(&body).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("subject"))
        );
    }
    assert_eq!(world.count("select count(*) from incident").await, 0);
    let mut station = station_body();
    station["region"] = json!("not a name");
    let answer = world.api("PUT", "/stations/BER-043", OPERATOR, &station).await;
    assert_eq!(
        (answer.status, &answer.json()["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("region"))
    );
}

//! A problem that a customer hands to the operator's people: what it stops, who may, and what comes of the answer.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use image::{RgbImage, codecs::jpeg::JpegEncoder};
use serde_json::{Value, json};
use server::worker;
use sqlx::PgPool;

use crate::{
    contacts::NUMBER as SETTLED,
    world::{Answer, OPERATOR, PHONE, STATION, World, digits},
};

const NUMBER: &str = "RR473124829GB";
const OTHER: &str = "RR473124830GB";
const STRANGER: &str = "+4915112345699";

/// A photo of that size.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let dots =
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&dots).unwrap();
    file
}

/// A form with a file as browsers write it: its content type and its body.
pub fn multipart(fields: &[(&str, &str)], file: Option<&[u8]>) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----doorcode0123456789";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"door.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file.unwrap_or_default());
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

struct Waiting {
    world: World,
    id: String,
    digits: String,
    session: String,
}

impl Waiting {
    async fn new(pool: PgPool) -> Self {
        let world = World::new(pool).await;
        let (id, digits) = world.ready(NUMBER, PHONE).await;
        let session = world.sign_in(NUMBER, PHONE).await;
        Self { world, id, digits, session }
    }

    async fn report(&self, kind: &str, request: &str) -> Answer {
        let form = format!(
            "parcel={}&kind={kind}&request={request}&note=It+smells&light=blinks_fast&answer=door.empty",
            self.id
        );
        self.world.submit("open_case", &form, &self.session).await
    }

    async fn page(&self, path: &str) -> String {
        let page = self.world.get(&format!("/parcels/{}{path}", self.id), &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    async fn cases(&self) -> Value {
        let listed = self.world.api("GET", "/cases?state=all", OPERATOR, &Value::Null).await;
        assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
        listed.json()["cases"].clone()
    }

    async fn answer(&self, body: Value) -> Answer {
        let id = self.cases().await.as_array().unwrap().last().unwrap()["id"].as_i64().unwrap();
        self.world.api("POST", &format!("/cases/{id}/answer"), OPERATOR, &body).await
    }

    async fn deadline(&self) -> chrono::DateTime<chrono::Utc> {
        sqlx::query_scalar("select pickup_deadline from parcel where id = $1")
            .bind(&self.id)
            .fetch_one(&self.world.pool)
            .await
            .unwrap()
    }

    async fn texts(&self) -> usize {
        self.world.work().await;
        self.world.provider.texts(PHONE).len()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_empty_compartment_stops_code_and_clock_until_the_parcel_is_found(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let left = waiting.deadline().await - waiting.world.app_state.now();
    assert_eq!(waiting.report("empty", "r1").await.location(), format!("/parcels/{}/case", waiting.id));
    let refused = waiting.world.unlock(json!({ "digits": waiting.digits })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let page = waiting.page("/case").await;
    assert!(page.contains("data-case=\"open\"") && page.contains("It smells"), "{page}");
    assert!(waiting.page("").await.contains(&format!("/parcels/{}/case", waiting.id)));
    assert!(waiting.page("/help").await.contains("data-cause=\"door.empty\""));
    assert_eq!(waiting.world.count("select count(*) from rescue where remedy = 'report_empty'").await, 1);
    // Neither the watchdog nor anything else makes a code meanwhile, and the deadline never comes.
    for _ in 0..8 {
        waiting.world.clock.pass(Duration::hours(11));
        worker::watch_once(&waiting.world.app_state).await;
        waiting.world.work().await;
        assert!(waiting.deadline().await > waiting.world.app_state.now() + left);
    }
    assert_eq!(waiting.world.count("select count(*) from pickup_code where ended_at is null").await, 0);
    let moved = json!({ "request": "a1", "action": "relocate", "station": "BER-042", "compartment": "15" });
    let answer = waiting.answer(moved.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.json()["state"], "closed");
    assert_eq!(waiting.deadline().await, waiting.world.app_state.now() + left);
    waiting.world.work().await;
    let texts = waiting.world.provider.texts(PHONE);
    let code = texts.iter().rfind(|text| text.contains("Code ")).map(|text| digits(text)).unwrap();
    assert_ne!(code, waiting.digits);
    assert!(waiting.page("/case").await.contains("data-case=\"closed\""));
    let opened = waiting.world.unlock(json!({ "digits": code })).await;
    assert_eq!((opened.status, &opened.json()["compartment"]), (StatusCode::OK, &json!("15")));
    // The same answer again is the same, another one under its name is none, and the case is closed.
    assert_eq!(waiting.answer(moved).await.status, StatusCode::OK);
    let other = json!({ "request": "a1", "action": "redeliver" });
    assert_eq!(waiting.answer(other).await.json()["code"], "request_used");
    let late = json!({ "request": "a2", "action": "redeliver" });
    assert_eq!(waiting.answer(late).await.json()["code"], "closed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_case_knows_by_itself_what_happened_and_holds_no_code(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.world.submit("reveal", &format!("parcel={}", waiting.id), &waiting.session).await;
    waiting.world.unlock(json!({ "digits": "987654" })).await;
    let opened = waiting.world.unlock(json!({ "digits": waiting.digits })).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
    let shut = json!({ "event": "e-1", "compartment": "14", "kind": "still_shut",
        "occurred_at": waiting.world.app_state.now() });
    assert_eq!(
        waiting.world.api("POST", "/stations/BER-042/door-events", STATION, &shut).await.status,
        StatusCode::NO_CONTENT
    );
    waiting.report("stuck", "r1").await;
    let cases = waiting.cases().await;
    let (seen, known) = (&cases[0]["seen"], &cases[0]["evidence"]);
    assert_eq!((&seen["light"], &seen["note"]), (&json!("blinks_fast"), &json!("It smells")));
    assert_eq!(known["cause"], "door.jammed");
    assert_eq!(known["parcel"]["tracking_number"], NUMBER);
    assert_eq!((&known["station"]["id"], &known["compartment"]), (&json!("BER-042"), &json!("14")));
    assert_eq!(known["station"]["sheltered"], true);
    assert_eq!(known["tries"][0]["outcome"], "open");
    assert_eq!(known["tries_at_station"][0]["outcome"], "refused");
    assert_eq!(known["door_events"][0]["kind"], "still_shut");
    assert_eq!(known["messages"][0]["state"], "sent");
    assert!(known["tried"].as_array().unwrap().iter().any(|tried| tried["kind"] == "revealed"), "{known}");
    let all = cases.to_string();
    assert!(!all.contains(&waiting.digits) && !all.contains(PHONE), "{all}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn however_many_ask_at_once_one_case_is_opened(pool: PgPool) {
    let waiting = Waiting::new(pool.clone()).await;
    let second = World::new(pool).await;
    let forms: Vec<String> =
        (0..6).map(|place| format!("parcel={}&kind=stuck&request=r{}", waiting.id, place / 2)).collect();
    let asked = forms.iter().enumerate().map(|(place, form)| {
        let world = if place % 2 == 0 { &waiting.world } else { &second };
        world.submit("open_case", form, &waiting.session)
    });
    for answer in join_all(asked).await {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert_eq!(waiting.world.count("select count(*) from parcel_case").await, 1);
    assert_eq!(waiting.world.count("select count(*) from activity where kind = 'case_opened'").await, 1);
    let again = waiting.report("stuck", "r9").await;
    assert!(again.location().ends_with(": case-open"), "{}", again.location());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_stops_the_code_of_another(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.world.announce(OTHER, json!({ "phone": STRANGER })).await;
    let thief = waiting.world.sign_in(OTHER, STRANGER).await;
    let form = format!("parcel={}&kind=not_mine&request=r1", waiting.id);
    let refused = waiting.world.submit("open_case", &form, &thief).await;
    assert!(refused.location().ends_with(": not-found"), "{}", refused.location());
    let out = waiting.world.submit("open_case", &form, "").await;
    assert!(out.location().ends_with(": signed-out"), "{}", out.location());
    assert_eq!(waiting.world.count("select count(*) from parcel_case").await, 0);
    let opened = waiting.report("not_mine", "r1").await;
    assert_eq!(opened.location(), format!("/parcels/{}/case", waiting.id));
    for path in ["case", "case/photo"] {
        let seen = waiting.world.get(&format!("/parcels/{}/{path}", waiting.id), &thief).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Everybody who may hear of the parcel hears that its code was stopped.
    waiting.world.work().await;
    let text = waiting.world.provider.texts(PHONE).pop().unwrap();
    assert!(text.contains(&format!("/parcels/{}/case", waiting.id)), "{text}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_is_too_new_says_that_it_ordered_nothing_and_stops_nothing(pool: PgPool) {
    let scene = crate::access::cool(pool).await;
    let (world, parcel, session) = (&scene.world, &scene.parcel, &scene.session);
    let refused = world.submit("open_case", &format!("parcel={parcel}&kind=empty&request=r1"), session).await;
    assert!(refused.location().ends_with(": too-new"), "{}", refused.location());
    let form = format!("parcel={parcel}&kind=not_mine&request=r1&note=mine+alone");
    let opened = world.submit("open_case", &form, session).await;
    assert_eq!(opened.location(), format!("/parcels/{parcel}/case"));
    let codes = format!("select count(*) from pickup_code where parcel_id = '{parcel}' and ended_at is null");
    let live: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(codes)).fetch_one(&world.pool).await.unwrap();
    assert_eq!(live, 1, "{SETTLED} keeps its code");
    let page = world.get(&format!("/parcels/{parcel}/case"), session).await;
    assert!(page.body.contains("data-case=\"open\"") && !page.body.contains("mine alone"), "{}", page.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn words_are_read_on_the_page_and_told_by_message_once(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.report("other", "r1").await;
    let before = waiting.texts().await;
    let words = json!({ "request": "a1", "action": "words", "words": "We <b>look</b> at door 14." });
    assert_eq!(waiting.answer(words.clone()).await.status, StatusCode::CREATED);
    assert_eq!(waiting.answer(words).await.status, StatusCode::OK);
    let page = waiting.page("/case").await;
    assert!(
        page.contains("data-case=\"answered\"") && page.contains("We &lt;b&gt;look&lt;/b&gt; at door 14."),
        "{page}"
    );
    assert_eq!(waiting.texts().await, before + 1);
    let text = waiting.world.provider.texts(PHONE).pop().unwrap();
    assert!(!text.contains("look"), "{text}");
    // It stays open, and the code opens.
    assert_eq!(waiting.world.unlock(json!({ "digits": waiting.digits })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_door_is_opened_from_afar_once_and_never_anothers(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.report("stuck", "r1").await;
    let open = json!({ "request": "a1", "action": "open_door", "words": "Stand back." });
    let both = [waiting.answer(open.clone()), waiting.answer(open.clone())];
    let mut statuses: Vec<u16> = join_all(both).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201]);
    assert_eq!(waiting.world.count("select count(*) from station_command where compartment = '14'").await, 1);
    // Collected, and the next parcel lies there: its door stays shut.
    waiting.world.unlock(json!({ "digits": waiting.digits })).await;
    waiting.report("empty", "r2").await;
    waiting.world.announce(OTHER, json!({ "phone": STRANGER })).await;
    waiting.world.place(OTHER, "14").await;
    let refused = waiting.answer(json!({ "request": "a2", "action": "open_door" })).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("occupied")));
    let into = json!({ "request": "a3", "action": "relocate", "station": "BER-042", "compartment": "14" });
    assert_eq!(waiting.answer(into).await.json()["code"], "occupied");
    assert_eq!(waiting.world.count("select count(*) from station_command").await, 1);
    // It was collected by mistake, and lies elsewhere.
    let found = json!({ "request": "a4", "action": "relocate", "station": "BER-042", "compartment": "20" });
    assert_eq!(waiting.answer(found).await.status, StatusCode::CREATED);
    waiting.world.work().await;
    assert!(waiting.page("").await.contains(">20<"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_given_up_gets_no_code_again(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.report("not_mine", "r1").await;
    let end = json!({ "request": "a1", "action": "give_up", "words": "It goes back to the shop." });
    assert_eq!(waiting.answer(end).await.status, StatusCode::CREATED);
    for _ in 0..3 {
        waiting.world.clock.pass(Duration::minutes(5));
        worker::watch_once(&waiting.world.app_state).await;
        waiting.world.work().await;
    }
    assert_eq!(waiting.world.count("select count(*) from pickup_code where ended_at is null").await, 0);
    assert!(waiting.page("/case").await.contains("It goes back to the shop."));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_promise_that_was_not_kept_is_said_on_the_page_and_once_by_message(pool: PgPool) {
    let waiting = Waiting::new(pool.clone()).await;
    let second = World::new(pool).await;
    waiting.report("other", "r1").await;
    waiting.world.clock.pass(Duration::hours(4) - Duration::seconds(1));
    worker::watch_once(&waiting.world.app_state).await;
    let before = waiting.texts().await;
    assert!(waiting.page("/case").await.contains("data-case=\"open\""));
    waiting.world.clock.pass(Duration::seconds(1));
    second.clock.pass(Duration::hours(4));
    join_all([worker::watch_once(&waiting.world.app_state), worker::watch_once(&second.app_state)]).await;
    worker::watch_once(&waiting.world.app_state).await;
    assert_eq!(waiting.texts().await, before + 1);
    let page = waiting.page("/case").await;
    assert!(page.contains("data-case=\"overdue\""), "{page}");
    let listed = waiting.cases().await;
    assert_eq!(listed[0]["state"], "overdue");
    // Answered after all: late is not told again.
    waiting.answer(json!({ "request": "a1", "action": "words", "words": "Here we are." })).await;
    waiting.world.clock.pass(Duration::hours(13));
    worker::watch_once(&waiting.world.app_state).await;
    assert_eq!(waiting.texts().await, before + 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bad_input_names_its_field_and_changes_nothing(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let parcel = &waiting.id;
    let long = "x".repeat(501);
    for (form, problem) in [
        (format!("parcel={parcel}&kind=a_ghost&request=r1"), ": not-found"),
        ("parcel=7K2QX9M3WZT5&kind=empty&request=r1".to_owned(), ": not-found"),
        (format!("parcel={parcel}&kind=empty&request="), ": not-found"),
        (format!("parcel={parcel}&kind=not_collected_by_me&request=r1"), ": not-now"),
        (format!("parcel={parcel}&kind=empty&request=r1&note={long}"), ": invalid-note"),
    ] {
        let refused = waiting.world.submit("open_case", &form, &waiting.session).await;
        assert!(refused.location().ends_with(problem), "{form}: {}", refused.location());
    }
    assert_eq!(waiting.world.count("select count(*) from parcel_case").await, 0);
    waiting.report("other", "r1").await;
    for (body, field) in [
        (json!({ "request": "", "action": "words", "words": "a" }), "request"),
        (json!({ "request": "a", "action": "dance" }), "action"),
        (json!({ "request": "a", "action": "words" }), "words"),
        (json!({ "request": "a", "action": "give_up", "words": "" }), "words"),
        (json!({ "request": "a", "action": "relocate", "compartment": "1" }), "station"),
        (
            json!({ "request": "a", "action": "relocate", "station": "BER-999", "compartment": "1" }),
            "station",
        ),
        (
            json!({ "request": "a", "action": "relocate", "station": "BER-042", "compartment": "99" }),
            "compartment",
        ),
        (json!({ "request": "a", "action": "redeliver", "station": "BER-042" }), "station"),
        (json!({ "request": "a", "action": "words", "words": "a", "extra": 1 }), "extra"),
    ] {
        let refused = waiting.answer(body).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{}",
            refused.body
        );
    }
    assert_eq!(waiting.world.count("select count(*) from case_answer").await, 0);
    for path in ["/cases/999", "/cases/x", "/cases/999/photo", "/cases/1/photo"] {
        assert_eq!(
            waiting.world.api("GET", path, OPERATOR, &Value::Null).await.status,
            StatusCode::NOT_FOUND
        );
    }
    for path in ["/cases?state=a", "/cases?after=x", "/webhook-deliveries?state=a"] {
        let refused = waiting.world.api("GET", path, OPERATOR, &Value::Null).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}

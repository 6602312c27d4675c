//! Remedies that act: each once, within its limits, for whoever may, and told.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NUMBER},
    world::{Answer, PHONE, STATION, World, digits, link, placed},
};

struct Pressing {
    world: World,
    id: String,
    digits: String,
    session: String,
}

impl Pressing {
    async fn new(pool: PgPool) -> Self {
        let world = World::new(pool).await;
        let (id, digits) = world.ready(NUMBER, PHONE).await;
        let session = world.sign_in(NUMBER, PHONE).await;
        Self { world, id, digits, session }
    }

    fn help(&self) -> String {
        format!("/parcels/{}/help", self.id)
    }

    async fn page(&self) -> String {
        let page = self.world.get(&self.help(), &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    async fn press(&self, action: &str, more: &str) -> Answer {
        let form = format!("parcel={}{more}", self.id);
        self.world.submit(action, &form, &self.session).await
    }

    /// Presses it, and answers the reason why it was refused; empty where it was not.
    async fn refused(&self, action: &str, more: &str) -> String {
        let answer = self.press(action, more).await;
        let (page, why) = answer.location().split_once(": ").unwrap_or((answer.location(), ""));
        assert!(why.is_empty() || page == self.help(), "{}", answer.location());
        why.to_owned()
    }

    async fn door(&self, event: &str, kind: &str) {
        let body = json!({ "event": event, "compartment": "14", "kind": kind,
            "occurred_at": self.world.app_state.now() });
        let answer = self.world.api("POST", "/stations/BER-042/door-events", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }

    async fn heartbeat(&self) {
        let body = json!({ "clock": self.world.app_state.now() });
        let answer = self.world.api("POST", "/stations/BER-042/heartbeat", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn unlock(&self, digits: &str) -> StatusCode {
        self.world.unlock(json!({ "digits": digits })).await.status
    }

    async fn done(&self, kind: &str) -> i64 {
        sqlx::query_scalar("select count(*) from activity where kind = $1")
            .bind(kind)
            .fetch_one(&self.world.pool)
            .await
            .unwrap()
    }

    async fn deadline(&self) -> String {
        let deadline: chrono::DateTime<chrono::Utc> =
            sqlx::query_scalar("select pickup_deadline from parcel where id = $1")
                .bind(&self.id)
                .fetch_one(&self.world.pool)
                .await
                .unwrap();
        deadline.to_rfc3339()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_that_stayed_shut_is_asked_once_however_many_press_on_two_instances(pool: PgPool) {
    let one = Pressing::new(pool.clone()).await;
    let other = World::new(pool).await;
    one.heartbeat().await;
    assert_eq!(one.unlock(&one.digits).await, StatusCode::OK);
    one.door("e-1", "still_shut").await;
    let page = one.page().await;
    assert!(page.contains("data-cause=\"door.jammed\"") && page.contains("/api/open_again"), "{page}");
    let form = format!("parcel={}&answer=door.jammed", one.id);
    let presses = (0..8).map(|n| {
        let world = if n % 2 == 0 { &one.world } else { &other };
        world.submit("open_again", &form, &one.session)
    });
    for answer in join_all(presses).await {
        assert_eq!(answer.location(), one.help());
    }
    let world = &one.world;
    assert_eq!(world.count("select count(*) from station_command where kind = 'open'").await, 1);
    assert_eq!(world.count("select count(*) from station_command where compartment = '14'").await, 1);
    assert_eq!(one.done("opened_again").await, 1);
    assert_eq!(world.count("select count(*) from rescue where remedy = 'open_again'").await, 1);
    let page = one.page().await;
    assert!(page.contains("The station is asked to open the door"), "{page}");
    assert!(!page.contains("/api/open_again"), "it is offered once");
    // The station says how it ended, and the open page turns.
    let version = world.count("select version from parcel").await;
    let command = world.count("select id from station_command").await;
    let path = format!("/stations/BER-042/commands/{command}/result");
    let answer = world.api("POST", &path, STATION, &json!({ "result": "failed" })).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(world.count("select version from parcel").await > version);
    assert!(one.page().await.contains("The station could not open the door"));
    one.world.clock.pass(Duration::seconds(10));
    one.door("e-2", "opened").await;
    assert!(!one.page().await.contains("door.jammed"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_that_does_not_answer_in_time_opens_nothing_and_the_page_says_so(pool: PgPool) {
    let one = Pressing::new(pool).await;
    one.unlock(&one.digits).await;
    one.door("e-1", "sensor_conflict").await;
    assert_eq!(one.refused("open_again", "&answer=door.sensor").await, "");
    one.world.clock.pass(Duration::minutes(3));
    assert!(one.page().await.contains("did not answer in time"));
    let waiting = one.world.api("GET", "/stations/BER-042/commands?after=0", STATION, &Value::Null).await;
    assert_eq!(waiting.json()["commands"], json!([]));
    // Pressed again it is the same command.
    assert_eq!(one.refused("open_again", "").await, "");
    assert_eq!(one.world.count("select count(*) from station_command").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_is_not_opened_again_without_a_reason_and_the_reason_is_told(pool: PgPool) {
    let one = Pressing::new(pool).await;
    one.heartbeat().await;
    assert_eq!(one.refused("open_again", "").await, "never-opened");
    one.unlock(&one.digits).await;
    one.door("e-1", "opened").await;
    assert_eq!(one.refused("open_again", "").await, "was-open");
    one.world.clock.pass(Duration::seconds(10));
    one.door("e-2", "still_shut").await;
    one.world.clock.pass(Duration::minutes(9));
    assert_eq!(one.refused("open_again", "").await, "station-offline");
    one.world.clock.pass(Duration::minutes(1));
    one.heartbeat().await;
    let late = one.press("open_again", "").await;
    assert_eq!(late.location(), format!("{}: opened-long-ago", one.help()));
    let told = late.cookie("__Host-problem").unwrap();
    let page = one.world.get(&one.help(), &format!("{}; {told}", one.session)).await.body;
    assert!(page.contains("within ten minutes after your code"), "{page}");
    assert_eq!(one.world.count("select count(*) from station_command").await, 0);
    assert_eq!(one.done("opened_again").await, 0);
}

/// The door opens for whoever stands there: what a courier has put there meanwhile is somebody else's.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_behind_which_another_parcel_lies_by_now_is_not_opened_again(pool: PgPool) {
    let one = Pressing::new(pool).await;
    one.unlock(&one.digits).await;
    one.door("e-1", "still_shut").await;
    one.world.announce("RR473124830GB", json!({ "phone": "+4915199999999" })).await;
    one.world.place("RR473124830GB", "14").await;
    assert_eq!(one.refused("open_again", "").await, "was-open");
    assert_eq!(one.world.count("select count(*) from station_command").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_was_read_by_somebody_else_stops_at_once_and_another_is_shown_and_sent_to_nobody(
    pool: PgPool,
) {
    let one = Pressing::new(pool.clone()).await;
    let world = &one.world;
    let text = world.provider.texts(PHONE).remove(0);
    let sent = world.provider.all().len();
    // Somebody has read the message, and used its link; the customer has a tablet, too.
    let token = link(&text).trim_start_matches("/l/").to_owned();
    let reader = world.submit("enter", &format!("token={token}"), "").await.cookie("__Host-session").unwrap();
    let tablet = world.sign_in(NUMBER, PHONE).await;
    let more = sent + 1;
    let other = World::new(pool).await;
    let form = format!("parcel={}&request=r1&answer=receipt.delivered", one.id);
    let presses = (0..6).map(|n| {
        let world = if n % 2 == 0 { world } else { &other };
        world.submit("stop_code", &form, &one.session)
    });
    for answer in join_all(presses).await {
        assert_eq!(answer.location(), format!("/parcels/{}/code", one.id));
    }
    assert_eq!(world.count("select count(*) from pickup_code").await, 2);
    assert_eq!(one.done("code_stopped").await, 1);
    world.work().await;
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    assert_eq!(world.provider.all().len(), more, "nobody is sent what nobody has asked for");
    // The page shows the new one for a while, and the old one opens nothing.
    let shown = world.get(&format!("/parcels/{}/code", one.id), &one.session).await.body;
    assert!(!shown.contains(&one.digits) && shown.contains("class=\"qr\""), "{shown}");
    assert_eq!(one.unlock(&one.digits).await, StatusCode::FORBIDDEN);
    // Whoever came by the message is out, and comes in by it no more; the tablet stays.
    assert_eq!(world.get("/parcels", &reader).await.location(), "/: signed-out");
    let again = world.submit("enter", &format!("token={token}"), "").await;
    assert!(again.location().ends_with("link-over"), "{}", again.location());
    assert_eq!(world.get("/parcels", &tablet).await.status, StatusCode::OK);
    // The new one is sent when it is asked for.
    let asked =
        world.submit("resend", &format!("parcel={}&channel=sms&request=r9", one.id), &one.session).await;
    assert_eq!(asked.location(), format!("/parcels/{}#messages", one.id));
    world.work().await;
    let new = digits(&world.provider.texts(PHONE).pop().unwrap());
    assert_ne!(new, one.digits);
    // Once more, and the other devices are signed out.
    assert_eq!(
        one.press("stop_code", "&request=r2&others=yes").await.location(),
        format!("/parcels/{}/code", one.id)
    );
    assert_eq!(world.get("/parcels", &tablet).await.location(), "/: signed-out");
    assert_eq!(one.done("others_signed_out").await, 1);
    assert_eq!(one.unlock(&new).await, StatusCode::FORBIDDEN);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_is_stopped_so_often_in_a_day_and_not_where_there_is_none(pool: PgPool) {
    let one = Pressing::new(pool).await;
    let code = format!("/parcels/{}/code", one.id);
    for request in 0..5 {
        assert_eq!(one.press("stop_code", &format!("&request=r{request}")).await.location(), code);
    }
    assert_eq!(one.refused("stop_code", "&request=r5").await, "stopped-enough");
    assert_eq!(one.world.count("select count(*) from pickup_code").await, 6);
    for request in ["", "%20", &"x".repeat(65)] {
        let strange = one.press("stop_code", &format!("&request={request}")).await;
        assert!(strange.location().ends_with(": not-found"), "{}", strange.location());
    }
    one.world.clock.pass(Duration::days(1) + Duration::seconds(1));
    assert_eq!(one.press("stop_code", "&request=r5").await.location(), code);
    // Past its deadline there is none.
    one.world.clock.pass(Duration::days(2));
    assert_eq!(one.refused("stop_code", "&request=r6").await, "no-code");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_time_is_extended_once_however_often_one_form_is_sent_and_the_code_goes_on_opening(pool: PgPool) {
    let one = Pressing::new(pool.clone()).await;
    let other = World::new(pool).await;
    let world = &one.world;
    // An hour past the deadline of 24 November, 17:00.
    for world in [world, &other] {
        world.clock.pass(Duration::hours(54));
    }
    one.heartbeat().await;
    let page = one.page().await;
    assert!(page.contains("data-cause=\"door.expired\"") && page.contains("/api/extend_time"), "{page}");
    assert_eq!(one.unlock(&one.digits).await, StatusCode::FORBIDDEN);
    let form = format!("parcel={}&request=r1&answer=door.expired", one.id);
    let presses = (0..8).map(|n| {
        let world = if n % 2 == 0 { world } else { &other };
        world.submit("extend_time", &form, &one.session)
    });
    for answer in join_all(presses).await {
        assert_eq!(answer.location(), one.help());
    }
    assert_eq!(one.deadline().await, "2026-11-25T17:00:00+00:00");
    assert_eq!(one.done("extended").await, 1);
    assert_eq!(world.count("select count(*) from rescue where remedy = 'extend'").await, 1);
    // The carrier repeats what it said before: nothing is taken back.
    let mut repeated = placed(NUMBER, "14");
    repeated["occurred_at"] = json!("2026-11-22T12:02:00Z");
    world.carrier("repeated", repeated).await;
    assert_eq!(one.deadline().await, "2026-11-25T17:00:00+00:00");
    // Its message's link lets in for as long.
    let token = link(&world.provider.texts(PHONE)[0]).trim_start_matches("/l/").to_owned();
    assert!(world.submit("enter", &format!("token={token}"), "").await.cookie("__Host-session").is_some());
    assert_eq!(one.refused("extend_time", "&request=r2").await, "extended-enough");
    assert_eq!(one.unlock(&one.digits).await, StatusCode::OK);
    assert_eq!(one.refused("extend_time", "&request=r3").await, "not-here");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_time_is_not_extended_when_it_is_over_for_long_and_the_page_says_why(pool: PgPool) {
    let one = Pressing::new(pool).await;
    one.world.clock.pass(Duration::hours(53 + 7));
    let page = one.page().await;
    assert!(!page.contains("/api/extend_time") && page.contains("ended too long ago"), "{page}");
    assert_eq!(one.refused("extend_time", "&request=r1").await, "too-late");
    assert_eq!(one.deadline().await, "2026-11-24T17:00:00+00:00");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_extended_at_one_station_counts_at_no_other(pool: PgPool) {
    let one = Pressing::new(pool).await;
    assert_eq!(one.refused("extend_time", "&request=r1").await, "");
    one.world.station("BER-043").await;
    let mut moved = placed(NUMBER, "3");
    moved["station"] = json!("BER-043");
    moved["occurred_at"] = json!("2026-11-22T12:02:00Z");
    one.world.carrier("moved", moved).await;
    assert_eq!(one.deadline().await, "2026-11-24T17:00:00+00:00");
    assert_eq!(one.refused("extend_time", "&request=r2").await, "");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_else_stops_opens_or_extends_anything(pool: PgPool) {
    let one = Pressing::new(pool).await;
    let world = &one.world;
    world.announce("RR473124830GB", json!({ "phone": "+4915199999999" })).await;
    let stranger = world.sign_in("RR473124830GB", "+4915199999999").await;
    for action in ["open_again", "stop_code", "extend_time"] {
        for (session, refused) in [(stranger.as_str(), "not-found"), ("", "signed-out")] {
            let form = format!("parcel={}&request=r1", one.id);
            let answer = world.submit(action, &form, session).await;
            assert!(answer.location().ends_with(refused), "{action} {}", answer.location());
            // What is not there is answered in the same way.
            let nothing = world.submit(action, "parcel=7K2QX9M3WZT5&request=r1", session).await;
            let end = |answer: &Answer| answer.location().split(": ").nth(1).unwrap_or_default().to_owned();
            assert_eq!(end(&nothing), end(&answer), "{action}");
        }
    }
    assert_eq!(world.count("select count(*) from pickup_code").await, 1);
    assert_eq!(world.count("select count(*) from station_command").await, 0);
    assert_eq!(world.count("select count(*) from remedy_request").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everybody_whom_a_parcel_is_for_is_told_what_was_done_and_from_where_only_who_did_it(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
    world.place(NUMBER, "14").await;
    world.work().await;
    let session = world.sign_in(NUMBER, PHONE).await;
    world.submit("stop_code", &format!("parcel={id}&request=r1"), &session).await;
    let told: Vec<(i64, String)> = sqlx::query_as(
        "select count(*), max(network) from activity where kind = 'code_stopped' group by customer_id order by 2",
    )
    .fetch_all(&world.pool)
    .await
    .unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], (1, String::new()));
    assert_ne!(told[1].1, "");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_wished_it_is_told_once_when_it_is_there_and_nobody_is_told_twice(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let other = "+4915199999999";
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    sqlx::query("insert into recipient (parcel_id, contact_id) values ($1, $2)")
        .bind(&id)
        .bind({
            world.announce("RR473124830GB", json!({ "phone": other })).await;
            world.contact(other).await
        })
        .execute(&world.pool)
        .await
        .unwrap();
    let holder = world.sign_in(NUMBER, PHONE).await;
    let guest = world.sign_in("RR473124830GB", other).await;
    for session in [&holder, &guest, &guest] {
        let form = format!("parcel={id}&answer=placed.not_yet");
        let told = world.submit("tell_when_placed", &form, session).await;
        assert_eq!(told.location(), format!("/parcels/{id}/help"));
    }
    assert_eq!(world.count("select count(*) from wish").await, 2);
    assert_eq!(world.count("select count(*) from activity where kind = 'asked_to_be_told'").await, 2);
    let page = world.get(&format!("/parcels/{id}/help"), &guest).await.body;
    assert!(
        page.contains("as soon as it lies in the locker") && !page.contains("/api/tell_when_placed"),
        "{page}"
    );
    world.place(NUMBER, "14").await;
    world.work().await;
    let codes = |phone: &str| {
        world.provider.texts(phone).into_iter().filter(|text| text.contains("https://")).count()
    };
    assert_eq!((codes(PHONE), codes(other)), (1, 1));
    assert_eq!(world.count("select count(*) from wish").await, 0);
    // Of what lies there nobody has to be told.
    world.submit("tell_when_placed", &format!("parcel={id}"), &guest).await;
    assert_eq!(world.count("select count(*) from wish").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_went_to_another_person_is_sent_to_the_asker_within_limits_and_all_are_told(
    pool: PgPool,
) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let other = "+4915199999999";
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    world.announce("RR473124830GB", json!({ "phone": other })).await;
    sqlx::query("insert into recipient (parcel_id, contact_id) values ($1, $2)")
        .bind(&id)
        .bind(world.contact(other).await)
        .execute(&world.pool)
        .await
        .unwrap();
    world.sign_in(NUMBER, PHONE).await;
    world.place(NUMBER, "14").await;
    world.work().await;
    let asker = world.sign_in("RR473124830GB", other).await;
    let before = world.provider.texts(other).len();
    let form = format!("parcel={id}&request=r1&answer=contact.other_person");
    for answer in join_all((0..4).map(|_| world.submit("send_mine", &form, &asker))).await {
        assert_eq!(answer.location(), format!("/parcels/{id}/help"));
    }
    world.work().await;
    assert_eq!(world.provider.texts(other).len(), before + 1);
    assert_eq!(world.count("select count(*) from rescue where remedy = 'send_to_me'").await, 1);
    assert_eq!(
        world.count("select count(distinct customer_id) from activity where kind = 'resent'").await,
        2
    );
    for request in ["r2", "r3"] {
        world.submit("send_mine", &format!("parcel={id}&request={request}"), &asker).await;
    }
    let refused = world.submit("send_mine", &format!("parcel={id}&request=r4"), &asker).await;
    assert!(refused.location().contains(": wait"), "{}", refused.location());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_failed_is_made_when_it_is_asked_for_and_only_where_one_is_due(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let form = format!("parcel={id}&answer=code.failed");
    let early = world.submit("make_again", &form, &session).await;
    assert_eq!(early.location(), format!("/parcels/{id}/help: not-here"));
    world.place(NUMBER, "14").await;
    sqlx::query("delete from job").execute(&world.pool).await.unwrap();
    world.clock.pass(Duration::minutes(3));
    let page = world.get(&format!("/parcels/{id}/help"), &session).await.body;
    assert!(page.contains("code.failed") && page.contains("/api/make_again"), "{page}");
    for answer in join_all((0..4).map(|_| world.submit("make_again", &form, &session))).await {
        assert_eq!(answer.location(), format!("/parcels/{id}/help"));
    }
    world.work().await;
    assert_eq!(world.count("select count(*) from pickup_code").await, 1);
    let after = world.submit("make_again", &form, &session).await;
    assert_eq!(after.location(), format!("/parcels/{id}/help"));
    world.work().await;
    assert_eq!(world.count("select count(*) from pickup_code").await, 1);
}

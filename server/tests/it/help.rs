//! The page that says what is wrong: each cause as it comes about, through the interfaces that bring it.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    contacts::MAIL,
    world::{Answer, PHONE, STATION, World},
};

const NUMBER: &str = "RR473124829GB";

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

    async fn page(&self, query: &str) -> Answer {
        let page = self.world.get(&format!("/parcels/{}/help{query}", self.id), &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page
    }

    /// The cause that is the answer; empty when nothing is wrong.
    async fn cause(&self) -> String {
        cause(&self.page("").await)
    }

    async fn heartbeat(&self, parts: Value) {
        let mut body = json!({ "clock": self.world.app_state.now() });
        body.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        let answer = self.world.api("POST", "/stations/BER-042/heartbeat", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn door(&self, event: &str, kind: &str) {
        let body = json!({ "event": event, "compartment": "14", "kind": kind,
            "occurred_at": self.world.app_state.now() });
        let answer = self.world.api("POST", "/stations/BER-042/door-events", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }
}

fn cause(page: &Answer) -> String {
    let cause = page.body.split("data-cause=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
    cause.unwrap_or_default().to_owned()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn before_it_is_placed_no_code_exists_and_afterwards_it_is_sent(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let page = |session: String| {
        let path = format!("/parcels/{id}/help");
        let world = &world;
        async move { cause(&world.get(&path, &session).await) }
    };
    let moves = || async {
        let page = world.get(&format!("/parcels/{id}/help"), &session).await;
        page.body.contains("Changed your operator lately?")
    };
    assert_eq!(page(session.clone()).await, "placed.not_yet");
    assert!(!moves().await);
    world.place(NUMBER, "14").await;
    assert_eq!(page(session.clone()).await, "code.being_made");
    world.clock.pass(Duration::minutes(3));
    assert_eq!(page(session.clone()).await, "code.failed");
    world.work().await;
    assert_eq!(page(session.clone()).await, "");
    // Nothing confirms it.
    world.clock.pass(Duration::seconds(90));
    assert_eq!(page(session.clone()).await, "receipt.missing");
    assert!(moves().await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_email_that_was_taken_may_lie_among_spam_and_its_sender_is_told(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "email": MAIL })).await;
    let session = world.enter(NUMBER, MAIL).await;
    world.place(NUMBER, "14").await;
    world.work().await;
    let help = || async { world.get(&format!("/parcels/{id}/help"), &session).await };
    let spam = "the sender is <bdi>codes@example.org</bdi>";
    for (state, is_taken) in [("sending", false), ("delivered", true)] {
        sqlx::query("update notification set state = $1, cause = null where kind = 'code'")
            .bind(state)
            .execute(&world.pool)
            .await
            .unwrap();
        let page = help().await;
        assert_eq!(page.body.contains(spam), is_taken, "{}", page.body);
        assert_eq!(cause(&page) == "receipt.delivered", is_taken);
    }
    // It was found.
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    assert!(!help().await.body.contains(spam));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_receipt_turns_the_answer(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let text = waiting.world.provider.all().remove(0);
    waiting.world.receipt(&text, "delivered", None).await;
    assert_eq!(waiting.cause().await, "receipt.delivered");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_number_that_takes_no_messages_is_put_right_first(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let text = waiting.world.provider.all().remove(0);
    // A landline (Twilio 30006).
    waiting.world.receipt(&text, "undelivered", Some("30006")).await;
    let page = waiting.page("").await;
    assert_eq!(cause(&page), "contact.wrong");
    assert!(page.body.contains("href=\"/contacts\""));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_station_says_of_itself_turns_the_answer_of_who_has_the_code(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    waiting.world.submit("reveal", &format!("parcel={}", waiting.id), &waiting.session).await;
    waiting.heartbeat(json!({ "scanner": "ok" })).await;
    assert_eq!(waiting.cause().await, "");
    waiting.heartbeat(json!({ "scanner": "faulty" })).await;
    assert_eq!(waiting.cause().await, "door.scanner");
    waiting.heartbeat(json!({ "keypad": "faulty" })).await;
    assert_eq!(waiting.cause().await, "door.keypad");
    waiting.world.clock.pass(Duration::hours(1));
    assert_eq!(waiting.cause().await, "door.offline");
    waiting.heartbeat(json!({})).await;
    for _ in 0..5 {
        waiting.world.unlock(json!({ "digits": "987654" })).await;
    }
    assert_eq!(waiting.cause().await, "door.locked_out");
    // Two at once: the earlier gate is the answer, and the later one stands below it.
    waiting.heartbeat(json!({ "scanner": "faulty" })).await;
    let page = waiting.page("").await;
    assert_eq!(cause(&page), "door.locked_out");
    waiting.world.clock.pass(Duration::days(4));
    assert_eq!(waiting.cause().await, "door.expired");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_that_stays_shut_is_the_answer_though_the_code_is_spent(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let opened = waiting.world.unlock(json!({ "digits": waiting.digits })).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
    assert_eq!(waiting.cause().await, "placed.over");
    waiting.door("e-1", "still_shut").await;
    assert_eq!(waiting.cause().await, "door.jammed");
    assert_eq!(cause(&waiting.page("?seen=nothing_inside").await), "door.empty");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_customer_sees_has_its_own_answer_and_nonsense_has_none(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    for (seen, answer) in [
        ("nothing_inside", "door.empty"),
        ("door_stuck", "door.jammed"),
        ("screen_dark", "door.screen"),
        ("scanner_silent", "door.scanner"),
        ("not_mine", "account.not_mine"),
    ] {
        assert_eq!(cause(&waiting.page(&format!("?seen={seen}")).await), answer);
    }
    assert_eq!(cause(&waiting.page("?seen=a_ghost").await), waiting.cause().await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_else_learns_what_is_wrong(pool: PgPool) {
    let waiting = Waiting::new(pool).await;
    let path = format!("/parcels/{}/help", waiting.id);
    let out = waiting.world.get(&path, "").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    waiting.world.announce("RR473124830GB", json!({ "phone": "+4915112345699" })).await;
    let other = waiting.world.sign_in("RR473124830GB", "+4915112345699").await;
    assert_eq!(waiting.world.get(&path, &other).await.status, StatusCode::NOT_FOUND);
    // The digits are on no page that did not ask for them.
    waiting.world.submit("reveal", &format!("parcel={}", waiting.id), &waiting.session).await;
    assert!(!waiting.page("").await.body.contains(&waiting.digits));
}

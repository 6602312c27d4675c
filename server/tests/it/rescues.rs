//! Remedies that are pressed on the page that says what is wrong, and whether the door opened afterwards.

use axum::http::StatusCode;
use chrono::Duration;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;
use server::worker;
use sqlx::PgPool;

use crate::world::{Answer, PHONE, STATION, World};

const NUMBER: &str = "RR473124829GB";

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

    async fn send_again(&self, answer: &str, request: &str) -> Answer {
        let form = format!("parcel={}&channel=sms&request={request}&answer={answer}", self.id);
        self.world.submit("resend", &form, &self.session).await
    }

    async fn rows(&self) -> Vec<(String, String, Option<String>)> {
        sqlx::query_as("select cause, remedy, outcome from rescue order by id")
            .fetch_all(&self.world.pool)
            .await
            .unwrap()
    }

    async fn door(&self, event: &str, kind: &str) {
        let body = json!({ "event": event, "compartment": "14", "kind": kind,
            "occurred_at": self.world.app_state.now() });
        let answer = self.world.api("POST", "/stations/BER-042/door-events", STATION, &body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    }
}

fn row(cause: &str, remedy: &str, outcome: Option<&str>) -> (String, String, Option<String>) {
    (cause.to_owned(), remedy.to_owned(), outcome.map(str::to_owned))
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_remedy_counts_once_with_what_it_was_pressed_against_and_whether_the_door_opened(pool: PgPool) {
    let metrics = PrometheusBuilder::new().build_recorder();
    let (handle, _here) = (metrics.handle(), metrics::set_default_local_recorder(&metrics));
    let pressing = Pressing::new(pool).await;
    let world = &pressing.world;
    world.clock.pass(Duration::seconds(90));
    let page = world.get(&format!("/parcels/{}/help", pressing.id), &pressing.session).await.body;
    assert!(page.contains("name=\"answer\" value=\"receipt.missing\""), "{page}");
    for _ in 0..2 {
        let sent = pressing.send_again("receipt.missing", "one").await;
        assert_eq!(sent.location(), format!("/parcels/{}/help", pressing.id));
    }
    let reveal = format!("parcel={}&answer=receipt.missing", pressing.id);
    world.submit("reveal", &reveal, &pressing.session).await;
    // Not from that page.
    world.submit("reveal", &format!("parcel={}", pressing.id), &pressing.session).await;
    assert_eq!(
        pressing.rows().await,
        [row("receipt.missing", "send_by_sms", None), row("receipt.missing", "reveal", None)]
    );
    assert_eq!(world.unlock(json!({ "digits": pressing.digits })).await.status, StatusCode::OK);
    worker::watch_once(&world.app_state).await;
    assert!(!handle.render().contains("doorcode_rescues_total"));
    world.clock.pass(Duration::minutes(1));
    for _ in 0..2 {
        worker::watch_once(&world.app_state).await;
    }
    let told = handle.render();
    for remedy in ["send_by_sms", "reveal"] {
        let line = format!(
            "doorcode_rescues_total{{cause=\"receipt.missing\",remedy=\"{remedy}\",outcome=\"opened\"}} 1"
        );
        assert!(told.contains(&line), "{line} is not in {told}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_door_that_stays_shut_or_is_never_tried_counts_as_no_rescue(pool: PgPool) {
    let pressing = Pressing::new(pool).await;
    let world = &pressing.world;
    pressing.send_again("none", "one").await;
    assert_eq!(world.unlock(json!({ "digits": pressing.digits })).await.status, StatusCode::OK);
    assert_eq!(pressing.rows().await, [row("none", "send_by_sms", Some("opened"))]);
    world.clock.pass(Duration::seconds(10));
    pressing.door("e-1", "still_shut").await;
    assert_eq!(pressing.rows().await, [row("none", "send_by_sms", None)]);
    world.clock.pass(Duration::hours(23));
    worker::watch_once(&world.app_state).await;
    assert_eq!(pressing.rows().await, [row("none", "send_by_sms", None)]);
    world.clock.pass(Duration::hours(1));
    worker::watch_once(&world.app_state).await;
    assert_eq!(pressing.rows().await, [row("none", "send_by_sms", Some("not"))]);
    // What is counted stays as it was counted.
    pressing.door("e-2", "opened").await;
    assert_eq!(pressing.rows().await, [row("none", "send_by_sms", Some("not"))]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_no_page_answers_does_nothing_and_what_is_spent_leads_back_to_the_page(pool: PgPool) {
    let pressing = Pressing::new(pool).await;
    let world = &pressing.world;
    let before = world.provider.all().len();
    let strange = pressing.send_again("door.haunted", "one").await;
    assert!(strange.location().ends_with(": not-found"), "{}", strange.location());
    world.work().await;
    assert_eq!(world.provider.all().len(), before);
    pressing.send_again("receipt.missing", "two").await;
    let mut refused = String::new();
    for request in ["three", "four", "five"] {
        refused = pressing.send_again("receipt.missing", request).await.location().to_owned();
    }
    let help = format!("/parcels/{}/help", pressing.id);
    assert!(refused.starts_with(&format!("{help}: wait")), "{refused}");
    assert!(pressing.rows().await.iter().all(|(cause, ..)| cause == "receipt.missing"));
}

//! What becomes of messages: receipts, unknown outcomes, other providers, other channels.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use simulator::{signature::of_twilio, sms::SmsFault};
use sqlx::PgPool;

use crate::world::{PHONE, World};

const MAIL: &str = "kim@example.org";

/// A parcel for phone and mailbox, placed, its code handed to the first provider.
async fn told(world: &World) -> String {
    world.station("BER-042").await;
    let id = world.announce("RR473124829GB", json!({ "phone": PHONE, "email": MAIL })).await;
    world.place("RR473124829GB", "14").await;
    world.work().await;
    id
}

/// Every message about the code: channel, state, cause.
async fn messages(world: &World) -> Vec<(String, String, Option<String>)> {
    sqlx::query_as("select channel, state, cause from notification where kind = 'code' order by id")
        .fetch_all(&world.pool)
        .await
        .unwrap()
}

async fn states(world: &World) -> Vec<(String, String)> {
    messages(world).await.into_iter().map(|(channel, state, _)| (channel, state)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn receipts_move_a_message_and_the_end_stays(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!(world.receipt(&text, "delivered", None).await.status, StatusCode::NO_CONTENT);
    // Reordered and repeated ones change nothing.
    for (status, code) in
        [("sent", None), ("queued", None), ("undelivered", Some("30003")), ("delivered", None)]
    {
        assert_eq!(world.receipt(&text, status, code).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]));
    world.clock.pass(Duration::seconds(95));
    world.work().await;
    assert_eq!(messages(&world).await.len(), 1, "what arrived needs no other way");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn shuffled_and_repeated_receipts_end_where_the_best_of_them_leads(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    let order = ["delivered", "queued", "sent", "sending", "delivered", "sent", "queued"];
    let all = (0..35).map(|place| world.receipt(&text, order[place % order.len()], None));
    assert!(join_all(all).await.iter().all(|answer| answer.status == StatusCode::NO_CONTENT));
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn forged_receipts_are_refused_and_change_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    let fields = [("MessageSid", "SM0123456789abcdef"), ("MessageStatus", "delivered")];
    let right = of_twilio("token", &text.callback, &fields);
    let wrong_token = of_twilio("other", &text.callback, &fields);
    let from_host = of_twilio("token", &text.callback.replace("pickup.example.org", "evil.example"), &fields);
    for signature in ["", "nonsense", &wrong_token, &from_host] {
        assert_eq!(world.callback(&text, &fields, signature).await.status, StatusCode::FORBIDDEN);
    }
    let bent = [("MessageSid", "SM0123456789abcdef"), ("MessageStatus", "undelivered")];
    assert_eq!(world.callback(&text, &bent, &right).await.status, StatusCode::FORBIDDEN);
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    let mut elsewhere = text.clone();
    elsewhere.callback = format!("{}X", text.callback);
    assert_eq!(world.receipt(&elsewhere, "delivered", None).await.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_nobody_knows_is_a_failure_of_ours(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "undelivered", Some("39999")).await;
    assert_eq!(
        messages(&world).await[0],
        ("sms".into(), "technical_failure".into(), Some("unmapped".into()))
    );
}

// M7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_without_a_reason_is_one_where_nobody_gave_another(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    sqlx::query("update attempt set code = 'http_503'").execute(&world.pool).await.unwrap();
    world.receipt(&text, "undelivered", None).await;
    assert_eq!(states(&world).await[0], ("sms".to_owned(), "technical_failure".to_owned()));
}

// M7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_keeps_its_reason_when_it_is_told_again_without_one(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    for code in [Some("30005"), None] {
        assert_eq!(world.receipt(&text, "undelivered", code).await.status, StatusCode::NO_CONTENT);
        let kept: (String, String) = sqlx::query_as(
            "select a.code, n.cause from attempt a join notification n on n.id = a.notification_id
             where n.kind = 'code' and n.channel = 'sms'",
        )
        .fetch_one(&world.pool)
        .await
        .unwrap();
        assert_eq!(kept, ("30005".to_owned(), "no_such_address".to_owned()), "{code:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_confirmation_the_next_channel_takes_over_after_90_seconds(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    world.clock.pass(Duration::seconds(89));
    world.work().await;
    assert_eq!(messages(&world).await.len(), 1);
    world.clock.pass(Duration::seconds(1));
    world.work().await;
    let channels: Vec<String> = messages(&world).await.into_iter().map(|message| message.0).collect();
    assert_eq!(channels, ["sms", "email"]);
    world.clock.pass(Duration::minutes(10));
    world.work().await;
    assert_eq!(messages(&world).await.len(), 2, "there is no third way");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_is_sent_again_has_90_seconds_as_well(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let id: String = sqlx::query_scalar("select id from parcel").fetch_one(&world.pool).await.unwrap();
    sqlx::query("update contact set off = channel = 'email'").execute(&world.pool).await.unwrap();
    world.clock.pass(Duration::seconds(90));
    world.work().await;
    assert_eq!(messages(&world).await.len(), 1, "there is no other way, and nobody looks for one any more");
    sqlx::query("update contact set off = false").execute(&world.pool).await.unwrap();
    world.submit("resend", &format!("parcel={id}&channel=sms&request=r1"), &session).await;
    world.work().await;
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(page.body.contains("data-left=\"90\""), "{}", page.body);
    world.clock.pass(Duration::seconds(90));
    world.work().await;
    let channels: Vec<String> = messages(&world).await.into_iter().map(|message| message.0).collect();
    assert_eq!(channels, ["sms", "sms", "email"], "what the page counted down to");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_surely_did_not_arrive_is_not_waited_for(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "undelivered", Some("30006")).await;
    world.work().await;
    let now = messages(&world).await;
    assert_eq!(now[0], ("sms".into(), "permanent_failure".into(), Some("landline".into())));
    assert_eq!(now[1].0, "email");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_was_seen_needs_no_other_way(pool: PgPool) {
    let world = World::new(pool).await;
    let id = told(&world).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(page.body.contains("data-left=\"90\""), "{}", page.body);
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(!page.body.contains("we also send it"), "{}", page.body);
    world.clock.pass(Duration::minutes(2));
    world.work().await;
    assert_eq!(messages(&world).await.len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_waits_for_a_contact_that_was_turned_off_goes_another_way(pool: PgPool) {
    let world = World::new(pool).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    told(&world).await;
    sqlx::query("update contact set off = true where channel = 'sms'").execute(&world.pool).await.unwrap();
    world.clock.pass(Duration::seconds(10));
    world.work().await;
    let now = messages(&world).await;
    assert_eq!(now[0], ("sms".into(), "technical_failure".into(), Some("nothing_to_say".into())));
    assert_eq!(now[1].0, "email");
    assert_eq!((world.provider.all().len(), world.second.all().len()), (0, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_about_an_earlier_code_does_not_carry_the_new_one(pool: PgPool) {
    let world = World::new(pool).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    told(&world).await;
    world.clock.pass(Duration::seconds(10));
    // As a code that was made anew in the meantime.
    sqlx::query("update pickup_code set issued_at = $1")
        .bind(world.app_state.now())
        .execute(&world.pool)
        .await
        .unwrap();
    world.work().await;
    let now = messages(&world).await;
    assert_eq!(now[0], ("sms".into(), "technical_failure".into(), Some("nothing_to_say".into())));
    assert_eq!(now[1].0, "sms", "the new code has a message of its own");
    assert_eq!(world.provider.all().len() + world.second.all().len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_second_provider_takes_what_the_first_refuses(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::Unavailable, 1);
    told(&world).await;
    assert!(world.provider.texts(PHONE).is_empty());
    let text = world.second.all().pop().expect("the second provider has it");
    assert!(text.callback.contains("/receipts/sms2/"));
    world.receipt(&text, "delivered", None).await;
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]));
    assert_eq!(
        world.count("select count(*) from attempt where state = 'failed' and provider = 'sms'").await,
        1
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_slow_provider_is_left_until_it_is_measured_well_again(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let place = async |number: usize| {
        let number = format!("RR4731248{number:02}GB");
        world.announce(&number, json!({ "phone": format!("+4915123456{:03}", 100 + world.provider.all().len() + world.second.all().len()) })).await;
        world.place(&number, &(number[9..11].parse::<usize>().unwrap() % 40 + 1).to_string()).await;
        world.work().await;
    };
    for number in 0..10 {
        place(number).await;
    }
    assert_eq!((world.provider.all().len(), world.second.all().len()), (10, 0));
    // Nothing was confirmed within five minutes.
    world.clock.pass(Duration::minutes(6));
    place(10).await;
    assert_eq!((world.provider.all().len(), world.second.all().len()), (10, 1));
    world.clock.pass(Duration::minutes(15));
    place(11).await;
    assert_eq!((world.provider.all().len(), world.second.all().len()), (11, 1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_without_an_answer_is_looked_up_and_not_sent_again(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::GarbageAfterTaking, 1);
    let id = told(&world).await;
    assert_eq!(messages(&world).await, [("sms".into(), "sending".into(), Some("no_answer".into()))]);
    assert_eq!(world.count("select count(*) from attempt where state = 'unknown'").await, 1);
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let page = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(page.body.contains(app::wording::default().state_no_answer()), "{}", page.body);
    let before = world.provider.all().len() + world.second.all().len();
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!(world.provider.all().len() + world.second.all().len(), before);
    assert_eq!(world.count("select count(*) from notification where unsure").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_that_was_surely_not_taken_is_sent_again(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::Garbage, 1);
    told(&world).await;
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!((world.provider.all().len(), world.second.all().len()), (0, 1));
    assert_eq!(world.count("select count(*) from notification where unsure").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_words_of_an_hour_ago_do_not_stand_for_a_message(pool: PgPool) {
    let world = World::new(pool).await;
    // The text is listed, but was taken long before this message was handed over.
    world.provider.fail(SmsFault::GarbageAfterTaking, 1);
    world.provider.date(world.app_state.now() - Duration::hours(1));
    told(&world).await;
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!(world.second.all().len(), 1);
    assert_eq!(world.count("select count(*) from attempt where code = 'not_listed'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_gateway_in_between_says_is_looked_up(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::GatewayTimeout, 1);
    told(&world).await;
    assert_eq!(world.count("select count(*) from attempt where state = 'unknown'").await, 1);
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!((world.provider.all().len(), world.second.all().len()), (0, 1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_receipt_answers_for_the_provider(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::GarbageAfterTaking, 1);
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "sent", None).await;
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!((world.provider.all().len(), world.second.all().len()), (1, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_dead_worker_may_have_sent_is_told_to_come_twice(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    // As if the worker had died after it wrote the attempt down, and the provider had never got it.
    sqlx::query("update notification set state = 'sending', sent_at = null")
        .execute(&world.pool)
        .await
        .unwrap();
    sqlx::query("update attempt set state = 'under_way', text_mac = 'x'").execute(&world.pool).await.unwrap();
    sqlx::query(
        "insert into job (kind, subject, run_at, created_at) select 'deliver_sms', id::text, created_at, created_at
         from notification",
    )
    .execute(&world.pool)
    .await
    .unwrap();
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!(world.count("select count(*) from notification where unsure").await, 1);
    assert_eq!(world.count("select count(*) from attempt where state = 'unknown'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_provider_that_hangs_delays_nobody_but_those_it_holds(pool: PgPool) {
    let world = World::with_patience(pool).await;
    world.station("BER-042").await;
    world.provider.fail(SmsFault::Hang, 100);
    for number in 10..40 {
        let tracking = format!("RR4731248{number}GB");
        world.announce(&tracking, json!({ "phone": format!("+49151234567{number}") })).await;
        world.place(&tracking, &number.to_string()).await;
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(server::worker::run(std::sync::Arc::clone(&world.app_state), stopped));
    // The first holds as many as it has room for; all others go on before any of those is given up.
    while world.second.all().len() < 30 - server::gateway::ROOM {
        assert!(!worker.is_finished());
        tokio::task::yield_now().await;
    }
    assert!(world.provider.all().is_empty());
    // Who found its room taken was never handed over, and went to the other.
    let ended: Vec<Option<String>> = sqlx::query_scalar(
        "select code from attempt where provider = 'sms' and state <> 'under_way' and code is distinct from 'held_up'",
    )
    .fetch_all(&world.pool)
    .await
    .unwrap();
    assert!(ended.is_empty(), "{ended:?}");
    stop.send(true).unwrap();
    worker.abort();
}

/// A message that its provider took, without an answer and without a place in its list.
async fn taken_and_denied(world: &World) -> crate::world::Text {
    world.provider.fail(SmsFault::GarbageAfterTaking, 1);
    told(world).await;
    sqlx::query("update attempt set text_mac = 'x'").execute(&world.pool).await.unwrap();
    world.provider.all().pop().unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_receipt_says_was_taken_is_not_sent_again(pool: PgPool) {
    let world = World::new(pool).await;
    let text = taken_and_denied(&world).await;
    world.second.fail(SmsFault::Unavailable, 1);
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "temporary_failure")]));
    world.receipt(&text, "sent", None).await;
    world.clock.pass(Duration::seconds(10));
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!((world.provider.all().len(), world.second.all().len()), (1, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_two_providers_took_is_told_to_come_twice(pool: PgPool) {
    let world = World::new(pool).await;
    let text = taken_and_denied(&world).await;
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    assert_eq!(world.second.all().len(), 1);
    assert_eq!(world.count("select count(*) from notification where unsure").await, 0);
    world.receipt(&text, "sent", None).await;
    assert_eq!(world.count("select count(*) from notification where unsure").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_stays_whatever_is_said_of_the_way_there_after_it(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "undelivered", Some("30003")).await;
    for status in ["sent", "sending", "queued"] {
        assert_eq!(world.receipt(&text, status, None).await.status, StatusCode::NO_CONTENT);
    }
    let failed = ("sms".into(), "temporary_failure".into(), Some("unreachable".into()));
    assert_eq!(messages(&world).await[0], failed);
    world.receipt(&text, "delivered", None).await;
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]), "better news still counts");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_that_overtakes_the_answer_is_not_taken_back_by_it(pool: PgPool) {
    let world = World::new(pool).await;
    world.provider.fail(SmsFault::HangAfterTaking, 1);
    let fail = async {
        while world.provider.all().is_empty() {
            tokio::task::yield_now().await;
        }
        let text = world.provider.all().pop().unwrap();
        world.receipt(&text, "undelivered", Some("30003")).await;
        world.provider.let_go();
    };
    tokio::join!(told(&world), fail);
    let failed = ("sms".into(), "temporary_failure".into(), Some("unreachable".into()));
    assert_eq!(messages(&world).await[0], failed);
}

/// Reports the latest text as one that a switched-off phone did not take.
async fn phone_is_off(world: &World) {
    let text = world.provider.all().pop().unwrap();
    assert_eq!(world.receipt(&text, "undelivered", Some("30003")).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_phone_that_was_off_gets_its_code_when_it_is_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    phone_is_off(&world).await;
    // Said twice it is no other news.
    phone_is_off(&world).await;
    world.clock.pass(Duration::seconds(299));
    world.work().await;
    assert_eq!(world.provider.all().len(), 1);
    assert_eq!(states(&world).await, pairs(&[("sms", "temporary_failure")]));
    world.clock.pass(Duration::seconds(1));
    world.work().await;
    let text = world.provider.all().pop().unwrap();
    assert_eq!(world.provider.all().len(), 2);
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    let link = world.get(&crate::world::link(&text.body), "").await;
    assert_eq!(link.status, StatusCode::OK, "a link of its own, for parcel {id}");
    world.receipt(&text, "delivered", None).await;
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_phone_that_stays_off_is_tried_eight_times_and_then_the_page_says_so(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let page = format!("/parcels/{id}");
    let codes = || world.provider.texts(PHONE).iter().filter(|text| text.contains("Code ")).count();
    for hand_over in 1..8 {
        let code = world.provider.all().into_iter().rfind(|text| text.body.contains("Code ")).unwrap();
        world.receipt(&code, "undelivered", Some("30003")).await;
        assert_eq!((codes(), states(&world).await), (hand_over, pairs(&[("sms", "temporary_failure")])));
        assert!(world.get(&page, &session).await.body.contains(app::wording::default().state_phone_off()));
        world.clock.pass(Duration::hours(4));
        world.work().await;
    }
    let last = world.provider.all().pop().unwrap();
    world.receipt(&last, "undelivered", Some("30003")).await;
    world.clock.pass(Duration::hours(8));
    world.work().await;
    let ended = ("sms".into(), "technical_failure".into(), Some("unreachable".into()));
    assert_eq!((codes(), messages(&world).await), (8, vec![ended]));
    let page = world.get(&page, &session).await;
    assert!(page.body.contains(app::wording::default().state_phone_off_too_long()), "{}", page.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_was_seen_is_not_handed_over_again(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    phone_is_off(&world).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let before = world.provider.all().len();
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    assert_eq!(world.provider.all().len(), before);
    let ended = ("sms".into(), "technical_failure".into(), Some("nothing_to_say".into()));
    assert_eq!(messages(&world).await, [ended]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_another_message_brought_is_not_handed_over_again(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    phone_is_off(&world).await;
    world.work().await;
    sqlx::query("update notification set state = 'delivered' where channel = 'email'")
        .execute(&world.pool)
        .await
        .unwrap();
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    assert_eq!(world.provider.all().len(), 1);
    assert_eq!(messages(&world).await[0].2, Some("nothing_to_say".into()));
}

/// A code that both providers took, the first without an answer.
async fn taken_twice(world: &World) -> [crate::world::Text; 2] {
    let first = taken_and_denied(world).await;
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    world.receipt(&first, "sent", None).await;
    [first, world.second.all().pop().unwrap()]
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_one_copy_may_arrive_the_failure_of_another_says_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let [first, second] = taken_twice(&world).await;
    world.receipt(&second, "undelivered", Some("30008")).await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    world.receipt(&first, "delivered", None).await;
    assert_eq!(states(&world).await, pairs(&[("sms", "delivered")]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn when_every_copy_has_failed_the_message_has(pool: PgPool) {
    let world = World::new(pool).await;
    let [first, second] = taken_twice(&world).await;
    join_all([&first, &second].map(|text| world.receipt(text, "undelivered", Some("30006")))).await;
    let failed = ("sms".into(), "permanent_failure".into(), Some("landline".into()));
    assert_eq!(messages(&world).await[0], failed);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_failure_of_the_copy_that_was_taken_counts_though_a_later_one_was_not(pool: PgPool) {
    let world = World::new(pool).await;
    let text = taken_and_denied(&world).await;
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    world.clock.pass(Duration::seconds(6));
    world.work().await;
    world.receipt(&text, "sent", None).await;
    world.receipt(&text, "undelivered", Some("30006")).await;
    let failed = ("sms".into(), "permanent_failure".into(), Some("landline".into()));
    assert_eq!(messages(&world).await[0], failed);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_dead_worker_was_told_still_counts(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    // As if a worker had written down what the provider said, after its lease had ended, and the next had died.
    sqlx::query("update notification set state = 'sending', sent_at = null")
        .execute(&world.pool)
        .await
        .unwrap();
    sqlx::query(
        "insert into job (kind, subject, run_at, created_at) select 'deliver_sms', id::text, created_at, created_at
         from notification",
    )
    .execute(&world.pool)
    .await
    .unwrap();
    world.work().await;
    assert_eq!(states(&world).await, pairs(&[("sms", "sent")]));
    assert_eq!(world.provider.all().len(), 1);
}

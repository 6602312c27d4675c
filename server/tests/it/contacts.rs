//! Contacts that can be put right, and cannot be taken.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::json;
use simulator::sms::SmsFault;
use sqlx::PgPool;

use crate::world::{PHONE, World, digits};

pub const NUMBER: &str = "RR473124829GB";
pub const MAIL: &str = "kim@example.org";
pub const NEW: &str = "+4915155500141";
pub const THIEF: &str = "+4915199900001";

fn encoded(text: &str) -> String {
    text.replace('+', "%2B").replace('@', "%40")
}

/// A placed parcel for a phone and a mailbox, its code sent to the phone.
async fn told(world: &World) -> String {
    world.station("BER-042").await;
    let id = world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
    world.place(NUMBER, "14").await;
    world.work().await;
    id
}

impl World {
    /// The one-time code on its way to an address, however it travels.
    pub async fn one_time(&self, address: &str) -> String {
        let sealed: (String, Vec<u8>) = sqlx::query_as(
            "select n.key_id, n.sealed from notification n join contact c on c.id = n.contact_id
             where c.address = $1 and n.sealed is not null order by n.id desc limit 1",
        )
        .bind(address)
        .fetch_one(&self.pool)
        .await
        .unwrap();
        self.app_state.keys.open("one-time code", &sealed.0, &sealed.1).unwrap()
    }

    /// Signs in by one-time code, without a worker.
    pub async fn enter(&self, number: &str, address: &str) -> String {
        let begun = self.submit("find", &format!("tracking={number}&contact={}", encoded(address)), "").await;
        let code = self.one_time(address).await;
        let cookie = begun.cookie("__Host-sign-in").unwrap();
        self.submit("prove", &format!("code={code}"), &cookie).await.cookie("__Host-session").unwrap()
    }

    pub async fn contact(&self, address: &str) -> i64 {
        sqlx::query_scalar("select id from contact where address = $1")
            .bind(address)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    pub async fn customer(&self, address: &str) -> i64 {
        sqlx::query_scalar("select customer_id from contact where address = $1")
            .bind(address)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Asks for a change; answers where that leads.
    pub async fn change(&self, session: &str, old: Option<i64>, address: &str) -> String {
        let old = old.map(|old| old.to_string()).unwrap_or_default();
        let form = format!("old={old}&address={}", encoded(address));
        self.submit("change_contact", &form, session).await.location().to_owned()
    }

    /// Types the code that was sent to an address into the page of a challenge.
    pub async fn type_code(&self, session: &str, page: &str, address: &str) -> crate::world::Answer {
        let challenge = page.rsplit('/').next().unwrap();
        let code = self.one_time(address).await;
        self.submit("answer", &format!("challenge={challenge}&code={code}"), session).await
    }

    /// The links in the notices that somebody asked to replace a phone, as that phone got them.
    pub fn undo_links(&self, phone: &str) -> Vec<String> {
        self.links_back(phone, |text| text.contains("was asked") && text.contains("becomes"))
    }

    /// The undo links in those texts to a phone that are like this.
    pub fn links_back(&self, phone: &str, like: impl Fn(&str) -> bool) -> Vec<String> {
        let link = |text: &String| Some(text.split("/u/").nth(1)?.split_whitespace().next()?.to_owned());
        self.provider.texts(phone).iter().filter(|text| like(text)).filter_map(link).collect()
    }

    /// Joins phone and mailbox into one customer, signed in with the phone long ago; answers the session.
    pub async fn settled(&self) -> (String, String) {
        let id = told(self).await;
        let session = self.enter(NUMBER, PHONE).await;
        let page = self
            .submit("claim_contact", &format!("contact={}", self.contact(MAIL).await), &session)
            .await
            .location()
            .to_owned();
        assert!(page.starts_with("/contacts/prove/"), "{page}");
        let answer = self.type_code(&session, &page, MAIL).await;
        assert_eq!(answer.location(), "/contacts", "{}", answer.body);
        assert_eq!(self.customer(MAIL).await, self.customer(PHONE).await);
        self.work().await;
        // Long enough ago that nothing cools and nothing is fresh.
        self.clock.pass(Duration::hours(73));
        sqlx::query("update parcel set pickup_deadline = $1")
            .bind(self.app_state.now() + Duration::days(30))
            .execute(&self.pool)
            .await
            .unwrap();
        sqlx::query("update pickup_code set valid_until = $1")
            .bind(self.app_state.now() + Duration::days(30))
            .execute(&self.pool)
            .await
            .unwrap();
        (id, session)
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_number_with_a_typo_is_fixed_and_the_code_goes_to_the_new_one(pool: PgPool) {
    let world = World::new(pool).await;
    let id = told(&world).await;
    let text = world.provider.all().pop().unwrap();
    world.receipt(&text, "undelivered", Some("30005")).await;
    world.clock.pass(Duration::minutes(11));
    let session = world.enter(NUMBER, MAIL).await;
    world.clock.pass(Duration::minutes(11));
    let page = world.get("/contacts", &session).await;
    assert!(page.body.contains(app::wording::default().contact_no_such_address()), "{}", page.body);
    let wrong = world.contact(PHONE).await;
    let prove = world.change(&session, Some(wrong), "0151 555 00141").await;
    assert!(prove.starts_with("/contacts/prove/"), "{prove}");
    let confirm = world.type_code(&session, &prove, NEW).await;
    assert!(confirm.location().starts_with("/contacts/changes/"), "{}", confirm.location());
    // Nothing goes there before the second proof.
    assert_eq!(world.count("select count(*) from recipient r join contact c on c.id = r.contact_id where c.address = '+4915155500141'").await, 0);
    let change = confirm.location().rsplit('/').next().unwrap().to_owned();
    let form = format!("contact={}&change={change}", world.contact(MAIL).await);
    let second = world.submit("prove_contact", &form, &session).await;
    let done = world.type_code(&session, second.location(), MAIL).await;
    assert_eq!(done.location(), "/contacts", "{}", done.body);
    let session = done.cookie("__Host-session").expect("a session that is worth more has a new token");
    assert_eq!(world.count("select count(*) from recipient r join contact c on c.id = r.contact_id where c.address = '+4915155500141'").await, 1);
    assert_eq!(world.count("select count(*) from recipient r join contact c on c.id = r.contact_id where c.address = '+4915123456789'").await, 0);
    let parcel = world.get(&format!("/parcels/{id}"), &session).await;
    assert!(parcel.body.contains("SMS to your old number <bdi>••• 89</bdi>"), "{}", parcel.body);
    // The code that the wrong number has got opens nothing any more.
    world.work().await;
    world.submit("resend", &format!("parcel={id}&channel=sms&request=r1"), &session).await;
    world.work().await;
    // H2: within its 72 hours it is told that the parcel is there, and not how to open the door.
    let texts = world.provider.texts(NEW);
    assert!(texts.iter().any(|text| text.contains("No code here yet")), "{texts:?}");
    assert!(texts.iter().all(|text| !text.contains("Code ")), "{texts:?}");
    assert_eq!(world.count("select count(*) from link where not status_only and contact_id = (select id from contact where address = '+4915155500141')").await, 0);
    // The carrier's system may say once more what it said.
    let again = json!({ "tracking_number": NUMBER, "carrier": "DHL", "merchant": "Birch & Bloom", "station": "BER-042",
        "recipient": { "phone": PHONE, "email": MAIL } });
    let known = world.api("POST", "/parcels", crate::world::OPERATOR, &again).await;
    assert_eq!((known.status, known.json()["id"].as_str()), (StatusCode::OK, Some(id.as_str())));
    // The number in the order was told, with a way to take it back.
    assert_eq!(world.undo_links(PHONE).len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_thief_with_a_stolen_session_gets_nothing_and_the_old_contact_takes_it_all_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    // The thief has the session, and a phone of their own.
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let stolen = digits(&world.provider.texts(PHONE)[0]);
    let phone = world.contact(PHONE).await;
    let prove = world.change(&session, Some(phone), THIEF).await;
    let waits = world.type_code(&session, &prove, THIEF).await;
    assert!(waits.location().starts_with("/contacts/changes/"));
    let change = waits.location().rsplit('/').next().unwrap().to_owned();
    // Neither the new number nor the changed one is the second proof.
    let confirmed = world.submit("confirm_change", &format!("change={change}"), &session).await;
    assert!(confirmed.location().starts_with("/contacts/changes/"));
    world.work().await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_eq!(world.customer(THIEF).await, world.customer(MAIL).await, "a day passed without a word");
    assert_ne!(world.customer(PHONE).await, world.customer(MAIL).await);
    // The owner opens the link in the SMS that came at once.
    let link = world.undo_links(PHONE).remove(0);
    for _ in 0..5 {
        assert_eq!(world.get(&format!("/u/{link}"), "").await.status, StatusCode::OK);
    }
    assert_eq!(world.customer(THIEF).await, world.customer(MAIL).await, "looking changes nothing");
    world.clock.pass(Duration::seconds(1));
    let undone = world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(undone.location(), format!("/u/{link}"), "{}", undone.body);
    assert!(
        world.get(&format!("/u/{link}"), "").await.body.contains(app::wording::default().undo_done_title())
    );
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
    assert_ne!(world.customer(THIEF).await, world.customer(MAIL).await);
    assert!(world.get("/parcels", &session).await.location().contains("signed-out"));
    let refused = world.unlock(json!({ "digits": stolen })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    world.work().await;
    let fresh = digits(world.provider.texts(PHONE).last().unwrap());
    assert!(world.provider.texts(THIEF).iter().all(|text| !text.contains("Code ")), "no code ever");
    // Nothing can be changed for 72 hours, whoever asks.
    let own = world.enter(NUMBER, PHONE).await;
    let phone = world.contact(PHONE).await;
    assert!(world.change(&own, Some(phone), NEW).await.contains(": frozen"));
    assert_eq!(world.unlock(json!({ "digits": fresh })).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_message_that_waits_for_a_contact_that_has_left_does_not_take_the_new_code_there(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.settled().await;
    let session = world.enter(NUMBER, MAIL).await;
    let prove = world.change(&session, Some(world.contact(PHONE).await), THIEF).await;
    world.type_code(&session, &prove, THIEF).await;
    world.clock.pass(Duration::hours(25));
    world.work().await;
    assert_eq!(world.customer(THIEF).await, world.customer(MAIL).await);
    for provider in [&world.provider, &world.second] {
        provider.fail(SmsFault::Unavailable, 1);
    }
    world.submit("resend", &format!("parcel={id}&channel=sms&request=r1"), &session).await;
    world.work().await;
    let waits = "select count(*) from notification where kind = 'code' and channel = 'sms' and state = 'temporary_failure'";
    assert_eq!(world.count(waits).await, 1);
    let codes = || {
        let sent = [world.provider.texts(THIEF), world.second.texts(THIEF)].concat();
        sent.iter().filter(|text| text.contains("Code ")).count()
    };
    let before = codes();
    let link = world.undo_links(PHONE).remove(0);
    world.submit("undo", &format!("token={link}"), "").await;
    world.clock.pass(Duration::seconds(10));
    world.work().await;
    assert_eq!(codes(), before);
    let spared = "select count(*) from notification where channel = 'sms' and cause = 'nothing_to_say'";
    assert_eq!(world.count(spared).await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_old_contact_is_told_in_the_same_transaction(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let phone = world.contact(PHONE).await;
    world.change(&session, Some(phone), NEW).await;
    let told: Vec<String> = sqlx::query_scalar(
        "select c.address from notification n join contact c on c.id = n.contact_id
         where n.kind = 'notice' and n.notice = 'begun' and n.change_id = (select max(id) from contact_change)
         order by 1",
    )
    .fetch_all(&world.pool)
    .await
    .unwrap();
    assert_eq!(told, [PHONE, MAIL]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_notice_to_a_phone_that_is_off_comes_when_it_is_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    world.change(&session, Some(world.contact(PHONE).await), NEW).await;
    world.work().await;
    let notice = world.provider.all().into_iter().rfind(|text| text.body.contains("/u/")).unwrap();
    world.receipt(&notice, "undelivered", Some("30003")).await;
    assert_eq!(world.undo_links(PHONE).len(), 1);
    world.clock.pass(Duration::minutes(5));
    world.work().await;
    let links = world.undo_links(PHONE);
    assert_eq!(links.len(), 2);
    assert!(!world.submit("undo", &format!("token={}", links[1]), "").await.location().contains(": "));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_undoes_once_however_many_hold_it(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (_, session) = one.settled().await;
    let phone = one.contact(PHONE).await;
    let prove = one.change(&session, Some(phone), NEW).await;
    one.type_code(&session, &prove, NEW).await;
    one.work().await;
    let link = one.undo_links(PHONE).remove(0);
    let answers = join_all((0..64).map(|place| {
        let world = if place % 2 == 0 { &one } else { &two };
        let form = format!("token={link}");
        async move { world.submit_from(&format!("203.0.{place}.7"), "undo", &form, "").await }
    }))
    .await;
    // B14: whoever comes second is told the same, and nothing happens twice.
    assert!(answers.iter().all(|answer| answer.location() == format!("/u/{link}")));
    assert_eq!(one.count("select count(*) from activity where kind = 'change_undone'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_survives_a_chain_of_further_changes(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    // A session that the mailbox has opened: what a phone has opened ends when the phone leaves.
    let session = {
        let _ = session;
        world.enter(NUMBER, MAIL).await
    };
    world.clock.pass(Duration::minutes(11));
    let mut last = PHONE.to_owned();
    for place in 0..4 {
        let next = format!("+491519990010{place}");
        let old = world.contact(&last).await;
        let prove = world.change(&session, Some(old), &next).await;
        assert!(prove.starts_with("/contacts/prove/"), "{prove}");
        world.type_code(&session, &prove, &next).await;
        world.clock.pass(Duration::hours(25));
        world.work().await;
        assert_eq!(world.customer(&next).await, world.customer(MAIL).await, "{place}");
        last = next;
    }
    let link = world.undo_links(PHONE).remove(0);
    world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
    assert_eq!(
        world.count("select count(*) from contact where joined_at is not null and channel = 'sms'").await,
        0
    );
    assert_eq!(world.count("select count(*) from recipient r join contact c on c.id = r.contact_id where c.address = '+4915123456789'").await, 1);
    assert!(world.get("/parcels", &session).await.location().contains("signed-out"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_is_new_is_not_enough_to_see_a_code(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = world.settled().await;
    let prove = world.change(&session, None, NEW).await;
    let confirm = world.type_code(&session, &prove, NEW).await;
    let change = confirm.location().rsplit('/').next().unwrap().to_owned();
    let form = format!("contact={}&change={change}", world.contact(PHONE).await);
    let second = world.submit("prove_contact", &form, &session).await;
    assert_eq!(world.type_code(&session, second.location(), PHONE).await.location(), "/contacts");
    // The new number gets nothing that signs in (H2), and the answer does not tell.
    let form = format!("tracking={NUMBER}&contact={}", encoded(NEW));
    assert_eq!(world.submit("find", &form, "").await.location(), "/sign-in");
    assert_eq!(world.count("select count(*) from challenge where contact_id is null").await, 1);
    let old = world.enter(NUMBER, MAIL).await;
    assert!(!world.submit("reveal", &format!("parcel={id}"), &old).await.location().contains(": "));
    world.clock.pass(Duration::hours(72));
    let new = world.enter(NUMBER, NEW).await;
    assert!(!world.submit("reveal", &format!("parcel={id}"), &new).await.location().contains(": "));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn numbers_that_cannot_be_used_are_refused_with_the_reason_and_nothing_changes(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let session = world.enter(NUMBER, PHONE).await;
    for (typed, problem) in [
        ("030 901820", "not-mobile"),
        ("0900 1 234567", "premium"),
        ("0151 2345678", "too-short"),
        ("0151 234567890", "too-long"),
        ("kim@gmial.com", "slip-gmail.com"),
        ("call me", "invalid-address"),
        // T3, T8, T9: each says what is the case.
        ("+44 70 1234 5678", "personal-number"),
        ("+49 700 12345678", "personal-number"),
        ("0151 2312 Anna", "letters"),
        ("+33 061234dgfs", "letters"),
        ("0800 1234567", "toll-free"),
        (PHONE, "already-there"),
    ] {
        let location = world.change(&session, None, typed).await;
        assert_eq!(location, format!("/contacts: {problem}"), "{typed}");
        assert_eq!(world.get(&location, &session).await.status, StatusCode::OK);
    }
    assert_eq!(world.count("select count(*) from contact_change").await, 0);
    let sure = world.submit("change_contact", "address=kim%40gmial.com&sure=kim%40gmial.com", &session).await;
    assert!(sure.location().starts_with("/contacts/prove/"), "{}", sure.location());
}

// T1, T2, T4, T9, T10
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn contacts_are_taken_as_they_are_pasted_and_kept_as_they_are_sent_to(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let session = world.enter(NUMBER, PHONE).await;
    for (typed, statement) in [
        (
            "＋４９\u{a0}１７０１２３４５６７\u{200e}",
            "select count(*) from contact where address = '+491701234567'",
        ),
        (
            "kim@m\u{fc}ller-post.example",
            "select count(*) from contact where address = 'kim@xn--mller-post-9db.example'",
        ),
        ("kim@ymail.com", "select count(*) from contact where address = 'kim@ymail.com'"),
    ] {
        let location = world.change(&session, None, typed).await;
        assert!(location.starts_with("/contacts/prove/"), "{typed}: {location}");
        assert_eq!(world.count(statement).await, 1, "{typed}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_is_removed_at_once_by_who_has_just_proven_another(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.settled().await;
    let session = world.enter(NUMBER, PHONE).await;
    let mail = world.contact(MAIL).await;
    assert_eq!(world.change(&session, Some(mail), "").await, "/contacts");
    assert_ne!(world.customer(MAIL).await, world.customer(PHONE).await);
    // The parcel names the number alone; the mailbox is told, with a way back.
    assert_eq!(world.count("select count(*) from recipient").await, 1);
    assert_eq!(
        world
            .count(
                "select count(*) from notification
             where notice = 'applied' and change_id = (select max(id) from contact_change)"
            )
            .await,
        2
    );
    assert!(!world.submit("reveal", &format!("parcel={id}"), &session).await.location().contains(": "));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_way_stays(pool: PgPool) {
    let world = World::new(pool).await;
    told(&world).await;
    let session = world.enter(NUMBER, PHONE).await;
    let phone = world.contact(PHONE).await;
    let off = world.submit("switch_contact", &format!("contact={phone}&to=off"), &session).await;
    assert!(off.location().contains(": last-way"));
    assert!(world.change(&session, Some(phone), "").await.contains(": last-way"));
    assert_eq!(world.count("select count(*) from contact where off").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_with_companions_is_not_taken_away_from_them(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    world.announce("RR473124830GB", json!({ "phone": THIEF })).await;
    let thief = world.enter("RR473124830GB", THIEF).await;
    let prove = world.change(&thief, None, PHONE).await;
    // Even with the code: the phone lies on a table.
    let refused = world.type_code(&thief, &prove, PHONE).await;
    assert!(refused.location().contains(": taken-elsewhere"), "{}", refused.location());
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_touches_anothers_contacts_changes_and_challenges(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let phone = world.contact(PHONE).await;
    let prove = world.change(&session, Some(phone), NEW).await;
    let challenge = prove.rsplit('/').next().unwrap().to_owned();
    let change: i64 =
        sqlx::query_scalar("select max(id) from contact_change").fetch_one(&world.pool).await.unwrap();
    world.announce("RR473124830GB", json!({ "phone": THIEF })).await;
    let thief = world.enter("RR473124830GB", THIEF).await;
    let code = world.one_time(NEW).await;
    let own = world.contact(THIEF).await;
    for (action, form) in [
        ("prove_contact", format!("contact={phone}")),
        ("prove_contact", format!("contact={own}&change={change}")),
        ("switch_contact", format!("contact={phone}&to=off")),
        ("move_contact", format!("contact={phone}&to=up")),
        ("push_test", format!("contact={phone}")),
        ("push_off", format!("contact={phone}")),
        ("claim_contact", format!("contact={phone}")),
        ("change_contact", format!("old={phone}&address={}", encoded("+4915155500199"))),
        ("confirm_change", format!("change={change}")),
        ("withdraw_change", format!("change={change}")),
        ("answer_again", format!("challenge={challenge}")),
        ("answer", format!("challenge={challenge}&code={code}")),
    ] {
        let refused = world.submit(action, &form, &thief).await;
        assert!(refused.location().contains(": "), "{action}: {}", refused.location());
        let signed_out = world.submit(action, &form, "").await;
        assert!(signed_out.location().contains(": signed-out"), "{action}: {}", signed_out.location());
    }
    assert!(world.get(&prove, &thief).await.location().contains(": challenge-over"));
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
    assert_eq!(world.count("select count(*) from contact where off").await, 0);
    assert_eq!(world.count("select count(*) from contact_change where state = 'pending'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_to_a_victims_number_and_a_thiefs_mailbox_joins_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    // Somebody orders something to the victim's phone and their own mailbox.
    world.announce("RR473124830GB", json!({ "phone": PHONE, "email": "thief@example.org" })).await;
    let thief = world.enter("RR473124830GB", "thief@example.org").await;
    let parcels = world.get("/parcels", &thief).await;
    assert!(!parcels.body.contains("4731 2482"), "{}", parcels.body);
    let phone = world.contact(PHONE).await;
    let location = world.submit("claim_contact", &format!("contact={phone}"), &thief).await;
    assert!(location.location().starts_with("/contacts/prove/"));
    // Without the code that went to the victim nothing comes of it; the victim's page stays as it was.
    let challenge = location.location().rsplit('/').next().unwrap().to_owned();
    for code in ["000000", "111111", "222222", "333333", "444444", "555555"] {
        world.submit("answer", &format!("challenge={challenge}&code={code}"), &thief).await;
    }
    let right = world.one_time(PHONE).await;
    let late = world.submit("answer", &format!("challenge={challenge}&code={right}"), &thief).await;
    assert!(late.location().contains(": challenge-over"), "{}", late.location());
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
    assert!(world.get("/contacts", &session).await.body.contains("•••"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn proven_contacts_come_first_and_the_order_is_the_customers(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let phone = world.contact(PHONE).await;
    let down = format!("contact={phone}&to=down");
    // Whoever has only a session cannot lead codes elsewhere.
    let stale = world.submit("move_contact", &down, &session).await;
    assert!(stale.location().contains(": not-proven"), "{}", stale.location());
    let session = world.enter(NUMBER, PHONE).await;
    world.submit("move_contact", &down, &session).await;
    world.announce("RR473124830GB", json!({ "phone": PHONE, "email": MAIL })).await;
    let placed = crate::world::placed("RR473124830GB", "15");
    world.carrier("placed-2", placed).await;
    world.work().await;
    let first: String = sqlx::query_scalar(
        "select n.channel from notification n join parcel p on p.id = n.parcel_id
         where p.tracking_number = 'RR473124830GB' order by n.id limit 1",
    )
    .fetch_one(&world.pool)
    .await
    .unwrap();
    assert_eq!(first, "email");
    let off = format!("contact={}&to=off", world.contact(MAIL).await);
    world.submit("switch_contact", &off, &session).await;
    assert_eq!(world.count("select count(*) from contact where off").await, 1);
    world.clock.pass(Duration::minutes(11));
    world.submit("switch_contact", &off.replace("off", "on"), &session).await;
    let stale = world.submit("switch_contact", &off, &session).await;
    assert!(stale.location().contains(": not-proven"), "{}", stale.location());
    assert_eq!(world.count("select count(*) from contact where off").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_way_that_is_turned_on_again_gets_the_code_that_nobody_has_confirmed(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.settled().await;
    let session = world.enter(NUMBER, PHONE).await;
    let mail = world.contact(MAIL).await;
    world.submit("switch_contact", &format!("contact={mail}&to=off"), &session).await;
    // Codes: the SMS of three days ago, which nobody has confirmed; it is found that there is no other way.
    world.work().await;
    let mails = "select count(*) from notification where kind = 'code' and channel = 'email'";
    assert_eq!(world.count(mails).await, 0);
    world.submit("switch_contact", &format!("contact={mail}&to=on"), &session).await;
    world.work().await;
    assert_eq!(world.count(mails).await, 1);
    // One that was seen needs no way.
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    for to in ["off", "on"] {
        world.submit("switch_contact", &format!("contact={mail}&to={to}"), &session).await;
    }
    world.work().await;
    assert_eq!(world.count(mails).await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_has_proven_two_contacts_signs_in_with_either(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    world.announce("RR473124830GB", json!({ "phone": PHONE })).await;
    let session = world.enter("RR473124830GB", MAIL).await;
    let parcels = world.get("/parcels", &session).await;
    assert_eq!(parcels.body.matches("class=\"plate\"").count(), 2, "{}", parcels.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_changed_is_forgotten_in_time(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    assert_eq!(world.count("select count(*) from contact_change").await, 1);
    world.clock.pass(Duration::days(31));
    server::worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from contact_change").await, 0);
    assert_eq!(
        world.count("select count(*) from notification where kind in ('notice', 'prove', 'verify')").await,
        0
    );
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await, "the parcel still waits for them");
}

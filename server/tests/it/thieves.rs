//! What somebody with a stolen session, phone or mailbox may try, and what time and other customers must not break.

use chrono::Duration;
use domain::id::{ContactId, CustomerId};
use futures::future::join_all;
use serde_json::json;
use sqlx::{Connection, PgConnection, PgPool};
use store::book;

use crate::{
    contacts::{MAIL, NEW, NUMBER, THIEF},
    world::{PHONE, World},
};

impl World {
    /// Which contacts a parcel names.
    pub async fn named(&self, parcel: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select c.address from recipient r join contact c on c.id = r.contact_id where r.parcel_id = $1 order by 1",
        )
        .bind(parcel)
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }

    /// A change by a session that has nothing but itself, through its day of waiting.
    pub async fn wait_out(&self, session: &str, old: Option<i64>, new: &str) {
        let prove = self.change(session, old, new).await;
        assert!(prove.starts_with("/contacts/prove/"), "{prove}");
        self.type_code(session, &prove, new).await;
        self.clock.pass(Duration::hours(24) + Duration::seconds(1));
        self.work().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_takes_back_every_swap_in_its_order(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    // An order names a number beside the customer's own mailbox; a thief replaces it, and then the replacement.
    let id = world.announce("RR473124830GB", json!({ "phone": NEW, "email": MAIL })).await;
    let before = world.named(&id).await;
    let beside = world.contact(NEW).await;
    let first = "+4915199900002";
    world.wait_out(&session, Some(beside), first).await;
    assert_eq!(world.named(&id).await, [first, MAIL]);
    let replaced = world.contact(first).await;
    world.wait_out(&session, Some(replaced), THIEF).await;
    assert_eq!(world.named(&id).await, [THIEF, MAIL]);
    // The link in the first notice, as the number beside got it.
    let link = world.links_back(NEW, |_| true).remove(0);
    let undone = world.submit("undo", &format!("token={link}"), "").await;
    assert!(!undone.location().contains(": "), "{}", undone.location());
    assert_eq!(world.named(&id).await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_can_be_undone_is_not_forgotten_meanwhile(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    // Somebody else's parcel that is long over, so that there is something to forget.
    world.announce("RR473124831GB", json!({ "phone": "+4915155500777" })).await;
    sqlx::query("update parcel set status = 'delivered', since = $1 where tracking_number = 'RR473124831GB'")
        .bind(world.app_state.now() - Duration::days(40))
        .execute(&world.pool)
        .await
        .unwrap();
    let phone = world.contact(PHONE).await;
    world.wait_out(&session, Some(phone), THIEF).await;
    server::worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from parcel where purged_at is not null").await, 1);
    assert_eq!(world.contact(PHONE).await, phone, "the number that was replaced is still known");
    let link = world.undo_links(PHONE).remove(0);
    world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(world.customer(PHONE).await, world.customer(MAIL).await);
    // In the end it is all forgotten, links and all.
    world.submit("sign_out_others", "", &session).await;
    world.clock.pass(Duration::days(120));
    sqlx::query("update parcel set status = 'delivered', since = $1, purged_at = null")
        .bind(world.app_state.now() - Duration::days(40))
        .execute(&world.pool)
        .await
        .unwrap();
    server::worker::watch_once(&world.app_state).await;
    assert_eq!(world.count("select count(*) from contact").await, 0);
    assert_eq!(world.count("select count(*) from customer").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_is_not_held_up_by_many_who_ask_for_the_code(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, session) = one.settled().await;
    let phone = one.contact(PHONE).await;
    let prove = one.change(&session, Some(phone), THIEF).await;
    one.type_code(&session, &prove, THIEF).await;
    one.work().await;
    let link = one.undo_links(PHONE).remove(0);
    let resends = join_all((0..60).map(|place| {
        let form = format!("parcel={id}&channel=sms&request=r{place}");
        let session = &session;
        let one = &one;
        async move { one.submit("resend", &form, session).await }
    }));
    let form = format!("token={link}");
    let undo = two.submit("undo", &form, "");
    let (_, undone) = futures::future::join(resends, undo).await;
    assert_eq!(undone.location(), format!("/u/{link}"), "{}", undone.body);
    assert_eq!(one.count("select count(*) from contact_change where state = 'undone'").await, 1);
    assert!(one.get("/parcels", &session).await.location().contains("signed-out"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_signs_in_while_their_contact_is_taken_out_comes_in_as_nobody_else(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    let customer = world.customer(PHONE).await;
    let begun = world.submit("find", "tracking=RR473124829GB&contact=%2B4915123456789", "").await;
    let (cookie, code) = (begun.cookie("__Host-sign-in").unwrap(), world.one_time(PHONE).await);
    // Somebody holds the book and takes the phone out of it.
    let options = world.pool.connect_options();
    let mut other = PgConnection::connect_with(&options).await.unwrap();
    let mut holding = other.begin().await.unwrap();
    book::lock(&mut holding, CustomerId::new(customer), world.app_state.now()).await.unwrap().unwrap();
    let form = format!("code={code}");
    let entering = world.submit("prove", &form, &cookie);
    let leaving = async {
        while world.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()").await == 0 {
            tokio::task::yield_now().await;
        }
        book::leave(&mut holding, ContactId::new(world.contact(PHONE).await), world.app_state.now())
            .await
            .unwrap();
        holding.commit().await.unwrap();
    };
    let (entered, ()) = futures::future::join(entering, leaving).await;
    assert!(entered.cookie("__Host-session").is_some());
    let came: i64 = sqlx::query_scalar("select customer_id from session order by id desc limit 1")
        .fetch_one(&world.pool)
        .await
        .unwrap();
    assert_eq!(came, world.customer(PHONE).await);
    assert_ne!(came, customer);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_removal_that_is_due_spares_no_session_of_what_is_removed(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, stolen) = world.settled().await;
    let owner = world.enter(NUMBER, MAIL).await;
    world.clock.pass(Duration::minutes(11));
    let phone = world.contact(PHONE).await;
    let asked = world.change(&owner, Some(phone), "").await;
    assert!(asked.starts_with("/contacts/changes/"), "{asked}");
    world.clock.pass(Duration::hours(25));
    // The thief acts before any worker does.
    let kept = world.submit("move_contact", &format!("contact={phone}&to=up"), &stolen).await;
    assert!(kept.location().contains(": "), "{}", kept.location());
    world.work().await;
    assert_ne!(world.customer(PHONE).await, world.customer(MAIL).await);
    assert!(world.get("/parcels", &stolen).await.location().contains("signed-out"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_has_become_somebody_elses_is_not_pulled_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let phone = world.contact(PHONE).await;
    world.change(&session, Some(phone), "").await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_ne!(world.customer(PHONE).await, world.customer(MAIL).await);
    // Whoever has the number now proves it together with a number of their own.
    world.announce("RR473124830GB", json!({ "phone": PHONE })).await;
    let theirs = world.enter("RR473124830GB", PHONE).await;
    let prove = world.change(&theirs, None, NEW).await;
    world.type_code(&theirs, &prove, NEW).await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_eq!(world.customer(PHONE).await, world.customer(NEW).await);
    let link = world.links_back(PHONE, |_| true).remove(0);
    let undone = world.submit("undo", &format!("token={link}"), "").await;
    assert!(!undone.location().contains(": "), "{}", undone.location());
    assert_eq!(world.customer(PHONE).await, world.customer(NEW).await);
    assert_ne!(world.customer(PHONE).await, world.customer(MAIL).await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_verified_contact_that_finds_companions_is_not_taken_from_them(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let prove = world.change(&session, None, NEW).await;
    let confirm = world.type_code(&session, &prove, NEW).await.location().to_owned();
    assert!(confirm.starts_with("/contacts/changes/"), "{confirm}");
    world.announce("RR473124830GB", json!({ "phone": THIEF })).await;
    sqlx::query("update contact set customer_id = (select customer_id from contact where address = $1) where address = $2")
        .bind(NEW)
        .bind(THIEF)
        .execute(&world.pool)
        .await
        .unwrap();
    let change = confirm.rsplit('/').next().unwrap();
    let form = format!("contact={}&change={change}", world.contact(MAIL).await);
    let second = world.submit("prove_contact", &form, &session).await;
    let refused = world.type_code(&session, second.location(), MAIL).await;
    assert!(refused.location().contains(": taken-elsewhere"), "{}", refused.location());
    assert_ne!(world.customer(NEW).await, world.customer(MAIL).await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_guesses_all_day_gets_few_codes_to_guess(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, session) = world.settled().await;
    let form = format!("contact={}", world.contact(PHONE).await);
    let mut sent = 0;
    for _ in 0..24 * 6 {
        sent += usize::from(
            world.submit("prove_contact", &form, &session).await.location().starts_with("/contacts/prove/"),
        );
        world.clock.pass(Duration::minutes(10));
    }
    // One session has a part of the day's twenty codes only: others may need them.
    assert_eq!(sent, domain::budget::PER_HOLDER);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_kept_out_by_somebody_who_only_knows_their_number(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    for place in 0..30 {
        let form = format!("tracking=RR47312{:04}GB&contact=%2B4915123456789", 1000 + place);
        world.submit_from(&format!("203.0.{place}.1"), "find", &form, "").await;
    }
    let mine = world.submit("find", "tracking=RR473124829GB&contact=%2B4915123456789", "").await;
    assert_eq!(mine.location(), "/sign-in");
    assert_eq!(world.count("select count(*) from challenge where contact_id is not null").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_parcels_of_one_contact_do_not_flood_it(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    for place in 0..10 {
        world.announce(&format!("RR4731248{:02}GB", 40 + place), json!({ "phone": PHONE })).await;
    }
    let mut begun = Vec::new();
    for place in 0..10 {
        let form = format!("tracking=RR4731248{:02}GB&contact=%2B4915123456789", 40 + place);
        begun.push(world.submit("find", &form, "").await.location().to_owned());
    }
    // Refused aloud, by what was typed and from where: a contact nobody knows is answered alike (limits.rs).
    assert!(begun[..3].iter().all(|location| location == "/sign-in"), "{begun:?}");
    assert!(begun[3..].iter().all(|location| location == "/: wait-60"), "{begun:?}");
    assert_eq!(
        world
            .count("select count(*) from notification where kind = 'sign_in' and contact_id is not null")
            .await,
        3
    );
}

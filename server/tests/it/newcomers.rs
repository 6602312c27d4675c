//! What a contact brings when it joins a customer is opened by its own proofs; and it gets nothing of what was there
//! before it has settled.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NEW, NUMBER, THIEF},
    passkeys,
    world::{Answer, PHONE, World, digits, link},
};

// RFC 8291, section 5.
const KEYS: &str = "p256dh=BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4&auth=BTBZMqHH6r4Tts7J_aSIgg";

const VICTIMS: &str = "RR473124840GB";
const THIEFS: &str = "RR473124841GB";

impl World {
    /// A second proof by this contact, for a change that waits for one; answers the session's new token, if it got one.
    async fn confirm(&self, session: &str, waits: &Answer, by: &str) -> String {
        if waits.location() == "/contacts" {
            return String::new();
        }
        let change = waits.location().rsplit('/').next().unwrap().to_owned();
        let form = format!("contact={}&change={change}", self.contact(by).await);
        let second = self.submit("prove_contact", &form, session).await;
        self.type_code(session, second.location(), by).await.cookie("__Host-session").unwrap()
    }

    /// A thief signed in with a parcel of their own has got the victim's number into their account; answers the
    /// victim's parcel, what its code was, and the thief's session.
    async fn lured(&self) -> (String, String, String) {
        let (id, code) = self.ready(VICTIMS, PHONE).await;
        self.announce(THIEFS, json!({ "phone": THIEF })).await;
        let thief = self.enter(THIEFS, THIEF).await;
        let prove = self.change(&thief, None, PHONE).await;
        let waits = self.type_code(&thief, &prove, PHONE).await;
        let renewed = self.confirm(&thief, &waits, THIEF).await;
        let thief = if renewed.is_empty() { thief } else { renewed };
        assert_eq!(self.customer(PHONE).await, self.customer(THIEF).await, "the number has joined");
        self.clock.pass(Duration::seconds(1));
        self.work().await;
        (id, code, thief)
    }

    async fn shows_code(&self, id: &str, session: &str) -> bool {
        self.submit("reveal", &format!("parcel={id}"), session).await;
        self.get(&format!("/parcels/{id}/code"), session).await.body.contains("<svg class=\"qr\"")
            || self.count("select count(*) from reveal").await > 0
    }
}

// H1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_gets_a_number_into_their_account_gets_none_of_what_it_brings(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, code, thief) = world.lured().await;
    // The message that made it possible says what telling its code does.
    let asked =
        world.provider.texts(PHONE).into_iter().find(|text| text.contains("another person's account"));
    assert!(asked.is_some_and(|text| text.contains("Tell nobody")));
    assert_eq!(world.get(&format!("/parcels/{id}"), &thief).await.status, StatusCode::NOT_FOUND);
    assert!(!world.get("/parcels", &thief).await.body.contains(&id));
    assert!(!world.shows_code(&id, &thief).await);
    let form = format!("parcel={id}&channel=sms&request=r1");
    world.submit("resend", &form, &thief).await;
    world.work().await;
    assert!(world.provider.texts(THIEF).iter().all(|text| !text.contains("Code ")));
    // What was known before opens nothing; the new code went to its own number.
    assert_eq!(world.unlock(json!({ "digits": code })).await.status, StatusCode::FORBIDDEN);
    let fresh = world.provider.texts(PHONE).into_iter().rfind(|text| text.contains("Code ")).unwrap();
    assert_ne!(digits(&fresh), code);
    // The owner gets in by the number alone, sees the code, and nothing of the other's.
    let owner = world.enter(VICTIMS, PHONE).await;
    assert!(world.shows_code(&id, &owner).await);
    assert!(!world.get("/parcels", &owner).await.body.contains("124841"));
    assert_eq!(world.unlock(json!({ "digits": digits(&fresh) })).await.status, StatusCode::OK);
}

// H1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_number_that_was_lured_takes_itself_out_at_once_and_nothing_else_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _, thief) = world.lured().await;
    let out =
        world.links_back(PHONE, |text| text.contains("was added to another person's account")).remove(0);
    let page = world.get(&format!("/u/{out}"), "").await;
    assert!(page.body.contains(app::wording::default().undo_opt_out_tone()), "{}", page.body);
    let done = world.submit("undo", &format!("token={out}"), "").await;
    assert_eq!(done.location(), format!("/u/{out}"));
    assert_ne!(world.customer(PHONE).await, world.customer(THIEF).await);
    // Nobody else is signed out or kept from anything.
    assert_eq!(world.get("/parcels", &thief).await.status, StatusCode::OK);
    assert_eq!(world.count("select count(*) from customer where frozen_until is not null").await, 0);
    world.work().await;
    let owner = world.enter(VICTIMS, PHONE).await;
    assert!(world.shows_code(&id, &owner).await);
}

// H1: replaced or removed by the thief within its 72 hours, it takes along what it has brought.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lured_number_cannot_be_replaced_by_one_of_the_thief(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _, thief) = world.lured().await;
    let prove = world.change(&thief, Some(world.contact(PHONE).await), NEW).await;
    let waits = world.type_code(&thief, &prove, NEW).await;
    let renewed = world.confirm(&thief, &waits, THIEF).await;
    let thief = if renewed.is_empty() { thief } else { renewed };
    assert_ne!(world.customer(PHONE).await, world.customer(THIEF).await);
    world.clock.pass(Duration::hours(73));
    assert_eq!(world.get(&format!("/parcels/{id}"), &thief).await.status, StatusCode::NOT_FOUND);
}

/// A thief's number in the owner's account, by a stolen session and a day of waiting.
async fn crept_in(world: &World) -> (String, String) {
    let (id, stolen) = world.settled().await;
    let prove = world.change(&stolen, None, THIEF).await;
    world.type_code(&stolen, &prove, THIEF).await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_eq!(world.customer(THIEF).await, world.customer(PHONE).await);
    (id, stolen)
}

// H2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_within_its_72_hours_gets_no_digits_and_no_way_in_however_it_is_asked(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, stolen) = crept_in(&world).await;
    // Another code, a resend, a message that does not arrive and one that nobody confirms.
    for (place, pass) in [1, 61, 91, 200].into_iter().enumerate() {
        world.clock.pass(Duration::seconds(pass));
        world.submit("resend", &format!("parcel={id}&channel=sms&request=r{place}"), &stolen).await;
        world.work().await;
        if let Some(text) = world.provider.all().pop().filter(|text| text.body.contains("Code ")) {
            world.receipt(&text, "undelivered", Some("30003")).await;
        }
    }
    let texts = world.provider.texts(THIEF);
    assert!(texts.iter().all(|text| !text.contains("Code ")), "{texts:?}");
    assert_eq!(world.count("select count(*) from link l join contact c on c.id = l.contact_id where c.address = '+4915199900001' and not l.status_only").await, 0);
    // No sign-in code either.
    let before = texts.len();
    world.submit("find", &format!("tracking={NUMBER}&contact=%2B4915199900001"), "").await;
    world.work().await;
    assert!(world.provider.texts(THIEF)[before..].iter().all(|text| !text.contains("sign-in code")));
    // After that it is a contact like any other.
    world.clock.pass(Duration::hours(72));
    assert!(world.enter(NUMBER, THIEF).await.starts_with("__Host-session="));
}

// H2
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_contact_is_no_other_way_and_turning_one_off_is_told_and_taken_back(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, stolen) = crept_in(&world).await;
    let mail = world.contact(MAIL).await;
    // Proven just now by the phone: the mailbox may be turned off, but then the phone is the last one that has settled.
    let fresh = world.enter(NUMBER, PHONE).await;
    let off = world.submit("switch_contact", &format!("contact={mail}&to=off"), &fresh).await;
    assert_eq!(off.location(), "/contacts", "{}", off.location());
    let phone = world.contact(PHONE).await;
    let last = world.submit("switch_contact", &format!("contact={phone}&to=off"), &fresh).await;
    assert!(last.location().contains(": last-way"), "{}", last.location());
    world.work().await;
    let link = world.links_back(PHONE, |text| text.contains("no longer go to")).remove(0);
    world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(world.count("select count(*) from contact where off").await, 0);
    for session in [&stolen, &fresh] {
        assert!(world.get("/parcels", session).await.location().contains("signed-out"));
    }
}

// H5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_takes_the_passkeys_of_the_same_hand(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    // Taken over within ten minutes of a proof: a passkey first, then a contact.
    let stolen = world.enter(NUMBER, PHONE).await;
    let mut key = passkeys::add(&world, 9, &stolen).await;
    world.clock.pass(Duration::hours(1));
    world.change(&stolen, None, THIEF).await;
    world.work().await;
    let link = world.links_back(PHONE, |text| text.contains("was asked")).pop().unwrap();
    world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(world.count("select count(*) from passkey").await, 0);
    world.clock.pass(Duration::hours(73));
    assert!(passkeys::enter(&world, &mut key, "").await.cookie("__Host-session").is_none());
}

// H5
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_is_taken_back_by_the_link_in_its_own_notice(pool: PgPool) {
    let world = World::new(pool).await;
    world.settled().await;
    let stolen = world.enter(NUMBER, PHONE).await;
    passkeys::add(&world, 9, &stolen).await;
    world.work().await;
    let link =
        world.links_back(PHONE, |text| text.contains(app::wording::default().change_passkey())).remove(0);
    let page = world.get(&format!("/u/{link}"), "").await;
    assert!(page.body.contains("A new passkey signs in to your parcels"), "{}", page.body);
    world.submit("undo", &format!("token={link}"), "").await;
    assert_eq!(world.count("select count(*) from passkey").await, 0);
    assert!(world.get("/parcels", &stolen).await.location().contains("signed-out"));
}

// M8
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_ends_the_links_of_older_messages(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, stolen) = world.settled().await;
    let older = link(&world.provider.texts(PHONE)[0]).replace("/l/", "token=");
    world.change(&stolen, None, THIEF).await;
    world.work().await;
    let undo = world.links_back(PHONE, |text| text.contains("was asked")).pop().unwrap();
    world.submit("undo", &format!("token={undo}"), "").await;
    let pressed = world.submit("enter", &older, "").await;
    assert_eq!((pressed.location(), pressed.cookie("__Host-session")), ("/: link-over", None));
}

// M9
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_old_session_turns_no_notifications_on_and_renews_none_it_did_not_have(pool: PgPool) {
    let world = World::with_push(pool).await;
    let (_, old) = world.settled().await;
    let form = |place: &str| format!("endpoint=http%3A%2F%2F127.0.0.1%3A9%2F{place}&{KEYS}");
    let refused = world.submit("push_on", &form("one"), &old).await;
    assert_eq!(refused.location(), "/contacts: not-proven");
    let fresh = world.enter(NUMBER, PHONE).await;
    assert_eq!(world.submit("push_on", &form("one"), &fresh).await.location(), "/contacts");
    world.work().await;
    // The other contacts are told, with a way to take it back; the new browser itself takes nothing back.
    let told = world.links_back(PHONE, |text| text.contains(app::wording::default().change_browser()));
    assert_eq!(told.len(), 1);
    world.change(&fresh, None, NEW).await;
    world.work().await;
    assert_eq!(world.count("select count(*) from undo_link where masked = ''").await, 0);
    // Renewing is only for the browser that had it: another with the same session does not know what that was.
    let elsewhere = world.submit("push_on", &form("two"), &old).await;
    assert_eq!(elsewhere.location(), "/contacts: not-proven");
}

// M10
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_replaces_what_somebody_else_has_proven(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
    world.enter(NUMBER, MAIL).await;
    let session = world.enter(NUMBER, PHONE).await;
    let refused = world.change(&session, Some(world.contact(MAIL).await), "other@example.org").await;
    assert!(refused.contains(": taken-elsewhere"), "{refused}");
    assert!(!world.get("/contacts", &session).await.body.contains(app::wording::default().contacts_wrong()));
}

// M10: it is proven while the change waits.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_replacement_that_waits_leaves_what_was_proven_meanwhile(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
    let session = world.enter(NUMBER, PHONE).await;
    world.clock.pass(Duration::minutes(11));
    let prove = world.change(&session, Some(world.contact(MAIL).await), "other@example.org").await;
    world.type_code(&session, &prove, "other@example.org").await;
    world.enter(NUMBER, MAIL).await;
    world.clock.pass(Duration::hours(25));
    world.work().await;
    assert_eq!(
        world.count("select count(*) from recipient r join contact c on c.id = r.contact_id where c.address = 'kim@example.org'").await,
        1
    );
}

/// A parcel of a customer who has two numbers, both settled, and a mailbox that takes no codes; and their session.
async fn two_numbers(world: &World) -> (String, String) {
    let (_, session) = world.settled().await;
    let id = world.announce(VICTIMS, json!({ "phone": PHONE })).await;
    world.wait_out(&session, None, NEW).await;
    world.clock.pass(Duration::hours(73));
    let fresh = world.enter(VICTIMS, PHONE).await;
    world.submit("switch_contact", &format!("contact={}&to=off", world.contact(MAIL).await), &fresh).await;
    (id, session)
}

// H1: what somebody leaves to the thief by taking themselves out goes back with the change that had given it to them.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_takes_from_the_heir_what_an_opt_out_had_left_to_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = two_numbers(&world).await;
    // The thief adds a number and takes the owner's out.
    let prove = world.change(&session, None, THIEF).await;
    world.type_code(&session, &prove, THIEF).await;
    world.change(&session, Some(world.contact(PHONE).await), "").await;
    world.work().await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_eq!(world.named(&id).await, [NEW]);
    let out = world.links_back(NEW, |text| text.contains("was added to another person's account")).remove(0);
    world.submit("undo", &format!("token={out}"), "").await;
    assert_eq!(world.named(&id).await, [THIEF]);
    let link = world.links_back(PHONE, |text| text.contains("was asked")).pop().unwrap();
    let undone = world.submit("undo", &format!("token={link}"), "").await;
    assert!(!undone.location().contains(": "), "{}", undone.location());
    assert_eq!(world.named(&id).await, [PHONE]);
}

// H1: whom a parcel goes back to has it for themselves, when they have gone to somebody else meanwhile.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_goes_back_to_somebody_who_has_gone_elsewhere_is_not_everybodys_there(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, session) = two_numbers(&world).await;
    world.change(&session, Some(world.contact(PHONE).await), "").await;
    world.clock.pass(Duration::hours(24) + Duration::seconds(1));
    world.work().await;
    assert_eq!(world.named(&id).await, [NEW]);
    // The second number is replaced by one with a typo, and joins the thief's account, told or lured.
    let typo = "+4915155500142";
    let session = world.enter(VICTIMS, NEW).await;
    world.wait_out(&session, Some(world.contact(NEW).await), typo).await;
    assert_eq!(world.named(&id).await, [typo]);
    world.announce(THIEFS, json!({ "phone": THIEF })).await;
    let thief = world.enter(THIEFS, THIEF).await;
    world.wait_out(&thief, None, NEW).await;
    assert_eq!(world.customer(NEW).await, world.customer(THIEF).await);
    // Whoever has the number with the typo says that it is not theirs.
    let out = world.links_back(typo, |text| text.contains("account")).remove(0);
    world.submit("undo", &format!("token={out}"), "").await;
    assert_eq!(world.named(&id).await, [NEW]);
    let thief = world.enter(THIEFS, THIEF).await;
    assert_eq!(world.get(&format!("/parcels/{id}"), &thief).await.status, StatusCode::NOT_FOUND);
    assert!(!world.get("/parcels", &thief).await.body.contains(&id));
    let owner = world.enter(VICTIMS, NEW).await;
    assert_eq!(world.get(&format!("/parcels/{id}"), &owner).await.status, StatusCode::OK);
}

// H1: what a change gave away goes back, whoever has handed it on since.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_undo_takes_back_what_was_handed_on_in_the_thiefs_account(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce(VICTIMS, json!({ "phone": PHONE })).await;
    let session = world.enter(VICTIMS, PHONE).await;
    world.wait_out(&session, None, NEW).await;
    world.clock.pass(Duration::hours(73));
    let leave = async |session: &str, number: &str| {
        world.change(session, Some(world.contact(number).await), "").await;
        world.work().await;
        world.clock.pass(Duration::hours(24) + Duration::seconds(1));
        world.work().await;
    };
    leave(&session, PHONE).await;
    world.announce(THIEFS, json!({ "phone": THIEF })).await;
    let thief = world.enter(THIEFS, THIEF).await;
    world.wait_out(&thief, None, NEW).await;
    world.clock.pass(Duration::hours(73));
    assert_eq!(world.named(&id).await, [NEW]);
    leave(&thief, NEW).await;
    assert_eq!(world.named(&id).await, [THIEF]);
    let link = world.links_back(PHONE, |text| text.contains("was asked")).pop().unwrap();
    let undone = world.submit("undo", &format!("token={link}"), "").await;
    assert!(!undone.location().contains(": "), "{}", undone.location());
    assert_eq!(world.named(&id).await, [PHONE]);
}

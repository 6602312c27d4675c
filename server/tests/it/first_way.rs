//! The card before a parcel arrives: where its code will go, and whether that is still right.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NUMBER},
    world::{PHONE, World},
};

const CARD: &str = "id=\"first-way\"";

struct Expecting {
    world: World,
    id: String,
    session: String,
    contact: i64,
}

impl Expecting {
    async fn new(pool: PgPool) -> Self {
        let world = World::new(pool).await;
        world.station("BER-042").await;
        let id = world.announce(NUMBER, json!({ "phone": PHONE })).await;
        let session = world.sign_in(NUMBER, PHONE).await;
        let contact = world.contact(PHONE).await;
        Self { world, id, session, contact }
    }

    async fn page(&self) -> String {
        let page = self.world.get(&format!("/parcels/{}", self.id), &self.session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    async fn yes(&self, contact: i64) -> String {
        let form = format!("parcel={}&contact={contact}", self.id);
        self.world.submit("still_right", &form, &self.session).await.location().to_owned()
    }

    async fn known(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.world.pool).await.unwrap();
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_waits_is_asked_once_a_year_whether_the_code_goes_to_the_right_place(pool: PgPool) {
    let one = Expecting::new(pool).await;
    let page = one.page().await;
    assert!(page.contains(CARD) && page.contains("We will send the code by SMS to"), "{page}");
    for _ in 0..2 {
        assert_eq!(one.yes(one.contact).await, format!("/parcels/{}", one.id));
        assert!(!one.page().await.contains(CARD));
    }
    one.known("update contact set said_right_at = said_right_at - interval '366 days'").await;
    assert!(one.page().await.contains("/api/still_right"));
    assert_eq!(one.yes(one.contact).await, format!("/parcels/{}", one.id));
    // It is there: where its code went stands on the page.
    one.known("update contact set said_right_at = null").await;
    one.world.place(NUMBER, "14").await;
    assert!(!one.page().await.contains(CARD));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_is_stale_or_in_trouble_is_proven_and_no_word_is_enough(pool: PgPool) {
    let mut one = Expecting::new(pool).await;
    for known in [
        "update contact set said_right_at = null, proven_at = proven_at - interval '366 days'",
        "update contact set said_right_at = null, trouble = 'unreachable'",
    ] {
        one.known(known).await;
        one.yes(one.contact).await;
        let page = one.page().await;
        assert!(page.contains(CARD) && !page.contains("/api/still_right"), "{known}: {page}");
        let form = format!("contact={}", one.contact);
        let asked = one.world.submit("prove_contact", &form, &one.session).await.location().to_owned();
        let answered = one.world.type_code(&one.session, &asked, PHONE).await;
        assert_eq!(answered.location(), "/contacts", "{}", answered.body);
        one.session = answered.cookie("__Host-session").unwrap();
        assert!(!one.page().await.contains(CARD), "whoever has proven it is not asked");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_asked_about_what_is_not_theirs_nor_by_a_mere_link(pool: PgPool) {
    let one = Expecting::new(pool).await;
    one.world.announce("RR473124830GB", json!({ "email": MAIL })).await;
    let other = one.world.contact(MAIL).await;
    assert!(one.yes(other).await.ends_with("not-found"));
    assert_eq!(one.world.count("select count(*) from contact where said_right_at is not null").await, 0);
    sqlx::query("update session set only_parcel = $1").bind(&one.id).execute(&one.world.pool).await.unwrap();
    assert!(!one.page().await.contains(CARD));
    assert!(one.yes(one.contact).await.contains(": "), "refused");
    assert_eq!(one.world.count("select count(*) from contact where said_right_at is not null").await, 0);
}

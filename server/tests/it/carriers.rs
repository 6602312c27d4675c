//! Carriers with an identity of their own: each signs with its secret and reports on its parcels only.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{CARRIER, OPERATOR, OTHER_CARRIER, PHONE, World, placed};

fn in_transit(number: &str, carrier: &str) -> Value {
    json!({ "tracking_number": number, "carrier": carrier, "status": "in_transit", "occurred_at": "2026-11-22T12:01:00Z" })
}

// L: one identity for all carriers
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_carrier_reports_on_its_own_parcels_and_others_are_as_unknown(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    // DPD says that DHL's parcel is there, in DHL's name and in its own; and asks for one that nobody knows.
    let foreign = world.carrier_with(OTHER_CARRIER, "e1", placed("RR473124829GB", "14")).await;
    let own = world.carrier_with(OTHER_CARRIER, "e2", in_transit("RR473124829GB", "DPD")).await;
    let unknown = world.carrier_with(OTHER_CARRIER, "e3", in_transit("RR999999999GB", "DPD")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.body);
    assert_eq!((&foreign.body, &own.body), (&unknown.body, &unknown.body));
    assert_eq!(world.count("select count(*) from parcel_event").await, 0);
    assert_eq!(world.count("select count(*) from webhook").await, 0);
    let rightly = world.carrier_with(CARRIER, "e1", placed("RR473124829GB", "14")).await;
    assert_eq!((rightly.status, &rightly.json()["effect"]), (StatusCode::OK, &json!("applied")));
}

// L: one identity for all carriers
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_carriers_may_call_their_events_the_same(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let body = json!({ "tracking_number": "01455090274186", "carrier": "DPD", "merchant": "Radwerk",
        "recipient": { "phone": PHONE } });
    assert_eq!(world.api("POST", "/parcels", OPERATOR, &body).await.status, StatusCode::CREATED);
    let one = world.carrier_with(CARRIER, "1", in_transit("RR473124829GB", "DHL")).await;
    let two = world.carrier_with(OTHER_CARRIER, "1", in_transit("01455090274186", "DPD")).await;
    let again = world.carrier_with(OTHER_CARRIER, "1", in_transit("01455090274186", "DPD")).await;
    let effects = [one, two, again].map(|answer| answer.json()["effect"].clone());
    assert_eq!(effects, ["applied", "applied", "duplicate"]);
}

// L: carrier names compare without case and spaces
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn case_and_spaces_make_no_other_carrier(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let body = json!({ "tracking_number": "RR473124829GB", "carrier": " d hl", "merchant": "Birch & Bloom",
        "station": "BER-042", "recipient": { "phone": PHONE } });
    let again = world.api("POST", "/parcels", OPERATOR, &body).await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::OK, &json!(id)), "{}", again.body);
    let event = world.carrier("e1", in_transit("RR473124829GB", "dhl ")).await;
    assert_eq!(event.json()["effect"], "applied", "{}", event.body);
    // What was remembered before carriers had names of their own is still known.
    sqlx::query("update webhook set source = 'carrier'").execute(&world.pool).await.unwrap();
    let repeated = world.carrier("e1", in_transit("RR473124829GB", "DHL")).await;
    assert_eq!(repeated.json()["effect"], "duplicate");
}

// L: merchant named like an address in an SMS
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_shop_is_called_so_that_a_message_holds_its_link(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let called = |merchant: &str| {
        json!({ "tracking_number": "RR473124829GB", "carrier": "DHL", "merchant": merchant,
            "station": "BER-042", "recipient": { "phone": PHONE } })
    };
    for merchant in ["http://evil.example", "evil.example/x", "www.evil.example", "Sho\u{202e}p", "Sho\u{0}p"]
    {
        let refused = world.api("POST", "/parcels", OPERATOR, &called(merchant)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{merchant:?}");
        assert_eq!(refused.json()["field"], "merchant");
    }
    // Shops are called like their host; in a message it is none. Nor is what was stored before names were checked.
    let taken = world.api("POST", "/parcels", OPERATOR, &called("Amazon.de")).await;
    assert_eq!(taken.status, StatusCode::CREATED);
    for (number, door, stored, worded) in [
        ("RR473124829GB", "14", "Amazon.de", "Amazon de"),
        ("RR473124830GB", "15", "evil.example/x", "evil example x"),
    ] {
        if stored.contains('/') {
            world.announce(number, json!({ "phone": PHONE })).await;
        }
        sqlx::query("update parcel set merchant = $1 where tracking_number = $2")
            .bind(stored)
            .bind(number)
            .execute(&world.pool)
            .await
            .unwrap();
        world.place(number, door).await;
        world.work().await;
        let text = world.provider.texts(PHONE).pop().unwrap();
        assert!(text.contains(worded) && !text.contains(stored), "{text}");
    }
}

// C6
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_and_without_its_application_identifier_it_is_one_parcel(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce("(00) 3 4043416 109402199 9", json!({ "phone": PHONE })).await;
    for (event, number) in [("e1", "340434161094021999"), ("e2", "]C100340434161094021999")] {
        let answer = world.carrier(event, in_transit(number, "DHL")).await;
        assert_eq!(answer.status, StatusCode::OK, "{number}: {}", answer.body);
    }
    assert_eq!(world.count("select count(*) from parcel").await, 1);
    world.carrier("e3", placed("00340434161094021999", "14")).await;
    world.work().await;
    for typed in ["340434161094021999", "00 3 4043416 109402199 9"] {
        let session = world.enter(typed, PHONE).await;
        assert_eq!(world.get(&format!("/parcels/{id}"), &session).await.status, StatusCode::OK, "{typed}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_number_can_be_copied_and_leads_to_the_carriers_own_page_where_the_operator_has_named_it(
    pool: PgPool,
) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let body = json!({ "tracking_number": "01455090274186", "carrier": "DPD", "merchant": "Radwerk",
        "recipient": { "phone": PHONE } });
    let other =
        world.api("POST", "/parcels", OPERATOR, &body).await.json()["id"].as_str().unwrap().to_owned();
    let session = world.enter("RR473124829GB", PHONE).await;
    let link = "href=\"https://dhl.example/track?id=RR473124829GB\" rel=\"noreferrer\"";
    let page = async |id: &str, rest: &str| world.get(&format!("/parcels/{id}{rest}"), &session).await.body;
    let own = page(&id, "").await;
    assert!(own.contains(link) && own.contains("data-copies=\"RR473124829GB\""), "{own}");
    // Of DPD the operator has named no page.
    let own = page(&other, "").await;
    assert!(!own.contains("noreferrer") && own.contains("data-copies=\"01455090274186\""), "{own}");
    // Where the carrier is to be asked, the help page has both.
    let failed = json!({ "tracking_number": "RR473124829GB", "carrier": "DHL", "status": "failure",
        "substatus": "address_correction_needed", "occurred_at": world.app_state.now() });
    assert_eq!(world.carrier("e1", failed).await.status, StatusCode::OK);
    for rest in ["", "/help"] {
        let page = page(&id, rest).await;
        assert!(page.contains(link) && page.matches("data-copies").count() == 1, "{rest}: {page}");
    }
}

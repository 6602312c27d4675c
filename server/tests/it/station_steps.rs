//! What helps at a kind of station is its operator's text: it stands on the help page, where it helps, and nowhere else.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::{OPERATOR, PHONE, STATION, World, station_body};

const NUMBER: &str = "RR473124829GB";
const EDGE: &str = "Press gently near the edge of the door";

fn steps(against: &str, language: &str, lines: &[&str]) -> Value {
    json!({ "against": against, "language": language, "lines": lines })
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operators_steps_stand_on_the_help_page_where_they_help(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let mut body = station_body();
    body["model"] = json!("kl-40");
    world.api("PUT", "/stations/BER-042", OPERATOR, &body).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let entries = [
        steps("door.jammed", "en", &[EDGE, "Wait half a minute"]),
        steps("door.jammed", "de", &["Sanft drücken"]),
    ];
    let put = world.api("PUT", "/station-models/kl-40/steps", OPERATOR, &json!({ "steps": entries })).await;
    assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.body);
    let page = async |seen: &str| world.get(&format!("/parcels/{id}/help?seen={seen}"), &session).await.body;
    let stuck = page("door_stuck").await;
    assert!(stuck.contains(r#"data-cause="door.jammed""#), "{stuck}");
    assert!(stuck.contains(EDGE) && !stuck.contains("Sanft"), "{stuck}");
    assert!(!page("scanner_silent").await.contains(EDGE));
    // What is put anew replaces all of it; another language is better than nothing.
    let german = json!({ "steps": [steps("door.jammed", "de", &["Sanft <b>drücken</b>"])] });
    world.api("PUT", "/station-models/kl-40/steps", OPERATOR, &german).await;
    let stuck = page("door_stuck").await;
    assert!(stuck.contains(r#"<ol lang="de" class="steps">"#), "{stuck}");
    assert!(stuck.contains("Sanft &lt;b&gt;"), "{stuck}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn steps_that_cannot_be_are_refused_by_the_field_and_change_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let long = "x".repeat(161);
    for (entries, field) in [
        (json!([steps("door.haunted", "en", &[EDGE])]), "steps[0].against"),
        (json!([steps("placed.late", "en", &[EDGE])]), "steps[0].against"),
        (json!([steps("placed.delayed", "en", &[EDGE])]), "steps[0].against"),
        (json!([steps("door.jammed", "e n", &[EDGE])]), "steps[0].language"),
        (json!([steps("door.jammed", "en", &[])]), "steps[0].lines"),
        (json!([steps("door.jammed", "en", &[EDGE, &long])]), "steps[0].lines[1]"),
        (json!([steps("door.jammed", "en", &["a\u{202e}b"])]), "steps[0].lines[0]"),
        (
            json!([steps("door.jammed", "en", &[EDGE]), steps("door.jammed", "EN", &[EDGE])]),
            "steps[1].against",
        ),
    ] {
        let refused =
            world.api("PUT", "/station-models/kl-40/steps", OPERATOR, &json!({ "steps": entries })).await;
        assert_eq!(
            (refused.status, &refused.json()["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{}",
            refused.body
        );
    }
    let station = world.api("PUT", "/station-models/kl-40/steps", STATION, &json!({ "steps": [] })).await;
    assert_eq!(station.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.count("select count(*) from station_steps").await, 0);
}

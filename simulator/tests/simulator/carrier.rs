//! Carriers report to the desk.

use serde_json::{Value, json};

use crate::playground::Playground;

#[tokio::test]
async fn a_report_is_signed_and_the_desks_answer_passed_on() {
    let world = Playground::start().await;
    let report = json!({
        "tracking_number": "RR473124829GB", "carrier": "DHL", "status": "in_transit", "weather": "snow",
        "occurred_at": "2026-11-22T10:00:00Z", "webhook_id": "msg_1",
    });
    for effect in ["applied", "duplicate"] {
        let answer = world.post_json("/api/carrier", report.clone()).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["webhook-id"]),
            (200, &"msg_1".parse().unwrap())
        );
        assert_eq!(
            answer.json::<Value>().await.unwrap(),
            json!({ "effect": effect, "status": "in_transit" })
        );
    }
    let sent = world.fake.memory.lock().unwrap().last_event.clone();
    assert_eq!((&sent["type"], &sent["timestamp"]), (&"parcel.event".into(), &"2026-11-22T10:00:00Z".into()));
    assert_eq!(sent["data"]["weather"], "snow", "whatever is given is passed on");
    assert_eq!(sent["data"].get("webhook_id"), None);
}

#[tokio::test]
async fn what_the_desk_refuses_is_refused_and_what_is_no_object_is_not_sent() {
    let world = Playground::start().await;
    let unknown = json!({ "tracking_number": "UNKNOWN", "carrier": "DHL", "status": "in_transit" });
    let answer = world.post_json("/api/carrier", unknown).await;
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], "unknown_parcel");
    for nonsense in [json!([]), json!({ "webhook_id": 7 }), json!({ "webhook_id": "a\nb" })] {
        assert_eq!(world.post_json("/api/carrier", nonsense).await.status(), 422);
    }
}

#[tokio::test]
async fn pressing_a_button_shows_what_the_desk_said() {
    let world = Playground::start().await;
    let fields = [
        ("tracking_number", " RR473124829GB "),
        ("carrier", "DHL"),
        ("station", "BER-042"),
        ("compartment", "14"),
        ("action", "placed"),
    ];
    let answer = world.post_form("/carrier", &fields).await;
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()),
        (303, "/carrier#RR473124829GB")
    );
    let sent = world.fake.memory.lock().unwrap().last_event["data"].clone();
    assert_eq!((&sent["status"], &sent["compartment"]), (&"available_for_pickup".into(), &"14".into()));
    assert_eq!((&sent["location"], sent.get("correction")), (&"Hauptbahnhof, south exit".into(), None));
    let page = world.get("/carrier").await.text().await.unwrap();
    assert!(page.contains("200 {&quot;effect&quot;:&quot;applied&quot;"), "{page}");
}

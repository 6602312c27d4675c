//! The demonstration, set up again and again.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde_json::json;
use simulator::{
    clock::Calendar,
    demo::{self, DemoParcel},
};

use crate::playground::Playground;

/// What the desk should see in each slot.
const SLOTS: [(&str, &str); 5] = [
    ("ready", "available_for_pickup"),
    ("out_for_delivery", "out_for_delivery"),
    ("delayed", "in_transit"),
    ("on_its_way", "in_transit"),
    ("collected", "delivered"),
];

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 11, 0, 0).unwrap()
}

async fn set_up(world: &Playground, now: DateTime<Utc>) -> Vec<DemoParcel> {
    demo::set_up(&world.desk, &world.state(), Calendar::at(now)).await.unwrap()
}

fn ready(parcels: &[DemoParcel]) -> &str {
    &parcels.iter().find(|parcel| parcel.slot == "ready").unwrap().registration.tracking_number
}

fn assert_shows_everything(world: &Playground, parcels: &[DemoParcel]) {
    assert_eq!(parcels.len(), SLOTS.len());
    for ((slot, status), parcel) in SLOTS.into_iter().zip(parcels) {
        assert_eq!(parcel.slot, slot);
        assert_eq!(world.fake.status(&parcel.registration.tracking_number), status, "{slot}");
    }
}

#[tokio::test]
async fn the_first_run_sets_up_three_stations_and_five_parcels() {
    let world = Playground::start().await;
    let parcels = set_up(&world, noon()).await;
    assert_shows_everything(&world, &parcels);
    assert_eq!(ready(&parcels), "RR473124829GB");
    let memory = world.fake.memory.lock().unwrap();
    assert_eq!((memory.stations.len(), memory.parcels.len(), memory.heartbeats.len()), (3, 5, 3));
}

#[tokio::test]
async fn the_second_run_changes_nothing() {
    let world = Playground::start().await;
    let first = set_up(&world, noon()).await;
    let events = world.fake.memory.lock().unwrap().event_ids.clone();
    let second = set_up(&world, noon() + TimeDelta::hours(2)).await;
    assert_eq!(first, second);
    assert_eq!(events, world.fake.memory.lock().unwrap().event_ids);
}

#[tokio::test]
async fn another_day_keeps_the_parcels_and_moves_them_on() {
    let world = Playground::start().await;
    let first = set_up(&world, noon()).await;
    let numbers = world.fake.tracking_numbers();
    let events = world.fake.memory.lock().unwrap().event_ids.len();
    let second = set_up(&world, noon() + TimeDelta::days(1)).await;
    assert_eq!(numbers, world.fake.tracking_numbers());
    assert_eq!(events + 3, world.fake.memory.lock().unwrap().event_ids.len());
    assert_eq!(first[0], second[0]);
    assert_shows_everything(&world, &second);
}

#[tokio::test]
async fn a_parcel_taken_out_at_a_simulated_station_is_replaced() {
    let world = Playground::start().await;
    let first = set_up(&world, noon()).await;
    let opened = world.post_json("/api/stations/BER-042/unlock", json!({ "digits": "482913" })).await;
    assert_eq!(opened.status(), 200);
    let second = set_up(&world, noon()).await;
    assert_ne!(ready(&first), ready(&second));
    assert_eq!(first[1..], second[1..]);
    assert_shows_everything(&world, &second);
}

#[tokio::test]
async fn a_parcel_taken_out_elsewhere_is_replaced_even_when_everything_was_forgotten() {
    let world = Playground::start().await;
    set_up(&world, noon()).await;
    world.fake.happened("RR473124829GB", noon() + TimeDelta::minutes(1), "delivered");
    std::fs::remove_dir_all(&world.folder).unwrap();
    let parcels = set_up(&world, noon()).await;
    assert_ne!(ready(&parcels), "RR473124829GB");
    assert_shows_everything(&world, &parcels);
}

#[tokio::test]
async fn a_tracking_number_that_somebody_else_uses_is_avoided() {
    let world = Playground::start().await;
    let other = json!({ "tracking_number": "RR473124829GB" });
    world.fake.memory.lock().unwrap().parcels.insert("RR473124829GB".into(), other);
    let parcels = set_up(&world, noon()).await;
    assert_ne!(ready(&parcels), "RR473124829GB");
    assert_shows_everything(&world, &parcels);
}

#[tokio::test]
async fn a_parcel_that_waited_too_long_is_replaced() {
    let world = Playground::start().await;
    let first = set_up(&world, noon()).await;
    let later = set_up(&world, noon() + TimeDelta::days(3)).await;
    assert_ne!(ready(&first), ready(&later));
    assert_shows_everything(&world, &later);
}

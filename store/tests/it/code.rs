use futures::future::join_all;
use sqlx::PgPool;
use store::{
    Db, StoreError,
    parcel::{self, NewParcel},
    pickup_code::{self, CodeEnd, NewCode},
    station::{self, Compartment, Station},
};

use crate::{db, noon, parcel as named};

async fn set_up(db: &Db, parcels: &[&str]) {
    let place = Station {
        id: "BER-042".into(),
        name: "Hauptbahnhof".into(),
        street: "Europaplatz 1".into(),
        postcode: "10557".into(),
        city: "Berlin".into(),
        country: "DE".into(),
        time_zone: "Europe/Berlin".into(),
        opening_hours: "24/7".into(),
        sheltered: true,
        scanner: true,
        keypad: true,
        location: None,
        region: None,
        screen: None,
        model: None,
        compartments: vec![Compartment {
            number: "14".into(),
            column: 1,
            row: 1,
            height: 1,
            accessible: false,
        }],
    };
    db.write::<_, StoreError>(async |connection| {
        station::put(connection, &place, &[1; 32]).await?;
        for id in parcels {
            let new = NewParcel {
                id: &named(id),
                carrier: "DHL",
                tracking_number: id,
                merchant: "Birch & Bloom",
                order_number: None,
                station: Some("BER-042"),
                expected: None,
                contacts: &[],
            };
            parcel::register(connection, &new, noon()).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

async fn issue(db: &Db, parcel: &str, indexes: &[Vec<u8>]) -> Result<bool, StoreError> {
    let code = NewCode {
        parcel: &named(parcel),
        station: "BER-042",
        length: 6,
        key_id: "k1",
        wrapped_key: b"wrapped",
        sealed: b"sealed",
        digits_indexes: indexes,
        qr_index: parcel.as_bytes(),
        valid_until: noon(),
    };
    db.write(async |connection| pickup_code::issue(connection, &code, noon()).await).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_digits_live_once_at_a_station_also_under_another_key(pool: PgPool) {
    let db = db(&pool);
    let ids: Vec<String> = (0..20).map(|place| format!("0000000000{place:02}")).collect();
    set_up(&db, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    // Half of the instances have rotated their keys already: their first index is another.
    let (old, new) = (b"digits under k1".to_vec(), b"digits under k2".to_vec());
    let rings = [vec![old.clone(), new.clone()], vec![new, old]];
    let issued = join_all(ids.iter().enumerate().map(|(place, id)| issue(&db, id, &rings[place % 2]))).await;
    assert_eq!(issued.iter().filter(|issued| matches!(issued, Ok(true))).count(), 1, "{issued:?}");
    assert_eq!(issued.iter().filter(|issued| matches!(issued, Ok(false))).count(), 19, "{issued:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_ends_once_and_leaves_nothing_to_open(pool: PgPool) {
    let db = db(&pool);
    set_up(&db, &["000000000001"]).await;
    assert!(issue(&db, "000000000001", &[b"digits".to_vec()]).await.unwrap());
    let live = db
        .read::<_, StoreError>(async |connection| {
            pickup_code::of_parcel(connection, &named("000000000001")).await
        })
        .await;
    let live = live.unwrap().unwrap();
    let ended = join_all((0..30).map(|_| {
        db.write::<_, StoreError>(async |connection| {
            pickup_code::end(connection, live.id, CodeEnd::Collected, noon()).await
        })
    }))
    .await;
    assert_eq!(ended.iter().filter(|ended| matches!(ended, Ok(true))).count(), 1);
    let left: i64 = sqlx::query_scalar(
        "select count(*) from pickup_code where key_id is not null or wrapped_key is not null or sealed is not null
             or digits_index is not null or qr_index is not null",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
    assert!(issue(&db, "000000000001", &[b"digits".to_vec()]).await.unwrap());
}

// R10
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_digits_live_once_where_only_one_of_two_rings_has_the_new_key(pool: PgPool) {
    let db = db(&pool);
    set_up(&db, &["000000000001", "000000000002"]).await;
    let (old, new) = (b"digits under k1".to_vec(), b"digits under k2".to_vec());
    assert!(issue(&db, "000000000001", &[new, old.clone()]).await.unwrap());
    assert!(!issue(&db, "000000000002", std::slice::from_ref(&old)).await.unwrap());
    let found = async || {
        db.read::<_, StoreError>(async |connection| {
            pickup_code::by_index(connection, "BER-042", std::slice::from_ref(&old)).await
        })
        .await
        .unwrap()
    };
    let code = found().await.pop().unwrap();
    assert_eq!(code.parcel_id, named("000000000001"));
    let ended = db
        .write::<_, StoreError>(async |connection| {
            pickup_code::end(connection, code.id, CodeEnd::Rotated, noon()).await
        })
        .await;
    assert!(ended.unwrap());
    assert!(found().await.is_empty());
    assert!(issue(&db, "000000000002", std::slice::from_ref(&old)).await.unwrap());
}

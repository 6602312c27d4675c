//! What a station may open while it has no link: its list of grants.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use domain::id::ParcelId;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use server::{
    api::UNDER,
    grants::{SlowHash, StationKey},
    keys::token_hash,
};
use sqlx::PgPool;
use store::{
    job,
    pickup_code::{self, CodeEnd},
};

use crate::{
    station::code,
    world::{Answer, OPERATOR, PHONE, STATION, World, station_body},
};

const FIRST: &str = "RR473124829GB";
const SECOND: &str = "RR473124830GB";
const OTHER: &str = "+4915123456780";

/// A list as a station holds it that has checked who made it.
pub struct Held {
    pub tag: String,
    pub said: Value,
}

impl Held {
    /// The grant by which somebody may open who shows this, as a station without a link finds it.
    pub fn grant(&self, digits: Option<&str>, symbol: Option<&str>, credential: &str) -> Option<Value> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let number = |name: &str| u32::try_from(self.said["hash"][name].as_u64().unwrap()).unwrap();
        let salt = URL_SAFE_NO_PAD.decode(text(&self.said["hash"]["salt"])).unwrap();
        let key = StationKey::new(&token_hash(credential), &salt);
        let cost = SlowHash { memory: number("memory_kib"), passes: number("passes") };
        let digits = digits.map(|digits| key.digits(&cost.of(digits.as_bytes(), &salt).unwrap()));
        let symbol = symbol.map(|symbol| key.symbol(symbol.as_bytes()));
        let is_it = |grant: &&Value| {
            digits.as_ref().is_some_and(|tag| grant["digits"] == json!(tag))
                || symbol.as_ref().is_some_and(|tag| grant["symbol"] == json!(tag))
        };
        self.said["grants"].as_array().unwrap().iter().find(is_it).cloned()
    }

    pub fn opens(&self, digits: &str) -> bool {
        self.grant(Some(digits), None, STATION).is_some()
    }
}

impl World {
    async fn ask_for_list(&self, station: &str, credential: &str, held: Option<&str>) -> Answer {
        let mut request = Request::get(format!("{UNDER}/stations/{station}/grants"))
            .header(header::AUTHORIZATION, format!("Bearer {credential}"));
        if let Some(held) = held {
            request = request.header(header::IF_NONE_MATCH, held);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// The list of a station, once its signature is checked.
    pub async fn list(&self) -> Held {
        let answer = self.ask_for_list("BER-042", STATION, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let keys = self.get("/api/v1/grant-keys", "").await.json();
        let (signed, signature) = answer.body.rsplit_once('.').unwrap();
        let (head, said) = signed.split_once('.').unwrap();
        let part =
            |text: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap() };
        let head = part(head);
        let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]).unwrap();
        let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ED25519, public).verify(signed.as_bytes(), &signature).unwrap();
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        Held { tag, said: part(said) }
    }

    /// The status of the answer to a station that has this list.
    async fn has(&self, tag: &str) -> StatusCode {
        self.ask_for_list("BER-042", STATION, Some(tag)).await.status
    }

    /// Has a parcel's code replaced; answers the new digits.
    pub async fn rotate(&self, id: &str) -> String {
        let parcel = ParcelId::stored(id.to_owned());
        let now = self.app_state.now();
        self.app_state
            .db
            .write(async |transaction| -> Result<_, store::StoreError> {
                let live = pickup_code::of_parcel(transaction, &parcel).await?.unwrap();
                assert!(pickup_code::end(transaction, live.id, CodeEnd::Rotated, now).await?);
                job::enqueue(transaction, job::JobKind::IssueCode, &parcel, now).await
            })
            .await
            .unwrap();
        self.work().await;
        code(self, id).await.0.reveal().to_owned()
    }
}

// A28
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_finds_in_its_list_what_may_open_and_nothing_of_any_code(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, digits) = world.ready(FIRST, PHONE).await;
    let symbol = code(&world, &id).await.1.reveal().to_owned();
    let held = world.list().await;
    assert_eq!(
        (&held.said["sub"], &held.said["iss"]),
        (&json!("BER-042"), &json!("https://pickup.example.org"))
    );
    let now = world.app_state.now().timestamp();
    let (from, until) = (held.said["iat"].as_i64().unwrap(), held.said["exp"].as_i64().unwrap());
    assert!(from <= now && until - from == 12 * 3600 && until - now >= 9 * 3600);
    let grant = held.grant(Some(&digits), None, STATION).expect("a grant");
    assert_eq!(held.grant(None, Some(&symbol), STATION), Some(grant.clone()));
    assert_eq!(
        (&grant["compartment"], &grant["until"]),
        (&json!("14"), &json!(held_until("2026-11-24T17:00:00Z")))
    );
    assert!(!held.opens("987654"));
    // Whoever has the list and not the station's credential learns nothing from it, even of the right digits.
    assert_eq!(held.grant(Some(&digits), Some(&symbol), "another credential"), None);
    let said = held.said.to_string();
    assert!(!said.contains(&digits) && !said.contains(&symbol) && !said.contains(&id), "{said}");
    let answer = world.ask_for_list("BER-042", STATION, None).await;
    assert_eq!(answer.headers["content-type"], "application/jose");
    assert_eq!(answer.headers["cache-control"], "no-store");
}

fn held_until(text: &str) -> i64 {
    text.parse::<domain::Timestamp>().unwrap().timestamp()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_is_the_same_to_the_byte_until_something_changes(pool: PgPool) {
    let (world, other) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, digits) = world.ready(FIRST, PHONE).await;
    let list = world.ask_for_list("BER-042", STATION, None).await;
    let tag = list.headers["etag"].to_str().unwrap().to_owned();
    for seen in [tag.clone(), format!("\"x\", W/{tag}")] {
        let same = other.ask_for_list("BER-042", STATION, Some(&seen)).await;
        assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{seen}");
        assert_eq!(same.headers["etag"], tag);
    }
    assert_eq!(other.ask_for_list("BER-042", STATION, Some("\"x\"")).await.body, list.body);
    // A code that was replaced leaves it, and so does one that was used.
    let new = world.rotate(&id).await;
    let held = world.list().await;
    assert_ne!(held.tag, tag);
    assert!(held.opens(&new) && !held.opens(&digits));
    assert_eq!(world.unlock(json!({ "digits": new })).await.status, StatusCode::OK);
    assert_eq!(world.has(&held.tag).await, StatusCode::OK);
    let empty = world.list().await;
    assert_eq!(empty.said["grants"], json!([]));
    // It is renewed long before it is over.
    world.clock.pass(Duration::hours(3));
    assert_eq!(world.has(&empty.tag).await, StatusCode::OK);
    // With another credential the station could do nothing with the old one.
    let empty = world.list().await;
    let mut body = station_body();
    body["credential"] = json!("another-credential-of-at-least-32-characters");
    world.api("PUT", "/stations/BER-042", OPERATOR, &body).await;
    let credential = body["credential"].as_str().unwrap();
    let answer = world.ask_for_list("BER-042", credential, Some(&empty.tag)).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_over_or_not_there_yet_stands_in_no_list(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    world.announce(SECOND, json!({ "phone": OTHER })).await;
    assert_eq!(world.list().await.said["grants"].as_array().unwrap().len(), 1);
    // The deadline passes.
    world.clock.pass(Duration::days(2) + Duration::hours(5));
    assert!(!world.list().await.opens(&digits));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_gets_its_own_list_and_no_other(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let mut body = station_body();
    body["credential"] = json!("the-credential-of-another-station-32");
    world.api("PUT", "/stations/BER-043", OPERATOR, &body).await;
    let other = body["credential"].as_str().unwrap();
    for (station, credential) in
        [("BER-042", other), ("BER-042", OPERATOR), ("BER-042", ""), ("BER-999", STATION)]
    {
        let answer = world.ask_for_list(station, credential, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{station} {credential}");
    }
    let answer = world.ask_for_list("BER-043", other, None).await;
    let said = answer.body.split('.').nth(1).unwrap();
    let said: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(said).unwrap()).unwrap();
    assert_eq!((&said["sub"], &said["grants"]), (&json!("BER-043"), &json!([])));
    let held = world.list().await;
    assert!(held.opens(&digits));
    assert_ne!(said["hash"]["salt"], held.said["hash"]["salt"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn hashes_are_made_once_for_each_code_and_day_sealed_and_gone_with_the_code(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let (_, digits) = world.ready(FIRST, PHONE).await;
    let sealed = async || -> Option<Vec<u8>> {
        sqlx::query_scalar("select grant_sealed from pickup_code").fetch_one(&pool).await.unwrap()
    };
    assert_eq!(sealed().await, None, "nothing is made before a station asks");
    let held = world.list().await;
    let first = sealed().await.expect("kept");
    // A key later it is opened all the same, and not made anew.
    let rotated = World::with_keys(pool.clone(), &["k2", "k1"]).await;
    assert_eq!(rotated.list().await.said["grants"], held.said["grants"]);
    assert_eq!(sealed().await.as_ref(), Some(&first));
    // Without the old key the code cannot be read either: it is left out, and nothing fails.
    let strange = World::with_keys(pool.clone(), &["k3"]).await;
    assert_eq!(strange.list().await.said["grants"], json!([]));
    world.clock.pass(Duration::hours(24));
    let next = world.list().await;
    assert_ne!(next.said["hash"]["salt"], held.said["hash"]["salt"]);
    assert!(next.opens(&digits));
    assert_ne!(sealed().await.as_ref(), Some(&first));
    assert_eq!(world.unlock(json!({ "digits": digits })).await.status, StatusCode::OK);
    let left: i64 = sqlx::query_scalar(
        "select count(*) from pickup_code where grant_sealed is not null or grant_salt is not null",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_that_is_still_being_made_is_asked_for_again_and_never_lacks_anything(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    world.station("BER-042").await;
    for number in 0..70 {
        let number = format!("RR4731248{number:02}GB");
        world.announce(&number, json!({ "phone": PHONE })).await;
        world.place(&number, "14").await;
    }
    world.work().await;
    let answer = world.ask_for_list("BER-042", STATION, None).await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("being_made"))
    );
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(world.count("select count(*) from pickup_code where grant_until is not null").await, 0);
    assert_eq!(world.list().await.said["grants"].as_array().unwrap().len(), 70);
    assert_eq!(world.count("select count(*) from pickup_code where grant_until is not null").await, 70);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_network_without_a_key_has_no_lists(pool: PgPool) {
    let world = World::without_grants(pool).await;
    world.station("BER-042").await;
    let list = world.ask_for_list("BER-042", STATION, None).await;
    let keys = world.get("/api/v1/grant-keys", "").await;
    for answer in [list, keys] {
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::NOT_FOUND, &json!("not_configured"))
        );
    }
}

// A28
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_says_that_an_offline_station_opens_while_it_holds_this_very_code(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(FIRST, PHONE).await;
    let session = world.sign_in(FIRST, PHONE).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    let beat = json!({ "clock": world.app_state.now() });
    world.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
    let says = async || {
        let page = world.get(&format!("/parcels/{id}/help"), &session).await.body;
        assert!(page.contains("data-cause=\"door.offline\""), "{page}");
        let offers = page.contains(&format!("href=\"/parcels/{id}/code\""));
        (page.contains("even without a connection"), offers)
    };
    world.clock.pass(Duration::hours(1));
    assert!(!says().await.0);
    world.list().await;
    assert_eq!(says().await, (true, true));
    // A code that the station has never heard of does not open without a link.
    world.rotate(&id).await;
    world.submit("reveal", &format!("parcel={id}"), &session).await;
    assert!(!says().await.0);
    world.list().await;
    assert_eq!(says().await, (true, true));
    world.clock.pass(Duration::hours(13));
    assert!(!says().await.0);
}

//! A station without a link opens by the list that it holds.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::signature;

use crate::playground::{Playground, secrets};

const SALT: &[u8] = b"sixteen bytes...";

/// The public keys that sign lists, and a list for that station by which this code opens door 9.
fn list(station: &str, code: &str, known: bool) -> (Value, String) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let signs = Ed25519KeyPair::from_seed_unchecked(&[if known { 7 } else { 8 }; 32]).unwrap();
    let keys = json!({ "keys": [{ "kid": "k", "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()) }] });
    let credential = signature::of_station(&secrets().stations, station);
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(SALT), &Sha256::digest(&credential))
        .expand(b"doorcode/grants/v1", &mut key)
        .unwrap();
    let mut slow = [0; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, Some(32)).unwrap());
    argon.hash_password_into(code.as_bytes(), SALT, &mut slow).unwrap();
    let tag = |kind: &[u8], what: &[u8]| {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
        mac.update(&[kind, what].concat());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    };
    let said = json!({ "sub": "BER-042", "exp": 9_999_999_999_i64,
        "hash": { "name": "argon2id", "salt": URL_SAFE_NO_PAD.encode(SALT), "memory_kib": 8, "passes": 1, "lanes": 1 },
        "grants": [{ "grant": "17", "digits": tag(b"digits", &slow), "symbol": tag(b"symbol", b"D1BER042X"),
            "compartment": "9", "until": 9_999_999_999_i64 }] });
    let head = json!({ "alg": "EdDSA", "kid": "k" }).to_string();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(said.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(signs.sign(signed.as_bytes()).as_ref());
    (keys, format!("{signed}.{signature}"))
}

async fn cut(world: &Playground, station: &str, offline: bool) {
    let url = world.url(&format!("/api/stations/{station}/condition"));
    world.http.put(url).json(&json!({ "offline": offline })).send().await.unwrap();
}

async fn shows(world: &Playground, station: &str, what: Value) -> (u16, Value) {
    let answer = world.post_json(&format!("/api/stations/{station}/unlock"), what).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_station_without_a_link_opens_by_its_list_once_and_tells_it_when_the_link_is_back() {
    let world = Playground::start().await;
    world.fake.memory.lock().unwrap().grants = Some(list("BER-042", "482913", true));
    cut(&world, "BER-042", false).await;
    cut(&world, "BER-042", true).await;
    let right = json!({ "digits": "482913" });
    assert_eq!(shows(&world, "BER-042", json!({ "digits": "482914" })).await.0, 403);
    let opened = json!({ "result": "open", "compartment": "9" });
    assert_eq!(shows(&world, "BER-042", right.clone()).await, (200, opened));
    // Once, whatever is shown.
    assert_eq!(shows(&world, "BER-042", json!({ "qr": "d1ber042x" })).await.0, 403);
    for _ in 0..4 {
        assert_eq!(shows(&world, "BER-042", right.clone()).await.0, 403);
    }
    assert_eq!(shows(&world, "BER-042", right).await.0, 429);
    assert!(world.fake.memory.lock().unwrap().attempts.is_empty(), "nobody was asked");
    for _ in 0..2 {
        cut(&world, "BER-042", false).await;
    }
    let told = world.fake.memory.lock().unwrap().openings.clone();
    assert_eq!((told.len(), told[0].0.as_str()), (1, "BER-042"));
    let opening = &told[0].1["openings"][0];
    assert_eq!(
        (&opening["grant"], &opening["compartment"], &opening["digits"]),
        (&json!("17"), &json!("9"), &json!("482913"))
    );
}

#[tokio::test]
async fn nothing_opens_by_a_list_of_another_station_or_of_another_hand() {
    for (station, known) in [("BER-117", true), ("BER-042", false)] {
        let world = Playground::start().await;
        world.fake.memory.lock().unwrap().grants = Some(list(station, "482913", known));
        cut(&world, station, false).await;
        cut(&world, station, true).await;
        let (status, said) = shows(&world, station, json!({ "digits": "482913" })).await;
        assert_eq!((status, &said["code"]), (503, &json!("station_offline")), "{station}");
    }
}

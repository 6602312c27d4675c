//! The page that the sticker on a station leads to.

use app::{port::Channel, wording};
use axum::http::StatusCode;
use chrono::Duration;
use domain::budget::AT_STATIONS;
use futures::{StreamExt, stream};
use serde_json::json;
use sqlx::PgPool;

use crate::{
    limits::seed,
    world::{Answer, OPERATOR, PHONE, STATION, World, station_body},
};

const NUMBER: &str = "RR473124829GB";
const STRANGER: &str = "+4915199999999";
const HERE: &str = "/at/BER-042";

impl World {
    /// A station of that name, which lies so far north of a place in Berlin, in degrees.
    async fn station_at(&self, id: &str, name: &str, north: f64) {
        let mut body = station_body();
        body["name"] = json!(name);
        body["location"] = json!({ "latitude": 52.525 + north, "longitude": 13.369 });
        let answer = self.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }

    /// The station says that it is there, and how these two of its parts are.
    async fn beat(&self, id: &str, scanner: &str, keypad: &str) {
        let beat = json!({ "clock": self.app_state.now(), "scanner": scanner, "keypad": keypad });
        let answer = self.api("POST", &format!("/stations/{id}/heartbeat"), STATION, &beat).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// Types a contact in front of a station.
    async fn ask_at(&self, station: &str, contact: &str, cookies: &str) -> Answer {
        let form = format!("station={station}&contact={}", contact.replace('+', "%2B"));
        self.submit("find_here", &form, cookies).await
    }

    /// Signs in in front of a station, and answers where that leads with the session.
    async fn enter_at(&self, station: &str, contact: &str) -> (String, String) {
        let begun = self.ask_at(station, contact, "").await;
        assert_eq!(begun.location(), format!("/at/{station}/sign-in"));
        let code = format!("station={station}&code={}", self.one_time(contact).await);
        let entered = self.submit("prove", &code, &begun.cookie("__Host-sign-in").unwrap()).await;
        let session = entered.cookie("__Host-session").unwrap_or_else(|| panic!("{}", entered.location()));
        (entered.location().to_owned(), session)
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn anybody_sees_how_a_station_is(pool: PgPool) {
    let world = World::new(pool).await;
    let words = wording::default();
    world.station("BER-042").await;
    let seen = async || world.get(HERE, "").await;
    let page = seen().await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Hauptbahnhof, south exit", "Europaplatz 1", "10557 Berlin", words.station_open_always()] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(page.body.contains("action=\"/api/find_here\"") && !page.body.contains("name=\"tracking\""));
    world.beat("BER-042", "ok", "ok").await;
    let page = seen().await.body;
    assert!(page.contains(words.station_working()));
    // An open page asks again when its silence would begin to count.
    assert!(page.contains("data-due=\"180\"") || page.contains("data-due=\"181\""), "{page}");
    world.beat("BER-042", "faulty", "ok").await;
    assert!(seen().await.body.contains(words.station_scanner_fault()));
    world.beat("BER-042", "faulty", "faulty").await;
    assert!(seen().await.body.contains(words.at_closed()));
    world.beat("BER-042", "ok", "ok").await;
    world.clock.pass(Duration::minutes(4));
    let page = seen().await.body;
    assert!(page.contains("No contact since today 13:02") && page.contains(words.at_offline()), "{page}");
    assert!(!page.contains(words.at_near()), "there is no other one");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_a_station_is_silent_the_nearest_that_works_is_told(pool: PgPool) {
    let world = World::new(pool).await;
    for (id, name, north) in [
        ("BER-042", "Hauptbahnhof", 0.0),
        ("BER-043", "Silent street", 0.001),
        ("BER-044", "Broken street", 0.002),
        ("BER-045", "Working street", 0.005),
        ("BER-046", "Further street", 0.010),
        ("HAM-001", "Hamburg", 1.0),
    ] {
        world.station_at(id, name, north).await;
        world.beat(id, "ok", "ok").await;
    }
    let near = wording::default().at_near();
    assert!(!world.get(HERE, "").await.body.contains(near), "it works itself");
    world.clock.pass(Duration::minutes(4));
    for (id, part) in [("BER-044", "faulty"), ("BER-045", "ok"), ("BER-046", "ok"), ("HAM-001", "ok")] {
        world.beat(id, part, part).await;
    }
    let page = world.get(HERE, "").await.body;
    assert!(page.contains(near) && page.contains("href=\"/at/BER-045\""), "{page}");
    assert!(page.contains("550 m from here") && page.contains("%3B52.53"), "{page}");
    for other in ["Silent", "Broken", "Further", "Hamburg"] {
        assert!(!page.contains(other), "{other}");
    }
    // Nobody is sent to another city.
    world.clock.pass(Duration::minutes(4));
    world.beat("HAM-001", "ok", "ok").await;
    assert!(!world.get(HERE, "").await.body.contains(near));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_station_that_is_not_there_is_not_found_whatever_its_name(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (_, session) = world.enter_at("BER-042", PHONE).await;
    let nothing = world.get("/at/BER-999", "").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let long = "B".repeat(41);
    for id in ["ber-042", "B", &long, "%00%00", "BER%2042", "..%2f..%2fetc", "BER-042%27--", "%F0%9F%93%A6"] {
        for cookies in ["", &session] {
            let answer = world.get(&format!("/at/{id}"), cookies).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        }
    }
    assert_eq!(world.get("/at/%ff", "").await.status, StatusCode::BAD_REQUEST);
    for station in ["", "BER-999", "B", "%00", &long] {
        let asked = world.ask_at(station, PHONE, "").await;
        assert!(asked.location().ends_with(": not-found"), "{station}: {}", asked.location());
    }
    assert_eq!(world.count("select count(*) from challenge").await, 1, "the one that was right");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_and_its_code_show_what_waits_here_and_nothing_else(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_at("BER-043", "Alexanderplatz", 0.01).await;
    let (id, digits) = world.ready(NUMBER, PHONE).await;
    let (others, _) = world.ready("RR473124830GB", STRANGER).await;
    let coming = world.announce("RR473124831GB", json!({ "phone": PHONE })).await;
    let (to, session) = world.enter_at("BER-042", PHONE).await;
    assert_eq!(to, HERE);
    let page = world.get(HERE, &session).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&wording::default().at_here(1)) && page.body.contains(&id), "{}", page.body);
    assert!(page.body.contains("action=\"/api/reveal\"") && !page.body.contains("/api/find_here"));
    for hidden in [&others, &coming, &digits] {
        assert!(!page.body.contains(hidden.as_str()));
    }
    let shown = world.submit("reveal", &format!("parcel={id}"), &session).await;
    assert_eq!(shown.location(), format!("/parcels/{id}/code"));
    // It is a session like any other, and at the station where it was opened nobody is told of another one.
    assert_eq!(world.get(&format!("/parcels/{id}"), &session).await.status, StatusCode::OK);
    assert_eq!(world.count("select count(*) from parcel where elsewhere_at is not null").await, 0);
    assert_eq!(world.count("select count(*) from activity where kind = 'signed_in'").await, 1);
    world.unlock(json!({ "digits": digits })).await;
    let page = world.get(HERE, &session).await.body;
    assert!(page.contains(wording::default().at_none()) && !page.contains(&id));
    // Who signs out is asked again, and sees nothing.
    world.submit("sign_out", "", &session).await;
    let page = world.get(HERE, &session).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/api/find_here"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_stands_at_the_wrong_station_is_told_which_is_the_right_one(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_at("BER-043", "Alexanderplatz", 0.01).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let (to, session) = world.enter_at("BER-043", PHONE).await;
    assert_eq!(to, "/at/BER-043");
    let page = world.get("/at/BER-043", &session).await.body;
    assert!(page.contains(wording::default().at_astray()), "{page}");
    assert!(page.contains("Hauptbahnhof, south exit") && page.contains(&format!("/parcels/{id}")));
    assert!(!page.contains(wording::default().at_none()));
    // Its help page knows it, too, until it was long ago.
    let help = world.get(&format!("/parcels/{id}/help"), &session).await.body;
    assert!(help.contains("data-cause=\"door.wrong_station\"") && help.contains("Alexanderplatz"), "{help}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn looking_at_a_station_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_at("BER-043", "Alexanderplatz", 0.01).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let version = world.count("select version from parcel").await;
    for path in [HERE, "/at/BER-043", "/at/BER-043/sign-in"] {
        world.get(path, &session).await;
    }
    assert_eq!(world.count("select version from parcel").await, version);
    assert_eq!(world.count("select count(*) from parcel where elsewhere_at is not null").await, 0);
    assert_eq!(world.count("select count(*) from challenge").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_learns_at_a_station_whether_a_contact_has_a_parcel(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    // One whose parcel is on its way, one who was never here, and a mailbox.
    world.announce("RR473124830GB", json!({ "phone": "+4915123456780" })).await;
    let known = world.ask_at("BER-042", PHONE, "").await;
    let names = |answer: &Answer| {
        let mut names: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}:{}", value.len())).collect();
        names.sort();
        names
    };
    let page = format!("{HERE}/sign-in");
    for contact in ["+4915123456780", STRANGER] {
        let other = world.ask_at("BER-042", contact, "").await;
        assert_eq!(
            (other.status, other.location(), &other.body),
            (known.status, known.location(), &known.body)
        );
        assert_eq!(names(&other), names(&known));
        let (cookie, right) =
            (other.cookie("__Host-sign-in").unwrap(), known.cookie("__Host-sign-in").unwrap());
        let (seen, expected) = (world.get(&page, &cookie).await, world.get(&page, &right).await);
        assert_eq!((seen.status, seen.body.len()), (expected.status, expected.body.len()));
        let guess = world.submit("prove", "code=123456&station=BER-042", &cookie).await;
        assert_eq!(guess.location(), format!("{page}: wrong-code"));
        let further = world.submit("another", "channel=sms&station=BER-042", &cookie).await;
        assert_eq!(further.location(), page);
    }
    assert!(
        world
            .get(&page, &known.cookie("__Host-sign-in").unwrap())
            .await
            .body
            .contains(wording::default().at_code_lead(Channel::Sms))
    );
    // The same rows for everybody, so that the time is the same, too.
    assert_eq!(world.count("select count(*) from challenge").await, 3);
    assert_eq!(world.count("select count(*) from one_time_code").await, 5);
    world.work().await;
    for contact in [STRANGER, "+4915123456780"] {
        assert!(world.provider.texts(contact).iter().all(|text| !text.contains('#')), "{contact}");
    }
    // And the same limits, whoever it is.
    let limits = async |contact: &str| {
        let mut answers = Vec::new();
        for _ in 0..4 {
            answers.push(world.ask_at("BER-042", contact, "").await.location().to_owned());
        }
        answers
    };
    world.clock.pass(Duration::hours(25));
    let (known, unknown) = (limits(PHONE).await, limits(STRANGER).await);
    assert_eq!(known, unknown);
    assert_eq!(known.last().unwrap(), "/at/BER-042: wait-60");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn asking_at_every_station_gives_no_further_codes(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    for place in 0..4 {
        world.station_at(&format!("BER-05{place}"), "Another", 0.01).await;
    }
    let mut asked = Vec::new();
    for place in 0..4 {
        asked.push(world.ask_at(&format!("BER-05{place}"), PHONE, "").await.location().to_owned());
    }
    assert_eq!(asked[..3], [0, 1, 2].map(|place| format!("/at/BER-05{place}/sign-in")));
    assert_eq!(asked[3], "/at/BER-053: wait-60");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_over_leads_back_to_the_station(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let begun = world.ask_at("BER-042", PHONE, "").await;
    let (cookie, code) = (begun.cookie("__Host-sign-in").unwrap(), world.one_time(PHONE).await);
    let proof = format!("code={code}&station=BER-042");
    // Another browser has not begun it.
    let stolen = world.submit("prove", &proof, "__Host-sign-in=0123456789abcdef0123").await;
    assert_eq!(stolen.location(), "/at/BER-042: sign-in-over");
    world.clock.pass(Duration::minutes(11));
    let late = world.submit("prove", &proof, &cookie).await;
    assert_eq!((late.location(), late.cookie("__Host-session")), ("/at/BER-042: sign-in-over", None));
    world.clock.pass(Duration::hours(1));
    assert_eq!(world.get(&format!("{HERE}/sign-in"), &cookie).await.location(), "/at/BER-042: sign-in-over");
    // A code is used once.
    let begun = world.ask_at("BER-042", PHONE, "").await;
    let cookie = begun.cookie("__Host-sign-in").unwrap();
    let proof = format!("code={}&station=BER-042", world.one_time(PHONE).await);
    assert!(world.submit("prove", &proof, &cookie).await.cookie("__Host-session").is_some());
    world.clock.pass(Duration::minutes(2));
    let replayed = world.submit("prove", &proof, &cookie).await;
    assert_eq!((replayed.location(), replayed.cookie("__Host-session")), ("/at/BER-042: sign-in-over", None));
    assert_eq!(world.count("select count(*) from session").await, 1);
    let wrong = world.ask_at("BER-042", "nobody", "").await;
    assert_eq!(wrong.location(), "/at/BER-042: invalid-contact");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_is_too_new_comes_in_nowhere(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    sqlx::query(
        "insert into contact (customer_id, channel, address, created_at, proven_at, joined_at, place)
         select customer_id, 'sms', $2, $1, $1, $1, 9 from contact",
    )
    .bind(world.app_state.now() - Duration::hours(1))
    .bind(STRANGER)
    .execute(&world.pool)
    .await
    .unwrap();
    let asked = world.ask_at("BER-042", STRANGER, "").await;
    assert_eq!(asked.location(), "/at/BER-042/sign-in");
    world.work().await;
    assert!(world.provider.texts(STRANGER).is_empty());
    // By an order of its own it does, and sees that one only.
    let (own, _) = world.ready("RR473124830GB", STRANGER).await;
    let (_, session) = world.enter_at("BER-042", STRANGER).await;
    let page = world.get(HERE, &session).await.body;
    assert!(page.contains(&own) && page.contains(&wording::default().at_here(1)), "{page}");
}

// M1
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_thousand_customers_behind_one_address_get_in_at_a_station(pool: PgPool) {
    const CUSTOMERS: usize = 2_000;
    const ADDRESS: &str = "198.51.100.200";
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.station("BER-042").await;
    seed(&one, CUSTOMERS).await;
    stream::iter(0..CUSTOMERS)
        .map(|place| {
            let world = if place % 2 == 0 { &one } else { &two };
            async move {
                let phone = format!("+49151{place:08}");
                let form = format!("station=BER-042&contact={}", phone.replace('+', "%2B"));
                let begun = world.submit_from(ADDRESS, "find_here", &form, "").await;
                assert_eq!(begun.location(), "/at/BER-042/sign-in", "customer {place}");
                let code = format!("station=BER-042&code={}", world.one_time(&phone).await);
                let sign_in = begun.cookie("__Host-sign-in").unwrap();
                let entered = world.submit_from(ADDRESS, "prove", &code, &sign_in).await;
                assert!(entered.cookie("__Host-session").is_some(), "{}", entered.location());
            }
        })
        .buffer_unordered(8)
        .for_each(async |()| ())
        .await;
    assert_eq!(one.count("select count(distinct customer_id) from session").await, 2_000);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operator_gets_a_sticker_that_leads_to_the_page_of_the_station(pool: PgPool) {
    let world = World::new(pool).await;
    let name = "Café & Söhne <script>alert(1)</script> \"Nord\" 'Süd'";
    world.station_at("BER-042", name, 0.0).await;
    let asked = async |path: &str, token: &str| world.api("GET", path, token, &json!({})).await;
    let answer = asked("/stations/BER-042/sticker", OPERATOR).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "image/svg+xml; charset=utf-8");
    let svg = &answer.body;
    assert!(svg.starts_with("<svg ") && svg.contains("width=\"74mm\" height=\"105mm\""), "{svg}");
    assert!(!svg.contains("<script"), "{svg}");
    // Its lines, read in one.
    let written = |svg: &str| {
        let texts = svg.split("<text").skip(1).filter_map(|text| Some(text.split_once('>')?.1));
        texts.map(|text| text.split('<').next().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    for part in [
        wording::default().at_ask(),
        "Café &amp; Söhne &lt;script&gt;alert(1)&lt;/script&gt;",
        "Europaplatz 1, 10557 Berlin",
        "pickup.example.org/at/BER-042",
    ] {
        assert!(written(svg).contains(part), "{part} in {}", written(svg));
    }
    // Its path is that of the address, which another decoder reads elsewhere; and the page is there.
    let symbol = server::qr::address("https://pickup.example.org/at/BER-042").unwrap();
    assert!(svg.contains(&symbol.path));
    assert_eq!(world.get(HERE, "").await.status, StatusCode::OK);
    for id in ["BER-999", "B", "..%2fx"] {
        let answer = asked(&format!("/stations/{id}/sticker"), OPERATOR).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    }
    for token in ["", STATION] {
        assert_eq!(asked("/stations/BER-042/sticker", token).await.status, StatusCode::UNAUTHORIZED);
    }
    let german = axum::http::Request::get("/api/v1/stations/BER-042/sticker")
        .header("authorization", format!("Bearer {OPERATOR}"))
        .header("accept-language", "de");
    let german = world.send(german.body(axum::body::Body::empty()).unwrap()).await;
    assert!(written(&german.body).contains(wording::choose("de").at_ask()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_knows_only_a_number_leaves_codes_to_whoever_has_the_label(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let form = format!("station=BER-042&contact={}", PHONE.replace('+', "%2B"));
    let mut begun = Vec::new();
    for place in 0..12 {
        let from = format!("10.{place}.0.1");
        let asked = world.submit_from(&from, "find_here", &form, "").await;
        if let Some(cookie) = asked.cookie("__Host-sign-in") {
            begun.push((from, cookie));
        }
    }
    assert_eq!(begun.len(), AT_STATIONS);
    // Another code of the same sign-in comes out of the same ledger.
    let (from, cookie) = &begun[0];
    let further = world.submit_from(from, "another", "channel=sms&station=BER-042", cookie).await;
    assert!(further.location().starts_with("/at/BER-042/sign-in: no-more-codes"), "{}", further.location());
    assert_eq!(codes(&world).await, i64::try_from(AT_STATIONS).unwrap());
    // By the number on the label its owner gets in, from anywhere.
    let session = world.sign_in(NUMBER, PHONE).await;
    assert_eq!(world.get("/parcels", &session).await.status, StatusCode::OK);
}

/// How many one-time codes were sent to somebody.
async fn codes(world: &World) -> i64 {
    world.count("select count(*) from one_time_code where contact_id is not null").await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_signed_in_and_stands_elsewhere_is_told_so_by_the_help_page_too(pool: PgPool) {
    let world = World::new(pool).await;
    world.station_at("BER-043", "Alexanderplatz", 0.01).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let page = world.get("/at/BER-043", &session).await.body;
    let help = format!("/parcels/{id}/help?at=BER-043");
    assert!(page.contains(wording::default().at_astray()) && page.contains(&help), "{page}");
    let wrong = |page: &str| page.contains("data-cause=\"door.wrong_station\"");
    let told = world.get(&help, &session).await.body;
    assert!(wrong(&told) && told.contains("Alexanderplatz"), "{told}");
    // Looking has changed nothing, and what names no other station says nothing.
    for at in ["", "?at=", "?at=BER-042", "?at=BER-999", "?at=%00", "?at=..%2f"] {
        let page = world.get(&format!("/parcels/{id}/help{at}"), &session).await;
        assert_eq!(page.status, StatusCode::OK, "{at}");
        assert!(!wrong(&page.body), "{at}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_dark_screen_is_told_while_codes_are_read(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let beat = async |keypad: &str, scanner: &str| {
        let beat = json!({ "clock": world.app_state.now(), "screen": "faulty", "keypad": keypad, "scanner": scanner });
        world.api("POST", "/stations/BER-042/heartbeat", STATION, &beat).await;
        world.get(HERE, "").await.body.contains(wording::default().at_screen())
    };
    assert!(beat("ok", "ok").await);
    assert!(beat("faulty", "ok").await);
    assert!(!beat("faulty", "faulty").await);
    assert!(!{
        world.beat("BER-042", "ok", "ok").await;
        world.get(HERE, "").await.body.contains(wording::default().at_screen())
    });
}

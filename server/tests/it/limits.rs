//! Limits that hold whoever guesses, and nobody else: budgets of codes, failures by address, links.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use domain::{budget::ODDS, code::PickupCode, id::ParcelId, qr::QrPayload};
use futures::{StreamExt, future::join_all, stream};
use serde_json::json;
use sqlx::PgPool;

use crate::{
    contacts::NUMBER,
    passkeys,
    world::{Answer, PHONE, World, link},
};

const FIND: &str = "tracking=RR473124829GB&contact=%2B4915123456789";

fn cookie(answer: &Answer) -> Option<String> {
    answer.cookie("__Host-sign-in")
}

/// Any code but this one.
fn wrong(code: &str) -> String {
    let length = code.len();
    let next = (code.parse::<u64>().unwrap() + 1) % 10_u64.pow(u32::try_from(length).unwrap());
    format!("code={next:0length$}")
}

impl World {
    /// The one-time codes that were sent to a phone, oldest first.
    fn codes(&self, phone: &str) -> Vec<String> {
        let texts = self.provider.texts(phone);
        texts.iter().filter_map(|text| Some(text.split_once(" #")?.1.trim().to_owned())).collect()
    }

    /// Posts a form as a program does, which reads status and headers.
    async fn call(&self, action: &str, form: &str, cookies: &str) -> Answer {
        let request = Request::post(format!("/api/{action}"))
            .header(header::HOST, "pickup.example.org")
            .header(header::ORIGIN, "https://pickup.example.org")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", "203.0.113.7")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookies);
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// A find from there, and the sign-in it begins, if it does.
    async fn begin_from(&self, network: &str, form: &str, cookies: &str) -> Option<String> {
        cookie(&self.submit_from(network, "find", form, cookies).await)
    }

    /// Everything a stranger can do from one address with what stands on a label, for an hour.
    async fn attack(&self, address: &str) {
        for _ in 0..12 {
            if let Some(sign_in) = self.begin_from(address, FIND, "").await {
                for _ in 0..2 {
                    self.submit_from(address, "another", "channel=sms", &sign_in).await;
                    self.submit_from(address, "another", "channel=email", &sign_in).await;
                }
                for _ in 0..7 {
                    self.submit_from(address, "prove", "code=000000", &sign_in).await;
                }
            }
            for place in 0..4 {
                let junk = format!("token=AAAAAAAAAAAAAAAAAAAA{place:02}");
                self.submit_from(address, "enter", &junk, "").await;
                self.submit_from(address, "enter_by_passkey", "ceremony=a&credential=b", "").await;
            }
            self.clock.pass(Duration::minutes(5));
        }
    }
}

// H4: everything that asks for a code or tries one, at once, through two instances, for more than a day.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn all_ways_together_send_twenty_messages_and_compare_what_these_admit(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool.clone()).await);
    let (_, session) = one.settled().await;
    let numbers: Vec<String> = (0..4).map(|place| format!("RR47312483{place}GB")).collect();
    for number in &numbers {
        one.announce(number, json!({ "phone": PHONE })).await;
    }
    one.work().await;
    two.clock.pass(one.app_state.now() - two.app_state.now());
    let start = one.app_state.now();
    let contact = one.contact(PHONE).await;
    let known = one.submit("find", FIND, &session).await;
    let form = wrong(&one.one_time(PHONE).await);
    assert!(cookie(&known).is_some());
    // A browser that was let in before.
    let owner = one.begin_from("198.51.100.1", FIND, "").await.unwrap();
    let let_in = one.submit("prove", &format!("code={}", one.one_time(PHONE).await), &owner).await;
    let browser = let_in.cookie("__Host-browser").unwrap();
    for round in 0..6 {
        let finds = join_all((0..48).map(|place| {
            let (world, number) = (if place % 2 == 0 { &one } else { &two }, &numbers[place % 4]);
            let form = format!("tracking={number}&contact=%2B4915123456789");
            let from = format!("10.{round}.{place}.1");
            let cookies = if place % 8 == 0 { browser.clone() } else { String::new() };
            async move { world.begin_from(&from, &form, &cookies).await }
        }));
        let tests = join_all((0..12).map(|place| {
            let (world, session) = (if place % 2 == 0 { &one } else { &two }, &session);
            let form = format!("contact={contact}");
            async move { world.submit("prove_contact", &form, session).await.location().to_owned() }
        }));
        let (sign_ins, pages) = futures::future::join(finds, tests).await;
        let sign_ins: Vec<String> = sign_ins.into_iter().flatten().collect();
        let others =
            join_all(sign_ins.iter().enumerate().map(|(place, sign_in)| {
                let world = if place % 2 == 0 { &two } else { &one };
                async move {
                    world.submit_from(&format!("10.9.{place}.1"), "another", "channel=sms", sign_in).await
                }
            }));
        others.await;
        let form = &form;
        let guesses =
            join_all(sign_ins.iter().flat_map(|sign_in| (0..12).map(move |place| (place, sign_in))).map(
                |(place, sign_in)| {
                    let world = if place % 2 == 0 { &one } else { &two };
                    async move { world.submit_from(&format!("10.8.{place}.1"), "prove", form, sign_in).await }
                },
            ));
        let answers = join_all(
            pages
                .iter()
                .filter_map(|page| page.strip_prefix("/contacts/prove/"))
                .flat_map(|id| (0..8).map(move |place| (place, id)))
                .map(|(place, id)| {
                    let (world, session) = (if place % 2 == 0 { &one } else { &two }, &session);
                    let form = format!("challenge={id}&{form}");
                    async move { world.submit("answer", &form, session).await }
                }),
        );
        futures::future::join(guesses, answers).await;
        one.work().await;
        for world in [&one, &two] {
            world.clock.pass(Duration::hours(4) - Duration::seconds(1));
        }
    }
    // Within a day, counted in the table itself.
    let (messages, compares): (i64, i64) = sqlx::query_as(
        "select count(*), sum(attempts)::bigint from one_time_code where contact_id = $1 and created_at >= $2",
    )
    .bind(contact)
    .bind(start)
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(messages, 20);
    assert_eq!(one.count("select count(*) from one_time_code where attempts > 5").await, 0);
    let codes = one.codes(PHONE);
    // The first one belongs to the day before.
    let lengths: Vec<usize> = codes.iter().skip(1).map(String::len).collect();
    let short = lengths.iter().filter(|length| **length == 6).count();
    assert_eq!((short, lengths.iter().filter(|length| **length == 8).count()), (9, 11));
    let tried = one
        .count(
            "select count(*) from activity where kind in ('signed_in', 'sign_in_refused', 'proof_refused')",
        )
        .await;
    println!("{messages} messages, {compares} compares in {tried} tries");
    assert!(compares > 60 && compares <= 20 * 5, "{compares}");
    let odds = 5e-6 * 9.0 + 5e-8 * 11.0;
    assert!(odds <= ODDS);
    // A rotation of the configured keys forgets nothing.
    let rotated = World::with_keys(pool, &["k2", "k1"]).await;
    rotated.clock.pass(one.app_state.now() - rotated.app_state.now());
    for place in 0..20 {
        rotated.begin_from(&format!("10.7.{place}.1"), FIND, "").await;
    }
    let after = one.count("select count(*) from one_time_code where contact_id is not null").await;
    assert_eq!(after, messages + 2, "the codes of the day before are two");
}

// H4: one sign-in with many codes.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_try_is_compared_with_the_two_newest_codes_only(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let sign_in = cookie(&world.submit("find", FIND, "").await).unwrap();
    world.submit("another", "channel=sms", &sign_in).await;
    world.submit("another", "channel=sms", &sign_in).await;
    world.work().await;
    let codes = world.codes(PHONE);
    assert_eq!(codes.len(), 3);
    let oldest = world.submit("prove", &format!("code={}", codes[0]), &sign_in).await;
    assert_eq!(oldest.location(), "/sign-in: wrong-code");
    let tries: Vec<i16> = sqlx::query_scalar("select attempts from one_time_code order by id")
        .fetch_all(&world.pool)
        .await
        .unwrap();
    assert_eq!(tries, [0, 1, 1]);
    let before = world.submit("prove", &format!("code={}", codes[1]), &sign_in).await;
    assert!(before.cookie("__Host-session").is_some(), "{}", before.location());
}

// H4: what is refused aloud is the same for what belongs together and what does not.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_budget_that_is_used_up_tells_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    world.announce("RR473124830GB", json!({ "phone": PHONE })).await;
    let pairs = [
        FIND,
        "tracking=RR473124830GB&contact=%2B4915123456789",
        "tracking=RR473124829GB&contact=%2B4915199999999",
        "tracking=RR000000000GB&contact=%2B4915188888888",
        "tracking=RR000000001GB&contact=kim%40example.org",
    ];
    let mut told: Vec<Vec<String>> = vec![Vec::new(); pairs.len()];
    for round in 0..16 {
        for (pair, told) in pairs.iter().zip(&mut told) {
            let from = format!("10.{}.{round}.1", told.len() / 3);
            told.push(world.submit_from(&from, "find", pair, "").await.location().to_owned());
        }
        world.clock.pass(Duration::minutes(1));
    }
    for other in &told[1..] {
        assert_eq!(&told[0], other);
    }
    let refused = told[0].last().unwrap();
    assert!(refused.starts_with("/: no-more-codes-"), "{refused}");
    let last = world.submit_from("10.0.15.1", "find", pairs[0], "").await;
    let page = world.get(last.address(), &last.cookie("__Host-problem").unwrap()).await;
    assert!(page.body.contains("passkey") && page.body.contains("link in our message"), "{}", page.body);
}

// H4: when wrong codes are counted everywhere as never before, codes get longer, and people still get in.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_wrong_codes_everywhere_make_codes_longer(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    sqlx::query("insert into wrong_code (minute, lane, wrong) values ($1, 3, 1000)")
        .bind(world.app_state.now() - Duration::minutes(2))
        .execute(&world.pool)
        .await
        .unwrap();
    let sign_in = cookie(&world.submit("find", FIND, "").await).unwrap();
    world.work().await;
    let code = world.codes(PHONE).pop().unwrap();
    assert_eq!(code.len(), 8);
    assert_eq!(world.submit("prove", &wrong(&code), &sign_in).await.location(), "/sign-in: wrong-code");
    assert_eq!(world.count("select sum(wrong)::bigint from wrong_code").await, 1_001);
    let spaced = format!("code={}+{}", &code[..4], &code[4..]);
    assert!(world.submit("prove", &spaced, &sign_in).await.cookie("__Host-session").is_some());
    world.clock.pass(Duration::minutes(10));
    world.begin_from("198.51.100.9", FIND, "").await.unwrap();
    assert_eq!(world.one_time(PHONE).await.len(), 6);
}

// M1: a stranger who knows what stands on the label, from one address.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_hour_from_one_address_keeps_no_owner_out(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    let session = world.sign_in(NUMBER, PHONE).await;
    let mut key = passkeys::add(&world, 7, &session).await;
    world.clock.pass(Duration::hours(25));
    world.attack("192.0.2.66").await;
    // By code, in a browser we have never seen.
    let sign_in = world.begin_from("198.51.100.7", FIND, "").await.expect("a sign-in");
    let code = format!("code={}", world.one_time(PHONE).await);
    let entered = world.submit_from("198.51.100.7", "prove", &code, &sign_in).await;
    assert!(entered.cookie("__Host-session").is_some(), "{}", entered.location());
    // By link and by passkey, even from the stranger's own address.
    let token = path.rsplit('/').next().unwrap();
    let by_link = world.submit_from("192.0.2.66", "enter", &format!("token={token}"), "").await;
    assert!(by_link.cookie("__Host-session").is_some(), "{}", by_link.location());
    let by_key = passkeys::enter(&world, &mut key, "").await;
    assert!(by_key.cookie("__Host-session").is_some(), "{}", by_key.location());
}

// M1: the same from thirty addresses.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_hour_from_thirty_addresses_keeps_no_known_browser_out(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    let begun = cookie(&world.submit("find", FIND, "").await).unwrap();
    let first = world.submit("prove", &format!("code={}", world.one_time(PHONE).await), &begun).await;
    let (browser, session) =
        (first.cookie("__Host-browser").unwrap(), first.cookie("__Host-session").unwrap());
    let mut key = passkeys::add(&world, 7, &session).await;
    // Signing out does not make it a stranger.
    world.submit("sign_out", "", &format!("{session}; {browser}")).await;
    world.clock.pass(Duration::hours(25));
    let start = world.app_state.now();
    for place in 0..30 {
        world.attack(&format!("192.0.{place}.66")).await;
        world.clock.pass(start - world.app_state.now());
    }
    world.clock.pass(Duration::hours(1));
    // Somebody we do not know is told openly that there are no more codes, and what works.
    let unknown = world.submit_from("198.51.100.7", "find", FIND, "").await;
    assert!(unknown.location().starts_with("/: no-more-codes-"), "{}", unknown.location());
    let page = world.get(unknown.location(), &unknown.cookie("__Host-problem").unwrap()).await;
    assert!(page.body.contains("passkey"), "{}", page.body);
    let sign_in = world.begin_from("198.51.100.7", FIND, &browser).await.expect("a sign-in");
    let code = format!("code={}", world.one_time(PHONE).await);
    let entered = world.submit_from("198.51.100.7", "prove", &code, &format!("{sign_in}; {browser}")).await;
    assert!(entered.cookie("__Host-session").is_some(), "{}", entered.location());
    let token = path.rsplit('/').next().unwrap();
    let by_link = world.submit_from("198.51.100.8", "enter", &format!("token={token}"), "").await;
    assert!(by_link.cookie("__Host-session").is_some(), "{}", by_link.location());
    let by_key = passkeys::enter(&world, &mut key, "").await;
    assert!(by_key.cookie("__Host-session").is_some(), "{}", by_key.location());
}

// M1: signing out everywhere makes strangers of all other browsers.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_browser_is_known_until_it_is_signed_out_from_elsewhere(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let begun = cookie(&world.submit("find", FIND, "").await).unwrap();
    world.submit("prove", &format!("code={}", world.one_time(PHONE).await), &begun).await;
    let begun = cookie(&world.submit("find", FIND, "").await).unwrap();
    let here = world.submit("prove", &format!("code={}", world.one_time(PHONE).await), &begun).await;
    assert_eq!(world.count("select count(*) from known_browser").await, 2);
    let cookies =
        format!("{}; {}", here.cookie("__Host-session").unwrap(), here.cookie("__Host-browser").unwrap());
    let done = world.submit("sign_out_others", "", &cookies).await;
    assert_eq!(done.location(), "/account#devices", "{}", done.body);
    assert_eq!(world.count("select count(*) from known_browser").await, 1);
}

// M1: a network of customers behind one address, and a guesser among them.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_thousand_customers_behind_one_address_get_in_and_a_guesser_there_is_held(pool: PgPool) {
    const CUSTOMERS: usize = 2_000;
    const ADDRESS: &str = "198.51.100.200";
    let (one, two) = (World::new(pool.clone()).await, World::new(pool.clone()).await);
    one.station("BER-042").await;
    seed(&one, CUSTOMERS + 100).await;
    let guesser = async {
        let (mut held, mut tries) = (0, 0);
        for place in CUSTOMERS..CUSTOMERS + 100 {
            let form = format!("tracking=RR{place:09}GB&contact=%2B49151{place:08}");
            let Some(sign_in) = one.begin_from(ADDRESS, &form, "").await else { continue };
            let code = wrong(&one.one_time(&format!("+49151{place:08}")).await);
            for _ in 0..5 {
                let guess = one.submit_from(ADDRESS, "prove", &code, &sign_in).await;
                tries += usize::from(!guess.location().contains("sign-in-over"));
                held += usize::from(guess.location().starts_with("/: held-"));
            }
        }
        (held, tries)
    };
    let customers = stream::iter(0..CUSTOMERS)
        .map(|place| {
            let world = if place % 2 == 0 { &one } else { &two };
            async move {
                let phone = format!("+49151{place:08}");
                let form = format!("tracking=RR{place:09}GB&contact={}", phone.replace('+', "%2B"));
                let begun = world.submit_from(ADDRESS, "find", &form, "").await;
                assert_eq!(begun.location(), "/sign-in", "customer {place}");
                let code = format!("code={}", world.one_time(&phone).await);
                let entered = world.submit_from(ADDRESS, "prove", &code, &cookie(&begun).unwrap()).await;
                let session =
                    entered.cookie("__Host-session").unwrap_or_else(|| panic!("{}", entered.location()));
                let parcel = entered.location().strip_prefix("/parcels/").unwrap().to_owned();
                let form = format!("parcel={parcel}");
                let shown = world.submit_from(ADDRESS, "reveal", &form, &session).await;
                assert_eq!(shown.location(), format!("/parcels/{parcel}/code"));
            }
        })
        .buffer_unordered(8)
        .for_each(async |()| ());
    let ((held, tries), ()) = futures::future::join(guesser, customers).await;
    assert_eq!(one.count("select count(distinct customer_id) from session").await, 2_000);
    assert_eq!(one.count("select count(*) from reveal").await, 2_000);
    assert!(held > 0, "the guesser was never held");
    // 150 wrong ones, then one for each sign-in.
    assert!(tries < 150 + 5 + 100, "{tries}");
    // Others still pass there with a right code, and the held one's answer says when to come back.
    let place = CUSTOMERS + 99;
    let form = format!("tracking=RR{place:09}GB&contact=%2B49151{place:08}");
    let sign_in = one.begin_from(ADDRESS, &form, "").await.unwrap();
    let code = one.one_time(&format!("+49151{place:08}")).await;
    let right = one.submit_from(ADDRESS, "prove", &format!("code={code}"), &sign_in).await;
    assert!(right.cookie("__Host-session").is_some(), "{}", right.location());
}

/// Parcels that lie at the station with a live code, each for a customer of its own.
pub async fn seed(world: &World, count: usize) {
    let now = world.app_state.now();
    let ids: Vec<String> = (0..count).map(|place| format!("{place:012}")).collect();
    let numbers: Vec<String> = (0..count).map(|place| format!("RR{place:09}GB")).collect();
    let phones: Vec<String> = (0..count).map(|place| format!("+49151{place:08}")).collect();
    let codes = (100_000_u32..).filter_map(|number| PickupCode::parse(&number.to_string()).ok());
    let sealed: Vec<_> = ids
        .iter()
        .zip(codes)
        .enumerate()
        .map(|(place, (id, code))| {
            // Five bits of each byte count.
            let bytes = std::array::from_fn(|at| u8::try_from(place >> (5 * at.min(6)) & 31).unwrap());
            let qr = QrPayload::from_random("BER-042", bytes);
            world.app_state.keys.seal_code(&ParcelId::stored(id.clone()), "BER-042", &code, &qr).unwrap()
        })
        .collect();
    sqlx::query(
        "with who as (select * from unnest($1::text[], $2::text[], $3::text[]) with ordinality as w(id, number, phone, place)),
         customers as (insert into customer (created_at) select $4 from who returning id),
         numbered as (select id, row_number() over (order by id) as place from customers),
         contacts as (insert into contact (customer_id, channel, address, created_at)
             select n.id, 'sms', w.phone, $4 from who w join numbered n using (place) returning id, address),
         parcels as (insert into parcel (id, carrier, tracking_number, merchant, announced_at, status, since, station_id,
                 compartment, placed_at, pickup_deadline)
             select id, 'DHL', number, 'Birch', $4, 'available_for_pickup', $4, 'BER-042', '14', $4, $4 + interval '2 days'
             from who returning id)
         select count(*) from parcels, (select count(*) from contacts) c",
    )
    .bind(&ids)
    .bind(&numbers)
    .bind(&phones)
    .bind(now)
    .execute(&world.pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into recipient (parcel_id, contact_id) select w.id, c.id
         from unnest($1::text[], $2::text[]) as w(id, phone) join contact c on c.address = w.phone",
    )
    .bind(&ids)
    .bind(&phones)
    .execute(&world.pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into pickup_code (parcel_id, station_id, length, key_id, wrapped_key, sealed, digits_index, qr_index,
             issued_at, valid_until)
         select id, 'BER-042', 6, key, wrapped, sealed, digits, qr, $7, $7 + interval '2 days'
         from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[])
             as w(id, key, wrapped, sealed, digits, qr)",
    )
    .bind(&ids)
    .bind(sealed.iter().map(|code| code.key_id.clone()).collect::<Vec<_>>())
    .bind(sealed.iter().map(|code| code.wrapped_key.clone()).collect::<Vec<_>>())
    .bind(sealed.iter().map(|code| code.sealed.clone()).collect::<Vec<_>>())
    .bind(sealed.iter().map(|code| code.digits_indexes[0].clone()).collect::<Vec<_>>())
    .bind(sealed.iter().map(|code| code.qr_index.clone()).collect::<Vec<_>>())
    .bind(now)
    .execute(&world.pool)
    .await
    .unwrap();
}

// M1, L: bad links, and the header of a 429.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bad_links_from_an_address_do_not_refuse_a_good_one(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    for place in 0..40 {
        let bad = world.submit("enter", &format!("token=AAAAAAAAAAAAAAAAAAAA{place:02}"), "").await;
        assert_eq!(bad.location(), "/: link-over");
    }
    let mut last = None;
    for place in 0..400 {
        last = Some(world.call("enter", &format!("token=AAAAAAAAAAAAAAAAAAA{place:03}"), "").await);
    }
    let refused = last.unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}", refused.body);
    assert!(refused.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u32>().unwrap() >= 1);
    let token = path.rsplit('/').next().unwrap();
    let good = world.submit("enter", &format!("token={token}"), "").await;
    assert_eq!(good.location(), format!("/parcels/{id}"));
}

// L: a 429 of any form says when to come back.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_that_came_too_often_says_when_to_come_back(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    for _ in 0..3 {
        assert_eq!(world.call("find", FIND, "").await.status, StatusCode::SEE_OTHER);
    }
    let paced = world.call("find", FIND, "").await;
    assert_eq!(
        (paced.status, paced.headers[header::RETRY_AFTER].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "60")
    );
    assert_eq!(world.submit("find", FIND, "").await.location(), "/: wait-60");
}

// M8: a button that is pressed twice, or sixty-four times.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_pressed_many_times_on_a_device_is_one_session(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, _) = one.ready(NUMBER, PHONE).await;
    let path = link(&one.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    let presses = join_all((0..64).map(|place| {
        let (world, form) = (if place % 2 == 0 { &one } else { &two }, &form);
        async move { world.submit("enter", form, "").await }
    }))
    .await;
    let sessions: Vec<_> = presses.iter().map(|answer| answer.cookie("__Host-session").unwrap()).collect();
    assert!(sessions.iter().all(|session| *session == sessions[0]), "one session, whichever answer arrives");
    assert_eq!(one.count("select count(*) from session").await, 1);
    assert_eq!(one.count("select count(*) from activity where kind = 'signed_in_by_link'").await, 1);
    // Later, in that browser: the same one.
    one.clock.pass(Duration::hours(3));
    let cookies = format!("{}; {}", sessions[0], presses[0].cookie("__Host-browser").unwrap());
    let again = one.submit("enter", &form, &cookies).await;
    assert_eq!(
        (again.cookie("__Host-session").as_ref(), again.location()),
        (Some(&sessions[0]), &*format!("/parcels/{id}"))
    );
    assert_eq!(one.count("select count(*) from session").await, 1);
}

// M8: further devices.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_signs_in_five_devices_and_each_is_told(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    let mut first = None;
    for place in 0..5 {
        let entered = world.submit_from(&format!("198.51.100.{place}"), "enter", &form, "").await;
        let session = entered.cookie("__Host-session").expect("a session");
        first.get_or_insert_with(|| format!("{session}; {}", entered.cookie("__Host-browser").unwrap()));
    }
    let sixth = world.submit_from("198.51.100.9", "enter", &form, "").await;
    assert_eq!((sixth.location(), sixth.cookie("__Host-session")), ("/: link-over", None));
    assert_eq!(world.count("select count(*) from activity where kind = 'signed_in_by_link'").await, 5);
    // One that was signed out there comes in again, and is no sixth.
    let first = first.unwrap();
    world.submit("sign_out", "", &first).await;
    let again = world.submit("enter", &form, first.split("; ").nth(1).unwrap()).await;
    assert!(again.cookie("__Host-session").is_some(), "{}", again.location());
}

// M8: signing out everywhere ends the links in older messages.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_out_everywhere_ends_the_links(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let path = link(&world.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    assert!(world.submit_from("192.0.2.1", "enter", &form, "").await.cookie("__Host-session").is_some());
    let session = world.sign_in(NUMBER, PHONE).await;
    world.submit("sign_out_others", "", &session).await;
    let thief = world.submit_from("192.0.2.9", "enter", &form, "").await;
    assert_eq!((thief.location(), thief.cookie("__Host-session")), ("/: link-over", None));
    assert_eq!(world.get("/parcels", &session).await.status, StatusCode::OK);
}

// M8: while it is ended, presses neither hang nor get in afterwards.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn links_that_are_pressed_while_they_end_let_nobody_stay(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready(NUMBER, PHONE).await;
    let path = link(&one.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    let session = one.sign_in(NUMBER, PHONE).await;
    let presses = join_all((0..20).map(|place| {
        let form = &form;
        let two = &two;
        async move { two.submit_from(&format!("192.0.2.{place}"), "enter", form, "").await }
    }));
    let (presses, _) = futures::future::join(presses, one.submit("sign_out_others", "", &session)).await;
    assert!(
        presses.iter().all(
            |answer| answer.status == StatusCode::SEE_OTHER && !answer.location().contains("unavailable")
        )
    );
    assert_eq!(one.count("select count(*) from session where ended_at is null").await, 1);
    assert_eq!(one.get("/parcels", &session).await.status, StatusCode::OK);
}

// R7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_refused_costs_as_much_as_what_is_done(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let id = world.announce("RR473124829GB", json!({ "phone": PHONE })).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let phone = PHONE.replace('+', "%2B");
    for (action, form, burst) in [
        // No code is there yet; the parcel is nobody's; the number stands there already.
        ("reveal", format!("parcel={id}"), 20),
        ("resend", "parcel=000000000000&channel=sms&request=r".to_owned(), 100),
        ("change_contact", format!("old=&address={phone}"), 6),
    ] {
        for place in 0..burst {
            let refused = world.submit(action, &form, &session).await;
            assert!(refused.location().contains(": "), "{action} {place}: {}", refused.location());
            assert!(!refused.location().contains(": wait-"), "{action} {place}: {}", refused.location());
        }
        let held = world.submit(action, &form, &session).await;
        assert!(held.location().contains(": wait-"), "{action}: {}", held.location());
    }
}

//! A request that comes twice, because its answer was lost or its button was pressed twice.

use chrono::Duration;
use futures::future::join_all;
use sqlx::PgPool;

use crate::{
    passkeys::Form,
    world::{Answer, PHONE, World, link},
};

const NUMBER: &str = "RR473124829GB";

/// Begins a sign-in and answers its cookie and the code that was sent.
async fn begin(world: &World) -> (String, String) {
    let begun = world.submit("find", "tracking=RR473124829GB&contact=0151+2345+6789", "").await;
    world.work().await;
    let code = world.provider.texts(PHONE).pop().unwrap().rsplit('#').next().unwrap().to_owned();
    (begun.cookie("__Host-sign-in").unwrap(), code)
}

/// What a code differs from.
fn wrong(code: &str) -> String {
    format!("code={:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// The cookies of somebody who signed in with a code: session and browser.
async fn signed_in(world: &World) -> (String, String) {
    let (cookie, code) = begin(world).await;
    let entered = world.submit("prove", &format!("code={code}"), &cookie).await;
    (entered.cookie("__Host-session").unwrap(), entered.cookie("__Host-browser").unwrap())
}

fn session(answer: &Answer) -> Option<String> {
    answer.cookie("__Host-session")
}

// B14
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sign_in_whose_answer_was_lost_lets_the_same_browser_in_again(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, _) = one.ready(NUMBER, PHONE).await;
    let (cookie, code) = begin(&one).await;
    let proof = format!("code={code}");
    let first = one.submit("prove", &proof, &cookie).await;
    one.clock.pass(Duration::seconds(59));
    two.clock.pass(Duration::seconds(59));
    let second = two.submit("prove", &proof, &cookie).await;
    assert_eq!((second.location(), session(&second)), (&*format!("/parcels/{id}"), session(&first)));
    assert!(session(&first).is_some());
    for (statement, count) in [
        ("select count(*) from session", 1),
        ("select count(*) from proof", 1),
        ("select count(*) from activity where kind = 'signed_in'", 1),
    ] {
        assert_eq!(sqlx::query_scalar::<_, i64>(statement).fetch_one(&one.pool).await.unwrap(), count);
    }
    // Not after a minute, not in another browser, not with another code.
    let elsewhere = one.submit("prove", &proof, "__Host-sign-in=0123456789abcdef0123").await;
    assert_eq!((elsewhere.location(), session(&elsewhere)), ("/: sign-in-over", None));
    assert_eq!(session(&one.submit("prove", &wrong(&code), &cookie).await), None);
    two.clock.pass(Duration::seconds(1));
    let late = two.submit("prove", &proof, &cookie).await;
    assert_eq!((late.location(), session(&late)), ("/: sign-in-over", None));
}

// B14: the cookies arrived, and the page after them not.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_in_already_and_presses_once_more_is_led_to_the_parcels(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (cookie, code) = begin(&world).await;
    let proof = format!("code={code}");
    let entered = world.submit("prove", &proof, &cookie).await;
    let has = format!("{}; {}", session(&entered).unwrap(), entered.cookie("__Host-browser").unwrap());
    let again = world.submit("prove", &proof, &has).await;
    assert_eq!((again.location(), session(&again)), ("/parcels", None));
    assert_eq!(world.get("/parcels", &has).await.status, 200);
    // Whoever only says so is told there.
    let liar = world.submit("prove", &proof, "__Host-session=0123456789abcdef0123456789abcdef").await;
    assert_eq!((liar.location(), session(&liar)), ("/parcels", None));
}

// B14
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_repeated_sign_in_revives_no_session_and_admits_no_further_guesses(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (cookie, code) = begin(&world).await;
    let proof = format!("code={code}");
    for _ in 0..2 {
        assert_eq!(session(&world.submit("prove", &wrong(&code), &cookie).await), None);
    }
    let entered = world.submit("prove", &proof, &cookie).await;
    assert!(session(&entered).is_some());
    // Two wrong ones before; a thief with the cookie has three left, as ever, and the right one is in vain then.
    for _ in 0..3 {
        assert_eq!(session(&world.submit("prove", &wrong(&code), &cookie).await), None);
    }
    assert_eq!(session(&world.submit("prove", &proof, &cookie).await), None);
    world.work().await;
    assert_eq!(world.count("select count(*) from activity where kind = 'sign_in_refused'").await, 5);

    // Signed out is signed out.
    world.clock.pass(Duration::minutes(1));
    let (cookie, code) = begin(&world).await;
    let proof = format!("code={code}");
    let entered = world.submit("prove", &proof, &cookie).await;
    world.submit("sign_out", "", &session(&entered).unwrap()).await;
    let again = world.submit("prove", &proof, &cookie).await;
    assert_eq!((again.location(), session(&again)), ("/: sign-in-over", None));
    // And pressed twice it is no problem.
    assert_eq!(world.submit("sign_out", "", &session(&entered).unwrap()).await.location(), "/");
}

// B14: the other code of the same sign-in ends with the one that was used.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_the_code_that_was_used_is_good_again(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (cookie, code) = begin(&world).await;
    world.submit("another", "channel=sms", &cookie).await;
    world.work().await;
    let other = world.provider.texts(PHONE).pop().unwrap().rsplit('#').next().unwrap().to_owned();
    assert_ne!(code, other);
    assert!(session(&world.submit("prove", &format!("code={code}"), &cookie).await).is_some());
    assert_eq!(session(&world.submit("prove", &format!("code={other}"), &cookie).await), None);
    assert!(session(&world.submit("prove", &format!("code={code}"), &cookie).await).is_some());
}

// B15
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_test_whose_answer_was_lost_is_passed_and_the_old_token_reads_for_a_moment(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, _) = one.ready(NUMBER, PHONE).await;
    let (old, browser) = signed_in(&one).await;
    let cookies = format!("{old}; {browser}");
    let phone = one.count("select id from contact").await;
    let page = one.submit("prove_contact", &format!("contact={phone}"), &cookies).await.address().to_owned();
    let challenge = page.rsplit('/').next().unwrap();
    one.work().await;
    let code = one.provider.texts(PHONE).pop().unwrap();
    let code: String = code.chars().filter(char::is_ascii_digit).take(6).collect();
    let form = format!("challenge={challenge}&code={code}");
    let lost = one.submit("answer", &form, &cookies).await;
    assert_eq!(lost.location(), "/contacts");
    let new = session(&lost).unwrap();
    assert_ne!(new, old);
    // The old token still reads, in its own browser only, and does nothing.
    for path in
        ["/contacts".to_owned(), "/parcels".to_owned(), "/account".to_owned(), format!("/parcels/{id}")]
    {
        assert_eq!(two.get(&path, &cookies).await.status, 200, "{path}");
        let thief = two.get(&path, &format!("{old}; __Host-browser=0123456789abcdef0123")).await;
        assert_eq!(thief.location(), "/: signed-out", "{path}");
        assert_eq!(two.get(&path, &old).await.location(), "/: signed-out", "{path}");
    }
    let reads = two.get("/contacts", &cookies).await;
    assert_eq!(session(&reads), None);
    for (action, form) in [
        ("reveal", format!("parcel={id}")),
        ("prove_contact", format!("contact={phone}")),
        ("change_contact", "address=kim%40example.org".to_owned()),
        ("sign_out_others", String::new()),
    ] {
        assert_eq!(two.submit(action, &form, &cookies).await.location(), "/: signed-out", "{action}");
    }
    // The same code once more, by the same browser, is the same success.
    let wrong = two.submit("answer", &format!("challenge={challenge}&{}", wrong(&code)), &cookies).await;
    assert_eq!(session(&wrong), None);
    let again = two.submit("answer", &form, &cookies).await;
    assert_eq!((again.location(), session(&again)), ("/contacts", Some(new.clone())));
    let thief = format!("{old}; __Host-browser=0123456789abcdef0123");
    assert_eq!(session(&two.submit("answer", &form, &thief).await), None);
    assert_eq!(one.count("select count(*) from activity where kind = 'contact_proven'").await, 1);
    assert_eq!(one.count("select count(*) from proof").await, 2);
    // With the answer that arrived, too.
    let twice = one.submit("answer", &form, &format!("{new}; {browser}")).await;
    assert_eq!((twice.location(), session(&twice)), ("/contacts", None));
    // B16: who goes back to it is led on.
    assert_eq!(one.get(&page, &format!("{new}; {browser}")).await.location(), "/contacts");
    for world in [&one, &two] {
        world.clock.pass(Duration::minutes(1));
    }
    assert_eq!(two.get("/contacts", &cookies).await.location(), "/: signed-out");
    assert_eq!(session(&two.submit("answer", &form, &cookies).await), None);
    assert_eq!(two.get("/contacts", &new).await.status, 200);
}

// B15
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_old_token_reads_nothing_once_the_session_has_ended(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (old, browser) = signed_in(&world).await;
    let cookies = format!("{old}; {browser}");
    let phone = world.count("select id from contact").await;
    let page =
        world.submit("prove_contact", &format!("contact={phone}"), &cookies).await.address().to_owned();
    world.work().await;
    let code = world.provider.texts(PHONE).pop().unwrap();
    let code: String = code.chars().filter(char::is_ascii_digit).take(6).collect();
    let form = format!("challenge={}&code={code}", page.rsplit('/').next().unwrap());
    let new = session(&world.submit("answer", &form, &cookies).await).unwrap();
    world.submit("sign_out", "", &format!("{new}; {browser}")).await;
    assert_eq!(world.get("/contacts", &cookies).await.location(), "/: signed-out");
    let again = world.submit("answer", &form, &cookies).await;
    assert_eq!((again.location(), session(&again)), ("/: signed-out", None));
}

// B14
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_whose_answer_was_lost_is_used_once(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready(NUMBER, PHONE).await;
    let (first, browser) = signed_in(&one).await;
    let cookies = format!("{first}; {browser}");
    let form = Form::on(&one, "/account", "add_passkey", &cookies).await;
    let mut authenticator = crate::authenticator::Authenticator::new(3);
    let made = authenticator.create(&form.options);
    for world in [&one, &two] {
        assert_eq!(form.post(world, &made, &cookies).await.location(), "/account");
    }
    assert_eq!(one.count("select count(*) from passkey").await, 1);
    assert_eq!(one.count("select count(*) from activity where kind = 'passkey_added'").await, 1);

    // Proving once more, at the same time on two instances.
    for world in [&one, &two] {
        world.clock.pass(Duration::minutes(30));
    }
    let form = Form::on(&one, "/account", "prove_by_passkey", &cookies).await;
    let used = authenticator.get(&form.options);
    let proven = join_all([&one, &two].map(|world| form.post(world, &used, &cookies))).await;
    assert!(session(&proven[0]).is_some());
    assert_eq!(session(&proven[0]), session(&proven[1]), "{}", proven[1].location());
    assert_eq!(one.count("select count(*) from activity where kind = 'proven_by_passkey'").await, 1);
    let thief = format!("{first}; __Host-browser=0123456789abcdef0123");
    assert_eq!(session(&form.post(&one, &used, &thief).await), None);

    // Signing in: by the cookie of the browser, or by where it is while it has none.
    for cookie in [browser.as_str(), ""] {
        let form = Form::on(&one, "/", "enter_by_passkey", "").await;
        let used = authenticator.get(&form.options);
        let before = one.count("select count(*) from session").await;
        let entered = join_all([&one, &two, &one].map(|world| form.post(world, &used, cookie))).await;
        for answer in &entered {
            assert_eq!((answer.location(), session(answer)), ("/parcels", session(&entered[0])));
        }
        assert_eq!(one.count("select count(*) from session").await, before + 1);
        let other = form.post(&two, &used, "__Host-browser=0123456789abcdef0123").await;
        assert_eq!((other.location(), session(&other)), ("/: passkey-over", None));
        one.submit("sign_out", "", &session(&entered[0]).unwrap()).await;
        assert_eq!(session(&form.post(&two, &used, cookie).await), None);
    }
}

// B14
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_whose_answer_was_lost_opens_one_session(pool: PgPool) {
    let (one, two) = (World::new(pool.clone()).await, World::new(pool).await);
    one.ready(NUMBER, PHONE).await;
    let path = link(&one.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    let first = one.submit("enter", &form, "").await;
    let second = two.submit("enter", &form, "").await;
    assert_eq!((second.location(), session(&second)), (first.location(), session(&first)));
    assert_eq!(one.count("select count(*) from session").await, 1);
}

// B14: a link that shows a parcel's status, and opens nothing.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_status_link_pressed_twice_opens_one_session_and_one_more_when_that_has_ended(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    sqlx::query("update link set status_only = true").execute(&world.pool).await.unwrap();
    let path = link(&world.provider.texts(PHONE)[0]);
    let form = format!("token={}", path.rsplit('/').next().unwrap());
    let taps = join_all((0..4).map(|_| world.submit("enter", &form, ""))).await;
    for tap in &taps {
        assert_eq!((tap.location(), session(tap)), (&*format!("/parcels/{id}"), session(&taps[0])));
    }
    assert_eq!(world.count("select count(*) from session").await, 1);
    world.submit("sign_out", "", &session(&taps[0]).unwrap()).await;
    let later = world.submit("enter", &form, "").await;
    assert!(session(&later).is_some() && session(&later) != session(&taps[0]), "{}", later.location());
}

// B16
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_goes_back_after_signing_in_is_led_to_the_parcels(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let (session, browser) = signed_in(&world).await;
    for path in ["/", "/sign-in"] {
        assert_eq!(world.get(path, &format!("{session}; {browser}")).await.location(), "/parcels", "{path}");
    }
    assert_eq!(world.get("/sign-in", "").await.location(), "/: sign-in-over");
}

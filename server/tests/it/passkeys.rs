use chrono::Duration;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sqlx::PgPool;

use crate::{
    authenticator::Authenticator,
    world::{Answer, PHONE, World, link},
};

const NUMBER: &str = "RR473124829GB";
const STRANGER: &str = "+4915199999999";

/// A passkey ceremony as its page holds it.
pub struct Form {
    action: String,
    pub options: Value,
    sealed: String,
}

impl Form {
    /// The ceremony of a form on a page.
    pub fn find(page: &str, action: &str) -> Option<Self> {
        let form = page.split("<form ").find(|form| form.contains(&format!("\"/api/{action}\"")))?;
        let value = |before: &str| {
            let value = form.split_once(before)?.1.split('"').next()?;
            Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
        };
        let field = form.split("<input ").find(|input| input.contains("\"ceremony\""))?;
        Some(Self {
            action: action.to_owned(),
            options: serde_json::from_str(&value("data-options=\"")?).ok()?,
            sealed: field.split_once("value=\"")?.1.split('"').next()?.to_owned(),
        })
    }

    pub async fn on(world: &World, path: &str, action: &str, cookies: &str) -> Self {
        let page = world.get(path, cookies).await;
        Self::find(&page.body, action).unwrap_or_else(|| panic!("no {action} on {path}: {}", page.body))
    }

    pub async fn post(&self, world: &World, credential: &str, cookies: &str) -> Answer {
        self.post_to(world, &self.action, credential, cookies).await
    }

    /// Posts it where another form would go.
    async fn post_to(&self, world: &World, action: &str, credential: &str, cookies: &str) -> Answer {
        let credential = utf8_percent_encode(credential, NON_ALPHANUMERIC);
        let form = format!("ceremony={}&credential={credential}&back=account", self.sealed);
        world.submit(action, &form, cookies).await
    }
}

/// Adds a passkey to a session that has just proven who it is.
pub async fn add(world: &World, seed: u8, session: &str) -> Authenticator {
    let mut authenticator = Authenticator::new(seed);
    let form = Form::on(world, "/account", "add_passkey", session).await;
    let added = form.post(world, &authenticator.create(&form.options), session).await;
    assert_eq!(added.location(), "/account", "{}", added.body);
    authenticator
}

/// Signs in with a passkey.
pub async fn enter(world: &World, authenticator: &mut Authenticator, cookies: &str) -> Answer {
    // Who has a session gets no start page, but a browser may have kept one.
    let form = Form::on(world, "/", "enter_by_passkey", "").await;
    form.post(world, &authenticator.get(&form.options), cookies).await
}

async fn ready(pool: PgPool) -> (World, String) {
    let world = World::new(pool).await;
    world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    (world, session)
}

/// A second customer with a session of their own.
pub async fn stranger(world: &World) -> String {
    world.announce("RR473124830GB", serde_json::json!({ "phone": STRANGER })).await;
    world.sign_in("RR473124830GB", STRANGER).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_signs_in_without_a_code(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let form = Form::on(&world, "/account", "add_passkey", &session).await;
    // Where the key is kept nobody learns more than the page shows.
    assert_eq!(form.options["user"]["name"], form.options["user"]["displayName"]);
    assert!(form.options["user"]["name"].as_str().unwrap().contains("••• 89"), "{}", form.options);
    let mut authenticator = add(&world, 1, &session).await;
    let entered = enter(&world, &mut authenticator, &session).await;
    assert_eq!(entered.location(), "/parcels");
    let second = entered.cookie("__Host-session").unwrap();
    assert_eq!(world.get("/parcels", &session).await.location(), "/: signed-out");
    assert!(world.get("/parcels", &second).await.body.contains("Birch"));
    assert_eq!(world.count("select count(*) from session where passkey_id is not null").await, 1);
    assert_eq!(world.count("select count(*) from proof where passkey_id is not null and cooling").await, 1);
    world.clock.pass(Duration::hours(72));
    let entered = enter(&world, &mut authenticator, "").await;
    assert!(entered.cookie("__Host-session").is_some());
    assert_eq!(
        world.count("select count(*) from proof where passkey_id is not null and not cooling").await,
        1
    );
    assert_eq!(world.count("select count(*) from activity where kind = 'signed_in_by_passkey'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn looking_at_a_page_with_a_ceremony_writes_nothing(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let written = "select (select count(*) from used_ceremony) + (select count(*) from passkey)
        + (select count(*) from activity) + (select count(*) from proof)";
    let before = world.count(written).await;
    for _ in 0..3 {
        world.get("/", "").await;
        world.get("/account", &session).await;
    }
    assert_eq!(world.count(written).await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_proves_once_more_and_the_old_token_is_worth_nothing(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    world.clock.pass(Duration::minutes(10));
    // Too new, a passkey is no proof by itself.
    let form = Form::on(&world, "/account", "prove_by_passkey", &session).await;
    let early = form.post(&world, &authenticator.get(&form.options), &session).await;
    assert_eq!(early.location(), "/account");
    let session = early.cookie("__Host-session").unwrap();
    assert!(Form::find(&world.get("/account", &session).await.body, "add_passkey").is_none());

    world.clock.pass(Duration::hours(72));
    let form = Form::on(&world, "/account", "prove_by_passkey", &session).await;
    let proven = form.post(&world, &authenticator.get(&form.options), &session).await;
    let renewed = proven.cookie("__Host-session").unwrap();
    assert_ne!(renewed, session);
    assert_eq!(world.get("/account", &session).await.location(), "/: signed-out");
    Form::on(&world, "/account", "add_passkey", &renewed).await;
    assert_eq!(world.count("select count(*) from activity where kind = 'proven_by_passkey'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_ceremony_is_good_once_in_time_for_its_purpose_and_in_its_session(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    let over = "/: passkey-over";

    let form = Form::on(&world, "/", "enter_by_passkey", "").await;
    let credential = authenticator.get(&form.options);
    assert!(form.post(&world, &credential, "").await.cookie("__Host-session").is_some());
    // B14: for a minute it is the same success.
    world.clock.pass(Duration::minutes(1));
    assert_eq!(form.post(&world, &credential, "").await.location(), over);

    let form = Form::on(&world, "/", "enter_by_passkey", "").await;
    world.clock.pass(Duration::minutes(10));
    assert_eq!(form.post(&world, &authenticator.get(&form.options), "").await.location(), over);

    let sign_in = Form::on(&world, "/", "enter_by_passkey", "").await;
    let credential = authenticator.get(&sign_in.options);
    let other = sign_in.post_to(&world, "prove_by_passkey", &credential, &session).await;
    assert_eq!(other.location(), "/account: passkey-over");
    let prove = Form::on(&world, "/account", "prove_by_passkey", &session).await;
    let credential = authenticator.get(&prove.options);
    assert_eq!(prove.post_to(&world, "enter_by_passkey", &credential, "").await.location(), over);
    let second = world.sign_in(NUMBER, PHONE).await;
    assert_eq!(prove.post(&world, &credential, &second).await.location(), "/account: passkey-over");
    assert!(prove.post(&world, &credential, &session).await.cookie("__Host-session").is_some());

    let nonsense = Form { sealed: "k1.AAAA".into(), ..sign_in };
    assert_eq!(nonsense.post(&world, &credential, "").await.location(), over);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_uses_of_one_ceremony_at_the_same_time_open_one_session(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    let form = Form::on(&world, "/", "enter_by_passkey", "").await;
    let credential = authenticator.get(&form.options);
    let answers = futures::future::join_all((0..8).map(|_| form.post(&world, &credential, ""))).await;
    // B14: from one place, which may be one browser whose answer was lost, all are told of the same one.
    let opened: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| answer.cookie("__Host-session")).collect();
    assert!(opened.len() == 1 && !opened.contains(&None));
    assert_eq!(world.count("select count(*) from activity where kind = 'signed_in_by_passkey'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_asked_elsewhere_or_not_unlocked_is_refused(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    let refused = "/: passkey-refused";
    authenticator.origin = "https://pickup.example.org.evil.example".into();
    assert_eq!(enter(&world, &mut authenticator, "").await.location(), refused);
    authenticator.origin = "https://pickup.example.org".into();
    authenticator.flags = 0b0000_0001;
    assert_eq!(enter(&world, &mut authenticator, "").await.location(), refused);
    authenticator.flags = 0b0000_0101;
    // Another challenge than the one that was asked.
    let (asked, other) = (
        Form::on(&world, "/", "enter_by_passkey", "").await,
        Form::on(&world, "/", "enter_by_passkey", "").await,
    );
    let credential = authenticator.get(&other.options);
    assert_eq!(asked.post(&world, &credential, "").await.location(), refused);
    // Somebody else's handle, none at all, an unknown passkey, and nonsense.
    let handle = std::mem::replace(&mut authenticator.handle, vec![9; 16]);
    assert_eq!(enter(&world, &mut authenticator, "").await.location(), refused);
    authenticator.handle = handle;
    let mut unknown = Authenticator::new(2);
    unknown.handle.clone_from(&authenticator.handle);
    assert_eq!(enter(&world, &mut unknown, "").await.location(), refused);
    let form = Form::on(&world, "/", "enter_by_passkey", "").await;
    for nonsense in ["", "{}", "null", "[1,2"] {
        assert_eq!(form.post(&world, nonsense, "").await.location(), refused, "{nonsense}");
    }
    // Adding one for another address fails as well.
    let mut elsewhere = Authenticator::new(3);
    elsewhere.origin = "https://evil.example".into();
    let form = Form::on(&world, "/account", "add_passkey", &session).await;
    let added = form.post(&world, &elsewhere.create(&form.options), &session).await;
    assert_eq!(added.location(), "/account: passkey-refused");
    assert_eq!(world.count("select count(*) from session").await, 1);
    assert_eq!(world.count("select count(*) from passkey").await, 1);
    assert!(enter(&world, &mut authenticator, "").await.cookie("__Host-session").is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_copy_of_a_passkey_is_noticed_and_recorded(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    authenticator.counter = 7;
    assert!(enter(&world, &mut authenticator, "").await.cookie("__Host-session").is_some());
    for behind in [0, 7] {
        authenticator.counter = behind;
        assert_eq!(enter(&world, &mut authenticator, "").await.location(), "/: passkey-refused");
    }
    assert_eq!(world.count("select count(*) from activity where kind = 'passkey_refused'").await, 2);
    authenticator.counter = 8;
    assert!(enter(&world, &mut authenticator, "").await.cookie("__Host-session").is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_customers_passkey_proves_nothing_here(pool: PgPool) {
    let (world, session) = ready(pool).await;
    add(&world, 1, &session).await;
    let theirs = stranger(&world).await;
    let mut authenticator = add(&world, 2, &theirs).await;
    world.clock.pass(Duration::hours(73));
    let form = Form::on(&world, "/account", "prove_by_passkey", &session).await;
    assert_eq!(form.options["allowCredentials"].as_array().unwrap().len(), 1);
    let proven = form.post(&world, &authenticator.get(&form.options), &session).await;
    assert_eq!(proven.location(), "/account: passkey-refused");
    assert!(proven.cookie("__Host-session").is_none());
    assert_eq!(world.count("select count(*) from proof where passkey_id is not null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_is_nobody_elses_a_second_time(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    let theirs = stranger(&world).await;
    let form = Form::on(&world, "/account", "add_passkey", &theirs).await;
    let added = form.post(&world, &authenticator.create(&form.options), &theirs).await;
    assert_eq!(added.location(), "/account: passkey-refused");
    assert_eq!(world.count("select count(distinct customer_id) from passkey").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_passkey_is_added_and_removed_only_by_who_has_just_proven_it(pool: PgPool) {
    let (world, session) = ready(pool).await;
    add(&world, 1, &session).await;
    let form = Form::on(&world, "/account", "add_passkey", &session).await;
    world.clock.pass(Duration::minutes(9));
    let late = Form::on(&world, "/account", "add_passkey", &session).await;
    world.clock.pass(Duration::minutes(1));
    for form in [form, late] {
        let added = form.post(&world, &Authenticator::new(2).create(&form.options), &session).await;
        assert_eq!(added.location(), "/account: not-proven");
    }
    let removed = world.submit("remove_passkey", "passkey=1", &session).await;
    assert_eq!(removed.location(), "/account: not-proven");
    // A link lies about in mailboxes: it proves less.
    let path = link(&world.provider.texts(PHONE)[0]);
    let token = path.rsplit('/').next().unwrap();
    let by_link =
        world.submit("enter", &format!("token={token}"), "").await.cookie("__Host-session").unwrap();
    assert!(Form::find(&world.get("/account", &by_link).await.body, "add_passkey").is_none());
    assert_eq!(world.count("select count(*) from passkey").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_customer_has_ten_passkeys_at_most_and_one_handle(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let spare = Form::on(&world, "/account", "add_passkey", &session).await;
    for seed in 1..=10 {
        add(&world, seed, &session).await;
    }
    assert_eq!(world.count("select count(distinct handle) from passkey").await, 1);
    assert!(Form::find(&world.get("/account", &session).await.body, "add_passkey").is_none());
    let added = spare.post(&world, &Authenticator::new(11).create(&spare.options), &session).await;
    assert_eq!(added.location(), "/account: too-many-passkeys");
    assert_eq!(world.count("select count(*) from passkey").await, 10);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_removed_passkey_gets_nobody_in_and_where_it_did_is_signed_out(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let mut authenticator = add(&world, 1, &session).await;
    let elsewhere = enter(&world, &mut authenticator, "").await.cookie("__Host-session").unwrap();
    let removed = world.submit("remove_passkey", "passkey=1", &session).await;
    assert_eq!(removed.location(), "/account");
    assert_eq!(world.get("/parcels", &elsewhere).await.location(), "/: signed-out");
    assert_eq!(enter(&world, &mut authenticator, "").await.location(), "/: passkey-refused");
    assert!(
        world
            .get("/account", &session)
            .await
            .body
            .contains(app::wording::default().account_deed(domain::activity::ActivityKind::PasskeyRemoved))
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_contacts_are_told_of_a_passkey_that_comes_or_goes(pool: PgPool) {
    let (world, session) = ready(pool).await;
    add(&world, 1, &session).await;
    world.work().await;
    let told = world.provider.texts(PHONE).pop().unwrap();
    // H5: with a link that takes it back.
    assert!(told.contains(app::wording::default().change_passkey()) && told.contains("/u/"), "{told}");
    world.submit("remove_passkey", "passkey=1", &session).await;
    world.work().await;
    let told = world.provider.texts(PHONE).pop().unwrap();
    assert!(told.contains(app::wording::default().sms_passkey_removed()), "{told}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_passkey_is_added_while_nothing_may_change(pool: PgPool) {
    let (world, session) = ready(pool).await;
    let form = Form::on(&world, "/account", "add_passkey", &session).await;
    let until = world.app_state.now() + Duration::hours(1);
    sqlx::query("update customer set frozen_until = $1").bind(until).execute(&world.pool).await.unwrap();
    let added = form.post(&world, &Authenticator::new(1).create(&form.options), &session).await;
    assert_eq!(added.location(), "/account: frozen");
    assert!(Form::find(&world.get("/account", &session).await.body, "add_passkey").is_none());
    assert_eq!(world.count("select count(*) from passkey").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_signs_in_with_a_passkey_is_forgotten_as_everybody_is(pool: PgPool) {
    let world = World::new(pool).await;
    let (_, mine) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let mut authenticator = add(&world, 1, &session).await;
    let entered = enter(&world, &mut authenticator, &session).await.cookie("__Host-session").unwrap();
    world.unlock(serde_json::json!({ "digits": mine })).await;
    world.clock.pass(Duration::days(1));
    let (_, theirs) = world.ready("RR473124830GB", STRANGER).await;
    world.unlock(serde_json::json!({ "digits": theirs })).await;
    world.clock.pass(Duration::hours(29 * 24 + 12));
    server::worker::watch_once(&world.app_state).await;
    // Signed in with the passkey is signed in with every contact.
    assert_eq!(world.count("select count(*) from recipient").await, 1);
    assert_eq!(world.count("select count(*) from contact where address = '+4915123456789'").await, 1);
    assert_eq!(world.count("select count(*) from used_ceremony").await, 0);
    world.submit("sign_out", "", &entered).await;
    world.clock.pass(Duration::days(1));
    server::worker::watch_once(&world.app_state).await;
    for table in ["contact", "passkey", "session", "customer", "activity"] {
        let left: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&world.pool)
            .await
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
}

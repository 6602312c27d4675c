//! Who may do what, over HTTP: every operation there is, read from the code itself, called by everybody there can be.
//!
//! A cell says what becomes of it: `yes` it goes on (whatever comes of it then), `out` nobody is signed in for this,
//! `none` it is not there or not theirs, `new` everything proven is within its 72 hours, `ice` nothing changes after an
//! undo, `proof` it needs a fresh proof by something else, `wait` it waits a day for a second proof. What brings a proof
//! of its own (a code, a link, a passkey) is `yes` for everybody: here it is wrong, and opens nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use domain::{contact_book::LOOK_BACK, one_time::LIFETIME};
use serde_json::json;
use server::keys::token_hash;
use sqlx::PgPool;
use store::{
    StoreError,
    proof::{self, Source},
    session,
};

use crate::{
    contacts::{MAIL, NEW, THIEF},
    world::{Answer, PHONE, World},
};

/// Each row an operation; the columns are those of [`Who::ALL`].
const TABLE: &str = "
    operation                none  link  ended stale self  fresh other cool  frozen
    find                     yes   yes   yes   yes   yes   yes   yes   yes   yes
    another                  yes   yes   yes   yes   yes   yes   yes   yes   yes
    prove                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    enter                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    undo                     yes   yes   yes   yes   yes   yes   yes   yes   yes
    enter_by_passkey         yes   yes   yes   yes   yes   yes   yes   yes   yes
    reveal                   out   out   out   yes   yes   yes   none  new   yes
    resend                   out   out   out   yes   yes   yes   none  new   yes
    prove_contact            out   out   out   yes   yes   yes   none  yes   yes
    answer                   out   yes   out   yes   yes   yes   yes   yes   yes
    answer_again             out   yes   out   yes   yes   yes   yes   yes   yes
    prove_by_passkey         yes   yes   yes   yes   yes   yes   yes   yes   yes
    change_contact           out   out   out   yes   yes   yes   yes   new   ice
    claim_contact            out   out   out   yes   yes   yes   none  new   ice
    withdraw_change          out   out   out   yes   yes   yes   none  new   yes
    switch_contact           out   out   out   proof proof yes   none  new   ice
    move_contact             out   out   out   proof yes   yes   none  new   ice
    push_on                  out   out   out   proof yes   yes   yes   new   ice
    push_test                out   out   out   none  none  none  none  new   none
    push_off                 out   out   out   none  none  none  none  new   none
    add_passkey              out   out   out   proof yes   yes   yes   new   ice
    remove_passkey           out   out   out   proof none  none  none  new   none
    sign_out_device          out   out   out   none  none  none  none  new   none
    unfreeze                 out   out   out   proof yes   yes   yes   new   yes
    /contacts/changes/{id}   out   out   out   yes   yes   yes   none  yes   yes
    confirm_change           out   out   out   wait  wait  yes   none  new   ice
    sign_out_others          out   out   out   yes   yes   yes   yes   new   yes
    sign_out                 out   yes   out   yes   yes   yes   yes   yes   yes
    /                        yes   yes   yes   yes   yes   yes   yes   yes   yes
    /sign-in                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /l/{token}               yes   yes   yes   yes   yes   yes   yes   yes   yes
    /u/{token}               none  none  none  none  none  none  none  none  none
    /message                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /help                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    /privacy                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /parcels                 out   out   out   yes   yes   yes   yes   yes   yes
    /parcels/{id}            out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/code       out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/events     out   yes   out   yes   yes   yes   none  none  yes
    /contacts                out   out   out   yes   yes   yes   yes   yes   yes
    /contacts/prove/{id}     out   yes   out   yes   yes   yes   yes   yes   yes
    /account                 out   out   out   yes   yes   yes   yes   new   yes
";

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Nobody: no session.
    None,
    /// A browser with a link that shows how the parcel stands.
    Link,
    /// One whose session has ended.
    Ended,
    /// One who proved the phone 11 minutes ago.
    Stale,
    /// One who has just proven the phone: the contact that is being changed.
    Own,
    /// One who has just proven the mailbox.
    Fresh,
    /// Another customer, who has just proven their own number.
    Other,
    /// One who came in by a contact within its 72 hours.
    Cool,
    /// One who has just proven the mailbox, while nothing may change.
    Frozen,
}

impl Who {
    const ALL: [Self; 9] = [
        Self::None,
        Self::Link,
        Self::Ended,
        Self::Stale,
        Self::Own,
        Self::Fresh,
        Self::Other,
        Self::Cool,
        Self::Frozen,
    ];
}

/// The rows of the table, with the cell of one column.
fn expected(who: Who) -> Vec<(&'static str, &'static str)> {
    let column = Who::ALL.iter().position(|known| *known == who).unwrap();
    let rows = TABLE.lines().map(str::split_whitespace).skip(2);
    rows.filter_map(|mut words| Some((words.next()?, words.nth(column).unwrap()))).collect()
}

/// Every operation there is: the server functions, and the pages.
fn operations() -> BTreeSet<String> {
    let actions = include_str!("../../../app/src/actions.rs");
    let forms = actions.split("endpoint = \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let routes = [include_str!("../../src/http/pages.rs"), include_str!("../../src/http/mod.rs")];
    let pages = routes.iter().flat_map(|text| text.split(".route(\"").skip(1));
    let pages = pages.map(|rest| rest.split('"').next().unwrap().to_owned());
    forms.chain(pages.filter(|path| !path.starts_with("/api/"))).collect()
}

#[test]
fn the_table_holds_every_operation_there_is() {
    let rows: BTreeSet<String> = expected(Who::None).into_iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(operations(), rows);
}

/// Everything that can be asked is asked for somewhere.
#[test]
fn nothing_that_may_be_done_is_forgotten_by_the_server() {
    let mut sources = String::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                sources.push_str(&std::fs::read_to_string(entry).unwrap());
            }
        }
    }
    for what in domain::access::What::ALL {
        // These have a proof of their own: the code, the link, the passkey.
        let own_proof = matches!(what, domain::access::What::ComeIn | domain::access::What::UndoByLink);
        assert!(own_proof || sources.contains(&format!("What::{what:?}")), "{what:?} is asked for nowhere");
    }
}

/// What there is in the world that everything is tried on.
struct Scene {
    world: World,
    parcel: String,
    ids: BTreeMap<&'static str, i64>,
}

impl Scene {
    async fn new(pool: PgPool) -> Self {
        let world = World::with_push(pool).await;
        let (parcel, _) = world.settled().await;
        let beside = json!({ "phone": PHONE, "email": "beside@example.org" });
        world.announce("RR473124850GB", beside).await;
        world.announce("RR473124851GB", json!({ "phone": THIEF })).await;
        sqlx::query(
            "insert into contact (customer_id, channel, address, created_at, proven_at, joined_at, place)
             select customer_id, 'sms', '+4915155500999', $1, $1, $1, 9 from contact where address = $2",
        )
        .bind(world.office.now() - Duration::hours(1))
        .bind(PHONE)
        .execute(&world.pool)
        .await
        .unwrap();
        let mut scene = Self { world, parcel, ids: BTreeMap::new() };
        for (name, address) in [
            ("phone", PHONE),
            ("mail", MAIL),
            ("beside", "beside@example.org"),
            ("thief", THIEF),
            ("cool", "+4915155500999"),
        ] {
            let id = scene.world.contact(address).await;
            scene.ids.insert(name, id);
        }
        // A replacement of the phone that waits for its second proof, and an addition that waits for its first.
        let stale = scene.session(Who::Stale).await;
        let prove = scene.world.change(&stale, Some(scene.ids["phone"]), NEW).await;
        let waits = scene.world.type_code(&stale, &prove, NEW).await;
        scene.remember("replacement", waits.location());
        let prove = scene.world.change(&stale, None, "more@example.org").await;
        scene.remember("challenge", &prove);
        let last = scene.world.count("select max(id) from contact_change").await;
        scene.ids.insert("addition", last);
        // So that nothing of this is fresh, and all of it still open.
        scene.world.clock.pass(Duration::minutes(11).max(LIFETIME).min(LOOK_BACK));
        scene
    }

    fn remember(&mut self, name: &'static str, location: &str) {
        let id = location.rsplit('/').next().and_then(|id| id.parse().ok());
        self.ids.insert(name, id.unwrap_or_else(|| panic!("{location}")));
    }

    /// A new session of somebody, as its cookie.
    async fn session(&self, who: Who) -> String {
        let (contact, minutes, cooling) = match who {
            Who::None => return String::new(),
            Who::Link | Who::Ended | Who::Own => ("phone", 0, false),
            Who::Stale => ("phone", 11, false),
            Who::Fresh | Who::Frozen => ("mail", 0, false),
            Who::Other => ("thief", 0, false),
            Who::Cool => ("cool", 0, true),
        };
        let (now, contact) = (self.world.office.now(), self.ids[contact]);
        let customer: i64 = sqlx::query_scalar("select customer_id from contact where id = $1")
            .bind(contact)
            .fetch_one(&self.world.pool)
            .await
            .unwrap();
        let number = self.world.count("select count(*) from session").await;
        let token = format!("{number:064x}");
        let source = Source::Contact { id: contact, by_link: false };
        let new = session::NewSession {
            token_hash: &token_hash(&token),
            customer,
            source,
            expires_at: now + Duration::days(1),
            user_agent: "",
            network: "",
        };
        let opened = self.world.office.db.write::<_, StoreError>(async |connection| {
            if who == Who::Link {
                return session::open_status(connection, &new, &self.parcel, now).await;
            }
            let id = session::open(connection, &new, now).await?;
            proof::add(connection, id, source, cooling, now - Duration::minutes(minutes)).await?;
            if who == Who::Ended {
                session::end(connection, id, now).await?;
            }
            Ok(())
        });
        opened.await.unwrap();
        format!("__Host-session={token}")
    }

    async fn call(&self, operation: &str, cookie: &str) -> Answer {
        let id = |name: &str| self.ids[name];
        let parcel = &self.parcel;
        let form = match operation {
            page if page.starts_with('/') => {
                let path = match page {
                    "/contacts/prove/{id}" => format!("/contacts/prove/{}", id("challenge")),
                    "/contacts/changes/{id}" => format!("/contacts/changes/{}", id("replacement")),
                    other => other.replace("{id}", parcel).replace("{token}", "AAAAAAAAAAAAAAAAAAAAAA"),
                };
                return self.look(&path, cookie).await;
            }
            "find" => "tracking=RR999999999GB&contact=%2B4915155500000".to_owned(),
            "another" => "channel=sms".to_owned(),
            "prove" => "code=123456".to_owned(),
            "enter" | "undo" => "token=AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            "enter_by_passkey" | "prove_by_passkey" | "add_passkey" => "ceremony=x&credential=%7B%7D".to_owned(),
            "reveal" => format!("parcel={parcel}"),
            "resend" => format!("parcel={parcel}&channel=sms&request=r1"),
            "change_contact" => "old=&address=further%40example.org".to_owned(),
            "claim_contact" => format!("contact={}", id("beside")),
            "prove_contact" => format!("contact={}&change=", id("mail")),
            "answer" => format!("challenge={}&code=000000", id("challenge")),
            "answer_again" => format!("challenge={}", id("challenge")),
            "withdraw_change" => format!("change={}", id("addition")),
            "confirm_change" => format!("change={}", id("replacement")),
            "switch_contact" => format!("contact={}&to=off", id("phone")),
            "move_contact" => format!("contact={}&to=up", id("phone")),
            "push_on" => "endpoint=http%3A%2F%2F127.0.0.1%3A9%2Fone&p256dh=BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4&auth=BTBZMqHH6r4Tts7J_aSIgg".to_owned(),
            "push_test" | "push_off" => format!("contact={}", id("phone")),
            "remove_passkey" => "passkey=1".to_owned(),
            "sign_out_device" => "device=999999".to_owned(),
            "unfreeze" | "sign_out_others" | "sign_out" => String::new(),
            other => panic!("{other} is not called here yet"),
        };
        self.world.submit(operation, &form, cookie).await
    }

    /// A page; of a stream of changes its head only.
    async fn look(&self, path: &str, cookie: &str) -> Answer {
        use axum::{body::Body, http::Request, http::header};
        use tower::ServiceExt;
        if !path.ends_with("/events") {
            return self.world.get(path, cookie).await;
        }
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let (parts, _) = self.world.router.clone().oneshot(request).await.unwrap().into_parts();
        Answer { status: parts.status, headers: parts.headers, body: String::new() }
    }
}

/// What became of a call, in the words of the table.
fn cell(operation: &str, answer: &Answer) -> &'static str {
    let location = answer.location();
    let told = |problem: &str| location.contains(&format!("problem={problem}"));
    match answer.status.as_u16() {
        404 => return "none",
        401 => return "out",
        _ => {}
    }
    if told("signed-out") {
        "out"
    } else if told("not-found") || told("change-over") {
        "none"
    } else if told("too-new") {
        "new"
    } else if told("frozen") {
        "ice"
    } else if told("not-proven") {
        "proof"
    } else if operation == "confirm_change" && location.starts_with("/contacts/changes/") {
        "wait"
    } else {
        "yes"
    }
}

/// One column of the table, each row with a session of its own.
async fn column(pool: PgPool, who: Who) {
    let scene = Scene::new(pool).await;
    let mut wrong = Vec::new();
    for (operation, expected) in expected(who) {
        let until = (who == Who::Frozen).then(|| scene.world.office.now() + Duration::hours(1));
        sqlx::query("update customer set frozen_until = $1")
            .bind(until)
            .execute(&scene.world.pool)
            .await
            .unwrap();
        let cookie = scene.session(who).await;
        let answer = scene.call(operation, &cookie).await;
        let found = cell(operation, &answer);
        if found != expected {
            wrong.push(format!(
                "{operation}: {found}, not {expected} ({} {})",
                answer.status,
                answer.location()
            ));
        }
    }
    assert!(wrong.is_empty(), "{who:?}\n{}", wrong.join("\n"));
}

macro_rules! columns {
    ($($name:ident: $who:ident,)*) => {
        $(
            #[sqlx::test(migrator = "store::MIGRATOR")]
            async fn $name(pool: PgPool) {
                column(pool, Who::$who).await;
            }
        )*
    };
}

columns! {
    nobody_does_what_the_table_says: None,
    a_link_that_shows_how_a_parcel_stands_does_what_the_table_says: Link,
    an_ended_session_does_what_the_table_says: Ended,
    a_stale_session_does_what_the_table_says: Stale,
    who_proved_the_contact_that_is_changed_does_what_the_table_says: Own,
    who_proved_another_contact_does_what_the_table_says: Fresh,
    another_customer_does_what_the_table_says: Other,
    a_contact_within_its_cool_down_does_what_the_table_says: Cool,
    a_frozen_book_does_what_the_table_says: Frozen,
}

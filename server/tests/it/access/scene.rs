//! The world in which everything is tried, and who tries it.

use std::{collections::BTreeMap, sync::Mutex};

use chrono::Duration;
use domain::{
    access::{Reach, What},
    contact::Channel,
    id::{ChangeId, ContactId, CustomerId, ParcelId, SessionId},
    one_time::OneTimeCode,
};
use serde_json::json;
use server::{keys::token_hash, operations::access::may_send};
use sqlx::PgPool;
use store::{
    StoreError,
    challenge::{self, NewOneTimeCode, Purpose},
    link, pickup_code,
    proof::Source,
    push, session,
};

use super::{
    kept::Kept,
    who::{Caller, Who},
};
use crate::{
    authenticator::Authenticator,
    contacts::{MAIL, NEW, NUMBER, THIEF},
    passkeys,
    world::{Answer, PHONE, World},
};

/// A one-time code that every challenge of the scene has.
pub const CODE: &str = "482915";
/// The token of a link that signs in.
pub const LINK: &str = "aaaaaaaaaaaaaaaaaaaaaa";
/// The token of a link that shows how the parcel stands.
pub const STATUS: &str = "ssssssssssssssssssssss";
/// The keys of a browser that takes notifications (RFC 8291, appendix A).
pub const KEYS: (&str, &str) = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
);

const BESIDE: &str = "beside@example.org";
const MORE: &str = "more@example.org";
const COOL: &str = "+4915155500999";
const OFF: &str = "+4915155500888";

/// A customer with a phone and a mailbox that have settled, a parcel that waits, and all that can be done to them.
pub struct Scene {
    /// Where it is.
    pub world: World,
    /// The parcel that waits, for phone and mailbox.
    pub parcel: String,
    /// A further one of the same customer, on its way.
    pub second: String,
    /// A link that takes the replacement of the phone back.
    pub undo: String,
    /// The customer's passkey, which has settled.
    pub passkey: Mutex<Authenticator>,
    ids: BTreeMap<&'static str, i64>,
    digits: String,
    kept: Kept,
}

impl Scene {
    /// The world as every cell finds it.
    pub async fn new(pool: PgPool) -> Self {
        let world = World::with_push(pool).await;
        let (parcel, stale) = world.settled().await;
        let mut ids = BTreeMap::new();
        let fresh = world.enter(NUMBER, MAIL).await;
        let passkey = passkeys::add(&world, 7, &fresh).await;
        ids.insert("passkey", world.count("select id from passkey").await);
        world.submit("sign_out", "", &fresh).await;
        let device = world.count("select id from session where ended_at is null").await;
        ids.insert("device", device);
        ids.insert("browser", browser(&world, device, "http://127.0.0.1:9/device").await);
        world.clock.pass(Duration::hours(73));
        let second = world.announce("RR473124850GB", json!({ "phone": PHONE, "email": BESIDE })).await;
        world.announce("RR473124851GB", json!({ "phone": THIEF })).await;
        for (name, address, hours, off) in [("cool", COOL, 1, false), ("off", OFF, 100, true)] {
            ids.insert(name, contact(&world, address, Duration::hours(hours), off).await);
        }
        for (name, address) in [("phone", PHONE), ("mail", MAIL), ("beside", BESIDE), ("thief", THIEF)] {
            ids.insert(name, world.contact(address).await);
        }
        // A replacement of the phone that waits for its second proof, and an addition that waits for its first.
        let prove = world.change(&stale, Some(ids["phone"]), NEW).await;
        let waits = world.type_code(&stale, &prove, NEW).await;
        assert!(waits.location().starts_with("/contacts/changes/"), "{}", waits.location());
        ids.insert("replacement", world.count("select max(id) from contact_change").await);
        let prove = world.change(&stale, None, MORE).await;
        assert!(prove.starts_with("/contacts/prove/"), "{prove}");
        ids.insert("addition", world.count("select max(id) from contact_change").await);
        ids.insert("more", world.contact(MORE).await);
        world.work().await;
        let undo = world.undo_links(PHONE).pop().expect("a notice with a link");
        let now = world.app_state.now();
        let links = world.app_state.db.write::<_, StoreError>(async |connection| {
            for (token, status_only) in [(LINK, false), (STATUS, true)] {
                let until = now + Duration::days(1);
                let hash = token_hash(token);
                link::add(
                    connection,
                    &hash,
                    &ParcelId::stored(parcel.clone()),
                    ContactId::new(ids["phone"]),
                    status_only,
                    until,
                    now,
                )
                .await?;
            }
            Ok(())
        });
        links.await.unwrap();
        // So that nothing of this is fresh, and all of it still open.
        world.clock.pass(Duration::minutes(11));
        let digits = digits(&world, &parcel).await;
        let kept = Kept::of(&world.pool).await;
        Self { world, parcel, second, undo, passkey: Mutex::new(passkey), ids, digits, kept }
    }

    /// The door of the parcel was told to open a moment ago, and the station says that it has not.
    pub async fn stays_shut(&self) {
        sqlx::query("update parcel set opened_at = $1, door_said = 'still_shut' where id = $2")
            .bind(self.world.app_state.now())
            .bind(&self.parcel)
            .execute(&self.world.pool)
            .await
            .unwrap();
    }

    /// Every customer wants no code in messages.
    pub async fn messages_hold_no_code(&self) {
        sqlx::query("update customer set word_only = true").execute(&self.world.pool).await.unwrap();
    }

    /// The parcel was placed a moment ago, and can be collected for an hour.
    pub async fn soon_over(&self) {
        let now = self.world.app_state.now();
        sqlx::query("update parcel set placed_at = $1, pickup_deadline = $2 where id = $3")
            .bind(now)
            .bind(now + Duration::hours(1))
            .bind(&self.parcel)
            .execute(&self.world.pool)
            .await
            .unwrap();
    }

    /// The parcel has not been placed yet, and there is another station that works.
    pub async fn is_on_its_way(&self) {
        let other = "insert into station (id, name, street, postcode, city, country, time_zone, opening_hours, sheltered,
                 has_scanner, has_keypad, compartments, credential_hash, tag, heartbeat_at, scanner_ok, keypad_ok)
             select 'BER-043', name, street, postcode, city, country, time_zone, opening_hours, sheltered, has_scanner,
                 has_keypad, compartments, credential_hash, 'other', $1, true, true from station where id = 'BER-042'";
        let now = self.world.app_state.now();
        sqlx::query(other).bind(now).execute(&self.world.pool).await.unwrap();
        let away =
            "update parcel set status = 'in_transit', placed_at = null, compartment = null where id = $1";
        sqlx::query(away).bind(&self.parcel).execute(&self.world.pool).await.unwrap();
    }

    /// The same, and somebody has asked for it to go there; answers the number of that.
    pub async fn asked_elsewhere(&self) -> i64 {
        self.is_on_its_way().await;
        sqlx::query_scalar(
            "insert into redirect (parcel_id, request, from_station, station_id, asked_at)
             values ($1, 'r0', 'BER-042', 'BER-043', $2) returning id",
        )
        .bind(&self.parcel)
        .bind(self.world.app_state.now())
        .fetch_one(&self.world.pool)
        .await
        .unwrap()
    }

    /// The number of something: a contact, a change, the owner's other device.
    pub fn id(&self, name: &str) -> i64 {
        self.ids[name]
    }

    /// Makes everything as it was, and lets somebody in.
    pub async fn anew(&self, who: Who) -> Caller {
        self.kept.restore(&self.world.pool).await;
        if who == Who::Frozen {
            sqlx::query("update customer set frozen_until = $1")
                .bind(self.world.app_state.now() + Duration::hours(1))
                .execute(&self.world.pool)
                .await
                .unwrap();
        }
        let (contact, minutes, cooling) = match who {
            Who::None => {
                let device = self.ids["device"];
                return Caller { cookie: String::new(), session: device, aim: device };
            }
            Who::Link => {
                let entered = self.world.submit("enter", &format!("token={STATUS}"), "").await;
                let cookie = entered.cookie("__Host-session").expect("let in");
                let session = self.world.count("select max(id) from session").await;
                return Caller { cookie, session, aim: session };
            }
            Who::Ended | Who::Own => ("phone", 0, false),
            Who::Stale => ("phone", 11, false),
            Who::Fresh | Who::Frozen => ("mail", 0, false),
            Who::Other => ("thief", 0, false),
            Who::Cool => ("cool", 0, true),
        };
        let (session, cookie) = self.let_in(self.ids[contact], Duration::minutes(minutes), cooling).await;
        if who == Who::Ended {
            let now = self.world.app_state.now();
            let end = self.world.app_state.db.write::<_, StoreError>(async |connection| {
                session::end(connection, SessionId::new(session), now).await
            });
            end.await.unwrap();
        }
        Caller { cookie, session, aim: if who == Who::Other { self.ids["device"] } else { session } }
    }

    /// A session of the customer of a contact, which was proven so long ago.
    async fn let_in(&self, contact: i64, ago: Duration, cooling: bool) -> (i64, String) {
        let now = self.world.app_state.now();
        let customer: i64 = sqlx::query_scalar("select customer_id from contact where id = $1")
            .bind(contact)
            .fetch_one(&self.world.pool)
            .await
            .unwrap();
        let token = format!("{contact:064x}");
        let source = Source::Contact { id: ContactId::new(contact), by_link: false };
        let hash = token_hash(&token);
        let new = session::NewSession {
            token_hash: &hash,
            customer: CustomerId::new(customer),
            source,
            expires_at: now + Duration::days(1),
            user_agent: "",
            network: "",
        };
        let opened = self.world.app_state.db.write::<_, StoreError>(async |connection| {
            session::open(connection, &new, cooling, now - ago).await
        });
        (opened.await.unwrap().get(), format!("__Host-session={token}"))
    }

    /// A challenge of a session, whose code is [`CODE`]: for the mailbox, or for the contact that is being added.
    pub async fn challenge(&self, session: i64, verifies: bool) -> i64 {
        let now = self.world.app_state.now();
        let (purpose, contact, change) = if verifies {
            (Purpose::Verify, self.ids["more"], Some(ChangeId::new(self.ids["addition"])))
        } else {
            (Purpose::Prove, self.ids["mail"], None)
        };
        let begun = self.world.app_state.db.write::<_, StoreError>(async |connection| {
            let channel = Channel::Email;
            let session = SessionId::new(session);
            let contact = ContactId::new(contact);
            let id =
                challenge::begin_within(connection, session, purpose, contact, channel, change, now).await?;
            let code = OneTimeCode::parse(CODE).unwrap();
            let (key_id, mac) = self.world.app_state.keys.one_time_mac(id, &code).unwrap();
            let new = NewOneTimeCode {
                challenge: id,
                contact: Some(contact),
                channel,
                key_id: &key_id,
                mac: &mac,
                expires_at: now + Duration::minutes(10),
            };
            challenge::add_code(connection, &new, now).await?;
            Ok(id)
        });
        begun.await.unwrap().get()
    }

    /// A browser that takes notifications, in which this session lives.
    pub async fn browser(&self, session: i64, endpoint: &str) -> i64 {
        browser(&self.world, session, endpoint).await
    }

    /// Whether an answer holds the digits of the parcel that waits, however they are written.
    pub fn shows_digits(&self, answer: &Answer) -> bool {
        let holds = |text: String| text.split_whitespace().collect::<String>().contains(&self.digits);
        // The groups stand in elements of their own.
        let texts = answer.body.split('<').filter_map(|part| Some(part.split_once('>')?.1));
        holds(texts.collect()) || holds(answer.body.clone())
    }

    /// Whether the code page shows the digits to somebody.
    pub async fn digits_on_the_page(&self, caller: &Caller) -> bool {
        let page = self.world.get(&format!("/parcels/{}/code", self.parcel), &caller.cookie).await;
        self.shows_digits(&page)
    }
}

/// The digits of the code that a parcel has now, as a message would hold them.
async fn digits(world: &World, parcel: &str) -> String {
    let read = world.app_state.db.read::<_, StoreError>(async |connection| {
        Ok(pickup_code::of_parcel(connection, &ParcelId::stored(parcel.to_owned())).await?.expect("a code"))
    });
    let permit = may_send(What::SendCode, Reach::Opens, false).unwrap();
    let (code, _) = world.app_state.keys.open_code(&read.await.unwrap(), &permit).expect("a code that opens");
    code.reveal().to_owned()
}

async fn browser(world: &World, session: i64, endpoint: &str) -> i64 {
    let now = world.app_state.now();
    let customer: i64 = sqlx::query_scalar("select customer_id from session where id = $1")
        .bind(session)
        .fetch_one(&world.pool)
        .await
        .unwrap();
    let keys = push::Keys { p256dh: KEYS.0.into(), auth: KEYS.1.into() };
    let new = push::NewBrowser {
        customer: CustomerId::new(customer),
        session: SessionId::new(session),
        endpoint,
        keys: &keys,
    };
    let added =
        world.app_state.db.write::<_, StoreError>(async |connection| push::add(connection, &new, now).await);
    added.await.unwrap().get()
}

/// A further number of the customer, which joined so long ago.
async fn contact(world: &World, address: &str, ago: Duration, off: bool) -> i64 {
    sqlx::query_scalar(
        "insert into contact (customer_id, channel, address, created_at, proven_at, joined_at, place, off)
         select customer_id, 'sms', $3, $1, $1, $1, 9, $4 from contact where address = $2 returning id",
    )
    .bind(world.app_state.now() - ago)
    .bind(PHONE)
    .bind(address)
    .bind(off)
    .fetch_one(&world.pool)
    .await
    .unwrap()
}

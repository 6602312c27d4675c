//! A parcel on its way that is asked to go to another station: for whoever proves it anew, once, told to all others, and
//! decided by the operator.

use axum::http::StatusCode;
use chrono::Duration;
use futures::future::join_all;
use serde_json::{Value, json};
use server::helpdesk::Helpdesk;
use sqlx::PgPool;

use crate::{
    access,
    contacts::{MAIL, NUMBER, THIEF},
    handovers::{Receiver, helpdesk},
    world::{Answer, OPERATOR, PHONE, STATION, World, placed, station_body},
};

const THERE: &str = "Working street";

/// A parcel on its way to a station that has others around it. The one who asks came in by the mailbox; the phone hears of
/// the parcel as well.
struct Elsewhere {
    world: World,
    id: String,
    session: String,
}

impl Elsewhere {
    async fn new(pool: PgPool) -> Self {
        Self::of(World::new(pool).await).await
    }

    async fn of(world: World) -> Self {
        for (id, name, north) in [
            ("BER-042", "Hauptbahnhof", 0.0),
            ("BER-044", "Silent street", 0.002),
            ("BER-045", THERE, 0.005),
            ("BER-046", "Further street", 0.010),
        ] {
            let mut body = station_body();
            body["name"] = json!(name);
            body["location"] = json!({ "latitude": 52.525 + north, "longitude": 13.369 });
            let answer = world.api("PUT", &format!("/stations/{id}"), OPERATOR, &body).await;
            assert!(answer.status.is_success(), "{}", answer.body);
        }
        let id = world.announce(NUMBER, json!({ "phone": PHONE, "email": MAIL })).await;
        let session = world.enter(NUMBER, MAIL).await;
        let one = Self { world, id, session };
        for station in ["BER-042", "BER-045", "BER-046"] {
            one.beat(station).await;
        }
        one.moves("e-1", "BER-042").await;
        one.world.work().await;
        one
    }

    async fn beat(&self, station: &str) {
        let beat = json!({ "clock": self.world.app_state.now() });
        let path = format!("/stations/{station}/heartbeat");
        assert_eq!(self.world.api("POST", &path, STATION, &beat).await.status, StatusCode::OK);
    }

    /// The carrier reports that it is bound for this station.
    async fn moves(&self, event: &str, station: &str) {
        let data = json!({ "tracking_number": NUMBER, "carrier": "DHL", "status": "in_transit",
            "occurred_at": self.world.app_state.now(), "station": station });
        let answer = self.world.carrier(event, data).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    fn path(&self) -> String {
        format!("/parcels/{}/redirect", self.id)
    }

    async fn page(&self) -> String {
        self.seen(&self.path(), &self.session).await
    }

    async fn seen(&self, path: &str, session: &str) -> String {
        let page = self.world.get(path, session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    async fn ask_by(&self, session: &str, station: &str, request: &str) -> Answer {
        let form = format!("parcel={}&station={station}&request={request}&answer=placed.not_yet", self.id);
        self.world.submit("send_elsewhere", &form, session).await
    }

    /// Asks for it, and answers why it was refused; empty where it was not.
    async fn refused(&self, station: &str, request: &str) -> String {
        let answer = self.ask_by(&self.session, station, request).await;
        let (page, why) = answer.location().split_once(": ").unwrap_or((answer.location(), ""));
        assert_eq!(page, self.path());
        why.to_owned()
    }

    async fn asked(&self) -> i64 {
        assert_eq!(self.refused("BER-045", "r1").await, "");
        self.world.count("select max(id) from redirect").await
    }

    async fn take_back(&self, session: &str, request: i64) -> Answer {
        let form = format!("parcel={}&redirect={request}", self.id);
        self.world.submit("take_back", &form, session).await
    }

    async fn answer(&self, request: i64, body: Value) -> Answer {
        self.world.api("POST", &format!("/redirects/{request}"), OPERATOR, &body).await
    }

    async fn bound_for(&self) -> String {
        let station = sqlx::query_scalar("select station_id from parcel where id = $1").bind(&self.id);
        station.fetch_one(&self.world.pool).await.unwrap()
    }

    async fn ended(&self) -> Option<String> {
        let ended = sqlx::query_scalar("select ended from redirect order by id desc limit 1");
        ended.fetch_one(&self.world.pool).await.unwrap()
    }

    async fn texts(&self, part: &str) -> usize {
        self.world.work().await;
        self.world.provider.texts(PHONE).iter().filter(|text| text.contains(part)).count()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operator_is_asked_and_everybody_else_is_told_at_once(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let help = one.seen(&format!("/parcels/{}/help", one.id), &one.session).await;
    assert!(help.contains(&format!("{}?answer=placed.not_yet", one.path())), "{help}");
    let page = one.page().await;
    assert!(page.contains("action=\"/api/send_elsewhere\"") && page.contains("value=\"BER-045\""), "{page}");
    assert!(page.contains("550 m from there") && page.contains("Europaplatz 1"), "{page}");
    assert!(page.find("BER-045") < page.find("BER-046") && !page.contains("Silent street"), "{page}");
    let version = one.world.count("select version from parcel").await;
    one.asked().await;
    assert!(one.world.count("select version from parcel").await > version, "open pages turn");
    assert_eq!(one.bound_for().await, "BER-042", "nothing moves before the operator says so");
    one.world.work().await;
    let text = one.world.provider.texts(PHONE).pop().unwrap();
    assert!(text.contains(THERE) && text.contains("Not you? Take it back"), "{text}");
    assert!(text.contains(&one.path()) && text.chars().count() <= 160, "{text}");
    // Whoever asks knows it; everybody else whom the parcel is for reads it among what happened, too.
    assert_eq!(one.world.count("select count(*) from notification where kind = 'redirect'").await, 1);
    assert_eq!(one.world.count("select count(*) from activity where kind = 'redirect_asked'").await, 2);
    let pressed = "select count(*) from rescue where remedy = 'send_elsewhere' and cause = 'placed.not_yet'";
    assert_eq!(one.world.count(pressed).await, 1);
    let page = one.page().await;
    assert!(page.contains("data-redirect=\"open\"") && page.contains(">13:02</time>"), "{page}");
    assert!(!page.contains("/api/send_elsewhere"), "it is asked for once");
    for other in ["", "/help"] {
        let page = one.seen(&format!("/parcels/{}{other}", one.id), &one.session).await;
        assert!(page.contains("There is no answer yet") && page.contains(THERE), "{page}");
    }
    assert_eq!(one.refused("BER-046", "r2").await, "redirect-asked");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_alone_asks_nothing_and_the_proof_leads_back_to_the_form(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    one.world.clock.pass(Duration::minutes(11));
    for station in ["BER-042", "BER-045"] {
        one.beat(station).await;
    }
    assert_eq!(one.refused("BER-045", "r1").await, "not-proven");
    assert_eq!(one.world.count("select count(*) from redirect").await, 0);
    assert_eq!(one.world.count("select count(*) from activity where kind = 'remedy_refused'").await, 1);
    assert_eq!(one.texts("Take it back").await, 0);
    let page = one.page().await;
    assert!(page.contains("/api/prove_contact") && !page.contains("/api/send_elsewhere"), "{page}");
    let back = format!("redirect-{}", one.id);
    assert!(page.contains(&format!("value=\"{back}\"")), "{page}");
    let form = format!("contact={}&back={back}", one.world.contact(MAIL).await);
    let prove = one.world.submit("prove_contact", &form, &one.session).await;
    let (path, _) = prove.location().split_once('?').expect("it is known who asked");
    let typed = one.seen(prove.location(), &one.session).await;
    assert!(typed.contains(&format!("value=\"{back}\"")), "{typed}");
    let challenge = path.rsplit('/').next().unwrap();
    let wrong = format!("challenge={challenge}&code=000000&back={back}");
    let wrong = one.world.submit("answer", &wrong, &one.session).await;
    assert_eq!(wrong.location(), format!("{}: wrong-code", prove.location()));
    let code = one.world.one_time(MAIL).await;
    let form = format!("challenge={challenge}&code={code}&back={back}");
    let proven = one.world.submit("answer", &form, &one.session).await;
    assert_eq!(proven.location(), one.path());
    let session = proven.cookie("__Host-session").unwrap();
    assert!(one.seen(&one.path(), &session).await.contains("/api/send_elsewhere"));
    assert_eq!(one.ask_by(&session, "BER-045", "r1").await.location(), one.path());
    assert_eq!(one.world.count("select count(*) from redirect").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operator_accepts_and_the_parcel_is_bound_for_the_other_station(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    let listed = one.world.api("GET", "/redirects", OPERATOR, &Value::Null).await.json();
    let told = &listed["redirects"][0];
    assert_eq!(
        (&told["id"], &told["state"], &told["parcel"]),
        (&json!(request), &json!("open"), &json!(one.id))
    );
    assert_eq!((&told["from"]["id"], &told["to"]["name"]), (&json!("BER-042"), &json!(THERE)));
    assert!(!listed.to_string().contains("kim@") && !listed.to_string().contains(PHONE), "{listed}");
    let yes = json!({ "answer": "accepted", "words": "It comes a day later." });
    assert_eq!(one.answer(request, yes.clone()).await.status, StatusCode::CREATED);
    let again = one.answer(request, yes).await;
    assert_eq!((again.status, &again.json()["state"]), (StatusCode::OK, &json!("accepted")));
    let other = one.answer(request, json!({ "answer": "refused", "words": "No" })).await;
    assert_eq!((other.status, &other.json()["code"]), (StatusCode::CONFLICT, &json!("accepted")));
    assert_eq!(one.bound_for().await, "BER-045");
    assert_eq!(one.texts("goes to Working street now").await, 1);
    let page = one.page().await;
    assert!(page.contains("data-redirect=\"accepted\"") && page.contains("It comes a day later."), "{page}");
    assert_eq!(
        one.world.api("GET", "/redirects", OPERATOR, &Value::Null).await.json()["redirects"],
        json!([])
    );
    // Once for a parcel: the setting of this network.
    assert_eq!(one.refused("BER-046", "r2").await, "redirected-enough");
    // It is placed there, with a code of that station.
    let mut there = placed(NUMBER, "7");
    there["station"] = json!("BER-045");
    there["occurred_at"] = json!(one.world.app_state.now() + Duration::minutes(1));
    one.world.clock.pass(Duration::minutes(2));
    assert_eq!(one.world.carrier("e-9", there).await.status, StatusCode::OK);
    one.world.work().await;
    assert_eq!(one.world.count("select count(*) from pickup_code where station_id = 'BER-045'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operator_refuses_with_words_and_answers_that_are_none_change_nothing(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    for (body, field) in [
        (json!({ "answer": "refused" }), "words"),
        (json!({ "answer": "perhaps" }), "answer"),
        (json!({ "answer": "refused", "words": "x".repeat(501) }), "words"),
        (json!({ "answer": "accepted", "station": "BER-046" }), "station"),
    ] {
        let answer = one.answer(request, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!(answer.json()["field"], json!(field), "{}", answer.body);
    }
    assert_eq!(one.answer(99, json!({ "answer": "accepted" })).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.ended().await, None);
    let no = json!({ "answer": "refused", "words": "It is in the van." });
    assert_eq!(one.answer(request, no).await.status, StatusCode::CREATED);
    assert_eq!(one.bound_for().await, "BER-042");
    assert!(one.page().await.contains("It is in the van."));
    assert_eq!(one.texts("cannot be sent to Working street").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_report_ends_what_nobody_has_answered(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    one.world.clock.pass(Duration::minutes(1));
    one.moves("e-2", "BER-042").await;
    assert_eq!(one.ended().await, None, "it is where it was");
    one.world.clock.pass(Duration::minutes(1));
    let mut here = placed(NUMBER, "14");
    here["occurred_at"] = json!(one.world.app_state.now());
    assert_eq!(one.world.carrier("e-3", here).await.status, StatusCode::OK);
    assert_eq!(one.ended().await.as_deref(), Some("placed"));
    assert!(one.page().await.contains("placed before anybody had answered"));
    let late = one.answer(request, json!({ "answer": "accepted" })).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("placed")));
    assert_eq!(one.bound_for().await, "BER-042");
    assert_eq!(one.refused("BER-045", "r2").await, "not-on-its-way");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_carrier_that_names_the_other_station_fulfils_it(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    one.world.clock.pass(Duration::minutes(1));
    one.moves("e-2", "BER-045").await;
    assert_eq!(one.ended().await.as_deref(), Some("moved"));
    assert_eq!(one.answer(request, json!({ "answer": "accepted" })).await.status, StatusCode::CONFLICT);
    assert_eq!(one.take_back(&one.session, request).await.location(), one.path());
    assert_eq!(one.ended().await.as_deref(), Some("moved"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn however_many_ask_at_once_on_two_instances_the_operator_is_asked_once(pool: PgPool) {
    let one = Elsewhere::new(pool.clone()).await;
    let other = World::new(pool).await;
    let session = &one.session;
    let presses = (0..8).map(|n| {
        let world = if n % 2 == 0 { &one.world } else { &other };
        // The same form twice, and others beside it.
        let form = format!("parcel={}&station=BER-045&request=r{}", one.id, n / 2);
        async move { world.submit("send_elsewhere", &form, session).await }
    });
    for answer in join_all(presses).await {
        let why = answer.location().strip_prefix(&one.path()).unwrap();
        assert!(why.is_empty() || why == ": redirect-asked", "{why}");
    }
    assert_eq!(one.world.count("select count(*) from redirect").await, 1);
    assert_eq!(one.texts("Take it back").await, 1);
    assert_eq!(one.world.count("select count(*) from activity where kind = 'redirect_asked'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_report_that_it_was_placed_and_a_request_at_once_leave_none_open(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    one.world.clock.pass(Duration::minutes(1));
    let mut here = placed(NUMBER, "14");
    here["occurred_at"] = json!(one.world.app_state.now());
    let (asked, reported) =
        tokio::join!(one.ask_by(&one.session, "BER-045", "r1"), one.world.carrier("e-3", here));
    assert_eq!(reported.status, StatusCode::OK, "{}", reported.body);
    assert!(asked.location().starts_with(&one.path()), "{}", asked.location());
    assert_eq!(one.world.count("select count(*) from redirect where ended_at is null").await, 0);
    assert_eq!(one.bound_for().await, "BER-042");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_is_refused_with_its_reason_and_changes_nothing(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    for (station, why) in [
        ("", "invalid-station"),
        ("nowhere", "invalid-station"),
        ("..%2F..", "invalid-station"),
        ("BER-042", "goes-there"),
        ("BER-044", "other-station-down"),
    ] {
        assert_eq!(one.refused(station, "r1").await, why, "{station}");
    }
    let form = format!("parcel={}&station=BER-045&request=", one.id);
    let unnamed = one.world.submit("send_elsewhere", &form, &one.session).await;
    assert!(unnamed.location().ends_with(": not-found"), "{}", unnamed.location());
    let case = format!("parcel={}&kind=other&request=c1", one.id);
    assert!(one.world.submit("open_case", &case, &one.session).await.location().ends_with("/case"));
    assert_eq!(one.refused("BER-045", "r1").await, "case-decides");
    assert_eq!(one.world.count("select count(*) from redirect").await, 0);
    assert_eq!(one.texts("Take it back").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_of_somebody_else_is_not_found(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    one.world.announce("RR473124830GB", json!({ "phone": THIEF })).await;
    let thief = one.world.enter("RR473124830GB", THIEF).await;
    assert_eq!(one.world.get(&one.path(), &thief).await.status, StatusCode::NOT_FOUND);
    assert!(one.ask_by(&thief, "BER-046", "t1").await.location().ends_with(": not-found"));
    assert!(one.take_back(&thief, request).await.location().ends_with(": not-found"));
    // Nor is a request of another parcel taken back through one's own.
    let own: String = sqlx::query_scalar("select id from parcel where id <> $1")
        .bind(&one.id)
        .fetch_one(&one.world.pool)
        .await
        .unwrap();
    let form = format!("parcel={own}&redirect={request}");
    assert!(one.world.submit("take_back", &form, &thief).await.location().ends_with(": not-found"));
    assert_eq!(one.ended().await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_contact_that_is_newer_than_72_hours_sends_nothing_anywhere(pool: PgPool) {
    let newcomer = access::cool(pool).await;
    let form = format!("parcel={}&station=BER-042&request=r1", newcomer.parcel);
    let answer = newcomer.world.submit("send_elsewhere", &form, &newcomer.session).await;
    assert!(answer.location().ends_with(": too-new"), "{}", answer.location());
    assert_eq!(newcomer.world.count("select count(*) from redirect").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_else_the_parcel_is_for_takes_it_back_while_nobody_has_answered(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    let request = one.asked().await;
    let holder = one.world.enter(NUMBER, PHONE).await;
    one.world.clock.pass(Duration::minutes(11));
    // No fresh proof is asked for: what was said before holds again.
    let page = one.seen(&one.path(), &holder).await;
    assert!(page.contains("/api/take_back"), "{page}");
    for _ in 0..2 {
        assert_eq!(one.take_back(&holder, request).await.location(), one.path());
    }
    assert_eq!(one.ended().await.as_deref(), Some("taken_back"));
    assert_eq!(one.world.count("select count(*) from activity where kind = 'redirect_taken_back'").await, 2);
    let told = "select count(*) from notification where notice = 'redirect_taken_back'";
    assert_eq!(
        one.world.count(told).await,
        2,
        "the holder proved nothing just now, so both hear of it, once"
    );
    let late = one.answer(request, json!({ "answer": "accepted" })).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("taken_back")));
    // Each request tells everybody: what was taken back counts as well.
    let session = one.world.enter(NUMBER, MAIL).await;
    for station in ["BER-042", "BER-046"] {
        one.beat(station).await;
    }
    let again = one.ask_by(&session, "BER-046", "r2").await;
    assert!(again.location().ends_with(": redirected-enough"), "{}", again.location());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_bound_for_a_station_that_is_down_is_best_sent_elsewhere(pool: PgPool) {
    let one = Elsewhere::new(pool).await;
    one.world.clock.pass(Duration::minutes(4));
    one.beat("BER-045").await;
    let help = one.seen(&format!("/parcels/{}/help", one.id), &one.session).await;
    let (_, first) = help.split_once("data-cause=\"placed.not_yet\"").expect("it is on its way");
    let (first, _) = first.split_once("</section>").unwrap();
    assert!(first.contains(&one.path()), "{first}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_operators_systems_are_told_signed_and_without_a_contact(pool: PgPool) {
    let receiver = Receiver::default();
    let desk: Helpdesk = helpdesk(&receiver.serve().await);
    let one = Elsewhere::of(World::with_helpdesk(pool, desk).await).await;
    let request = one.asked().await;
    one.world.work().await;
    one.take_back(&one.session, request).await;
    one.world.work().await;
    let calls = receiver.calls();
    let said: Vec<Value> = calls.iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0]["type"], "parcel.redirect_requested");
    assert_eq!(
        (&said[1]["type"], &said[1]["data"]["state"]),
        (&json!("parcel.redirect_ended"), &json!("taken_back"))
    );
    let data = &said[0]["data"];
    assert_eq!((&data["id"], &data["tracking_number"]), (&json!(request), &json!(NUMBER)));
    assert_eq!((&data["from"]["id"], &data["to"]["id"]), (&json!("BER-042"), &json!("BER-045")));
    for (headers, body) in &calls {
        assert!(headers.contains_key("webhook-signature"));
        assert!(!body.contains("kim@") && !body.contains(PHONE), "{body}");
    }
    let path = "/webhook-deliveries?state=all";
    let listed = one.world.api("GET", path, OPERATOR, &Value::Null).await.json();
    assert_eq!(listed["deliveries"][0]["redirect"], json!(request));
    assert_eq!(listed["deliveries"][0].get("case"), None);
}

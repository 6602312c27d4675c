//! A desk that answers from memory, and views to answer with.

use std::sync::Mutex;

use app::{
    pages::{Answer, Page, Visit},
    port::*,
    problem::Problem,
    shell::{Assets, Chrome, document},
    wording,
};
use async_trait::async_trait;
use domain::parcel::Status;

pub const ID: &str = "7K2QX9M3WZT5";
pub const DIGITS: &str = "482913";

/// Answers every question with what it holds, and notes what it was asked to do.
pub struct FakeDesk {
    pub sign_in: Result<SignInView, Problem>,
    pub link: Result<LinkView, Problem>,
    pub parcels: Result<ParcelsView, Problem>,
    pub parcel: Result<ParcelView, Problem>,
    pub pickup: Result<PickupView, Problem>,
    pub done: Result<(), Problem>,
    pub asked: Mutex<Vec<String>>,
}

impl Default for FakeDesk {
    fn default() -> Self {
        Self {
            sign_in: Ok(SignInView { typed: Channel::Sms, last: Channel::Sms }),
            link: Ok(LinkView { merchant: "Birch & Bloom".into(), contact: "••• 76".into() }),
            parcels: Ok(ParcelsView {
                contact: "••• 76".into(),
                parcels: vec![row(Standing::Ready), row(Standing::OnItsWay), row(Standing::Collected)],
            }),
            parcel: Ok(parcel(Standing::Ready)),
            pickup: Ok(pickup(Standing::Ready, CodeView::Masked { length: 6 })),
            done: Ok(()),
            asked: Mutex::default(),
        }
    }
}

impl FakeDesk {
    fn note(&self, what: String) -> Result<(), Problem> {
        self.asked.lock().unwrap().push(what);
        self.done.clone()
    }
}

#[async_trait]
impl Desk for FakeDesk {
    async fn find(&self, _: &Caller, tracking: &str, contact: &str) -> Result<Secret, Problem> {
        self.note(format!("find {tracking} {contact}")).map(|()| Secret::new("sign-in".into()))
    }
    async fn another(&self, _: &Caller, channel: &str) -> Result<(), Problem> {
        self.note(format!("another {channel}"))
    }
    async fn sign_in(&self, _: &Caller) -> Result<SignInView, Problem> {
        self.sign_in.clone()
    }
    async fn prove(&self, _: &Caller, code: &str) -> Result<Entry, Problem> {
        self.note(format!("prove {code}"))
            .map(|()| Entry { session: Secret::new("session".into()), parcel: Some(ID.into()) })
    }
    async fn link(&self, _: &str) -> Result<LinkView, Problem> {
        self.link.clone()
    }
    async fn enter(&self, _: &Caller, token: &str) -> Result<Entry, Problem> {
        self.note(format!("enter {token}"))
            .map(|()| Entry { session: Secret::new("session".into()), parcel: None })
    }
    async fn parcels(&self, _: &Caller) -> Result<ParcelsView, Problem> {
        self.parcels.clone()
    }
    async fn parcel(&self, _: &Caller, _: &str) -> Result<ParcelView, Problem> {
        self.parcel.clone()
    }
    async fn pickup(&self, _: &Caller, _: &str) -> Result<PickupView, Problem> {
        self.pickup.clone()
    }
    async fn reveal(&self, _: &Caller, id: &str) -> Result<(), Problem> {
        self.note(format!("reveal {id}"))
    }
    async fn resend(&self, _: &Caller, id: &str, channel: &str, request: &str) -> Result<(), Problem> {
        self.note(format!("resend {id} {channel} {request}"))
    }
    async fn sign_out(&self, _: &Caller) -> Result<(), Problem> {
        self.note("sign out".into())
    }
}

pub fn moment(day: Day, clock: &str) -> Moment {
    Moment { iso: format!("2026-11-22T{clock}:00+01:00"), day, clock: clock.into() }
}

pub fn row(standing: Standing) -> ParcelRow {
    let there = matches!(
        standing,
        Standing::CodeBeingMade | Standing::Ready | Standing::Expired | Standing::Collected
    );
    ParcelRow {
        id: ID.into(),
        merchant: "Birch & Bloom".into(),
        tracking: "RR 473 124 829 GB".into(),
        standing,
        station: Some("Hauptbahnhof, south exit".into()),
        compartment: there.then(|| "14".into()),
        expected: Some((moment(Day::Today, "14:00"), moment(Day::Today, "18:00"))),
        deadline: there.then(|| moment(Day::Weekday(1), "18:00")),
        since: moment(Day::Today, "13:01"),
    }
}

pub fn wall(mine: bool) -> Wall {
    let mut doors = Vec::new();
    for column in (1..=8).filter(|column| *column != 5) {
        let mut row = 1;
        while row <= 5 {
            let height = if row < 5 && (column * 7 + row * 5) % 4 == 1 && column != 2 { 2 } else { 1 };
            let number = format!("{}", doors.len() + 8);
            doors.push(Door { mine: mine && number == "14", number, column, row, height });
            row += height;
        }
    }
    Wall { columns: 8, rows: 5, doors, screen: Some((5, 2)) }
}

pub fn station(mine: bool) -> StationView {
    StationView {
        name: "Hauptbahnhof, south exit".into(),
        address: vec!["Europaplatz 1".into(), "10557 Berlin".into()],
        hours: "24/7".into(),
        location: Some((52.525, 13.369)),
        health: StationHealthView::Working,
        wall: wall(mine),
    }
}

pub fn event(status: Status, substatus: Option<&str>, location: &str, at: Moment) -> EventView {
    EventView {
        status,
        substatus: substatus.map(Into::into),
        carrier_text: None,
        location: Some(location.into()),
        compartment: (status == Status::AvailableForPickup).then(|| "14".into()),
        at,
    }
}

pub fn sms(state: NotificationState) -> NotificationView {
    NotificationView {
        channel: Channel::Sms,
        contact: "••• 76".into(),
        state,
        cause: None,
        twice: false,
        at: moment(Day::Today, "13:02"),
        resent: false,
    }
}

/// A parcel as it looks in that state.
pub fn parcel(standing: Standing) -> ParcelView {
    let row = row(standing);
    let there = row.compartment.is_some();
    let has_code = standing == Standing::Ready;
    let mut events = vec![
        event(Status::OutForDelivery, None, "Berlin Nord", moment(Day::Today, "08:40")),
        event(Status::InTransit, Some("arrived_at_depot"), "Berlin Nord", moment(Day::Yesterday, "22:15")),
        event(Status::PreTransit, None, "Leipzig", moment(Day::Weekday(4), "16:02")),
    ];
    if standing == Standing::Exception {
        events[0] = event(
            Status::Failure,
            Some("address_correction_needed"),
            "Berlin Nord",
            moment(Day::Today, "08:40"),
        );
    }
    if there {
        let placed = event(
            Status::AvailableForPickup,
            Some("placed_in_locker"),
            "Hauptbahnhof, south exit",
            moment(Day::Today, "13:01"),
        );
        events.insert(0, placed);
    }
    if standing == Standing::Collected {
        let collected = event(
            Status::Delivered,
            Some("collected_by_recipient"),
            "Hauptbahnhof, south exit",
            moment(Day::Today, "13:20"),
        );
        events.insert(0, collected);
    }
    let option = |channel, contact: &str| ResendOption {
        channel,
        contact: contact.into(),
        allowed: ResendAllowed::Now { left: 6 },
    };
    ParcelView {
        version: 7,
        carrier: "DHL".into(),
        station: Some(station(there && standing != Standing::Collected)),
        events,
        notifications: if has_code { vec![sms(NotificationState::Sent)] } else { vec![] },
        fallback: None,
        resend: if has_code {
            vec![option(Channel::Sms, "••• 76"), option(Channel::Email, "k•••@example.org")]
        } else {
            vec![]
        },
        request: "R4ND0M".into(),
        row,
    }
}

pub fn pickup(standing: Standing, code: CodeView) -> PickupView {
    PickupView {
        version: 7,
        row: row(standing),
        door: Some(Door { number: "14".into(), column: 2, row: 2, height: 1, mine: true }),
        health: StationHealthView::Working,
        code,
    }
}

pub fn revealed() -> CodeView {
    CodeView::Revealed {
        digits: DIGITS.into(),
        qr: QrSymbol { size: 33, path: "M4 4h7v1h-7z".into() },
        hides_in: 600,
    }
}

pub fn visit<'a>(desk: &'a FakeDesk, caller: &'a Caller, problem: Option<Problem>) -> Visit<'a> {
    Visit { desk, caller, problem, words: wording::choose("en") }
}

pub fn signed_in() -> Caller {
    Caller { session: Some(Secret::new("session".into())), ..Caller::default() }
}

pub fn html(page: Page) -> String {
    let assets = Assets {
        js: "/pkg/doorcode.abc.js".into(),
        wasm: "/pkg/doorcode.abc.wasm".into(),
        css: "/pkg/doorcode.abc.css".into(),
    };
    document(page, &Chrome { assets: &assets, nonce: "n0nce", signed_in: true, words: wording::choose("en") })
}

/// The page of an answer that is one.
pub fn shown(answer: Answer) -> Page {
    match answer {
        Answer::Page(page) => page,
        Answer::Redirect(to) => panic!("leads to {to}"),
    }
}

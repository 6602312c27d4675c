//! A desk that answers from memory, and views to answer with.

use std::sync::Mutex;

use app::{
    pages::{Page, PageAnswer, Visit},
    port::*,
    problem::Problem,
    shell::{Assets, Chrome, Shell},
    told::{Form, Told},
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
    pub contacts: Result<ContactsView, Problem>,
    pub challenge: Result<ChallengeView, Problem>,
    pub change: Result<ConfirmView, Problem>,
    pub undo: Result<UndoView, Problem>,
    pub step: Step,
    pub account: Result<AccountView, Problem>,
    pub done: Result<(), Problem>,
    pub asked: Mutex<Vec<String>>,
}

impl Default for FakeDesk {
    fn default() -> Self {
        Self {
            sign_in: Ok(SignInView { typed: Channel::Sms, last: Channel::Sms, codes: 1 }),
            link: Ok(LinkView {
                merchant: "Birch & Bloom".into(),
                contact: "••• 76".into(),
                status_only: false,
            }),
            parcels: Ok(ParcelsView {
                due_in: None,
                contact: "••• 76".into(),
                parcels: vec![row(Standing::Ready), row(Standing::OnItsWay), row(Standing::Collected)],
            }),
            parcel: Ok(parcel(Standing::Ready)),
            pickup: Ok(pickup(Standing::Ready, CodeView::Masked { length: 6 })),
            contacts: Ok(contacts()),
            challenge: Ok(ChallengeView {
                answered: false,
                id: 7,
                channel: Channel::Sms,
                contact: "••• 41".into(),
                verifies: true,
            }),
            change: Ok(ConfirmView {
                due_in: None,
                change: change(Some(moment(Day::Tomorrow, "14:00"))),
                proven: false,
                ways: vec![(2, Channel::Email, "k•••@example.org".into())],
            }),
            undo: Ok(UndoView { what: replaced(), state: UndoState::Asked, opts_out: false }),
            step: Step::Prove(7),
            account: Ok(account(Adding::Offered(ceremony()))),
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
    async fn contacts(&self, _: &Caller) -> Result<ContactsView, Problem> {
        self.contacts.clone()
    }
    async fn change_contact(&self, _: &Caller, old: &str, typed: &str, sure: bool) -> Result<Step, Problem> {
        self.note(format!("change contact {old} {typed} {sure}")).map(|()| self.step)
    }
    async fn claim_contact(&self, _: &Caller, contact: &str) -> Result<Step, Problem> {
        self.note(format!("claim contact {contact}")).map(|()| self.step)
    }
    async fn prove_contact(&self, _: &Caller, contact: &str, change: &str) -> Result<Step, Problem> {
        self.note(format!("prove contact {contact} {change}")).map(|()| self.step)
    }
    async fn challenge(&self, _: &Caller, _: &str) -> Result<ChallengeView, Problem> {
        self.challenge.clone()
    }
    async fn challenge_again(&self, _: &Caller, id: &str) -> Result<(), Problem> {
        self.note(format!("challenge again {id}"))
    }
    async fn answer(&self, _: &Caller, id: &str, code: &str) -> Result<Passed, Problem> {
        self.note(format!("answer {id} {code}"))
            .map(|()| Passed { session: Some(Secret::new("renewed".into())), step: self.step })
    }
    async fn change(&self, _: &Caller, _: &str) -> Result<ConfirmView, Problem> {
        self.change.clone()
    }
    async fn confirm_change(&self, _: &Caller, id: &str) -> Result<Step, Problem> {
        self.note(format!("confirm change {id}")).map(|()| self.step)
    }
    async fn withdraw_change(&self, _: &Caller, id: &str) -> Result<(), Problem> {
        self.note(format!("withdraw change {id}"))
    }
    async fn undo_link(&self, _: &str) -> Result<UndoView, Problem> {
        self.undo.clone()
    }
    async fn undo(&self, _: &Caller, token: &str) -> Result<(), Problem> {
        self.note(format!("undo {token}"))
    }
    async fn unfreeze(&self, _: &Caller) -> Result<(), Problem> {
        self.note("unfreeze".into())
    }
    async fn switch_contact(&self, _: &Caller, contact: &str, on: bool) -> Result<(), Problem> {
        self.note(format!("switch contact {contact} {on}"))
    }
    async fn move_contact(&self, _: &Caller, contact: &str, up: bool) -> Result<(), Problem> {
        self.note(format!("move contact {contact} {up}"))
    }
    async fn push_on(
        &self,
        _: &Caller,
        endpoint: &str,
        _: &str,
        _: &str,
        _: Option<&str>,
    ) -> Result<(), Problem> {
        self.note(format!("push on {endpoint}"))
    }
    async fn push_test(&self, _: &Caller, contact: &str) -> Result<(), Problem> {
        self.note(format!("push test {contact}"))
    }
    async fn push_off(&self, _: &Caller, contact: &str) -> Result<(), Problem> {
        self.note(format!("push off {contact}"))
    }
    async fn sign_out(&self, _: &Caller) -> Result<(), Problem> {
        self.note("sign out".into())
    }
    async fn offer_sign_in(&self) -> Result<Option<Ceremony>, Problem> {
        Ok(Some(ceremony()))
    }
    async fn enter_by_passkey(&self, _: &Caller, ceremony: &str, credential: &str) -> Result<Entry, Problem> {
        self.note(format!("enter by passkey {ceremony} {credential}"))
            .map(|()| Entry { session: Secret::new("session".into()), parcel: None })
    }
    async fn offer_proof(&self, _: &Caller) -> Result<Option<Ceremony>, Problem> {
        Ok(Some(ceremony()))
    }
    async fn prove_by_passkey(
        &self,
        _: &Caller,
        ceremony: &str,
        credential: &str,
    ) -> Result<Secret, Problem> {
        self.note(format!("prove by passkey {ceremony} {credential}")).map(|()| Secret::new("renewed".into()))
    }
    async fn account(&self, _: &Caller) -> Result<AccountView, Problem> {
        self.account.clone()
    }
    async fn add_passkey(&self, _: &Caller, ceremony: &str, credential: &str) -> Result<(), Problem> {
        self.note(format!("add passkey {ceremony} {credential}"))
    }
    async fn remove_passkey(&self, _: &Caller, id: &str) -> Result<(), Problem> {
        self.note(format!("remove passkey {id}"))
    }
    async fn sign_out_device(&self, _: &Caller, id: &str) -> Result<(), Problem> {
        self.note(format!("sign out device {id}"))
    }
    async fn sign_out_others(&self, _: &Caller) -> Result<(), Problem> {
        self.note("sign out others".into())
    }
}

pub fn ceremony() -> Ceremony {
    Ceremony { options: r#"{"challenge":"AAAA"}"#.into(), sealed: "k1.sealed".into() }
}

/// An account with a passkey, two devices, and one of everything that can be done.
pub fn account(adding: Adding) -> AccountView {
    let device = Device { browser: Some("Chrome"), system: Some("Android") };
    let at = || moment(Day::Today, "12:40");
    let network = || "203.0.113.0/24".to_owned();
    AccountView {
        due_in: None,
        passkeys: vec![PasskeyView { id: "3".into(), device, added: at(), used: None }],
        adding,
        devices: [("7", true), ("8", false)]
            .map(|(id, here)| DeviceView { id: id.into(), device, network: network(), proven: at(), here })
            .into(),
        deeds: Deed::ALL
            .map(|deed| DeedView { deed, detail: None, at: at(), device, network: network() })
            .into(),
    }
}

pub fn replaced() -> ChangeWhat {
    ChangeWhat::Replace("••• 76".into(), "••• 41".into())
}

pub fn change(at: Option<Moment>) -> ChangeView {
    ChangeView { id: 3, what: replaced(), challenge: Some(7), at }
}

/// A contact that works.
pub fn card(id: i64, channel: Channel, shown: &str) -> ContactCard {
    ContactCard {
        id,
        channel,
        shown: shown.into(),
        this_browser: channel == Channel::Push,
        worth: Worth::Proven(moment(Day::Today, "13:06")),
        last: None,
        may_turn_off: true,
        may_remove: true,
        busy: false,
    }
}

/// Every kind of contact, and something under way.
pub fn contacts() -> ContactsView {
    let last =
        LastMessage { state: NotificationState::Delivered, cause: None, at: moment(Day::Yesterday, "09:30") };
    ContactsView {
        due_in: None,
        too_new: false,
        contacts: vec![
            ContactCard { last: Some(last), busy: true, ..card(1, Channel::Sms, "+49 170 ••• 41") },
            ContactCard {
                worth: Worth::Failing(Cause::MailboxFull),
                ..card(2, Channel::Email, "k•••@example.org")
            },
            card(4, Channel::Push, ""),
        ],
        named: vec![NamedCard {
            id: 3,
            channel: Channel::Sms,
            shown: "••• 76".into(),
            trouble: Some(Cause::NoSuchAddress),
            proven: false,
        }],
        changes: vec![change(None)],
        frozen: None,
        push_key: Some("BKEY".into()),
        this_browser: false,
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
        old: false,
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
        due_in: None,
        version: 7,
        carrier: "DHL".into(),
        station: Some(station(there && standing != Standing::Collected)),
        waiting: None,
        together: usize::from(has_code),
        barred: None,
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
        due_in: None,
        version: 7,
        row: row(standing),
        door: Some(Door { number: "14".into(), column: 2, row: 2, height: 1, mine: true }),
        health: StationHealthView::Working,
        waiting: None,
        together: 1,
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
    telling(desk, caller, problem.map(|problem| Told::new(problem, Form::default())).unwrap_or_default())
}

/// A visit to a page that is told something.
pub fn telling<'a>(desk: &'a FakeDesk, caller: &'a Caller, told: Told) -> Visit<'a> {
    Visit { desk, caller, told, words: wording::choose("en") }
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
    Shell::new(&assets)
        .document(page, &Chrome { nonce: "n0nce", signed_in: true, words: wording::choose("en") })
}

/// The page of an answer that is one.
pub fn shown(answer: PageAnswer) -> Page {
    match answer {
        PageAnswer::Page(page) => page,
        PageAnswer::Redirect(to) => panic!("leads to {to}"),
        PageAnswer::Tell(problem, to) => panic!("leads to {to}: {problem:?}"),
    }
}

//! A desk that answers from memory, and views to answer with.

use std::sync::Mutex;

use app::{
    flash::{Flash, Form},
    pages::{Page, PageAnswer, Visit},
    port::*,
    problem::{NotPossible, Problem},
    shell::{Assets, Chrome, Shell},
    wording::{self, Wording},
};
use async_trait::async_trait;
use domain::parcel::Status;

pub const ID: &str = "7K2QX9M3WZT5";
pub const DIGITS: &str = "482913";

/// Answers every question with what it holds, and notes what it was asked to do.
pub struct FakeDesk {
    pub sign_in: Result<SignInView, Problem>,
    pub at: Result<AtView, Problem>,
    pub link: Result<LinkView, Problem>,
    pub parcels: Result<ParcelsView, Problem>,
    pub parcel: Result<ParcelView, Problem>,
    pub pickup: Result<PickupView, Problem>,
    pub contacts: Result<ContactsView, Problem>,
    pub challenge: Result<ChallengeView, Problem>,
    pub change: Result<ConfirmView, Problem>,
    pub undo: Result<UndoView, Problem>,
    pub step: Step,
    /// The parcel a sign-in was about.
    pub entered: Option<String>,
    pub account: Result<AccountView, Problem>,
    pub help: Result<HelpView, Problem>,
    pub case: Result<CaseView, Problem>,
    pub done: Result<(), Problem>,
    pub asked: Mutex<Vec<String>>,
}

impl Default for FakeDesk {
    fn default() -> Self {
        Self {
            sign_in: Ok(SignInView { typed: Channel::Sms, last: Channel::Sms, codes: 1 }),
            at: Ok(at(None)),
            link: Ok(LinkView {
                merchant: "Birch & Bloom".into(),
                contact: "••• 76".into(),
                status_only: false,
            }),
            parcels: Ok(ParcelsView {
                due_in: None,
                incidents: Vec::new(),
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
            entered: Some(ID.into()),
            account: Ok(account(Adding::Offered(ceremony()))),
            help: Ok(help(Some(HelpCause::MissingReceipt), HelpAction::Reveal)),
            case: Ok(case()),
            done: Ok(()),
            asked: Mutex::default(),
        }
    }
}

#[async_trait]
impl<Q: Question> Answers<Q> for FakeDesk
where
    Self: Holds<Q::Answer>,
{
    async fn answer(&self, _: &Caller, question: Q) -> Result<Q::Answer, Problem> {
        if !Q::LOOKS {
            self.asked.lock().unwrap().push(format!("{question:?}"));
            self.done.clone()?;
        }
        self.holds()
    }
}

/// What it answers with, by kind.
trait Holds<A> {
    fn holds(&self) -> Result<A, Problem>;
}

macro_rules! holds {
    ($($answer:ty: $desk:ident => $held:expr;)*) => {
        $(impl Holds<$answer> for FakeDesk {
            fn holds(&self) -> Result<$answer, Problem> {
                let $desk = self;
                $held
            }
        })*
    };
}

holds! {
    SignInView: desk => desk.sign_in.clone();
    AtView: desk => desk.at.clone();
    LinkView: desk => desk.link.clone();
    ParcelsView: desk => desk.parcels.clone();
    ParcelView: desk => desk.parcel.clone();
    PickupView: desk => desk.pickup.clone();
    ContactsView: desk => desk.contacts.clone();
    ChallengeView: desk => desk.challenge.clone();
    ConfirmView: desk => desk.change.clone();
    UndoView: desk => desk.undo.clone();
    AccountView: desk => desk.account.clone();
    HelpView: desk => desk.help.clone();
    CaseView: desk => desk.case.clone();
    RedirectView: _desk => Err(Problem::NotFound);
    Photo: _desk => Err(Problem::NotFound);
    Option<Ceremony>: _desk => Ok(Some(ceremony()));
    (): _desk => Ok(());
    Step: desk => Ok(desk.step);
    BearerToken: _desk => Ok(BearerToken::new("token".into()));
    SignedIn: desk => Ok(SignedIn { session: BearerToken::new("session".into()), parcel: desk.entered.clone() });
    Passed: desk => Ok(Passed { session: Some(BearerToken::new("renewed".into())), step: desk.step });
}

/// A station that is silent, with another one near, and what waits there for somebody.
pub fn at(here: Option<HereView>) -> AtView {
    let station = StationView {
        health: StationHealthView::Offline(moment(Day::Today, "13:02")),
        ..parcel(Standing::Ready).station.unwrap()
    };
    let near = NearView {
        id: "BER-043".into(),
        name: "Invalidenstraße".into(),
        address: vec!["Invalidenstraße 5".into(), "10557 Berlin".into()],
        hours: "24/7".into(),
        location: (52.5, 13.4),
        distance: Distance::Metres(350),
    };
    AtView {
        id: "BER-042".into(),
        station,
        screen_is_dark: true,
        near: Some(near),
        incidents: Vec::new(),
        here,
        due_in: None,
    }
}

/// Everything that a page which says what is wrong can lead to.
pub const HELP_ACTIONS: [HelpAction; 28] = [
    HelpAction::SendElsewhere,
    HelpAction::Case(CaseKind::Empty),
    HelpAction::Case(CaseKind::Stuck),
    HelpAction::Case(CaseKind::NotMine),
    HelpAction::Case(CaseKind::NotCollectedByMe),
    HelpAction::Case(CaseKind::Other),
    HelpAction::SeeCase,
    HelpAction::Wait,
    HelpAction::AskCarrier,
    HelpAction::Directions,
    HelpAction::Reveal,
    HelpAction::Code,
    HelpAction::Send(Channel::Sms),
    HelpAction::Send(Channel::Email),
    HelpAction::Send(Channel::Push),
    HelpAction::Contacts,
    HelpAction::ProveChange(3),
    HelpAction::Devices,
    HelpAction::Unblock,
    HelpAction::LookForMessage,
    HelpAction::OpenAgain,
    HelpAction::StopCode,
    HelpAction::Extend,
    HelpAction::TellWhenPlaced,
    HelpAction::TellWhenBack,
    HelpAction::MakeAgain,
    HelpAction::SendToNew,
    HelpAction::SendToMe,
];

/// A page that says what is wrong, with one of everything that is known.
pub fn help(cause: Option<HelpCause>, first: HelpAction) -> HelpView {
    let at = || moment(Day::Today, "13:02");
    let ready = parcel(Standing::Ready);
    HelpView {
        version: 3,
        incidents: ready.incidents,
        row: ready.row,
        carrier: ready.carrier,
        station: ready.station,
        cause,
        number_moves: cause == Some(HelpCause::MissingReceipt),
        mail_from: (cause == Some(HelpCause::DeliveredReceipt)).then(|| "codes@example.org".into()),
        seen: None,
        first,
        further: HELP_ACTIONS.into_iter().filter(|action| *action != first).collect(),
        steps: vec![StepsView { language: "de".into(), lines: vec!["Am Rand".into()] }],
        evidence: vec![
            EvidenceView::Also(HelpCause::Scanner),
            EvidenceView::Heard(at()),
            EvidenceView::Expected(at(), at()),
            EvidenceView::Reason(DelayReason::Weather),
            EvidenceView::Placed(at()),
            EvidenceView::Deadline(at()),
            EvidenceView::Issued(at()),
            EvidenceView::WentToFormer(at()),
            EvidenceView::TooNewUntil(at()),
            EvidenceView::Unsubscribed(Channel::Sms, "+49 ••• ••• 76".into()),
            EvidenceView::ChangeApplies(at()),
            EvidenceView::WentToOther(at()),
            EvidenceView::Message(sms(NotificationState::Sent)),
            EvidenceView::Heartbeat(at()),
            EvidenceView::Skew(-1),
            EvidenceView::Skew(7),
            EvidenceView::Locked(Path::Keypad, at()),
            EvidenceView::Locked(Path::Scanner, at()),
            EvidenceView::DoorOpened(at()),
            EvidenceView::DoorShut(at()),
            EvidenceView::RefusedForTime(at()),
            EvidenceView::Elsewhere("Alexanderplatz".into(), at()),
            EvidenceView::UsualSilence(30),
            EvidenceView::UsualSilence(168),
            EvidenceView::Hindrance(Hindrance::Misrouted),
            EvidenceView::MovedFrom("Alexanderplatz".into(), at()),
            EvidenceView::Promised(at()),
            EvidenceView::Troubled(Channel::Sms, at()),
            EvidenceView::QueueDelay(1),
            EvidenceView::NextWay(Channel::Email, "k•••@example.org".into(), Some(at())),
            EvidenceView::Latency(4),
            EvidenceView::DoorFault,
            EvidenceView::ForeignChange(at()),
        ],
        choices: Seen::ALL.to_vec(),
        again: Some((AgainView::Asked, at())),
        told: Told { placed: true, back: true },
        redirect: Some(RedirectLine { station: "Alexanderplatz".into(), at: at(), end: None }),
        extends_to: Some(at()),
        not_now: vec![NotPossible::OpenedLongAgo, NotPossible::ExtendedEnough],
        resend: ready.resend,
        word_only: false,
        request: "R4ND0M".into(),
        due_in: None,
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
            .iter()
            .map(|&deed| DeedView { deed, detail: None, at: at(), device, network: network() })
            .collect(),
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
        steps: Some(false),
        word_only: false,
        in_messages: vec![("7K2M4P9Q1R3T".into(), "Birch & Bloom".into())],
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
        Standing::CodeBeingMade
            | Standing::Ready
            | Standing::Expired
            | Standing::DoorShut
            | Standing::Collected
    );
    ParcelRow {
        id: ID.into(),
        merchant: "Birch & Bloom".into(),
        tracking: "RR 473 124 829 GB".into(),
        standing,
        watched: !standing.is_over(),
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
        trend: None,
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
        word_only: false,
        at: moment(Day::Today, "13:02"),
        resent: false,
        old: false,
    }
}

/// A case that was answered, and can be reported about once more.
pub fn case() -> CaseView {
    let answer = CaseAnswer {
        action: CaseAction::Relocate,
        words: Some("It lay next door.".into()),
        station: Some("Hauptbahnhof, south exit".into()),
        compartment: Some("15".into()),
        at: moment(Day::Today, "13:20"),
    };
    CaseView {
        version: 7,
        id: ID.into(),
        merchant: "Birch & Bloom".into(),
        tracking: "RR 473 124 829 GB".into(),
        station: Some("Hauptbahnhof, south exit".into()),
        compartment: Some("14".into()),
        case: Some(CaseSheet {
            kind: CaseKind::Empty,
            state: CaseState::Answered,
            opened: moment(Day::Today, "13:02"),
            due: moment(Day::Today, "17:02"),
            closed: None,
            stops_code: true,
            stops_clock: true,
            own: Some(OwnReport {
                shown: Some("E 17".into()),
                note: Some("It was empty.".into()),
                has_photo: true,
            }),
            answers: vec![answer],
        }),
        report: None,
        kinds: Vec::new(),
        request: "request".into(),
        due_in: None,
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
        case: None,
        redirect: None,
        version: 7,
        carrier: CarrierView {
            name: "DHL".into(),
            number: "RR473124829GB".into(),
            page: Some("https://carrier.example/RR473124829GB".into()),
        },
        incidents: Vec::new(),
        station: Some(station(there && standing != Standing::Collected)),
        waiting: None,
        together: usize::from(has_code),
        barred: None,
        events,
        notifications: if has_code { vec![sms(NotificationState::Sent)] } else { vec![] },
        fallback: None,
        first_way: None,
        resend: if has_code {
            vec![option(Channel::Sms, "••• 76"), option(Channel::Email, "k•••@example.org")]
        } else {
            vec![]
        },
        word_only: false,
        request: "R4ND0M".into(),
        row,
    }
}

pub fn pickup(standing: Standing, code: CodeView) -> PickupView {
    PickupView {
        due_in: None,
        version: 7,
        row: row(standing),
        incidents: Vec::new(),
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
    telling(desk, caller, problem.map(|problem| Flash::new(problem, Form::default())).unwrap_or_default())
}

/// A visit to a page that is told something.
pub fn telling<'a>(desk: &'a FakeDesk, caller: &'a Caller, told: Flash) -> Visit<'a> {
    Visit { desk, caller, told, words: wording::default() }
}

pub fn signed_in() -> Caller {
    Caller { session: Some(BearerToken::new("session".into())), ..Caller::default() }
}

pub fn html(page: Page) -> String {
    html_in(page, wording::default())
}

/// The whole document in a language.
pub fn html_in(page: Page, words: &'static Wording) -> String {
    let assets = Assets {
        js: "/pkg/doorcode.abc.js".into(),
        wasm: "/pkg/doorcode.abc.wasm".into(),
        css: "/pkg/doorcode.abc.css".into(),
    };
    Shell::new(&assets).document(page, &Chrome { nonce: "n0nce", signed_in: true, words })
}

/// The page of an answer that is one.
pub fn shown(answer: PageAnswer) -> Page {
    match answer {
        PageAnswer::Page(page) => page,
        PageAnswer::Redirect(to) => panic!("leads to {to}"),
        PageAnswer::Tell(problem, to) => panic!("leads to {to}: {problem:?}"),
    }
}

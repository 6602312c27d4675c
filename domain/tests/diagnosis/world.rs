//! A parcel that can be collected, with nothing wrong about it; tests put one thing wrong.

use chrono::{Duration, TimeZone};
use domain::{
    Timestamp,
    contact::Channel,
    contact_book::BookEntry,
    diagnosis::{
        AccountFacts, Allowed, CodeFacts, CodeMessage, ContactFacts, ContactWay, DoorFacts, Facts,
        PlacedFacts, ReceiptFacts, SendFacts, StationFacts, StoredCode,
    },
    extension::NotExtended,
    id::ContactId,
    notification::NotificationState,
    parcel::{ParcelState, Status},
    redirect::NotRedirected,
    reopening::NotReopened,
    resend::Resend,
    station::Heartbeat,
};

pub const PHONE: ContactId = ContactId::new(1);
pub const MAIL: ContactId = ContactId::new(2);

pub fn now() -> Timestamp {
    chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 2, 0).unwrap()
}

pub fn ago(seconds: i64) -> Timestamp {
    now() - Duration::seconds(seconds)
}

pub fn way(id: ContactId, channel: Channel) -> ContactWay {
    let entry = BookEntry {
        id,
        channel,
        proven_at: Some(now() - Duration::days(20)),
        joined_at: None,
        off: false,
        place: i16::try_from(id.get()).unwrap(),
        trouble: None,
    };
    ContactWay { entry, reached_at: None, failures: 0 }
}

pub fn message(contact: ContactId, channel: Channel, state: NotificationState) -> CodeMessage {
    CodeMessage {
        contact: Some(contact),
        channel,
        state,
        cause: None,
        created_at: ago(12),
        sent_at: Some(ago(10)),
    }
}

/// On its way, on time.
pub fn on_its_way() -> Facts {
    let mut facts = ready();
    facts.placed.parcel = ParcelState {
        status: Status::InTransit,
        ..ParcelState::announced(ago(90_000), Some("A".into()), None)
    };
    facts.code = CodeFacts::default();
    facts.send.messages.clear();
    facts
}

/// In the compartment; a message with its code has just left us, to the phone that comes first.
pub fn ready() -> Facts {
    let parcel = ParcelState {
        status: Status::AvailableForPickup,
        compartment: Some("14".into()),
        pickup_deadline: Some(now() + Duration::hours(40)),
        placed_at: Some(ago(20)),
        since: ago(20),
        ..ParcelState::announced(ago(90_000), Some("A".into()), None)
    };
    Facts {
        placed: PlacedFacts {
            parcel,
            heard_at: Some(ago(18)),
            usual_silence: Some(Duration::hours(30)),
            rerouted: None,
            opening: None,
            skew: Duration::zero(),
            incident: None,
        },
        code: CodeFacts {
            stored: StoredCode::Live,
            due_since: Some(ago(18)),
            usual: Some(Duration::seconds(4)),
            issued_at: Some(ago(16)),
            ..CodeFacts::default()
        },
        contact: ContactFacts {
            ways: vec![way(PHONE, Channel::Sms), way(MAIL, Channel::Email)],
            ..ContactFacts::default()
        },
        send: SendFacts {
            messages: vec![message(PHONE, Channel::Sms, NotificationState::Sent)],
            ..SendFacts::default()
        },
        receipt: ReceiptFacts::default(),
        door: DoorFacts {
            station: StationFacts {
                heartbeat: Some(Heartbeat { at: ago(20), scanner: true, keypad: true }),
                screen: Some(true),
                skew: Some(Duration::seconds(2)),
                latency: Some(Duration::milliseconds(300)),
                ..StationFacts::default()
            },
            ..DoorFacts::default()
        },
        account: AccountFacts::default(),
        seen: None,
        allowed: Allowed {
            reveal: Ok(()),
            change: Ok(()),
            freeze: Ok(()),
            resend: vec![(Channel::Sms, Resend::Now { left: 5 }), (Channel::Email, Resend::Now { left: 5 })],
            extension: Err(NotExtended::NotHere),
            reopening: Err(NotReopened::NeverOpened),
            redirect: Err(NotRedirected::NotOnItsWay),
            case_open: false,
            told_when_placed: false,
            told_when_back: false,
        },
    }
}

/// The same, and the customer has the code.
pub fn in_hand() -> Facts {
    let mut facts = ready();
    facts.code.in_hand = true;
    facts
}

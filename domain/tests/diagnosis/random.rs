//! Facts at random: every part as it may be, whether the parts fit together or not.

use chrono::Duration;
use domain::{
    Timestamp,
    command::DoorEventKind,
    contact::Channel,
    contact_book::BookEntry,
    diagnosis::{
        AccountFacts, Allowed, BEHIND, ChannelTrouble, CodeFacts, CodeMessage, ContactFacts, ContactWay,
        DelayReason, DoorFacts, ELSEWHERE, Elsewhere, Facts, Fault, ForeignChange, Held, PlacedFacts,
        PushPermission, ReceiptFacts, Rerouted, STALE, Seen, SendFacts, StationFacts, StoredCode, WATCHDOG,
    },
    extension::NotExtended,
    fallback::{Next, PATIENCE},
    id::ContactId,
    notification::NotificationState,
    parcel::{ParcelState, Status, Window},
    receipt,
    redirect::NotRedirected,
    reopening::{LastOpening, NotReopened},
    resend::Resend,
    station::{Heartbeat, SILENCE},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::world::now;

const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Email, Channel::Push];
const SAID: [&str; 5] = ["weather_delay", "misrouted", "vehicle_issue", "damaged", "something"];
const USUAL_SILENCE: Duration = Duration::hours(30);

/// A time about now; minutes meet each other, and what is looked at.
fn minute() -> impl Strategy<Value = Timestamp> {
    (-3_i64..30).prop_map(|minute| now() + Duration::minutes(minute))
}

/// A time from which on something lasts so long that it ends about now.
fn ends_after(span: Duration) -> impl Strategy<Value = Timestamp> {
    minute().prop_map(move |at| at - span)
}

fn trouble() -> impl Strategy<Value = Option<receipt::Cause>> {
    use receipt::Cause as C;
    let causes = [
        C::Unreachable,
        C::NoSuchAddress,
        C::Landline,
        C::Unsubscribed,
        C::Filtered,
        C::Complaint,
        C::MailboxFull,
        C::PushGone,
        C::Busy,
        C::Provider,
        C::NoAnswer,
        C::TooLate,
        C::NothingToSay,
        C::Unmapped,
    ];
    option::of(select(causes.to_vec()))
}

fn placed() -> impl Strategy<Value = PlacedFacts> {
    let parcel = (
        select(Status::ALL),
        option::of(select(&SAID[..])),
        any::<bool>(),
        option::of(minute()),
        option::of(minute()),
    );
    let reasons = [DelayReason::Weather, DelayReason::Road, DelayReason::Vehicle, DelayReason::Capacity];
    let rest = (
        option::of(ends_after(USUAL_SILENCE)),
        any::<bool>(),
        option::of(any::<bool>()),
        option::of(select(reasons.to_vec())),
        (option::of(opening()), select(&[0, 3, 40][..])),
    );
    (parcel, rest).prop_map(|((status, said, action_required, until, deadline), rest)| {
        let (heard_at, known, rerouted, incident, (opening, skew)) = rest;
        PlacedFacts {
            parcel: ParcelState {
                status,
                substatus: said.map(str::to_owned),
                action_required,
                pickup_deadline: deadline,
                expected: until.map(|until| Window { from: until - Duration::hours(2), until }),
                ..ParcelState::announced(now() - Duration::days(2), None, None)
            },
            heard_at,
            usual_silence: known.then_some(USUAL_SILENCE),
            rerouted: rerouted.map(|noticed| Rerouted { from: "B".into(), at: now(), noticed }),
            opening,
            skew: Duration::minutes(skew),
            incident,
        }
    })
}

fn code() -> impl Strategy<Value = CodeFacts> {
    let stored = select(vec![StoredCode::Live, StoredCode::Live, StoredCode::None, StoredCode::Unreadable]);
    let flags = (stored, any::<bool>(), any::<bool>());
    (flags, option::of(ends_after(WATCHDOG)), any::<bool>(), option::of(ends_after(BEHIND))).prop_map(
        |((stored, failed, in_hand), due_since, known, issued_at)| CodeFacts {
            stored,
            failed,
            due_since,
            usual: known.then(|| Duration::seconds(3)),
            issued_at,
            in_hand,
        },
    )
}

fn contact() -> impl Strategy<Value = ContactFacts> {
    let way = (
        select(&CHANNELS[..]),
        (option::of(ends_after(STALE)), option::of(ends_after(STALE))),
        prop::bool::weighted(0.2),
        0_u8..3,
        trouble(),
        0_u16..5,
    );
    let rest = (option::of(minute()), option::of(minute()), option::of(minute()), option::of(minute()));
    (vec(way, 0..4), rest).prop_map(|(ways, (went_to_former, too_new_until, held, went_to_other))| {
        ContactFacts {
            ways: (1..)
                .map(ContactId::new)
                .zip(ways)
                .map(|(id, (channel, (proven_at, reached_at), off, place, trouble, failures))| ContactWay {
                    entry: BookEntry {
                        id,
                        channel,
                        proven_at,
                        joined_at: None,
                        off,
                        place: place.into(),
                        trouble,
                    },
                    reached_at,
                    failures,
                })
                .collect(),
            went_to_former,
            too_new_until,
            held: held.map(|applies_at| Held { applies_at }),
            went_to_other,
        }
    })
}

fn one_of_three() -> impl Strategy<Value = ContactId> {
    (1_i64..4).prop_map(ContactId::new)
}

fn send() -> impl Strategy<Value = SendFacts> {
    use NotificationState as S;
    let states = [
        S::Queued,
        S::Sending,
        S::Sent,
        S::Delivered,
        S::TemporaryFailure,
        S::PermanentFailure,
        S::Blocked,
        S::TechnicalFailure,
    ];
    let message = (
        option::of(one_of_three()),
        select(&CHANNELS[..]),
        select(states.to_vec()),
        trouble(),
        ends_after(BEHIND),
        option::of(ends_after(PATIENCE)),
    );
    let message = message.prop_map(|(contact, channel, state, cause, created_at, sent_at)| CodeMessage {
        contact,
        channel,
        state,
        cause,
        created_at,
        sent_at,
    });
    let push = select(vec![PushPermission::Unknown, PushPermission::Granted, PushPermission::Withdrawn]);
    (vec(message, 0..4), vec(select(&CHANNELS[..]), 0..2), push).prop_map(|(messages, troubled, push)| {
        SendFacts {
            messages,
            troubled: troubled.into_iter().map(|channel| ChannelTrouble { channel, since: now() }).collect(),
            push,
            delay: None,
        }
    })
}

fn receipt() -> impl Strategy<Value = ReceiptFacts> {
    let next = prop_oneof![
        Just(Next::Nothing),
        one_of_three().prop_map(Next::Now),
        (one_of_three(), minute()).prop_map(|(contact, at)| Next::At(contact, at)),
    ];
    next.prop_map(|fallback| ReceiptFacts { patience: PATIENCE, fallback })
}

fn fault() -> impl Strategy<Value = Fault> {
    select(vec![
        Fault::Offline,
        Fault::Slow,
        Fault::Scanner,
        Fault::Keypad,
        Fault::Screen,
        Fault::Jammed,
        Fault::Sensor,
    ])
}

fn station() -> impl Strategy<Value = StationFacts> {
    let heartbeat = (ends_after(SILENCE), any::<bool>(), any::<bool>());
    let heartbeat = heartbeat.prop_map(|(at, scanner, keypad)| Heartbeat { at, scanner, keypad });
    let parts = (
        option::of(heartbeat),
        option::of(any::<bool>()),
        option::of((-20_i64..20).prop_map(Duration::minutes)),
        option::of((0_i64..6).prop_map(Duration::seconds)),
        option::of(fault()),
    );
    let waits = (option::of(minute()), option::of(minute()), any::<bool>(), any::<bool>());
    (parts, waits, option::of(minute()), vec(fault(), 0..2)).prop_map(
        |(parts, waits, grants_until, incidents)| {
            let (heartbeat, screen, skew, latency, door) = parts;
            let (keypad_waits, scanner_waits, has_keypad, has_scanner) = waits;
            StationFacts {
                heartbeat,
                screen,
                skew,
                latency,
                door,
                keypad_waits,
                scanner_waits,
                has_keypad,
                has_scanner,
                grants_until,
                incidents,
            }
        },
    )
}

fn opening() -> impl Strategy<Value = LastOpening> {
    use DoorEventKind as K;
    let said = [None, Some(K::Opened), Some(K::Closed), Some(K::StillShut), Some(K::SensorConflict)];
    let opening = (minute(), select(said.to_vec()), any::<bool>());
    opening.prop_map(|(at, said, again)| LastOpening { at, said, again })
}

fn door() -> impl Strategy<Value = DoorFacts> {
    let elsewhere = ends_after(ELSEWHERE).prop_map(|at| Elsewhere { station: "B".into(), at });
    (station(), option::of(minute()), option::of(elsewhere), option::of(fault())).prop_map(
        |(station, refused_for_time, elsewhere, light_means)| DoorFacts {
            station,
            refused_for_time,
            elsewhere,
            light_means,
        },
    )
}

fn account() -> impl Strategy<Value = AccountFacts> {
    let change = minute().prop_map(|undo_until| ForeignChange { at: now() - Duration::days(7), undo_until });
    option::of(change).prop_map(|foreign_change| AccountFacts { foreign_change })
}

fn allowed() -> impl Strategy<Value = Allowed> {
    use domain::access::Refused;
    let access = || prop_oneof![Just(Ok(())), Just(Err(Refused::NotProven)), Just(Err(Refused::TooNew))];
    let resend = prop_oneof![
        Just(Resend::Now { left: 3 }),
        minute().prop_map(|until| Resend::Wait { until }),
        minute().prop_map(|until| Resend::SpentToday { until }),
    ];
    let extension = prop_oneof![minute().prop_map(Ok), Just(Err(NotExtended::Stopped))];
    let reopening = prop_oneof![Just(Ok(())), Just(Err(NotReopened::AlreadyOnce))];
    let redirect =
        prop_oneof![Just(Ok(())), Just(Err(NotRedirected::Asked)), Just(Err(NotRedirected::Never))];
    let told = (any::<bool>(), any::<bool>(), any::<bool>());
    let resend = vec((select(&CHANNELS[..]), resend), 0..4);
    ((access(), access(), access()), resend, (extension, reopening, redirect), told).prop_map(
        |(
            (reveal, change, freeze),
            resend,
            (extension, reopening, redirect),
            (case_open, told_when_placed, told_when_back),
        )| {
            Allowed {
                reveal,
                change,
                freeze,
                resend,
                extension,
                reopening,
                redirect,
                case_open,
                told_when_placed,
                told_when_back,
            }
        },
    )
}

/// Any facts.
pub fn facts() -> impl Strategy<Value = Facts> {
    let parts = (placed(), code(), contact(), send(), receipt(), door(), account());
    (parts, option::of(select(Seen::ALL)), allowed()).prop_map(
        |((placed, code, contact, send, receipt, door, account), seen, allowed)| Facts {
            placed,
            code,
            contact,
            send,
            receipt,
            door,
            account,
            seen,
            allowed,
        },
    )
}

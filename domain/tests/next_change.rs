//! Nothing that a page is told changes by itself before the moment that was named for it. B4, B21

use chrono::{Duration, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::{
    Timestamp,
    access::Named,
    contact::Channel,
    contact_book::{Book, BookEntry, By, COOL_DOWN, Change, ChangeKind, FRESH, Proof},
    extension::{self, ExtensionLimits, Held},
    fallback::{self, PATIENCE, SentMessage},
    id::{ChangeId, ContactId},
    incident::{self, OpenIncident, RaisedBy, Trend},
    next_change::day_ends_at,
    notification::NotificationState,
    parcel::{ParcelState, Status, Window},
    pickup_clock::{self, PickupClock, Stop},
    reopening::{self, LastOpening},
    resend,
    standing::{self, AtDoor, Standing},
    station::{self, Heartbeat, Path, SILENCE},
};
use proptest::{option, prelude::*, sample::select};

fn now() -> Timestamp {
    chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 2, 0).unwrap()
}

/// A time about now; minutes meet each other, and what is looked at.
fn minute() -> impl Strategy<Value = Timestamp> {
    (-3_i64..30).prop_map(|minute| now() + Duration::minutes(minute))
}

fn contact() -> impl Strategy<Value = ContactId> {
    (1_i64..5).prop_map(ContactId::new)
}

/// Looks just before, at and just after each minute of the next hour, up to the moment that was named.
fn holds<T: PartialEq + std::fmt::Debug>(
    next: Option<Timestamp>,
    answer: impl Fn(Timestamp) -> T,
) -> Result<(), TestCaseError> {
    prop_assert!(next.is_none_or(|next| next > now()), "{next:?} is not to come");
    let said = answer(now());
    let instants = (0..60).flat_map(|minute| {
        [-1, 0, 1].map(|by| now() + Duration::minutes(minute) + Duration::nanoseconds(by))
    });
    for at in instants.filter(|at| *at >= now() && next.is_none_or(|next| *at < next)) {
        prop_assert_eq!(&answer(at), &said, "at {}, and {:?} was named", at, next);
    }
    Ok(())
}

fn parcel() -> impl Strategy<Value = ParcelState> {
    let facts = (select(Status::ALL), any::<bool>(), option::of(minute()), option::of(minute()));
    facts.prop_map(|(status, action_required, until, pickup_deadline)| ParcelState {
        status,
        action_required,
        pickup_deadline,
        expected: until.map(|until| Window { from: until - Duration::hours(2), until }),
        ..ParcelState::announced(now() - Duration::days(2), None, None)
    })
}

fn heartbeat() -> impl Strategy<Value = Option<Heartbeat>> {
    let facts = (minute(), any::<bool>(), any::<bool>());
    option::of(facts.prop_map(|(at, scanner, keypad)| Heartbeat { at: at - SILENCE, scanner, keypad }))
}

fn told() -> impl Strategy<Value = SentMessage> {
    use NotificationState as S;
    let states = vec![S::Queued, S::Sent, S::TemporaryFailure, S::PermanentFailure, S::Delivered];
    (option::of(contact()), select(states), minute(), option::of(minute()), any::<bool>()).prop_map(
        |(contact, state, created_at, sent_at, word_only)| SentMessage {
            contact,
            state,
            created_at: created_at - PATIENCE,
            sent_at: sent_at.map(|at| at - PATIENCE),
            word_only,
        },
    )
}

fn book() -> impl Strategy<Value = Book> {
    let contact =
        (option::of(minute()), any::<bool>(), select(vec![Channel::Sms, Channel::Email, Channel::Push]));
    let contacts = prop::collection::vec(contact, 1..4);
    (contacts, option::of(minute())).prop_map(|(contacts, frozen_until)| {
        let entry = |(id, (joined_at, off, channel)): (i64, (Option<Timestamp>, bool, Channel))| BookEntry {
            id: ContactId::new(id),
            channel,
            proven_at: Some(now() - Duration::days(20)),
            joined_at: joined_at.map(|at| at - COOL_DOWN),
            off,
            place: 0,
            trouble: None,
        };
        let contacts = (1..).zip(contacts).map(entry).collect();
        Book { frozen_until, ..Book::of(contacts) }
    })
}

fn proofs() -> impl Strategy<Value = Vec<Proof>> {
    let by = prop_oneof![
        contact().prop_map(By::Contact),
        minute().prop_map(|at| By::Passkey { added_at: at - COOL_DOWN }),
    ];
    let proof = (by, minute(), any::<bool>(), any::<bool>());
    let proof = proof.prop_map(|(by, at, by_link, cooling)| Proof { by, at: at - FRESH, by_link, cooling });
    prop::collection::vec(proof, 0..3)
}

proptest! {
    #[test]
    fn how_a_parcel_stands_holds(parcel in parcel(), has_code: bool, skew in -20_i64..20,
        opened_at in option::of(minute()),
    ) {
        let door = AtDoor { said: None, skew: Duration::minutes(skew), opened_at };
        holds(standing::changes_at(&parcel, door, now()), |at| {
            let standing = standing::decide(&parcel, door, has_code, at);
            (standing, standing::may_turn(standing, door, at))
        })?;
    }

    #[test]
    fn how_a_station_stands_holds(heartbeat in heartbeat()) {
        holds(station::health_changes_at(heartbeat, now()), |at| station::health(heartbeat, at))?;
    }

    #[test]
    fn what_waits_at_a_station_holds(
        heartbeat in heartbeat(),
        keypad in option::of(minute()),
        scanner in option::of(minute()),
        has_keypad: bool,
    ) {
        let health = station::health(heartbeat, now());
        let has = |path| path == Path::Scanner || has_keypad;
        holds(station::waiting_changes_at(keypad, scanner, now()), |at| {
            station::waiting(keypad, scanner, has, health, at)
        })?;
    }

    #[test]
    fn how_often_a_code_may_be_sent_holds(
        lately in prop::collection::vec(minute(), 0..4),
        yesterday in prop::collection::vec(minute(), 0..7),
    ) {
        let day = Duration::days(1);
        let earlier: Vec<_> = lately.into_iter().chain(yesterday.into_iter().map(|at| at - day)).collect();
        holds(resend::changes_at(&earlier, now()), |at| resend::decide(&earlier, at))?;
    }

    #[test]
    fn which_way_is_tried_next_holds(
        told in prop::collection::vec(told(), 0..4),
        ways in 0_usize..4,
        revealed: bool,
    ) {
        let route = [1, 2, 3, 4].map(ContactId::new);
        let route = route.split_at(ways).0;
        let next = |at| fallback::decide(route, &told, revealed, PATIENCE, at);
        holds(next(now()).changes_at(), next)?;
    }

    #[test]
    fn what_the_clock_of_a_parcel_shows_and_whether_it_is_extended_holds(
        deadline in minute(),
        stops in prop::collection::vec((minute(), option::of(minute())), 0..3),
        placed_at in minute(),
        limits in (0_i64..20, 0_i64..20, 0_i64..40),
    ) {
        let stops: Vec<_> = stops.into_iter().map(|(from, until)| Stop { from, until }).collect();
        holds(pickup_clock::changes_at(&stops, now()), |at| pickup_clock::read(deadline, &stops, at))?;
        let (by, grace, longest) = limits;
        let [by, grace, longest] = [by, grace, longest].map(Duration::minutes);
        let limits = ExtensionLimits { times: 1, by, longest, grace };
        let held = Some(Held { placed_at, clock: PickupClock::Runs { until: deadline }, extended: 0 });
        holds(extension::changes_at(held, limits, now()), |at| extension::decide(held, limits, at))?;
    }

    #[test]
    fn whether_a_door_is_opened_again_and_an_incident_ends_holds(at in minute(), by_rule: bool, heartbeat in heartbeat()) {
        let health = station::health(heartbeat, now());
        let last = Some(LastOpening { at: at - reopening::WITHIN, said: None, again: false });
        holds(reopening::changes_at(last, now()), |at| reopening::decide(last, health, at))?;
        let by = if by_rule { RaisedBy::Rule } else { RaisedBy::Operator };
        for span in [incident::CALM, incident::FORGOTTEN] {
            let open = Some(OpenIncident { by, failed_at: at - span });
            holds(incident::changes_at(open, now()), |at| {
                [Trend::Failing, Trend::Unclear, Trend::Working].map(|trend| incident::decide(open, trend, at))
            })?;
        }
    }

    #[test]
    fn what_a_session_may_do_and_which_contacts_hear_of_a_parcel_holds(
        book in book(),
        proofs in proofs(),
        named in prop::collection::vec((contact(), any::<bool>()), 0..3),
    ) {
        let named: Vec<Named> =
            named.into_iter().map(|(contact, by_order)| Named { contact, by_order }).collect();
        let change = Change::begun(ChangeId::new(1), ChangeKind::Remove(ContactId::new(1)), None, now());
        holds(book.changes_at(&proofs, now()), |at| {
            let levels = [None, Some(&change)].map(|change| book.level(&proofs, change, at));
            let reach = book.reach_of(&proofs, &named, at);
            let contacts = book.contacts.iter().map(|entry| {
                (book.cools(By::Contact(entry.id), at), book.may_turn_off(entry.id, at), book.may_remove(entry.id, at))
            });
            let may = (book.has_settled(&proofs, at), book.frozen(at), contacts.collect::<Vec<_>>());
            (levels, reach, book.ways(&named, at), may)
        })?;
    }

    #[test]
    fn the_day_holds_in_every_zone(zone in select(&TZ_VARIANTS[..]), second in 631_152_000_i64..2_145_916_800) {
        let now = chrono::Utc.timestamp_opt(second, 0).unwrap();
        let next = day_ends_at(&zone, now).unwrap();
        let day = |at: Timestamp| at.with_timezone(&zone).date_naive();
        prop_assert!(next > now && next - now <= Duration::days(1));
        let last = next - Duration::nanoseconds(1);
        let quarters = (0..96).map(|quarter| now + Duration::minutes(15 * quarter));
        for at in quarters.filter(|at| *at < next).chain([last]) {
            prop_assert_eq!(day(at), day(now), "{} at {}, and {} was named", zone, at, next);
        }
    }
}

#[test]
fn a_day_ends_also_where_there_is_no_midnight_or_a_second_one() {
    let ends = |zone: Tz, now: &str| day_ends_at(&zone, now.parse().unwrap()).unwrap().to_rfc3339();
    for (zone, now, end) in [
        // A plain day, and the last one of a year.
        (chrono_tz::Europe::Berlin, "2026-11-22T12:02:00Z", "2026-11-22T23:00:00+00:00"),
        (chrono_tz::Europe::Berlin, "2026-12-31T22:59:59Z", "2026-12-31T23:00:00+00:00"),
        // From 23:59:59 to 01:00:00.
        (chrono_tz::Africa::Cairo, "2024-04-25T12:00:00Z", "2024-04-25T22:00:00+00:00"),
        (chrono_tz::America::Santiago, "2024-09-07T12:00:00.5Z", "2024-09-08T04:00:00+00:00"),
        // A minute after midnight it is yesterday once more.
        (chrono_tz::America::St_Johns, "2010-11-07T02:30:30Z", "2010-11-07T02:31:00+00:00"),
        (chrono_tz::America::St_Johns, "2010-11-07T02:31:00Z", "2010-11-07T03:30:00+00:00"),
        // From the 29th to the 31st.
        (chrono_tz::Pacific::Apia, "2011-12-29T12:00:00Z", "2011-12-30T10:00:00+00:00"),
        // The clock is moved in the middle of the day: one look too many.
        (chrono_tz::Europe::Berlin, "2026-10-24T22:00:00Z", "2026-10-25T01:00:00+00:00"),
        (chrono_tz::Europe::Berlin, "2026-10-25T01:00:00Z", "2026-10-25T23:00:00+00:00"),
    ] {
        assert_eq!(ends(zone, now), end, "{zone} {now}");
    }
}

#[test]
fn a_deadline_holds_to_its_last_moment_and_is_then_named_no_more() {
    let deadline = now() + Duration::minutes(5);
    let parcel = ParcelState {
        status: Status::AvailableForPickup,
        pickup_deadline: Some(deadline),
        ..ParcelState::announced(now(), None, None)
    };
    let turn = standing::changes_at(&parcel, AtDoor::default(), now()).unwrap();
    assert_eq!(turn, deadline + Duration::nanoseconds(1));
    assert_eq!(standing::decide(&parcel, AtDoor::default(), true, deadline), Standing::Ready);
    assert_eq!(standing::decide(&parcel, AtDoor::default(), true, turn), Standing::Expired);
    assert_eq!(standing::changes_at(&parcel, AtDoor::default(), turn), None);
}

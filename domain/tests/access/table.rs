//! What may be done, as a table: a need that changes shows here as a difference.

use domain::access::{Facts, Level, Reach, Refused, Role, What, may};

/// For each thing that can be done, for somebody whose it is, who reaches all the way into the parcel: the answer to
/// a visitor, a link, verified but all within its cool-down, verified, and fresh; then the same while changes are
/// frozen. `.` is yes; else the reason: `S`igned out, `N`ot theirs, too new (`T`), `F`rozen, not `P`roven.
const ANSWERS: [(What, &str); What::ALL.len()] = [
    (What::ComeIn, "..... ....."),
    (What::UndoByLink, "..... ....."),
    (What::SignOut, "S.... S...."),
    (What::SeeParcel, "S.... S...."),
    (What::SeeParcels, "SS... SS..."),
    (What::SeeCode, "SS... SS..."),
    (What::Resend, "SS... SS..."),
    (What::OpenCase, "SS... SS..."),
    (What::Disown, "SS... SS..."),
    (What::SeeCase, "SS... SS..."),
    (What::OpenAgain, "SS... SS..."),
    (What::StopCode, "SS... SS..."),
    (What::Extend, "SS... SS..."),
    (What::TellMe, "SS... SS..."),
    (What::SendElsewhere, "SSTP. SSFFF"),
    (What::TakeBack, "SS... SS..."),
    (What::SendCode, "..... ....."),
    (What::SendWayIn, "..... ....."),
    (What::SendWord, "..... ....."),
    (What::SeeContacts, "SS... SS..."),
    (What::BeginChange, "SST.. SSFFF"),
    (What::Prove, "SS... SS..."),
    (What::ConfirmChange, "SSTP. SSFFF"),
    (What::WithdrawChange, "SST.. SST.."),
    (What::TurnOn, "SST.. SST.."),
    (What::TurnOff, "SSTP. SSFFF"),
    (What::KeepCodesOut, "SST.. SST.."),
    (What::LetCodesIn, "SSTP. SSFFF"),
    (What::Arrange, "SSTP. SSFFF"),
    (What::PushOn, "SSTP. SSFFF"),
    (What::PushRenew, "SST.. SST.."),
    (What::PushTest, "SST.. SST.."),
    (What::PushOff, "SST.. SST.."),
    (What::Unfreeze, "SSTP. SSTP."),
    (What::SeeAccount, "SST.. SST.."),
    (What::AddPasskey, "SSTP. SSFFF"),
    (What::RemovePasskey, "SSTP. SSTP."),
    (What::SignOutOthers, "SST.. SST.."),
];

/// For what is about a parcel: the answer by how far a verified owner, or the contact a message goes to, reaches.
const BY_REACH: [(What, &str); 15] = [
    // nothing, told, sees, opens
    (What::SeeParcel, "NT.."),
    (What::SeeCode, "NTT."),
    (What::Resend, "NTT."),
    (What::OpenCase, "NTT."),
    (What::Disown, "N..."),
    (What::SeeCase, "N..."),
    (What::OpenAgain, "NTT."),
    (What::StopCode, "NTT."),
    (What::Extend, "NTT."),
    (What::TellMe, "NT.."),
    (What::SendElsewhere, "NTT."),
    (What::TakeBack, "NT.."),
    (What::SendCode, "NTT."),
    (What::SendWayIn, "NTT."),
    (What::SendWord, "N..."),
];

const MESSAGES: [What; 3] = [What::SendCode, What::SendWayIn, What::SendWord];

fn answer(level: Level, role: Role, what: What, facts: Facts) -> char {
    match may(level, role, what, facts) {
        Ok(permit) => {
            assert_eq!(permit.what(), what);
            assert_eq!(permit.reads_digits(), matches!(what, What::SeeCode | What::SendCode), "{what:?}");
            '.'
        }
        Err(Refused::SignedOut) => 'S',
        Err(Refused::NotYours) => 'N',
        Err(Refused::TooNew) => 'T',
        Err(Refused::Unwanted) => 'U',
        Err(Refused::Frozen) => 'F',
        Err(Refused::NotProven) => 'P',
    }
}

fn whose(what: What) -> Role {
    if MESSAGES.contains(&what) { Role::Addressee } else { Role::Owner }
}

#[test]
fn everything_has_its_answer_for_everybody() {
    const SHOWN: [(Level, bool); 5] = [
        (Level::Visitor, true),
        (Level::Link, true),
        (Level::Verified, false),
        (Level::Verified, true),
        (Level::Fresh, true),
    ];
    assert_eq!(ANSWERS.map(|(what, _)| what), What::ALL);
    for (what, expected) in ANSWERS {
        let line = |frozen| {
            let facts = |settled| Facts { reach: Reach::Opens, settled, frozen, word_only: false };
            SHOWN.map(|(level, settled)| answer(level, whose(what), what, facts(settled)))
        };
        let line = [&line(false)[..], &[' '], &line(true)[..]].concat();
        assert_eq!(line.into_iter().collect::<String>(), expected, "{what:?}");
    }
}

#[test]
fn how_far_somebody_reaches_decides_what_is_about_a_parcel_and_nothing_else() {
    for what in What::ALL {
        let facts = |reach| Facts { reach, settled: true, frozen: false, word_only: false };
        let line = Reach::ALL.map(|reach| answer(Level::Fresh, whose(what), what, facts(reach)));
        let expected = BY_REACH.iter().find(|(about, _)| *about == what).map_or("....", |(_, line)| line);
        assert_eq!(line.into_iter().collect::<String>(), expected, "{what:?}");
    }
}

#[test]
fn who_wants_no_code_in_messages_is_told_and_signs_in_and_gets_no_digits() {
    for what in What::ALL {
        let ask = |word_only| {
            let facts = Facts { reach: Reach::Opens, settled: true, frozen: false, word_only };
            answer(Level::Fresh, whose(what), what, facts)
        };
        let expected = if what == What::SendCode { 'U' } else { ask(false) };
        assert_eq!(ask(true), expected, "{what:?}");
    }
    let new = Facts::of_message(Reach::Told, true);
    assert_eq!(
        answer(Level::Visitor, Role::Addressee, What::SendCode, new),
        'T',
        "the first reason that holds"
    );
}

#[test]
fn what_is_somebody_elses_is_refused_whatever_was_shown() {
    for what in What::ALL.into_iter().filter(|what| !matches!(what, What::ComeIn | What::UndoByLink)) {
        for level in Level::ALL {
            for role in Role::ALL.into_iter().filter(|role| *role != whose(what)) {
                for (reach, settled, frozen) in facts() {
                    let refused = if level == Level::Visitor { 'S' } else { 'N' };
                    let facts = Facts { reach, settled, frozen, word_only: false };
                    assert_eq!(answer(level, role, what, facts), refused, "{what:?} {level:?} {role:?}");
                }
            }
        }
    }
}

#[test]
fn more_shown_never_means_less_allowed() {
    for what in What::ALL {
        for (reach, settled, frozen) in facts() {
            let facts = Facts { reach, settled, frozen, word_only: false };
            let allowed = |level: &Level| answer(*level, whose(what), what, facts) == '.';
            assert!(Level::ALL.iter().map(allowed).is_sorted(), "{what:?}");
        }
    }
}

fn facts() -> impl Iterator<Item = (Reach, bool, bool)> {
    let each =
        |reach| [(reach, false, false), (reach, false, true), (reach, true, false), (reach, true, true)];
    Reach::ALL.into_iter().flat_map(each)
}

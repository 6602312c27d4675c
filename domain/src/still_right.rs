//! Whether a customer is asked, before a parcel arrives, if its code will go to the right place.

use crate::{
    Timestamp,
    diagnosis::{ContactWay, STALE},
    next_change::NextChange,
    plausible,
    standing::{Stage, Standing},
};

/// What is asked of the contact that a code will go to first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether it is still right.
    StillRight,
    /// To prove it: a word is not enough where nothing has come back for a year, or messages do not arrive.
    Prove,
}

/// What is asked while a parcel stands so; `said_at` is when the customer last said that this contact is right.
pub fn ask(
    standing: Standing,
    way: &ContactWay,
    said_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Question> {
    match standing.stage() {
        Stage::BehindItsDoor | Stage::Over => None,
        Stage::OnItsWay | Stage::HeldUp if way.entry.trouble.is_some() || way.is_stale(now) => {
            Some(Question::Prove)
        }
        Stage::OnItsWay | Stage::HeldUp => {
            said_until(said_at).is_none_or(|until| until <= now).then_some(Question::StillRight)
        }
    }
}

/// When the answer of [`ask`] may change by itself.
pub fn changes_at(way: &ContactWay, said_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    NextChange::after(now).at(way.stale_from()).at(said_until(said_at)).earliest()
}

/// For how long a word holds.
fn said_until(said_at: Option<Timestamp>) -> Option<Timestamp> {
    said_at.map(|at| plausible::later(at, STALE))
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::*;
    use crate::{
        contact::Channel, contact_book::BookEntry, diagnosis::FAILING, id::ContactId, receipt::Cause,
    };

    fn now() -> Timestamp {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn way(proven_days_ago: Option<i64>, trouble: Option<Cause>) -> ContactWay {
        let entry = BookEntry {
            id: ContactId::new(1),
            channel: Channel::Sms,
            proven_at: proven_days_ago.map(|days| now() - Duration::days(days)),
            joined_at: None,
            off: false,
            place: 0,
            trouble,
        };
        ContactWay { entry, reached_at: None, failures: 0 }
    }

    #[test]
    fn a_word_holds_for_a_year_and_is_not_enough_where_nothing_arrives() {
        let table = [
            (way(Some(1), None), None, Some(Question::StillRight)),
            (way(None, None), None, Some(Question::StillRight)),
            (way(Some(1), None), Some(0), None),
            (way(Some(1), None), Some(364), None),
            (way(Some(1), None), Some(365), Some(Question::StillRight)),
            (way(Some(365), None), Some(0), Some(Question::Prove)),
            (way(Some(1), Some(Cause::Landline)), Some(0), Some(Question::Prove)),
            (
                ContactWay { failures: FAILING, ..way(Some(1), Some(Cause::Unreachable)) },
                None,
                Some(Question::Prove),
            ),
        ];
        for (way, said_days_ago, asked) in table {
            let said_at = said_days_ago.map(|days| now() - Duration::days(days));
            assert_eq!(
                ask(Standing::OnItsWay, &way, said_at, now()),
                asked,
                "{way:?} said {said_days_ago:?} days ago"
            );
        }
    }

    #[test]
    fn it_is_asked_until_the_parcel_is_there() {
        let asked = |standing| ask(standing, &way(None, None), None, now()).is_some();
        for standing in [Standing::Announced, Standing::OutForDelivery, Standing::Late, Standing::Exception] {
            assert!(asked(standing), "{standing:?}");
        }
        for standing in [Standing::CodeBeingMade, Standing::Ready, Standing::Collected, Standing::Cancelled] {
            assert!(!asked(standing), "{standing:?}");
        }
    }

    #[test]
    fn when_the_answer_turns_is_told() {
        let (way, said_at) = (way(Some(100), None), Some(now() - Duration::days(200)));
        let turns = changes_at(&way, said_at, now()).unwrap();
        assert_eq!(turns, now() + Duration::days(165));
        let answer = |at| ask(Standing::OnItsWay, &way, said_at, at);
        assert_eq!(answer(turns - Duration::seconds(1)), None);
        assert_eq!(answer(turns), Some(Question::StillRight));
    }
}

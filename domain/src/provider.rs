//! Which of several providers of one channel gets a message: the preferred one, unless it is slow, full, or has
//! just failed this very message.

/// How a provider has done in the last 15 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProviderRecord {
    /// How many messages it was asked to send.
    pub asked: i64,
    /// How many of them it did not take, or took longer than five minutes over.
    pub slow: i64,
    /// To how many different contacts those went.
    pub struck: i64,
}

/// Fewer messages than that say nothing.
const ENOUGH: i64 = 5;
/// In percent, as GOV.UK Notify has it.
const TOO_SLOW: i64 = 15;
/// Fewer people than that are no reason to tell others: one message that is tried again and again is slow each time.
const MANY: i64 = 5;

impl ProviderRecord {
    /// Whether to move away from it.
    pub const fn is_slow(self) -> bool {
        self.asked >= ENOUGH && self.slow * 100 >= self.asked * TOO_SLOW
    }

    /// Whether it fails many: what one message is enough for, to try another provider, is not said to everybody.
    const fn fails_many(self) -> bool {
        self.is_slow() && self.struck >= MANY
    }
}

/// Whether messages fail on a channel whose providers have done like this: there is none to move to.
pub fn is_troubled(records: &[ProviderRecord]) -> bool {
    !records.is_empty() && records.iter().all(|record| record.fails_many())
}

/// A provider that could be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a str,
    /// It can take one more now.
    pub has_room: bool,
    /// How it has done.
    pub record: ProviderRecord,
}

/// Chooses among providers in the order of preference; `failed` is the one that failed this message last.
pub fn choose<'a>(candidates: &[Candidate<'a>], failed: Option<&str>) -> Option<&'a str> {
    candidates
        .iter()
        .min_by_key(|it| (failed == Some(it.name), !it.has_room, it.record.is_slow()))
        .map(|it| it.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, has_room: bool, asked: i64, slow: i64) -> Candidate<'_> {
        Candidate { name, has_room, record: ProviderRecord { asked, slow, struck: slow } }
    }

    #[test]
    fn fifteen_in_a_hundred_are_too_slow_and_few_say_nothing() {
        for (asked, slow, expected) in
            [(0, 0, false), (4, 4, false), (5, 1, true), (100, 14, false), (100, 15, true)]
        {
            assert_eq!(ProviderRecord { asked, slow, struck: 1 }.is_slow(), expected, "{slow} of {asked}");
        }
    }

    #[test]
    fn a_channel_is_troubled_when_there_is_no_provider_to_move_to() {
        let record = |slow, struck| ProviderRecord { asked: 9, slow, struck };
        let (good, slow, again) = (record(0, 0), record(9, 5), record(9, 4));
        for (records, troubled) in [
            (vec![], false),
            (vec![good], false),
            (vec![slow], true),
            (vec![slow, good], false),
            (vec![slow, slow], true),
            (vec![slow, ProviderRecord::default()], false),
            // The same few, tried again and again.
            (vec![again, again], false),
        ] {
            assert_eq!(is_troubled(&records), troubled, "{records:?}");
        }
    }

    #[test]
    fn the_preferred_one_is_asked_until_it_is_slow_full_or_has_failed() {
        let good = candidate("a", true, 100, 0);
        let other = candidate("b", true, 0, 0);
        assert_eq!(choose(&[good, other], None), Some("a"));
        assert_eq!(choose(&[candidate("a", true, 100, 15), other], None), Some("b"));
        assert_eq!(choose(&[candidate("a", false, 100, 0), other], None), Some("b"));
        assert_eq!(choose(&[good, other], Some("a")), Some("b"));
        assert_eq!(choose(&[good, other], Some("b")), Some("a"));
    }

    #[test]
    fn the_only_one_is_asked_however_it_does() {
        assert_eq!(choose(&[candidate("a", false, 100, 100)], Some("a")), Some("a"));
        assert_eq!(choose(&[], None), None);
        let both = [candidate("a", true, 9, 9), candidate("b", true, 9, 9)];
        assert_eq!(choose(&both, None), Some("a"));
    }
}
